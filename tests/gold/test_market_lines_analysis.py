from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import market_lines_analysis
from tests.gold.building import Row, built, by, game

HOME_BY_7, AWAY_BY_5, TO_COME, EVEN, PRESEASON = 1, 2, 3, 4, 5
TWO_SAY_HOME, TWO_APART, THREE_SAY_AWAY, NO_MEDIAN, OFF, UNSCORED = 6, 7, 8, 9, 10, 11
THREE_AGAINST_ODDS, LOST_BY_LESS = 12, 13
GAMES = [
    game(HOME_BY_7, "2023-11-06", 1, 2, (80, 73)),
    game(AWAY_BY_5, "2023-11-07", 1, 2, (60, 65)),
    game(TO_COME, "2024-03-07", 1, 2),
    game(EVEN, "2023-11-09", 1, 2, (70, 70)),
    game(PRESEASON, "2023-10-09", 1, 2, (70, 60), season_type="preseason"),
    *(
        game(n, "2023-11-12", 1, 2, (80, 73))
        for n in (TWO_SAY_HOME, TWO_APART, THREE_SAY_AWAY, THREE_AGAINST_ODDS, NO_MEDIAN)
    ),
    game(LOST_BY_LESS, "2023-11-07", 1, 2, (60, 65)),
    game(OFF, "2023-11-13", 1, 2, status="cancelled"),
    game(UNSCORED, "2023-11-14", 1, 2, status="final"),
]


def line(
    game_id: int, provider: str, spread: float | None, home: int | None = None, away: int | None = None, **more: Any
) -> Row:
    return {
        "game_id": game_id,
        "provider": provider,
        "spread": spread,
        "home_moneyline": home,
        "away_moneyline": away,
        "season": 2024,
    } | more


LINES = [
    line(HOME_BY_7, "push", -7.0, -300, 250, over_under=153.0),
    line(HOME_BY_7, "cover", -6.5, over_under=152.5),
    line(HOME_BY_7, "miss", -7.5, over_under=153.5),
    line(HOME_BY_7, "flipped", 7.0, -300, 250),
    line(HOME_BY_7, "odds flipped", -6.0, 250, -300),
    line(HOME_BY_7, "small", 2.5, -150, 130),
    line(HOME_BY_7, "one price", 7.0, -300, None),
    line(AWAY_BY_5, "alone", -4.0, 200, -240),
    line(AWAY_BY_5, "pickem", None, -110, -110, over_under=120.5, spread_is_pickem_inferred=True),
    line(TO_COME, "a", -3.0, -160, 140, over_under=140.0),
    line(EVEN, "a", 3.0),
    line(PRESEASON, "a", -3.0),
    # The sides of the line are those of the game, or are not: then nobody knows whose handicap it is by now.
    line(EVEN, "same sides", -2.0, home_team_id=1),
    line(EVEN, "sides swapped", 2.0, home_team_id=2),
    line(99, "no such game", -3.0),
    # The second and third have odds against their spread; what the others say decides between them.
    line(TWO_SAY_HOME, "a", -5.0, -200, 170),
    line(TWO_SAY_HOME, "spread wrong", 3.0, -200, 170),
    line(TWO_APART, "a", -5.0),
    line(TWO_APART, "odds wrong", -3.0, 170, -200),
    *(line(n, provider, 4.0, 150, -180) for n in (THREE_SAY_AWAY, THREE_AGAINST_ODDS) for provider in "ab"),
    *(line(n, "c", -30.0) for n in (THREE_SAY_AWAY, THREE_AGAINST_ODDS)),
    line(THREE_SAY_AWAY, "spread wrong", -4.5, 150, -180),
    line(THREE_AGAINST_ODDS, "odds wrong", 4.5, -180, 150),
    # The others' median names nobody.
    line(NO_MEDIAN, "a", -4.0),
    line(NO_MEDIAN, "b", 4.0),
    line(NO_MEDIAN, "torn", 4.0, -180, 150),
    line(NO_MEDIAN, "even odds", 4.0, -110, -110),
    line(NO_MEDIAN, "no odds", None, over_under=140.0, spread_is_pickem_inferred=False),
    line(NO_MEDIAN, "zero odds", -4.0, 0, 150),
    *(line(n, "a", -3.0, -160, 140, over_under=140.0) for n in (OFF, UNSCORED)),
    line(LOST_BY_LESS, "a", 5.5, over_under=125.0),
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    return by(built(spark, market_lines_analysis, fct_lines=LINES, fct_games=GAMES), "game_id", "provider")


def test_a_push_is_not_a_cover(found: dict[Any, Row]) -> None:
    push = found[HOME_BY_7, "push"]
    assert (push["ats_margin"], push["ats_result"], push["home_covered"]) == (0.0, "push", None)
    assert (push["total_vs_line"], push["ou_result"], push["over_hit"]) == (0.0, "push", None)
    assert push["spread_error"] == 0.0


def test_the_favourite_covers_by_winning_by_more(found: dict[Any, Row]) -> None:
    cover, miss = found[HOME_BY_7, "cover"], found[HOME_BY_7, "miss"]
    assert (cover["ats_margin"], cover["ats_result"], cover["home_covered"]) == (0.5, "home", True)
    assert (miss["ats_margin"], miss["ats_result"], miss["home_covered"], miss["spread_error"]) == (
        -0.5,
        "away",
        False,
        0.5,
    )


def test_the_over_needs_more_points_than_the_line(found: dict[Any, Row]) -> None:
    cover, miss = found[HOME_BY_7, "cover"], found[HOME_BY_7, "miss"]
    assert (cover["total_vs_line"], cover["ou_result"], cover["over_hit"]) == (0.5, "over", True)
    assert (miss["total_vs_line"], miss["ou_result"], miss["over_hit"]) == (-0.5, "under", False)


def test_a_pickem_settles_nothing(found: dict[Any, Row]) -> None:
    pickem = found[AWAY_BY_5, "pickem"]
    assert pickem["spread_is_pickem_inferred"] is True
    names = ("spread", "spread_clean", "ats_margin", "ats_result", "home_covered", "spread_error")
    assert [pickem[name] for name in names] == [None] * 6
    assert (pickem["ou_result"], pickem["home_no_vig_probability"]) == ("over", 0.5)


def test_a_game_to_come_has_a_line_and_no_outcome(found: dict[Any, Row]) -> None:
    row = found[TO_COME, "a"]
    outcomes = [c.name for c in market_lines_analysis.TABLE.columns if c.role and c.role.value == "outcome"]
    assert [row[name] for name in outcomes] == [None] * 12
    assert row["spread"] == row["spread_clean"] == -3.0


def test_probabilities_follow_from_american_odds(found: dict[Any, Row]) -> None:
    row = found[HOME_BY_7, "push"]
    home, away = 300 / 400, 100 / 350
    assert row["home_implied_probability"] == home
    assert row["away_implied_probability"] == pytest.approx(away, rel=1e-15)
    assert row["home_no_vig_probability"] == pytest.approx(home / (home + away), rel=1e-15)
    assert row["overround"] == pytest.approx(home + away - 1, rel=1e-12)
    assert row["hold"] == pytest.approx(1 - 1 / (home + away), rel=1e-12)
    assert found[HOME_BY_7, "one price"]["hold"] is None


def test_a_spread_against_its_odds_and_the_other_providers_is_flipped(found: dict[Any, Row]) -> None:
    row = found[HOME_BY_7, "flipped"]
    assert (row["line_class"], row["spread"], row["spread_clean"]) == ("flipped", 7.0, -7.0)
    # The raw spread settles the bet, as it came.
    assert row["ats_margin"] == 14.0


def test_odds_against_their_spread_and_the_other_providers_are_flipped(found: dict[Any, Row]) -> None:
    row = found[HOME_BY_7, "odds flipped"]
    assert (row["line_class"], row["spread_clean"]) == ("moneyline_flipped", -6.0)


def test_where_nothing_else_decides_a_contradiction_is_suspect(found: dict[Any, Row]) -> None:
    row = found[AWAY_BY_5, "alone"]
    assert (row["line_class"], row["spread"], row["spread_clean"]) == ("suspect", -4.0, None)


def class_and_spread(row: Row) -> tuple[str, float | None]:
    return row["line_class"], row["spread_clean"]


def test_with_one_other_provider_its_spread_decides(found: dict[Any, Row]) -> None:
    assert class_and_spread(found[TWO_SAY_HOME, "a"]) == ("ok", -5.0)
    # A spread of 3 is judged.
    assert class_and_spread(found[TWO_SAY_HOME, "spread wrong"]) == ("flipped", -3.0)
    assert class_and_spread(found[TWO_APART, "odds wrong"]) == ("moneyline_flipped", -3.0)


def test_of_several_others_the_median_decides_and_not_the_mean(found: dict[Any, Row]) -> None:
    assert class_and_spread(found[THREE_SAY_AWAY, "spread wrong"]) == ("flipped", 4.5)
    assert class_and_spread(found[THREE_AGAINST_ODDS, "odds wrong"]) == ("moneyline_flipped", 4.5)
    # Without odds there is nothing to contradict.
    assert class_and_spread(found[THREE_SAY_AWAY, "c"]) == ("ok", -30.0)


def test_others_whose_median_names_nobody_decide_nothing(found: dict[Any, Row]) -> None:
    assert class_and_spread(found[NO_MEDIAN, "torn"]) == ("suspect", None)


def test_odds_that_name_nobody_contradict_nothing(found: dict[Any, Row]) -> None:
    assert class_and_spread(found[NO_MEDIAN, "even odds"]) == ("ok", 4.0)
    assert class_and_spread(found[NO_MEDIAN, "zero odds"]) == ("ok", -4.0)
    assert class_and_spread(found[NO_MEDIAN, "no odds"]) == ("ok", None)


def test_odds_of_zero_imply_nothing(found: dict[Any, Row]) -> None:
    row = found[NO_MEDIAN, "zero odds"]
    names = ("home_implied_probability", "home_no_vig_probability", "away_no_vig_probability", "overround", "hold")
    assert [row[name] for name in names] == [None] * 5
    assert row["away_implied_probability"] == 0.4


def test_no_spread_and_no_odds_are_no_pickem(found: dict[Any, Row]) -> None:
    assert found[NO_MEDIAN, "no odds"]["spread_is_pickem_inferred"] is False
    assert found[NO_MEDIAN, "no odds"]["ou_result"] == "over"


def test_the_underdog_covers_by_losing_by_less(found: dict[Any, Row]) -> None:
    row = found[LOST_BY_LESS, "a"]
    assert (row["home_margin"], row["ats_margin"], row["ats_result"], row["home_covered"]) == (-5, 0.5, "home", True)
    # The total is met exactly.
    assert (row["total_points"], row["ou_result"], row["over_hit"], row["home_win"]) == (125, "push", None, False)


def test_a_game_that_was_not_played_or_has_no_score_has_no_outcome(found: dict[Any, Row]) -> None:
    outcomes = [c.name for c in market_lines_analysis.TABLE.columns if c.role and c.role.value == "outcome"]
    for number in (OFF, UNSCORED):
        assert [found[number, "a"][name] for name in outcomes] == [None] * 12
        assert found[number, "a"]["hold"] is not None


def test_small_spreads_and_lines_without_both_odds_are_not_judged(found: dict[Any, Row]) -> None:
    for provider, spread in (("small", 2.5), ("one price", 7.0), ("push", -7.0)):
        row = found[HOME_BY_7, provider]
        assert (row["line_class"], row["spread_clean"]) == ("ok", spread)


def test_a_tie_is_no_win(found: dict[Any, Row]) -> None:
    assert found[EVEN, "a"]["home_win"] is None
    assert found[EVEN, "a"]["ats_result"] == "home"


def test_a_line_of_swapped_sides_is_no_line_of_the_game(found: dict[Any, Row]) -> None:
    assert {provider for game_id, provider in found if game_id == EVEN} == {"a", "same sides"}


def test_only_lines_of_games_that_count_are_here(found: dict[Any, Row]) -> None:
    assert {game_id for game_id, _ in found} == set(range(1, 14)) - {PRESEASON}
