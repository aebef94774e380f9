"""Cuts an array into its records without parsing it twice.

A compact array, as the API writes it, is cut where a `}`, a comma and the first key of its first record follow one
another. That is a guess: records in a record may begin with that key too. Decoding proves it: the cut turns a comma
into a line break, and JSON allows none between two objects, nor in a text; so when each line is a JSON value, the
array is these values and no others. Where the proof fails, the array is parsed from end to end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_BLANKS = b" \t\r\n"
_FIRST_KEY = re.compile(rb'\[(\{"[A-Za-z0-9_]+":)')
_LONGEST = 1 << 22  # bytes of a record, beyond which putting it together from pieces would cost too much


class NotCut(Exception):
    """The body is no compact array of objects, or not all of its lines are JSON."""


@dataclass(frozen=True)
class Block:
    """Some records in a row, a line each, in their own bytes. `rows` is the number of lines."""

    lines: bytes
    rows: int


def cut(pieces: Iterator[bytes]) -> Iterator[Block]:
    """The lines of a body, guessed. NotCut, perhaps after some blocks, for a body of which that cannot be right."""
    start = next(pieces, b"")
    first_key = _FIRST_KEY.match(start)
    if not first_key:
        raise NotCut
    between, line_break = b"}," + first_key[1], b"}\n" + first_key[1]
    border = re.compile(re.escape(between))

    def block(records: bytes) -> Block:
        if b"\n" in records or b"\r" in records:
            raise NotCut
        lines, cuts = border.subn(line_break, records)
        return Block(lines + b"\n", cuts + 1)

    rest = start[1:]
    for piece in chain((b"",), pieces):
        rest += piece
        end = rest.rfind(between)
        if end >= 0:
            yield block(rest[: end + 1])
            rest = rest[end + 2 :]
        elif len(rest) > _LONGEST:
            raise NotCut
    rest = rest.rstrip(_BLANKS)
    if not rest.endswith(b"}]"):
        raise NotCut
    yield block(rest[:-1])
