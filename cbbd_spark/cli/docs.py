"""`cbbd-spark docs`: the data dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console


@app.command()
def docs(folder: Annotated[Path, typer.Argument(help="Where to write tables.md.")] = Path("docs")) -> None:
    """Write the data dictionary from the specs."""
    from cbbd_spark.pipeline import dictionary  # noqa: PLC0415

    console.print(f"wrote {dictionary.write(folder)}")
