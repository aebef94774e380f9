"""One row is one team's tracked shots by kind in one season.

Tracked are the shots whose kind the feed of plays tells, in games that have plays: fewer than the box scores count.
Sums change with each game and have no date: pre-game columns must not come from here. The API sends 0 for a share
of nothing (`api_`); the shares computed here are NULL then.
"""

from pyspark.sql import DataFrame

from cbbd_spark.silver import dim_teams
from cbbd_spark.silver.shot_kinds import SHOOTING, TEAM, TEAM_SEASON, kind_checks, shooting
from cbbd_spark.sources.cbbd import stats_team_shooting_season as stats_team_shooting_season_endpoint
from cbbd_spark.spec.table import Layer, Reference, Table

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_team_season_shooting",
    grain="One row is one team's tracked shots by kind in one season.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    # Overlapping memberships bring a team twice, by the answer of each conference.
    tie_break=("tracked_shots", "conference"),
    inputs=(stats_team_shooting_season_endpoint.ENDPOINT,),
    columns=(*TEAM_SEASON, *TEAM, *SHOOTING),
    checks=kind_checks(),
    references=(Reference(("team_id",), dim_teams.TABLE),),
)


def build(stats_team_shooting_season: DataFrame) -> DataFrame:
    return shooting(stats_team_shooting_season)
