"""What can go wrong with one call, by how often it is worth another try."""

from __future__ import annotations

from cbbd_spark.errors import RetryLater


class Unreachable(RetryLater):
    """Nobody is there who answers: refused, no such host, no TLS, or a connection that ends before any status.

    Many in a row mean that the source is down.
    """


class Throttled(RetryLater):
    """The source asks for less. No fault of the request, so it does not count as one of its tries."""


class Unusable(RetryLater):
    """Something came and it is no answer. `body` is kept in case that nothing better comes.

    tries: after so many of these the request is given up; None = as often as any other fault
    is_final: the last such answer is what the source means, so the request counts as dead-lettered, not as failed
    """

    def __init__(
        self,
        reason: str,
        body: bytes = b"",
        after: float | None = None,
        tries: int | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(reason, after)
        self.reason = reason
        self.body = body
        self.tries = tries
        self.is_final = is_final


class Draining(Exception):
    """The run is about to end: no further try. The request stays as it is, for the next run."""
