"""The play feed: gaps on the floor, lists in any order, sides swapped, plays mislabelled (Q16, Q17)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from cbbd_spark.simulator.dataset import Dataset, Keep, Record
from cbbd_spark.simulator.flaws.flaw import Document, Flaw, decode, happens, luck
from cbbd_spark.simulator.wire import encode

INCOMPLETE_FLOOR = {2024: 0.10, 2025: 0.02, 2026: 0.03}  # shares of the plays, by season
SIDES_SWAPPED = 5 / 6000  # of the games
WRONG_WORTH = 0.02  # of the threes
PUTBACKS_MISLABELLED = {2025}
UNNAMED_SHOTS, CHALLENGES = 0.005, 0.05  # of the jump shots and of the television time-outs, from 2026 on
FIRST_CHALLENGES = 2026
MOST_ON_FLOOR = 14
CHALLENGE = "Coach's Challenge (Stands)"
NEW_TYPES = {20558: "Shot", 20580: CHALLENGE}


def flaws(dataset: Dataset, often: float) -> Iterator[Flaw]:
    """The same play is flawed in the same way whichever endpoint brings it."""
    yield Flaw(("plays",), lambda games: (replace(game, rows=partial(_rows, game, often)) for game in games))
    if max(dataset.seasons, default=0) >= FIRST_CHALLENGES:
        new = [Record({}, encode({"id": number, "name": name})) for number, name in NEW_TYPES.items()]
        yield Flaw(("/plays/types",), lambda records: iter([*records, *new]))


def _rows(game: Record, often: float, keep: Keep) -> Iterator[Record]:
    """All plays of the game are looked at, whatever is kept: a floor can hold who was on an earlier one."""
    if game.rows is None:
        return
    seen: dict[int, Document] = {}
    plays = ((record, decode(record.body)) for record in game.rows(lambda _fields: True))
    for _, moment in groupby(plays, key=lambda pair: (pair[1]["period"], pair[1]["secondsRemaining"])):
        # Nothing orders the plays of one second.
        for record, play in sorted(moment, key=lambda pair: luck("order", pair[1]["id"])):
            if keep(record.fields):
                yield replace(record, body=encode(play | _changes(play, often, seen)))
            seen |= {player["id"]: player for player in play["onFloor"]}


def _changes(play: Document, often: float, seen: dict[int, Document]) -> Document:
    number, season = play["id"], play["season"]
    changes: Document = {
        "onFloor": _floor(play, min(INCOMPLETE_FLOOR.get(season, 0) * often, 1), seen),
        "participants": _in_any_order(play["participants"], number),
        "playType": _type(play, often),
    }
    if play["isHomeTeam"] is not None and happens(SIDES_SWAPPED * often, "sides", play["gameId"]):
        changes["isHomeTeam"] = not play["isHomeTeam"]
    if play["scoreValue"] == 3 and happens(WRONG_WORTH * often, "worth", number):
        changes["scoreValue"] = 2
    return changes


def _in_any_order(people: list[Any], number: int) -> list[Any]:
    start = int(luck("start", number) * len(people))
    return people[start:] + people[:start]


def _floor(play: Document, share: float, seen: dict[int, Document]) -> list[Document]:
    """Ten players; now and then fewer, or more: those who have just left."""
    floor, number = _in_any_order(play["onFloor"], play["id"]), play["id"]
    if not floor or not happens(share, "floor", number):
        return floor
    size = int(luck("size", number) * (MOST_ON_FLOOR + 1))
    here = {player["id"] for player in floor}
    others = [player for player_id, player in seen.items() if player_id not in here]
    return (floor + others)[:size]


def _type(play: Document, often: float) -> str:
    name, season, number = str(play["playType"]), play["season"], play["id"]
    if name == "TipShot" and season in PUTBACKS_MISLABELLED:
        return "JumpShot"
    if season >= FIRST_CHALLENGES and name == "JumpShot" and happens(UNNAMED_SHOTS * often, "shot", number):
        return NEW_TYPES[20558]
    if season >= FIRST_CHALLENGES and name == "OfficialTVTimeOut" and happens(CHALLENGES * often, "challenge", number):
        return CHALLENGE
    return name
