"""Real answers, byte for byte as the API gave them, from HTTP to silver. They are of an older contract than ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pyspark.sql import Row, SparkSession

from cbbd_spark.bronze.append import Appended, append_landed
from cbbd_spark.bronze.job import Job
from cbbd_spark.ingest.harvest import ask
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.request import Request
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.lakehouse.outcome import Outcome
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.table_step import bring_up_to_date
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings
from cbbd_spark.silver import dim_teams, fct_games, fct_player_season_stats
from cbbd_spark.simulator.server.running import serve_in_thread
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Object, Scalar, Type
from cbbd_spark.spec.table import Table
from tests.ingest.harvesting import settings_for

pytestmark = pytest.mark.spark

DUKE: tuple[tuple[str, str | int], ...] = (("team", "Duke"), ("season", 2023))
ANSWERS = {
    "teams": ("teams.json", ()),
    "conferences": ("conferences.json", ()),
    "games": ("games_team-Duke_season-2023.json", DUKE),
    "stats_team_season": ("stats_team_season_season-2023.json", (("season", 2023),)),
    "stats_player_season": ("stats_player_season_team-Duke_season-2023.json", DUKE),
}
every_answer = pytest.mark.parametrize("name", ANSWERS)


@dataclass
class Real:
    """What came of the answers: the harvest's report, and bronze's by endpoint."""

    folder: Path
    settings: Settings
    report: HarvestReport
    appended: dict[str, Appended]

    def records(self, name: str) -> list[dict[str, Any]]:
        """What a plain reader makes of the file."""
        found: list[dict[str, Any]] = json.loads((self.folder / ANSWERS[name][0]).read_bytes())
        return found


def _server(folder: Path) -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        for name, (file, parameters) in ANSWERS.items():
            if (request.path, dict(request.query)) == (endpoints()[name].path, {k: str(v) for k, v in parameters}):
                return web.Response(body=(folder / file).read_bytes(), content_type="application/json")
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    return app


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory, spark: SparkSession) -> Iterator[Real]:
    folder = shared_data / "verbatim"
    create_databases(spark)
    with serve_in_thread(_server(folder)) as url:
        settings = settings_for(url, tmp_path_factory.mktemp("verbatim") / "lake")
        requests = [Request(endpoints()[name], parameters) for name, (_, parameters) in ANSWERS.items()]
        report = asyncio.run(ask(settings, "any-key", requests, run_id="ingest-1"))
    store = store_at(settings.raw_place)
    jobs = {name: Job(spark.newSession(), store, endpoints()[name], "run-1") for name in ANSWERS}
    yield Real(folder, settings, report, {name: append_landed(job) for name, job in jobs.items()})
    for job in jobs.values():
        spark.sql(f"DROP TABLE {job.table} PURGE")


def test_every_answer_lands(real: Real) -> None:
    assert (real.report.total("landed"), real.report.set_aside) == (len(ANSWERS), 0)
    assert real.report.total("rows") == sum(len(real.records(name)) for name in ANSWERS)


@every_answer
def test_every_record_is_in_bronze_with_all_its_values(real: Real, spark: SparkSession, name: str) -> None:
    record = endpoints()[name].record
    columns = [field.column for field in record.fields]
    held = [row.asDict(recursive=True) for row in spark.table(endpoints()[name].bronze_table).select(columns).collect()]
    sent = [_as_kept(each, record) for each in real.records(name)]
    assert sorted(map(repr, held)) == sorted(map(repr, sent))


@every_answer
def test_what_the_contract_does_not_know_is_rescued_and_nothing_else(
    real: Real, spark: SparkSession, name: str
) -> None:
    declared = {field.name for field in endpoints()[name].record.fields}
    unknown = {key for record in real.records(name) for key in record} - declared
    rescued = spark.table(endpoints()[name].bronze_table).where("_rescued IS NOT NULL").collect()
    assert {key for row in rescued for key in json.loads(row["_rescued"])} == unknown
    assert real.appended[name].outcome.set_aside == len(rescued)


def test_silver_holds_each_team_game_and_line_of_statistics_once(real: Real, spark: SparkSession) -> None:
    for table, name, key in (
        (dim_teams.TABLE, "teams", ("id",)),
        (fct_games.TABLE, "games", ("id",)),
        (fct_player_season_stats.TABLE, "stats_player_season", ("season", "teamId", "athleteId")),
    ):
        outcome, rows = _built(real, spark, table)
        keys = {tuple(record[part] for part in key) for record in real.records(name)}
        assert (len(rows), outcome.set_aside) == (len(keys), 0), table.name
        spark.sql(f"DROP TABLE {table.full_name} PURGE")


def _built(real: Real, spark: SparkSession, table: Table) -> tuple[Outcome, list[Row]]:
    context = Context(spark, store_at(real.settings.raw_place), "run-1", None, {}, "code")
    outcome = bring_up_to_date(context, table).outcome
    return outcome, spark.table(table.full_name).collect()


def _as_kept(sent: Any, shape: Type) -> Any:
    """The value under the lake's names; NULL for what does not come, as in an older contract."""
    if sent is None:
        return None
    if isinstance(shape, Object):
        return {field.column: _as_kept(sent.get(field.name), field.type) for field in shape.fields}
    if isinstance(shape, Array):
        return [_as_kept(each, shape.items) for each in sent]
    if shape is Scalar.TIMESTAMP:
        return datetime.fromisoformat(sent).replace(tzinfo=None)
    return float(sent) if shape is Scalar.NUMBER else sent
