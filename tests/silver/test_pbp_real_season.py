"""Plays of the real season: against the boxes of the same games, and against a recount in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.play_counts import COUNTS
from cbbd_spark.silver import (
    fct_games,
    fct_pbp_game_teams,
    fct_pbp_plays_enriched,
    fct_pbp_team_daily_rollup,
    fct_plays,
)
from tests.gold.acc_season import AccSeason, evening
from tests.gold.building import Row, by, silver
from tests.silver.acc_plays import Record, Recount, counts, plays_by_game
from tests.silver.acc_plays import fct_plays as rows_of

CLOSE = 1e-9
# Of 704 boxes of games with plays, those that the plays add up to exactly. Nine games stop early or lack plays, and
# the feed's sentences leave assists out.
AGREEING = {
    "field_goals_made": 696,
    "field_goals_attempted": 671,
    "three_point_field_goals_made": 698,
    "three_point_field_goals_attempted": 679,
    "free_throws_made": 698,
    "free_throws_attempted": 695,
    "rebounds_offensive": 653,
    "rebounds_defensive": 653,
    "turnovers_total": 682,
    "steals": 696,
    "blocks": 690,
    "assists": 639,
    "points_total": 696,
}


@dataclass
class Season:
    """The records, and what the tables make of them."""

    acc: AccSeason
    plays: dict[int, list[Record]]
    ends: dict[int, dict[int, tuple[str, int]]]
    game_teams: dict[Any, Row]
    rollup: dict[Any, Row]

    def teams(self, game_id: int) -> tuple[int, int]:
        game = self.acc.finals[game_id]
        return game["homeTeamId"], game["awayTeamId"]


@pytest.fixture(scope="module")
def season(spark: Any, shared_data: Path) -> Season:
    acc = AccSeason(shared_data / "acc2017")
    plays = plays_by_game(shared_data / "acc2017")
    games = silver(spark, fct_games.TABLE, list(acc.fct_games()))
    records = [play for those in plays.values() for play in those]
    enriched = fct_pbp_plays_enriched.build(_fct_plays(spark, records), games).cache()
    ends: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    ended = enriched.where("is_possession_end").select("game_id", "play_id", "possession_end", "possession_side")
    for game_id, play_id, rule, side in ended.collect():
        ends[game_id][play_id] = (rule, side)
    game_teams = fct_pbp_game_teams.build(enriched, games).cache()
    rollup = fct_pbp_team_daily_rollup.build(game_teams)
    found = Season(
        acc,
        plays,
        ends,
        by([row.asDict() for row in game_teams.collect()], "game_id", "team_id", "garbage"),
        by([row.asDict() | {"day": str(row.game_date)} for row in rollup.collect()], "team_id", "day", "garbage"),
    )
    game_teams.unpersist()
    enriched.unpersist()
    return found


def _fct_plays(spark: Any, records: list[Record]) -> DataFrame:
    # Column by column: a season of plays by way of JSON would take longer than all that is tested.
    columns = pa.Table.from_pylist(list(rows_of(records)))
    frame = spark.createDataFrame(columns)
    return frame.select(
        *(
            (F.col(column.name) if column.name in frame.columns else F.lit(None)).cast(column.type).alias(column.name)
            for column in fct_plays.TABLE.all_columns
        )
    )


def test_every_possession_ends_where_a_recount_ends_it(season: Season) -> None:
    assert len(season.plays) == 352
    for game_id, plays in season.plays.items():
        assert season.ends[game_id] == Recount(plays, season.teams(game_id)).ends(), game_id


def test_the_counts_of_a_team_are_those_of_its_plays(season: Season) -> None:
    assert len(season.game_teams) == 4 * len(season.plays)
    for game_id, plays in season.plays.items():
        home, away = season.teams(game_id)
        for team, other in ((home, away), (away, home)):
            row, own, theirs = season.game_teams[game_id, team, "all"], counts(plays, team), counts(plays, other)
            for name in COUNTS:
                assert (row[name], row[f"opponent_{name}"]) == (own[name], theirs[name]), (game_id, team, name)


def test_the_plays_add_up_to_the_boxes_but_for_those_that_are_missing(season: Season) -> None:
    agreeing: Counter[str] = Counter()
    for box in season.acc.fct_game_teams():
        row = season.game_teams.get((box["game_id"], box["team_id"], "all"))
        agreeing.update(name for name in AGREEING if row and name in box and row[name] == box[name])
    for box in season.acc.team_boxes:
        row, stats = season.game_teams.get((box["gameId"], box["teamId"], "all")), box["teamStats"]
        if row:
            agreeing.update(name for name in ("assists", "steals", "blocks") if row[name] == stats[name])
            agreeing["points_total"] += row["points_total"] == stats["points"]["total"]
    assert agreeing == AGREEING


def test_counted_possessions_are_near_the_formula_and_both_sides_near_each_other(season: Season) -> None:
    rows = [row for row in season.game_teams.values() if row["garbage"] == "all"]
    away_from_formula = [abs(row["possessions_difference"]) for row in rows]
    assert sum(away_from_formula) / len(rows) < 1.1
    assert sum(difference <= 3 for difference in away_from_formula) == 690
    apart = Counter(abs(row["possessions_counted"] - row["opponent_possessions_counted"]) for row in rows)
    assert sum(n for difference, n in apart.items() if difference <= 3) == 698


def test_ratings_and_factors_follow_from_the_plays(season: Season) -> None:
    for game_id, plays in season.plays.items():
        home, away = season.teams(game_id)
        sides = Counter(side for _, side in season.ends[game_id].values())
        possessions = (sides[0] + sides[1]) / 2
        own, other = counts(plays, home), counts(plays, away)
        row = season.game_teams[game_id, home, "all"]
        minutes = 40 + 5 * (max(play["period"] for play in plays) - 2)
        made = own["field_goals_made"] + own["three_point_field_goals_made"] / 2
        rebounds = own["rebounds_offensive"] + other["rebounds_defensive"]
        expected = {
            "possessions": possessions,
            "minutes": minutes,
            "pace": 40 * possessions / minutes,
            "off_rating": 100 * own["points_total"] / possessions,
            "def_rating": 100 * other["points_total"] / possessions,
            "efg_pct": made / own["field_goals_attempted"],
            "tov_ratio": own["turnovers_total"] / possessions,
            "oreb_pct": own["rebounds_offensive"] / rebounds,
            "ft_rate": own["free_throws_attempted"] / own["field_goals_attempted"],
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=CLOSE), (game_id, name)


def garbage_start(plays: list[Record]) -> int | None:
    """Number of the play from which on the game is decided, by going back from its end."""
    start = None
    if max(play["period"] for play in plays) > 2:
        return None
    for number in range(len(plays) - 1, -1, -1):
        play = plays[number]
        lead, left = abs(play["homeScore"] - play["awayScore"]), play["secondsRemaining"]
        if play["period"] != 2 or lead < 10:
            break
        if lead >= (25 if left > 540 else 20 if left > 360 else 15 if left > 180 else 10):
            start = number
    return start


def test_without_garbage_time_the_plays_before_it_are_counted(season: Season) -> None:
    shortened = 0
    for game_id, plays in season.plays.items():
        start, (home, away) = garbage_start(plays), season.teams(game_id)
        row = season.game_teams[game_id, home, "removed"]
        own, other = counts(plays[:start], home), counts(plays[:start], away)
        assert [row[name] for name in COUNTS] == [own[name] for name in COUNTS]
        assert [row[f"opponent_{name}"] for name in COUNTS] == [other[name] for name in COUNTS]
        kept = {play["id"] for play in plays[:start]}
        sides = Counter(side for play, (_, side) in season.ends[game_id].items() if play in kept)
        assert (row["possessions_counted"], row["opponent_possessions_counted"]) == (sides[0], sides[1])
        seconds = 0 if start is None else plays[start]["secondsRemaining"]
        assert row["garbage_minutes"] == pytest.approx(seconds / 60, rel=CLOSE)
        whole = season.game_teams[game_id, home, "all"]
        assert whole["minutes"] - row["minutes"] == pytest.approx(seconds / 60, rel=CLOSE)
        shortened += start is not None
    assert shortened == 198


def test_a_season_to_date_is_the_sum_of_its_games_so_far(season: Season) -> None:
    of_team = defaultdict(list)
    for (game_id, team, kind), row in season.game_teams.items():
        of_team[team, kind].append((evening(season.acc.finals[game_id]), row))
    assert len(season.rollup) == sum(len({day for day, _ in games}) for games in of_team.values())
    for (team, day, kind), row in season.rollup.items():
        so_far = [game for played, game in of_team[team, kind] if played <= day]
        total = {name: sum(game[name] for game in so_far) for name in (*COUNTS, "possessions", "seconds_counted")}
        against = {name: sum(game[f"opponent_{name}"] for game in so_far) for name in COUNTS}
        assert row["games"] == len(so_far)
        assert [row[name] for name in COUNTS] == [total[name] for name in COUNTS]
        assert [row[f"opponent_{name}"] for name in COUNTS] == [against[name] for name in COUNTS]
        expected = {
            "pace": 2400 * total["possessions"] / total["seconds_counted"],
            "off_eff": 100 * total["points_total"] / total["possessions"],
            "def_eff": 100 * against["points_total"] / total["possessions"],
            "opponent_tov_ratio": against["turnovers_total"] / total["possessions"],
            "steals_per_game": total["steals"] / len(so_far),
            "opponent_assists_per_100": 100 * against["assists"] / total["possessions"],
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=CLOSE), (team, day, name)
