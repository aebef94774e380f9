"""The transport: one HTTP call, over kept connections, without a retry and without a look into the body."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

import aiohttp

from cbbd_spark.errors import CbbdError, RetryLater, SetAside
from cbbd_spark.ingest import address
from cbbd_spark.ingest.faults import Unreachable, Unusable
from cbbd_spark.ingest.hand import Hand
from cbbd_spark.ingest.reply import Reply, of_interest
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.secret import Secret
from cbbd_spark.settings import Api

_CHUNK = 1 << 16
_LARGE = 4 << 20


class Transport(Protocol):
    """Makes one call; a large body takes room in `hand`, which its caller gives back.

    Raises RetryLater (Unreachable, Unusable) for what may pass, SetAside for what may not.
    """

    async def __call__(self, request: Request, hand: Hand) -> Reply: ...


class Client:
    """A Transport over aiohttp; use it as an async context manager.

    The body stays as it came over the wire: it is inflated where a bound can be kept, off the event loop. Proxies
    and credentials of the environment are not used, redirects are not followed: the key goes to one host.
    """

    def __init__(self, api: Api, secret: Secret, version: str) -> None:
        self._base = address.base(api.base_url)
        self._secret = secret
        self._limit = api.max_body_megabytes << 20
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=api.connect_timeout_seconds, sock_read=api.read_timeout_seconds
        )
        self._connections = api.concurrency
        self._agent = f"cbbd-spark/{version}"
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
            timeout=self._timeout,
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": self._agent},
        )
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._session:
            await self._session.close()

    async def __call__(self, request: Request, hand: Hand) -> Reply:
        fault: CbbdError
        try:
            return await self._get(request, hand)
        except aiohttp.ClientConnectorError as error:
            fault = Unreachable(f"{self._base.host} cannot be reached ({error})")
        except aiohttp.ConnectionTimeoutError:
            fault = Unreachable(f"{self._base.host} cannot be reached (no connection in time)")
        except TimeoutError:
            fault = RetryLater("no byte came in time")
        except (aiohttp.ClientError, OSError):
            fault = Unreachable(f"{self._base.host} hangs up, or speaks no HTTP")
        # Raised here and not above: the errors of aiohttp carry the request's headers, and the key is one of them.
        raise fault

    async def _get(self, request: Request, hand: Hand) -> Reply:
        assert self._session, "the client is used as a context manager"  # noqa: S101
        url = address.of(self._base, request)
        headers = self._secret.header()
        once: aiohttp.ClientMiddlewareType = _Once()
        async with self._session.get(url, headers=headers, allow_redirects=False, middlewares=[once]) as response:
            body = await self._read(response, hand)
            return Reply(str(url), response.status, of_interest(response.headers), body)

    async def _read(self, response: aiohttp.ClientResponse, hand: Hand) -> bytes:
        body = bytearray()
        is_cut = False
        try:
            async for chunk in response.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > self._limit:
                    raise SetAside(f"the body is larger than {self._limit} bytes")
                if len(body) > _LARGE:
                    await hand.take()
        except TimeoutError:
            raise  # silence is no end
        except (aiohttp.ClientError, OSError):
            is_cut = True
        if is_cut:
            raise Unusable("the body is cut off", bytes(body), is_final=True)
        return bytes(body)


class _SentTwice(aiohttp.ClientError):
    """aiohttp was about to send a request again by itself."""


class _Once:
    """Lets a request go out once: aiohttp repeats a GET whose connection broke, past our limiter and our count."""

    def __init__(self) -> None:
        self._is_sent = False

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        if self._is_sent:
            raise _SentTwice
        self._is_sent = True
        return await handler(request)
