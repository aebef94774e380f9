"""Bad answers end in dead-letter or in `_rescued`, the run goes on, and its exit code says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.e2e import contents
from tests.e2e.conftest import SEASON, Lake

pytestmark = pytest.mark.e2e

Records = list[dict[str, Any]]

_BROKEN: dict[str, Callable[[], web.Response]] = {
    "/venues": lambda: web.Response(text="<html>Down for maintenance</html>", content_type="text/html"),
    "/rankings": lambda: web.Response(body=b'[{"season": 2025, "week"', content_type="application/json"),
    "/ratings/elo": lambda: web.Response(body=b"[]", headers={"Content-Encoding": "gzip"}),
    "/ratings/srs": lambda: web.json_response({"message": "an object where a list should be"}),
    "/conferences": lambda: web.Response(body=b'[{"id": NaN}]', content_type="application/json"),
}


def _wrong_type(records: Records) -> None:
    records[0]["players"][0]["minutes"] = "thirty"


def _unknown_field(records: Records) -> None:
    records[0]["teamStats"]["dunkContests"] = 2


def _missing_key(records: Records) -> None:
    del records[0]["id"]


def _no_record(records: Records) -> None:
    records.append(7)  # type: ignore[arg-type]


def _list_for_object(records: Records) -> None:
    records[0]["rankings"] = [1, 2]


_SPOILED: dict[str, Callable[[Records], None]] = {
    "/games/players": _wrong_type,
    "/games/teams": _unknown_field,
    "/recruiting/players": _missing_key,
    "/plays/types": _no_record,
    "/ratings/adjusted": _list_for_object,
}


def _spoiling(whole: str) -> Any:
    """Stands before a server that is the same as the one at `whole`, and breaks or spoils some of what that says."""

    @web.middleware
    async def spoil(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path in _BROKEN:
            return _BROKEN[request.path]()
        if request.path not in _SPOILED:
            answer: web.StreamResponse = await handler(request)
            return answer
        key = {"Authorization": request.headers["Authorization"]}
        async with ClientSession() as session, session.get(f"{whole}{request.path_qs}", headers=key) as response:
            records = await response.json()
        if records:
            _SPOILED[request.path](records)
        return web.json_response(records, status=response.status)

    return spoil


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, int, str]]:
    """A lake after a run against a server that breaks all it can, the run's exit code and what it said."""
    dataset = league.generate([SEASON], teams=8, seed=7, games_per_team=6)
    with serve_in_thread(create_app(dataset)) as whole:
        app = create_app(dataset)
        app.middlewares.insert(0, _spoiling(whole))
        with serve_in_thread(app) as url:
            lake = Lake(tmp_path_factory.mktemp("spoiled") / "lake", url)
            done = lake.run("pipeline", "--seasons", str(SEASON))
            yield lake, done.returncode, done.stdout + done.stderr


def test_the_exit_code_and_the_summary_say_that_something_was_set_aside(spoiled: tuple[Lake, int, str]) -> None:
    _, code, said = spoiled
    assert code == 3, said
    assert "set aside" in said


def test_what_is_no_answer_is_kept_in_dead_letter_with_its_reason(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, said = spoiled
    reasons = [json.loads(file.read_text("utf-8")) for file in (lake.root / "deadletter").rglob("*.json")]
    about = {reason["endpoint"] for reason in reasons}
    assert {"venues", "rankings", "ratings_srs", "conferences"} <= about, reasons
    assert all(reason["reason"] for reason in reasons)
    report = json.loads(next((lake.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    ended = report["ingest"]["endpoints"]
    for name in ("venues", "rankings", "ratings_elo", "ratings_srs", "conferences"):
        assert ended[name]["dead_lettered"] + ended[name]["failed"] == 1, (name, said)


def test_a_wrong_type_keeps_its_row_and_stands_in_rescued(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    rescued = [row["_rescued"] for row in contents.rows(lake.root, "cbbd_bronze.games_players") if row["_rescued"]]
    assert rescued
    assert all(json.loads(each) == {"players[0].minutes": "thirty"} for each in rescued)
    assert contents.rows(lake.root, "cbbd_silver.fct_game_players")


def test_an_unknown_field_is_kept(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    rescued = {row["_rescued"] for row in contents.rows(lake.root, "cbbd_bronze.games_teams")}
    assert rescued == {None, '{"teamStats.dunkContests":2}'}


def test_a_list_for_an_object_is_kept_beside_its_row(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    rescued = {row["_rescued"] for row in contents.rows(lake.root, "cbbd_bronze.ratings_adjusted")}
    assert rescued == {None, '{"rankings":[1, 2]}'}


def test_a_record_without_its_key_is_in_bronze_and_not_in_silver(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    bronze = contents.rows(lake.root, "cbbd_bronze.recruiting_players")
    silver = contents.rows(lake.root, "cbbd_silver.fct_recruiting_players")
    assert sum(row["id"] is None for row in bronze) == 1
    assert len(silver) == len(bronze) - 1


def test_what_is_no_record_is_in_bronze_whole(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    rescued = [row["_rescued"] for row in contents.rows(lake.root, "cbbd_bronze.plays_types") if row["_rescued"]]
    assert rescued == ['{"_record":7}']


def test_gold_is_built_all_the_same(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, _ = spoiled
    for table in ("team_season_summary", "game_predictions_features", "player_season_impact", "market_lines_analysis"):
        assert contents.rows(lake.root, f"cbbd_gold.{table}"), table


def test_the_key_is_written_nowhere(spoiled: tuple[Lake, int, str]) -> None:
    lake, _, said = spoiled
    assert "canary-of-the-tests" not in said
    for file in lake.root.rglob("*"):
        if file.is_file():
            assert b"canary-of-the-tests" not in file.read_bytes(), file


def test_a_wrong_key_stops_at_once_and_names_its_variable(lake: Lake) -> None:
    done = lake.run("pipeline", "--seasons", str(SEASON), CBBD_API_KEY="wrong")
    assert done.returncode == 2
    assert "CBBD_API_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_key_names_its_variable(lake: Lake) -> None:
    done = lake.run("pipeline", "--seasons", str(SEASON), CBBD_API_KEY="", BEARER_TOKEN="")
    assert done.returncode == 2
    assert "CBBD_API_KEY" in done.stderr


def test_a_table_that_does_not_exist_is_named_with_its_neighbours(lake: Lake) -> None:
    done = lake.run("pipeline", "--only", "silver.games", "--dry-run")
    assert done.returncode == 2
    assert "silver.fct_games" in done.stderr


def test_a_setting_that_would_spoil_numbers_is_refused(lake: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    shutil.copytree(Path(__file__).parents[2] / "conf", folder)
    (folder / "local.yaml").write_text("spark: {conf: {spark.sql.session.timeZone: America/New_York}}", "utf-8")
    done = lake.run("pipeline", "--from", "bronze", CBBD_CONF=str(folder))
    assert done.returncode == 2
    assert "spark.sql.session.timeZone is America/New_York" in done.stderr
