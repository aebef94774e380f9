"""How the server runs: in a thread, in the foreground, compressed."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys

import aiohttp
import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.simulator.calling import Caller
from tests.simulator.made_up import crowded

FOREGROUND = """
from cbbd_spark.simulator.server import create_app, run
from tests.simulator.made_up import crowded
run(create_app(crowded(3)), port=0)
"""


async def test_answers_are_compressed_for_who_takes_it(api: Caller) -> None:
    sent: dict[str, tuple[str | None, bytes]] = {}
    for accepted in ("identity", "gzip, deflate"):
        headers = {"Authorization": "Bearer x", "Accept-Encoding": accepted}
        async with (
            aiohttp.ClientSession(headers=headers, auto_decompress=False) as session,
            session.get(f"{api.url}/games") as response,
        ):
            sent[accepted] = response.headers.get("Content-Encoding"), await response.read()
    (no_encoding, plain), (encoding, packed) = sent.values()
    assert (no_encoding, encoding) == (None, "gzip")
    assert len(packed) < len(plain) / 4
    assert gzip.decompress(packed) == plain


def test_every_answer_says_that_it_is_simulated(api: Caller) -> None:
    for path in ("/games", "/nothing", "/plays/date"):
        assert api.get(path).headers["X-Simulator"] == "generated"


def test_an_answer_keeps_its_etag_and_another_has_another(api: Caller) -> None:
    first, again = (api.get("/venues").headers["ETag"] for _ in range(2))
    assert first == again != api.get("/conferences").headers["ETag"]


def test_the_port_is_free_again_after_the_block(league: Dataset) -> None:
    with serve_in_thread(create_app(league)) as url:
        port = int(url.rsplit(":", 1)[1])
        with (
            pytest.raises(OSError, match="address already in use"),
            serve_in_thread(create_app(league), port=port),
        ):
            pass
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with pytest.raises(aiohttp.ClientConnectorError):
        Caller(url).get("/venues")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_it_says_where_it_listens_and_ends_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", FOREGROUND], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        banner = process.stdout.readline()
        url = banner.split()[-1]
        assert "2025" in banner
        rows = Caller(url).rows("/games")
        os.kill(process.pid, number)
        assert process.wait(timeout=10) == 0
    assert rows == three_games()


def three_games() -> list[dict[str, object]]:
    """What the three games look like."""
    return [json.loads(record.body) for record in crowded(3).records("/games", {})]
