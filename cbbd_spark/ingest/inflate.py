"""Inflates a body without trusting it: not beyond a size, not beyond a ratio, and not half."""

from __future__ import annotations

from collections.abc import Iterator

from isal import isal_zlib

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.reply import Reply

_GZIP = 31
_MAGIC = b"\x1f\x8b"
_TAKEN = 1 << 12  # what is taken of a gzip at once: pieces of some 100 KB come of it, which stay in the CPU's cache
_STEP = 1 << 17  # the most that comes out at once
_FREE = 1 << 20  # so much may come out before the ratio counts: small bodies of one letter are harmless
_MOST_RATIO = 200  # the API's own answers shrink to 1/15 to 1/40


def inflated(reply: Reply, limit: int) -> bytes:
    """The whole body, as `pieces` gives it."""
    return b"".join(pieces(reply, limit))


def pieces(reply: Reply, limit: int) -> Iterator[bytes]:
    """The body piece by piece, at most `limit` bytes of it.

    Raises, perhaps after some pieces, Unusable for what is cut off or is not what its Content-Encoding says, SetAside
    for a bomb and for what is larger.
    """
    if reply.encoding in ("identity", ""):
        return _as_it_is(reply.wire, limit)
    if reply.encoding in ("gzip", "x-gzip"):
        return _gunzipped(reply.wire, limit)
    raise Unusable(f"the body is encoded as {reply.encoding}, which was not asked for", reply.wire, is_final=True)


def _as_it_is(wire: bytes, limit: int) -> Iterator[bytes]:
    if len(wire) > limit:
        raise SetAside(f"the body is larger than {limit} bytes", wire)
    for start in range(0, len(wire), _STEP):
        yield wire[start : start + _STEP]


def _gunzipped(wire: bytes, limit: int) -> Iterator[bytes]:
    came, taken, size = memoryview(wire), 0, 0
    rest: bytes | memoryview = b""
    while rest or taken < len(wire) or not taken:
        # A gzip may have several members, one behind the other.
        if not _MAGIC.startswith(wire[taken - len(rest) : taken - len(rest) + 2]):
            raise Unusable("the body says gzip and is not", wire, is_final=True)
        stream = isal_zlib.decompressobj(_GZIP)
        while not stream.eof:
            if not rest:
                rest = came[taken : taken + _TAKEN]
                taken += len(rest)
            try:
                piece = stream.decompress(rest, _STEP)
            except isal_zlib.error as error:  # type: ignore[misc]  # its stub calls the class an instance
                raise Unusable(f"the body says gzip and is not ({error})", wire, is_final=True) from None
            rest = stream.unused_data or stream.unconsumed_tail
            size += len(piece)
            read = taken - len(rest)
            if size > limit:
                raise SetAside(f"the body is larger than {limit} bytes", wire)
            if size > _FREE and size > _MOST_RATIO * read:
                raise SetAside(f"a bomb: {read} bytes inflate to more than {size}", wire)
            if not (piece or rest or taken < len(wire) or stream.eof):
                raise Unusable("the gzip body is cut off", wire, is_final=True)
            if piece:
                yield piece
