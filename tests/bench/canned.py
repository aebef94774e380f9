"""A source whose answers are ready: its own CPU time is not the client's, and it is a process of its own.

`/plays/date?date=` answers with 53 MB of plays, as many as the largest day that was seen, all of that date;
`/plays/game/{id}` with one play of that game. `?shootingPlaysOnly=` says how: the 53 MB gzipped (without it), as they
are (false), or gzipped and printed over many lines (true); the one play at once (without it) or after `latency`.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import sys
import urllib.request
from functools import cache

import msgspec
from aiohttp import web

from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread

_ROWS = 39_202
_DATE = re.compile(rb'"gameStartDate":"[0-9-]{10}')
_GZIP_LEVEL = 6


@cache
def plays() -> list[bytes]:
    """A generated league's plays, each with the ten players on the floor: 1.35 KB, as the real ones."""
    with serve_in_thread(create_app(league.generate([2025], teams=64, games_per_team=12))) as url:
        days = [_day(f"{url}/plays/date?date=2024-11-{day:02}") for day in range(4, 31)]
    found = [record for day in days for record in day]
    return [_DATE.sub(b'"gameStartDate":"2024-11-05', one) for one in found[:_ROWS]]


def _day(url: str) -> list[bytes]:
    request = urllib.request.Request(url, headers={"Authorization": "Bearer bench"})  # noqa: S310 (our own server)
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return [bytes(one) for one in msgspec.json.decode(answer.read(), type=list[msgspec.Raw])]


def body(date: str, way: str | None) -> tuple[bytes, dict[str, str]]:
    whole = b"[" + b",".join(plays()) + b"]"
    whole = whole.replace(b"2024-11-05", date.encode())
    if way == "true":
        whole = msgspec.json.format(whole, indent=1)
    if way == "false":
        return whole, {}
    return gzip.compress(whole, _GZIP_LEVEL), {"Content-Encoding": "gzip"}


def application(latency: float, dates: list[str]) -> web.Application:
    ready = {(date, way): body(date, way) for date in dates for way in (None, "true", "false")}

    async def day(request: web.Request) -> web.StreamResponse:
        content, headers = ready[request.query["date"], request.query.get("shootingPlaysOnly")]
        return web.Response(body=content, headers={"Content-Type": "application/json", **headers})

    async def game(request: web.Request) -> web.StreamResponse:
        if "shootingPlaysOnly" in request.query:
            await asyncio.sleep(latency)
        one = re.sub(rb'"gameId":[0-9]+', b'"gameId":' + request.match_info["id"].encode(), plays()[0])
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return web.Response(body=gzip.compress(b"[" + one + b"]", 1), headers=headers)

    app = web.Application()
    app.router.add_get("/plays/date", day)
    app.router.add_get("/plays/game/{id}", game)
    return app


async def main(latency: float, dates: list[str]) -> None:
    runner = web.AppRunner(application(latency, dates), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started it ends or closes the pipe


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), sys.argv[2:]))
