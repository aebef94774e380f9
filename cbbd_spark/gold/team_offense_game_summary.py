"""One row is one team's offence in one final game: points, possessions, the Four Factors, shots.

Every team of a final game has a row, with a box score or not. Nothing is adjusted for the opponent: 120 points per
100 possessions against a weak defence are not a better offence than 110 against a strong one. Points are those of the
final score; what the API computes itself stands beside ours as `api_*`.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import game_rates
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.gold.game_side import GAME_ID, RESULT, SIDE, TEAM_ID, WHEN
from cbbd_spark.gold.team_box_columns import TEMPO, box_checks, factor_columns, shooting_columns
from cbbd_spark.silver import fct_game_teams, fct_games
from cbbd_spark.spec.check import Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome
from cbbd_spark.spec.table import Layer, Reference, Table, columns

TABLE = Table(
    layer=Layer.GOLD,
    name="team_offense_game_summary",
    grain="One row is one team's offence in one final game.",
    key=("game_id", "team_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id"),
    inputs=(fct_games.TABLE,),
    optional_inputs=(fct_game_teams.TABLE,),
    unit=("game_id",),
    references=(Reference(("game_id",), fct_games.TABLE, severity=Severity.FAIL),),
    columns=columns(
        GAME_ID,
        TEAM_ID,
        WHEN,
        SIDE,
        RESULT,
        TEMPO,
        outcome("off_rating", "DOUBLE", "Points per 100 possessions.", "points/100"),
        outcome("api_possessions", "DOUBLE", "The team's possessions by the API's estimate.", "possessions"),
        outcome("api_off_rating", "DOUBLE", "Points per 100 of the API's possessions.", "points/100"),
        factor_columns("", "Own"),
        shooting_columns("", "Own"),
        outcome("offensive_rebounds", "INT", "Offensive rebounds, the team's included.", "rebounds"),
        outcome("turnovers", "INT", "Turnovers, the team's included.", "turnovers"),
        outcome("assists", "INT", "Assists.", "assists"),
        outcome("ast_pct", "DOUBLE", "Assists per field goal made.", "fraction"),
        outcome("ast_to_ratio", "DOUBLE", "Assists per turnover."),
        outcome("points_in_paint", "INT", "Points from within the paint.", "points"),
        outcome("points_fast_break", "INT", "Points on fast breaks.", "points"),
        outcome("points_off_turnovers", "INT", "Points after a turnover of the opponent.", "points"),
        outcome("largest_lead", "INT", "Largest lead at any time; 0 if never ahead.", "points"),
    ),
    checks=(*box_checks(""), in_range("off_rating", 40, 200), fraction("ast_pct")),
)


def build(fct_games: DataFrame, fct_game_teams: DataFrame) -> DataFrame:
    rows = game_rates.sides_with_boxes(fct_games, fct_game_teams).withColumns(_values())
    return rows.select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _values() -> dict[str, SparkColumn]:
    assists, turnovers = F.col("assists"), F.col("turnovers_total")
    return {
        "possessions": game_rates.possessions(),
        "pace": game_rates.pace(),
        "off_rating": game_rates.rating("points"),
        "api_off_rating": F.col("api_rating"),
        **game_rates.four_factors_of(game_rates.OWN),
        **game_rates.shooting(game_rates.OWN, "points"),
        "offensive_rebounds": F.col("rebounds_offensive"),
        "turnovers": turnovers,
        "ast_pct": ratio(assists, F.col("field_goals_made")),
        "ast_to_ratio": ratio(assists, turnovers),
        "largest_lead": F.col("points_largest_lead"),
    }
