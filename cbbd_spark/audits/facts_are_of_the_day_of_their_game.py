"""What is told of a game stands in the season and on the day of the game.

Each table takes both from its own answers, and a game that is moved moves in one of them first. A game that fct_games
lacks in the season breaks the rule too: whoever joins by game and season loses it.
"""

from functools import reduce

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import fct_game_media as fct_game_media_table
from cbbd_spark.silver import fct_game_periods as fct_game_periods_table
from cbbd_spark.silver import fct_game_players as fct_game_players_table
from cbbd_spark.silver import fct_game_teams as fct_game_teams_table
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_lines as fct_lines_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.silver import fct_substitutions as fct_substitutions_table
from cbbd_spark.spec.audit import Audit

AUDIT = Audit(
    name="facts_are_of_the_day_of_their_game",
    says="What is told of a game stands in the season and on the day of the game.",
    key=("fact", "game_id"),
    inputs=(
        fct_games_table.TABLE,
        fct_game_periods_table.TABLE,
        fct_game_teams_table.TABLE,
        fct_game_players_table.TABLE,
        fct_plays_table.TABLE,
        fct_lines_table.TABLE,
        fct_substitutions_table.TABLE,
        fct_game_media_table.TABLE,
    ),
    by_game=True,
)

_TOLD = ("season", "game_date")


def judged(  # noqa: PLR0917 (as many as there are inputs)
    fct_games: DataFrame,
    fct_game_periods: DataFrame,
    fct_game_teams: DataFrame,
    fct_game_players: DataFrame,
    fct_plays: DataFrame,
    fct_lines: DataFrame,
    fct_substitutions: DataFrame,
    fct_game_media: DataFrame,
) -> DataFrame:
    facts = (
        fct_game_periods,
        fct_game_teams,
        fct_game_players,
        fct_plays,
        fct_lines,
        fct_substitutions,
        fct_game_media,
    )
    told = (_told(thing.name, fact) for thing, fact in zip(AUDIT.inputs[1:], facts, strict=True))
    games = fct_games.select(
        "game_id", F.col("season").alias("season_of_game"), F.col("game_date").alias("date_of_game")
    )
    # One row per game on the right: the join multiplies nothing.
    both = reduce(DataFrame.unionByName, told).join(games, "game_id", how="left")
    of_season = F.col("season").isNotNull() & _is_only("season", "season_of_game")
    of_day = _is_only("game_date", "date_of_game")
    return both.select(
        "fact",
        "game_id",
        "season",
        (of_season & of_day).alias("holds"),
        "season_of_game",
        "game_date",
        "date_of_game",
    )


def _is_only(told: str, of_game: str) -> SparkColumn:
    """All rows of the game tell the same, and it is what the game says."""
    return F.col(f"least_{told}").eqNullSafe(F.col(told)) & F.col(of_game).eqNullSafe(F.col(told))


def _told(name: str, fact: DataFrame) -> DataFrame:
    # Least and greatest, because to count what is distinct in two columns would make each play two rows.
    by_game = fact.groupBy("game_id").agg(
        *(F.max(column).alias(column) for column in _TOLD),
        *(F.min(column).alias(f"least_{column}") for column in _TOLD),
    )
    return by_game.withColumn("fact", F.lit(name))
