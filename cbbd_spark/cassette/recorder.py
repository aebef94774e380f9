"""Makes the calls that a cassette lacks, one after the other, each once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cbbd_spark.cassette.answer import Answer, Take
from cbbd_spark.cassette.facts import learn
from cbbd_spark.cassette.plan import Step
from cbbd_spark.errors import CbbdError, ConfigurationError, QuotaExhausted, SourceDown, Stop
from cbbd_spark.ingest.client import Client
from cbbd_spark.ingest.faults import Unreachable
from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.inflate import inflated
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.ingest.status import TierTooLow, refuse
from cbbd_spark.ingest.throttle import Throttle
from cbbd_spark.ingest.world import CODE_VERSION
from cbbd_spark.raw import layout
from cbbd_spark.settings import Api

Keep = Callable[[Answer, bytes], None]


@dataclass
class Recording:
    """What a run did.

    remaining: the month's calls that were left before its first call and after its last, as the answers say
    failed: why nothing came that could be kept; skipped: what no earlier answer told and the call needs
    left: calls that the budget or a Stop did not allow; stopped: that Stop
    """

    calls: int = 0
    remaining: tuple[int, int] | None = None
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    stopped: Stop | None = None


@dataclass
class Recorder:
    """Records answers about one season.

    answers: those that are there already, by step; new ones come to them
    keep: called with each new answer and with its bytes as they came over the wire
    """

    api: Api
    secret: Secret
    season: int
    answers: MutableMapping[str, Answer]
    keep: Keep

    def record(self, steps: Sequence[Step], budget: int) -> Recording:
        """Makes at most `budget` calls. A Stop ends it and is in the result: what came before is kept."""
        return asyncio.run(self._record(steps, budget))

    async def _record(self, steps: Sequence[Step], budget: int) -> Recording:
        recording = Recording()
        async with Client(self.api, self.secret, CODE_VERSION) as client:
            run = _Run(self, recording, client)
            for step in steps:
                known = self.answers.get(step.name)
                if known and known.take.is_final:
                    continue
                if recording.stopped or recording.calls >= budget:
                    recording.left.append(step.name)
                else:
                    await run.make(step)
        return recording


class _Run:
    """The calls of one run."""

    def __init__(self, recorder: Recorder, recording: Recording, client: Client) -> None:
        self._recorder = recorder
        self._recording = recording
        self._client = client
        self._throttle = Throttle(recorder.api.requests_per_second, 1)
        self._room = asyncio.Lock()
        self._has_answered = False
        self._name = layout.timestamp(_now())

    async def make(self, step: Step) -> None:
        """Makes the call of a step, and notes what came of it."""
        try:
            request = step.request(learn(self._recorder.season, self._recorder.answers))
        except KeyError as unknown:
            self._recording.skipped[step.name] = unknown.args[0].value
            return
        try:
            reply = await self._call(request)
            self._refuse(reply, request)
            self._keep(step, request, reply)
        except Unreachable as fault:
            self._stop(step, SourceDown(f"{fault}: is api.base_url right, is the source up?"))
        except Stop as fault:
            self._stop(step, fault)
        except (CbbdError, TimeoutError) as fault:
            self._recording.failed[step.name] = str(fault) or "no whole answer in time"

    def _stop(self, step: Step, fault: Stop) -> None:
        self._recording.stopped = fault
        self._recording.left.append(step.name)

    async def _call(self, request: Request) -> Reply:
        self._recording.calls += 1
        async with self._throttle.turn(request.endpoint), asyncio.timeout(self._recorder.api.deadline_seconds):
            with Hand(self._room) as hand:
                return await self._client(request, hand)

    def _refuse(self, reply: Reply, request: Request) -> None:
        """Raises Stop for a quota that is gone and for a key that is no good; any other status is worth keeping.

        A key that was good for another call is no bad key: then it is the endpoint that refuses it.
        """
        try:
            refuse(reply, _now(), request.endpoint, self._recorder.secret)
        except QuotaExhausted:
            raise
        except (ConfigurationError, TierTooLow) as fault:
            if not self._has_answered:
                raise ConfigurationError(f"{request.endpoint.path} refuses the key: check CBBD_API_KEY") from fault
        except CbbdError:
            return
        else:
            self._has_answered = True

    def _keep(self, step: Step, request: Request, reply: Reply) -> None:
        body = inflated(reply, self._recorder.api.max_body_megabytes << 20)
        masked = self._recorder.secret.masked(body)
        take = Take(
            step=step.name,
            endpoint=request.endpoint.name,
            params=request.params,
            url=self._masked(reply.url),
            status=reply.status,
            headers={name: self._masked(value) for name, value in reply.headers.items()},
            asked_at=layout.timestamp(_now()),
            run=self._name,
            number=self._recording.calls,
            body_bytes=len(masked),
            body_sha256=hashlib.sha256(masked).hexdigest(),
            is_masked=masked != body,
        )
        answer = Answer(take, masked)
        self._recorder.answers[step.name] = answer
        self._recorder.keep(answer, reply.wire)
        self._count(answer, request.endpoint.is_metered)

    def _count(self, answer: Answer, is_metered: bool) -> None:
        after = answer.take.calls_remaining
        if after is not None:
            known = self._recording.remaining
            self._recording.remaining = (known[0] if known else after + (is_metered and answer.is_ok), after)

    def _masked(self, text: str) -> str:
        return self._recorder.secret.masked(text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def _now() -> datetime:
    return datetime.now(UTC)
