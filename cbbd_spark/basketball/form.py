"""Form: what a team or a player did in the last games before a game's day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball import four_factors, season_rates
from cbbd_spark.basketball.four_factors import per_40, ratio
from cbbd_spark.basketball.player_games import USAGE_COUNTS, usage_rate
from cbbd_spark.basketball.season_rates import BoxSide

SPANS = (5, 10)


def earlier_games(ahead: DataFrame, played: DataFrame, who: str) -> DataFrame:
    """The games of `played` up to each day `known_to` that `ahead` has for the season, or for `who` if that is there.

    Games to come mostly have one such day, today's: they share their form, which is made once. `nth` is 1 for the
    latest game of `who`. Games of one day stand in the order of their starts, then of their ids.
    """
    of = [name for name in ("season", who) if name in ahead.columns]
    latest_first = Window.partitionBy("season", who, "known_to").orderBy(
        F.desc("game_date"), F.desc_nulls_last("start_at"), F.desc("game_id")
    )
    # Each such day meets each game before it, as it should: callers sum over them.
    return (
        played.join(F.broadcast(ahead.select(*of, "known_to").distinct()), of, how="inner")
        .where(F.col("game_date") <= F.col("known_to"))
        .withColumn("nth", F.row_number().over(latest_first))
    )


def within(last: int | None = None) -> season_rates.Total:
    """The sum of a count over the `last` games, or over all."""
    if last is None:
        return F.sum
    return lambda count: F.sum(F.when(F.col("nth") <= last, count))


def team_form(total: season_rates.Total) -> dict[str, Column]:
    """What a team did over the games of `total`: `games`, `wins` and rates from sums."""
    own, opp = BoxSide.of_columns(), BoxSide.of_columns("opponent_")
    points, against = F.col("points"), F.col("opponent_points")
    games, wins = total(F.lit(1)), total((points > against).cast("int"))
    losses = total((points < against).cast("int"))
    return {
        "games": games,
        "wins": wins,
        "losses": losses,
        "win_pct": ratio(wins, wins + losses),
        "margin": ratio(total(points) - total(against), games),
        "ppg": ratio(total(points), games),
        "opp_ppg": ratio(total(against), games),
        "off_rating": _rating(points, own, opp, total),
        "def_rating": _rating(against, own, opp, total),
        "pace": season_rates.pace(own, opp, F.col("game_minutes"), total),
    }


def player_form(total: season_rates.Total) -> dict[str, Column]:
    """What a player did over the games of `total`, each of them with minutes to his name."""
    games, minutes = total(F.lit(1)), total(F.col("minutes"))
    counts = ("points", "fga", "fta")
    usage: Mapping[str, Column] = {name: total(F.col(name)) for name in USAGE_COUNTS}
    per_game = {"mpg": "minutes", "ppg": "points", "rpg": "rebounds", "apg": "assists"}
    return {
        "games": games,
        **{name: ratio(total(F.col(count)), games) for name, count in per_game.items()},
        "efg_pct": season_rates.rate(
            four_factors.effective_field_goal_pct, total, *(F.col(name) for name in ("fgm", "fg3m", "fga"))
        ),
        "true_shooting": season_rates.rate(four_factors.true_shooting, total, *(F.col(name) for name in counts)),
        "usage_rate": usage_rate(usage),
        "per_40_pts": per_40(total(F.col("points")), minutes),
    }


def named(prefix: str, values: Mapping[str, Column]) -> list[Column]:
    return [value.alias(f"{prefix}{name}") for name, value in values.items()]


def _rating(points: Column, own: BoxSide, opp: BoxSide, total: season_rates.Total) -> Column:
    """`points` per 100 possessions, of the games whose boxes have all counts."""
    possessions: Callable[..., Column] = four_factors.possessions

    def formula(points: Column, *counts: Column) -> Column:
        mean = four_factors.game_possessions(possessions(*counts[:4]), possessions(*counts[4:]))
        return four_factors.rating(points, mean)

    return season_rates.rate(formula, total, points, *own.possession_counts, *opp.possession_counts)
