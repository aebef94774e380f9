"""`make bench`, or `python -m tests.bench client parts` for some of it: tables, printed and kept in build/bench.md.

Seconds depend on the machine and on what else it does: compare what stands side by side in one run.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.bench.clients import client_table
from tests.bench.commands import whole_commands
from tests.bench.merge import merge_table
from tests.bench.parts import part_table


def command_table() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        found = whole_commands(Path(folder))
    lines = ["| command | wall s | CPU s |", "|---|---:|---:|"]
    return lines + [f"| {each.what} | {each.wall:.1f} | {each.cpu:.1f} |" for each in found]


TABLES: dict[str, Callable[[], list[str]]] = {
    "client": client_table,
    "parts": part_table,
    "commands": command_table,
    "merge": merge_table,
}


def main(names: list[str]) -> None:
    tables = [TABLES[name]() for name in names or TABLES]
    text = "\n\n".join("\n".join(table) for table in tables)
    target = Path("build") / "bench.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text + "\n", "utf-8")
    Console(width=120).print(text, highlight=False, markup=False)


if __name__ == "__main__":
    main(sys.argv[1:])
