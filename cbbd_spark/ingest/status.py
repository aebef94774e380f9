"""What each HTTP status means for the request and for the run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from cbbd_spark.errors import CbbdError, ConfigurationError, QuotaExhausted, RetryLater, SetAside
from cbbd_spark.ingest.faults import Throttled, Unusable
from cbbd_spark.ingest.inflate import inflated
from cbbd_spark.ingest.reply import Reply, retry_after
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.spec.endpoint import Endpoint

_ERROR_BODY_LIMIT = 1 << 20


class TierTooLow(CbbdError):
    """The key is good and the endpoint asks for a paid tier: leave the endpoint out."""


class Absent(CbbdError):
    """The game, the team, the player that stands in the path is not known there, or not yet: an empty answer."""


def refuse(reply: Reply, now: datetime, endpoint: Endpoint, secret: Secret) -> None:
    """Does nothing for a 200; raises what the status calls for otherwise. What is raised is shown, so without the key.

    A 401 of an endpoint that asks for a paid tier can mean the tier; elsewhere it means the key.
    """
    status = reply.status
    if status == 200:
        return
    body = _body(reply)
    what = f"HTTP {status}{_message(body, secret)}"
    after = retry_after(reply.headers, now)
    if status in (401, 403):
        if endpoint.tier > 0:
            raise TierTooLow(what)
        raise ConfigurationError(
            f"the API refuses the key ({what}): check CBBD_API_KEY (free keys: https://collegebasketballdata.com/key)"
        )
    if status == 429 and b"quota" in body.lower():
        turn = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
        raise QuotaExhausted(
            f"the month's calls are used up ({what}); what landed is kept. Run again from {turn:%-d %B} (UTC) on"
        )
    if status == 429:
        raise Throttled(what, after)
    if status == 404 and any(parameter.place == "path" for parameter in endpoint.parameters):
        raise Absent(what)
    if status == 408 or status >= 500:
        raise Unusable(what, body, after=after)
    if 300 <= status < 400:
        raise SetAside(f"{what}: a redirect is not followed, because the key would go with it", body)
    raise SetAside(what, body)


def _body(reply: Reply) -> bytes:
    """The body of an error, as far as it can be read."""
    try:
        return inflated(reply, _ERROR_BODY_LIMIT)
    except (RetryLater, SetAside):
        return reply.wire


def _message(body: bytes, secret: Secret) -> str:
    """The API's `message`, in quotes. Some APIs repeat the key that they refuse."""
    try:
        document = msgspec.json.decode(body, type=Mapping[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    message = document.get("message")
    if not isinstance(message, str):
        return ""
    return f' "{secret.masked(message.encode()).decode()[:200]}"'
