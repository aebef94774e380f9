"""The body of an answer, read piece by piece and never held whole unless somebody asks for that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.inflate import inflated, pieces
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.ingest.secret import Secret


class Body:
    """What a reply inflates to, at most `limit` bytes; it can be read more than once.

    Reading raises Unusable for what is cut off or damaged, SetAside for a bomb and for what repeats the API key.
    """

    def __init__(self, reply: Reply, limit: int, secret: Secret | None = None) -> None:
        self._reply = reply
        self._limit = limit
        self._secret = secret
        self._size = 0
        self._sha256: str | None = None

    @property
    def sha256(self) -> str:
        """Hex digits; reads the body if nobody has read it to its end yet."""
        if self._sha256 is None:
            for _ in self.pieces():
                pass
        assert self._sha256 is not None  # noqa: S101 (set at the end of the pieces)
        return self._sha256

    @property
    def size(self) -> int:
        """Bytes, once it has been read to its end."""
        return self._size

    def pieces(self) -> Iterator[bytes]:
        """Pieces of some 100 KB, hashed as they go by: a second look at them would find them out of the cache."""
        digest, size, last = hashlib.sha256(), 0, b""
        for piece in pieces(self._reply, self._limit):
            if self._secret and self._secret.stands_in(piece, before=last):
                raise SetAside("the answer repeats the API key", inflated(self._reply, self._limit))
            if self._sha256 is None:
                digest.update(piece)
            size, last = size + len(piece), piece
            yield piece
        self._size = size
        self._sha256 = self._sha256 or digest.hexdigest()

    def whole(self) -> bytes:
        """All of it at once."""
        return b"".join(self.pieces())
