"""One row is one player's stint on the floor in one game.

The API knows stints from 2024 on, in games with plays. A stint without an end lasted to the end of the game: its end
is the last second of the last period in which anybody of the game is known, and `is_out_inferred` says so. The
record has no season: it is the one asked for, and that of the day where a game was asked for. Two stints that are
equal in all are two rows, told apart by `occurrence`; the same stint in two answers is one.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.calendar import game_date, season_of
from cbbd_spark.silver import dim_players, dim_teams, fct_games
from cbbd_spark.silver.answers import age, standing, together
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME
from cbbd_spark.sources.cbbd import substitutions_game as substitutions_game_endpoint
from cbbd_spark.sources.cbbd import substitutions_player as substitutions_player_endpoint
from cbbd_spark.sources.cbbd import substitutions_team as substitutions_team_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_SECONDS = "seconds"
_TEAM = ("game_id", "team_id")
_PLAYER = (*_TEAM, "athlete_id")
_STINT = ("in_period", "in_seconds_remaining", "out_period", "out_seconds_remaining", "occurrence")
_PER_STINT = tuple(column for column in PER_GAME if column.name != "season_type")  # the record does not tell

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_substitutions",
    grain="One row is one player's stint on the floor in one game.",
    key=(*_PLAYER, *_STINT),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "in_period", "athlete_id"),
    # Overlapping memberships bring a stint twice in one answer.
    tie_break=("conference", "opponent_conference"),
    inputs=(substitutions_team_endpoint.ENDPOINT,),
    optional_inputs=(substitutions_game_endpoint.ENDPOINT, substitutions_player_endpoint.ENDPOINT),
    # A stint whose end was put right has another key: it must replace the old one and not stand beside it.
    unit=("game_id",),
    columns=(
        GAME_ID,
        Column("team_id", "BIGINT", "The team he played for."),
        Column("athlete_id", "BIGINT", "The player, as in dim_players."),
        Column("in_period", "INT", "Period in which he came: 1 and 2 are the halves, from 3 on overtimes."),
        Column("in_seconds_remaining", "INT", "Time left in that period when he came.", _SECONDS),
        Column("out_period", "INT", "Period in which he went."),
        Column("out_seconds_remaining", "INT", "Time left in that period when he went.", _SECONDS),
        Column("occurrence", "INT", "1, and more for stints of one answer that are equal in all else."),
        *_PER_STINT,
        Column("team", "STRING", "School he played for."),
        Column("conference", "STRING", "His team's conference in that season, abbreviated."),
        Column("name", "STRING", "Full name."),
        Column("position", "STRING", "Position as the feed abbreviates it, as in G, F and C."),
        Column("opponent_id", "BIGINT", "The other team."),
        Column("opponent", "STRING", "School of the other team."),
        Column("opponent_conference", "STRING", "The other team's conference, abbreviated."),
        Column("in_team_points", "INT", "Points of his team when he came.", "points"),
        Column("in_opponent_points", "INT", "Points of the other team when he came.", "points"),
        Column("out_team_points", "INT", "Points of his team when he went; NULL without an end.", "points"),
        Column("out_opponent_points", "INT", "Points of the other team when he went; NULL without an end.", "points"),
        Column("is_out_inferred", "BOOLEAN", "The API names no end: he stayed to the end of the game."),
        Column("seconds_on_floor", "INT", "Game time from coming to going.", _SECONDS),
        Column("plus_minus", "INT", "What his team gained on the other meanwhile; NULL without an end.", "points"),
    ),
    checks=(
        in_range("in_period", 1, 9),
        in_range("out_period", 1, 9),
        Check("in_within_period", "in_seconds_remaining BETWEEN 0 AND if(in_period <= 2, 1200, 300)", Severity.WARN),
        Check("out_within_period", "out_seconds_remaining BETWEEN 0 AND if(out_period <= 2, 1200, 300)", Severity.WARN),
        *(in_range(f"{end}_{whose}_points", 0, 200) for end in ("in", "out") for whose in ("team", "opponent")),
        Check("teams_differ", "team_id <> opponent_id", Severity.WARN),
        Check("goes_after_coming", "seconds_on_floor >= 0", Severity.WARN),
        Check("no_stint_twice", "occurrence = 1", Severity.WARN),
    ),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("team_id",), dim_teams.TABLE),
        Reference(("opponent_id",), dim_teams.TABLE),
        Reference(("athlete_id",), dim_players.TABLE),
    ),
)


def build(substitutions_team: DataFrame, substitutions_game: DataFrame, substitutions_player: DataFrame) -> DataFrame:
    answers = together(
        substitutions_team.withColumn("_is_of_all", F.lit(True)),
        substitutions_game.withColumn("_is_of_all", F.lit(True)),
        substitutions_player.withColumn("_is_of_all", F.lit(False)),
    )
    newest = standing(answers, _newest_answers(answers), F.col("_record_hash"))
    stints = _numbered(_ended(newest))
    gained = F.col("out_team_points") - F.col("in_team_points")
    lost = F.col("out_opponent_points") - F.col("in_opponent_points")
    return stints.withColumns(
        {"seconds_on_floor": _elapsed("out") - _elapsed("in"), "plus_minus": gained - lost}
    ).select(*TABLE.column_names, F.col("_fetched_at").alias("_observed_at"))


def _newest_answers(answers: DataFrame) -> DataFrame:
    # An answer by team or by game tells of all players of a team in a game, one by player only of him: so the newest
    # that has him counts, unless a newer one tells of his team without him.
    of_player = answers.groupBy(*_PLAYER).agg(
        F.max(age()).alias("_newest"), F.max(F.when(F.col("_is_of_all"), age())).alias("_of_all")
    )
    of_team = F.max("_of_all").over(Window.partitionBy(*_TEAM))
    is_there = F.coalesce(F.col("_newest") >= F.col("_of_team"), F.lit(True))
    return of_player.withColumn("_of_team", of_team).where(is_there).select(*_PLAYER, "_newest.*")


def _ended(stints: DataFrame) -> DataFrame:
    day = game_date(F.col("start_date"))
    of_game = Window.partitionBy("game_id")
    last_period = F.max(F.greatest("sub_in.period", "sub_out.period")).over(of_game)
    out = F.col("sub_out")
    return stints.select(
        "game_id",
        "team_id",
        "athlete_id",
        whole(F.col("sub_in.period")).alias("in_period"),
        whole(F.col("sub_in.seconds_remaining")).alias("in_seconds_remaining"),
        whole(F.coalesce(out["period"], last_period)).alias("out_period"),
        whole(F.coalesce(out["seconds_remaining"], F.lit(0))).alias("out_seconds_remaining"),
        F.coalesce(whole(known(F.col("season"))), season_of(day)).alias("season"),
        day.alias("game_date"),
        F.col("start_date").alias("start_at"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        text(F.col("athlete")).alias("name"),
        text(F.col("position")).alias("position"),
        known(F.col("opponent_id")).alias("opponent_id"),
        text(F.col("opponent")).alias("opponent"),
        text(F.col("opponent_conference")).alias("opponent_conference"),
        whole(F.col("sub_in.team_points")).alias("in_team_points"),
        whole(F.col("sub_in.opponent_points")).alias("in_opponent_points"),
        whole(out["team_points"]).alias("out_team_points"),
        whole(out["opponent_points"]).alias("out_opponent_points"),
        (out["period"].isNull() | out["seconds_remaining"].isNull()).alias("is_out_inferred"),
        "_fetched_at",
    )


def _numbered(stints: DataFrame) -> DataFrame:
    # All stints of a player in a game are of one answer by now. Those that differ by conference only are one stint: see
    # the tie break.
    equal = Window.partitionBy(*TABLE.key[:-1], "conference", "opponent_conference")
    in_order = equal.orderBy("in_team_points", "in_opponent_points", "out_team_points", "out_opponent_points")
    return stints.withColumn("occurrence", F.row_number().over(in_order))


def _elapsed(end: str) -> SparkColumn:
    # Game time from the tip-off: halves are of 1200 seconds, overtimes of 300.
    period, remaining = F.col(f"{end}_period"), F.col(f"{end}_seconds_remaining")
    return F.when(period <= 2, period * 1200).otherwise(2400 + (period - 2) * 300) - remaining
