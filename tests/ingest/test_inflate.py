"""A body is inflated in pieces, not beyond a size, not beyond a ratio, and not half."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress

import pytest
from isal import isal_zlib

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest import inflate
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.inflate import inflated, pieces
from cbbd_spark.ingest.reply import Reply

MB = 1 << 20
TEXT = b"".join(b'{"id":%d},' % number for number in range(200_000))
NOISE = random.Random(1).randbytes(MB)  # noqa: S311
PLENTY = 1 << 30


def packed(wire: bytes, encoding: str = "gzip") -> Reply:
    return Reply("https://api.example.com/", 200, {"content-encoding": encoding}, wire)


@pytest.mark.parametrize(
    "content", [b"", b"[]", TEXT, NOISE, NOISE + TEXT], ids=["empty", "2", "text", "noise", "both"]
)
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "identity"])
def test_what_comes_out_is_what_was_packed(content: bytes, encoding: str) -> None:
    wire = content if encoding == "identity" else gzip.compress(content)
    assert inflated(packed(wire, encoding), PLENTY) == content


def test_pieces_are_small_however_much_comes_out() -> None:
    assert max(map(len, pieces(packed(gzip.compress(TEXT)), PLENTY))) <= MB // 8


def test_several_members_are_one_body() -> None:
    wire = gzip.compress(TEXT) + gzip.compress(b"") + gzip.compress(NOISE)
    assert inflated(packed(wire), PLENTY) == TEXT + NOISE


def test_half_a_gzip_is_cut_off_wherever_it_ends() -> None:
    wire = gzip.compress(TEXT)
    for length in (0, 1, 5, 10, len(wire) // 2, len(wire) - 8, len(wire) - 1):
        with pytest.raises(Unusable, match="cut off"):
            inflated(packed(wire[:length]), PLENTY)


def test_a_decoder_alone_takes_half_a_gzip_for_a_whole_one() -> None:
    """What the check for the end is there for: nothing else says that something is missing."""
    wire = gzip.compress(TEXT)
    half = isal_zlib.decompressobj(31).decompress(wire[: len(wire) // 2])
    assert TEXT.startswith(half)
    assert 0 < len(half) < len(TEXT)


def test_no_flipped_bit_changes_what_comes_out() -> None:
    content = b'[{"id":1,"name":"Cameron Indoor"}]'
    wire = gzip.compress(content, mtime=0)
    for place in range(8 * len(wire)):
        damaged = bytearray(wire)
        damaged[place // 8] ^= 1 << place % 8
        with suppress(Unusable):  # bits of the header and one that fills up a byte say nothing of the content
            assert inflated(packed(bytes(damaged)), PLENTY) == content


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_body_is_as_large_as_allowed_and_no_larger(encoding: str) -> None:
    wire = gzip.compress(NOISE) if encoding == "gzip" else NOISE
    assert inflated(packed(wire, encoding), MB) == NOISE
    with pytest.raises(SetAside, match="larger than"):
        inflated(packed(wire, encoding), MB - 1)


def test_a_bomb_is_known_by_its_ratio_and_a_small_one_is_harmless() -> None:
    assert len(inflated(packed(gzip.compress(b" " * MB)), PLENTY)) == MB
    with pytest.raises(SetAside, match="a bomb"):
        inflated(packed(gzip.compress(b" " * (3 * MB))), PLENTY)


def test_without_its_ratio_a_bomb_ends_at_the_size_and_without_both_it_goes_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = packed(gzip.compress(bytes(64 * MB), 9))
    monkeypatch.setattr(inflate, "_MOST_RATIO", PLENTY)
    with pytest.raises(SetAside, match="larger than"):
        inflated(bomb, 8 * MB)
    assert sum(map(len, pieces(bomb, PLENTY))) == 64 * MB
