"""Answers given to the landing, without a server and without a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cbbd_spark.ingest.landing import Answer, Landing
from cbbd_spark.ingest.outcome import Outcome
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Ledger, Row
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.bodies import LIMIT, compact
from tests.ingest.harvesting import CANARY

MORNING = datetime(2024, 11, 10, 9, tzinfo=UTC)


class Landings:
    """Lands answers to one request in a folder, at times that the test says."""

    def __init__(self, folder: Path, endpoint: str = "venues", **parameters: Any) -> None:
        self.raw = FolderStore(folder / "raw")
        self.ledger = Ledger(SqliteKeyValue(folder / "state.db"), "cbbd")
        self.request = Request(endpoints()[endpoint], tuple(parameters.items()))
        self._at = MORNING
        self._landing = Landing(
            self.raw,
            self.ledger,
            Secret(CANARY),
            run_id="test",
            code_version="0",
            body_limit=LIMIT,
            now=lambda: self._at,
        )

    def land(self, answer: bytes | Sequence[Any], at: datetime = MORNING) -> Outcome:
        self._at = at
        body = answer if isinstance(answer, bytes) else compact(answer)
        return self._landing.land(Answer(self.request, Reply("https://api.example.com/", 200, {}, body), 1))

    @property
    def row(self) -> Row:
        row = self.ledger.row(self.request.endpoint.name, self.request.hash)
        assert row is not None
        return row
