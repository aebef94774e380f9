"""One row is one team's defence in one final game: what it allowed, and what it took.

Every team of a final game has a row, with a box score or not. `opp_` columns are the opponent's offence in this game,
equal to the other team's row of team_offense_game_summary. Nothing is adjusted for the opponent, and points allowed
follow from the pace too: compare `def_rating`, in which lower is better.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors, game_rates
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.gold.game_side import GAME_ID, RESULT, SIDE, TEAM_ID, WHEN
from cbbd_spark.gold.team_box_columns import TEMPO, box_checks, factor_columns, shooting_columns
from cbbd_spark.silver import fct_game_teams, fct_games
from cbbd_spark.spec.check import Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome
from cbbd_spark.spec.table import Layer, Reference, Table, columns

TABLE = Table(
    layer=Layer.GOLD,
    name="team_defense_game_summary",
    grain="One row is one team's defence in one final game.",
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
        outcome("def_rating", "DOUBLE", "Points allowed per 100 possessions.", "points/100"),
        outcome("api_def_rating", "DOUBLE", "Points allowed per 100 of the API's possessions.", "points/100"),
        factor_columns("opp_", "The opponent's"),
        outcome("dreb_pct", "DOUBLE", "Own defensive rebounds, of those there to take.", "fraction"),
        shooting_columns("opp_", "The opponent's"),
        outcome("defensive_rebounds", "INT", "Own defensive rebounds, the team's included.", "rebounds"),
        outcome("steals", "INT", "Own steals.", "steals"),
        outcome("stl_ratio", "DOUBLE", "Own steals per possession of the game.", "fraction"),
        outcome("blocks", "INT", "Own blocks.", "blocks"),
        outcome("blk_pct", "DOUBLE", "Own blocks per two-point field goal that the opponent attempted.", "fraction"),
        outcome("fouls", "INT", "Own fouls of all kinds.", "fouls"),
        outcome("opp_offensive_rebounds", "INT", "The opponent's offensive rebounds.", "rebounds"),
        outcome("opp_turnovers", "INT", "The opponent's turnovers.", "turnovers"),
        outcome("opp_assists", "INT", "The opponent's assists.", "assists"),
        outcome("opp_points_in_paint", "INT", "The opponent's points from within the paint.", "points"),
        outcome("opp_points_fast_break", "INT", "The opponent's points on fast breaks.", "points"),
        outcome("opp_points_off_turnovers", "INT", "The opponent's points after own turnovers.", "points"),
    ),
    checks=(
        *box_checks("opp_"),
        in_range("def_rating", 40, 200),
        *(fraction(name) for name in ("dreb_pct", "stl_ratio", "blk_pct")),
    ),
)


def build(fct_games: DataFrame, fct_game_teams: DataFrame) -> DataFrame:
    rows = game_rates.sides_with_boxes(fct_games, fct_game_teams).withColumns(_values())
    return rows.select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


def _values() -> dict[str, SparkColumn]:
    factors, shots = game_rates.four_factors_of(game_rates.OTHER), game_rates.shooting(game_rates.OTHER, "opp_points")
    allowed = ("assists", "points_in_paint", "points_fast_break", "points_off_turnovers")
    defensive, their_offensive = F.col("rebounds_defensive"), F.col("opponent_rebounds_offensive")
    return {
        "possessions": game_rates.possessions(),
        "pace": game_rates.pace(),
        "def_rating": game_rates.rating("opp_points"),
        "api_def_rating": F.col("opponent_api_rating"),
        **{f"opp_{name}": value for name, value in (factors | shots).items()},
        **{f"opp_{name}": F.col(f"opponent_{name}") for name in allowed},
        # The same share as the other side's offensive rebounds, seen from the other board.
        "dreb_pct": four_factors.offensive_rebound_pct(defensive, their_offensive),
        "defensive_rebounds": defensive,
        "stl_ratio": ratio(F.col("steals"), game_rates.possessions()),
        "blk_pct": ratio(F.col("blocks"), shots["fg2a"]),
        "fouls": F.col("fouls_total"),
        "opp_offensive_rebounds": their_offensive,
        "opp_turnovers": F.col("opponent_turnovers_total"),
    }
