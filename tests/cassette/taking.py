"""A "real API" that can be told to differ, and cassettes of it."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from rich.console import Console

from cbbd_spark.cassette.answer import Answer, Take
from cbbd_spark.cassette.command import run_cassette
from cbbd_spark.cassette.plan import PLAN, Step
from cbbd_spark.cassette.recorder import Recorder, Recording
from cbbd_spark.cassette.simulated import StandIn
from cbbd_spark.errors import ExitCode
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.settings import Settings, load
from cbbd_spark.simulator.dataset import Dataset, Query, Record
from cbbd_spark.simulator.server import create_app, serve_in_thread

SEASON = 2025
CANARY = "canary-of-the-cassette"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Change = Callable[[dict[str, Any]], None]


@dataclass
class RealApi:
    """The simulator in the role of the real API.

    changes: by path, what is done to each record; refused: paths that answer 401; without: headers that are not sent
    calls: paths in the order in which they were asked. at_each_call: called while the client waits
    """

    dataset: Dataset
    tier: int = 3
    quota: int = 1000
    changes: dict[str, Change] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    at_each_call: Callable[[], None] = lambda: None
    calls: list[str] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serves while the block runs; gives the base URL."""
        sources = dict(self.dataset.sources)
        for path, change in self.changes.items():
            sources[path] = _changed(sources[path], change)
        app = create_app(replace(self.dataset, sources=sources), keys={CANARY: self.tier}, quota=self.quota)
        app.middlewares.append(self._watching())
        app.on_response_prepare.append(self._strip)
        with serve_in_thread(app) as url:
            yield url

    def _watching(self) -> Any:
        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.calls.append(request.path)
            self.at_each_call()
            if request.path in self.refused:
                return web.json_response({"message": "Unauthorized."}, status=401, headers={"ETag": '"x"'})
            return await handler(request)

        return watch

    async def _strip(self, _: web.Request, response: web.StreamResponse) -> None:
        for name in self.without:
            response.headers.popall(name, None)


def _changed(source: Callable[[Query], Any], change: Change) -> Callable[[Query], list[Record]]:
    def changed(query: Query) -> list[Record]:
        return [replace(record, body=changed_body(record.body, change)) for record in source(query)]

    return changed


def answer(step: str, records: Any, status: int = 200, endpoint: str = "", **headers: str) -> Answer:
    """An answer made by hand; headers with _ for -."""
    body = msgspec.json.encode(records)
    take = Take(
        step=step,
        endpoint=endpoint or step,
        params={},
        url="",
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        asked_at="2026-01-01T00:00:00.000Z",
        run="2026-01-01T00:00:00.000Z",
        number=1,
        body_bytes=len(body),
        body_sha256="",
    )
    return Answer(take, body)


def steps(*names: str) -> list[Step]:
    return [step for step in PLAN if step.name in names]


def changed_body(body: bytes, change: Change) -> bytes:
    document = msgspec.json.decode(body)
    for record in document if isinstance(document, list) else [document]:
        change(record)
    return msgspec.json.encode(document)


def settings_for(url: str) -> Settings:
    return load(environment={"CBBD_BASE_URL": url, "CBBD_REQUESTS_PER_SECOND": "100000"})


def recording_of(url: str, steps: Sequence[Step], budget: int = 1000) -> tuple[Recording, dict[str, Answer]]:
    answers: dict[str, Answer] = {}
    recorder = Recorder(settings_for(url).api, Secret(CANARY), SEASON, answers, lambda _answer, _wire: None)
    return recorder.record(steps, budget), answers


def recorded(url: str, steps: Sequence[Step]) -> dict[str, Answer]:
    return recording_of(url, steps)[1]


@dataclass(frozen=True)
class Ran:
    """What a run of the command said; `report` is the newest in its folder."""

    code: ExitCode
    output: str
    into: Path

    @property
    def folder(self) -> Path:
        return max(self.into.glob("*/*"))

    @property
    def report(self) -> str:
        return (self.folder / "report.md").read_text()

    @property
    def differences(self) -> set[tuple[str, str, str]]:
        """Endpoint, what, and where."""
        section = self.report.split("## Differences")[1].split("## ")[0]
        rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
        return {(row[0], row[1], row[2]) for row in rows[2:]}


def run(url: str, into: Path, simulator: StandIn, **options: Any) -> Ran:
    """The command, in this process."""
    console = Console(file=io.StringIO(), width=200)
    code = run_cassette(
        console,
        settings_for(url),
        season=options.pop("season", SEASON),
        into=into,
        key=options.pop("key", CANARY),
        simulator=lambda _: simulator,
        **options,
    )
    assert isinstance(console.file, io.StringIO)
    return Ran(code, console.file.getvalue(), into)
