"""Windows over the plays of a game, all of one order, so that a game is sorted once.

Plays need `_moment` (period and second), `_alone` (the play's id where it has no clock, else NULL) and `play_id`.
The order is that of period and clock, and within a second that of `play_id`.
"""

from __future__ import annotations

from pyspark.sql import Column, Window, WindowSpec
from pyspark.sql import functions as F

_GAME = "game_id"
_ORDER = ("_moment", "_alone", "play_id")


def in_order() -> WindowSpec:
    """The plays of a game up to and with this one."""
    return _ordered().rowsBetween(Window.unboundedPreceding, Window.currentRow)


def before() -> WindowSpec:
    """The plays of a game before this one."""
    return _ordered().rowsBetween(Window.unboundedPreceding, -1)


def whole_game() -> WindowSpec:
    """All plays of a game."""
    return _ordered().rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)


def same_moment() -> WindowSpec:
    """The plays of one second; one without a clock is alone. Rows that are sorted for a game are sorted for this."""
    return Window.partitionBy(_GAME, "_moment", "_alone")


def first_of_moment(column: str) -> Column:
    """The value of `column` in the first play of the second."""
    return F.first(column).over(_ordered_moment())


def last_of_moment(column: str) -> Column:
    """The value of `column` in the last play of the second."""
    return F.last(column).over(_ordered_moment().rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing))


def number() -> Column:
    """1, 2, 3 in the order of the game."""
    return F.row_number().over(_ordered())


def latest(value: Column, window: WindowSpec) -> Column:
    """The last value in the window that is not NULL."""
    return F.last(value, ignorenulls=True).over(window)


def following(column: str) -> Column:
    """The next play's value of `column`, of whatever play has one."""
    # The functions know no IGNORE NULLS, and a frame from here to the end would be read anew for every play.
    order = ", ".join(_ORDER)
    return F.expr(f"lead({column}) IGNORE NULLS OVER (PARTITION BY {_GAME} ORDER BY {order})")


def next_play(column: str) -> Column:
    """The value of `column` in the very next play."""
    return F.lead(column).over(_ordered())


def _ordered_moment() -> WindowSpec:
    return same_moment().orderBy("play_id")


def _ordered() -> WindowSpec:
    return Window.partitionBy(_GAME).orderBy(*_ORDER)
