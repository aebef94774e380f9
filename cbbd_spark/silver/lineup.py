"""What five players did together, declared and read at one place for a team's season and for a game.

The possessions and ratings of the API (`api_`) are per side and divided by that side's own count; ours are by the
definitions of the lake, so that they compare with those of teams. The API sends 0 for a share of nothing, where
ours is NULL, and its share of offensive rebounds is wrong: use `oreb_pct`.
"""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text
from cbbd_spark.silver.box_score import PER_100, Kind, Leaf, declare, read, shots
from cbbd_spark.silver.shares import declare_shares, made_share, shares_of
from cbbd_spark.silver.side_rates import SIDE_RATES, with_side_rates
from cbbd_spark.spec.check import Check, Severity, fraction
from cbbd_spark.spec.table import Column

_PLAYERS = 5
_OPPONENT, _OPPONENTS = "opponent_", "Opponents'. "
_SHOTS = (
    ("field_goals", "Field goals of two and three points", "field_goals"),
    ("two_point_field_goals", "Two-point field goals", "two_pointers"),
    ("two_point_jumpers", "Jump shots of two points", "two_pointers.jumpers"),
    ("layups", "Layups", "two_pointers.layups"),
    ("dunks", "Dunks", "two_pointers.dunks"),
    ("tip_ins", "Tip-ins", "two_pointers.tip_ins"),
    ("three_point_field_goals", "Three-point field goals", "three_pointers"),
    ("free_throws", "Free throws", "free_throws"),
)
_FOUR_FACTORS = "four_factors."
_SIDE = (
    Leaf("points_total", "points", "Points scored.", unit="points"),
    *(leaf for name, what, path in _SHOTS for leaf in shots(name, what, path)),
    Leaf("rebounds_defensive", "defensive_rebounds", "Rebounds of an opponent's miss."),
    Leaf("rebounds_offensive", "offensive_rebounds", "Rebounds of an own miss."),
    Leaf("assists", "assists", "Passes credited with a made field goal."),
    Leaf("steals", "steals", "Balls taken from the opponent."),
    Leaf("blocks", "blocks", "Opponent's shots blocked."),
    Leaf("turnovers_total", "turnovers", "Balls lost."),
    Leaf("api_possessions", "possessions", "The side's own possessions by the API's estimate.", unit="possessions"),
    Leaf(
        "api_true_shooting",
        "true_shooting",
        "PTS / (2 (FGA + 0.44 FTA)), as the API has it; NULL without a shot.",
        Kind.PERCENT,
    ),
    Leaf(
        "api_effective_field_goal_pct",
        f"{_FOUR_FACTORS}effective_field_goal_pct",
        "(FGM + 0.5 FG3M) / FGA, as the API has it.",
        Kind.PERCENT,
    ),
    Leaf("api_free_throw_rate", f"{_FOUR_FACTORS}free_throw_rate", "FTA / FGA, as the API has it.", Kind.PERCENT),
    Leaf(
        "api_turnover_ratio",
        f"{_FOUR_FACTORS}turnover_ratio",
        "Turnovers per possession, as the API has it; a fraction on the wire already.",
        Kind.NUMBER,
    ),
    Leaf(
        "api_offensive_rebound_pct",
        f"{_FOUR_FACTORS}offensive_rebound_pct",
        "Wrong in the API, which joins the bits of two numbers where it should add them; kept as it comes.",
        Kind.PERCENT,
    ),
)
_RATINGS = (
    Leaf(
        "api_pace", "pace", "Possessions per 40 minutes, as the API has it.", Kind.NUMBER, "possessions per 40 minutes"
    ),
    Leaf("api_offensive_rating", "offense_rating", "The API's; NULL without a possession.", Kind.NUMBER, PER_100),
    Leaf("api_defensive_rating", "defense_rating", "The API's; NULL without one.", Kind.NUMBER, PER_100),
    Leaf("api_net_rating", "net_rating", "The API's; NULL where one of the two is.", Kind.NUMBER, PER_100),
)
_SHARES = tuple(made_share(name, what.lower()) for name, what, _ in _SHOTS)

TEAM_ID = Column("team_id", "BIGINT", "The team, as in dim_teams.")
LINEUP_HASH = Column("lineup_hash", "STRING", "The API's name for these five, the same in every game and season.")
LINEUP = (
    Column("team", "STRING", "School."),
    Column("conference", "STRING", "Conference in that season, abbreviated."),
    Column("athletes", "ARRAY<BIGINT>", "The players, as in dim_players, ascending."),
    Column("athlete_names", "ARRAY<STRING>", "Their names, in the order of `athletes`."),
    *(
        Column(f"athlete_{place}", "BIGINT", f"Number {place} of `athletes`; the place says nothing.")
        for place in range(1, _PLAYERS + 1)
    ),
    Column("total_seconds", "DOUBLE", "Time on the floor together.", "seconds"),
    *declare(_RATINGS),
    *declare(_SIDE),
    *declare(_SIDE, _OPPONENT, _OPPONENTS),
    *SIDE_RATES,
    *declare_shares(_SHARES),
    *declare_shares(_SHARES, _OPPONENT, _OPPONENTS),
)


def lineup_checks() -> tuple[Check, ...]:
    """Five players, time that has passed, shots and points that add up."""
    twos = " + ".join(f"{kind}_attempted" for kind in ("two_point_jumpers", "layups", "dunks", "tip_ins"))
    points = "2 * two_point_field_goals_made + 3 * three_point_field_goals_made + free_throws_made"
    return (
        Check("five_players", f"size(athletes) = {_PLAYERS}", Severity.WARN),
        Check("time_has_passed", "total_seconds >= 0", Severity.WARN),
        *(
            Check(f"{name}_made_within_attempted", f"{name}_made <= {name}_attempted", Severity.WARN)
            for name, *_ in _SHOTS
        ),
        *(fraction(share.name) for share in _SHARES),
        fraction("oreb_pct"),
        Check("two_point_field_goals_add_up", f"two_point_field_goals_attempted = {twos}", Severity.WARN),
        Check("points_total_follow_from_shots", f"points_total = {points}", Severity.WARN),
    )


def with_lineup(lineups: DataFrame) -> DataFrame:
    """The records of five-man units with LINEUP_HASH and LINEUP beside what they hold, without the two boxes."""
    # The sorted players are made first, once per lineup, and taken apart afterwards.
    sorted_out = lineups.withColumn("_people", _people())
    counted = sorted_out.select(
        *(name for name in lineups.columns if name not in _READ),
        F.col("id_hash").alias("lineup_hash"),
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        F.col("_people.id").alias("athletes"),
        F.col("_people.name").alias("athlete_names"),
        *(F.get("_people", F.lit(place))["id"].alias(f"athlete_{place + 1}") for place in range(_PLAYERS)),
        "total_seconds",
        *read(_RATINGS),
        *read(_SIDE, "team_stats"),
        *read(_SIDE, "opponent_stats", _OPPONENT),
    )
    rated = with_side_rates(counted, F.col("total_seconds") / 60)
    return rated.select("*", *shares_of(_SHARES), *shares_of(_SHARES, _OPPONENT))


_READ = {
    *("id_hash", "team", "conference", "athletes", "total_seconds", "team_stats", "opponent_stats"),
    *(leaf.path for leaf in _RATINGS),
}


def _people() -> SparkColumn:
    known = F.filter("athletes", lambda athlete: athlete["id"].isNotNull())
    return F.sort_array(F.transform(known, lambda athlete: F.struct(athlete["id"], athlete["name"])))
