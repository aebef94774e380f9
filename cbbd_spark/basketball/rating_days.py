"""A season's ratings after each day of games: one pass over the days, each day's games added to what was summed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pyspark.sql import DataFrame

from cbbd_spark.basketball.adjusted_ratings import (
    FIRST_HOME_EDGE,
    FIRST_MEAN,
    PRIOR_GAMES,
    EfficienciesToDate,
    Ratings,
    believed_before,
)
from cbbd_spark.basketball.adjusted_tempo import TempoToDate
from cbbd_spark.basketball.calendar import season_begins
from cbbd_spark.basketball.rating_frames import add_efficiencies, add_tempo, days, in_order, numbers, places
from cbbd_spark.basketball.srs import Ids, MarginsToDate

if TYPE_CHECKING:
    import pandas as pd

_RATED = (
    "season INT, team_id BIGINT, as_of_date DATE, mean_efficiency DOUBLE, home_edge DOUBLE, adj_off DOUBLE, "
    "adj_def DOUBLE, adj_net DOUBLE, adj_off_se DOUBLE, adj_def_se DOUBLE, adj_net_se DOUBLE, tempo DOUBLE, "
    "adj_tempo DOUBLE, srs DOUBLE, games INT, prior_weight DOUBLE"
)
_NAMES = [column.split()[0] for column in _RATED.split(", ")]
_ADJUSTED = ("mean_efficiency", "adj_off", "adj_def", "adj_net", "adj_off_se", "adj_def_se", "adj_net_se")


def ratings_by_day(games: DataFrame, teams: DataFrame) -> DataFrame:
    """(season, team_id, as_of_date): each team of `teams` after each day of games, and before the season.

    `games` as from `division_1_games`; `teams` are a season's teams with prior_off, prior_def, prior_tempo, home_edge
    and mean_efficiency, each NULL where there is none.
    """
    return games.groupBy("season").cogroup(teams.groupBy("season")).applyInPandas(_season, _RATED)


def _season(games: pd.DataFrame, teams: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (only the workers need it)

    if teams.empty:
        return pd.DataFrame(columns=_NAMES)
    return pd.concat(_Season(teams.sort_values("team_id", ignore_index=True)).days(in_order(games)))[_NAMES]


class _Season:
    """A season as it goes on."""

    def __init__(self, teams: pd.DataFrame) -> None:
        self._season = int(teams["season"].iloc[0])
        self._teams: Ids = teams["team_id"].to_numpy(np.int64)
        offense, defense, tempo = (
            np.nan_to_num(numbers(teams, name)) for name in ("prior_off", "prior_def", "prior_tempo")
        )
        self._home_edge = _of_all(teams, "home_edge", FIRST_HOME_EDGE)
        self._before = believed_before(offense, defense, _of_all(teams, "mean_efficiency", FIRST_MEAN))
        self._efficiencies = EfficienciesToDate(offense, defense, self._home_edge)
        self._tempo = TempoToDate(tempo)
        self._margins = MarginsToDate(len(self._teams))

    def days(self, games: pd.DataFrame) -> list[pd.DataFrame]:
        """The rows of every day."""
        found = [self._rows(season_begins(self._season), self._before)]
        for day, of_day in days(games):
            add_efficiencies(self._efficiencies, of_day, self._teams)
            add_tempo(self._tempo, of_day, self._teams)
            home, away = places(of_day, self._teams, "home"), places(of_day, self._teams, "away")
            self._margins.add(home, away, numbers(of_day, "margin"))
            found.append(self._rows(day, self._efficiencies.ratings()))
        return found

    def _rows(self, day: date, ratings: Ratings | None) -> pd.DataFrame:
        import pandas as pd  # noqa: PLC0415 (only the workers need it)

        adjusted = {} if ratings is None else _adjusted(ratings)
        paces = self._tempo.adjusted()
        games = self._efficiencies.games
        return pd.DataFrame(
            {
                "team_id": self._teams,
                **{name: adjusted.get(name, np.nan) for name in _ADJUSTED},
                "season": self._season,
                "as_of_date": day,
                "home_edge": self._home_edge,
                "tempo": self._tempo.plain(),
                "adj_tempo": np.nan if paces is None else paces[0] + paces[1],
                "srs": self._margins.ratings(),
                "games": games.astype(np.int32),
                "prior_weight": PRIOR_GAMES / (PRIOR_GAMES + games),
            }
        )


def _adjusted(ratings: Ratings) -> dict[str, object]:
    return {
        "mean_efficiency": ratings.mean,
        "adj_off": ratings.mean + ratings.offense,
        "adj_def": ratings.mean + ratings.defense,
        "adj_net": ratings.offense - ratings.defense,
        "adj_off_se": ratings.side_error,
        "adj_def_se": ratings.side_error,
        "adj_net_se": ratings.net_error,
    }


def _of_all(teams: pd.DataFrame, column: str, otherwise: float) -> float:
    known = numbers(teams, column)
    known = known[~np.isnan(known)]
    return float(known[0]) if len(known) else otherwise
