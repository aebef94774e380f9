"""A day as crowded as none has been, in one answer and one partition, with less memory than any laptop has."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from cbbd_spark.simulator.dataset import Dataset, Keep, Record
from tests.bench.season import answers, generated, land
from tests.conftest import FAST_START
from tests.e2e import contents
from tests.e2e.conftest import Lake

pytestmark = pytest.mark.e2e

GAMES = 180
# Spark itself refuses to start with less than 450 MB.
MEMORY = "512m"
_DAY = "2025-02-22"
_STARTS = re.compile(rb'("gameStartDate":")[^T"]+')


@dataclass(frozen=True)
class OneDay:
    """The first games of a league, moved to one day."""

    league: Dataset

    def records(self, name: str, query: Mapping[str, Any]) -> Iterator[Record]:
        return map(_moved, islice(self.league.records(name, query), GAMES))


def _moved(game: Record) -> Record:
    starts = _DAY + str(game.fields["gameStartDate"])[10:]

    def rows(keep: Keep) -> Iterable[Record]:
        assert game.rows is not None
        return [replace(row, body=_STARTS.sub(rb"\g<1>" + _DAY.encode(), row.body)) for row in game.rows(keep)]

    return replace(game, fields={**game.fields, "gameStartDate": starts}, rows=rows)


@pytest.fixture
def crowded(tmp_path: Path) -> tuple[Lake, dict[int, int]]:
    """A lake into which the day has landed, and the points that the plays of it brought, by play."""
    folder = tmp_path / "conf"
    shutil.copytree(Path(__file__).parents[2] / "conf", folder)
    (folder / "local.yaml").write_text(
        yaml.safe_dump({"spark": {"driver_memory": MEMORY, "conf": FAST_START}}), "utf-8"
    )
    lake, day = Lake(tmp_path / "lake", "http://nobody.invalid"), OneDay(generated(GAMES * 2))
    land(lake.root / "raw", day)
    ((_, lines),) = answers(day)
    plays = (msgspec.json.decode(line) for line in lines)
    return lake, {play["id"]: play["homeScore"] for play in plays}


def test_a_day_of_180_games_in_one_answer_is_all_there(crowded: tuple[Lake, dict[int, int]]) -> None:
    lake, due = crowded
    done = lake.run("pipeline", "--only", "bronze.plays_date", "--only", "silver.fct_plays")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = contents.rows(lake.root, "cbbd_silver.fct_plays")
    assert len(rows) == len(due) > 400 * GAMES
    assert {row["play_id"]: row["home_score"] for row in rows} == due
    assert len({row["game_id"] for row in rows}) == GAMES
