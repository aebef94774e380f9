"""`make bench`, or `python -m tests.bench client parts` for some of it: tables, printed and kept in build/bench.md.

Seconds depend on the machine and on what else it does: compare what stands side by side in one run.

| variable | of | |
|---|---|---|
| CBBD_BENCH_GAMES | layers, merge, history, increment | games of the generated season: 300, or 6300 for a whole one |
| CBBD_BENCH_ROUNDS | layers | how often each way takes its turn: 3 |
| CBBD_BENCH_DAYS | merge, history | days that arrive one by one: 10 |
| CBBD_BENCH_LAYOUTS | merge | names of layouts, with `;` between them; all if not said |
| CBBD_BENCH_PEERS | layers | a Python that has the peers; without it they are installed for the run |

The peers of `layers` are installed into an environment of their own: `tests/bench/peers/environment.py` pins them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.bench.clients import client_table
from tests.bench.commands import whole_commands
from tests.bench.history import history_table
from tests.bench.increment import increment_table
from tests.bench.layers import layers_table
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
    "layers": layers_table,
    "merge": merge_table,
    "history": history_table,
    "increment": increment_table,
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
