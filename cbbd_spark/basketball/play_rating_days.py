"""Opponent-adjusted efficiencies from plays after each day: the model of adjusted_ratings, without last season.

Each season, with garbage time and without, begins with the mean team for everybody: counted possessions began to be
told in a season of their own, and a prior of other possessions would be another scale. So early rows lean to the mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyspark.sql import DataFrame

from cbbd_spark.basketball.adjusted_ratings import FIRST_HOME_EDGE, EfficienciesToDate
from cbbd_spark.basketball.rating_frames import add_efficiencies, days, in_order

if TYPE_CHECKING:
    import pandas as pd

_RATED = (
    "season INT, garbage STRING, team_id BIGINT, game_date DATE, games INT, adj_off_eff DOUBLE, adj_def_eff DOUBLE, "
    "adj_net_eff DOUBLE, adj_off_eff_se DOUBLE, adj_def_eff_se DOUBLE, adj_net_eff_se DOUBLE, "
    "mean_efficiency DOUBLE, home_edge DOUBLE"
)
_NAMES = [column.split()[0] for column in _RATED.split(", ")]


def play_ratings_by_day(games: DataFrame) -> DataFrame:
    """(season, garbage, team_id, game_date): each team after each day on which it played.

    `games` are one row per game and kind of `garbage`, with home_team_id, away_team_id, is_neutral_site,
    home_efficiency and away_efficiency, the latter not NULL.
    """
    return games.groupBy("season", "garbage").applyInPandas(_season, _RATED)


def _season(games: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (only the workers need it)

    teams = np.unique(games[["home_team_id", "away_team_id"]].to_numpy(np.int64))
    nobody = np.zeros(len(teams))
    efficiencies = EfficienciesToDate(nobody, nobody, FIRST_HOME_EDGE)
    found = []
    for day, of_day in days(in_order(games)):
        add_efficiencies(efficiencies, of_day, teams)
        ratings = efficiencies.ratings()
        if ratings is None:
            continue
        rows = pd.DataFrame(
            {
                "team_id": teams,
                "game_date": day,
                "games": efficiencies.games.astype(np.int32),
                "adj_off_eff": ratings.mean + ratings.offense,
                "adj_def_eff": ratings.mean + ratings.defense,
                "adj_net_eff": ratings.offense - ratings.defense,
                "adj_off_eff_se": ratings.side_error,
                "adj_def_eff_se": ratings.side_error,
                "adj_net_eff_se": ratings.net_error,
                "mean_efficiency": ratings.mean,
                "home_edge": FIRST_HOME_EDGE,
            }
        )
        played = of_day[["home_team_id", "away_team_id"]].to_numpy(np.int64)
        found.append(rows[np.isin(teams, played)])
    first = games.iloc[0]
    return pd.concat(found).assign(season=int(first["season"]), garbage=first["garbage"])[_NAMES]
