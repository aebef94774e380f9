"""The columns that tables of counted plays share: counts of both sides, and the Four Factors from them."""

from __future__ import annotations

from cbbd_spark.basketball.play_counts import COUNTS
from cbbd_spark.basketball.play_rates import OPPONENT
from cbbd_spark.spec.check import Check, Severity, fraction
from cbbd_spark.spec.table import Column

_DOCS = {
    "two_point_field_goals_made": "Two-point field goals that went in.",
    "two_point_field_goals_attempted": "Two-point field goals tried.",
    "three_point_field_goals_made": "Three-point field goals that went in.",
    "three_point_field_goals_attempted": "Three-point field goals tried.",
    "free_throws_made": "Free throws that went in, of technical fouls too.",
    "free_throws_attempted": "Free throws tried, of technical fouls too.",
    "field_goals_made": "Field goals of two and three points that went in.",
    "field_goals_attempted": "Field goals of two and three points tried.",
    "rebounds_offensive": "Rebounds of an own miss, the team's included, dead-ball ones not.",
    "rebounds_defensive": "Rebounds of the other side's miss, the team's included, dead-ball ones not.",
    "turnovers_total": "Turnovers, the team's included.",
    "steals": "Balls taken from the other side.",
    "blocks": "Shots of the other side blocked.",
    "assists": "Made field goals after a pass, where the feed tells.",
    "points_total": "Points of the shots that went in: where plays are missing fewer than the final score.",
}
_FACTORS = {
    "efg_pct": ("(FGM + 0.5 FG3M) / FGA.", "fraction"),
    "tov_ratio": ("Turnovers per counted possession of the game.", "fraction"),
    "oreb_pct": ("OREB / (OREB + the other side's DREB).", "fraction"),
    "ft_rate": ("FTA / FGA.", "FTA/FGA"),
}
_SIDES = (("", ""), (OPPONENT, "Opponent's. "))


def count_columns() -> tuple[Column, ...]:
    """Counts of the team and, with the prefix `opponent_`, of the other side."""
    return tuple(
        Column(prefix + name, "INT", whose + _DOCS[name], "points" if name == "points_total" else None)
        for prefix, whose in _SIDES
        for name in COUNTS
    )


def factor_columns() -> tuple[Column, ...]:
    """The Four Factors of both sides."""
    return tuple(
        Column(prefix + name, "DOUBLE", whose + doc, unit)
        for prefix, whose in _SIDES
        for name, (doc, unit) in _FACTORS.items()
    )


def count_checks() -> tuple[Check, ...]:
    """What holds of counts however the feed is, and what it breaks."""
    shots = ("two_point_field_goals", "three_point_field_goals", "free_throws", "field_goals")
    return (
        *(Check(f"{kind}_made_within_attempted", f"{kind}_made <= {kind}_attempted") for kind in shots),
        Check(
            "points_are_those_of_shots",
            "points_total = 2 * two_point_field_goals_made + 3 * three_point_field_goals_made + free_throws_made",
        ),
        # An assist can be told where the shot is not, and a steal without its turnover.
        Check("assists_within_field_goals", "assists <= field_goals_made", Severity.WARN),
        Check("steals_within_turnovers", "steals <= opponent_turnovers_total", Severity.WARN),
        *(fraction(prefix + name) for prefix, _ in _SIDES for name in ("tov_ratio", "oreb_pct")),
    )
