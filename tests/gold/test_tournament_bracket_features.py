from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import mean
from typing import Any

import pytest

from cbbd_spark.gold import tournament_bracket_features
from cbbd_spark.spec.table import Role
from tests.gold.acc_season import AccSeason, Record, evening
from tests.gold.building import Row, built, by, game

OUTSIDE, UNRATED, RATED = 902, 999, 250
NCAA = {"season_type": "postseason", "phase": "ncaa", "is_neutral_site": True}
EAST = "MEN'S BASKETBALL CHAMPIONSHIP - EAST REGION - 1st ROUND"


def ncaa(game_id: int, day: str, home: int, away: int | None, score: Any = None, **more: Any) -> Row:
    home_seed, away_seed = more.pop("seeds", (None, None))
    return game(game_id, day, home, away, score, home_seed=home_seed, away_seed=away_seed, **NCAA | more)


TOURNAMENT = [
    ncaa(1, "2024-03-19", 90, 91, (70, 60), seeds=(16, 16), game_notes="... - SOUTH REGION - FIRST FOUR"),
    ncaa(2, "2024-03-21", 1, 40, (70, 60), seeds=(1, None), game_notes=EAST),
    ncaa(3, "2024-03-23", 60, 1, (70, 60), seeds=(8, None), game_notes="... - East Regional - 2nd Round"),
    ncaa(4, "2024-03-21", 60, 40, None, seeds=(8, 9), status="cancelled"),
    ncaa(5, "2024-03-22", 70, 90, None, seeds=(1, 16)),
    ncaa(6, "2024-03-20", 95, 96, None, seeds=(5, 12), status="cancelled", game_notes="BEST OF THE REGION"),
    ncaa(7, "2024-03-20", 97, 98, None, seeds=(6, 11), status="postponed"),
    ncaa(8, "2024-03-22", 97, 98, None, seeds=(6, 11)),
    ncaa(9, "2024-03-24", 70, None),
    ncaa(10, "2023-03-16", 1, 2, (70, 60), seeds=(3, 14), season=2023),
    game(11, "2024-03-20", 81, 82, (70, 60), season_type="postseason", phase="other_postseason"),
]
CONFERENCE = {"phase": "conference", "is_conference_game": True}
BEFORE = [
    game(100, "2024-01-01", 1, 60, (70, 60)),
    game(101, "2024-01-02", 90, 60, (60, 70)),
    game(102, "2024-01-03", 200, 1, (60, 70), **CONFERENCE),
    game(103, "2024-01-04", 241, 1, (70, 60), is_neutral_site=True),
    game(104, "2024-01-05", 1, OUTSIDE, (70, 60)),
    game(105, "2024-01-06", 1, UNRATED, (70, 60)),
    game(106, "2024-01-07", None, 1, (70, 60)),
    game(107, "2024-03-12", 1, 3, (70, 60), phase="conference_tournament", is_conference_game=True),
    game(108, "2023-11-01", 1, 3, (60, 70), season_type="preseason", phase="preseason"),
    game(109, "2024-03-13", 1, 3),
    # A game on the day of the first one is not known on its eve.
    game(110, "2024-03-21", 1, 3, (60, 70)),
    game(111, "2023-01-01", 1, 2, (60, 70), season=2023),
]
TEAMS = [
    {"team_id": team, "season": season, "team": f"School {team}", "conference": "Big", "is_division_1": team != OUTSIDE}
    for team in (*range(1, RATED + 1), OUTSIDE, UNRATED)
    for season in (2023, 2024)
]


def rating(team: int, day: str, net: float | None, **more: Any) -> Row:
    rates = {"adj_off": 100.0 + (net or 0), "adj_def": 100.0, "adj_tempo": 60.0 + team / 10, "games": 20, "srs": 1.0}
    return {"team_id": team, "as_of_date": day, "season": 2024, "adj_net": net, **rates, **more}


RATINGS = [
    *(rating(team, "2024-03-10", 300.0 - team) for team in range(1, RATED + 1)),
    # Newer rows of some teams only; the last of each counts.
    rating(40, "2024-03-18", 500.0),
    rating(60, "2024-03-20", 600.0),
    *(rating(team, "2024-03-21", float(team)) for team in range(1, RATED + 1)),
    rating(UNRATED, "2024-03-10", None, adj_tempo=None),
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    chance = random.Random(5)  # noqa: S311 (chance for rows, not for secrets)
    games, ratings = [*TOURNAMENT, *BEFORE], list(RATINGS)
    chance.shuffle(games)
    chance.shuffle(ratings)
    inputs = {"fct_games": games, "dim_team_seasons": TEAMS, "team_ratings_daily": ratings}
    return by(built(spark, tournament_bracket_features, **inputs), "team_id", "season")


def record(row: Row, prefix: str = "") -> tuple[int, int]:
    return row[f"{prefix}wins"], row[f"{prefix}losses"]


def test_in_the_tournament_is_who_has_a_game_there_played_or_not(found: dict[Any, Row]) -> None:
    assert set(found) == {(n, 2024) for n in (1, 40, 60, 70, 90, 91, 95, 96, 97, 98)} | {(1, 2023), (2, 2023)}


def test_a_seed_is_taken_from_any_game_that_tells_it(found: dict[Any, Row]) -> None:
    seeds = {1: 1, 40: 9, 60: 8, 70: 1, 90: 16, 95: 5, 98: 11}
    assert {team: found[team, 2024]["seed"] for team in seeds} == seeds
    assert (found[1, 2023]["seed"], found[2, 2023]["seed"]) == (3, 14)


def test_a_region_is_what_the_notes_call_one(found: dict[Any, Row]) -> None:
    regions = {1: "East", 60: "East", 90: "South", 95: None}
    assert {team: found[team, 2024]["region"] for team in regions} == regions


def test_the_first_game_is_the_first_that_is_not_off(found: dict[Any, Row]) -> None:
    days = {90: "03-19", 1: "03-21", 40: "03-21", 60: "03-23", 97: "03-22", 95: "03-20"}
    assert {team: found[team, 2024]["first_game_date"].strftime("%m-%d") for team in days} == days


def test_the_record_is_that_of_earlier_days(found: dict[Any, Row]) -> None:
    row = found[1, 2024]
    assert (record(row), row["win_pct"]) == ((5, 2), 5 / 7)
    assert record(row, "conf_") == (1, 0)
    assert (record(row, "home_"), record(row, "away_"), record(row, "neutral_")) == ((4, 0), (1, 1), (0, 1))
    assert (record(row, "last_10_"), row["streak_games"]) == ((5, 2), 1)
    assert record(found[1, 2023]) == (0, 1)


def test_a_team_without_a_game_before_has_a_record_of_zeros(found: dict[Any, Row]) -> None:
    row = found[70, 2024]
    assert (record(row), row["win_pct"], row["streak_games"], row["sos_adj_net"]) == ((0, 0), None, None, None)


def test_ranks_are_those_of_the_eve_of_each_teams_own_first_game(found: dict[Any, Row]) -> None:
    # 40 is the first from the 18th on, 60 from the 20th on; the ratings of the 21st turn all upside down.
    assert found[90, 2024]["net_rank"] == 90
    assert (found[40, 2024]["net_rank"], found[1, 2024]["net_rank"]) == (2, 3)
    assert found[60, 2024]["net_rank"] == RATED - 60 + 1
    assert (found[40, 2024]["adj_net"], found[40, 2024]["ratings_date"].day) == (500.0, 18)
    assert (found[1, 2024]["adj_off"], found[1, 2024]["rated_games"]) == (100.0 + 299, 20)


def test_a_win_is_in_the_quadrant_of_the_opponents_rank_on_the_eve(found: dict[Any, Row]) -> None:
    row = found[1, 2024]
    # At home against the first (60), away against the 200th, at a neutral site against the 241st, at home against 3.
    assert [record(row, f"q{n}_") for n in (1, 2, 3, 4)] == [(2, 0), (0, 0), (1, 0), (0, 1)]
    # On the eve of the First Four 60 was the 60th.
    assert [record(found[90, 2024], f"q{n}_") for n in (1, 2, 3, 4)] == [(0, 0), (0, 1), (0, 0), (0, 0)]
    assert row["sos_adj_net"] == pytest.approx(mean([600, 100, 59, 297]), rel=1e-12)


def test_opponents_outside_division_1_or_without_a_rating_are_in_no_quadrant(found: dict[Any, Row]) -> None:
    assert record(found[1, 2024], "non_division_1_") == (1, 0)
    assert record(found[1, 2024], "unrated_") == (1, 1)


def test_the_mean_adjusted_tempo_is_of_the_rated_teams(found: dict[Any, Row]) -> None:
    assert found[1, 2024]["rated_teams"] == RATED
    assert found[1, 2024]["mean_adj_tempo"] == pytest.approx(60 + (RATED + 1) / 20, rel=1e-12)


def test_without_ratings_there_are_no_quadrants_but_a_record(found: dict[Any, Row]) -> None:
    row = found[1, 2023]
    names = [
        "q1_wins",
        "q4_losses",
        "unrated_wins",
        "adj_net",
        "net_rank",
        "rated_teams",
        "mean_adj_tempo",
        "ratings_date",
    ]
    assert [row[name] for name in names] == [None] * len(names)
    assert record(row, "non_division_1_") == (0, 0)


def test_outcomes_are_of_the_tournament_alone(found: dict[Any, Row]) -> None:
    outcomes = {1: (1, 1), 40: (0, 1), 60: (1, 0), 90: (1, 0), 70: (0, 0), 95: (0, 0)}
    assert {team: record(found[team, 2024], "tournament_") for team in outcomes} == outcomes
    labels = {column.name for column in tournament_bracket_features.TABLE.columns if column.role is Role.OUTCOME}
    assert labels == {"tournament_wins", "tournament_losses"}


class RealTournament:
    """The NCAA tournament of 2017 as far as it is held, with mean margins to date standing in for ratings."""

    def __init__(self, acc: AccSeason) -> None:
        self.acc = acc
        self.division_1 = {team["id"] for team in acc.teams if team["conference"]}
        self.margins: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for each in sorted(acc.finals.values(), key=evening):
            margin = each["homePoints"] - each["awayPoints"]
            self.margins[each["homeTeamId"]].append((evening(each), margin))
            self.margins[each["awayTeamId"]].append((evening(each), -margin))
        self.days = sorted({evening(each) for each in acc.finals.values()})
        self.by_id = {each["id"]: each for each in acc.games}

    def fct_games(self) -> Iterator[Row]:
        for row in self.acc.fct_games():
            each = self.by_id[row["game_id"]]
            yield row | {"home_seed": each["homeSeed"], "away_seed": each["awaySeed"], "game_notes": each["gameNotes"]}

    def net(self, team: int, day: str) -> float | None:
        """After the games of `day`."""
        margins = [margin for played_on, margin in self.margins[team] if played_on <= day]
        return mean(margins) if margins else None

    def ratings(self) -> Iterator[Row]:
        for day in self.days[-40:]:
            for team in self.division_1:
                if (net := self.net(team, day)) is not None:
                    yield {"team_id": team, "season": 2017, "as_of_date": day, "adj_net": float(net)}

    def games_of(self, team: int) -> list[Record]:
        return [each for each in self.acc.finals.values() if team in {each["homeTeamId"], each["awayTeamId"]}]

    def ranks(self, eve_of: str) -> dict[int, int]:
        last = self.days[bisect_left(self.days, eve_of) - 1]
        nets = {team: net for team in self.division_1 if (net := self.net(team, last)) is not None}
        return {team: n for n, team in enumerate(sorted(nets, key=lambda team: (-nets[team], team)), start=1)}


@pytest.fixture(scope="module")
def tournament(acc: AccSeason) -> RealTournament:
    return RealTournament(acc)


@pytest.fixture(scope="module")
def real(spark: Any, acc: AccSeason, tournament: RealTournament) -> dict[int, Row]:
    inputs = {"fct_games": tournament.fct_games(), "dim_team_seasons": acc.dim_team_seasons()}
    return by(built(spark, tournament_bracket_features, **inputs, team_ratings_daily=tournament.ratings()), "team_id")


def test_seeds_and_wins_of_2017_are_those_of_the_games(acc: AccSeason, real: dict[int, Row]) -> None:
    games = [each for each in acc.games if each["tournament"] == "NCAA"]
    seeds = {each[f"{side}TeamId"]: each[f"{side}Seed"] for each in games for side in ("home", "away")}
    wins = Counter(each["homeTeamId" if each["homeWinner"] else "awayTeamId"] for each in games)
    assert {team: row["seed"] for team, row in real.items()} == seeds
    assert {team: row["tournament_wins"] for team, row in real.items()} == {team: wins[team] for team in seeds}
    champion = max(real.values(), key=lambda row: row["tournament_wins"])
    assert (champion["team"], champion["seed"], champion["tournament_wins"]) == ("North Carolina", 1, 6)
    assert (champion["region"], record(champion)) == ("South", (27, 7))
    assert Counter(row["conference"] for row in real.values())["ACC"] == 9


def test_quadrants_of_2017_are_what_plain_python_makes_of_them(
    tournament: RealTournament, real: dict[int, Row]
) -> None:
    where_it_ends = {"home": [30, 75, 160], "neutral": [50, 100, 200], "away": [75, 135, 240]}
    for team, row in real.items():
        games = tournament.games_of(team)
        first = min(evening(each) for each in games if each["tournament"] == "NCAA")
        ranks = tournament.ranks(first)
        assert (str(row["first_game_date"]), row["net_rank"]) == (first, ranks.get(team))
        counts: Counter[str] = Counter()
        for each in games:
            if evening(each) >= first:
                continue
            is_home = each["homeTeamId"] == team
            opponent = each["awayTeamId" if is_home else "homeTeamId"]
            where = "neutral" if each["neutralSite"] else "home" if is_home else "away"
            outcome = "wins" if each["homeWinner"] == is_home else "losses"
            kind = "non_division_1"
            if opponent in tournament.division_1:
                kind = f"q{1 + bisect_left(where_it_ends[where], ranks[opponent])}"
            counts[outcome] += 1
            counts[f"{kind}_{outcome}"] += 1
        names = [name for name in row if name.startswith(("q", "non_division", "unrated"))]
        assert {name: row[name] for name in [*names, "wins", "losses"]} == {
            name: counts[name] for name in [*names, "wins", "losses"]
        }
