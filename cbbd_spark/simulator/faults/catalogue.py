"""What faults there are, in words: for the command's help and for docs/simulator.md."""

import json
from typing import Literal, NamedTuple, get_args, get_origin

import msgspec

from cbbd_spark.simulator.faults.fault import Fault
from cbbd_spark.simulator.faults.kinds import all_kinds


class Entry(NamedTuple):
    """One kind of fault; its parameters stand with their defaults."""

    name: str
    parameters: str
    explanation: str


def catalogue() -> list[Entry]:
    """Every kind, those of one family together."""
    return [Entry(name, _parameters(kind), (kind.__doc__ or "").strip()) for name, kind in all_kinds().items()]


def _parameters(kind: type[Fault]) -> str:
    shared = Fault.__struct_fields__
    own = [field for field in msgspec.structs.fields(kind) if field.name not in shared]
    return ", ".join(f"{field.name}: {_written(field.default)}{_choices(field)}" for field in own)


def _written(value: object) -> str:
    """As YAML has it."""
    return "''" if value == "" else value if isinstance(value, str) else json.dumps(value)


def _choices(field: msgspec.structs.FieldInfo) -> str:
    """What else it can be, where the type says so."""
    others = (
        [each for each in get_args(field.type) if each != field.default] if get_origin(field.type) is Literal else []
    )
    return f" (or {', '.join(map(str, others))})" if others else ""
