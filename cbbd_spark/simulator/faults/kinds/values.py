"""Values that the contract, or JSON itself, does not allow for."""

import json
from typing import Literal

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.faults.families import Broken, Edited
from cbbd_spark.simulator.faults.fields import (
    chosen_field,
    chosen_text,
    enumerated,
    is_number,
    is_text,
    is_whole_number,
)
from cbbd_spark.simulator.faults.json_text import with_value


class NotANumber(Broken, frozen=True, tag="nan"):
    """A number that JSON does not know, or that overflows."""

    value: Literal["NaN", "Infinity", "-Infinity", "1e999"] = "NaN"
    field: str = ""

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """In place of a number."""
        text = record.decode()
        part = chosen_field(text, operation, self.field, is_number)
        return with_value(text, part, self.value).encode() if part else None


class InvalidUtf8(Broken, frozen=True, tag="invalid_utf8"):
    """The byte 0xFF at the beginning of a text."""

    field: str = ""

    def edit(self, record: bytes, _operation: Operation, /) -> bytes | None:
        """The quotes around the text stay. It spoils the whole answer, so any text will do."""
        text = record.decode()
        part = chosen_text(text, self.field)
        if part is None:
            return None
        inside = part.start + 1
        return text[:inside].encode() + b"\xff" + text[inside:].encode()


class TypeDrift(Edited, frozen=True, tag="type_drift"):
    """A number of another type: 10 as 10.0, 12 as "12", or wrapped in an object."""

    to: Literal["float", "text", "object"] = "text"
    field: str = ""

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """Only whole numbers can become floats."""
        text = record.decode()
        part = chosen_field(text, operation, self.field, is_whole_number if self.to == "float" else is_number)
        if part is None:
            return None
        number = text[part.start : part.end]
        drifted = {"float": f"{number}.0", "text": f'"{number}"', "object": f'{{"value":{number}}}'}[self.to]
        return with_value(text, part, drifted).encode()


class NewEnum(Edited, frozen=True, tag="new_enum"):
    """A word in a field of which the contract lists all values, such as `status`; `field` can name any text."""

    value: str = "brand_new"
    field: str = ""

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """Endpoints without such a field stay as they are."""
        text = record.decode()
        names = [self.field] if self.field else enumerated(operation)
        part = next(filter(None, (chosen_field(text, operation, name, is_text) for name in names)), None)
        return with_value(text, part, json.dumps(self.value)).encode() if part else None


KINDS = (NotANumber, InvalidUtf8, TypeDrift, NewEnum)
