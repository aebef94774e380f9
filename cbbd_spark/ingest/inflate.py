"""Inflates a body without trusting it: not beyond a size, not beyond a ratio, and not half."""

from __future__ import annotations

import zlib

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.reply import Reply

_GZIP = 31
_STEP = 1 << 20  # the most that is inflated at once
_FREE = 1 << 20  # so much may come out before the ratio counts: small bodies of one letter are harmless
_MOST_RATIO = 200  # the API's own answers shrink to 1/15 to 1/40


def inflated(reply: Reply, limit: int) -> bytes:
    """The body, at most `limit` bytes of it.

    Raises Unusable for what is cut off or is not what its Content-Encoding says, SetAside for a bomb.
    """
    if reply.encoding in ("identity", ""):
        if len(reply.wire) > limit:
            raise SetAside(f"the body is larger than {limit} bytes", reply.wire)
        return reply.wire
    if reply.encoding not in ("gzip", "x-gzip"):
        raise Unusable(f"the body is encoded as {reply.encoding}, which was not asked for", reply.wire, is_final=True)
    return _gunzip(reply.wire, limit)


def _gunzip(wire: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = wire
    while rest or not parts:
        stream = zlib.decompressobj(_GZIP)
        while not stream.eof:
            try:
                part = stream.decompress(rest, _STEP)
            except zlib.error as error:
                raise Unusable(f"the body says gzip and is not ({error})", wire, is_final=True) from None
            rest = stream.unconsumed_tail or stream.unused_data
            size += len(part)
            if size > limit or (size > _FREE and size > _MOST_RATIO * (len(wire) - len(rest))):
                raise SetAside(f"a bomb: {len(wire) - len(rest)} bytes inflate to more than {size}", wire)
            if not part and not rest and not stream.eof:
                raise Unusable("the gzip body is cut off", wire, is_final=True)
            parts.append(part)
        # What follows the end is another member, which gzip allows, or rubbish, which the next header shows.
    return b"".join(parts)
