"""Bodies whose gzip is cut, wrong, or a bomb."""

import gzip
import zlib

import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import raw


async def test_a_cut_gzip_is_a_200_that_inflates_to_a_beginning_without_an_end(api: Caller) -> None:
    answer = await raw(api, "cut_gzip; share=0.6", "/games", season=2025)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert answer.headers["Content-Length"] == str(len(answer.body))
    inflating = zlib.decompressobj(31)
    beginning = inflating.decompress(answer.body)
    assert not inflating.eof
    assert beginning
    assert (await api.fetch("/games", season=2025)).body.startswith(beginning)


async def test_even_a_whole_share_of_a_gzip_lacks_its_last_byte(api: Caller) -> None:
    whole = await raw(api, "slow_body; piece=1000000; pause=0", "/games", season=2025)
    cut = await raw(api, "cut_gzip; share=1", "/games", season=2025)
    assert cut.body == whole.body[:-1]


async def test_a_body_says_gzip_and_is_plain(api: Caller) -> None:
    answer = await raw(api, "wrong_gzip", "/venues")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.body == (await api.fetch("/venues")).body


async def test_a_flipped_bit_shows_in_the_checksum_only(api: Caller) -> None:
    answer = await raw(api, "wrong_gzip; how=flipped_bit", "/venues")
    inflated = zlib.decompress(answer.body[10:-8], -zlib.MAX_WBITS)
    assert inflated == (await api.fetch("/venues")).body
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(answer.body)


async def test_a_bomb_is_a_thousandth_of_what_it_inflates_to_and_valid(api: Caller) -> None:
    answer = await raw(api, "bomb; megabytes=8", "/venues")
    assert len(answer.body) < 8 * (1 << 20) / 900
    inflated = gzip.decompress(answer.body)
    assert len(inflated) == 8 * (1 << 20) + 2
    assert (inflated[:2], inflated[-2:]) == (b"[ ", b" ]")
