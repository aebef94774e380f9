"""When a record conforms to its contract, and what becomes of one that does not.

The judgement is made twice with the same code: at landing, to count the odd records of an answer, and in bronze,
for answers that have some. A record conforms when each of its keys is declared and each value has the declared
type or is null; a missing key is no fault, because the wire breaks `required` in both directions.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from cbbd_spark.raw.presence import declared
from cbbd_spark.raw.rescue import Apart, Rescue
from cbbd_spark.raw.structs import compiled
from cbbd_spark.spec.record import Object

Record = bytes | msgspec.Raw


class Conformity:
    """The judge of one endpoint's records, compiled once.

    Decoded records are structs with attributes named as `structs.attribute` says; UNSET is what did not come.
    """

    def __init__(self, record: Object) -> None:
        self.record = record
        self.declared = declared(record)
        self._decoder = msgspec.json.Decoder(compiled(record))
        # Looking a text up in a list costs no more than making a text of it, so that new values are told for nothing.
        self._listed = msgspec.json.Decoder(compiled(record, listed_only=True))

    def decode(self, record: Record) -> Any:
        """The record as a struct; None when it does not conform."""
        try:
            return self._decoder.decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def decode_lines(self, lines: bytes) -> list[Any] | None:
        """Records, one a line; None unless each of them conforms and has no value that the contract does not list."""
        try:
            return self._listed.decode_lines(lines)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def whatever_fits(self, record: bytes) -> Any:
        """The record as a struct, without what does not fit."""
        decoded = self.decode(record)
        return self.decode(self.apart(record).fitting) if decoded is None else decoded

    def conforms(self, record: Record) -> bool:
        """Whether a reader with the contract as its schema would lose nothing of the record."""
        return self.decode(record) is not None

    def clean(self, record: bytes) -> tuple[bytes, str | None]:
        """JSON that conforms, and what had to be set aside for it.

        A record that conforms comes back as it is, with None. Otherwise unknown fields are taken out, values that
        the declared type cannot hold become null, and both stand in the second text: a JSON object of path and
        value as sent (`players[3].minutes`; a key that is no word is written `["as JSON"]`). A whole number
        written as a float in an integer field (`10.0`) becomes `10`; nothing is lost by it, so it is not set
        aside. Of a key that comes twice the last one counts. What is no object at all gives `{}` and
        `{"_record": ...}`.
        """
        if self.conforms(record):
            return record, None
        apart = self.apart(record)
        return apart.fitting, apart.rescued

    def apart(self, line: bytes) -> Apart:
        """A record that does not conform, taken apart."""
        return self._rescue.take_apart(line)

    @cached_property
    def _rescue(self) -> Rescue:
        # Most endpoints never have a record that does not conform.
        return Rescue(self.record)
