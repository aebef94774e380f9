# ruff: noqa: S311 (chance for schedules, not for secrets)
"""What is dated at or after a game's day cannot change what its row says was known before it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from cbbd_spark.gold import game_predictions_features
from cbbd_spark.spec.table import Role
from tests.gold.building import Row, box, built, game
from tests.gold.rated import rated

TEAMS, DAYS, BASE = range(1, 7), 12, 2024
CUTS = range(2, DAYS, 3)
FIRST_DAY = date(2023, 11, 6)
KNOWN_BEFORE = [c.name for c in game_predictions_features.TABLE.columns if c.role in (Role.STATIC, Role.PREGAME)]


class League:
    """A small schedule, once a world: as it was, and for each cut with everything from that day on changed.

    Each world is a season of its own after one that is the same in all, and after one without games, so that nothing
    passes from world to world and all are built in one go.
    """

    def __init__(self) -> None:
        self.games: list[Row] = []
        self.boxes: list[Row] = []
        self.lines: list[Row] = []
        for world, cut in enumerate([None, *CUTS, *CUTS]):
            self._play_last_season(world)
            self._play(world, cut, cut_off=world > len(CUTS))
        # Rows arrive in any order.
        for table in (self.games, self.boxes, self.lines):
            random.Random(7).shuffle(table)

    def _play(self, world: int, cut: int | None, *, cut_off: bool) -> None:
        was, other = random.Random(1), random.Random(100 + world)
        for day in range(DAYS):
            pairs = list(zip(*[iter(was.sample(TEAMS, 6))] * 2, strict=True))
            results = [self._result(was) for _ in pairs]
            if cut is not None and day >= cut:
                results = [self._result(other) for _ in pairs]
            is_future = cut is not None and day > cut
            if cut_off and is_future:
                continue
            for n, (home, away) in enumerate(pairs):
                self._record(world, day, n, (home, away), results[n], is_to_come=cut_off and day == cut)

    def _play_last_season(self, world: int) -> None:
        was = random.Random(2)
        for day in range(3):
            pairs = zip(*[iter(was.sample(TEAMS, 6))] * 2, strict=True)
            for n, teams in enumerate(pairs):
                self._record(world, day, n, teams, self._result(was), is_to_come=False, years=-1)

    def _record(
        self,
        world: int,
        day: int,
        n: int,
        teams: tuple[int, int],
        result: list[dict[str, int]],
        *,
        is_to_come: bool,
        years: int = 0,
    ) -> None:
        season = BASE + 3 * world + years
        game_id = world * 1000 + day * 10 + n + 500 * -years
        score = None if is_to_come else (result[0]["points"], result[1]["points"])
        elo = {"home_elo_start": 1000 + day, "away_elo_start": 2000 + day}
        day_text = (FIRST_DAY + timedelta(days=day + 365 * (3 * world + years))).isoformat()
        self.games.append(game(game_id, day_text, *teams, score, season=season, **elo))
        if not is_to_come:
            sides = [{name: n for name, n in side.items() if name != "points"} for side in result]
            self.boxes.append(box(game_id, teams[0], sides[0], sides[1], season=season))
            self.boxes.append(box(game_id, teams[1], sides[1], sides[0], season=season))
        spread = float(result[0]["fgm"] - result[1]["fgm"])
        self.lines.append({"game_id": game_id, "season": season, "provider": "a", "spread": spread})

    @staticmethod
    def _result(chance: random.Random) -> list[dict[str, int]]:
        names = ("points", "fgm", "fga", "fg3m", "fta", "oreb", "dreb", "tov")
        sides = [{name: chance.randint(5, 60) for name in names} for _ in range(2)]
        sides[1]["points"] += sides[0]["points"] == sides[1]["points"]
        return sides


@pytest.fixture(scope="module")
def worlds(spark: Any) -> dict[int, dict[Any, Row]]:
    league = League()
    teams = [
        {"team_id": team, "season": season, "team": f"Team {team}", "is_division_1": True}
        for season in sorted({game["season"] for game in league.games})
        for team in TEAMS
    ]
    features = built(
        spark,
        game_predictions_features,
        fct_games=league.games,
        fct_game_teams=league.boxes,
        fct_lines=league.lines,
        team_ratings_daily=rated(spark, league.games, teams, league.boxes),
    )
    found: dict[int, dict[Any, Row]] = {}
    for row in features:
        if row["game_id"] % 1000 < 500:
            found.setdefault((row["season"] - BASE) // 3, {})[row["game_id"] % 1000, row["team_id"]] = row
    return found


def changed_worlds(worlds: dict[int, dict[Any, Row]]) -> Iterator[tuple[int, dict[Any, Row]]]:
    for world, cut in enumerate([*CUTS, *CUTS], start=1):
        yield cut, worlds[world]


def known_before(row: Row) -> Row:
    return {name: row[name] for name in KNOWN_BEFORE if name not in ("game_id", "season", "game_date")}


def test_changing_the_future_leaves_features_unchanged(worlds: dict[int, dict[Any, Row]]) -> None:
    for cut, rows in changed_worlds(worlds):
        compared = 0
        for key, before in worlds[0].items():
            if key[0] // 10 <= cut:
                assert known_before(rows[key]) == known_before(before)
                compared += 1
        assert compared == 6 * (cut + 1)


def test_the_change_shows_in_labels_and_in_later_games(worlds: dict[int, dict[Any, Row]]) -> None:
    for cut, rows in list(changed_worlds(worlds))[: len(CUTS)]:
        on_the_day = [key for key in rows if key[0] // 10 == cut]
        assert any(rows[key]["team_score"] != worlds[0][key]["team_score"] for key in on_the_day)
        later = [key for key in rows if key[0] // 10 == cut + 1]
        for name in ("team_ppg", "team_adj_net", "team_srs"):
            assert all(rows[key][name] != worlds[0][key][name] for key in later), name


def test_every_feature_that_can_be_known_is_known_after_the_first_day(worlds: dict[int, dict[Any, Row]]) -> None:
    for (game_id, _), row in worlds[0].items():
        missing = {name for name in KNOWN_BEFORE if row[name] is None}
        assert (missing == set()) == (game_id // 10 > 0)
