"""Two ways to run the application: in a thread for tests and demos, or in the foreground."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from cbbd_spark.simulator.server.app import DATASET

RENDERERS = 2


@asynccontextmanager
async def _listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    # Rendering holds Python's lock: more threads would not be faster, and each has a whole answer in memory.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(RENDERERS, "rendering"))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class _Background:
    """The server in its own thread with its own event loop."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._url = ""
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._main(app, host, port)), name="simulator", daemon=True
        )

    async def _main(self, app: web.Application, host: str, port: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        try:
            async with _listening(app, host, port) as self._url:
                self._started.set()
                await self._stop.wait()
        except OSError as error:  # the port is taken: say so in the caller's thread
            self._failure = error
        finally:
            self._started.set()

    def start(self) -> str:
        """Start, and wait until it listens."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure
        if not self._url:
            raise RuntimeError("the simulator did not start; the thread's traceback says why")
        return self._url

    def stop(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


@contextmanager
def serve_in_thread(app: web.Application, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve while the block runs; gives the base URL. Port 0 takes a free one."""
    background = _Background(app, host, port)
    url = background.start()
    try:
        yield url
    finally:
        background.stop()


def _banner(app: web.Application, url: str) -> str:
    dataset = app[DATASET]
    seasons = ", ".join(str(season) for season in sorted(dataset.seasons)) or "no season"
    return f"Simulated CollegeBasketballData API ({dataset.origin}; {seasons}) at {url}"


async def _until_signalled(app: web.Application, host: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with _listening(app, host, port) as url:
        print(_banner(app, url), flush=True)
        print("Send any key as `Authorization: Bearer <key>`. Ctrl-C stops it.", flush=True)
        await stop.wait()


def run(app: web.Application, host: str = "127.0.0.1", port: int = 8765) -> None:
    """Serve in the foreground until SIGINT or SIGTERM."""
    asyncio.run(_until_signalled(app, host, port))
