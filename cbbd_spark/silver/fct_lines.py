"""One row is one provider's line on one game, as last seen.

A line has no time of its own: for a past game it is the closing value, for a game to come it is the one of the last
answer. Providers are bookmakers and models, and few of them cover all seasons, so rows of different years do not
compare without looking at `provider`. A spread of 0 arrives as NULL: see `spread_is_pickem_inferred`.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_lines_providers, dim_teams, fct_games
from cbbd_spark.silver.api_values import known, text
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.silver.line_numbers import NUMBERS, PROVIDER, number_checks, one_row_a_line
from cbbd_spark.sources.cbbd import lines as lines_endpoint
from cbbd_spark.spec.check import Check
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_lines",
    grain="One row is one provider's line on one game, as last seen.",
    key=("game_id", "provider"),
    partition=("season",),
    sort=("game_date", "game_id", "provider"),
    # One provider twice in one answer: the row that says more.
    tie_break=("spread", "over_under", "home_moneyline", "away_moneyline"),
    replace_scope=("game_id",),
    inputs=(lines_endpoint.ENDPOINT,),
    columns=(
        GAME_ID,
        PROVIDER,
        *PER_GAME,
        Column("home_team_id", "BIGINT", "Home team, to whom `spread` belongs; NULL while not known."),
        Column("home_team", "STRING", "School of the home team."),
        Column("home_conference", "STRING", "Home team's conference in that season, abbreviated."),
        Column("away_team_id", "BIGINT", "Away team; NULL while not known."),
        Column("away_team", "STRING", "School of the away team."),
        Column("away_conference", "STRING", "Away team's conference in that season, abbreviated."),
        *NUMBERS,
    ),
    checks=(
        Check("teams_differ", "home_team_id <> away_team_id"),
        *number_checks(),
    ),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("home_team_id",), dim_teams.TABLE),
        Reference(("away_team_id",), dim_teams.TABLE),
        Reference(("provider",), dim_lines_providers.TABLE, at=("provider",)),
    ),
)


def build(lines: DataFrame) -> DataFrame:
    return one_row_a_line(lines).select(
        known(F.col("game_id")).alias("game_id"),
        "provider",
        *per_game(),
        known(F.col("home_team_id")).alias("home_team_id"),
        text(F.col("home_team")).alias("home_team"),
        text(F.col("home_conference")).alias("home_conference"),
        known(F.col("away_team_id")).alias("away_team_id"),
        text(F.col("away_team")).alias("away_team"),
        text(F.col("away_conference")).alias("away_conference"),
        *(column.name for column in NUMBERS),
        F.col("_fetched_at").alias("_observed_at"),
    )
