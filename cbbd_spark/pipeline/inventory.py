"""What the lake holds: tables with rows and snapshots, and who is best. Read by PyIceberg, without Spark."""

from __future__ import annotations

from dataclasses import dataclass

from pyiceberg.catalog import Catalog
from rich.console import Console
from rich.table import Table as Grid

from cbbd_spark.lakehouse.reader import open_catalog
from cbbd_spark.settings import Settings


@dataclass(frozen=True)
class Held:
    """One table: rows, data files and bytes of its current snapshot, and how many snapshots there are."""

    name: str
    rows: int
    files: int
    bytes: int
    snapshots: int


def held_tables(catalog: Catalog) -> list[Held]:
    """Every table of the lake, layer by layer."""
    found = []
    for database in sorted(catalog.list_namespaces(), key=_layer):
        for name in sorted(catalog.list_tables(database)):
            table = catalog.load_table(name)
            snapshot = table.current_snapshot()
            summary = snapshot.summary.additional_properties if snapshot and snapshot.summary else {}
            found.append(
                Held(
                    ".".join(name),
                    int(summary.get("total-records", 0)),
                    int(summary.get("total-data-files", 0)),
                    int(summary.get("total-files-size", 0)),
                    len(table.metadata.snapshots),
                )
            )
    return found


def show(console: Console, settings: Settings) -> None:
    """Prints the tables, and the ten best teams of each of the newest season's rankings."""
    catalog = open_catalog(settings.lake)
    grid = Grid(title="The lake", title_justify="left", header_style="bold")
    grid.add_column("table", no_wrap=True)
    for name in ("rows", "files", "MB", "snapshots"):
        grid.add_column(name, justify="right")
    for table in held_tables(catalog):
        figures = (f"{table.rows:,}", f"{table.files:,}", f"{table.bytes / 1e6:.2f}", f"{table.snapshots}")
        grid.add_row(table.name, *figures)
    console.print(grid)
    _top_ten(console, catalog)


def _layer(database: tuple[str, ...]) -> int:
    order = ("cbbd_bronze", "cbbd_silver", "cbbd_gold", "cbbd_meta")
    return order.index(database[0]) if database[0] in order else len(order)


def _top_ten(console: Console, catalog: Catalog) -> None:
    if not catalog.table_exists("cbbd_gold.team_power_rankings"):
        return
    wanted = ("season", "composite_rank", "team", "conference", "games_played", "adj_net_rating", "own_srs", "ap_rank")
    rows = catalog.load_table("cbbd_gold.team_power_rankings").scan(selected_fields=wanted).to_arrow().to_pylist()
    records = _records(catalog)
    for season in sorted({row["season"] for row in rows})[-1:]:
        # Where nothing ranks them, a rating from a game or two would: those teams stay out.
        rated = [
            row for row in rows if row["season"] == season and (row["composite_rank"] or row["games_played"] >= 10)
        ]
        best = sorted(rated, key=_rank)[:10]
        grid = Grid(title=f"Top 10 of {season}", title_justify="left", header_style="bold")
        for name in ("rank", "team", "conference", "record", "net rating", "own SRS", "AP"):
            grid.add_column(name, justify="left" if name in ("team", "conference") else "right")
        for place, row in enumerate(best, start=1):
            grid.add_row(
                str(row["composite_rank"] or place),
                row["team"],
                row["conference"] or "Independent",
                records.get((season, row["team"]), ""),
                _number(row["adj_net_rating"]),
                _number(row["own_srs"]),
                str(row["ap_rank"] or ""),
            )
        console.print(grid)


def _rank(row: dict[str, object]) -> tuple[float, float]:
    rank, srs = row["composite_rank"], row["own_srs"]
    return (
        float(rank) if isinstance(rank, int) else float("inf"),
        -float(srs) if isinstance(srs, float) else float("inf"),
    )


def _records(catalog: Catalog) -> dict[tuple[int, str], str]:
    fields = ("season", "team", "wins", "losses")
    rows = catalog.load_table("cbbd_gold.team_season_summary").scan(selected_fields=fields).to_arrow().to_pylist()
    return {(row["season"], row["team"]): f"{row['wins']}-{row['losses']}" for row in rows}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}"
