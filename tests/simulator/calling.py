"""Calls to a simulator over a real connection."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Caller:
    """A client of one server."""

    url: str
    key: str = "some-key"

    async def fetch(self, path: str, headers: Mapping[str, str] | None = None, **params: Any) -> Answer:
        """One call; a header given here replaces the usual one."""
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        sent = {name: value for name, value in sent.items() if value}
        query = {name: str(value) for name, value in params.items()}
        async with (
            aiohttp.ClientSession(headers=sent) as session,
            session.get(self.url + path, params=query) as response,
        ):
            return Answer(response.status, response.headers, await response.read())

    def get(self, path: str, headers: Mapping[str, str] | None = None, **params: Any) -> Answer:
        """As `fetch`, for tests that are not coroutines."""
        return asyncio.run(self.fetch(path, headers, **params))

    def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """The records of an answer that must be a 200."""
        answer = self.get(path, **params)
        assert answer.status == 200, answer.body
        rows: list[dict[str, Any]] = answer.json
        return rows
