"""Fields that come, go, come twice, or are spelled otherwise."""

import json
from collections.abc import Sequence
from typing import Any, Literal

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.faults.families import Edited, Rows
from cbbd_spark.simulator.faults.fields import chosen_field, is_number, is_text, natural_key, other_value, value_of
from cbbd_spark.simulator.faults.json_text import find, parts, with_member, with_value, without

_TEAM_NAMES = ("team", "opponent", "homeTeam", "awayTeam", "school")


class NewField(Edited, frozen=True, tag="new_field"):
    """A field that the contract does not know, at the end of records; its value is any JSON."""

    field: str = "brandNew"
    value: Any = "new"
    rows: Rows = "all"

    def edit(self, record: bytes, _operation: Operation, /) -> bytes | None:
        """Every record can have one more."""
        return with_member(record.decode(), self.field, json.dumps(self.value, ensure_ascii=False)).encode()


class VanishedField(Edited, frozen=True, tag="vanished_field"):
    """A field is missing; without `field` the first that is neither an id nor a filter."""

    field: str = ""
    rows: Rows = "all"

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """Missing, not null."""
        text = record.decode()
        part = chosen_field(text, operation, self.field, lambda _value: True)
        return without(text, part).encode() if part else None


class DuplicateKeys(Edited, frozen=True, tag="duplicate_keys"):
    """A key comes twice in one object; with `differs` the second has another value."""

    field: str = ""
    differs: bool = False

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """The second stands right behind the first."""
        text = record.decode()
        part = chosen_field(text, operation, self.field, lambda value: is_number(value) or is_text(value))
        if part is None:
            return None
        value = other_value(text, part) if self.differs else text[part.start : part.end]
        return f"{text[: part.end]},{text[part.begin : part.start]}{value}{text[part.end :]}".encode()


class MixedCase(Edited, frozen=True, tag="mixed_case"):
    """A key in lower case (`gameid`), or with `of: teams` the names of teams in upper case."""

    of: Literal["keys", "teams"] = "keys"
    field: str = ""
    rows: Rows = "all"

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """Without `field` the first key of the natural key that has an upper-case letter, or all names of teams."""
        text = record.decode()
        if self.of == "keys":
            return _with_lower_key(text, [self.field] if self.field else natural_key(operation))
        return _with_upper_names(text, [self.field] if self.field else _TEAM_NAMES)


def _with_lower_key(text: str, names: list[str]) -> bytes | None:
    mixed = {part.name: part for part in parts(text) if part.name != part.name.lower()}
    part = next((mixed[name] for name in [*names, *mixed] if name in mixed), None)
    if part is None:
        return None
    key = text[part.begin : part.start]
    return f"{text[: part.begin]}{key.lower()}{text[part.start :]}".encode()


def _with_upper_names(text: str, names: Sequence[str]) -> bytes | None:
    """A name that is all upper case already becomes all lower case."""
    spelled = text
    for name in names:
        part = find(spelled, name)
        if part and is_text(value := value_of(spelled, part)):
            other = value.upper() if value != value.upper() else value.lower()
            spelled = with_value(spelled, part, json.dumps(other, ensure_ascii=False))
    return spelled.encode() if spelled != text else None


KINDS = (NewField, VanishedField, DuplicateKeys, MixedCase)
