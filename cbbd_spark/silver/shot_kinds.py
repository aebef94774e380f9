"""Shots by kind, as the feed of plays tells them: for the shooting of teams and players, and for the leaderboard.

A kind's share is that of the tracked shots from the field, and the assisted share that of the shots that went in.
The API says nothing of assists on tip-ins: they count as made without one.
"""

from __future__ import annotations

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.silver.api_values import text, whole
from cbbd_spark.silver.box_score import Kind, Leaf, declare, read, shots
from cbbd_spark.silver.shares import Share, declare_shares, made_share, shares_of
from cbbd_spark.spec.check import Check, Severity, fraction
from cbbd_spark.spec.table import Column

_TRACKED = ("tracked_shots",)
ASSISTABLE = {
    "dunks": "Dunks",
    "layups": "Layups",
    "two_point_jumpers": "Jump shots of two points",
    "three_point_jumpers": "Shots of three points",
}
FROM_THE_FIELD = ASSISTABLE | {"tip_ins": "Tip-ins"}
_WITH_FREE_THROWS = FROM_THE_FIELD | {"free_throws": "Free throws in the feed of plays"}


def assisted(kind: str, what: str, path: str = "") -> Leaf:
    """How many of the shots made were assisted."""
    return Leaf(f"{kind}_assisted", f"{path or kind}.assisted", f"{what} that went in after a teammate's pass.")


def api_assisted_pct(kind: str, what: str, path: str = "") -> Leaf:
    doc = f"Share of the {what.lower()} made that were assisted, as the API has it."
    return Leaf(f"api_{kind}_assisted_pct", f"{path or kind}.assisted_pct", doc, Kind.PERCENT)


def api_share(kind: str, what: str, path: str) -> Leaf:
    doc = f"Share of {what.lower()} among the tracked shots, as the API has it."
    return Leaf(f"api_{kind}_share", path, doc, Kind.PERCENT)


SHARES_BY_KIND = (
    Share(
        "assisted_pct",
        "Share of the tracked shots made that were assisted; tip-ins count as made without an assist.",
        tuple(f"{kind}_assisted" for kind in ASSISTABLE),
        tuple(f"{kind}_made" for kind in FROM_THE_FIELD),
    ),
    *(made_share(kind, what.lower()) for kind, what in FROM_THE_FIELD.items()),
    *(
        Share(
            f"{kind}_assisted_pct",
            f"Share of the {what.lower()} made that were assisted.",
            (f"{kind}_assisted",),
            (f"{kind}_made",),
        )
        for kind, what in ASSISTABLE.items()
    ),
    *(
        Share(f"{kind}_share", f"Share of {what.lower()} among the tracked shots.", (f"{kind}_attempted",), _TRACKED)
        for kind, what in FROM_THE_FIELD.items()
    ),
)
_LEAVES = (
    Leaf("tracked_shots", "tracked_shots", "Shots from the field that the feed tells the kind of, made or missed."),
    *(leaf for kind, what in _WITH_FREE_THROWS.items() for leaf in shots(kind, what)),
    *(assisted(kind, what) for kind, what in ASSISTABLE.items()),
    *(api_assisted_pct(kind, what) for kind, what in ASSISTABLE.items()),
    *(api_share(kind, what, f"attempts_breakdown.{kind}") for kind, what in FROM_THE_FIELD.items()),
    Leaf("api_assisted_pct", "assisted_pct", "Share of the shots made that were assisted, by the API.", Kind.PERCENT),
    Leaf("api_free_throw_rate", "free_throw_rate", "Free throws per tracked shot, as the API has it.", Kind.PERCENT),
)
_SHARES = (
    *SHARES_BY_KIND,
    made_share("free_throws", "free throws"),
    Share("ft_rate", "Free throws tried per tracked shot.", ("free_throws_attempted",), _TRACKED),
)
TEAM_SEASON = (
    Column("season", "INT", "The season, named by the year in which it ends."),
    Column("team_id", "BIGINT", "The team, as in dim_teams."),
)
TEAM = (
    Column("team", "STRING", "School."),
    Column("conference", "STRING", "Conference in that season, abbreviated."),
)
SHOOTING = (*declare(_LEAVES), *declare_shares(_SHARES))


def kind_checks() -> tuple[Check, ...]:
    """No more made than tried, no more assisted than made, the kinds are what was tracked, shares are fractions."""
    return (
        *(_within(f"{kind}_made", f"{kind}_attempted") for kind in _WITH_FREE_THROWS),
        *(_within(f"{kind}_assisted", f"{kind}_made") for kind in ASSISTABLE),
        *(fraction(share.name) for share in SHARES_BY_KIND),
        Check(
            "kinds_add_up",
            f"tracked_shots = {' + '.join(f'{kind}_attempted' for kind in FROM_THE_FIELD)}",
            Severity.WARN,
        ),
    )


def shooting(season: DataFrame, *whose: SparkColumn) -> DataFrame:
    """The records of a season's shooting with the columns TEAM_SEASON, `whose`, TEAM and SHOOTING."""
    counted = season.select(
        whole(F.col("season")).alias("season"),
        "team_id",
        *whose,
        text(F.col("team")).alias("team"),
        text(F.col("conference")).alias("conference"),
        *read(_LEAVES),
        F.col("_fetched_at").alias("_observed_at"),
    )
    names = [name for name in counted.columns if name != "_observed_at"]
    return counted.select(*names, *shares_of(_SHARES), "_observed_at")


def _within(part: str, all_of_it: str) -> Check:
    return Check(f"{part}_within_{all_of_it}", f"{part} <= {all_of_it}", Severity.WARN)
