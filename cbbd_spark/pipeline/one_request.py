"""`cbbd-spark ingest one`: a single request, landed as any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich.console import Console
from rich.json import JSON
from rich.table import Table as Grid

from cbbd_spark.errors import ConfigurationError, ExitCode
from cbbd_spark.ingest import address
from cbbd_spark.ingest.harvest import ask
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.source import SOURCE
from cbbd_spark.pipeline import provenance
from cbbd_spark.raw import layout
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings, api_key
from cbbd_spark.state.ledger import Ledger, Row
from cbbd_spark.state.place import open_state
from cbbd_spark.telemetry import new_run_id

_SHOWN = 3


def request_of(endpoint: str, params: str) -> Request:
    """The request of these words; ConfigurationError when the API would not understand it, or too well."""
    (spec,) = Order(endpoints=[endpoint]).chosen()
    try:
        given: Mapping[str, Any] = msgspec.json.decode(params or "{}", type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"--params {params!r} is not a JSON object ({error})") from error
    try:
        season = given.get("season")
        return Request(spec, tuple(given.items()), season if isinstance(season, int) else None)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


def ask_one(
    console: Console, settings: Settings, request: Request, *, show: bool = False, dry_run: bool = False
) -> ExitCode:
    """Asks and lands the request and prints what came of it, with `show` its first records too."""
    if dry_run:
        console.print(f"would ask {address.of(address.base(settings.api.base_url), request)}", soft_wrap=True)
        return ExitCode.DONE
    provenance.insist(settings)
    report = asyncio.run(ask(settings, api_key(), [request], run_id=new_run_id(datetime.now(UTC))))
    provenance.remember(settings)
    with closing(open_state(settings)) as state:
        row = Ledger(state, SOURCE).row(request.endpoint.name, request.hash)
    if row is not None:
        _print(console, row)
        if show and row.entry:
            _records(console, settings, row)
    return ExitCode.SET_ASIDE if report.set_aside else ExitCode.DONE


def _print(console: Console, row: Row) -> None:
    grid = Grid(show_header=False)
    entry = row.entry
    facts = {
        "endpoint": row.endpoint,
        "parameters": " ".join(f"{name}={value}" for name, value in row.params.items()),
        "came of it": f"{row.status.value} {row.reason}".strip(),
        "HTTP status": row.http_status,
        "records": f"{row.rows:,}",
        "answered at": row.observed_at,
        "object": entry.object if entry else None,
        "bytes of JSON": f"{entry.body_bytes:,}" if entry else None,
        "calls left": entry.calls_remaining if entry else None,
    }
    for name, value in facts.items():
        if value is not None:
            grid.add_row(name, str(value))
    console.print(grid)


def _records(console: Console, settings: Settings, row: Row) -> None:
    assert row.entry  # noqa: S101 (the caller looked)
    records = layout.unpacked(store_at(settings.raw_place).read(row.entry.object))
    for record in records[:_SHOWN]:
        console.print(JSON(record.decode()))
    if len(records) > _SHOWN:
        console.print(f"... and {len(records) - _SHOWN:,} more")
