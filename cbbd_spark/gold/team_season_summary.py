"""One row is one team in one season: its record, its Four Factors, its ratings, its recruits.

Every team that played a final game has a row, in Division I or not; of a team outside it only the games that the
API knows are counted. Ratings are the API's at the end of the season: nothing here was known before a game.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import season_rates
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.records import by_venue, records, win_pct
from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.silver import (
    dim_team_seasons,
    fct_game_teams,
    fct_games,
    fct_ratings_adjusted,
    fct_ratings_srs,
    fct_recruiting_players,
)
from cbbd_spark.spec.check import Check, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Table, columns


def _record_columns(prefix: str, which: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}wins", "INT", f"{which} won.", "games"),
        Column(f"{prefix}losses", "INT", f"{which} lost.", "games"),
    )


def _factor_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}efg_pct", "DOUBLE", f"{whose} effective field goals, (FGM + 0.5 FG3M) / FGA.", "fraction"),
        Column(f"{prefix}tov_ratio", "DOUBLE", f"{whose} turnovers per possession of the game.", "fraction"),
        Column(f"{prefix}oreb_pct", "DOUBLE", f"{whose} offensive rebounds, of those there to take.", "fraction"),
        Column(f"{prefix}ft_rate", "DOUBLE", f"{whose} free throws attempted per field goal attempted.", "FTA/FGA"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="team_season_summary",
    grain="One row is one team in one season in which it played a final game.",
    key=("team_id", "season"),
    partition=("season",),
    sort=("team_id",),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    optional_inputs=(
        fct_game_teams.TABLE,
        fct_ratings_adjusted.TABLE,
        fct_ratings_srs.TABLE,
        fct_recruiting_players.TABLE,
    ),
    columns=columns(
        Column("team_id", "BIGINT", "Team."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Abbreviation, of that season; NULL outside Division I."),
        Column("is_division_1", "BOOLEAN", "The API lists the team for the season."),
        Column("games_played", "INT", "Final games, preseason apart.", "games"),
        _record_columns("", "Games"),
        Column("win_pct", "DOUBLE", "wins / (wins + losses).", "fraction"),
        _record_columns("conf_", "Conference games of the regular phase, not of a tournament,"),
        Column("conf_win_pct", "DOUBLE", "conf_wins / (conf_wins + conf_losses).", "fraction"),
        _record_columns("home_", "Games at home"),
        _record_columns("away_", "Games at the opponent's"),
        _record_columns("neutral_", "Games at a neutral site"),
        Column("ppg", "DOUBLE", "Points per game, of the final scores.", "points"),
        Column("opp_ppg", "DOUBLE", "Opponents' points per game.", "points"),
        Column("margin", "DOUBLE", "Points per game more than the opponents.", "points"),
        Column("adj_off_rating", "DOUBLE", "The API's adjusted offence at the end of the season.", "points/100"),
        Column("adj_def_rating", "DOUBLE", "The API's adjusted defence at the end of the season.", "points/100"),
        Column("adj_net_rating", "DOUBLE", "Offence less defence.", "points/100"),
        Column("srs_rating", "DOUBLE", "The API's SRS at the end of the season.", "points"),
        Column("games_with_box", "INT", "Final games with a box score: the next columns come from them.", "games"),
        _factor_columns("", "Own"),
        _factor_columns("opp_", "Opponents'"),
        Column("pace", "DOUBLE", "Possessions per 40 minutes.", "possessions/40"),
        Column("recruiting_avg_rating", "DOUBLE", "Mean rating of the class of the year before `season`."),
        Column("recruiting_top_star", "INT", "Stars of its best recruit.", "stars"),
        Column("recruiting_class_size", "INT", "Its listed recruits; NULL where none is listed.", "recruits"),
    ),
    checks=(
        Check("each_game_is_won_or_lost_at_most_once", "wins + losses <= games_played"),
        Check("venues_add_up", "home_wins + away_wins + neutral_wins = wins"),
        Check("conference_wins_are_wins", "conf_wins <= wins AND conf_losses <= losses"),
        Check("win_pct_is_of_wins", "abs(win_pct * (wins + losses) - wins) < 1e-9"),
        Check("margin_is_of_points", "abs(ppg - opp_ppg - margin) < 1e-9"),
        in_range("ppg", 30, 130),
        in_range("pace", 45, 110),
        *(
            fraction(f"{prefix}{factor}")
            for prefix in ("", "opp_")
            for factor in ("efg_pct", "tov_ratio", "oreb_pct", "ft_rate")
        ),
    ),
)


def build(  # noqa: PLR0917 (as many as there are inputs)
    fct_games: DataFrame,
    dim_team_seasons: DataFrame,
    fct_game_teams: DataFrame,
    fct_ratings_adjusted: DataFrame,
    fct_ratings_srs: DataFrame,
    fct_recruiting_players: DataFrame,
) -> DataFrame:
    key = ["team_id", "season"]
    # Each join below is on the key of its right side, so none can multiply rows.
    summary = (
        final_sides(fct_games)
        .join(_boxes(fct_game_teams), ["season", "game_id", "team_id"], how="left")
        .groupBy(*key)
        .agg(*_records(), *_scoring(), *_factors())
        .join(dim_team_seasons.select(*key, "team", "conference", "is_division_1"), key, how="left")
        .join(_adjusted(fct_ratings_adjusted), key, how="left")
        .join(fct_ratings_srs.select(*key, F.col("rating").alias("srs_rating")), key, how="left")
        .join(_recruits(fct_recruiting_players), key, how="left")
        .withColumns(
            {
                "team": F.coalesce("team", "game_team"),
                "conference": F.coalesce("conference", "game_conference"),
                "is_division_1": F.coalesce("is_division_1", F.lit(False)),
                "win_pct": win_pct(),
                "conf_win_pct": win_pct("conf_"),
            }
        )
    )
    return summary.select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _records() -> list[SparkColumn]:
    return records({"": F.lit(True), "conf_": F.col("phase") == "conference", **by_venue()})


def _scoring() -> list[SparkColumn]:
    latest = F.struct("game_date", "game_id")
    points, against, games = F.sum("points"), F.sum("opponent_points"), F.count(F.lit(1))
    return [
        F.max_by("team", latest).alias("game_team"),
        F.max_by("conference", latest).alias("game_conference"),
        games.alias("games_played"),
        ratio(points, games).alias("ppg"),
        ratio(against, games).alias("opp_ppg"),
        ratio(points - against, games).alias("margin"),
    ]


def _boxes(fct_game_teams: DataFrame) -> DataFrame:
    own, opp = season_rates.BoxSide.of_columns(), season_rates.BoxSide.of_columns("opponent_")
    return fct_game_teams.select(
        "season", "game_id", "team_id", "game_minutes", F.lit(True).alias("has_box"), *own.columns(), *opp.columns()
    )


def _factors() -> list[SparkColumn]:
    own, opp = season_rates.BoxSide.of_columns(), season_rates.BoxSide.of_columns("opponent_")
    factors = [
        factor.alias(f"{prefix}{name}")
        for prefix, side, other in (("", own, opp), ("opp_", opp, own))
        for name, factor in season_rates.four_factors_of(side, other, F.sum).items()
    ]
    pace = season_rates.pace(own, opp, F.col("game_minutes"), F.sum)
    return [F.count("has_box").alias("games_with_box"), *factors, pace.alias("pace")]


def _adjusted(fct_ratings_adjusted: DataFrame) -> DataFrame:
    return fct_ratings_adjusted.select(
        "team_id",
        "season",
        F.col("offensive_rating").alias("adj_off_rating"),
        F.col("defensive_rating").alias("adj_def_rating"),
        F.col("net_rating").alias("adj_net_rating"),
    )


def _recruits(fct_recruiting_players: DataFrame) -> DataFrame:
    # Ratings are summed as decimals: a sum of doubles depends on their order.
    rating = F.col("rating").cast("DECIMAL(24, 12)")
    return (
        fct_recruiting_players.where(F.col("committed_to_team_id").isNotNull())
        .groupBy(F.col("committed_to_team_id").alias("team_id"), (F.col("year") + 1).cast("int").alias("season"))
        .agg(
            ratio(F.sum(rating), F.count(rating)).alias("recruiting_avg_rating"),
            F.max("stars").alias("recruiting_top_star"),
            F.count(F.lit(1)).alias("recruiting_class_size"),
        )
    )
