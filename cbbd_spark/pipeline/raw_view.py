"""`cbbd-spark raw`: what landed, its records, and whether it is still as it landed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.bronze.selection import season_of
from cbbd_spark.errors import CheckFailed, ConfigurationError, ExitCode
from cbbd_spark.ingest.plan import choose
from cbbd_spark.ingest.source import SOURCE, known
from cbbd_spark.raw import manifest
from cbbd_spark.raw.answer import Damaged, records
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.store import RawStore
from cbbd_spark.raw.verify import Finding, Kind, verify
from cbbd_spark.settings import Settings
from cbbd_spark.spec.endpoint import Endpoint

_REQUEST_HASH = re.compile(r"[0-9a-f]{16}")
_COPY = "put back a copy (on S3 the object's earlier version)"
_ANSWER = f"{_COPY}; without one, the run or replay that comes to read it sets it aside, and the next ingest asks again"
_SEGMENT = f"{_COPY}; until then ingest and bronze of this endpoint stop here"
_REMEDIES = {
    Kind.SEGMENT: _SEGMENT,
    Kind.ENTRY: f"the segment that names it was changed: {_SEGMENT}",
    Kind.DOUBLED: "nothing to do: its records stand in bronze twice and in silver once",
    Kind.MISSING: _ANSWER,
    Kind.DAMAGED: _ANSWER,
    Kind.ORPHAN: "run ingest: it names what a run that was cut off has landed; what it leaves is read by nobody",
    Kind.FOREIGN: "read by nobody: find out who put it there, and take it away",
}


def ls(settings: Settings, endpoint: str | None, season: int | None, run_id: str | None) -> None:
    """Prints a line per answer, oldest first in each endpoint, the object's key last.

    ConfigurationError for an endpoint that is not known.
    """
    store = store_at(settings.raw_place)
    wanted = (
        entry
        for each in _endpoints(endpoint)
        for _, entry in manifest.entries(store, each.source, each.name)
        if run_id in {None, entry.run_id} and season in {None, season_of(each, entry)}
    )
    _write(_line(entry) for entry in wanted)


def cat(settings: Settings, what: str, limit: int | None) -> None:
    """Prints the records of an object, or of a request's newest answer, in their own bytes and one a line.

    ConfigurationError when there is no such thing, CheckFailed when it is damaged.
    """
    store = store_at(settings.raw_place)
    key = _newest_answer(store, what) if _REQUEST_HASH.fullmatch(what) else what
    try:
        stored = store.read(key)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        raise ConfigurationError(
            f"{what} is neither an object in {settings.raw_place} nor the hash of a request that has landed: "
            "`cbbd-spark raw ls` shows both"
        ) from None
    try:
        _write(record + b"\n" for record in islice(records(stored), limit))
    except Damaged as error:
        raise CheckFailed(f"{key} is damaged: {error}. `cbbd-spark raw verify` says what to do") from error


def verify_raw(console: Console, settings: Settings, endpoint: str | None) -> ExitCode:
    """Prints what was looked at, and what is wrong with what to do about it; SET_ASIDE when something is."""
    prefixes = [f"{each.source}/{each.name}/" for each in _endpoints(endpoint)] if endpoint else [""]
    store = store_at(settings.raw_place)
    grid = Grid(title=f"Raw in {settings.raw_place}", title_justify="left", header_style="bold")
    grid.add_column("folder", no_wrap=True)
    for name in ("answers", "records", "MB", "wrong"):
        grid.add_column(name, justify="right")
    wrong: list[Finding] = []
    for prefix in prefixes:
        for found in verify(store, prefix):
            figures = (
                f"{found.answers:,}",
                f"{found.records:,}",
                f"{found.bytes / 1e6:.2f}",
                f"{len(found.findings):,}",
            )
            grid.add_row(found.folder, *figures)
            wrong += found.findings
    console.print(grid)
    for kind in Kind:
        _tell(console, kind, [finding for finding in wrong if finding.kind is kind])
    if not wrong:
        console.print("[green]all is as it landed[/]")
    return ExitCode.SET_ASIDE if wrong else ExitCode.DONE


def _tell(console: Console, kind: Kind, findings: list[Finding]) -> None:
    if not findings:
        return
    console.print(f"[red]{kind.value}[/] ({len(findings):,}): {_REMEDIES[kind]}", soft_wrap=True)
    for finding in findings:
        console.print(f"  {finding.key}: {finding.detail}", markup=False, soft_wrap=True)


def _endpoints(name: str | None) -> list[Endpoint]:
    return choose(known(), [name]) if name else list(known().values())


def _line(entry: Entry) -> bytes:
    asked = " ".join(f"{name}={value}" for name, value in entry.params.items())
    line = f"{entry.fetched_at}  {entry.endpoint}  {entry.rows:>7}  {entry.object_bytes:>9}  {asked}  {entry.object}\n"
    return line.encode()


def _newest_answer(store: RawStore, request_hash: str) -> str:
    """Key of the object; the hash itself, which is no key, when no such answer has landed."""
    newest: Entry | None = None
    for name in known():
        if store.list(f"{SOURCE}/{name}/{request_hash}/"):
            for _, entry in manifest.entries(store, SOURCE, name):
                if entry.request_hash == request_hash and (newest is None or entry.fetched_at >= newest.fetched_at):
                    newest = entry
    return newest.object if newest else request_hash


def _write(lines: Iterable[bytes]) -> None:
    """To standard output, for other programs too, some of which, as `head`, leave before the end."""
    try:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is still in the buffer would be written at the end of the process, and fail again.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
