"""`cbbd-spark plan`: what would be asked, what it costs, and what dearer ways would have cost."""

from __future__ import annotations

from contextlib import closing

from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.errors import ExitCode, OverBudget
from cbbd_spark.ingest import purse
from cbbd_spark.ingest.estimate import Cost, costs
from cbbd_spark.ingest.order import Mode, Order
from cbbd_spark.ingest.planner import Planner
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.source import SOURCE, Source, known
from cbbd_spark.ingest.world import utc_now
from cbbd_spark.settings import Settings
from cbbd_spark.state.ledger import Ledger
from cbbd_spark.state.place import view_state


def show_plan(console: Console, settings: Settings, order: Order, *, explain: bool = False) -> ExitCode:
    """Prints the plan of an order; makes no call. The exit code is QUOTA when the order would be refused."""
    now = utc_now()
    with closing(view_state(settings)) as state:
        ledger = Ledger(state, SOURCE)
        made = Planner(settings.api, order, state, ledger).whole_plan(now)
        left = purse.recall(state, now)
        found = costs(made, order.chosen(), order.seasons_at(now), known(), ledger.rows)
    _table(console, [one for one in found if one.calls], settings.api.requests_per_second, left, explain=explain)
    for note in made.notes:
        console.print(f"  note: {note}", soft_wrap=True)
    reserve = settings.quota.reserve if order.mode is Mode.BACKFILL else 0
    console.print(_quota(left, reserve), soft_wrap=True)
    try:
        Purse(order.budget, reserve).insist(made, Source(calls_recalled=left))
    except OverBudget as refusal:
        if not order.partial:
            console.print(f"[red]would be refused[/]: {refusal}", soft_wrap=True)
            return ExitCode.QUOTA
        console.print("does not fit: the most valuable part would be taken, from the top")
    return ExitCode.DONE


def _table(console: Console, found: list[Cost], rate: float, left: int | None, *, explain: bool) -> None:
    total = sum(one.calls for one in found)
    if not total:
        console.print("nothing is to be asked: everything of it is held")
        return
    grid = Grid(title="Plan", title_justify="left", header_style="bold", show_footer=True)
    about = "~" if any(one.is_about for one in found) else ""
    share = f"{total / left:.1%}" if left else ""
    grid.add_column("endpoint", "together", no_wrap=True)
    grid.add_column("route")
    grid.add_column("calls", f"{about}{total:,}", justify="right")
    grid.add_column("records", f"~{sum(one.rows for one in found):,}", justify="right")
    grid.add_column("minutes", f"{total / rate / 60:.1f}", justify="right")
    grid.add_column("of what is left", share, justify="right")
    for one in found:
        grid.add_row(
            one.endpoint.name,
            one.route,
            f"{'~' if one.is_about else ''}{one.calls:,}",
            f"~{one.rows:,}",
            f"{one.minutes(rate):.1f}",
            f"{one.calls / left:.1%}" if left else "",
        )
        for name, calls in one.dearer.items() if explain else ():
            grid.add_row(f"  instead of {name}", "the same records, dearer", f"{calls:,}", style="dim")
    console.print(grid)


def _quota(left: int | None, reserve: int) -> str:
    if left is None:
        return "how many calls the month has left is not known: the API says it with every answer"
    return f"{left:,} calls left this month, as the API said last; a backfill leaves {reserve:,} of them"
