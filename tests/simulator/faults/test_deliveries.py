"""Slow, stalled and cut bodies, as a client meets them. Time is only ever a lower bound here."""

import asyncio
import time

import aiohttp
import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import raw


def session(api: Caller, rule: str) -> aiohttp.ClientSession:
    headers = {"Authorization": "Bearer x", "X-Simulate": rule}
    return aiohttp.ClientSession(api.url, headers=headers, auto_decompress=False)


async def body(api: Caller, path: str = "/venues") -> bytes:
    async with session(api, "") as client, client.get(path, headers={"X-Simulate": "slow_body; pause=0"}) as response:
        return await response.read()


async def test_the_first_byte_comes_late_and_then_the_right_answer(api: Caller) -> None:
    begun = time.monotonic()
    answer = await raw(api, "slow_first_byte; seconds=0.1", "/venues")
    assert time.monotonic() - begun >= 0.1
    assert (answer.status, answer.body) == (200, await body(api))


async def test_a_slow_body_comes_in_pieces_and_is_whole_at_the_end(api: Caller) -> None:
    right = await body(api)
    pieces = 4
    size = -(-len(right) // pieces)
    begun = time.monotonic()
    answer = await raw(api, f"slow_body; piece={size}; pause=0.02", "/venues")
    assert time.monotonic() - begun >= (pieces - 1) * 0.02
    assert answer.body == right


async def test_a_stalled_body_stops_in_the_middle_and_goes_on_when_the_time_is_over(api: Caller) -> None:
    right = await body(api)
    async with session(api, "stall; seconds=3600") as client, client.get("/venues") as response:
        half = await response.content.readexactly(len(right) // 2)
        assert response.content_length == len(right)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(response.content.readexactly(1), 0.05)
    assert half == right[: len(half)]
    assert (await raw(api, "stall; seconds=0.05", "/venues")).body == right


async def test_a_body_is_shorter_than_its_content_length(api: Caller) -> None:
    async with session(api, "cut_body; share=0.25") as client, client.get("/venues") as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError, match="Not enough data"):
            await response.read()


async def test_chunks_end_without_the_last_one(api: Caller) -> None:
    async with session(api, "cut_body; how=chunked") as client, client.get("/venues") as response:
        assert response.headers["Transfer-Encoding"] == "chunked"
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def read_all(api: Caller, rule: str) -> bytes:
    """The whole answer over a bare socket, where a reset is not the end of a stream."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(api.url.rsplit(":", 1)[1]))
    try:
        writer.write(
            f"GET /venues HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nX-Simulate: {rule}\r\n\r\n".encode()
        )
        return await reader.read()
    finally:
        writer.close()


async def test_a_connection_is_closed_or_reset_in_the_middle(api: Caller) -> None:
    closed = await read_all(api, "cut_body")
    assert closed.startswith(b"HTTP/1.1 200 OK")
    with pytest.raises(ConnectionResetError):
        await read_all(api, "cut_body; how=reset")


async def test_after_a_cut_the_next_call_is_answered_as_ever(api: Caller) -> None:
    async with session(api, "") as client:
        for how in ("length", "chunked", "reset"):
            with pytest.raises((ConnectionResetError, aiohttp.ClientError)):
                async with client.get("/venues", headers={"X-Simulate": f"cut_body; how={how}"}) as response:
                    await response.read()
    assert (await api.fetch("/venues")).status == 200
