"""One row is one team's box score in one game, with the other side's beside it.

Only games in which the API has both boxes are here. `opponent_` columns repeat the other row. What the API computes
(`api_`) is not ours: its offensive rebound share is of the own rebounds, its free-throw weight 0.44, and seasons
2014 and 2015 mostly lack possessions. Team rebounds and turnovers are counted, so players can add up to less.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_teams, fct_games
from cbbd_spark.silver.answers import is_part
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.silver.box_score import (
    declare,
    points_check,
    possessions_check,
    rate_checks,
    read,
    rebounds_check,
    shooting_checks,
    team_box,
)
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.sources.cbbd import games_teams as games_teams_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_BOX = team_box(of_game=True)


def _side_checks(side: str) -> tuple[Check, ...]:
    return (
        *shooting_checks(side),
        *rate_checks(side),
        points_check("points_total", side),
        rebounds_check(side),
        in_range(f"{side}points_total", 0, 200),
        fraction(f"{side}api_turnover_ratio"),
        fraction(f"{side}api_offensive_rebound_pct"),
    )


TABLE = Table(
    layer=Layer.SILVER,
    name="fct_game_teams",
    grain="One row is one team's box score in one game, with the other side's beside it.",
    key=("game_id", "team_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id"),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference", "opponent_conference"),
    replace_scope=("game_id",),
    inputs=(games_teams_endpoint.ENDPOINT,),
    columns=(
        GAME_ID,
        Column("team_id", "BIGINT", "The team whose box it is."),
        *PER_GAME,
        Column("season_label", "STRING", "The API's name of the season, as in 20232024."),
        Column("is_start_time_tbd", "BOOLEAN", "As the API says; it says FALSE where the time is unknown too."),
        Column("tournament", "STRING", "Short name of the tournament, as in NCAA and NIT."),
        Column("game_type", "STRING", "The feed's own type, as in STD and TRNMNT."),
        Column("game_notes", "STRING", "The feed's remark, as in the round of a tournament."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Conference in that season, abbreviated; NULL outside Division I."),
        Column("team_seed", "INT", "Seed in the tournament.", "rank"),
        Column("opponent_id", "BIGINT", "The other team."),
        Column("opponent", "STRING", "School of the other team."),
        Column("opponent_conference", "STRING", "The other team's conference, abbreviated."),
        Column("opponent_seed", "INT", "The other team's seed.", "rank"),
        Column("is_home", "BOOLEAN", "The home team; at a neutral site the one that is listed so."),
        Column("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        Column("is_conference_game", "BOOLEAN", "Both teams are of one conference and the game counts for it."),
        Column("game_minutes", "INT", "Length of the game: 40 and 5 per overtime.", "minutes"),
        Column("api_pace", "DOUBLE", "The API's possessions per 40 minutes.", "possessions per 40 minutes"),
        *declare(_BOX),
        *declare(_BOX, "opponent_", "Opponent's. "),
    ),
    checks=(
        Check("teams_differ", "team_id <> opponent_id"),
        *(in_range(name, 1, 16) for name in ("team_seed", "opponent_seed")),
        *(check for side in ("", "opponent_") for check in _side_checks(side)),
        Check(
            "points_are_those_of_the_periods",
            "points_total = aggregate(points_by_period, 0, (total, points) -> total + points)",
            Severity.WARN,
        ),
        in_range("game_minutes", 40, 80),
        Check("overtimes_are_of_five_minutes", "game_minutes % 5 = 0", Severity.WARN),
        possessions_check("game_minutes"),
        in_range("api_pace", 45, 110),
        Check(
            "api_possessions_in_range",
            "try_divide(40 * api_possessions, game_minutes) BETWEEN 45 AND 110",
            Severity.WARN,
        ),
    ),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("team_id",), dim_teams.TABLE),
        Reference(("opponent_id",), dim_teams.TABLE),
    ),
)


def build(games_teams: DataFrame) -> DataFrame:
    return games_teams.select(
        "game_id",
        known(F.col("team_id")).alias("team_id"),
        *per_game(),
        "season_label",
        F.col("start_time_tbd").alias("is_start_time_tbd"),
        "tournament",
        "game_type",
        F.col("notes").alias("game_notes"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        whole(F.col("team_seed")).alias("team_seed"),
        known(F.col("opponent_id")).alias("opponent_id"),
        text(F.col("opponent")).alias("opponent"),
        text(F.col("opponent_conference")).alias("opponent_conference"),
        whole(F.col("opponent_seed")).alias("opponent_seed"),
        "is_home",
        F.col("neutral_site").alias("is_neutral_site"),
        F.col("conference_game").alias("is_conference_game"),
        whole(F.col("game_minutes")).alias("game_minutes"),
        F.col("pace").alias("api_pace"),
        *read(_BOX, "team_stats"),
        *read(_BOX, "opponent_stats", "opponent_"),
        F.col("_fetched_at").alias("_observed_at"),
        is_part("team", "conference"),
    )
