"""Sources that change their mind between one capture and the next.

A capture is a usable answer to the same request: a call that was refused, or whose body was broken, is none.
"""

from cbbd_spark.simulator.faults.families import Records, shuffled
from cbbd_spark.simulator.faults.fault import Call, Count, Positive
from cbbd_spark.simulator.faults.fields import corrected


class Corrections(Records, frozen=True, tag="corrections"):
    """From the n-th `capture` on some rows have another value, some are new, some are gone."""

    capture: Positive = 2
    changed: Count = 1
    appeared: Count = 0
    vanished: Count = 0
    field: str = ""

    def records(self, records: list[bytes], call: Call) -> list[bytes]:
        """New rows are true ones that the earlier captures lack. Later captures agree with the n-th."""
        if not call.operation.is_array:
            return records
        places = shuffled(records, call)
        new, others = set(places[: self.appeared]), places[self.appeared :]
        if call.capture < self.capture:
            return [record for place, record in enumerate(records) if place not in new]
        gone, others = set(others[: self.vanished]), others[self.vanished :]
        for place in others[: self.changed]:
            records[place] = corrected(records[place], call.operation, self.field) or records[place]
        return [record for place, record in enumerate(records) if place not in gone]


class EmptyThenFilled(Records, frozen=True, tag="empty_then_filled"):
    """The first so many usable `answers` to a request are [], as for a game that is not there yet."""

    answers: Positive = 1

    def records(self, records: list[bytes], call: Call) -> list[bytes]:
        """An empty list is a usable answer too."""
        return [] if call.operation.is_array and call.capture <= self.answers else records


KINDS = (Corrections, EmptyThenFilled)
