"""One row is one play.

Within a second the feed has no order: sort by `play_id`. `score_value` is what the shot is worth, made or missed,
and is not reliable: `shot_range` tells twos from threes. A MadeFreeThrow is made or missed: see `is_shot_made`.
`is_home_team` is inverted in a few games a season: trust `team_id`. `on_floor` holds ten players only where the feed
knows them (hardly ever before 2024), and its order says nothing, so it is sorted. A play is asked for by day, and for
gaps by game, team, player or tournament: whichever answer is the newest counts, and a play that a newer one of its
whole game lacks was taken back.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.play_types import canonical_play_type
from cbbd_spark.silver import dim_play_types, dim_players, dim_teams, fct_games
from cbbd_spark.silver.answers import is_part, together
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME, per_game
from cbbd_spark.sources.cbbd import plays_date as plays_date_endpoint
from cbbd_spark.sources.cbbd import plays_game as plays_game_endpoint
from cbbd_spark.sources.cbbd import plays_player as plays_player_endpoint
from cbbd_spark.sources.cbbd import plays_team as plays_team_endpoint
from cbbd_spark.sources.cbbd import plays_tournament as plays_tournament_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import IS_PART, Column, Layer, Reference, Table

_ON_FLOOR = 10
_PARTICIPANTS = 2

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_plays",
    grain="One row is one play.",
    key=("play_id",),
    partition=("season", "days(game_date)"),
    sort=("game_date", "game_id", "play_id"),
    replace_scope=("game_id",),
    inputs=(plays_date_endpoint.ENDPOINT,),
    optional_inputs=(
        plays_game_endpoint.ENDPOINT,
        plays_team_endpoint.ENDPOINT,
        plays_player_endpoint.ENDPOINT,
        plays_tournament_endpoint.ENDPOINT,
    ),
    columns=(
        Column("play_id", "BIGINT", "The API's id of the play; it orders plays of one second."),
        GAME_ID,
        *PER_GAME,
        Column("play_source_id", "STRING", "The upstream feed's id of the play."),
        Column("game_source_id", "STRING", "The upstream feed's id of the game."),
        Column("play_type", "STRING", "The feed's name for the type; it drifts over the seasons."),
        Column("play_type_canonical", "STRING", "What the play is, whatever the feed calls it, as in `jump_shot`."),
        Column("team_id", "BIGINT", "The team that acts; NULL on stoppages."),
        Column("team", "STRING", "School of the team that acts."),
        Column("conference", "STRING", "Conference of the team that acts, abbreviated."),
        Column("is_home_team", "BOOLEAN", "The home team acts; inverted in a few games a season."),
        Column("opponent_id", "BIGINT", "The team that does not act."),
        Column("opponent", "STRING", "School of the team that does not act."),
        Column("opponent_conference", "STRING", "Conference of the team that does not act, abbreviated."),
        Column("period", "INT", "1 and 2 are the halves, from 3 on overtimes."),
        Column("clock", "STRING", "Time left in the period as the scoreboard shows it, as in 12:34."),
        Column("seconds_remaining_period", "INT", "Time left in the period.", "seconds"),
        Column("home_score", "INT", "Home team's points after the play; the feed corrects itself downwards.", "points"),
        Column("away_score", "INT", "Away team's points after the play.", "points"),
        Column("api_home_win_probability", "DOUBLE", "The API's probability of a home win; NULL also where it is 0."),
        Column("is_scoring_play", "BOOLEAN", "The play changes the score."),
        Column("is_shooting_play", "BOOLEAN", "A shot from the field or a free throw."),
        Column("score_value", "INT", "What the shot is worth, made or missed; not reliable.", "points"),
        Column("wallclock_at", "TIMESTAMP", "When it happened.", "UTC"),
        Column("play_text", "STRING", "The feed's sentence; from 2026 on in the present tense."),
        Column("on_floor", "ARRAY<BIGINT>", "Players on the floor, both teams', ascending, 0 to 14 of them."),
        Column("participants", "ARRAY<BIGINT>", "Players who take part, ascending, 0 to 2 of them."),
        *(
            Column(f"on_floor_player_{place}", "BIGINT", f"Number {place} of `on_floor`; the place says nothing.")
            for place in range(1, _ON_FLOOR + 1)
        ),
        *(
            Column(f"participant_id_{place}", "BIGINT", f"Number {place} of `participants`; the place says nothing.")
            for place in range(1, _PARTICIPANTS + 1)
        ),
        Column("shooter_id", "BIGINT", "Who shoots; NULL where the feed has only a name, and when nobody shoots."),
        Column("shooter_name", "STRING", "Who shoots, by name."),
        Column("assisted_by_id", "BIGINT", "Who passed; NULL where the feed has only a name, and when nobody did."),
        Column("assisted_by_name", "STRING", "Who passed, by name."),
        Column("is_shot_made", "BOOLEAN", "The shot went in; NULL when nobody shoots."),
        Column("is_shot_assisted", "BOOLEAN", "Somebody passed to the shooter; NULL when nobody shoots."),
        Column("shot_range", "STRING", "Kind of the shot, as in `three_pointer` and `free_throw`: always there."),
        Column("shot_location_x", "DOUBLE", "Place along the court, for two shots of three.", "feed units"),
        Column("shot_location_y", "DOUBLE", "Place across the court, for two shots of three.", "feed units"),
    ),
    checks=(
        in_range("period", 1, 9),
        Check(
            "seconds_remaining_within_period",
            "seconds_remaining_period BETWEEN 0 AND if(period <= 2, 1200, 300)",
            Severity.WARN,
        ),
        in_range("home_score", 0, 200),
        in_range("away_score", 0, 200),
        in_range("score_value", 0, 3),
        Check("teams_differ", "team_id <> opponent_id", Severity.WARN),
        Check("at_most_ten_on_the_floor", f"size(on_floor) <= {_ON_FLOOR}", Severity.WARN),
        fraction("api_home_win_probability"),
    ),
    references=(
        Reference(("game_id",), fct_games.TABLE),
        Reference(("team_id",), dim_teams.TABLE),
        Reference(("opponent_id",), dim_teams.TABLE),
        Reference(("shooter_id",), dim_players.TABLE),
        Reference(("assisted_by_id",), dim_players.TABLE),
        Reference(("play_type",), dim_play_types.TABLE, at=("play_type",)),
    ),
)


def build(
    plays_date: DataFrame,
    plays_game: DataFrame,
    plays_team: DataFrame,
    plays_player: DataFrame,
    plays_tournament: DataFrame,
) -> DataFrame:
    of_games = together(plays_date, plays_game, plays_team, plays_tournament)
    answers = together(
        of_games.withColumn(IS_PART, is_part("shootingPlaysOnly")), plays_player.withColumn(IS_PART, F.lit(True))
    )
    # The sorted arrays are made first, once per play, and taken apart afterwards.
    plays = answers.withColumns(
        {"_on_floor": _ids("on_floor"), "_participants": _ids("participants"), "_type": text(F.col("play_type"))}
    )
    return plays.select(
        F.col("id").alias("play_id"),
        "game_id",
        *per_game("game_start_date"),
        F.col("source_id").alias("play_source_id"),
        text(F.col("game_source_id")).alias("game_source_id"),
        F.col("_type").alias("play_type"),
        canonical_play_type(F.col("_type")).alias("play_type_canonical"),
        "team_id",
        "team",
        "conference",
        "is_home_team",
        "opponent_id",
        "opponent",
        "opponent_conference",
        whole(F.col("period")).alias("period"),
        "clock",
        whole(F.col("seconds_remaining")).alias("seconds_remaining_period"),
        whole(F.col("home_score")).alias("home_score"),
        whole(F.col("away_score")).alias("away_score"),
        F.col("home_win_probability").alias("api_home_win_probability"),
        F.col("scoring_play").alias("is_scoring_play"),
        F.col("shooting_play").alias("is_shooting_play"),
        whole(F.col("score_value")).alias("score_value"),
        F.col("wallclock").alias("wallclock_at"),
        "play_text",
        F.col("_on_floor").alias("on_floor"),
        F.col("_participants").alias("participants"),
        *(F.get("_on_floor", F.lit(place)).alias(f"on_floor_player_{place + 1}") for place in range(_ON_FLOOR)),
        *(F.get("_participants", F.lit(place)).alias(f"participant_id_{place + 1}") for place in range(_PARTICIPANTS)),
        F.col("shot_info.shooter.id").alias("shooter_id"),
        F.col("shot_info.shooter.name").alias("shooter_name"),
        F.col("shot_info.assisted_by.id").alias("assisted_by_id"),
        F.col("shot_info.assisted_by.name").alias("assisted_by_name"),
        F.col("shot_info.made").alias("is_shot_made"),
        F.col("shot_info.assisted").alias("is_shot_assisted"),
        F.col("shot_info.range").alias("shot_range"),
        F.col("shot_info.location.x").alias("shot_location_x"),
        F.col("shot_info.location.y").alias("shot_location_y"),
        F.col("_fetched_at").alias("_observed_at"),
        IS_PART,
    )


def _ids(players: str) -> SparkColumn:
    # NULLs come first: what begins with the least id holds none. A lambda would keep the projection out of generated
    # code.
    ids = F.sort_array(F.col(f"{players}.id"))
    first = F.coalesce(F.array_position(ids, F.array_min(ids)), F.size(ids) + 1).cast("int")
    return F.slice(ids, first, F.size(ids))
