"""Between frames of games and the numbers that the solvers take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from cbbd_spark.basketball.adjusted_ratings import EfficienciesToDate, Games
from cbbd_spark.basketball.adjusted_tempo import TempoToDate
from cbbd_spark.basketball.srs import Ids, Numbers

if TYPE_CHECKING:
    import pandas as pd


def in_order(games: pd.DataFrame) -> pd.DataFrame:
    """By day and id: rows arrive in any order, and a sum in another order is another sum."""
    return games.sort_values(["game_date", "game_id"], ignore_index=True)


def days(games: pd.DataFrame) -> Iterator[tuple[date, pd.DataFrame]]:
    """Each day's games, of games in order."""
    yield from games.groupby("game_date", sort=True)


def numbers(games: pd.DataFrame, column: str) -> Numbers:
    """A column as doubles, NaN for NULL."""
    return np.asarray(games[column].to_numpy(np.float64, na_value=np.nan))


def places(games: pd.DataFrame, teams: Ids, side: str) -> Ids:
    """The numbers of a side's teams within `teams`, which are sorted and hold them all."""
    return np.asarray(np.searchsorted(teams, games[f"{side}_team_id"].to_numpy(np.int64)))


def add_efficiencies(system: EfficienciesToDate, games: pd.DataFrame, teams: Ids) -> None:
    """Adds the games that have efficiencies."""
    rated = games[games["home_efficiency"].notna()]
    system.add(
        Games(
            places(rated, teams, "home"),
            places(rated, teams, "away"),
            numbers(rated, "home_efficiency"),
            numbers(rated, "away_efficiency"),
            rated["is_neutral_site"].to_numpy(np.float64),
        )
    )


def add_tempo(system: TempoToDate, games: pd.DataFrame, teams: Ids) -> None:
    """Adds the games that have possessions and minutes."""
    timed = games[games["minutes"].notna()]
    system.add(
        places(timed, teams, "home"),
        places(timed, teams, "away"),
        numbers(timed, "possessions"),
        numbers(timed, "minutes"),
    )
