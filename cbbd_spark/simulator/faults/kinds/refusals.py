"""Answers with another status. None of them costs a call, as on the real server."""

import time
from email.utils import formatdate
from http import HTTPStatus
from typing import Annotated, Literal

import msgspec

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.faults.families import Refusal
from cbbd_spark.simulator.wire import encode

_MESSAGES = {500: "Internal Server Error", 503: "Unable to verify call quota. Please retry later."}


class TooManyAtOnce(Refusal, frozen=True, tag="429_concurrent"):
    """429, too many calls at once. `retry_after` is sent as it is, be it absurd or a word; with `as_date` as a date."""

    retry_after: int | str = 1
    as_date: bool = False

    def __post_init__(self) -> None:
        if self.as_date and not isinstance(self.retry_after, int):
            raise ValueError("as_date takes a retry_after of whole seconds")

    def refusal(self) -> Answer:
        """The date is so many seconds from now; '' leaves the header out."""
        after = formatdate(time.time() + int(self.retry_after), usegmt=True) if self.as_date else self.retry_after
        headers = {"Retry-After": str(after)} if after != "" else {}
        return _refusal(429, "Too many concurrent requests for this endpoint.", headers)


class QuotaExceeded(Refusal, frozen=True, tag="429_quota"):
    """429, the month's calls are used up; no Retry-After."""

    def refusal(self) -> Answer:
        """The header agrees that nothing is left."""
        return _refusal(429, "Monthly call quota exceeded.", {"X-CallLimit-Remaining": "0"})


class ServerError(Refusal, frozen=True, tag="5xx"):
    """500 to 599. A 503 cannot verify the call quota, as the real one, unless `message` says something else."""

    status: Annotated[int, msgspec.Meta(ge=500, le=599)] = 500
    message: str = ""

    def refusal(self) -> Answer:
        """A status that HTTP does not know has no words but its number."""
        known = {status.value: status.phrase for status in HTTPStatus} | _MESSAGES
        return _refusal(self.status, self.message or known.get(self.status, str(self.status)))


class Unauthorized(Refusal, frozen=True, tag="401"):
    """401, as for a key that is not good."""

    message: str = "Unauthorized. Invalid API key."

    def refusal(self) -> Answer:
        """The real server's words."""
        return _refusal(401, self.message)


class NotFound(Refusal, frozen=True, tag="404"):
    """404, as for a game that is not there yet."""

    message: str = "Not found"

    def refusal(self) -> Answer:
        """JSON, unlike the page for an unknown route."""
        return _refusal(404, self.message)


class Redirect(Refusal, frozen=True, tag="redirect"):
    """A redirect to another origin, on which nobody answers unless `to` names a server."""

    to: str = "http://127.0.0.1:9/"
    status: Literal[301, 302, 303, 307, 308] = 302

    def refusal(self) -> Answer:
        """Whoever follows it sends the key there."""
        return _refusal(self.status, HTTPStatus(self.status).phrase, {"Location": self.to})


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, encode({"message": message}), headers=headers or {})


KINDS = (TooManyAtOnce, QuotaExceeded, ServerError, Unauthorized, NotFound, Redirect)
