"""One row is one player in one season: sums over all his teams, rates from the sums.

`games` are those with minutes to his name. The feed rounds minutes and lists some players with 0, a few of them with
a foul or a rebound: these rows count in the sums but not as games, so a player may have sums and no games. Players
of opponents outside Division I are here too, with the few games that the API knows: see `is_small_sample`.

Boxes name a player by the upstream feed's id. Where neither season statistics nor rosters of the season map it to
the API's athlete, `athlete_id` is inferred (`is_athlete_id_inferred`) and must not be joined to other tables.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.athletes import known_athletes, with_athlete
from cbbd_spark.basketball.four_factors import per_40, ratio
from cbbd_spark.basketball.player_games import (
    COUNTS,
    SMALL_SAMPLE_MINUTES,
    USAGE_COUNTS,
    one_row_a_player,
    player_games,
    usage_rate,
    with_usage_counts,
)
from cbbd_spark.silver import (
    fct_game_players,
    fct_game_teams,
    fct_games,
    fct_player_season_stats,
    fct_recruiting_players,
    fct_rosters,
)
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Table

# Of boxes, over games.
SUMS = (*COUNTS, *USAGE_COUNTS)

TABLE = Table(
    layer=Layer.GOLD,
    name="player_season_impact",
    grain="One row is one player in one season, over all his teams.",
    key=("athlete_id", "season"),
    partition=("season",),
    sort=("team", "athlete_id"),
    inputs=(fct_games.TABLE, fct_game_players.TABLE),
    optional_inputs=(
        fct_game_teams.TABLE,
        fct_player_season_stats.TABLE,
        fct_rosters.TABLE,
        fct_recruiting_players.TABLE,
    ),
    columns=(
        Column("athlete_id", "BIGINT", "The API's athlete, or a stand-in: see is_athlete_id_inferred."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("athlete_source_id", "STRING", "The upstream feed's id; the smallest where an athlete has several."),
        Column("is_athlete_id_inferred", "BOOLEAN", "Nothing maps the feed's id: its number stands in, or minus it."),
        Column("name", "STRING", "Name."),
        Column("position", "STRING", "Position; NULL where unknown."),
        Column("team_id", "BIGINT", "The team with most of his minutes; then most games; then the lower id."),
        Column("team", "STRING", "School of that team."),
        Column("conference", "STRING", "Its conference in that season; NULL outside Division I."),
        Column("n_teams", "INT", "Teams he played for in the season.", "teams"),
        Column("games", "INT", "Final games with minutes to his name.", "games"),
        Column("starts", "INT", "Games started, of those with minutes.", "games"),
        Column("minutes", "DOUBLE", "Minutes on the floor, each game's rounded by the feed.", "minutes"),
        Column("mpg", "DOUBLE", "Minutes per game.", "minutes"),
        Column("points", "INT", "Points.", "points"),
        Column("ppg", "DOUBLE", "Points per game.", "points"),
        Column("rebounds", "INT", "Rebounds.", "rebounds"),
        Column("offensive_rebounds", "INT", "Offensive rebounds.", "rebounds"),
        Column("defensive_rebounds", "INT", "Defensive rebounds.", "rebounds"),
        Column("rpg", "DOUBLE", "Rebounds per game.", "rebounds"),
        Column("assists", "INT", "Assists.", "assists"),
        Column("apg", "DOUBLE", "Assists per game.", "assists"),
        Column("steals", "INT", "Steals.", "steals"),
        Column("blocks", "INT", "Blocks.", "blocks"),
        Column("turnovers", "INT", "Turnovers.", "turnovers"),
        Column("fouls", "INT", "Fouls.", "fouls"),
        Column("fgm", "INT", "Field goals made.", "shots"),
        Column("fga", "INT", "Field goals attempted.", "shots"),
        Column("fg_pct", "DOUBLE", "fgm / fga.", "fraction"),
        Column("fg3m", "INT", "Three-point field goals made.", "shots"),
        Column("fg3a", "INT", "Three-point field goals attempted.", "shots"),
        Column("fg3_pct", "DOUBLE", "fg3m / fg3a.", "fraction"),
        Column("ftm", "INT", "Free throws made.", "shots"),
        Column("fta", "INT", "Free throws attempted.", "shots"),
        Column("ft_pct", "DOUBLE", "ftm / fta.", "fraction"),
        Column("efg_pct", "DOUBLE", "Effective field goals, (fgm + 0.5 fg3m) / fga; up to 1.5.", "fraction"),
        Column("true_shooting", "DOUBLE", "points / (2 (fga + 0.475 fta)); up to 1.5.", "fraction"),
        Column(
            "usage_rate",
            "DOUBLE",
            "Share of the team's plays that he ended while on the floor, in games with minutes.",
            "fraction",
        ),
        Column("per_40_pts", "DOUBLE", "Points per 40 minutes.", "points/40"),
        Column("per_40_reb", "DOUBLE", "Rebounds per 40 minutes.", "rebounds/40"),
        Column("per_40_ast", "DOUBLE", "Assists per 40 minutes.", "assists/40"),
        Column("ast_to_ratio", "DOUBLE", "Assists per turnover."),
        Column("is_small_sample", "BOOLEAN", "Fewer than 100 minutes: his rates say little."),
        Column("recruiting_rank", "INT", "Rank as a recruit, in his latest class that the lake holds.", "rank"),
        Column("recruiting_stars", "INT", "Stars as a recruit, in his latest class.", "stars"),
        Column("recruiting_rating", "DOUBLE", "Rating as a recruit, in his latest class."),
    ),
    checks=(
        Check("makes_are_attempts", "fgm <= fga AND fg3m <= fg3a AND ftm <= fta", Severity.WARN),
        Check("starts_are_games", "starts <= games"),
        Check("a_team_has_a_name", "team IS NOT NULL", Severity.WARN),
        in_range("mpg", 0, 45),
        in_range("efg_pct", 0, 1.5),
        in_range("true_shooting", 0, 1.5),
        *(fraction(name) for name in ("fg_pct", "fg3_pct", "ft_pct")),
        Check("usage_is_a_fraction", "is_small_sample OR usage_rate BETWEEN 0 AND 1", Severity.WARN),
    ),
)


def build(  # noqa: PLR0917 (as many as there are inputs)
    fct_games: DataFrame,
    fct_game_players: DataFrame,
    fct_game_teams: DataFrame,
    fct_player_season_stats: DataFrame,
    fct_rosters: DataFrame,
    fct_recruiting_players: DataFrame,
) -> DataFrame:
    played = with_usage_counts(player_games(fct_games, fct_game_players), fct_game_teams)
    athletes = with_athlete(played, known_athletes(fct_player_season_stats, fct_rosters))
    seasons = _over_teams(_per_team(one_row_a_player(athletes, "athlete_id")))
    # An athlete has one row in `_recruited`, so the join cannot multiply rows.
    return (
        seasons.join(_recruited(fct_recruiting_players), F.col("athlete_id") == F.col("recruited_id"), how="left")
        .withColumns(_rates())
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _per_team(played: DataFrame) -> DataFrame:
    latest = F.struct("game_date", "game_id")
    return played.groupBy("season", "athlete_id", "is_athlete_id_inferred", "team_id").agg(
        *(F.sum(name).alias(name) for name in SUMS),
        F.count_if("has_played").alias("games"),
        F.count_if(F.col("has_played") & F.col("is_starter")).alias("starts"),
        F.min("athlete_source_id").alias("athlete_source_id"),
        F.max(latest).alias("latest"),
        F.max_by(F.struct("player_name", "player_position", "team", "conference"), latest).alias("last"),
    )


def _over_teams(per_team: DataFrame) -> DataFrame:
    most_minutes = F.struct(F.coalesce("minutes", F.lit(0)), "games", -F.col("team_id"))
    main = F.max_by(F.struct("team_id", "last.team", "last.conference"), most_minutes)
    rows = per_team.groupBy("season", "athlete_id", "is_athlete_id_inferred").agg(
        *(F.sum(name).alias(name) for name in (*SUMS, "games", "starts")),
        F.min("athlete_source_id").alias("athlete_source_id"),
        F.count(F.lit(1)).alias("n_teams"),
        main.alias("main"),
        F.max_by("last", "latest").alias("last"),
    )
    return rows.select(
        "*", "main.*", F.col("last.player_name").alias("name"), F.col("last.player_position").alias("position")
    )


def _recruited(fct_recruiting_players: DataFrame) -> DataFrame:
    latest = F.struct("year", "rating", -F.col("recruit_id"))
    return (
        fct_recruiting_players.where(F.col("athlete_id").isNotNull())
        .groupBy(F.col("athlete_id").alias("recruited_id"))
        .agg(F.max_by(F.struct("ranking", "stars", "rating"), latest).alias("recruit"))
    )


def _rates() -> dict[str, SparkColumn]:
    c = F.col
    # A stand-in for an id may be the id of another athlete in recruiting.
    recruit = F.when(~c("is_athlete_id_inferred"), c("recruit"))
    return {
        "mpg": ratio(c("minutes"), c("games")),
        "ppg": ratio(c("points"), c("games")),
        "rpg": ratio(c("rebounds"), c("games")),
        "apg": ratio(c("assists"), c("games")),
        "fg_pct": ratio(c("fgm"), c("fga")),
        "fg3_pct": ratio(c("fg3m"), c("fg3a")),
        "ft_pct": ratio(c("ftm"), c("fta")),
        "efg_pct": four_factors.effective_field_goal_pct(c("fgm"), c("fg3m"), c("fga")),
        "true_shooting": four_factors.true_shooting(c("points"), c("fga"), c("fta")),
        "usage_rate": usage_rate({name: c(name) for name in USAGE_COUNTS}),
        "per_40_pts": per_40(c("points"), c("minutes")),
        "per_40_reb": per_40(c("rebounds"), c("minutes")),
        "per_40_ast": per_40(c("assists"), c("minutes")),
        "ast_to_ratio": ratio(c("assists"), c("turnovers")),
        "is_small_sample": F.coalesce(c("minutes"), F.lit(0)) < SMALL_SAMPLE_MINUTES,
        "recruiting_rank": recruit["ranking"],
        "recruiting_stars": recruit["stars"],
        "recruiting_rating": recruit["rating"],
    }
