"""Inputs that hold nothing: which are an error, and what is said of the others."""

from __future__ import annotations

from pyspark.sql import functions as F

from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.read import at
from cbbd_spark.pipeline.context import Context
from cbbd_spark.pipeline.moved import Inputs
from cbbd_spark.pipeline.steps import name_of
from cbbd_spark.silver import fct_games
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.table import Layer, Table


def missing(context: Context, table: Table, inputs: Inputs) -> list[str]:
    """What to say of inputs that hold nothing of the wanted seasons.

    Raises CheckFailed for facts that are due: games are, and whatever else a table needs once a game is over. Before
    the first tip-off there is nothing to count, and a gold table may be rightly empty: no bracket before March.
    """
    of = "" if context.seasons is None else f" of {', '.join(map(str, context.seasons))}"
    notes = []
    for thing in table.all_inputs:
        name = name_of(thing)
        if snapshots.has_rows(context.session, name, inputs[name], context.seasons):
            continue
        if thing not in table.inputs:
            notes.append(f"{name} holds nothing{of}: the columns that come from it are NULL")
        elif _is_due(context, thing, inputs):
            raise CheckFailed(f"{table.step} needs {name}, which holds nothing{of}: run the steps before it")
        else:
            notes.append(f"{name} holds nothing{of} yet")
    return notes


def _is_due(context: Context, thing: Endpoint | Table, inputs: Inputs) -> bool:
    if thing == fct_games.TABLE:
        return True
    if isinstance(thing, Table) and thing.layer is Layer.GOLD:
        return False
    return _is_a_game_over(context, inputs)


def _is_a_game_over(context: Context, inputs: Inputs) -> bool:
    name = fct_games.TABLE.full_name
    if not snapshots.holds_data(context.session, name):
        return True  # without a schedule nobody can tell
    snapshot = inputs.get(name)
    games = at(context.session, name, snapshot) if snapshot else context.session.table(name)
    wanted = games if context.seasons is None else games.where(F.col("season").isin(*context.seasons))
    return not wanted.where(F.col("status") == "final").isEmpty()
