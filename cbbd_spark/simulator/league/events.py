"""What happens in a game, in a form small enough to keep for every game of a league."""

from enum import IntEnum

import msgspec

HOME, AWAY, NEITHER = 0, 1, -1


class Kind(IntEnum):
    """Kinds of plays; names and texts as on the wire are in `records.play_texts`."""

    PERIOD_START = 0
    JUMP_BALL = 1
    JUMPER = 2
    LAYUP = 3
    DUNK = 4
    TIP = 5
    FREE_THROW = 6
    DEFENSIVE_REBOUND = 7
    OFFENSIVE_REBOUND = 8
    DEAD_BALL_REBOUND = 9
    TURNOVER = 10
    STEAL = 11
    BLOCK = 12
    FOUL = 13
    TECHNICAL = 14
    TIMEOUT = 15
    TV_TIMEOUT = 16
    SUBSTITUTION = 17
    PERIOD_END = 18
    GAME_END = 19


FIELD_GOALS = frozenset({Kind.JUMPER, Kind.LAYUP, Kind.DUNK, Kind.TIP})
RIM = frozenset({Kind.LAYUP, Kind.DUNK, Kind.TIP})
SHOTS = FIELD_GOALS | {Kind.FREE_THROW}


class Event(msgspec.Struct, array_like=True, gc=False):
    """One play. `player` 0 stands for the team, or for nobody.

    `other` is who assisted; for a substitution 1 when the player comes in. `home` and `away` are the score after
    the play, `floor` the number of the ten in the game's list, `x` -1 where no location was tracked.
    """

    kind: int
    period: int
    seconds: int
    side: int
    player: int
    other: int
    home: int
    away: int
    worth: int
    made: bool
    x: int
    y: int
    floor: int


class Span(msgspec.Struct, array_like=True, gc=False):
    """A stretch of one period with the same ten on the floor, with the scores at its ends."""

    period: int
    start: int
    end: int
    home_five: tuple[int, ...]
    away_five: tuple[int, ...]
    home_start: int
    away_start: int
    home_end: int
    away_end: int

    def five(self, side: int) -> tuple[int, ...]:
        """The five of a side."""
        return self.away_five if side == AWAY else self.home_five


class Course(msgspec.Struct, array_like=True, gc=False):
    """How a game went: its plays, and who was on the floor when."""

    events: list[Event]
    spans: list[Span]
    floors: list[tuple[int, ...]]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Course).decode


def pack(course: Course) -> bytes:
    """A course in some 15 KB."""
    return _encode(course)


def unpack(packed: bytes) -> Course:
    """The course again."""
    return _decode(packed)
