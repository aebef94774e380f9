"""Games written play by play, for the tables that are made of plays. Home is team 1, away is team 2."""

from __future__ import annotations

from typing import Any

from tests.gold.building import Row, game

HOME, AWAY = 1, 2

_SHOTS = {"2": ("layup", "rim"), "3": ("jump_shot", "three_pointer"), "ft": ("free_throw", "free_throw")}
_TERMS = {
    "oreb": "offensive_rebound",
    "dreb": "defensive_rebound",
    "dead": "dead_ball_rebound",
    "to": "turnover",
    "foul": "foul_personal",
    "tech": "foul_technical",
    "end": "end_period",
}


def script(game_id: int, text: str, **more: Any) -> list[Row]:
    """Rows of fct_plays, one per line of `text`: period, clock, what, of which team (1, 2, nothing for nobody), who.

    Shots are `2`, `3` and `ft`, with `+` behind when they go in and `a` when assisted. Play ids rise with the lines.
    """
    plays, score = [], [0, 0]
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        period, clock, what, *who = line.split()
        team = int(who[0]) if who else None
        kind = what.rstrip("+a")
        shot: Row = {}
        if kind in _SHOTS:
            term, shot_range = _SHOTS[kind]
            made = "+" in what
            shot = {"shooter_name": who[1] if who[1:] else None}
            shot |= {"is_shot_made": made, "is_shot_assisted": "a" in what, "shot_range": shot_range}
            if made and team in (HOME, AWAY):
                score[team - 1] += {"2": 2, "3": 3, "ft": 1}[kind]
        else:
            term = _TERMS.get(kind, kind)
        minutes, seconds = clock.split(":")
        plays.append(
            {
                "play_id": 1000 * game_id + number,
                "game_id": game_id,
                "season": 2024,
                "season_type": "regular",
                "game_date": "2024-01-05",
                "play_type_canonical": term,
                "team_id": team,
                "period": int(period),
                "clock": clock,
                "seconds_remaining_period": 60 * int(minutes) + int(seconds),
                "home_score": score[0],
                "away_score": score[1],
            }
            | shot
            | more
        )
    return plays


def final(game_id: int, home: int = 70, away: int = 60, **more: Any) -> Row:
    """A final game between the two."""
    winner = HOME if home > away else AWAY
    return game(game_id, "2024-01-05", HOME, AWAY, (home, away), winner_team_id=winner, **more)
