"""One row is one Division I team in one season, in the standings of its conference.

Conferences are those of the season. Teams that have not played have a row with zeros: so it looks before the season.
Conference records are those of the regular phase: a conference tournament has its own columns, and everything else,
the NCAA tournament included, is out of the conference, whoever the opponent was. The three add up to the whole.

`conf_rank` orders by conf_win_pct, then among the teams equal in it by: their games against each other, the record
against teams above .500 in the conference (no such game counts as .500 in both), points per conference game more than
the opponents, win_pct, and last by team_id. Conferences break ties by rules of their own, so this is no seeding for
their tournaments; `conf_place` breaks none.

The leader that `games_behind` looks at has the best conf_win_pct, and of several the most wins; where it has played
much less than others, they may be behind by less than nothing. Independents do not race each other: all are 0-0.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from cbbd_spark.basketball import streaks
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.records import by_venue, games_behind, records, win_pct
from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.silver import dim_team_seasons, fct_games
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table, columns

INDEPENDENT = "Independent"
API_INDEPENDENT = "Indep."  # the API's abbreviation of "Division I Independents", which is no conference
LAST_GAMES = 10


def _record_columns(prefix: str, which: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}wins", "INT", f"{which} won.", "games"),
        Column(f"{prefix}losses", "INT", f"{which} lost.", "games"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="conference_standings",
    grain="One row is one Division I team in one season, in the standings of its conference.",
    key=("season", "conference", "team_id"),
    partition=("season",),
    sort=("conference", "conf_rank"),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    columns=columns(
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("conference", "STRING", "Abbreviation, of that season; `Independent` where there is none."),
        Column("team_id", "BIGINT", "Team."),
        Column("team", "STRING", "School."),
        Column(
            "conf_rank",
            "INT",
            "1 = best. Ties in conf_win_pct: games against each other, record against teams above .500, margin per "
            "conference game, win_pct, team_id.",
            "rank",
        ),
        Column("conf_place", "INT", "Rank by conf_win_pct alone, shared by teams that are equal in it.", "rank"),
        _record_columns("conf_", "Conference games of the regular phase"),
        Column("conf_win_pct", "DOUBLE", "conf_wins / (conf_wins + conf_losses).", "fraction"),
        Column("games_behind", "DOUBLE", "((leader's wins - wins) + (losses - leader's losses)) / 2.", "games"),
        _record_columns("", "Games"),
        Column("win_pct", "DOUBLE", "wins / (wins + losses).", "fraction"),
        _record_columns("non_conf_", "Games out of the conference, post-season included,"),
        Column("non_conf_win_pct", "DOUBLE", "non_conf_wins / (non_conf_wins + non_conf_losses).", "fraction"),
        _record_columns("conf_tournament_", "Games of the conference tournament"),
        _record_columns("home_", "Games at home"),
        _record_columns("away_", "Games at the opponent's"),
        _record_columns("neutral_", "Games at a neutral site"),
        _record_columns("conf_home_", "Conference games at home"),
        _record_columns("conf_away_", "Conference games at the opponent's"),
        Column("streak", "STRING", "The last games of one outcome, as in `W3` and `L2`; NULL without a game."),
        Column("streak_games", "INT", "The same as a number: below zero for losses.", "games"),
        _record_columns("last_10_", "Of the last ten games, those"),
        Column("n_tied", "INT", "Teams of the conference with this conf_win_pct, itself included.", "teams"),
        _record_columns("h2h_", "Conference games against the teams tied with it"),
        _record_columns("vs_above_500_", "Conference games against teams above .500 in the conference"),
        Column("conf_points", "INT", "Points in conference games.", "points"),
        Column("conf_opp_points", "INT", "Opponents' points in conference games.", "points"),
        Column("conf_margin", "DOUBLE", "Points per conference game more than the opponents.", "points"),
    ),
    references=(Reference(("team_id", "season"), dim_team_seasons.TABLE, severity=Severity.FAIL),),
    checks=(
        Check("in_out_and_tournament_add_up", "conf_wins + non_conf_wins + conf_tournament_wins = wins"),
        Check("losses_add_up_too", "conf_losses + non_conf_losses + conf_tournament_losses = losses"),
        Check("venues_add_up", "home_wins + away_wins + neutral_wins = wins"),
        Check("a_streak_is_of_games", "(streak IS NULL) = (wins + losses = 0)"),
        Check("a_streak_is_no_longer_than_the_record", "streak_games BETWEEN -losses AND wins"),
        Check("ties_are_broken_within_a_place", "conf_rank BETWEEN conf_place AND conf_place + n_tied - 1"),
        Check("ties_are_of_conference_games", "h2h_wins <= conf_wins AND h2h_losses <= conf_losses"),
        in_range("conf_wins", 0, 30),
        in_range("games_behind", -10, 30),
    ),
)


def build(fct_games: DataFrame, dim_team_seasons: DataFrame) -> DataFrame:
    key = ["season", "team_id"]
    played = final_sides(fct_games)
    teams = dim_team_seasons.where("is_division_1").select(*key, "team", _conference().alias("conference"))
    # Joined on their key, records and ties cannot multiply rows.
    standings = (
        teams.join(_records(played), key, how="left")
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in _counts(("h2h_", "vs_above_500_"))})
        .withColumns({f"{prefix}win_pct": win_pct(prefix) for prefix in ("", "conf_", "non_conf_")})
    )
    ties = _ties(played, standings.select(*key, "conference", "conf_win_pct"))
    return (
        standings.join(ties, key, how="left")
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in ties.columns if name not in key})
        .withColumns(_places())
        .withColumn("conf_rank", F.row_number().over(_by_conference().orderBy(*_best_first())))
        .withColumn("streak", streaks.streak_text(F.col("streak_games")))
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _conference() -> SparkColumn:
    is_none = F.col("conference").isNull() | (F.col("conference") == API_INDEPENDENT)
    return F.when(is_none, INDEPENDENT).otherwise(F.col("conference"))


def _records(played: DataFrame) -> DataFrame:
    is_league_game = _is_league_game()
    is_tournament = F.coalesce(F.col("phase") == "conference_tournament", F.lit(False))
    venues = by_venue()
    kinds = {
        "": F.lit(True),
        "conf_": is_league_game,
        "conf_tournament_": is_tournament,
        "non_conf_": ~is_league_game & ~is_tournament,
        **venues,
        **{f"conf_{name}": venues[name] & is_league_game for name in ("home_", "away_")},
    }
    results = F.col("results")
    return (
        played.groupBy("season", "team_id")
        .agg(
            *records(kinds),
            F.sum(F.when(is_league_game, F.col("points"))).alias("conf_points"),
            F.sum(F.when(is_league_game, F.col("opponent_points"))).alias("conf_opp_points"),
            F.count_if(is_league_game).alias("conf_games"),
            streaks.results().alias("results"),
        )
        .withColumns(
            {
                "conf_margin": ratio(F.col("conf_points") - F.col("conf_opp_points"), F.col("conf_games")),
                "streak_games": streaks.streak_games(results),
                "last_10_wins": streaks.last_wins(results, LAST_GAMES),
                "last_10_losses": streaks.last_losses(results, LAST_GAMES),
            }
        )
        .drop("results", "conf_games")
    )


def _is_league_game() -> SparkColumn:
    return F.coalesce(F.col("phase") == "conference", F.lit(False))


def _counts(without: tuple[str, ...]) -> list[str]:
    """The columns of counts: zero, not unknown, for a team that has not played."""
    names = [name for name in TABLE.column_names if name.endswith(("wins", "losses", "points"))]
    return [name for name in names if not name.startswith(without)]


def _ties(played: DataFrame, standings: DataFrame) -> DataFrame:
    """The records in conference games that depend on the opponent's place in the same conference."""
    opponents = standings.select(
        "season",
        "conference",
        F.col("team_id").alias("opponent_id"),
        F.col("conf_win_pct").alias("opponent_pct"),
    )
    # Percentages are correctly rounded quotients, so that 6-3 and 4-2 are the same double.
    kinds = {
        "h2h_": F.col("opponent_pct") == F.col("conf_win_pct"),
        "vs_above_500_": F.col("opponent_pct") > F.lit(0.5),
    }
    # A team has one row in a season, so neither join can multiply rows.
    return (
        played.where(_is_league_game())
        .select("season", "team_id", "opponent_id", "points", "opponent_points")
        .join(standings, ["season", "team_id"], how="inner")
        .join(opponents, ["season", "conference", "opponent_id"], how="inner")
        .groupBy("season", "team_id")
        .agg(*records(kinds))
    )


def _places() -> dict[str, SparkColumn]:
    everybody = _by_conference().rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    leader = F.max(F.struct("conf_win_pct", "conf_wins", "conf_losses")).over(everybody)
    equals = Window.partitionBy("season", "conference", "conf_win_pct")
    return {
        "games_behind": games_behind(
            F.col("conf_wins"), F.col("conf_losses"), leader["conf_wins"], leader["conf_losses"]
        ),
        "conf_place": F.rank().over(_by_conference().orderBy(F.desc_nulls_last("conf_win_pct"))),
        "n_tied": F.count(F.lit(1)).over(equals),
    }


def _by_conference() -> WindowSpec:
    return Window.partitionBy("season", "conference")


def _best_first() -> list[SparkColumn]:
    even = F.lit(0.5)
    return [
        F.desc_nulls_last("conf_win_pct"),
        F.coalesce(win_pct("h2h_"), even).desc(),
        F.coalesce(win_pct("vs_above_500_"), even).desc(),
        F.desc_nulls_last("conf_margin"),
        F.desc_nulls_last("win_pct"),
        F.asc("team_id"),
    ]
