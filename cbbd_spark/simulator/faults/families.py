"""What faults of one family have in common: each says only what makes it that fault."""

from abc import abstractmethod
from dataclasses import replace
from typing import Literal

import msgspec

from cbbd_spark.simulator.answer import Answer, Delivery
from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.faults.fault import Call, Fault, Positive
from cbbd_spark.simulator.wire import array

Rows = Positive | Literal["all"]

_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Refusal(Fault, frozen=True):
    """Another status, whatever the call asked for."""

    @abstractmethod
    def refusal(self) -> Answer:
        """The answer instead."""

    def change(self, _answer: Answer, _call: Call, /) -> Answer:
        return self.refusal()


class Delivered(Fault, frozen=True):
    """The right answer, on a bad way."""

    @abstractmethod
    def delivery(self, so_far: Delivery) -> Delivery:
        """How it goes over the wire."""

    def change(self, answer: Answer, _call: Call, /) -> Answer:
        return replace(answer, delivery=self.delivery(answer.delivery))


class Packed(Fault, frozen=True):
    """A 200 whose body is no good gzip, though it says so."""

    @abstractmethod
    def pack(self, body: bytes) -> bytes:
        """The bytes of the body."""

    def change(self, answer: Answer, _call: Call, /) -> Answer:
        return replace(answer, pack=self.pack) if answer.is_good else answer


class Replaced(Fault, frozen=True):
    """A 200 with another body and no data."""

    @abstractmethod
    def replaced(self, answer: Answer) -> Answer:
        """The answer with that body."""

    def change(self, answer: Answer, _call: Call, /) -> Answer:
        return replace(self.replaced(answer), is_data=False) if answer.is_good else answer


class Records(Fault, frozen=True):
    """A 200 with other records; where there is no data there is nothing to change."""

    @abstractmethod
    def records(self, records: list[bytes], call: Call) -> list[bytes]:
        """The records instead, each in its own bytes; the list that came may be changed."""

    def change(self, answer: Answer, call: Call, /) -> Answer:
        if not answer.is_good or not answer.is_data:
            return answer
        is_array = call.operation.is_array
        came = [bytes(record) for record in _split(answer.body)] if is_array else [answer.body]
        records = self.records(list(came), call)
        if records == came:
            return answer
        return replace(answer, body=array(records) if is_array else records[0])


class Edited(Records, frozen=True):
    """Some `rows`, or all, are edited: those that chance chooses among the ones that can be."""

    rows: Rows = 1

    @abstractmethod
    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """The record instead, None where this one cannot be edited."""

    def records(self, records: list[bytes], call: Call) -> list[bytes]:
        left = len(records) if self.rows == "all" else self.rows
        for place in shuffled(records, call):
            if left and (changed := self.edit(records[place], call.operation)) is not None:
                records[place] = changed
                left -= 1
        return records


class Broken(Edited, frozen=True):
    """Edited so that the whole body can no longer be read."""

    def change(self, answer: Answer, call: Call, /) -> Answer:
        changed = super().change(answer, call)
        return changed if changed is answer else replace(changed, is_data=False)


def shuffled(records: list[bytes], call: Call) -> list[int]:
    """The places of the records, in an order that is the same at every attempt."""
    places = list(range(len(records)))
    call.luck().shuffle(places)
    return places
