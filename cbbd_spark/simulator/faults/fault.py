"""What a fault is: a rule with parameters, which makes another answer of an answer."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import Annotated

import msgspec

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.contract import Operation

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]


@dataclass(frozen=True)
class Call:
    """One call as a fault sees it.

    purpose: the same for the same rule and request, whichever attempt it is. capture: which usable answer of this
    request is being made, from 1. others: gives up to so many records that were not asked for
    """

    operation: Operation
    purpose: str
    capture: int
    others: Callable[[int], list[bytes]]

    def luck(self) -> Random:
        """Random numbers that are the same at every attempt."""
        return Random(self.purpose)  # noqa: S311 - a simulation, not a secret


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="fault"):
    """The part of a rule that all kinds share: whom it strikes, and how often. A kind's first line explains it."""

    endpoint: str = "*"
    where: dict[str, str | int | float | bool] = {}
    rate: Share = 1.0
    first: Positive | None = None
    times: Positive | None = None

    @abstractmethod
    def change(self, answer: Answer, call: Call, /) -> Answer:
        """The answer as it is sent; the very same one where there is nothing to change."""

    @classmethod
    def name(cls) -> str:
        """What rules call it."""
        return str(cls.__struct_config__.tag)

    def concerns(self, path: str, name: str) -> bool:
        """Whether the rule is about an endpoint."""
        return fnmatchcase(path, self.endpoint) or fnmatchcase(name, self.endpoint)

    def asks_for(self, parameters: Mapping[str, str]) -> bool:
        """Whether the rule is about a call with these parameters."""
        return all(parameters.get(key) == _as_sent(value) for key, value in self.where.items())


def _as_sent(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
