"""The audits find in the real season what is known to be wrong with it, and nothing else."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_game_players, fct_game_teams, fct_games, fct_lines, fct_plays
from tests.audits.judging import Verdicts, broken, insist_on_games_by_themselves, verdicts
from tests.audits.lake import tables

SEASON = 2017
ENDPOINTS = ("games", "games_teams", "games_players", "plays_date", "lines", "teams")
# As the README beside the data names them.
WITHOUT_PLAYS = {
    48102,
    48345,
    48433,
    48542,
    48917,
    49078,
    49155,
    49399,
    49540,
    49573,
    49711,
    50160,
    51378,
    51823,
    53322,
}
LAST_PLAY_IS_NOT_THE_END = {48036, 48520, 49984, 50244, 50313, 51146, 51480, 52628, 946473}
TIED_AFTER_THE_LAST_PLAY = {48036, 52628}
NOT_ASKED = {f"{what}_are_of_the_teams_of_their_game" for what in ("substitutions", "game_lineups")}
CHECKED = (fct_games, fct_game_teams, fct_game_players, fct_lines, fct_plays)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "acc2017"


@pytest.fixture(scope="module")
def season(spark: SparkSession, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataFrame]:
    files = {name: folder / f"{name.removesuffix('_date')}.jsonl.gz" for name in ENDPOINTS}
    lines = {name: gzip.decompress(file.read_bytes()).splitlines() for name, file in files.items()}
    return tables(spark, lines, SEASON, tmp_path_factory.mktemp("season"))


@pytest.fixture(scope="module")
def found(season: dict[str, DataFrame]) -> dict[str, Verdicts]:
    return verdicts(season)


def read(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt") as lines:
        yield from map(json.loads, lines)


def ids(of_audit: Verdicts) -> set[int]:
    return {int(key[0]) for key in broken(of_audit)}


def test_the_games_without_plays_are_found(found: dict[str, Verdicts]) -> None:
    assert ids(found["final_games_have_plays"]) == WITHOUT_PLAYS
    assert len(found["final_games_have_plays"]) == 367


def test_the_games_whose_last_play_is_not_the_end_are_found(found: dict[str, Verdicts]) -> None:
    rule = found["final_score_is_that_of_the_last_play"]
    assert ids(rule) == LAST_PLAY_IS_NOT_THE_END
    assert Counter(rule.values())[True] == 352 - 9
    assert ids(found["winner_leads_after_the_last_play"]) == TIED_AFTER_THE_LAST_PLAY


def test_games_without_a_line_are_found(folder: Path, found: dict[str, Verdicts]) -> None:
    games = {game["id"]: game for game in read(folder / "games.jsonl.gz") if game["status"] == "final"}
    without = {
        one["gameId"]
        for one in read(folder / "lines.jsonl.gz")
        if one["gameId"] in games
        and not one["lines"]
        and all(games[one["gameId"]][f"{side}Conference"] for side in ("home", "away"))
    }
    assert ids(found["final_games_have_lines"]) == without
    assert len(without) == 85


def test_possessions_apart_are_those_of_the_records(folder: Path, found: dict[str, Verdicts]) -> None:
    def possessions(side: dict[str, Any]) -> float:
        trips = side["fieldGoals"]["attempted"] - side["rebounds"]["offensive"] + side["turnovers"]["total"]
        return trips + 0.475 * side["freeThrows"]["attempted"]

    apart = {
        box["gameId"]
        for box in read(folder / "games_teams.jsonl.gz")
        if abs(possessions(box["teamStats"]) - possessions(box["opponentStats"])) > 3
    }
    assert ids(found["possessions_of_both_sides_are_close"]) == apart
    assert len(apart) == 22


def test_periods_are_judged_where_the_records_have_them(found: dict[str, Verdicts]) -> None:
    # 24 final games have no points by period.
    assert Counter(found["final_score_is_that_of_the_periods"].values()) == {True: 2 * (367 - 24), None: 2 * 24}


def test_games_are_judged_by_themselves(season: dict[str, DataFrame], found: dict[str, Verdicts]) -> None:
    # One without plays is among them: where a rule asked whether the season has any, it could not be judged alone.
    insist_on_games_by_themselves(season, found, [min(WITHOUT_PLAYS)])
    games = sorted(int(key[0]) for key in found["final_games_have_points"])
    insist_on_games_by_themselves(season, found, games[::6])


def test_there_is_nothing_to_judge_where_nothing_was_asked(found: dict[str, Verdicts]) -> None:
    for name in NOT_ASKED:
        assert found[name] == {}
    assert set(found["elo_goes_on_from_game_to_game"].values()) == {None}
    assert set(found["seasons_are_of_like_size"].values()) == {None}


def test_all_other_rules_hold(found: dict[str, Verdicts]) -> None:
    known = {
        "final_games_have_plays",
        "final_score_is_that_of_the_last_play",
        "winner_leads_after_the_last_play",
        "final_games_have_lines",
        "possessions_of_both_sides_are_close",
    }
    assert {name: broken(rule) for name, rule in found.items() if name not in known and broken(rule)} == {}
    judged = {name for name, rule in found.items() if True in rule.values()}
    assert set(found) - judged == NOT_ASKED | {"elo_goes_on_from_game_to_game", "seasons_are_of_like_size"}


@pytest.mark.parametrize("module", CHECKED, ids=lambda module: module.TABLE.name)
def test_no_row_of_the_season_breaks_a_check_of_its_table(module: ModuleType, season: dict[str, DataFrame]) -> None:
    checks = module.TABLE.checks
    broken_rows = [F.count_if(~F.expr(check.holds)).alias(check.name) for check in checks]
    counted = season[module.TABLE.name].select(*broken_rows).first()
    assert counted is not None
    assert {name: n for name, n in counted.asDict().items() if n} == {}
