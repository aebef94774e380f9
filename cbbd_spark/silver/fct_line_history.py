"""One row is one capture of a provider's line on a game whose numbers differ from the capture before.

It is built from every capture of a game that bronze holds: an answer repeats all lines of its window when one of them
moved, and only by comparing is a repeated line told from a moved one. The first capture of a past game is its closing
line, not its opening one; between two captures the line may have moved and come back; a provider who takes a line
off leaves no row.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_lines_providers, fct_games
from cbbd_spark.silver.api_values import known
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.silver.line_numbers import NUMBERS, PROVIDER, number_checks, one_row_a_line
from cbbd_spark.sources.cbbd import lines as lines_endpoint
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_line_history",
    grain="One row is one capture of a provider's line on a game whose numbers differ from the capture before.",
    key=("game_id", "provider", "captured_at"),
    partition=("season",),
    sort=("game_date", "game_id", "provider", "captured_at"),
    tie_break=("spread", "over_under", "home_moneyline", "away_moneyline"),
    inputs=(lines_endpoint.ENDPOINT,),
    unit=("game_id",),
    columns=(
        GAME_ID,
        PROVIDER,
        Column("captured_at", "TIMESTAMP", "When the answer was fetched that brought these numbers first.", "UTC"),
        *PER_GAME,
        Column("is_before_start", "BOOLEAN", "Captured before the scheduled start."),
        *NUMBERS,
    ),
    checks=number_checks(),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("provider",), dim_lines_providers.TABLE, at=("provider",)),
    ),
)


def build(lines: DataFrame) -> DataFrame:
    numbers = F.struct(*(column.name for column in NUMBERS))
    # Two captures of one moment (windows that overlap) stand in the order of their numbers, so that it is the same
    # order every time. lag() looks at the row before, whatever the frame.
    in_time = Window.partitionBy("game_id", "provider").orderBy("_fetched_at", "_numbers")
    captures = one_row_a_line(lines).withColumn("_numbers", numbers)
    changed = captures.withColumn("_before", F.lag("_numbers").over(in_time)).where(
        ~F.col("_numbers").eqNullSafe(F.col("_before"))
    )
    return changed.select(
        known(F.col("game_id")).alias("game_id"),
        "provider",
        F.col("_fetched_at").alias("captured_at"),
        *per_game(),
        (F.col("_fetched_at") < F.col("start_date")).alias("is_before_start"),
        *(column.name for column in NUMBERS),
        F.col("_fetched_at").alias("_observed_at"),
    )
