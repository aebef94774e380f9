"""The columns of one side's box in a game, for the offence's table and, prefixed `opp_`, for the defence's."""

from __future__ import annotations

from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome
from cbbd_spark.spec.table import Column

_SHARES = ("tov_ratio", "oreb_pct", "fg_pct", "fg2_pct", "fg3_pct", "fg3_share", "ft_pct")

TEMPO = (
    outcome("has_box", "BOOLEAN", "The game has a box score: what follows from it is NULL where it has none."),
    outcome("game_minutes", "INT", "Length of the game: 40 and 5 per overtime.", "minutes"),
    outcome("possessions", "DOUBLE", "The mean of both sides' FGA - OREB + TOV + 0.475 FTA.", "possessions"),
    outcome("pace", "DOUBLE", "Possessions per 40 minutes.", "possessions/40"),
    outcome("api_pace", "DOUBLE", "The API's possessions per 40 minutes.", "possessions/40"),
)


def factor_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    return (
        outcome(f"{prefix}efg_pct", "DOUBLE", f"{whose} effective field goals, (FGM + 0.5 FG3M) / FGA.", "fraction"),
        outcome(f"{prefix}tov_ratio", "DOUBLE", f"{whose} turnovers per possession of the game.", "fraction"),
        outcome(f"{prefix}oreb_pct", "DOUBLE", f"{whose} offensive rebounds, of those there to take.", "fraction"),
        outcome(f"{prefix}ft_rate", "DOUBLE", f"{whose} free throws attempted per field goal attempted.", "FTA/FGA"),
    )


def shooting_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    kinds = {"fg": "field goals", "fg2": "two-point field goals", "fg3": "three-point field goals", "ft": "free throws"}
    counted = []
    for kind, words in kinds.items():
        made, tried = (f"{prefix}{kind}{letter}" for letter in "ma")
        counted.append(outcome(made, "INT", f"{whose} {words} made.", "shots"))
        counted.append(outcome(tried, "INT", f"{whose} {words} attempted.", "shots"))
        counted.append(outcome(f"{prefix}{kind}_pct", "DOUBLE", f"{made} / {tried}.", "fraction"))
    return (
        *counted,
        outcome(f"{prefix}fg3_share", "DOUBLE", f"{prefix}fg3a / {prefix}fga.", "fraction"),
        outcome(f"{prefix}true_shooting", "DOUBLE", f"{whose} points / (2 (FGA + 0.475 FTA)).", "fraction"),
    )


def box_checks(prefix: str) -> tuple[Check, ...]:
    return (
        Check("margin_is_of_points", "points - opp_points = margin"),
        Check("makes_are_attempts", f"{prefix}fgm <= {prefix}fga AND {prefix}ftm <= {prefix}fta", Severity.WARN),
        in_range("points", 0, 200),
        in_range("opp_points", 0, 200),
        # A box of 7 possessions makes an efficiency of 685, in 2020.
        in_range("pace", 45, 110),
        in_range(f"{prefix}efg_pct", 0, 1.5),
        in_range(f"{prefix}true_shooting", 0, 1.5),
        # In one game there are more free throws than shots now and then.
        in_range(f"{prefix}ft_rate", 0, 2),
        *(fraction(f"{prefix}{name}") for name in _SHARES),
    )
