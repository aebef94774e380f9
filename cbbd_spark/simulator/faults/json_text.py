"""Where the parts of a JSON text stand, so that one can be changed and all other bytes stay as they are."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_BLANK = re.compile(r"[ \t\n\r]*")
_scan_value = json.JSONDecoder().raw_decode


class Part(NamedTuple):
    """One member of an object or element of an array: `text[start:end]` is its value, `text[begin:end]` all of it."""

    name: str
    begin: int
    start: int
    end: int


def _after_blanks(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def parts(text: str, at: int = 0) -> Iterator[Part]:
    """The parts of the object or array that begins at `at`; an element's name is its number. A scalar has none."""
    at = _after_blanks(text, at)
    opening = text[at]
    if opening not in "{[":
        return
    closing, number = ("}" if opening == "{" else "]"), 0
    at = _after_blanks(text, at + 1)
    while text[at] != closing:
        begin, name = at, str(number)
        if opening == "{":
            name, at = _scan_value(text, at)
            at = _after_blanks(text, _after_blanks(text, at) + 1)  # over the colon
        _, end = _scan_value(text, at)
        yield Part(name, begin, at, end)
        at = _after_blanks(text, end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)
        number += 1


def find(text: str, path: str) -> Part | None:
    """The part at a dotted path such as `teamStats.points.byPeriod.0`, None where a step is missing."""
    found: Part | None = None
    for step in path.split("."):
        start = found.start if found else 0
        found = next((part for part in parts(text, start) if part.name == step), None)
        if found is None:
            return None
    return found


def with_value(text: str, part: Part, value: str) -> str:
    """The text with another value in that place."""
    return text[: part.start] + value + text[part.end :]


def without(text: str, part: Part) -> str:
    """The text without that part and one comma beside it."""
    before, after = text[: part.begin].rstrip(" \t\n\r"), text[part.end :]
    rest = after.lstrip(" \t\n\r")
    if rest.startswith(","):
        return text[: part.begin] + rest[1:].lstrip(" \t\n\r")
    return before.removesuffix(",") + after


def with_member(text: str, name: str, value: str) -> str:
    """The text of an object with one more member, at its end."""
    end = text.rindex("}")
    comma = "," if text[:end].rstrip(" \t\n\r")[-1] != "{" else ""
    return f"{text[:end]}{comma}{json.dumps(name, ensure_ascii=False)}:{value}{text[end:]}"
