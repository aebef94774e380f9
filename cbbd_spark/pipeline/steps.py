"""The steps of a run and what each waits for, all of it read off the specs."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import cast

from pyspark.sql import DataFrame

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.registry import discover, modules
from cbbd_spark.spec.table import Table

INGEST = "ingest"
LAYERS = ("ingest", "bronze", "silver", "gold")
_TRANSFORMED = ("cbbd_spark.silver", "cbbd_spark.gold")


@dataclass(frozen=True)
class Step:
    """One table to bring up to date, or the ingest. `upstream` are names of steps."""

    name: str
    upstream: tuple[str, ...]
    thing: Endpoint | Table | None

    @property
    def layer(self) -> str:
        return self.name.split(".")[0]


@cache
def all_steps() -> dict[str, Step]:
    """Every step by its name; upstream comes before what depends on it."""
    found = {INGEST: Step(INGEST, (), None)}
    for endpoint in endpoints().values():
        name = step_name(endpoint)
        found[name] = Step(name, (INGEST,), endpoint)
    for package in _TRANSFORMED:
        for table in discover(package, "TABLE", Table).values():
            found[table.step] = Step(table.step, tuple(step_name(thing) for thing in table.all_inputs), table)
    return _in_order(found)


def builder(table: Table) -> Callable[..., DataFrame]:
    """The `build` function that stands beside the table's spec."""
    for package in _TRANSFORMED:
        for name in modules(package, "TABLE"):
            module = importlib.import_module(name)
            if module.TABLE is table:
                return cast("Callable[..., DataFrame]", module.build)
    raise LookupError(table.step)


def chosen(only: Iterable[str] = (), start: str | None = None, *, with_upstream: bool = False) -> tuple[Step, ...]:
    """The steps of a run, in order: all, or `only` these (a name or a layer), or those from layer `start` on.

    Raises ConfigurationError for a name that does not exist, with the nearest ones.
    """
    steps = all_steps()
    if start is not None:
        if start not in LAYERS:
            raise ConfigurationError(f"--from takes one of {', '.join(LAYERS)}, not {start}")
        return tuple(s for s in steps.values() if LAYERS.index(s.layer) >= LAYERS.index(start))
    wanted = {name for word in only for name in _matching(word)}
    if not wanted:
        return tuple(steps.values())
    if with_upstream:
        wanted |= {name for step in wanted for name in _upstream(step)}
    return tuple(step for step in steps.values() if step.name in wanted)


def _matching(word: str) -> tuple[str, ...]:
    steps = all_steps()
    if word in steps:
        return (word,)
    if word in LAYERS:
        return tuple(step.name for step in steps.values() if step.layer == word)
    near = [name for name in steps if word.rpartition(".")[2] in name] or list(LAYERS)
    raise ConfigurationError(f"there is no step {word}; did you mean {', '.join(near[:5])}?")


def _upstream(name: str) -> set[str]:
    steps = all_steps()
    return {name} | {above for direct in steps[name].upstream for above in _upstream(direct)}


def step_name(thing: Endpoint | Table) -> str:
    """The step that brings an input up to date, as in `bronze.games`."""
    return thing.step if isinstance(thing, Table) else f"bronze.{thing.name}"


def name_of(thing: Endpoint | Table) -> str:
    """Database and table of an input."""
    return thing.bronze_table if isinstance(thing, Endpoint) else thing.full_name


def _in_order(found: dict[str, Step]) -> dict[str, Step]:
    graph = {name: found[name].upstream for name in sorted(found, key=lambda n: (LAYERS.index(found[n].layer), n))}
    return {name: found[name] for name in TopologicalSorter(graph).static_order()}
