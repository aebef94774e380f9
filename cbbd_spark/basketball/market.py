"""Betting lines. `spread` is the home side's: negative means that the home team is favoured."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio

# Below this spread the two numbers may name different favourites without either being wrong.
JUDGED_FROM_SPREAD = 3.0


def of_the_sides_of_their_game(lines: DataFrame, games: DataFrame) -> DataFrame:
    """The `lines` but those whose home team is not the game's: sides that were swapped turn every number around."""
    # A game has one row, so the join cannot multiply rows.
    listed = games.select("season", "game_id", F.col("home_team_id").alias("_listed"))
    is_so = F.coalesce(F.col("home_team_id") == F.col("_listed"), F.lit(True))
    return lines.join(listed, ["season", "game_id"], "left").where(is_so).select(*lines.columns)


def implied_probability(odds: Column) -> Column:
    """What American odds imply, the bookmaker's margin included: -o/(100 - o) below 0, 100/(o + 100) above."""
    return F.when(odds < 0, ratio(-odds, F.lit(100) - odds)).when(odds > 0, ratio(F.lit(100), odds + F.lit(100)))


def no_vig_probability(own: Column, other: Column) -> Column:
    """The implied probability without the bookmaker's margin."""
    return ratio(own, own + other)


def overround(home: Column, away: Column) -> Column:
    """By how much the implied probabilities exceed 1."""
    return home + away - F.lit(1.0)


def hold(home: Column, away: Column) -> Column:
    """The share of all stakes that the bookmaker keeps: 1 - 1/(p_home + p_away)."""
    return F.lit(1.0) - ratio(F.lit(1.0), home + away)


def favourite_by_spread(spread: Column) -> Column:
    """+1 home, -1 away; NULL without a spread and at 0."""
    return F.when(spread < 0, F.lit(1)).when(spread > 0, F.lit(-1))


def favourite_by_moneyline(home_odds: Column, away_odds: Column) -> Column:
    """+1 home, -1 away; NULL unless both odds are there and differ."""
    home, away = implied_probability(home_odds), implied_probability(away_odds)
    return F.when(home > away, F.lit(1)).when(home < away, F.lit(-1))


def line_class(spread: Column, home_odds: Column, away_odds: Column, others_spread: Column) -> Column:
    """Whether a line contradicts itself: `ok`, `flipped`, `moneyline_flipped` or `suspect`.

    `others_spread` is the median of the other providers' spreads of the game; it decides which of the two numbers
    names the wrong favourite. A line that cannot be judged (a spread below 3, or no spread, or no moneylines) is ok.
    """
    by_spread, by_odds = favourite_by_spread(spread), favourite_by_moneyline(home_odds, away_odds)
    by_others = favourite_by_spread(others_spread)
    is_contradiction = (F.abs(spread) >= JUDGED_FROM_SPREAD) & (by_spread != by_odds)
    return (
        F.when(is_contradiction & (by_others == by_odds), "flipped")
        .when(is_contradiction & (by_others == by_spread), "moneyline_flipped")
        .when(is_contradiction, "suspect")
        .otherwise("ok")
    )


def median_of_others(value: str, provider: str, of: str) -> Column:
    """The median of the other providers' values for the same `of`; NULL where no other has one."""
    pair = F.when(F.col(value).isNotNull(), F.struct(F.col(provider).alias("provider"), F.col(value).alias("value")))
    all_of_them = F.collect_list(pair).over(Window.partitionBy(of))
    others = F.filter(all_of_them, lambda one: one["provider"] != F.col(provider))
    values = F.array_sort(F.transform(others, lambda one: one["value"]))
    n = F.size(values)
    return (F.get(values, F.floor((n - 1) / 2).cast("int")) + F.get(values, F.floor(n / 2).cast("int"))) / 2


def repaired_spread(spread: Column, classified: Column) -> Column:
    """The spread with its sign put right where it is `flipped`; NULL where the line is `suspect`."""
    return F.when(classified == "flipped", F.lit(0.0) - spread).when(classified != "suspect", spread)


def against(line: Column, over: str, under: str) -> Column:
    """The name of the side that won a bet; `push` at exactly 0; NULL where the bet is not settled."""
    return F.when(line > 0, over).when(line < 0, under).when(line == 0, "push")
