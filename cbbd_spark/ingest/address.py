"""Where the source is: a base URL that a key may be sent to."""

from __future__ import annotations

import ipaddress

from yarl import URL

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.request import Request


def base(text: str) -> URL:
    """The base URL; ConfigurationError unless it is https, or http on this machine, and holds no credentials."""
    try:
        url = URL(text)
    except ValueError as error:
        raise ConfigurationError(f"api.base_url {text!r} is not a URL ({error})") from error
    if url.user or url.password or url.query or url.fragment:
        raise ConfigurationError("api.base_url must hold neither credentials nor a query")
    is_safe = url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host or ""))
    if not url.host or not is_safe:
        raise ConfigurationError(
            f"api.base_url {text!r}: the key is sent over https only, or over http to this machine (127.0.0.1)"
        )
    return url


def of(base_url: URL, request: Request) -> URL:
    """The full URL of a request; the key is not in it."""
    path = base_url.path.rstrip("/") + request.path
    return base_url.with_path(path).with_query(request.query)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
