"""The data dictionary, `docs/tables.md`, written from the specs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cbbd_spark.pipeline.audit_step import all_audits
from cbbd_spark.pipeline.steps import all_steps
from cbbd_spark.spec.audit import Audit
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.registry import discover
from cbbd_spark.spec.table import Layer, Table, system_columns

_HEAD = """# Tables

Written by `make docs` from the specs; do not edit. Every silver and gold row carries {gold}, and a silver row
`_observed_at` too: when the answer was fetched that it comes from, NULL for one made of many.
Bronze tables, one per endpoint, hold the fields of the API's contract under snake_case names, with `_raw_file`,
`_record_hash`, `_request_hash`, `_params`, `_fetched_at`, `_run_id` and `_rescued`. An endpoint of which nothing has
landed has no table yet; those marked * are asked only when they are named, as in `ingest backfill --endpoint`.
"""


def write(folder: Path) -> Path:
    """Writes the dictionary into `folder` and returns the file."""
    file = folder / "tables.md"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(render(), "utf-8")
    return file


def render() -> str:
    """The dictionary as Markdown."""
    things = [step.thing for step in all_steps().values()]
    tables = sorted((thing for thing in things if isinstance(thing, Table)), key=lambda table: table.full_name)
    tables += sorted(discover("cbbd_spark.pipeline", "TABLE", Table).values(), key=lambda table: table.name)
    gold = ", ".join(f"`{column.name}`" for column in system_columns(Layer.GOLD))
    parts = [_HEAD.format(gold=gold), "\n## Bronze\n\n| table | path | one record is | key |\n|---|---|---|---|"]
    parts += [_bronze(thing) for thing in things if isinstance(thing, Endpoint)]
    for table in tables:
        parts.extend(_table(table))
    parts.append("\n## Rules between tables\n\n| rule | | between |\n|---|---|---|")
    parts += [_audit(audit) for audit, _ in all_audits().values()]
    return "\n".join(parts) + "\n"


def _audit(audit: Audit) -> str:
    tables = ", ".join(f"`{table.step}`" for table in audit.inputs)
    return f"| `{audit.name}` ({audit.severity.value}) | {audit.says} | {tables} |"


def _bronze(endpoint: Endpoint) -> str:
    key = ", ".join(endpoint.key)
    mark = "" if endpoint.is_planned else " *"
    return f"| `{endpoint.bronze_table}`{mark} | `{endpoint.path}` | {endpoint.grain} | {key} |"


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.full_name}\n\n{table.grain}\n"
    came_from = f" From: {', '.join(_inputs(table))}." if table.all_inputs else ""
    yield f"Key: {', '.join(table.key)}.{came_from}{_rebuilt(table)}"
    yield "\n| column | type | unit | role | |\n|---|---|---|---|---|"
    for column in table.columns:
        role = column.role.value if column.role else ""
        yield f"| {column.name} | {column.type} | {column.unit or ''} | {role} | {column.doc} |"
    if table.checks:
        yield "\nChecks: " + "; ".join(f"`{check.name}` ({check.severity.value})" for check in table.checks) + "."
    if table.references:
        leads = (f"{', '.join(each.columns)} to `{each.to.step}` ({each.severity.value})" for each in table.references)
        yield f"\nReferences: {'; '.join(leads)}."


def _rebuilt(table: Table) -> str:
    if table.unit:
        return f" Made again by {', '.join(table.unit)}, where its inputs have moved."
    return " Made again by season, where its inputs have moved." if table.is_by_season else ""


def _inputs(table: Table) -> Iterator[str]:
    for thing in table.all_inputs:
        name = thing.full_name if isinstance(thing, Table) else thing.bronze_table
        yield f"{name} (optional)" if thing in table.optional_inputs else name
