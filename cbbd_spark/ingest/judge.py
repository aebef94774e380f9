"""Judges a body: is it the JSON that the contract promises, is it whole, is it what was asked for?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.learn import facts_of, teaches
from cbbd_spark.ingest.look import Look
from cbbd_spark.ingest.peek import Peek
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Facts

# A maintenance page passes; one that is still there at the third try is what the source has to say.
_TRIES_OF_NO_JSON = 3
# An ignored filter shows in most records. A few beyond the border are records whose own date was corrected.
_TOLERATED_SHARE = 0.02
_BLANKS = 1024
_AT_ONCE = 100

_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(msgspec.Raw)


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth. `records` are cut out of the body and keep it in memory.

    odd: records that do not conform; keyless: records without a usable key
    is_known: these very bytes landed before, so they were not judged again
    is_truncated: as long as the cap, so that more may have been cut off
    """

    body_sha256: str
    body_bytes: int
    records: list[msgspec.Raw] = field(default_factory=list)
    odd: int = 0
    keyless: int = 0
    facts: Facts = field(default_factory=Facts)
    is_known: bool = False
    is_truncated: bool = False


class Judge:
    """The judge of one endpoint's answers.

    is_teacher: its records say what else there is to ask for. fingerprint: of the contract that it judges by
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.is_teacher = teaches(endpoint)
        self.fingerprint = endpoint.record.fingerprint
        self._endpoint = endpoint
        self._conformity = Conformity(endpoint.record)
        self._peek = Peek(endpoint)

    def judge(self, request: Request, body: bytes, last_sha256: str | None) -> Verdict:
        """The verdict on a body. `last_sha256` is that of the answer which is held, if one is.

        Raises Unusable for what is not JSON, SetAside for JSON that is not what was asked for.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 == last_sha256:
            return Verdict(sha256, len(body), is_known=True)
        records = self._records(body)
        cap = self._endpoint.row_cap
        if cap and len(records) >= cap.rows:
            return Verdict(sha256, len(body), records, is_truncated=True)
        look = Look(request, self._peek)
        learned = self._looked_at(body, records, look)
        if look.outside > look.rows * _TOLERATED_SHARE:
            outside = f"{look.outside} of {look.rows} records lie outside of what was asked for"
            raise SetAside(f"the filter was ignored: {outside}", body)
        facts = facts_of(self._endpoint, request.params, learned, self._peek)
        return Verdict(sha256, len(body), records, look.odd, look.keyless, facts)

    def facts(self, params: dict[str, Any], records: Iterable[bytes]) -> Facts:
        """What stored records teach, for a ledger that was lost."""
        tolerant = (self._peek.tolerant(record) for record in records)
        return facts_of(self._endpoint, params, [one for one in tolerant if one is not None], self._peek)

    def _looked_at(self, body: bytes, records: list[msgspec.Raw], look: Look) -> list[Any]:
        """Looks at every record, some hundred at once; gives back those of endpoints that teach something."""
        learned: list[Any] = []
        for start in range(0, len(records), _AT_ONCE):
            decoded = self._decoded(body, records[start : start + _AT_ONCE], look)
            look.at(decoded)
            if self.is_teacher:
                learned += [record for record in decoded if record is not None]
        return learned

    def _decoded(self, body: bytes, records: list[msgspec.Raw], look: Look) -> list[Any]:
        decoded = list(map(self._conformity.decode, records))
        if None in decoded:
            for index, record in enumerate(decoded):
                if record is None:
                    look.odd += 1
                    _refuse_invalid_text(records[index], body)
                    decoded[index] = self._peek.tolerant(records[index])
        return decoded

    def _records(self, body: bytes) -> list[msgspec.Raw]:
        """The answer's records, each as its own bytes."""
        is_list = body[:_BLANKS].lstrip(b" \t\r\n").startswith(b"[")
        try:
            if is_list and self._endpoint.is_array:
                return _ARRAY.decode(body)
            whole = _ANY.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _no_json(f"{error}{_looks_like(body)}", body) from None
        kind = bytes(memoryview(whole)[:1])
        if kind == b"{" and not self._endpoint.is_array:
            return [whole]
        due = "a list" if self._endpoint.is_array else "an object"
        raise SetAside(f"{_WORDS.get(kind, 'a bare value')} came where {due} is due", body)


def _refuse_invalid_text(record: msgspec.Raw, body: bytes) -> None:
    """The texts of a record that conforms have been decoded. Those of others have not, and Spark makes NULL of them."""
    try:
        str(memoryview(record), "utf-8")
    except UnicodeDecodeError as error:
        raise _no_json(str(error), body) from None


def _no_json(why: str, body: bytes) -> Unusable:
    return Unusable(f"the answer is not JSON: {why}", body, tries=_TRIES_OF_NO_JSON, is_final=True)


_WORDS = {b"[": "a list", b"{": "an object", b"n": "null", b'"': "a text"}


def _looks_like(body: bytes) -> str:
    start = body[:256].lstrip().lower()
    if not start:
        return "; it is empty"
    if start.startswith(b"<"):
        return "; it is a page of HTML or XML"
    return "; it begins with a byte order mark" if start.startswith(b"\xef\xbb\xbf") else ""
