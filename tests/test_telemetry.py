"""What logs do when they cannot be written, and what they never hold."""

from __future__ import annotations

import io
import sys

import pytest
import structlog

from cbbd_spark import telemetry


def logs_into(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Within the test itself, because standard error is another one in its set-up."""
    telemetry.configure()
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    return written


def test_a_log_that_cannot_be_written_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = logs_into(monkeypatch)
    log = structlog.get_logger()
    log.warning("before")
    logs.close()
    log.warning("after")


def test_a_log_goes_to_where_standard_error_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry.configure()
    log = structlog.get_logger()
    log.warning("elsewhere")
    logs = logs_into(monkeypatch)
    log.warning("here")
    assert "event=here" in logs.getvalue()


def test_the_key_is_struck_out_of_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = logs_into(monkeypatch)
    monkeypatch.setenv("CBBD_API_KEY", "very-secret")
    structlog.get_logger().warning("sent", header="Bearer very-secret")
    assert "very-secret" not in logs.getvalue()
    assert "***" in logs.getvalue()
