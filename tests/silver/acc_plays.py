"""Plays of the real season, and what plain Python makes of them: counts, and possessions by the same rules.

The rules are told here a second time and in another way: play after play over lists, with none of the project's code.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Record = dict[str, Any]

TERMS = {
    "JumpShot": "jump_shot",
    "LayUpShot": "layup",
    "DunkShot": "dunk",
    "TipShot": "tip_shot",
    "MadeFreeThrow": "free_throw",
    "Offensive Rebound": "offensive_rebound",
    "Defensive Rebound": "defensive_rebound",
    "Dead Ball Rebound": "dead_ball_rebound",
    "Lost Ball Turnover": "turnover",
    "Steal": "steal",
    "Block Shot": "block",
    "PersonalFoul": "foul_personal",
    "Technical Foul": "foul_technical",
}
FIELD_GOALS = {"jump_shot", "layup", "dunk", "tip_shot"}
OF_THE_BALL = {*FIELD_GOALS, "free_throw", "offensive_rebound", "defensive_rebound", "turnover"}


def plays_by_game(folder: Path) -> dict[int, list[Record]]:
    """The records, by game, in order."""
    found: dict[int, list[Record]] = defaultdict(list)
    with gzip.open(folder / "plays.jsonl.gz", "rt") as lines:
        for line in lines:
            play = json.loads(line)
            found[play["gameId"]].append(play)
    for plays in found.values():
        plays.sort(key=lambda play: (play["period"], -play["secondsRemaining"], play["id"]))
    return found


def fct_plays(plays: Iterable[Record]) -> Iterator[Record]:
    """Rows as silver holds them, without what is not needed."""
    for play in plays:
        shot = play["shotInfo"] or {}
        yield {
            "play_id": play["id"],
            "game_id": play["gameId"],
            "season": play["season"],
            "season_type": play["seasonType"],
            "play_type_canonical": TERMS.get(play["playType"], play["playType"].lower().replace(" ", "_")),
            "team_id": play["teamId"],
            "period": play["period"],
            "seconds_remaining_period": play["secondsRemaining"],
            "home_score": play["homeScore"],
            "away_score": play["awayScore"],
            "play_text": play["playText"],
            "is_shot_made": shot.get("made"),
            "is_shot_assisted": shot.get("assisted"),
            "shot_range": shot.get("range"),
        }


def counts(plays: Iterable[Record], team: int) -> Counter[str]:
    """What the plays of a team add up to, by the names of a box."""
    found: Counter[str] = Counter()
    for play in plays:
        if play["teamId"] != team:
            continue
        term, shot = TERMS.get(play["playType"]), play["shotInfo"] or {}
        made, is_three = bool(shot.get("made")), shot.get("range") == "three_pointer"
        if term in FIELD_GOALS:
            kind = "three_point" if is_three else "two_point"
            for name in ("field_goals", f"{kind}_field_goals"):
                found[f"{name}_attempted"] += 1
                found[f"{name}_made"] += made
            found["assists"] += made and bool(shot.get("assisted"))
            found["points_total"] += made * (3 if is_three else 2)
        elif term == "free_throw":
            found["free_throws_attempted"] += 1
            found["free_throws_made"] += made
            found["points_total"] += made
        for name, counted in (
            ("rebounds_offensive", "offensive_rebound"),
            ("rebounds_defensive", "defensive_rebound"),
            ("turnovers_total", "turnover"),
            ("steals", "steal"),
            ("blocks", "block"),
        ):
            found[name] += term == counted
    return found


class Touch(NamedTuple):
    """A play of one of the two teams; `side` 0 is home."""

    at: tuple[int, int]
    id: int
    term: str
    side: int
    made: bool
    is_flagrant: bool

    @property
    def is_technical(self) -> bool:
        return self.term == "foul_technical" or self.is_flagrant


class Recount:
    """The possessions of one game."""

    def __init__(self, plays: list[Record], teams: tuple[int, int]) -> None:
        self.plays = plays
        self.touches = [
            Touch(
                (play["period"], -play["secondsRemaining"]),
                play["id"],
                TERMS.get(play["playType"], ""),
                teams.index(play["teamId"]),
                bool((play["shotInfo"] or {}).get("made")),
                play["playType"] == "PersonalFoul" and "flagrant" in play["playText"].lower(),
            )
            for play in plays
            if play["teamId"] in teams
        ]
        self.place = {touch.id: number for number, touch in enumerate(self.touches)}
        self.seconds: dict[tuple[int, int], list[Touch]] = defaultdict(list)
        for touch in self.touches:
            self.seconds[touch.at].append(touch)

    def ends(self) -> dict[int, tuple[str, int]]:
        """Rule and side that had the ball, by the play that ends the possession."""
        found = {touch.id: end for touch in self.touches if (end := self._end(touch))}
        for period in {play["period"] for play in self.plays}:
            holder = None
            for touch in self.touches:
                if touch.at[0] != period:
                    continue
                if touch.id in found:
                    holder = 1 - found[touch.id][1] if touch.at[1] < 0 else None
                elif touch.term in {*FIELD_GOALS, "offensive_rebound"} or self._is_live_throw(touch):
                    holder = touch.side
            last = [play["id"] for play in self.plays if play["period"] == period][-1]
            if holder is not None and last not in found:
                found[last] = ("period_end", holder)
        return found

    def _end(self, touch: Touch) -> tuple[str, int] | None:
        if touch.term in FIELD_GOALS and touch.made and not self._has_and_one(touch):
            return "made_field_goal", touch.side
        if touch.term == "turnover":
            return "turnover", touch.side
        if touch.term == "defensive_rebound" or self._is_dead_ball_with_the_defense(touch):
            return "defensive_rebound", 1 - touch.side
        return ("last_free_throw", touch.side) if self._is_last_throw_made(touch) else None

    def _throws(self, touch: Touch) -> list[Touch]:
        return [other for other in self.seconds[touch.at] if other.term == "free_throw" and other.side == touch.side]

    def _fouls(self, touch: Touch) -> tuple[int, int]:
        """Personal and technical fouls of the other side in the second."""
        others = [other for other in self.seconds[touch.at] if other.side != touch.side and "foul" in other.term]
        technical = sum(other.is_technical for other in others)
        return len(others) - technical, technical

    def _is_live_throw(self, touch: Touch) -> bool:
        personal, technical = self._fouls(touch)
        return touch.term == "free_throw" and (personal > 0 or technical == 0)

    def _after(self, touch: Touch, terms: set[str]) -> Touch | None:
        return next((other for other in self.touches[self.place[touch.id] + 1 :] if other.term in terms), None)

    def _before(self, touch: Touch, terms: set[str]) -> Touch | None:
        return next((other for other in self.touches[: self.place[touch.id]][::-1] if other.term in terms), None)

    def _has_and_one(self, shot: Touch) -> bool:
        throws = self._throws(shot)
        made = [other for other in self.seconds[shot.at] if other.term in FIELD_GOALS and other.made]
        is_last = [other for other in made if other.side == shot.side][-1] is shot
        if (
            is_last
            and len(throws) == 1
            and self._is_live_throw(throws[0])
            and (throws[0].id > shot.id or throws[0].made)
        ):
            return True
        after = self._after(shot, OF_THE_BALL)
        if after is None or after.side != shot.side or after.at[0] != shot.at[0]:
            return False
        return self._is_live_throw(after) and len(self._throws(after)) == 1

    def _is_dead_ball_with_the_defense(self, touch: Touch) -> bool:
        before = self._before(touch, OF_THE_BALL) if touch.term == "dead_ball_rebound" else None
        if before is None or before.side == touch.side or before.at[0] != touch.at[0] or before.made:
            return False
        return before.term in FIELD_GOALS or (before.term == "free_throw" and self._throws(before)[-1] is before)

    def _is_last_throw_made(self, touch: Touch) -> bool:
        if not (touch.made and self._is_live_throw(touch) and self._throws(touch)[-1] is touch):
            return False
        after = self._after(touch, {*OF_THE_BALL, "foul_personal", "foul_technical"})
        if after and (after.term, after.side, after.at[0]) == ("free_throw", touch.side, touch.at[0]):
            return False
        after = self._after(touch, OF_THE_BALL)
        if after and (after.term, after.side, after.at) == ("turnover", touch.side, touch.at):
            return False
        if not self._fouls(touch)[1]:
            return True
        here = self.place[touch.id]
        shown = [
            other for other in self.touches[:here][::-1] if self._shows_the_ball(other, touch) and self._is_told(other)
        ]
        before = shown[0] if shown else None
        after = next((other for other in self.touches[here + 1 :] if self._shows_the_ball(other, touch)), None)
        keeps = before and ("rebound" in before.term or (before.term in FIELD_GOALS and not before.made))
        had = before is None or (before.side == touch.side) == bool(keeps)
        has = after is not None and (after.side == touch.side) != (after.term == "defensive_rebound")
        return had and not has

    def _shows_the_ball(self, other: Touch, touch: Touch) -> bool:
        """Of the second in question the free throws show nothing, nor those for a technical anywhere."""
        if other.term == "free_throw":
            return other.at != touch.at and not self._fouls(other)[1]
        return other.term in OF_THE_BALL

    def _is_told(self, before: Touch) -> bool:
        return before.term != "free_throw" or (before.made and self._throws(before)[-1] is before)
