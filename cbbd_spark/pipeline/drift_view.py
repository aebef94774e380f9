"""`cbbd-spark drift`: in what the API's answers differ from its contract, and since when."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.plan import choose
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.source import known
from cbbd_spark.raw import manifest
from cbbd_spark.raw.drift_history import Dated, history
from cbbd_spark.raw.place import store_at
from cbbd_spark.settings import Settings

_TOLD = 3


def drift(console: Console, settings: Settings, endpoint: str | None, run_id: str | None, since: str | None) -> None:
    """Prints a table of what the manifests tell.

    run_id: only of what this run landed; since: only of what was fetched on this UTC day or later.
    ConfigurationError for an endpoint that is not known and for what is no day.
    """
    first = _day(since)
    store = store_at(settings.raw_place)
    found: list[Dated] = []
    for each in choose(known(), [endpoint] if endpoint else list(known())):
        entries = (entry for _, entry in manifest.entries(store, each.source, each.name))
        found += history(
            each.name, (one for one in entries if run_id in {None, one.run_id} and one.fetched_at >= first)
        )
    if not found:
        console.print("every answer is as the contract says")
        return
    console.print(_grid(found))


def warn(console: Console, harvest: HarvestReport) -> None:
    """One line for each endpoint whose answers differ from what was to be expected."""
    for name, tally in harvest.endpoints.items():
        if tally.drift:
            told = "; ".join(str(one) for one in tally.drift[:_TOLD])
            more = f"; {len(tally.drift) - _TOLD} more" if len(tally.drift) > _TOLD else ""
            line = f"  [yellow]drift[/]: {name}: {escape(told)}{more} (`cbbd-spark drift --endpoint {name}`)"
            console.print(line, highlight=False, soft_wrap=True)


def _grid(found: list[Dated]) -> Grid:
    grid = Grid(title="Drift", title_justify="left", header_style="bold")
    for name in ("endpoint", "what", "where", "seen"):
        grid.add_column(name, overflow="fold")
    for name in ("since", "until"):
        grid.add_column(name, no_wrap=True)
    for name in ("answers", "rows"):
        grid.add_column(name, justify="right")
    for one in found:
        what = one.what
        texts = (one.endpoint, what.kind.value, escape(what.path), escape(what.seen), one.since[:16], one.until[:16])
        grid.add_row(*texts, f"{what.answers:,}", f"{what.rows:,}")
    return grid


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ConfigurationError(f"--since {text!r} is no day: write 2025-01-31") from None
