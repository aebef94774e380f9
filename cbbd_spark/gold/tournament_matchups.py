"""One row is one team against another one of the same season's NCAA tournament, whether they met or not.

Each pair has two rows, one from either side, and their probabilities add up to 1. The probability is for a game at a
neutral site, of the ratings on the eves of the teams' first games (see tournament_bracket_features): it is the same for
a final as for a first round, and nothing that happened in the tournament is in it. It knows of no injury, and takes the
ratings as exact. NULL where a team had no rating. The outcomes are of the tournament game that the two played.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.records import lost, won
from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.basketball.win_probability import expected_margin, expected_possessions, win_probability
from cbbd_spark.gold import tournament_bracket_features
from cbbd_spark.silver import fct_games
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import static
from cbbd_spark.spec.table import Column, Layer, Reference, Role, Table, columns


def _side_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    return (
        static(f"{prefix}name", "STRING", f"{whose} school."),
        static(f"{prefix}conference", "STRING", f"{whose} conference."),
        static(f"{prefix}seed", "INT", f"{whose} seed."),
        Column(f"{prefix}adj_net", "DOUBLE", f"{whose} own adjusted net rating.", "points/100", Role.PREGAME),
        Column(f"{prefix}adj_tempo", "DOUBLE", f"{whose} own adjusted tempo.", "possessions/40", Role.PREGAME),
        Column(f"{prefix}net_rank", "INT", f"{whose} rank by adj_net in Division I.", "rank", Role.PREGAME),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="tournament_matchups",
    grain="One row is one team against another one of the same season's NCAA tournament; a pair has two.",
    key=("season", "team_id", "opponent_id"),
    partition=("season",),
    sort=("team_id", "opponent_id"),
    inputs=(tournament_bracket_features.TABLE, fct_games.TABLE),
    columns=columns(
        static("season", "INT", "The season, named by the year in which it ends."),
        static("team_id", "BIGINT", "Team that the row is about."),
        static("opponent_id", "BIGINT", "The other team."),
        _side_columns("team_", "The team's"),
        _side_columns("opp_", "The opponent's"),
        Column(
            "expected_possessions",
            "DOUBLE",
            "Sum of the adjusted tempos less their mean in Division I.",
            "possessions/40",
            Role.PREGAME,
        ),
        Column(
            "expected_margin",
            "DOUBLE",
            "(team_adj_net - opp_adj_net) x expected_possessions / 100.",
            "points",
            Role.PREGAME,
        ),
        Column(
            "win_probability",
            "DOUBLE",
            "Normal distribution function of expected_margin / 11 points.",
            "fraction",
            Role.PREGAME,
        ),
        Column(
            "met_game_id", "BIGINT", "Label: their game in the tournament; NULL if none is final.", None, Role.OUTCOME
        ),
        Column("met_date", "DATE", "Label: the day of that game.", None, Role.OUTCOME),
        Column("team_score", "INT", "Label: the team's final score in it.", "points", Role.OUTCOME),
        Column("opp_score", "INT", "Label: the opponent's final score in it.", "points", Role.OUTCOME),
        Column("team_win", "BOOLEAN", "Label: the team won it.", None, Role.OUTCOME),
    ),
    references=(
        Reference(("season", "team_id"), tournament_bracket_features.TABLE, severity=Severity.FAIL),
        Reference(("season", "opponent_id"), tournament_bracket_features.TABLE, severity=Severity.FAIL),
        Reference(("met_game_id",), fct_games.TABLE, severity=Severity.FAIL),
    ),
    checks=(
        Check("nobody_meets_himself", "team_id <> opponent_id"),
        Check("the_favourite_is_expected_to_win", "sign(win_probability - 0.5) IN (0, sign(expected_margin))"),
        Check(
            "a_rating_on_both_sides_means_odds",
            "(win_probability IS NULL) = (team_adj_net IS NULL OR opp_adj_net IS NULL)",
            Severity.WARN,
        ),
        Check("only_those_who_met_have_labels", "met_game_id IS NOT NULL OR team_score IS NULL"),
        fraction("win_probability", Severity.FAIL),
        in_range("expected_possessions", 45, 110),
    ),
)


def build(tournament_bracket_features: DataFrame, fct_games: DataFrame) -> DataFrame:
    pair = ["season", "team_id", "opponent_id"]
    teams = tournament_bracket_features.select(
        "season",
        "team_id",
        F.col("team").alias("name"),
        "conference",
        "seed",
        "adj_net",
        "adj_tempo",
        "net_rank",
        "mean_adj_tempo",
    )
    own, opponents = _side(teams, "team_id", "team_"), _side(teams, "opponent_id", "opp_")
    tempos = [f"{side}_{name}" for name in ("adj_tempo", "mean_adj_tempo") for side in ("team", "opp")]
    possessions = expected_possessions(*map(F.col, tempos))
    margin = expected_margin(F.col("team_adj_net"), F.col("opp_adj_net"), F.col("expected_possessions"))
    return (
        # Every two teams of a season, on purpose; each of them has one row, so a pair comes once from either side.
        own.join(opponents, "season", how="inner")
        .where(F.col("team_id") != F.col("opponent_id"))
        # Met once at most, see below, so the join cannot multiply rows.
        .join(_met(fct_games), pair, how="left")
        .withColumn("expected_possessions", possessions)
        .withColumn("expected_margin", margin)
        .withColumn("win_probability", win_probability(F.col("expected_margin")))
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _side(teams: DataFrame, id_name: str, prefix: str) -> DataFrame:
    others = [name for name in teams.columns if name not in {"season", "team_id"}]
    return teams.select(
        "season", F.col("team_id").alias(id_name), *(F.col(name).alias(f"{prefix}{name}") for name in others)
    )


def _met(fct_games: DataFrame) -> DataFrame:
    """(season, team_id, opponent_id): the game of the two in the tournament, the last one if the feed has several."""
    game = F.struct(
        F.col("game_id").alias("met_game_id"),
        F.col("game_date").alias("met_date"),
        F.col("points").alias("team_score"),
        F.col("opponent_points").alias("opp_score"),
        F.when(won() | lost(), won()).alias("team_win"),
    )
    return (
        final_sides(fct_games)
        .where(F.col("phase") == "ncaa")
        .groupBy("season", "team_id", "opponent_id")
        .agg(F.max_by(game, F.struct("game_date", "game_id")).alias("game"))
        .select("season", "team_id", "opponent_id", "game.*")
    )
