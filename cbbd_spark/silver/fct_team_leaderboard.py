"""One row is one team's season in the API's leaderboard: sums, shots by kind, and adjusted efficiency.

The API keeps it as a table of its own and makes it anew on its own schedule, so it need not agree with
fct_team_season_stats on a day. It asks for a paid tier: without one there are no rows. It is of a season as a whole
and has no date: pre-game columns must not come from here.
"""

from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conferences, dim_teams
from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.box_score import PER_100, Kind, Leaf, declare, points_check, read, team_box
from cbbd_spark.silver.shares import declare_shares, made_share, shares_of
from cbbd_spark.silver.shot_kinds import TEAM_SEASON, kind_checks
from cbbd_spark.silver.shot_profile import PROFILE, PROFILE_SHARES
from cbbd_spark.silver.side_rates import SIDE_RATES, with_side_rates
from cbbd_spark.sources.cbbd import stats_team_leaderboard as stats_team_leaderboard_endpoint
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_OPPONENT, _OPPONENTS = "opponent_", "Opponents'. "
_SUMMARY = (
    Leaf("games", "record.games", "Final games.", unit="games"),
    Leaf("wins", "record.wins", "Games won.", unit="games"),
    Leaf("losses", "record.losses", "Games lost.", unit="games"),
    Leaf("total_minutes", "summary.total_minutes", "Length of the games, not players'.", Kind.NUMBER, "minutes"),
    Leaf("tracked_shots", "summary.tracked_shots", "Shots from the field that the feed tells the kind of."),
    Leaf(
        "api_pace", "summary.pace", "As the API has it, by its possessions.", Kind.NUMBER, "possessions per 40 minutes"
    ),
    Leaf("api_net_rating", "summary.raw_net_rating", "Own rating less the opponents'.", Kind.NUMBER, PER_100),
)
_EFFICIENCY = (
    *(
        Leaf(f"api_adjusted_{name}", f"adjusted_efficiency.{name}", f"{doc}, by the API.", Kind.NUMBER, PER_100)
        for name, doc in (
            ("offensive_rating", "Points scored against an average defence"),
            ("defensive_rating", "Points allowed to an average offence"),
            ("net_rating", "Offensive less defensive rating"),
        )
    ),
    *(
        Leaf(f"api_ranking_{name}", f"adjusted_efficiency.rankings.{name}", f"Rank by adjusted {name}, 1 is best.")
        for name in ("offense", "defense", "net")
    ),
)


def _of_leaderboard(leaf: Leaf) -> Leaf:
    """The leaf of a team's season, where the leaderboard has it; its turnover ratio arrives as 0 to 100."""
    elsewhere = {
        "turnovers_team_total": "turnovers.team",
        "api_rating": "raw_offensive_rating",
        "api_true_shooting": "true_shooting_pct",
    }
    path = elsewhere.get(leaf.name, leaf.path.removeprefix("four_factors."))
    return replace(leaf, path=path, kind=Kind.PERCENT if leaf.name == "api_turnover_ratio" else leaf.kind)


_SIDE = (
    *(_of_leaderboard(leaf) for leaf in team_box(of_game=False) if not leaf.path.endswith(".pct")),
    Leaf("turnovers_technical", "turnovers.technical", "Turnovers that came with a technical foul."),
)
_SIDE_SHARES = (
    made_share("field_goals", "field goals"),
    made_share("two_point_field_goals", "two-point field goals"),
    made_share("three_point_field_goals", "three-point field goals"),
    made_share("free_throws", "free throws"),
)

TABLE = Table(
    layer=Layer.SILVER,
    name="fct_team_leaderboard",
    grain="One row is one team's season in the API's leaderboard.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("team_id",),
    # Overlapping memberships bring a team twice in one answer.
    tie_break=("conference",),
    inputs=(stats_team_leaderboard_endpoint.ENDPOINT,),
    columns=(
        *TEAM_SEASON,
        Column("team", "STRING", "School."),
        Column("conference_id", "BIGINT", "Conference in that season, as in dim_conferences."),
        Column("conference", "STRING", "Conference in that season, abbreviated."),
        *declare(_SUMMARY),
        *declare(_SIDE),
        *declare(_SIDE, _OPPONENT, _OPPONENTS),
        *SIDE_RATES,
        *declare_shares(_SIDE_SHARES),
        *declare_shares(_SIDE_SHARES, _OPPONENT, _OPPONENTS),
        *declare(PROFILE),
        *declare_shares(PROFILE_SHARES),
        *declare(_EFFICIENCY),
    ),
    checks=(
        Check("games_are_won_or_lost", "games = wins + losses", Severity.WARN),
        *(points_check("points_total", side) for side in ("", _OPPONENT)),
        *(fraction(f"{side}{share.name}") for side in ("", _OPPONENT) for share in _SIDE_SHARES),
        *(fraction(f"{side}oreb_pct") for side in ("", _OPPONENT)),
        in_range("pace", 45, 110),
        *kind_checks(),
    ),
    references=(Reference(("team_id",), dim_teams.TABLE), Reference(("conference_id",), dim_conferences.TABLE)),
)


def build(stats_team_leaderboard: DataFrame) -> DataFrame:
    counted = stats_team_leaderboard.select(
        whole(F.col("season")).alias("season"),
        "team_id",
        text(F.col("team")).alias("team"),
        F.col("conference.id").alias("conference_id"),
        text(F.col("conference.abbreviation")).alias("conference"),
        *read(_SUMMARY),
        *read(_SIDE, "team_stats"),
        *read(_SIDE, "opponent_stats", _OPPONENT),
        *read(PROFILE),
        *read(_EFFICIENCY),
        F.col("_fetched_at").alias("_observed_at"),
    )
    shared = with_side_rates(counted, F.col("total_minutes")).select(
        "*", *shares_of(_SIDE_SHARES), *shares_of(_SIDE_SHARES, _OPPONENT), *shares_of(PROFILE_SHARES)
    )
    return shared.select(*TABLE.column_names, "_observed_at")
