"""In a generated league all answers agree: what breaks a rule is what the league leaves out on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType

from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.league import generate
from tests.audits.judging import Verdicts, broken, insist_on_games_by_themselves, verdicts
from tests.audits.lake import tables

SEASON = 2025
SOURCES = {
    "games": "/games",
    "games_teams": "/games/teams",
    "games_players": "/games/players",
    "games_media": "/games/media",
    "lines": "/lines",
    "plays_date": "plays",
    "substitutions_team": "substitutions",
}
COVERAGE = {f"final_games_have_{what}" for what in ("team_boxes", "player_boxes", "plays", "lines")}


@pytest.fixture(scope="module")
def league() -> Dataset:
    return generate([SEASON], teams=4, seed=5, games_per_team=4)


@pytest.fixture(scope="module")
def built(spark: SparkSession, league: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataFrame]:
    lines = {name: [*opened(league.records(source, {}))] for name, source in SOURCES.items()}
    return tables(spark, lines, SEASON, tmp_path_factory.mktemp("league"))


@pytest.fixture(scope="module")
def found(built: dict[str, DataFrame]) -> dict[str, Verdicts]:
    return verdicts(built)


def opened(records: Iterable[Record]) -> Iterator[bytes]:
    """What the records say; those that stand for a game are opened to their rows."""
    for one in records:
        for row in one.rows(lambda _: True) if one.rows else (one,):
            yield row.body


def games_of(league: Dataset, source: str) -> set[tuple[str]]:
    """The games of which an answer tells something, as keys of a verdict."""
    said = map(json.loads, opened(league.records(source, {})))
    return {(str(one["gameId"]),) for one in said if one.get("lines", True)}


def test_what_the_league_leaves_out_is_found(league: Dataset, found: dict[str, Verdicts]) -> None:
    for name, source in (("team_boxes", "/games/teams"), ("lines", "/lines"), ("plays", "plays")):
        rule = found[f"final_games_have_{name}"]
        assert broken(rule) == set(rule) - games_of(league, source)


def test_all_that_is_told_agrees(found: dict[str, Verdicts]) -> None:
    assert {name: broken(rule) for name, rule in found.items() if broken(rule) and name not in COVERAGE} == {}
    unjudged = {name for name, rule in found.items() if True not in rule.values()}
    assert unjudged == {"seasons_are_of_like_size", "game_lineups_are_of_the_teams_of_their_game"}


def test_games_are_judged_by_themselves(built: dict[str, DataFrame], found: dict[str, Verdicts]) -> None:
    games = sorted(int(key[0]) for key in found["final_games_have_points"])
    insist_on_games_by_themselves(built, found, games[:1])
    insist_on_games_by_themselves(built, found, games[::3])


def test_no_number_is_infinite_or_none_at_all(built: dict[str, DataFrame]) -> None:
    """One of them in a column would spoil every mean of it."""
    looked_at = 0
    for name, frame in built.items():
        numbers = [field.name for field in frame.schema if isinstance(field.dataType, DoubleType)]
        wrong = frame.select(*(F.count_if(~(F.abs(number) < float("inf"))).alias(number) for number in numbers))
        if numbers:
            (counts,) = wrong.collect()
            assert not {column: count for column, count in counts.asDict().items() if count}, name
        looked_at += len(numbers)
    assert looked_at
