"""One row is one Division I team after one day: opponent-adjusted ratings of the season to date, tempo, SRS.

After, not before: the games of `as_of_date` are in it. What was known before a game is the last row strictly before its
day. Each day on which two Division I teams finished a game has a row for every Division I team of the season, played or
not; 1 July holds what was believed before the season (a team without a prior is the mean team there): whether it is
there must not depend on results. Only games within Division I count, on days of their season, and no preseason.

The model, its ridge and the standard errors: basketball/adjusted_ratings.py. `adj_off` and `adj_def` are points per 100
possessions against the mean team at a neutral site; ratings are NULL while no game of the season so far has a box.
Nets of 0 are the mean team's up to teams that have left or joined Division I, and SRS compares only teams that are
linked by games: early in a season that is not everybody.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.division_1_games import division_1_games
from cbbd_spark.basketball.rating_days import ratings_by_day
from cbbd_spark.gold import team_rating_priors
from cbbd_spark.silver import dim_team_seasons, fct_game_teams, fct_games
from cbbd_spark.spec.check import Check, in_range
from cbbd_spark.spec.table import Column, Layer, Table

TABLE = Table(
    layer=Layer.GOLD,
    name="team_ratings_daily",
    grain="One row is one Division I team after one day on which Division I teams played, or before the season.",
    key=("team_id", "as_of_date"),
    partition=("season",),
    sort=("as_of_date", "team_id"),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    optional_inputs=(fct_game_teams.TABLE, team_rating_priors.TABLE),
    columns=(
        Column("team_id", "BIGINT", "Team."),
        Column("as_of_date", "DATE", "The day whose games are the last ones in it; 1 July, before the season."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("team", "STRING", "School."),
        Column("conference", "STRING", "Abbreviation, of that season."),
        Column("adj_off", "DOUBLE", "Points scored against the mean team.", "points/100"),
        Column("adj_def", "DOUBLE", "Points allowed to the mean team: lower is better.", "points/100"),
        Column("adj_net", "DOUBLE", "Offence less defence.", "points/100"),
        Column("adj_off_se", "DOUBLE", "Standard error of adj_off: the formula is in decision 23.", "points/100"),
        Column("adj_def_se", "DOUBLE", "Standard error of adj_def: the formula is in decision 23.", "points/100"),
        Column("adj_net_se", "DOUBLE", "Standard error of adj_net: the formula is in decision 23.", "points/100"),
        Column("tempo", "DOUBLE", "40 sum of possessions / sum of minutes; NULL before a game.", "possessions/40"),
        Column("adj_tempo", "DOUBLE", "Pace to expect against a team of mean tempo.", "possessions/40"),
        Column("srs", "DOUBLE", "Least squares over the margins to date; NULL before the team's first.", "points"),
        Column("games", "INT", "The team's rated games to date: those with a sound box.", "games"),
        Column("prior_weight", "DOUBLE", "4 / (4 + games): how much is still belief.", "fraction"),
        Column("home_edge", "DOUBLE", "What hosting is taken to be worth on the margin.", "points/100"),
        Column(
            "mean_efficiency", "DOUBLE", "National mean of the season to date; on 1 July the last one's.", "points/100"
        ),
    ),
    checks=(
        Check("net_is_offence_less_defence", "abs(adj_off - adj_def - adj_net) < 1e-9"),
        Check(
            "ratings_come_together",
            "(adj_net IS NULL) = (adj_off IS NULL) AND (adj_net IS NULL) = (adj_def IS NULL)",
        ),
        Check("an_error_is_positive", "adj_off_se > 0 AND adj_def_se > 0 AND adj_net_se > 0"),
        in_range("mean_efficiency", 90, 120),
        in_range("adj_net", -60, 60),
        in_range("srs", -80, 80),
        in_range("tempo", 45, 110),
        in_range("home_edge", 0, 10),
        in_range("prior_weight", 0, 1),
    ),
)


def build(
    fct_games: DataFrame, dim_team_seasons: DataFrame, fct_game_teams: DataFrame, team_rating_priors: DataFrame
) -> DataFrame:
    key = ["season", "team_id"]
    seasons = fct_games.select("season").distinct()
    names = (
        dim_team_seasons.where("is_division_1").join(seasons, "season", "left_semi").select(*key, "team", "conference")
    )
    # Each join is on the key of its right side, so none can multiply rows.
    teams = names.select(*key).join(
        team_rating_priors.select(*key, "prior_off", "prior_def", "prior_tempo", "home_edge", "mean_efficiency"),
        key,
        how="left",
    )
    games = division_1_games(fct_games, dim_team_seasons, fct_game_teams)
    return (
        ratings_by_day(games, teams)
        .join(names, key, how="inner")
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )
