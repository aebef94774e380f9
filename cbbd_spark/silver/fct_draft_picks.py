"""One row is one pick of one NBA draft.

The draft of year Y follows season Y. Players from abroad have no athlete and no college. `athlete_id` comes from a
column that the API calls a college id: nobody has verified that it is the id of dim_players, nor that
`college_team_id` is that of dim_teams; join by name where it matters.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_draft_positions, dim_draft_teams, dim_players, dim_teams
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.silver.person import SIZE
from cbbd_spark.sources.cbbd import draft_picks as draft_picks_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_draft_picks",
    grain="One row is one pick of one NBA draft.",
    key=("year", "overall"),
    sort=("year", "overall"),
    tie_break=("athlete_id", "name"),
    inputs=(draft_picks_endpoint.ENDPOINT,),
    columns=(
        Column("year", "INT", "Year of the draft, in the June after the season of that name."),
        Column("overall", "INT", "Number of the pick, 1 is the first."),
        Column("round", "INT", "Round of the draft."),
        Column("pick", "INT", "Number of the pick within its round."),
        Column("draft_team_id", "BIGINT", "The NBA team that picked, as in dim_draft_teams."),
        Column("draft_team", "STRING", "Nickname of the NBA team that picked."),
        Column("athlete_id", "BIGINT", "The player, presumably as in dim_players; NULL when not from a college."),
        Column("name", "STRING", "Full name."),
        Column("position", "STRING", "Position by its name, as in dim_draft_positions; sent, though not declared."),
        *SIZE,
        Column("overall_rank", "INT", "Rank among all who could be picked before the draft, 1 is best."),
        Column("position_rank", "INT", "Rank within the position before the draft, 1 is best."),
        Column("source_team_id", "BIGINT", "The draft data's id of the team he came from."),
        Column("source_team", "STRING", "School, or place of the club, he came from."),
        Column("source_team_mascot", "STRING", "Nickname of that team, which the API calls its name."),
        Column("source_league", "STRING", "League that he came from, as in NCAA."),
        Column("college_team_id", "BIGINT", "The college he came from, presumably as in dim_teams."),
    ),
    checks=(
        Check("pick_within_overall", "pick <= overall", Severity.WARN),
        in_range("overall", 1, 75),
        in_range("height_inches", 60, 96),
        in_range("weight_pounds", 120, 400),
    ),
    references=(
        Reference(("draft_team_id",), dim_draft_teams.TABLE),
        Reference(("athlete_id",), dim_players.TABLE),
        Reference(("college_team_id",), dim_teams.TABLE),
        Reference(("position",), dim_draft_positions.TABLE, at=("position",)),
    ),
)


def build(draft_picks: DataFrame) -> DataFrame:
    return draft_picks.select(
        whole(F.col("year")).alias("year"),
        whole(F.col("overall")).alias("overall"),
        whole(F.col("round")).alias("round"),
        whole(F.col("pick")).alias("pick"),
        known(F.col("draft_team_id")).alias("draft_team_id"),
        text(F.col("draft_team")).alias("draft_team"),
        known(F.col("athlete_id")).alias("athlete_id"),
        text(F.col("name")).alias("name"),
        text(F.col("position")).alias("position"),
        known(F.col("height")).alias("height_inches"),
        known(F.col("weight")).cast("double").alias("weight_pounds"),
        whole(known(F.col("overall_rank"))).alias("overall_rank"),
        whole(known(F.col("position_rank"))).alias("position_rank"),
        known(F.col("source_team_id")).alias("source_team_id"),
        text(F.col("source_team_location")).alias("source_team"),
        text(F.col("source_team_name")).alias("source_team_mascot"),
        text(F.col("source_team_league_affiliation")).alias("source_league"),
        known(F.col("source_team_college_id")).alias("college_team_id"),
        F.col("_fetched_at").alias("_observed_at"),
    )
