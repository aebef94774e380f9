"""Bodies that are not what Content-Encoding says, or much more than their length says."""

import struct
import zlib
from functools import lru_cache
from typing import Literal

from cbbd_spark.simulator.faults.families import Packed
from cbbd_spark.simulator.faults.fault import Positive, Share
from cbbd_spark.simulator.wire import packed

_MEGABYTE = 1 << 20
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # gzip, deflate, no flags, no time


class CutGzip(Packed, frozen=True, tag="cut_gzip"):
    """A gzip body of which only a `share` is there, with a 200 and the Content-Length of what is sent."""

    share: Share = 0.5

    def pack(self, body: bytes) -> bytes:
        """HTTP is content with it; gzip is not."""
        whole = packed(body)
        return whole[: min(int(len(whole) * self.share), len(whole) - 1)]


class WrongGzip(Packed, frozen=True, tag="wrong_gzip"):
    """The header says gzip and the body is plain JSON, or gzip with one bit flipped."""

    how: Literal["plain", "flipped_bit"] = "plain"

    def pack(self, body: bytes) -> bytes:
        """The bit is one of the checksum: everything inflates, and only the check shows the damage."""
        if self.how == "plain":
            return body
        whole = bytearray(packed(body))
        whole[-8] ^= 1
        return bytes(whole)


class Bomb(Packed, frozen=True, tag="bomb"):
    """A small gzip body that inflates to so many `megabytes`: an empty array with blanks in it."""

    megabytes: Positive = 1024

    def pack(self, _body: bytes, /) -> bytes:
        """It is valid JSON for whoever has the memory."""
        return bomb(self.megabytes)


@lru_cache(maxsize=2)
def bomb(megabytes: int) -> bytes:
    """One gzip member, a thousandth of what is in it."""
    blanks = b" " * _MEGABYTE
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    start = deflate.compress(b"[") + deflate.flush(zlib.Z_FULL_FLUSH)
    block = deflate.compress(blanks) + deflate.flush(zlib.Z_FULL_FLUSH)  # stands alone, so it can be repeated
    end = deflate.compress(b"]") + deflate.flush(zlib.Z_FINISH)
    checksum = zlib.crc32(b"[")
    for _ in range(megabytes):
        checksum = zlib.crc32(blanks, checksum)
    tail = struct.pack("<LL", zlib.crc32(b"]", checksum), (megabytes * _MEGABYTE + 2) % 2**32)
    return _HEAD + start + block * megabytes + end + tail


KINDS = (CutGzip, WrongGzip, Bomb)
