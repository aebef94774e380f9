"""The teams of a game, beside those of which another table tells."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

SIDE = ("game_id", "team_id")


def beside_teams_of_game(facts: DataFrame, fct_games: DataFrame) -> DataFrame:
    """A row per game and team of `facts`: SIDE, `season`, `holds`, and the two teams of the game.

    A game that fct_games lacks, or whose other team is not known yet, cannot be judged.
    """
    told = facts.where(F.col("team_id").isNotNull()).groupBy(*SIDE).agg(F.max("season").alias("season"))
    team, home, away = F.col("team_id"), F.col("home_team_id"), F.col("away_team_id")
    # One row per game on the right: the join multiplies nothing.
    both = told.join(fct_games.select("game_id", "home_team_id", "away_team_id"), "game_id", how="left")
    # NULL as soon as the team is not the known one and the other is unknown.
    return both.select(*SIDE, "season", ((team == home) | (team == away)).alias("holds"), home, away)


def beside_home_side(facts: DataFrame, side: str, fct_games: DataFrame) -> DataFrame:
    """A row per game and team of `facts`: SIDE, `season`, `holds`, how many of its rows say that it is at home and
    how many that it is not in the BOOLEAN column `side`, and the home team.

    Rows of a team that plays in the game and that say nothing of the side count nowhere.
    """
    told = (
        facts.where(F.col("team_id").isNotNull() & F.col(side).isNotNull())
        .groupBy(*SIDE)
        .agg(
            F.max("season").alias("season"),
            F.count_if(side).cast("int").alias("n_home"),
            F.count_if(~F.col(side)).cast("int").alias("n_away"),
        )
    )
    # One row per game on the right: the join multiplies nothing.
    both = told.join(fct_games.select("game_id", "home_team_id"), "game_id", how="left")
    is_home = F.col("team_id") == F.col("home_team_id")
    holds = F.when(is_home, F.col("n_away") == 0).when(~is_home, F.col("n_home") == 0)
    return both.select(*SIDE, "season", holds.alias("holds"), "n_home", "n_away", "home_team_id")
