"""Structured logs on standard error, without secrets; the name of a run."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from cbbd_spark.settings import KEY_VARIABLES


def configure(*, verbose: bool = False) -> None:
    """Warnings and worse, or everything with `verbose`; the key's value is struck out wherever it stands."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            strike_secrets,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )


class _StandardError:
    """Standard error as it is at the moment. Where it is closed nothing is written: no run fails for its log."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def new_run_id(now: datetime) -> str:
    """Sorts by time: `20261121T154500Z-1f2e`."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def strike_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces the API key's value in every text of a log line."""
    keys = [value for name in KEY_VARIABLES if (value := os.environ.get(name, "").strip())]
    for key, value in event.items():
        if isinstance(value, str):
            for secret in keys:
                value = value.replace(secret, "***")  # noqa: PLW2901 (each secret in turn)
            event[key] = value
    return event
