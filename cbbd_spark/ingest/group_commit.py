"""Lands together what waits together: while one group is written the next one gathers, and nobody waits for a clock.

A write to the disk takes its CPU per flush and per transaction, not per byte; so the more answers come, the less each
of them costs. An answer that comes alone is a group of one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from cbbd_spark.ingest.landing import Answer, Landing, Refused
from cbbd_spark.ingest.offload import Offload
from cbbd_spark.ingest.outcome import Outcome


class GroupCommit:
    """The one way to `landing` for answers that come at the same time; `land` returns when its answer is written."""

    def __init__(self, landing: Landing, offload: Offload) -> None:
        self._landing = landing
        self._offload = offload
        self._waiting: list[tuple[Answer, asyncio.Future[Outcome]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def land(self, answer: Answer) -> Outcome:
        """Raises Unusable or SetAside for what cannot be data, and whatever ends the run."""
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((answer, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                results = await self._results([answer for answer, _ in group])
                for (_, done), result in zip(group, results, strict=True):
                    _tell(done, result)
        finally:
            self._writer = None

    async def _results(self, answers: Sequence[Answer]) -> Sequence[Outcome | BaseException]:
        try:
            results: Sequence[Outcome | Refused] = await self._offload(self._landing.land_all, answers)
        except BaseException as end:  # noqa: BLE001 (what ends one ends all that were written with it)
            return [end] * len(answers)
        return results


def _tell(done: asyncio.Future[Outcome], result: Outcome | BaseException) -> None:
    if done.cancelled():  # whoever waited has gone: the run ends, and the ledger knows what landed
        return
    if isinstance(result, Outcome):
        done.set_result(result)
    else:
        done.set_exception(result)
