"""Where blocking work goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol


class Offload(Protocol):
    """Runs a blocking function elsewhere, one at a time, and waits for what it returns."""

    def __call__(self, function: Callable[..., Any], /, *args: Any) -> Awaitable[Any]: ...
