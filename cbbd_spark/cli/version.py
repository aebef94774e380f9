"""`cbbd-spark version`."""

from __future__ import annotations

from cbbd_spark import __version__
from cbbd_spark.cli.root import app, console


@app.command()
def version() -> None:
    """Print the version."""
    console.print(__version__)
