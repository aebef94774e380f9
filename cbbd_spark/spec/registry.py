"""Finds what is declared by walking a package: adding a file is all that it takes to add a thing."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TypeVar

T = TypeVar("T")


@cache
def modules(package: str, attribute: str) -> tuple[str, ...]:
    """Dotted names of the modules below `package` that have `attribute`, in alphabetical order."""
    root = importlib.import_module(package)
    names = (info.name for info in pkgutil.walk_packages(root.__path__, f"{package}.") if not info.ispkg)
    return tuple(name for name in sorted(names) if hasattr(importlib.import_module(name), attribute))


def discover(package: str, attribute: str, kind: type[T]) -> dict[str, T]:
    """The `attribute` of each module below `package`, by its `name`.

    Raises ValueError when two files declare one name, and TypeError when the attribute is of another kind.
    """
    found: dict[str, T] = {}
    for module in modules(package, attribute):
        thing = getattr(importlib.import_module(module), attribute)
        if not isinstance(thing, kind):
            raise TypeError(f"{module}.{attribute} is a {type(thing).__name__}, not a {kind.__name__}")
        name: str = thing.name  # type: ignore[attr-defined]
        if name in found:
            raise ValueError(f"{module} declares {name} a second time")
        found[name] = thing
    return found
