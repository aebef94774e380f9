"""The lines of a game, one row each, and their numbers: for the newest line and for its history.

The API turns a 0 into null in every number of a line, so a pick'em spread is NULL and cannot be told from a line
without a spread but by its moneylines.
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.market import implied_probability, no_vig_probability
from cbbd_spark.silver.api_values import text
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Role

PROVIDER = Column("provider", "STRING", "Who names the line, as spelled in the answer.")
NUMBERS = (
    Column(
        "spread",
        "DOUBLE",
        "Home side's handicap: negative, home favoured; NULL for a pick'em too.",
        "points",
        Role.MARKET,
    ),
    Column("over_under", "DOUBLE", "Line on both teams' points together.", "points", Role.MARKET),
    Column("home_moneyline", "DOUBLE", "Odds of a home win.", "American odds", Role.MARKET),
    Column("away_moneyline", "DOUBLE", "Odds of an away win.", "American odds", Role.MARKET),
    Column("spread_open", "DOUBLE", "The first spread, from 2025 on.", "points", Role.MARKET),
    Column("over_under_open", "DOUBLE", "The first line on the total, from 2025 on.", "points", Role.MARKET),
    Column(
        "spread_is_pickem_inferred",
        "BOOLEAN",
        "No spread, a total, and moneylines within 0.02 of even once the margin is out: a pick'em that the API lost.",
        role=Role.MARKET,
    ),
)
_PICKEM_WITHIN = 0.02


def number_checks() -> tuple[Check, ...]:
    """Spreads, totals and odds are such as a bookmaker gives."""
    return (
        *(in_range(name, -60, 60) for name in ("spread", "spread_open")),
        *(in_range(name, 80, 250) for name in ("over_under", "over_under_open")),
        *(
            Check(f"{name}_is_odds", f"abs({name}) >= 100", Severity.WARN)
            for name in ("home_moneyline", "away_moneyline")
        ),
    )


def one_row_a_line(lines: DataFrame) -> DataFrame:
    """`lines` with one row per line of a game: its columns, `provider` and NUMBERS. Games without lines have none."""
    exploded = lines.select("*", F.explode("lines").alias("line"))
    home = implied_probability(F.col("line.home_moneyline"))
    away = implied_probability(F.col("line.away_moneyline"))
    is_even = F.abs(no_vig_probability(home, away) - 0.5) <= _PICKEM_WITHIN
    is_pickem = F.col("line.spread").isNull() & F.col("line.over_under").isNotNull() & is_even
    return exploded.select(
        *lines.columns,
        text(F.trim("line.provider")).alias("provider"),
        *(F.col(f"line.{column.name}").alias(column.name) for column in NUMBERS[:-1]),
        F.coalesce(is_pickem, F.lit(False)).alias("spread_is_pickem_inferred"),
    )
