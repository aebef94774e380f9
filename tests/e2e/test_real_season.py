"""The real season beside the project: counts that anybody can make of its files equal what the lake says."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.simulator import folder
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.e2e import contents
from tests.e2e.conftest import Lake

pytestmark = pytest.mark.e2e


def _records(source: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(source / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def source(shared_data: Path) -> Path:
    return shared_data / "acc2017"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Iterator[Lake]:
    """A lake after a run against a server that has the real season."""
    with serve_in_thread(create_app(folder.load(source))) as url:
        lake = Lake(tmp_path_factory.mktemp("real") / "lake", url)
        done = lake.run("pipeline", "--seasons", "2017")
        assert done.returncode == 0, done.stdout + done.stderr
        yield lake


def test_wins_and_losses_are_those_of_a_plain_count(real: Lake, source: Path) -> None:
    wins: Counter[int] = Counter()
    losses: Counter[int] = Counter()
    for game in _records(source, "games"):
        if game["status"] == "final":
            home_won = game["homePoints"] > game["awayPoints"]
            wins[game["homeTeamId"] if home_won else game["awayTeamId"]] += 1
            losses[game["awayTeamId"] if home_won else game["homeTeamId"]] += 1
    held = contents.rows(real.root, "cbbd_gold.team_season_summary")
    assert {row["team_id"]: (row["wins"], row["losses"]) for row in held} == {
        team: (wins[team], losses[team]) for team in wins | losses
    }


def test_players_add_up_to_the_final_score_as_often_as_in_the_data(real: Lake, source: Path) -> None:
    final = {
        (game["id"], game[f"{side}TeamId"]): game[f"{side}Points"]
        for game in _records(source, "games")
        if game["status"] == "final"
        for side in ("home", "away")
    }
    in_data = sum(
        sum(player["points"] for player in box["players"]) == final[box["gameId"], box["teamId"]]
        for box in _records(source, "games_players")
    )
    points: Counter[tuple[int, int]] = Counter()
    for row in contents.rows(real.root, "cbbd_silver.fct_game_players"):
        points[row["game_id"], row["team_id"]] += row["points"]
    assert sum(points[side] == final[side] for side in points) == in_data


def test_every_record_is_in_bronze(real: Lake, source: Path) -> None:
    for name, key in (("games", "id"), ("games_teams", "gameId"), ("games_players", "gameId"), ("lines", "gameId")):
        column = "id" if key == "id" else "game_id"
        held = Counter(row[column] for row in contents.rows(real.root, f"cbbd_bronze.{name}"))
        assert held == Counter(record[key] for record in _records(source, name)), name
    plays = {row["id"] for row in contents.rows(real.root, "cbbd_bronze.plays_date")}
    assert plays == {record["id"] for record in _records(source, "plays")}


def test_a_play_is_in_silver_once(real: Lake, source: Path) -> None:
    held = [row["play_id"] for row in contents.rows(real.root, "cbbd_silver.fct_plays")]
    assert len(held) == len(set(held)) == len(_records(source, "plays"))


def test_nothing_of_the_real_season_is_set_aside(real: Lake) -> None:
    report = json.loads(next((real.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    assert report["set_aside"] == 0


def test_a_correction_upstream_moves_what_it_touches_and_nothing_else(real: Lake, source: Path) -> None:
    before = contents.snapshots(real.root)
    corrected = _records(source / "captures" / "2", "plays")
    with serve_in_thread(create_app(folder.load(source, capture=2))) as url:
        done = Lake(real.root, url).run("pipeline", "--seasons", "2017", "--refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents.snapshots(real.root)
    moved = {name for name in after if after[name] != before.get(name)}
    assert moved == {"cbbd_bronze.plays_date", "cbbd_silver.fct_plays"}
    report = json.loads(max((real.root / "meta" / "runs").glob("*.json")).read_text("utf-8"))
    plays = next(step for step in report["steps"] if step["step"] == "silver.fct_plays")
    assert (plays["updated"], plays["inserted"]) == (len(corrected), 0)
