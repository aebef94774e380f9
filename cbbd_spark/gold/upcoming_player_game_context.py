"""One row is one player of a team in a game that is not played yet: his form, and whom he meets.

Upcoming is a game by its status alone, as in upcoming_team_game_context. His players are those who stand on the
team's roster of the season or have played for it on earlier days; a roster is a span and the API knows nothing of
injuries, so a row does not say that he will play. One who has changed teams is of the team of his latest game
before. `games` are those with minutes to his name, for any team of the season, on days strictly before the game's.

`athlete_id` is mapped by the rosters alone, since season statistics say what came later. Where they do not map the
feed's id, it is inferred as in player_season_impact (`is_athlete_id_inferred`) and joins to nothing.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.athletes import known_athletes, with_athlete
from cbbd_spark.basketball.form import SPANS, earlier_games, named, player_form, within
from cbbd_spark.basketball.player_games import (
    SMALL_SAMPLE_MINUTES,
    one_row_a_player,
    player_games,
    with_usage_counts,
)
from cbbd_spark.basketball.upcoming import of_seasons_with_upcoming, on_the_eve, upcoming_sides
from cbbd_spark.gold import team_ratings_daily
from cbbd_spark.gold.game_side import GAME_ID, SIDE, TEAM_ID, WHEN
from cbbd_spark.silver import fct_game_players, fct_game_teams, fct_games, fct_rosters
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome, pregame, static
from cbbd_spark.spec.table import Column, Layer, Reference, Table, columns

RATINGS = ("adj_off", "adj_def", "adj_net", "tempo")


def _form_columns(prefix: str, over: str) -> tuple[Column, ...]:
    def form(name: str, doc: str, unit: str) -> Column:
        return pregame(f"{prefix}{name}", "DOUBLE", f"{doc} {over}.", unit)

    return (
        form("mpg", "Minutes per game", "minutes"),
        form("ppg", "Points per game", "points"),
        form("rpg", "Rebounds per game", "rebounds"),
        form("apg", "Assists per game", "assists"),
        form("efg_pct", "Effective field goals", "fraction"),
        form("true_shooting", "points / (2 (fga + 0.475 fta))", "fraction"),
        form("usage_rate", "Share of the team's plays that he ended while on the floor", "fraction"),
        form("per_40_pts", "Points per 40 minutes", "points/40"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="upcoming_player_game_context",
    grain="One row is one player of a team in a game that is not played yet.",
    key=("game_id", "athlete_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "athlete_id"),
    inputs=(fct_games.TABLE,),
    optional_inputs=(fct_game_players.TABLE, fct_game_teams.TABLE, fct_rosters.TABLE, team_ratings_daily.TABLE),
    references=(Reference(("game_id",), fct_games.TABLE, severity=Severity.FAIL),),
    columns=columns(
        GAME_ID,
        static("athlete_id", "BIGINT", "The API's athlete, or a stand-in: see is_athlete_id_inferred."),
        static("athlete_source_id", "STRING", "The upstream feed's id; the smallest where an athlete has several."),
        static("is_athlete_id_inferred", "BOOLEAN", "No roster maps the feed's id: its number stands in, or minus it."),
        static("name", "STRING", "Name, of the roster or of his last box."),
        static("position", "STRING", "Position; NULL where unknown."),
        static("is_on_roster", "BOOLEAN", "He stands on the team's roster of the season."),
        WHEN,
        static(
            "status", "STRING", "`scheduled`, `in_progress`, or a word that is none of those of a game over or off."
        ),
        TEAM_ID,
        SIDE,
        outcome("is_overdue", "BOOLEAN", "A final game of the season was played on a later day."),
        pregame("n_prior_games", "INT", "Final games on earlier days with minutes to his name.", "games"),
        pregame("is_small_sample", "BOOLEAN", "Fewer than 100 minutes so far: his rates say little."),
        pregame("n_prior_starts", "INT", "Of these, games started.", "games"),
        pregame("days_since_last_game", "INT", "Days since the last of these; NULL without one.", "days"),
        _form_columns("", "of the season to date"),
        *(
            (
                pregame(f"last_{span}_games", "INT", f"Of these the latest, {span} at most.", "games"),
                *_form_columns(f"last_{span}_", f"over his last {span} games"),
            )
            for span in SPANS
        ),
        pregame("opp_adj_off", "DOUBLE", "The opponent's own adjusted offence on the eve.", "points/100"),
        pregame("opp_adj_def", "DOUBLE", "The opponent's own adjusted defence on the eve.", "points/100"),
        pregame("opp_adj_net", "DOUBLE", "The opponent's own adjusted offence less defence on the eve.", "points/100"),
        pregame("opp_tempo", "DOUBLE", "The opponent's possessions per 40 minutes on the eve.", "possessions/40"),
    ),
    checks=(
        Check("games_are_of_the_season", "last_5_games <= last_10_games AND last_10_games <= n_prior_games"),
        Check("he_is_listed_or_has_played", "is_on_roster OR n_prior_games > 0"),
        *(in_range(f"{prefix}mpg", 0, 60) for prefix in ("", "last_5_", "last_10_")),
        *(in_range(f"{prefix}true_shooting", 0, 1.5) for prefix in ("", "last_5_", "last_10_")),
        Check("usage_is_a_fraction", "n_prior_games < 5 OR usage_rate BETWEEN 0 AND 1", Severity.WARN),
        fraction("last_10_usage_rate"),
    ),
)
# What is known of him is the same for all games of one such day.
_EVE = ["season", "athlete_id", "known_to"]
# Of a box: what tells a game of his, who he is, and what he did.
_GAME = ("season", "game_id", "game_date", "start_at", "team_id")
_PLAYED = (*_GAME, "athlete_id", "athlete_source_id", "has_played", "minutes", "points")
_IN_BOX = ("is_athlete_id_inferred", "player_name", "player_position")
_COUNTED = ("is_starter", "rebounds", "assists", "turnovers", "fgm", "fga", "fg3m", "fta")
# What he brings himself, from the roster or from his boxes.
_PERSON = ("athlete_source_id", "is_athlete_id_inferred", "name", "position")


def build(
    fct_games: DataFrame,
    fct_game_players: DataFrame,
    fct_game_teams: DataFrame,
    fct_rosters: DataFrame,
    team_ratings_daily: DataFrame,
) -> DataFrame:
    ahead, games = upcoming_sides(fct_games), of_seasons_with_upcoming(fct_games)
    boxes = with_athlete(player_games(games, fct_game_players), known_athletes(fct_rosters))
    who, played = (
        one_row_a_player(boxes.select(*names), "athlete_id").where("has_played")
        for names in ((*_PLAYED, *_IN_BOX), (*_PLAYED, *_COUNTED))
    )
    # A player is at most once in `_players` for a team and season, and has one history up to a day: the first join
    # makes a row for each player of a team, the others multiply nothing.
    candidates = ahead.join(_players(fct_rosters, who), ["season", "team_id"], how="inner")
    opponents = on_the_eve(ahead, team_ratings_daily, RATINGS).select(
        "game_id", F.col("team_id").alias("opponent_id"), *(F.col(name).alias(f"opp_{name}") for name in RATINGS)
    )
    rows = (
        candidates.join(_history(ahead, with_usage_counts(played, fct_game_teams)), _EVE, how="left")
        .where(F.coalesce(F.col("last_team_id") == F.col("team_id"), F.col("is_on_roster")))
        .join(opponents, ["game_id", "opponent_id"], how="left")
    )
    counted = ("n_prior_games", "n_prior_starts", *(f"last_{span}_games" for span in SPANS))
    return (
        _one_team_a_player(rows)
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in counted})
        .withColumn("days_since_last_game", F.date_diff("game_date", "last_date"))
        .withColumn("is_small_sample", F.coalesce(F.col("minutes") < SMALL_SAMPLE_MINUTES, F.lit(True)))
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _players(fct_rosters: DataFrame, played: DataFrame) -> DataFrame:
    """One row per season, team and player who is on its roster or ever has minutes for it in the season."""
    rostered = fct_rosters.select(
        "season",
        "team_id",
        "athlete_id",
        F.lit(True).alias("is_on_roster"),
        F.col("start_season").alias("joined"),
        F.struct("athlete_source_id", F.lit(False).alias("is_athlete_id_inferred"), "name", "position").alias("person"),
    )
    latest = F.struct("game_date", "game_id")
    in_boxes = played.groupBy("season", "team_id", "athlete_id").agg(
        F.struct(
            F.min("athlete_source_id").alias("athlete_source_id"),
            F.bool_or("is_athlete_id_inferred").alias("is_athlete_id_inferred"),
            F.max_by("player_name", latest).alias("name"),
            F.max_by("player_position", latest).alias("position"),
        ).alias("person_in_boxes")
    )
    person = F.coalesce("person", "person_in_boxes")
    return rostered.join(in_boxes, ["season", "team_id", "athlete_id"], how="full").select(
        "season",
        "team_id",
        "athlete_id",
        F.coalesce("is_on_roster", F.lit(False)).alias("is_on_roster"),
        "joined",
        *(person[name].alias(name) for name in _PERSON),
    )


def _history(ahead: DataFrame, played: DataFrame) -> DataFrame:
    """One row per player and eve with a game before it."""
    return (
        # Not only of the players of its teams: to find these would cost more.
        earlier_games(ahead, played, "athlete_id")
        .groupBy(*_EVE)
        .agg(
            F.max(F.when(F.col("nth") == 1, F.col("team_id"))).alias("last_team_id"),
            F.max("game_date").alias("last_date"),
            F.count(F.lit(1)).alias("n_prior_games"),
            F.count_if("is_starter").alias("n_prior_starts"),
            F.sum("minutes").alias("minutes"),
            *named("", {name: value for name, value in player_form(within()).items() if name != "games"}),
            *(column for span in SPANS for column in named(f"last_{span}_", player_form(within(span)))),
        )
    )


def _one_team_a_player(rows: DataFrame) -> DataFrame:
    """Of one who has not played and stands on both rosters of a game: the team that he joined last, or the lower id."""
    order = Window.partitionBy("game_id", "athlete_id").orderBy(F.desc_nulls_last("joined"), "team_id")
    return rows.withColumn("_nth", F.row_number().over(order)).where(F.col("_nth") == 1).drop("_nth")
