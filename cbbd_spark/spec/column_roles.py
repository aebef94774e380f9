"""Columns of tables about games, by what they may know (see `Role`)."""

from __future__ import annotations

from cbbd_spark.spec.table import Column, Role


def static(name: str, type_: str, doc: str, unit: str | None = None) -> Column:
    """A column that the schedule fixes, or that stood before the season."""
    return Column(name, type_, doc, unit, Role.STATIC)


def pregame(name: str, type_: str, doc: str, unit: str | None = None) -> Column:
    """A column that follows from days strictly before the game's."""
    return Column(name, type_, doc, unit, Role.PREGAME)


def line(name: str, type_: str, doc: str, unit: str | None = None) -> Column:
    """A betting line, known at tip-off but not ours."""
    return Column(name, type_, doc, unit, Role.MARKET)


def outcome(name: str, type_: str, doc: str, unit: str | None = None) -> Column:
    """A column that is known only after the game."""
    return Column(name, type_, doc, unit, Role.OUTCOME)
