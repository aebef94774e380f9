"""Rows of every table that an audit takes, of games in which all is well: tests spoil one thing each.

Game `number` is on that day of January: team 1 at home beats team `number` + 1 by 70 to 60.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.gold.building import box, game

Row = dict[str, Any]
Rows = dict[str, list[Row]]

HOME, SCORE = 1, (70, 60)
COUNTS = {"fga": 60, "oreb": 10, "tov": 12, "fta": 20, "dreb": 25}


def league(numbers: Iterable[int]) -> Rows:
    """The rows of these games, by table."""
    found: Rows = {"dim_team_seasons": [{"team_id": HOME, "season": 2024, "is_division_1": True}]}
    wins = 0
    for number in numbers:
        wins += 1
        for table, rows in _of_game(number).items():
            found.setdefault(table, []).extend(rows)
    found["team_season_summary"].append({"team_id": HOME, "season": 2024, "wins": wins, "losses": 0})
    return found


def away(number: int) -> int:
    return number + 1


def only_game(number: int, **more: Any) -> Row:
    """A row of fct_games."""
    day = f"2024-01-{number:02d}"
    elo = {"home_elo_start": 1500 + number, "home_elo_end": 1501 + number, "away_elo_start": 1500, "away_elo_end": 1499}
    row = game(number, day, HOME, away(number), SCORE, start_at=f"{day}T20:00:00Z", winner_team_id=HOME)
    return row | elo | more


def pick(rows: Rows, table: str, number: int, where: Callable[[Row], bool] = lambda _: True) -> list[Row]:
    """The rows of a game in a table, to be spoiled."""
    found = [row for row in rows[table] if row.get("game_id") == number and where(row)]
    assert found
    return found


def drop(rows: Rows, table: str, number: int, where: Callable[[Row], bool] = lambda _: True) -> None:
    """Takes rows of a game out of a table."""
    gone = pick(rows, table, number, where)
    rows[table] = [row for row in rows[table] if not any(row is one for one in gone)]


def of_home(row: Row) -> bool:
    return bool(row["team_id"] == HOME)


def of_away(row: Row) -> bool:
    return not of_home(row)


def _of_game(number: int) -> Rows:
    both = ((HOME, away(number), True, *SCORE), (away(number), HOME, False, *reversed(SCORE)))
    spine = only_game(number)
    same = {name: spine[name] for name in ("game_id", "season", "game_date", "start_at")}
    teams = {"home_team_id": HOME, "away_team_id": away(number)}
    return {
        "fct_games": [spine],
        "fct_game_periods": [
            same | {"team_id": team, "period": period, "points": points // 2}
            for team, _, _, points, _ in both
            for period in (1, 2)
        ],
        "fct_game_teams": [
            box(number, team, COUNTS, COUNTS)
            | same
            | {"opponent_id": other, "is_home": is_home, "points_total": own, "opponent_points_total": lost}
            for team, other, is_home, own, lost in both
        ],
        "fct_game_players": [
            same
            | {"team_id": team, "athlete_source_id": f"{team}-{place}", "is_home": is_home}
            | {"minutes": 40, "points": points // 5}
            for team, _, is_home, points, _ in both
            for place in range(5)
        ],
        "fct_plays": _plays(number, same),
        "fct_lines": [same | teams | {"provider": "book", "spread": -4.5}],
        "fct_substitutions": [same | {"team_id": team, "athlete_id": team} for team, *_ in both],
        "fct_game_lineups": [same | {"team_id": team, "lineup_hash": "five"} for team, *_ in both],
        "fct_game_media": [same | teams | {"broadcast_type": "tv", "broadcast_name": "net"}],
        "dim_team_seasons": [{"team_id": away(number), "season": 2024, "is_division_1": True}],
        "team_season_summary": [{"team_id": away(number), "season": 2024, "wins": 0, "losses": 1}],
        "game_predictions_features": [{"game_id": number, "team_id": team, "season": 2024} for team, *_ in both],
        "market_lines_analysis": [{"game_id": number, "provider": "book", "season": 2024, "home_margin": 10}],
    }


def _plays(number: int, same: Row) -> list[Row]:
    def play(place: int, period: int, left: int, team: int | None, score: tuple[int, int]) -> Row:
        return same | {
            "play_id": 100 * number + place,
            "period": period,
            "seconds_remaining_period": left,
            "team_id": team,
            "is_home_team": None if team is None else team == HOME,
            "home_score": score[0],
            "away_score": score[1],
        }

    return [
        # The two of the last second stand in the order of their ids, whatever the order of the rows.
        play(3, 2, 0, None, SCORE),
        play(2, 2, 0, HOME, (68, 60)),
        play(1, 1, 1200, away(number), (0, 0)),
        # The end of the first half has a higher id than the end of the game.
        play(9, 1, 0, away(number), (30, 29)),
    ]
