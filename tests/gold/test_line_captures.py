from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cbbd_spark.gold import market_lines_analysis
from tests.gold.building import Row, built, by, game

PLAYED, TO_COME, ON_NOW, OFF = 1, 2, 3, 4
GAMES = [
    game(PLAYED, "2024-01-10", 1, 2, (80, 73)),
    game(TO_COME, "2024-01-20", 1, 2),
    game(ON_NOW, "2024-01-12", 1, 2, status="in_progress"),
    game(OFF, "2024-01-11", 1, 2, status="postponed"),
]


def numbers(spread: float | None, total: float | None = None, home: int | None = None, away: int | None = None) -> Row:
    return {"spread": spread, "over_under": total, "home_moneyline": home, "away_moneyline": away}


def captures(game_id: int, provider: str, *days: tuple[int, bool, Row]) -> list[Row]:
    line = {"game_id": game_id, "provider": provider, "season": 2024}
    return [
        line | {"captured_at": f"2024-01-{day:02}T12:00:00Z", "is_before_start": is_before} | row
        for day, is_before, row in days
    ]


HISTORY = [
    *captures(
        PLAYED,
        "moved",
        # Out of order, as rows are.
        (9, True, numbers(-4.0, 141.0, -180, 150)),
        (7, True, numbers(None, 139.5)),
        (8, True, numbers(-3.0, None, -150, 130)),
        (11, False, numbers(-9.0, 150.0)),
    ),
    *captures(PLAYED, "late", (12, False, numbers(-5.0, 140.0, -200, 170)), (13, False, numbers(-6.0))),
    *captures(PLAYED, "with opening", (9, True, numbers(-4.0, 141.0))),
    *captures(PLAYED, "opened even", (9, True, numbers(-4.0, 141.0))),
    *captures(PLAYED, "pickem", (8, True, numbers(None, 140.0) | {"spread_is_pickem_inferred": True})),
    *captures(PLAYED, "pickem", (9, True, numbers(-1.0, 140.0))),
    *captures(TO_COME, "a", (8, True, numbers(-3.0, 140.0, -150, 130)), (9, True, numbers(-4.0, 141.0, -180, 150))),
    *captures(ON_NOW, "a", (11, True, numbers(-2.0)), (12, False, numbers(-8.0))),
    *captures(ON_NOW, "late", (12, False, numbers(-8.0))),
    *captures(OFF, "late", (12, False, numbers(-8.0))),
    # Taken off since: a line that fct_lines does not have.
    *captures(TO_COME, "gone", (8, True, numbers(-3.0))),
]
LINES = [
    {"game_id": PLAYED, "provider": "moved", **numbers(-9.0, 150.0)},
    {"game_id": PLAYED, "provider": "late", **numbers(-6.0)},
    {"game_id": PLAYED, "provider": "with opening", **numbers(-4.0, 141.0), "spread_open": -2.5},
    {"game_id": PLAYED, "provider": "opened even", **numbers(-4.0, 141.0), "over_under_open": 139.0},
    {"game_id": PLAYED, "provider": "pickem", **numbers(-1.0, 140.0)},
    {"game_id": PLAYED, "provider": "no captures", **numbers(-1.0, 140.0), "spread_open": -0.5},
    {"game_id": TO_COME, "provider": "a", **numbers(-4.0, 141.0, -180, 150)},
    *({"game_id": ON_NOW, "provider": provider, **numbers(-8.0)} for provider in ("a", "late")),
    {"game_id": OFF, "provider": "late", **numbers(-8.0)},
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    rows = built(
        spark,
        market_lines_analysis,
        fct_lines=[line | {"season": 2024} for line in LINES],
        fct_games=GAMES,
        fct_line_history=HISTORY,
    )
    return by(rows, "game_id", "provider")


def opening(row: Row) -> list[Any]:
    return [row[f"opening_{name}"] for name in ("spread", "over_under", "home_moneyline", "away_moneyline")]


def closing(row: Row) -> list[Any]:
    return [row[f"closing_{name}"] for name in ("spread", "over_under", "home_moneyline", "away_moneyline")]


def at_noon(day: int) -> datetime:
    return datetime(2024, 1, day, 12)


def test_the_opening_is_what_was_named_first_before_the_start(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "moved"]
    assert opening(row) == [-3.0, 139.5, -150, 130]
    assert row["first_captured_at"] == at_noon(7)


def test_the_closing_is_the_last_capture_before_the_start(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "moved"]
    assert closing(row) == [-4.0, 141.0, -180, 150]
    assert row["closing_captured_at"] == at_noon(9)
    assert (row["n_captures"], row["n_captures_before_start"]) == (4, 3)
    # The line as it came stays.
    assert (row["spread"], row["over_under"]) == (-9.0, 150.0)


def test_the_move_is_from_the_opening_to_the_closing(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "moved"]
    assert (row["spread_move"], row["over_under_move"]) == (-1.0, 1.5)
    closed, opened = (180 / 280) / (180 / 280 + 100 / 250), (150 / 250) / (150 / 250 + 100 / 230)
    assert row["home_no_vig_move"] == pytest.approx(closed - opened, rel=1e-12)


def test_a_past_game_that_was_captured_late_has_a_closing_and_no_opening(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "late"]
    assert closing(row) == [-5.0, 140.0, -200, 170]
    assert opening(row) == [None] * 4
    assert (row["first_captured_at"], row["spread_move"], row["n_captures_before_start"]) == (None, None, 0)


def test_the_apis_own_opening_goes_before_ours(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "with opening"]
    assert (row["opening_spread"], row["opening_over_under"], row["spread_move"]) == (-2.5, 141.0, -1.5)
    assert (row["spread_open"], row["over_under_open"]) == (-2.5, None)


def test_a_pickem_opening_is_no_number(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "pickem"]
    assert (row["opening_spread"], row["closing_spread"], row["spread_move"]) == (None, -1.0, None)


def test_an_opening_of_the_api_without_a_spread_was_a_pickem_and_not_what_we_saw_first(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "opened even"]
    assert (row["opening_spread"], row["opening_over_under"], row["spread_move"]) == (None, 139.0, None)


def test_without_captures_only_the_apis_opening_is_known(found: dict[Any, Row]) -> None:
    row = found[PLAYED, "no captures"]
    assert (row["n_captures"], row["opening_spread"], row["closing_spread"]) == (None, -0.5, None)


def test_a_game_to_come_has_no_closing_and_moves_to_its_newest_numbers(found: dict[Any, Row]) -> None:
    row = found[TO_COME, "a"]
    assert closing(row) == [None] * 4
    assert opening(row) == [-3.0, 140.0, -150, 130]
    assert (row["spread_move"], row["over_under_move"]) == (-1.0, 1.0)
    assert row["home_no_vig_move"] > 0


def test_a_line_captured_during_the_game_is_not_its_closing(found: dict[Any, Row]) -> None:
    assert (found[ON_NOW, "a"]["closing_spread"], found[ON_NOW, "late"]["closing_spread"]) == (-2.0, None)
    assert found[OFF, "late"]["closing_spread"] is None


def test_only_lines_as_last_seen_have_rows(found: dict[Any, Row]) -> None:
    assert (TO_COME, "gone") not in found
    assert len(found) == len(LINES)
