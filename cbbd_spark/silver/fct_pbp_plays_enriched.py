"""One row is one play, with the possession it belongs to and the state of the game after it.

Possessions follow from the plays by rule, so a play that the feed lacks is a possession that is lost or drawn out:
nothing is guessed. `possession_id` is NULL after the last possession of a period and where the plays contradict each
other. Scores are the feed's, which corrects itself downwards and need not end with the game's: `final_winning_team`
is fct_games'. Teams that do not play in the game have no part in anything.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import acts, event_state, game_clock, in_order
from cbbd_spark.basketball.garbage_time import with_garbage_time
from cbbd_spark.basketball.possessions import ENDS, with_possessions
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_plays as fct_plays_table
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_POSSESSIONS_PER_GAME = 1000

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_pbp_plays_enriched",
    grain="One row is one play, with the possession it belongs to and the state of the game after it.",
    key=("play_id",),
    partition=("season", "days(game_date)"),
    sort=("game_date", "game_id", "play_id"),
    inputs=(fct_plays_table.TABLE, fct_games_table.TABLE),
    unit=("game_id",),
    references=(Reference(("play_id",), fct_plays_table.TABLE),),
    columns=(
        Column("play_id", "BIGINT", "The play, as in fct_plays."),
        GAME_ID,
        *PER_GAME,
        Column("play_number", "INT", "1, 2, 3 in the game: by period, clock, and within a second by play_id."),
        Column("period", "INT", "1 and 2 are the halves, from 3 on overtimes."),
        Column("play_type_canonical", "STRING", "What the play is, whatever the feed calls it, as in `jump_shot`."),
        Column("team_id", "BIGINT", "The team that acts; NULL on stoppages and for teams that are not of the game."),
        Column("shot_kind", "STRING", "`two_pointer`, `three_pointer` or `free_throw`; NULL when nobody shoots."),
        Column("is_shot_made", "BOOLEAN", "The shot went in; NULL when nobody shoots."),
        Column("is_shot_assisted", "BOOLEAN", "It went in after a pass; NULL when nobody shoots."),
        Column("points_scored", "INT", "What the shot brought; 0 for all else.", "points"),
        Column("possession_id", "BIGINT", "Possession, unique over all games: game_id x 1000 + possession_number."),
        Column("possession_number", "INT", "1, 2, 3 in the game, both sides' counted together."),
        Column("offense_team_id", "BIGINT", "The team with the ball; on a rebound the one that shot."),
        Column("defense_team_id", "BIGINT", "The team without the ball."),
        Column("is_possession_end", "BOOLEAN", "The possession ends with this play: one play of each does."),
        Column("possession_end", "STRING", f"The rule that ends it: {', '.join(f'`{end}`' for end in ENDS)}."),
        Column("is_garbage_time", "BOOLEAN", "The game is decided; the play that decides it included."),
        Column("point_differential", "INT", "Home score less away score, after the play.", "points"),
        Column(
            "seconds_remaining_period", "INT", "Time left in the period, if need be by the clock's text.", "seconds"
        ),
        Column("seconds_remaining_game", "INT", "Regulation left; in overtime what is left of that one.", "seconds"),
        Column("home_score", "INT", "Home team's points after the play; the last known ones where NULL.", "points"),
        Column("away_score", "INT", "Away team's points after the play; the last known ones where NULL.", "points"),
        Column(
            "possession_side",
            "INT",
            "Who has the ball during the play, the shooter's side at a shot: 0 home, 1 away, NULL unknown.",
        ),
        Column("current_winning_team", "INT", "Who leads after the play: 0 home, 1 away, NULL tied."),
        Column("final_winning_team", "INT", "Who wins in the end: 0 home, 1 away; NULL unless the game is final."),
    ),
    checks=(
        Check("offense_is_not_defense", "offense_team_id <> defense_team_id"),
        Check("an_end_has_a_rule", "is_possession_end = (possession_end IS NOT NULL)"),
        Check("an_end_has_a_possession", "NOT is_possession_end OR possession_id IS NOT NULL"),
        Check("a_possession_has_a_team", "possession_id IS NULL OR offense_team_id IS NOT NULL"),
        Check("differential_is_of_scores", "point_differential = home_score - away_score"),
        Check("garbage_time_is_in_the_second_half", "NOT is_garbage_time OR period = 2"),
        in_range("possession_number", 1, _POSSESSIONS_PER_GAME - 1),
        in_range("period", 1, 9),
        in_range("home_score", 0, 200),
        in_range("away_score", 0, 200),
        Check(
            "seconds_remaining_within_period",
            "seconds_remaining_period BETWEEN 0 AND if(period <= 2, 1200, 300)",
            Severity.WARN,
        ),
    ),
)


def build(fct_plays: DataFrame, fct_games: DataFrame) -> DataFrame:
    # game_id is the key of fct_games, so each play stays one row; one of a game that is not known stays too.
    plays = _slim(fct_plays).join(_games(fct_games), ["season", "game_id"], how="left")
    ordered = _with_scores(_with_acts(plays))
    lead = F.abs(F.col("home_score") - F.col("away_score"))
    told = with_garbage_time(with_possessions(ordered), lead, F.col("_seconds"), F.col("_went_to_overtime"))
    home, away = F.col("home_team_id"), F.col("away_team_id")
    side = F.col("possession_side")
    return told.select(
        "play_id",
        "game_id",
        *(column.name for column in PER_GAME),
        "play_number",
        "period",
        "play_type_canonical",
        event_state.team_of(F.col("_side"), home, away).alias("team_id"),
        "shot_kind",
        F.when(F.col("shot_kind").isNotNull(), F.col("_is_made")).alias("is_shot_made"),
        F.when(F.col("shot_kind").isNotNull(), F.col("_is_made") & F.col("_is_assisted")).alias("is_shot_assisted"),
        F.when(F.col("_is_made"), acts.points_worth(F.col("shot_kind"))).otherwise(0).alias("points_scored"),
        (F.col("game_id") * _POSSESSIONS_PER_GAME + F.col("possession_number")).alias("possession_id"),
        "possession_number",
        event_state.team_of(side, home, away).alias("offense_team_id"),
        event_state.team_of(1 - side, home, away).alias("defense_team_id"),
        F.col("possession_end").isNotNull().alias("is_possession_end"),
        "possession_end",
        "is_garbage_time",
        (F.col("home_score") - F.col("away_score")).alias("point_differential"),
        F.col("_seconds").alias("seconds_remaining_period"),
        game_clock.seconds_remaining_game(F.col("period"), F.col("_seconds")).alias("seconds_remaining_game"),
        "home_score",
        "away_score",
        "possession_side",
        event_state.leading_side(F.col("home_score"), F.col("away_score")).alias("current_winning_team"),
        "final_winning_team",
    )


def _slim(fct_plays: DataFrame) -> DataFrame:
    """What is sorted: numbers, and no text."""
    term, text = F.col("play_type_canonical"), F.col("play_text")
    kind = acts.shot_kind(term, F.col("shot_range"), F.col("score_value"), text)
    is_made = F.coalesce("is_shot_made", "is_scoring_play", F.lit(False))
    seconds = F.coalesce("seconds_remaining_period", game_clock.seconds_of_clock(F.col("clock")))
    return fct_plays.select(
        "play_id",
        "game_id",
        *(column.name for column in PER_GAME),
        "period",
        term,
        "team_id",
        kind.alias("shot_kind"),
        (is_made & kind.isNotNull()).alias("_is_made"),
        F.coalesce("is_shot_assisted", F.lit(False)).alias("_is_assisted"),
        acts.act(term, kind, is_made, text).alias("_act"),
        seconds.alias("_seconds"),
        F.col("shooter_id").alias("_shooter_id"),
        F.when(F.col("shooter_name").isNotNull(), F.xxhash64(F.lower("shooter_name"))).alias("_shooter"),
        F.col("home_score").alias("_home_said"),
        F.col("away_score").alias("_away_said"),
    )


def _games(fct_games: DataFrame) -> DataFrame:
    home, away = F.col("home_team_id"), F.col("away_team_id")
    return fct_games.select(
        "season",
        "game_id",
        home,
        away,
        (F.col("status") == "final").alias("_is_final"),
        F.coalesce(F.col("periods") > game_clock.REGULATION_PERIODS, F.lit(False)).alias("_went_to_overtime"),
        event_state.side_of(F.col("winner_team_id"), home, away).alias("final_winning_team"),
    )


def _with_acts(plays: DataFrame) -> DataFrame:
    side = event_state.side_of(F.col("team_id"), F.col("home_team_id"), F.col("away_team_id"))
    moment = game_clock.moment(F.col("period"), F.col("_seconds"))
    has_clock = F.col("_seconds").isNotNull()
    is_said_to_be_over = F.coalesce(F.col("play_type_canonical").isin("end_period", "end_game"), F.lit(False))
    return plays.withColumns(
        {
            "_side": side,
            "_act": F.when(side.isNotNull(), F.col("_act")),
            "_moment": moment,
            "_at": F.when(has_clock, moment),
            "_alone": F.when(~has_clock, F.col("play_id")),
            "_is_over": F.coalesce("_is_final", F.lit(False)) | is_said_to_be_over,
            "_went_to_overtime": F.coalesce("_went_to_overtime", F.lit(False)),
        }
    )


def _with_scores(plays: DataFrame) -> DataFrame:
    return plays.withColumns(
        {
            "play_number": in_order.number(),
            "home_score": event_state.score_after(F.col("_home_said")),
            "away_score": event_state.score_after(F.col("_away_said")),
        }
    )
