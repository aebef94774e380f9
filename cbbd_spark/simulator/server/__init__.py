"""The HTTP side: access, quota, answers, and two ways to run it."""

from cbbd_spark.simulator.server.app import create_app
from cbbd_spark.simulator.server.request_log import REQUEST_LOG, LoggedRequest
from cbbd_spark.simulator.server.running import run, serve_in_thread

__all__ = ["REQUEST_LOG", "LoggedRequest", "create_app", "run", "serve_in_thread"]
