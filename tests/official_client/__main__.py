"""`make test-client`: every method of the API's own client against a generated league, in one table.

The client is strict about types, so what it accepts has the shape that the API declares. It must refuse what the
real server sends against its own declaration, and drift, each for that very reason. Exit code 1 on any difference,
2 when the client cannot be installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.official_client.environment import PACKAGES, scratch
from tests.official_client.plan import NULLS, RULES, SEASON, WITH_NULLS, plan

METHODS = 80  # forty paths, each as a plain method and as one that gives the whole response
WHOLE = "_with_http_info"
CALLS = Path(__file__).with_name("calls.py")


@dataclass(frozen=True)
class Ended:
    """How a call ended, and whether that is right."""

    method: str
    how: str
    rows: int | None
    refused: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        if self.how in RULES:
            reason = RULES[self.how]
            return bool(self.rows) if reason is None else len(self.refused) == 1 and self.refused[0].startswith(reason)
        if self.method.removesuffix(WHOLE) in WITH_NULLS:
            return bool(self.refused) and set(self.refused) <= NULLS
        return bool(self.rows)

    @property
    def text(self) -> str:
        said = f"refused: {', '.join(self.refused)}" if self.refused else f"{self.rows} accepted"
        return said if self.is_right else f"[red]{said}[/]"


def ended(line: str) -> Ended:
    found: dict[str, Any] = json.loads(line)
    return Ended(found["method"], found["how"], found.get("rows"), tuple(found.get("refused", ())))


def called(python: Path) -> list[Ended]:
    """All calls, made by the client in its environment."""
    dataset = generate([SEASON - 1, SEASON], teams=32, seed=4, games_per_team=12)
    with serve_in_thread(create_app(dataset)) as url:
        run = subprocess.run(
            [str(python), str(CALLS)],
            input=json.dumps(plan(dataset, url)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [ended(line) for line in run.stdout.splitlines()]


def table(found: list[Ended]) -> Table:
    """A path a row: asked for as little as it can, and with every filter, in both forms of the method."""
    heads = ("Method, or rule on it", "Least", "All filters", f"The same {WHOLE}")
    shown = Table(*heads, title=f"{PACKAGES[0]} against the simulator")
    by_method: dict[str, list[Ended]] = {}
    for one in found:
        by_method.setdefault(one.method if one.how not in RULES else f"{one.method}, {one.how}", []).append(one)
    for method, calls in by_method.items():
        if not method.endswith(WHOLE):
            texts = [one.text for one in calls]
            others = [one.text for one in by_method.get(method + WHOLE, [])]
            shown.add_row(method, *texts, *[""] * (2 - len(texts)), "yes" if others == texts else " | ".join(others))
    return shown


def main() -> int:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 160  # a log has no edge to wrap at
    with tempfile.TemporaryDirectory() as folder:
        try:
            python = scratch(Path(folder) / "client")
        except subprocess.CalledProcessError:
            console.print(f"[red]error[/]: {' and '.join(PACKAGES)} cannot be installed; this needs a package index")
            return 2
        found = called(python)
    console.print(table(found))
    wrong = [one for one in found if not one.is_right]
    methods = {one.method for one in found}
    console.print(f"{len(methods)} methods, {len(found)} calls, {len(wrong)} not as they should be")
    if len(methods) != METHODS:
        console.print(f"[red]error[/]: {METHODS} methods were expected")
    return int(bool(wrong) or len(methods) != METHODS)


sys.exit(main())
