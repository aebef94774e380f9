"""Fractions that follow from counts on the same row: 0 to 1, and NULL where there is nothing to divide by.

They stand beside what the API says of the same (`api_`), which is rounded and 0 where nothing was counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from pyspark.sql import Column as SparkColumn
from pyspark.sql import functions as F

from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.spec.table import Column


@dataclass(frozen=True)
class Share:
    """One fraction: its column, and the columns whose sums are its part and its whole."""

    name: str
    doc: str
    part: tuple[str, ...]
    whole: tuple[str, ...]


def declare_shares(shares: Iterable[Share], prefix: str = "", whose: str = "") -> tuple[Column, ...]:
    """The columns of `shares`; `prefix` goes before each name and `whose` before each sentence."""
    return tuple(Column(f"{prefix}{share.name}", "DOUBLE", f"{whose}{share.doc}") for share in shares)


def shares_of(shares: Iterable[Share], prefix: str = "") -> tuple[SparkColumn, ...]:
    """The values of `shares` out of a frame that has the counts under their names."""
    return tuple(
        ratio(_sum(share.part, prefix), _sum(share.whole, prefix)).alias(f"{prefix}{share.name}") for share in shares
    )


def made_share(kind: str, what: str) -> Share:
    """The share of the shots of a kind that went in."""
    return Share(f"{kind}_pct", f"Share of {what} that went in.", (f"{kind}_made",), (f"{kind}_attempted",))


def _sum(names: Iterable[str], prefix: str) -> SparkColumn:
    return reduce(add, (F.col(f"{prefix}{name}") for name in names))
