"""The law of names: a table says its kind, a column says what it is, with its unit where one could be in doubt."""

from __future__ import annotations

import re

from cbbd_spark.spec.table import Layer, Table

_SNAKE = re.compile(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SILVER_KINDS = ("dim_", "fct_")
_KINDS_BY_TYPE = {
    "BOOLEAN": ("is_", "has_"),
    "TIMESTAMP": (),
    "DATE": (),
}
# Under the names that modellers know.
_PLAIN_BOOLEANS = {"home_win", "team_win", "home_covered", "over_hit", "spread_is_pickem_inferred"}
_ENDINGS_BY_TYPE = {"TIMESTAMP": ("_at",), "DATE": ("_date", "_on", "date_of_birth")}


def faults(table: Table) -> list[str]:
    """What in the names of a silver or gold table breaks the law; empty when nothing does."""
    found = []
    if table.layer is Layer.SILVER and not table.name.startswith(_SILVER_KINDS):
        found.append(f"{table.name} begins with neither dim_ nor fct_")
    for column in table.columns:
        if not _SNAKE.fullmatch(column.name):
            found.append(f"{column.name} is not snake_case")
        prefixes, endings = _KINDS_BY_TYPE.get(column.type, ()), _ENDINGS_BY_TYPE.get(column.type, ())
        if prefixes and not column.name.startswith(prefixes) and column.name not in _PLAIN_BOOLEANS:
            found.append(f"{column.name} is a BOOLEAN and begins with none of {', '.join(prefixes)}")
        if endings and not column.name.endswith(endings):
            found.append(f"{column.name} is a {column.type} and ends with none of {', '.join(endings)}")
        if column.name.endswith("_id") and column.type not in ("BIGINT", "STRING"):
            found.append(f"{column.name} is an id of type {column.type}")
    return found
