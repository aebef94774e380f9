"""Rows that come twice, contradict each other, or were not asked for."""

from cbbd_spark.simulator.contract import Operation
from cbbd_spark.simulator.faults.families import Edited, Records
from cbbd_spark.simulator.faults.fault import Call, Positive
from cbbd_spark.simulator.faults.fields import corrected


class DuplicateRows(Edited, frozen=True, tag="duplicate_rows"):
    """A row comes twice, byte for byte."""

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """The second stands right behind the first. An endpoint that answers one object has no rows."""
        return record + b"," + record if operation.is_array else None


class ConflictingRows(Edited, frozen=True, tag="conflicting_rows"):
    """A row comes twice with the same key and one other value."""

    field: str = ""

    def edit(self, record: bytes, operation: Operation) -> bytes | None:
        """The true row comes first."""
        other = corrected(record, operation, self.field) if operation.is_array else None
        return record + b"," + other if other else None


class IgnoredFilter(Records, frozen=True, tag="ignored_filter"):
    """Up to so many `rows` that were not asked for follow the right ones: other seasons, days, teams."""

    rows: Positive = 1000

    def records(self, records: list[bytes], call: Call) -> list[bytes]:
        """A server that forgets its filters would send everything; a season of plays is too much of that."""
        return records + call.others(self.rows) if call.operation.is_array else records


KINDS = (DuplicateRows, ConflictingRows, IgnoredFilter)
