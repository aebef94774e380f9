"""The minutes of a team's players are five times the minutes of the game, within 5.

Box scores have whole minutes: ten players rounded by half a minute each are 5 at worst, and 1 as a rule. Ejections
and injuries leave nobody short, since a team of fewer than five is next to never on the floor.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="minutes_of_players_fill_the_game",
    says="The minutes of a team's players are five times the minutes of the game, within 5.",
    key=("game_id", "team_id"),
    inputs=(fct_game_teams_table.TABLE, fct_game_players_table.TABLE),
    by_game=True,
)

_WITHIN = 5


def judged(fct_game_teams: DataFrame, fct_game_players: DataFrame) -> DataFrame:
    by_side = fct_game_players.groupBy(*AUDIT.key).agg(F.sum("minutes").alias("minutes_of_players"))
    # One row per side on the right: the join multiplies nothing.
    both = fct_game_teams.join(by_side, list(AUDIT.key), how="left")
    off = F.col("minutes_of_players") - 5 * F.col("game_minutes").cast("bigint")
    holds = (F.abs(off) <= _WITHIN).alias("holds")
    return both.select(*AUDIT.key, "season", holds, "game_minutes", "minutes_of_players")
