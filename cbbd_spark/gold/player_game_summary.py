"""One row is one player in one final game: his box score, and rates of it.

Players whom the feed lists without minutes have a row and `has_played` FALSE. One whom it lists for both teams of a
game has the row with most minutes (then most points, then the lower team id). One game says little of a rate: each
is far below the 100 minutes from which rates per 40 minutes mean something. Shares are of the team's whole game and
not of the time that he was on the floor, but for `usage_rate`.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors
from cbbd_spark.basketball.athletes import KNOWN, known_athletes, with_athlete
from cbbd_spark.basketball.four_factors import per_40, ratio
from cbbd_spark.basketball.player_games import (
    COUNTS,
    USAGE_COUNTS,
    game_score,
    one_row_a_player,
    player_games,
    usage_rate,
    with_usage_counts,
)
from cbbd_spark.gold.game_side import GAME_ID, SIDE, WHEN
from cbbd_spark.silver import fct_game_players, fct_game_teams, fct_games, fct_player_season_stats, fct_rosters
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome, static
from cbbd_spark.spec.table import Column, Layer, LookUp, Reference, Table, columns

_API = {
    "api_usage": ("Share of the team's plays, as the API has it.", "fraction"),
    "api_offensive_rating": ("Points produced, by the API.", "points/100"),
    "api_defensive_rating": ("Points allowed, by the API.", "points/100"),
    "api_net_rating": ("Offensive less defensive rating, by the API.", "points/100"),
    "api_true_shooting": ("True shooting with 0.44 for a free throw, as the API has it.", "fraction"),
    "api_game_score": ("The game score, as the API has it.", "points"),
}
_PER_40 = {
    "pts": "points",
    "reb": "rebounds",
    "ast": "assists",
    "stl": "steals",
    "blk": "blocks",
    "tov": "turnovers",
}
_SHOTS = {"fg": "Field goals", "fg2": "Two-point field goals", "fg3": "Three-point field goals", "ft": "Free throws"}


def _shots(kind: str, words: str) -> tuple[Column, ...]:
    return (
        outcome(f"{kind}m", "INT", f"{words} made.", "shots"),
        outcome(f"{kind}a", "INT", f"{words} attempted.", "shots"),
        outcome(f"{kind}_pct", "DOUBLE", f"{kind}m / {kind}a.", "fraction"),
    )


def _per_40(short: str, words: str) -> Column:
    doc = f"{words.capitalize()} per 40 minutes; NULL at 0 minutes."
    return outcome(f"per_40_{short}", "DOUBLE", doc, f"{words}/40")


TABLE = Table(
    layer=Layer.GOLD,
    name="player_game_summary",
    grain="One row is one player in one final game.",
    key=("game_id", "athlete_source_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id", "athlete_source_id"),
    inputs=(fct_games.TABLE, fct_game_players.TABLE),
    optional_inputs=(fct_game_teams.TABLE, fct_player_season_stats.TABLE, fct_rosters.TABLE),
    unit=("game_id",),
    looked_up=tuple(
        LookUp(table, by="athlete_source_id", via=fct_game_players.TABLE, columns=KNOWN)
        for table in (fct_player_season_stats.TABLE, fct_rosters.TABLE)
    ),
    references=(Reference(("game_id",), fct_games.TABLE, severity=Severity.FAIL),),
    columns=columns(
        GAME_ID,
        static("athlete_source_id", "STRING", "The player: the upstream feed's id, as in dim_players."),
        static(
            "athlete_id", "BIGINT", "The API's athlete; NULL where statistics and rosters do not map the feed's id."
        ),
        static("name", "STRING", "Name, of season statistics, rosters or the box, in this order."),
        static("position", "STRING", "Position; NULL where unknown."),
        WHEN,
        static("team_id", "BIGINT", "The team he played for."),
        SIDE,
        outcome("team_points", "INT", "His team's final score, overtime included.", "points"),
        outcome("opp_points", "INT", "The opponent's final score.", "points"),
        outcome("team_win", "BOOLEAN", "His team won."),
        outcome("is_starter", "BOOLEAN", "On the floor at the tip-off."),
        outcome("is_ejected", "BOOLEAN", "Sent off."),
        outcome("has_played", "BOOLEAN", "There are minutes to his name."),
        outcome("game_minutes", "INT", "Length of the game: 40 and 5 per overtime.", "minutes"),
        outcome("minutes", "INT", "Minutes on the floor, rounded by the feed.", "minutes"),
        outcome("points", "INT", "Points.", "points"),
        outcome("rebounds", "INT", "Rebounds.", "rebounds"),
        outcome("offensive_rebounds", "INT", "Offensive rebounds.", "rebounds"),
        outcome("defensive_rebounds", "INT", "Defensive rebounds.", "rebounds"),
        outcome("assists", "INT", "Assists.", "assists"),
        outcome("steals", "INT", "Steals.", "steals"),
        outcome("blocks", "INT", "Blocks.", "blocks"),
        outcome("turnovers", "INT", "Turnovers.", "turnovers"),
        outcome("fouls", "INT", "Fouls.", "fouls"),
        *(_shots(kind, words) for kind, words in _SHOTS.items()),
        outcome("efg_pct", "DOUBLE", "Effective field goals, (fgm + 0.5 fg3m) / fga; up to 1.5.", "fraction"),
        outcome("true_shooting", "DOUBLE", "points / (2 (fga + 0.475 fta)); up to 1.5.", "fraction"),
        outcome("ft_rate", "DOUBLE", "fta / fga.", "FTA/FGA"),
        outcome("ast_to_ratio", "DOUBLE", "Assists per turnover."),
        outcome("usage_rate", "DOUBLE", "Share of the team's plays that he ended while on the floor.", "fraction"),
        outcome("minutes_share", "DOUBLE", "minutes / game_minutes.", "fraction"),
        outcome("points_share", "DOUBLE", "Points, of his team's final score.", "fraction"),
        outcome("rebounds_share", "DOUBLE", "Rebounds, of his team's, those credited to no player too.", "fraction"),
        outcome("assists_share", "DOUBLE", "Assists, of his team's.", "fraction"),
        outcome("fga_share", "DOUBLE", "Field goals attempted, of his team's.", "fraction"),
        outcome("turnovers_share", "DOUBLE", "Turnovers, of his team's, those credited to no player too.", "fraction"),
        *(_per_40(short, words) for short, words in _PER_40.items()),
        outcome(
            "game_score",
            "DOUBLE",
            "PTS + 0.4 FGM - 0.7 FGA - 0.4 (FTA - FTM) + 0.7 OREB + 0.3 DREB + STL + 0.7 AST + 0.7 BLK - 0.4 PF - TOV "
            "(Hollinger).",
            "points",
        ),
        *(outcome(name, "DOUBLE", doc, unit) for name, (doc, unit) in _API.items()),
    ),
    checks=(
        Check("makes_are_attempts", "fgm <= fga AND fg3m <= fg3a AND ftm <= fta", Severity.WARN),
        Check("minutes_within_game", "minutes BETWEEN 0 AND game_minutes", Severity.WARN),
        in_range("points", 0, 100),
        in_range("efg_pct", 0, 1.5),
        in_range("true_shooting", 0, 1.5),
        *(fraction(f"{kind}_pct") for kind in _SHOTS),
        *(fraction(f"{name}_share") for name in ("points", "rebounds", "assists", "fga", "turnovers")),
    ),
)


def build(
    fct_games: DataFrame,
    fct_game_players: DataFrame,
    fct_game_teams: DataFrame,
    fct_player_season_stats: DataFrame,
    fct_rosters: DataFrame,
) -> DataFrame:
    also = {name: name for name in ("is_ejected", *_API)} | {"game_minutes_in_box": "game_minutes"}
    rows = one_row_a_player(player_games(fct_games, fct_game_players, also), "athlete_source_id")
    known = known_athletes(fct_player_season_stats, fct_rosters)
    return (
        with_athlete(with_usage_counts(rows, fct_game_teams), known)
        .withColumns(_who() | _counts())
        .withColumns(_rates() | _shares())
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _who() -> dict[str, SparkColumn]:
    points, against = F.col("team_points"), F.col("opponent_points")
    return {
        # What stands in for an id depends on whose number is taken in the season, and not on what is looked up alone.
        "athlete_id": F.when(~F.col("is_athlete_id_inferred"), F.col("athlete_id")),
        "name": F.col("player_name"),
        "position": F.col("player_position"),
        "opp_points": against,
        "team_win": F.when(points != against, points > against),
        "game_minutes": F.coalesce("game_minutes", "game_minutes_in_box"),
    }


def _counts() -> dict[str, SparkColumn]:
    return {"fg2m": F.col("fgm") - F.col("fg3m"), "fg2a": F.col("fga") - F.col("fg3a")}


def _rates() -> dict[str, SparkColumn]:
    c = F.col
    return {
        **{f"{kind}_pct": ratio(c(f"{kind}m"), c(f"{kind}a")) for kind in _SHOTS},
        "efg_pct": four_factors.effective_field_goal_pct(c("fgm"), c("fg3m"), c("fga")),
        "true_shooting": four_factors.true_shooting(c("points"), c("fga"), c("fta")),
        "ft_rate": four_factors.free_throw_rate(c("fta"), c("fga")),
        "ast_to_ratio": ratio(c("assists"), c("turnovers")),
        "usage_rate": usage_rate({name: c(name) for name in USAGE_COUNTS}),
        **{f"per_40_{short}": per_40(c(name), c("minutes")) for short, name in _PER_40.items()},
        "game_score": game_score({name: c(name) for name in COUNTS}),
    }


def _shares() -> dict[str, SparkColumn]:
    of = {"minutes": "game_minutes", "points": "team_points", "rebounds": "team_reb", "assists": "team_ast"}
    of |= {"fga": "team_fga", "turnovers": "team_tov"}
    return {f"{name}_share": ratio(F.col(name), F.col(whole)) for name, whole in of.items()}
