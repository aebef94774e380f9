"""The numbers of a box score, declared and read at one place for teams and players, games and seasons.

A leaf is one number: its column, and its path in the API's structs. Plain counts are ours to use; what the API
computes has the prefix `api_`. Percentages arrive as 0 to 100 and are kept as 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from pyspark.sql import Column as SparkColumn
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import FREE_THROW_WEIGHT
from cbbd_spark.silver.api_values import of_percent, whole
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.table import Column

PER_100 = "points per 100 possessions"


class Kind(Enum):
    """How a number is kept."""

    COUNT = "a whole number"
    COUNTS = "an array of whole numbers"
    NUMBER = "a double as it comes"
    PERCENT = "a fraction; 0 to 100 on the wire"
    PERCENT_ABOVE_ZERO = "a fraction, NULL where the wire has 0; 0 to 100 on the wire"


_TYPES = {Kind.COUNT: "INT", Kind.COUNTS: "ARRAY<INT>"}


@dataclass(frozen=True)
class Leaf:
    """One number of a box: column, path in the record, sentence, kind and unit."""

    name: str
    path: str
    doc: str
    kind: Kind = Kind.COUNT
    unit: str | None = None


def declare(leaves: Iterable[Leaf], prefix: str = "", whose: str = "") -> tuple[Column, ...]:
    """The columns of `leaves`; `prefix` goes before each name and `whose` before each sentence."""
    return tuple(
        Column(f"{prefix}{leaf.name}", _TYPES.get(leaf.kind, "DOUBLE"), f"{whose}{leaf.doc}", leaf.unit)
        for leaf in leaves
    )


def read(leaves: Iterable[Leaf], within: str = "", prefix: str = "") -> tuple[SparkColumn, ...]:
    """The values of `leaves` out of the struct `within`, or out of the record itself."""
    place = f"{within}." if within else ""
    return tuple(_value(leaf.kind, F.col(place + leaf.path)).alias(f"{prefix}{leaf.name}") for leaf in leaves)


def _value(kind: Kind, number: SparkColumn) -> SparkColumn:
    match kind:
        case Kind.COUNT:
            return whole(number)
        case Kind.COUNTS:
            return number.try_cast("array<int>")
        case Kind.NUMBER:
            return number
        case Kind.PERCENT:
            return of_percent(number)
        case Kind.PERCENT_ABOVE_ZERO:
            return F.when(number > 0, of_percent(number))


def shots(name: str, what: str, path: str = "") -> tuple[Leaf, ...]:
    """Made, tried and the API's share of them; `path` where the record calls them otherwise than `name`."""
    path = path or name
    return (
        Leaf(f"{name}_made", f"{path}.made", f"{what} that went in."),
        Leaf(f"{name}_attempted", f"{path}.attempted", f"{what} tried, those that went in included."),
        Leaf(
            f"api_{name}_pct", f"{path}.pct", f"Share of {what.lower()} that went in, as the API has it.", Kind.PERCENT
        ),
    )


SHOOTING = (
    *shots("field_goals", "Field goals of two and three points"),
    *shots("two_point_field_goals", "Two-point field goals"),
    *shots("three_point_field_goals", "Three-point field goals"),
    *shots("free_throws", "Free throws"),
)
_EFFECTIVE_DOC = "(FGM + 0.5 FG3M) / FGA, as the API has it."
_FREE_THROW_DOC = "FTA / FGA, as the API has it."
_OREB_DOC = "Own offensive rebounds over own total ones: the API's measure, which is not that of the Four Factors."


def rebounds(of: str) -> tuple[Leaf, ...]:
    """Rebounds; `of` says whether team rebounds are among them."""
    return (
        Leaf("rebounds_total", "rebounds.total", f"Rebounds, both kinds{of}."),
        Leaf("rebounds_defensive", "rebounds.defensive", f"Rebounds of an opponent's miss{of}."),
        Leaf("rebounds_offensive", "rebounds.offensive", f"Rebounds of an own miss{of}."),
    )


def team_box(*, of_game: bool) -> tuple[Leaf, ...]:
    """One side's numbers, of a game or summed over a season; a season has no periods, no lead, no game score.

    The turnover ratio arrives as 0 to 100 in a game and as 0 to 1 in a season.
    """
    of_one_game = (
        Leaf("points_by_period", "points.by_period", "Points by period, halves and then overtimes.", Kind.COUNTS),
        Leaf("points_largest_lead", "points.largest_lead", "Largest lead at any time; 0 if never ahead."),
        Leaf("api_game_score", "game_score", "The API's game score, one number for the whole box.", Kind.NUMBER),
    )
    return (
        *SHOOTING,
        *rebounds(", those credited to the team included"),
        Leaf("turnovers_total", "turnovers.total", "Turnovers, those credited to the team included."),
        Leaf("turnovers_team_total", "turnovers.team_total", "Turnovers credited to the team and to no player."),
        Leaf("fouls_total", "fouls.total", "Fouls of all kinds."),
        Leaf("fouls_technical", "fouls.technical", "Technical fouls."),
        Leaf("fouls_flagrant", "fouls.flagrant", "Flagrant fouls."),
        Leaf("points_total", "points.total", "Points, overtime included.", unit="points"),
        *(of_one_game if of_game else ()),
        Leaf("points_fast_break", "points.fast_break", "Points scored on fast breaks.", unit="points"),
        Leaf("points_in_paint", "points.in_paint", "Points scored from within the paint.", unit="points"),
        Leaf("points_off_turnovers", "points.off_turnovers", "Points scored after a turnover.", unit="points"),
        Leaf("assists", "assists", "Passes credited with a made field goal."),
        Leaf("blocks", "blocks", "Opponent's shots blocked."),
        Leaf("steals", "steals", "Balls taken from the opponent."),
        Leaf("api_possessions", "possessions", "Possessions by the API's estimate.", Kind.NUMBER, "possessions"),
        Leaf("api_rating", "rating", "Points per 100 of the API's possessions.", Kind.NUMBER, PER_100),
        Leaf(
            "api_true_shooting",
            "true_shooting",
            "PTS / (2 (FGA + 0.44 FTA)), as the API has it; NULL without a point, which the API sends as null or 0.",
            Kind.PERCENT_ABOVE_ZERO,
        ),
        Leaf("api_effective_field_goal_pct", "four_factors.effective_field_goal_pct", _EFFECTIVE_DOC, Kind.PERCENT),
        Leaf("api_free_throw_rate", "four_factors.free_throw_rate", _FREE_THROW_DOC, Kind.PERCENT),
        Leaf(
            "api_turnover_ratio",
            "four_factors.turnover_ratio",
            "Turnovers per possession, as the API has it.",
            Kind.PERCENT if of_game else Kind.NUMBER,
        ),
        Leaf("api_offensive_rebound_pct", "four_factors.offensive_rebound_pct", _OREB_DOC, Kind.PERCENT),
    )


def player_box(*, of_game: bool) -> tuple[Leaf, ...]:
    """One player's numbers, of a game or summed over a season.

    True shooting arrives as 0 to 100 in a game and as 0 to 1 in a season.
    """
    return (
        Leaf("minutes", "minutes", "Minutes on the floor, whole ones.", unit="minutes"),
        Leaf("points", "points", "Points scored.", unit="points"),
        *SHOOTING,
        *rebounds(""),
        Leaf("assists", "assists", "Passes credited with a made field goal."),
        Leaf("steals", "steals", "Balls taken from the opponent."),
        Leaf("blocks", "blocks", "Opponent's shots blocked."),
        Leaf("turnovers", "turnovers", "Balls lost."),
        Leaf("fouls", "fouls", "Fouls of all kinds."),
        Leaf("api_usage", "usage", "Share of the team's plays that he ended while on the floor.", Kind.PERCENT),
        Leaf("api_offensive_rating", "offensive_rating", "Points produced, by the API.", Kind.NUMBER, PER_100),
        Leaf("api_defensive_rating", "defensive_rating", "Points allowed, by the API.", Kind.NUMBER, PER_100),
        Leaf("api_net_rating", "net_rating", "Offensive less defensive rating.", Kind.NUMBER, PER_100),
        Leaf("api_effective_field_goal_pct", "effective_field_goal_pct", _EFFECTIVE_DOC, Kind.PERCENT),
        Leaf(
            "api_true_shooting",
            "true_shooting_pct",
            "PTS / (2 (FGA + 0.44 FTA)), as the API has it; 1.5 when every shot is a made three.",
            Kind.PERCENT if of_game else Kind.NUMBER,
        ),
        Leaf("api_assists_turnover_ratio", "assists_turnover_ratio", "Assists per turnover.", Kind.NUMBER),
        Leaf("api_free_throw_rate", "free_throw_rate", _FREE_THROW_DOC, Kind.PERCENT),
        Leaf("api_offensive_rebound_pct", "offensive_rebound_pct", _OREB_DOC, Kind.PERCENT),
    )


def shooting_checks(prefix: str = "") -> tuple[Check, ...]:
    """No more made than tried, twos and threes add up, shares are fractions: all broken by the feed now and then."""
    kinds = ("field_goals", "two_point_field_goals", "three_point_field_goals", "free_throws")
    made = tuple(
        Check(
            f"{prefix}{kind}_made_within_attempted", f"{prefix}{kind}_made <= {prefix}{kind}_attempted", Severity.WARN
        )
        for kind in kinds
    )
    shares = tuple(fraction(f"{prefix}api_{kind}_pct") for kind in kinds)
    return (*made, *shares, _adds_up(prefix, "made"), _adds_up(prefix, "attempted"))


def rate_checks(prefix: str = "") -> tuple[Check, ...]:
    """Rates of the API that are no shares: a shot of three counts one and a half, so they go up to 1.5."""
    return tuple(in_range(f"{prefix}{name}", 0, 1.5) for name in ("api_effective_field_goal_pct", "api_true_shooting"))


def rebounds_check(prefix: str = "") -> Check:
    """Both kinds are all rebounds; a team has some beside them that are of neither kind."""
    kinds = f"{prefix}rebounds_defensive + {prefix}rebounds_offensive"
    return Check(f"{prefix}rebounds_within_total", f"{kinds} <= {prefix}rebounds_total", Severity.WARN)


def possessions_check(minutes: str) -> Check:
    """Possessions of the game by formula are 45 to 110 per 40 minutes."""
    # Doubles from the first term on: an absurd count must not overflow and stop the table.
    both = " + ".join(
        f"{FREE_THROW_WEIGHT}D * {side}free_throws_attempted"
        f" + {side}field_goals_attempted - {side}rebounds_offensive + {side}turnovers_total"
        for side in ("", "opponent_")
    )
    return Check(
        "possessions_per_40_in_range",
        f"try_divide(20 * ({both}), {minutes}) BETWEEN 45 AND 110",
        Severity.WARN,
    )


def points_check(points: str, prefix: str = "") -> Check:
    """Points are those of the shots made."""
    shots = f"2 * {prefix}two_point_field_goals_made + 3 * {prefix}three_point_field_goals_made"
    return Check(
        f"{prefix}{points}_follow_from_shots",
        f"{prefix}{points} = {shots} + {prefix}free_throws_made",
        Severity.WARN,
    )


def _adds_up(prefix: str, what: str) -> Check:
    parts = f"{prefix}two_point_field_goals_{what} + {prefix}three_point_field_goals_{what}"
    return Check(f"{prefix}field_goals_{what}_add_up", f"{prefix}field_goals_{what} = {parts}", Severity.WARN)
