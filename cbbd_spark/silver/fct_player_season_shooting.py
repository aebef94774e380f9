"""One row is one player's tracked shots by kind on one team in one season.

The API finds the shooter by his name in the play's text, so shots are lost where the spelling differs, and the
players of a team add up to less than the team. A transfer inside a season has two rows. Sums change with each game
and have no date: pre-game columns must not come from here.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_players, dim_teams
from cbbd_spark.silver.api_values import text
from cbbd_spark.silver.shot_kinds import SHOOTING, TEAM, TEAM_SEASON, kind_checks, shooting
from cbbd_spark.sources.cbbd import stats_player_shooting_season as stats_player_shooting_season_endpoint
from cbbd_spark.spec.table import Column, Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_player_season_shooting",
    grain="One row is one player's tracked shots by kind on one team in one season.",
    key=("season", "team_id", "athlete_id"),
    partition=("season",),
    sort=("team_id", "athlete_id"),
    # Overlapping memberships bring a player twice, by the answer of each conference.
    tie_break=("tracked_shots", "conference"),
    inputs=(stats_player_shooting_season_endpoint.ENDPOINT,),
    columns=(
        *TEAM_SEASON,
        Column("athlete_id", "BIGINT", "The player, as in dim_players."),
        Column("name", "STRING", "Full name."),
        *TEAM,
        *SHOOTING,
    ),
    checks=kind_checks(),
    references=(Reference(("team_id",), dim_teams.TABLE), Reference(("athlete_id",), dim_players.TABLE)),
)


def build(stats_player_shooting_season: DataFrame) -> DataFrame:
    return shooting(stats_player_shooting_season, F.col("athlete_id"), text(F.col("athlete_name")).alias("name"))
