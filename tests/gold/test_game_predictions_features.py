from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import game_predictions_features
from cbbd_spark.spec.table import Role, Table
from tests.gold.building import Row, box, built, by, game

DUKE, UNC, ELON = 1, 2, 3

OWN = {"fgm": 30, "fga": 60, "fg3m": 10, "fta": 20, "oreb": 10, "dreb": 25, "tov": 12}
OTHER = {"fgm": 25, "fga": 58, "fg3m": 6, "fta": 12, "oreb": 8, "dreb": 22, "tov": 14}

ENDS = {"home_elo_end": 1710, "away_elo_end": 1390}
CONFERENCE = {"home_conference": "ACC", "away_conference": "ACC", "is_conference_game": True}
GAMES = [
    game(1, "2023-10-28", DUKE, UNC, (99, 50), season_type="preseason"),
    game(2, "2023-11-06", DUKE, ELON, (80, 60), home_elo_start=1700, away_elo_start=1400, **ENDS),
    # A second game on one day, as in an event.
    game(3, "2023-11-06", DUKE, UNC, (70, 75), is_neutral_site=True),
    game(4, "2023-11-09", UNC, DUKE, (81, 80), **CONFERENCE, away_elo_end=1705),
    game(5, "2023-11-10", DUKE, ELON, status="postponed"),
    game(6, "2023-11-30", DUKE, ELON, home_elo_start=1690, away_elo_start=None),
    game(7, "2023-12-02", DUKE, None),
    game(8, "2022-11-10", DUKE, UNC, (50, 49), season=2023),
]
BOXES = [
    box(2, DUKE, OWN, OTHER),
    box(2, ELON, OTHER, OWN),
    # Boxes of a game in progress are not final.
    box(6, DUKE, OTHER, OWN),
]
LINES = [
    {"game_id": 4, "provider": "a", "spread": -2.0, "over_under": 150.0, "home_moneyline": -110, "away_moneyline": 105},
    {"game_id": 4, "provider": "b", "spread": 1.0, "over_under": 152.0, "home_moneyline": 105, "away_moneyline": -125},
    {"game_id": 4, "provider": "c", "spread": -3.0, "home_moneyline": -120, "away_moneyline": None},
    {"game_id": 6, "provider": "a", "spread": -1.0},
    {"game_id": 6, "provider": "b", "spread": 1.0},
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    features = built(
        spark,
        game_predictions_features,
        fct_games=GAMES,
        fct_game_teams=BOXES,
        fct_lines=[line | {"season": 2024} for line in LINES],
    )
    return by(features, "game_id", "team_id")


def test_a_game_has_two_rows_and_each_is_the_others_opponent(found: dict[Any, Row]) -> None:
    duke, unc = found[4, DUKE], found[4, UNC]
    for own, theirs in ((duke, unc), (unc, duke)):
        assert (own["opponent_id"], own["opp_name"]) == (theirs["team_id"], theirs["team_name"])
        for name in ("ppg", "opp_ppg", "pace", "efg_pct", "tov_ratio", "oreb_pct", "ft_rate", "elo"):
            assert own[f"opp_{name}"] == theirs[f"team_{name}"]
        assert (own["opp_n_prior_games"], own["opp_rest_days"]) == (theirs["n_prior_games"], theirs["rest_days"])
    assert (duke["is_home"], unc["is_home"]) == (False, True)


def test_the_first_game_of_a_season_knows_nothing(found: dict[Any, Row]) -> None:
    first = found[2, DUKE]
    pregame = [c.name for c in game_predictions_features.TABLE.columns if c.role is Role.PREGAME]
    known = {name: first[name] for name in pregame if first[name] is not None}
    # Neither the season before, nor the preseason, nor a later game.
    assert known == {"n_prior_games": 0, "opp_n_prior_games": 0, "team_elo": 1700, "opp_elo": 1400}


def test_a_same_day_game_is_not_known(found: dict[Any, Row]) -> None:
    assert found[3, DUKE]["n_prior_games"] == 0
    assert found[3, DUKE]["team_ppg"] is None


def test_points_are_means_over_earlier_days(found: dict[Any, Row]) -> None:
    duke = found[4, DUKE]
    assert (duke["n_prior_games"], duke["team_ppg"], duke["team_opp_ppg"]) == (2, 75.0, 67.5)
    assert (duke["opp_n_prior_games"], duke["opp_ppg"], duke["opp_opp_ppg"]) == (1, 75.0, 70.0)


def test_factors_come_from_the_boxes_of_earlier_days(found: dict[Any, Row]) -> None:
    duke = found[4, DUKE]
    possessions = (71.5 + 69.7) / 2
    assert duke["team_pace"] == pytest.approx(possessions, rel=1e-12)
    assert duke["team_efg_pct"] == pytest.approx(35 / 60, rel=1e-12)
    assert duke["team_tov_ratio"] == pytest.approx(12 / possessions, rel=1e-12)
    assert duke["team_oreb_pct"] == pytest.approx(10 / 32, rel=1e-12)
    assert duke["team_ft_rate"] == pytest.approx(20 / 60, rel=1e-12)
    # The only earlier game of the opponent has no box.
    assert duke["opp_pace"] is None


def test_where_the_api_tells_no_elo_yet_it_is_what_the_game_before_left(found: dict[Any, Row]) -> None:
    assert [found[4, DUKE][name] for name in ("team_elo", "opp_elo")] == [1710, None]
    assert [found[5, DUKE][name] for name in ("team_elo", "opp_elo")] == [1705, 1390]
    assert [found[6, DUKE][name] for name in ("team_elo", "opp_elo")] == [1690, 1390]
    assert found[8, DUKE]["team_elo"] is None, "of another season"


def test_rest_is_counted_from_the_last_final_game_and_ends_at_ten_days(found: dict[Any, Row]) -> None:
    assert found[4, DUKE]["rest_days"] == 3
    # The postponed game of the day after was no game.
    assert found[5, DUKE]["rest_days"] == 1
    assert found[6, DUKE]["rest_days"] == 10


def test_games_to_come_are_here_without_labels(found: dict[Any, Row]) -> None:
    to_come = found[6, DUKE]
    assert (to_come["status"], to_come["team_score"], to_come["opp_score"], to_come["team_win"]) == (
        "scheduled",
        *[None] * 3,
    )
    assert (to_come["n_prior_games"], to_come["team_ppg"], to_come["team_elo"]) == (3, (80 + 70 + 80) / 3, 1690)
    assert found[5, DUKE]["status"] == "postponed"


def test_labels_are_the_final_score(found: dict[Any, Row]) -> None:
    assert [found[4, DUKE][name] for name in ("team_score", "opp_score", "team_win")] == [80, 81, False]
    assert [found[4, UNC][name] for name in ("team_score", "opp_score", "team_win")] == [81, 80, True]


def test_a_game_with_an_unknown_team_waits_and_a_preseason_game_is_none(found: dict[Any, Row]) -> None:
    assert {game_id for game_id, _ in found} == {2, 3, 4, 5, 6, 8}


def test_the_spread_is_the_teams_and_the_median_of_the_providers(found: dict[Any, Row]) -> None:
    assert (found[4, UNC]["spread"], found[4, DUKE]["spread"]) == (-2.0, 2.0)
    assert found[4, UNC]["over_under"] == found[4, DUKE]["over_under"] == 151.0
    assert found[4, UNC]["n_line_providers"] == 3
    assert found[2, DUKE]["spread"] is None


def test_a_spread_of_zero_has_no_sign(found: dict[Any, Row]) -> None:
    assert str(found[6, DUKE]["spread"]) == str(found[6, ELON]["spread"]) == "0.0"


def test_moneylines_are_those_of_one_book(found: dict[Any, Row]) -> None:
    # A mean of -110 and 105 would be nonsense.
    assert (found[4, UNC]["team_moneyline"], found[4, UNC]["opp_moneyline"]) == (-110, 105)
    assert (found[4, DUKE]["team_moneyline"], found[4, DUKE]["opp_moneyline"]) == (105, -110)


def test_an_api_rating_never_reaches_a_feature() -> None:
    def upstream(table: Table) -> set[str]:
        return {table.name}.union(*(upstream(t) for t in table.all_inputs if isinstance(t, Table)))

    leaky = {"fct_ratings_adjusted", "fct_ratings_srs", "fct_ratings_elo", "fct_rankings", "fct_team_season_stats"}
    assert not upstream(game_predictions_features.TABLE) & leaky


def test_every_column_says_what_it_may_know() -> None:
    assert not [column.name for column in game_predictions_features.TABLE.columns if column.role is None]
