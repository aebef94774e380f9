"""The API key, in a wrapper that shows it to nobody but the header it is for."""

from __future__ import annotations

from cbbd_spark.errors import ConfigurationError

_SHORTEST_MASKED = 6


class Secret:
    """A key that cannot be printed. ConfigurationError when it cannot stand in a header."""

    def __init__(self, key: str) -> None:
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise ConfigurationError(
                "the API key in CBBD_API_KEY is empty or holds characters that no key has (a blank, a line break, "
                "quotes from a copy?): set it again"
            )
        self._key = key
        # A slash may be written with a backslash before it in JSON, and keys in base64 have slashes.
        self._spellings = sorted({key.encode(), key.replace("/", r"\/").encode()}, key=len, reverse=True)

    def __repr__(self) -> str:
        return "Secret(***)"

    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}

    def stands_in(self, body: bytes, before: bytes = b"") -> bool:
        """Whether the body repeats the key, as error pages that show their request do.

        `before` is the piece of the same body that came before, in which the key may begin.
        """
        if len(self._key) < _SHORTEST_MASKED:
            return False
        reach = len(self._spellings[0]) - 1
        border = before[-reach:] + body[:reach]
        return any(key in body or key in border for key in self._spellings)

    def masked(self, body: bytes) -> bytes:
        if self.stands_in(body):
            for key in self._spellings:
                body = body.replace(key, b"***")
        return body
