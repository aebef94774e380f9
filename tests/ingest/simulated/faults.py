"""What can go wrong with one call. Each seed has a few kinds of its own, each as often as it chooses.

Where every kind is live in every seed, each is rare, and what takes three of one kind in a row never comes.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Mapping
from functools import lru_cache

from cbbd_spark.errors import RetryLater
from cbbd_spark.ingest.faults import Unreachable, Unusable
from cbbd_spark.ingest.reply import Reply

URL = "memory://api"
_SHARES = (0.02, 0.1, 0.4)
_LIVE = 0.35


def ok(body: bytes, headers: Mapping[str, str]) -> Reply:
    return Reply(URL, 200, {"content-encoding": "gzip", **headers}, _zipped(body))


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(URL, status, dict(headers or {}), f'{{"message":"{message}"}}'.encode())


@lru_cache(maxsize=1 << 10)
def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


def _refused(_: bytes) -> Reply:
    raise Unreachable("refused")


def _reset(_: bytes) -> Reply:
    raise RetryLater("reset")


def _cut_off(good: bytes) -> Reply:
    raise Unusable("the body is cut off", good[:10], is_final=True)


# By name: what comes in the place of a good body.
KINDS: dict[str, Callable[[bytes], Reply]] = {
    "connection refused": _refused,
    "connection reset": _reset,
    "body cut off": _cut_off,
    "503": lambda _: refusal(503, "Unable to verify call quota. Please retry later."),
    "500": lambda _: refusal(500, "Internal error"),
    "429": lambda _: refusal(429, "Too many concurrent requests."),
    "429 with a time": lambda _: refusal(429, "Too many requests.", {"retry-after": "40"}),
    "401": lambda _: refusal(401, "Unauthorized"),
    "400": lambda _: refusal(400, "Bad request"),
    "html": lambda _: Reply(URL, 200, {}, b"<html>"),
    "null": lambda _: Reply(URL, 200, {}, b"null"),
    "gzip cut off": lambda good: Reply(URL, 200, {"content-encoding": "gzip"}, _zipped(good)[:-5]),
    "no gzip": lambda _: Reply(URL, 200, {"content-encoding": "gzip"}, b"not gzip"),
    "another day": lambda good: Reply(
        URL, 200, {}, good.replace(b'Date":"20', b'Date":"19') if b"Date" in good else b"{}"
    ),
}


def choose(rng: random.Random) -> dict[str, float]:
    """The kinds that are live, each with its share of the calls."""
    return {kind: rng.choice(_SHARES) for kind in KINDS if rng.random() < _LIVE}
