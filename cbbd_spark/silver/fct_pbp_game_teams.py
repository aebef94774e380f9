"""One row is one team in one final game, counted from the plays, with garbage time or without.

A game without plays has no rows, and plays that are missing are missed here: `points_total` is of the plays, and
`fct_games` has the score. `garbage` is `all` or `removed`: what the second leaves out, counts and minutes alike, is
garbage time. `possessions` are the game's, the mean of both sides' counted ones, and all ratings are per 100 of them.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors, game_clock
from cbbd_spark.basketball.play_counts import COUNTS, box_counts
from cbbd_spark.basketball.play_rates import OPPONENT, factors_of_both, formula_possessions
from cbbd_spark.basketball.sides import is_final
from cbbd_spark.silver import fct_games as fct_games_table
from cbbd_spark.silver import fct_pbp_plays_enriched as fct_pbp_plays_enriched_table
from cbbd_spark.silver.game_columns import GAME_ID, PER_GAME
from cbbd_spark.silver.play_columns import count_checks, count_columns, factor_columns
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table, columns

ALL, REMOVED = "all", "removed"
_PER_100 = "points/100"
_COUNTED = (*COUNTS, "possessions_counted")
_KINDS = (ALL, REMOVED)
_OTHER = {"home": "away", "away": "home"}

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_pbp_game_teams",
    grain="One row is one team in one final game, counted from the plays, with garbage time or without.",
    key=("game_id", "team_id", "garbage"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "garbage"),
    inputs=(fct_pbp_plays_enriched_table.TABLE, fct_games_table.TABLE),
    unit=("game_id",),
    references=(Reference(("game_id",), fct_games_table.TABLE, severity=Severity.FAIL),),
    columns=columns(
        GAME_ID,
        Column("team_id", "BIGINT", "The team whose row it is."),
        Column("garbage", "STRING", "`all` plays, or those of garbage time `removed`."),
        PER_GAME,
        Column("phase", "STRING", "Phase of the season, as in fct_games."),
        Column("opponent_id", "BIGINT", "The other team."),
        Column("is_home", "BOOLEAN", "The home team; at a neutral site the one that is listed so."),
        Column("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        Column("is_conference_game", "BOOLEAN", "Both teams are of one conference and the game counts for it."),
        Column(
            "minutes",
            "DOUBLE",
            "Length of what is counted: 40 and 5 per overtime that has plays, less garbage time.",
            "minutes",
        ),
        Column("garbage_minutes", "DOUBLE", "Length of garbage time, counted or not.", "minutes"),
        Column("seconds_counted", "INT", "`minutes` in seconds, for sums.", "seconds"),
        Column("garbage_seconds", "INT", "`garbage_minutes` in seconds, for sums.", "seconds"),
        count_columns(),
        Column("possessions_counted", "INT", "The team's possessions, counted by what ends them.", "possessions"),
        Column("opponent_possessions_counted", "INT", "The other side's.", "possessions"),
        Column("possessions_formula", "DOUBLE", "FGA - OREB + TOV + 0.475 FTA of the team.", "possessions"),
        Column("opponent_possessions_formula", "DOUBLE", "The other side's.", "possessions"),
        Column("possessions", "DOUBLE", "The game's: mean of both sides' counted, the same for both.", "possessions"),
        Column("possessions_difference", "DOUBLE", "The team's, counted less by formula.", "possessions"),
        Column("pace", "DOUBLE", "Possessions of the game per 40 minutes.", "possessions/40"),
        Column("off_rating", "DOUBLE", "Points per 100 possessions of the game.", _PER_100),
        Column("def_rating", "DOUBLE", "The other side's points per 100 possessions of the game.", _PER_100),
        Column("net_rating", "DOUBLE", "off_rating less def_rating.", _PER_100),
        factor_columns(),
    ),
    checks=(
        Check("teams_differ", "team_id <> opponent_id"),
        Check("garbage_is_one_of_two", f"garbage IN ('{ALL}', '{REMOVED}')"),
        Check("possessions_are_the_mean", "possessions = (possessions_counted + opponent_possessions_counted) / 2"),
        Check("sides_are_within_3", "abs(possessions_counted - opponent_possessions_counted) <= 3", Severity.WARN),
        Check("counted_is_near_formula", "abs(possessions_difference) <= 5", Severity.WARN),
        *count_checks(),
        in_range("points_total", 0, 200),
        in_range("minutes", 20, 80),
        in_range("garbage_minutes", 0, 20),
        in_range("pace", 45, 110),
    ),
)


def build(fct_pbp_plays_enriched: DataFrame, fct_games: DataFrame) -> DataFrame:
    # game_id is the key on both sides, so a game stays one row; four are made of it then, of a side and a kind each.
    games = _final_games(fct_games).join(
        _by_game(fct_pbp_plays_enriched, fct_games), ["season", "game_id"], how="inner"
    )
    # The feed can stop before the last overtime, and the API can lack the periods.
    games = games.withColumn("game_minutes", game_clock.minutes_played(F.greatest("periods", "last_period")))
    rows = games.select("*", F.inline(F.array(*(_row(side, kind) for side in _OTHER for kind in _KINDS))))
    seconds = F.when(F.col("garbage") == REMOVED, F.col("garbage_seconds")).otherwise(0)
    told = rows.withColumns(
        {
            "seconds_counted": 60 * F.col("game_minutes") - seconds,
            "possessions": four_factors.game_possessions(
                F.col("possessions_counted"), F.col("opponent_possessions_counted")
            ),
            "possessions_formula": formula_possessions(),
            "opponent_possessions_formula": formula_possessions(OPPONENT),
        }
    )
    ours, theirs, possessions = F.col("points_total"), F.col("opponent_points_total"), F.col("possessions")
    minutes = F.col("seconds_counted") / 60
    told = told.withColumns(
        {
            "minutes": minutes,
            "garbage_minutes": F.col("garbage_seconds") / 60,
            "possessions_difference": F.col("possessions_counted") - F.col("possessions_formula"),
            "pace": four_factors.pace(possessions, minutes),
            "off_rating": four_factors.rating(ours, possessions),
            "def_rating": four_factors.rating(theirs, possessions),
            "net_rating": four_factors.rating(ours, possessions) - four_factors.rating(theirs, possessions),
            **factors_of_both(possessions),
        }
    )
    return told.select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _final_games(fct_games: DataFrame) -> DataFrame:
    has_teams = F.col("home_team_id").isNotNull() & F.col("away_team_id").isNotNull()
    return fct_games.where(is_final() & has_teams).select(
        "game_id",
        *(column.name for column in PER_GAME),
        "phase",
        F.coalesce("is_neutral_site", F.lit(False)).alias("is_neutral_site"),
        "is_conference_game",
        "home_team_id",
        "away_team_id",
        "periods",
    )


def _by_game(plays: DataFrame, fct_games: DataFrame) -> DataFrame:
    """One row per game: its length, and counts as `home_all`, `home_removed` and so on, NULL where there are none."""
    teams = fct_games.select("season", "game_id", "home_team_id", "away_team_id")
    # game_id is the key of fct_games, so no row is multiplied.
    by_team = _by_team(plays).join(teams, ["season", "game_id"], how="inner")
    counts = F.struct(*_COUNTED)
    # A team has one row of a kind, and the greatest of one is itself.
    of_each = [
        F.max(F.when((F.col("team_id") == F.col(f"{side}_team_id")) & (F.col("garbage") == kind), counts)).alias(
            f"{side}_{kind}"
        )
        for side in _OTHER
        for kind in _KINDS
    ]
    garbage_seconds = F.coalesce(F.max("garbage_seconds"), F.lit(0)).alias("garbage_seconds")
    return by_team.groupBy("season", "game_id").agg(*of_each, F.max("period").alias("last_period"), garbage_seconds)


def _by_team(plays: DataFrame) -> DataFrame:
    """One row per game, team and kind; what no team does has a row too."""
    # First by who acts and who has the ball, which are few groups: each count is told once, not once for each use.
    first = plays.groupBy("season", "game_id", "team_id", "offense_team_id", "is_garbage_time").agg(
        *(count.alias(name) for name, count in box_counts().items()),
        F.count_if("is_possession_end").alias("possessions_counted"),
        F.max("period").alias("period"),
        F.max(F.when(F.col("is_garbage_time"), F.col("seconds_remaining_period"))).alias("garbage_seconds"),
    )
    # A play counts for the team that acts, the end of a possession for the one that had the ball.
    acts = F.struct("team_id", *COUNTS, F.lit(0).cast("bigint").alias("possessions_counted"))
    ends = F.struct(
        F.col("offense_team_id").alias("team_id"),
        *(F.lit(0).cast("bigint").alias(name) for name in COUNTS),
        "possessions_counted",
    )
    length = ("period", "garbage_seconds")
    apart = first.select("season", "game_id", F.col("is_garbage_time"), *length, F.inline(F.array(acts, ends)))
    kinds = F.when(F.col("is_garbage_time"), F.array(F.lit(ALL))).otherwise(F.array(*map(F.lit, _KINDS)))
    return (
        apart.select("*", F.explode(kinds).alias("garbage"))
        .groupBy("season", "game_id", "team_id", "garbage")
        .agg(*(F.sum(name).alias(name) for name in _COUNTED), *(F.max(name).alias(name) for name in length))
    )


def _row(side: str, kind: str) -> SparkColumn:
    other = _OTHER[side]
    return F.struct(
        F.col(f"{side}_team_id").alias("team_id"),
        F.col(f"{other}_team_id").alias("opponent_id"),
        F.lit(side == "home").alias("is_home"),
        F.lit(kind).alias("garbage"),
        *(F.coalesce(F.col(f"{side}_{kind}.{name}"), F.lit(0)).alias(name) for name in _COUNTED),
        *(F.coalesce(F.col(f"{other}_{kind}.{name}"), F.lit(0)).alias(OPPONENT + name) for name in _COUNTED),
    )
