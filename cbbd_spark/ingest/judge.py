"""Judges a body: is it the JSON that the contract promises, is it whole, is it what was asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.body import Body
from cbbd_spark.ingest.cut import Block, NotCut, cut
from cbbd_spark.ingest.learn import facts_of, teaches
from cbbd_spark.ingest.look import Look
from cbbd_spark.ingest.parse import is_json, no_json, parsed
from cbbd_spark.ingest.peek import Peek
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.drift import Watch
from cbbd_spark.raw.layout import Packer
from cbbd_spark.raw.manifest import Drift
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.state.ledger import Facts


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    stored: its records, a line each, packed for raw
    odd: records that do not conform; keyless: records without a usable key
    is_known: these very bytes landed before, so they were not judged again
    is_truncated: as long as the cap, so that more may have been cut off
    """

    body_sha256: str
    body_bytes: int
    rows: int = 0
    stored: bytes = b""
    odd: int = 0
    keyless: int = 0
    facts: Facts = field(default_factory=Facts)
    drift: list[Drift] = field(default_factory=list)
    is_known: bool = False
    is_truncated: bool = False


@cache
def judge_of(endpoint: Endpoint) -> Judge:
    """The endpoint's judge, compiled once per process: that takes longer than to judge a small answer."""
    return Judge(endpoint)


class Judge:
    """The judge of one endpoint's answers. `fingerprint` is that of the contract that it judges by."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.fingerprint = endpoint.record.fingerprint
        self._endpoint = endpoint
        self._conformity = Conformity(endpoint.record)
        self._peek = Peek(endpoint)
        self._is_teacher = teaches(endpoint)

    def judge(self, request: Request, body: Body, last_sha256: str | None) -> Verdict:
        """The verdict on a body. `last_sha256` is that of the answer which is held, if one is.

        Raises Unusable for what is not JSON, SetAside for JSON that is not what was asked for.
        """
        if last_sha256 and body.sha256 == last_sha256:
            return Verdict(body.sha256, body.size, is_known=True)
        if self._endpoint.is_array:
            try:
                return self._verdict(request, body, cut(body.pieces()))
            except NotCut:
                pass  # not compact, or not JSON: parsed from end to end, it says which
        return self._verdict(request, body, parsed(body.whole(), is_array=self._endpoint.is_array))

    def facts(self, params: dict[str, Any], records: Iterable[bytes]) -> Facts:
        """What stored records teach, for a ledger that was lost."""
        return facts_of(self._endpoint, params, map(self._conformity.whatever_fits, records), self._peek)

    def _verdict(self, request: Request, body: Body, blocks: Iterator[Block]) -> Verdict:
        """One pass over the records: each is decoded, looked at, packed and forgotten."""
        look, watch, packer = Look(request, self._peek), Watch(self._conformity), Packer()
        learned: list[Any] = []
        for block in blocks:
            records = self._decoded(block, body, look, watch)
            look.at(records)
            packer.add(block.lines)
            if self._is_teacher:
                learned += records
        cap = self._endpoint.row_cap
        if cap and look.rows >= cap.rows:
            return Verdict(body.sha256, body.size, look.rows, is_truncated=True)
        if look.ignored:
            raise SetAside(f"the filter was ignored: {look.ignored}", body.whole())
        facts = facts_of(self._endpoint, request.params, learned, self._peek)
        return Verdict(body.sha256, body.size, look.rows, packer.finish(), look.odd, look.keyless, facts, watch.found())

    def _decoded(self, block: Block, body: Body, look: Look, watch: Watch) -> list[Any]:
        """The block's records, as far as they fit the contract. NotCut when they are not what its lines are."""
        records = self._conformity.decode_lines(block.lines)
        if records is not None and len(records) == block.rows:
            watch.usual(records)
            return records
        return [self._taken_apart(line, body, look, watch) for line in block.lines.splitlines()]

    def _taken_apart(self, line: bytes, body: Body, look: Look, watch: Watch) -> Any:
        if not is_json(line):
            raise NotCut
        try:
            record, conforms = watch.unusual(line)
        except UnicodeDecodeError as error:
            # A text of what does not conform: nobody has decoded it yet, and Spark would make NULL of it.
            raise no_json(str(error), body.whole()) from None
        look.odd += not conforms
        return record
