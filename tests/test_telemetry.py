"""What logs do when they cannot be written, and what they never hold."""

from __future__ import annotations

import io
import sys

import pytest
import structlog

from cbbd_spark import telemetry


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    telemetry.configure()
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    return written


def test_a_log_that_cannot_be_written_ends_no_run(logs: io.StringIO) -> None:
    log = structlog.get_logger()
    log.warning("before")
    logs.close()
    log.warning("after")


def test_a_log_goes_to_where_standard_error_is_now(logs: io.StringIO) -> None:
    structlog.get_logger().warning("here")
    assert "event=here" in logs.getvalue()


def test_the_key_is_struck_out_of_every_line(logs: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBBD_API_KEY", "very-secret")
    structlog.get_logger().warning("sent", header="Bearer very-secret")
    assert "very-secret" not in logs.getvalue()
    assert "***" in logs.getvalue()
