"""What each season leaves to the next one: a chain, since a season's final ratings follow from its own priors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.adjusted_ratings import CARRIED_OVER, FIRST_HOME_EDGE, EfficienciesToDate
from cbbd_spark.basketball.adjusted_tempo import TempoToDate
from cbbd_spark.basketball.home_edge import HomeEdge
from cbbd_spark.basketball.rating_frames import add_efficiencies, add_tempo, in_order, numbers, places
from cbbd_spark.basketball.srs import Ids, Numbers

if TYPE_CHECKING:
    import pandas as pd

_LEFT = (
    "season INT, team_id BIGINT, prior_off DOUBLE, prior_def DOUBLE, prior_tempo DOUBLE, "
    "mean_efficiency DOUBLE, home_edge DOUBLE"
)
# Of a team: o, d and tempo, against the mean.
Priors = dict[int, tuple[float, float, float]]
NO_PRIOR = (0.0, 0.0, 0.0)


def left_by_each_season(games: DataFrame) -> DataFrame:
    """(season, team_id) and what the season leaves of the team, of `division_1_games` of all seasons.

    `season` is the one that was played. Its teams' final o, d and tempo times 0.55, its mean efficiency, and the home
    edge as it is known after it.
    """
    rated = games.where(F.col("home_efficiency").isNotNull())
    return rated.withColumn("chain", F.lit(True)).groupBy("chain").applyInPandas(_chain, _LEFT)


def _chain(games: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (only the workers need it)

    edge = HomeEdge()
    priors: Priors = {}
    found, before = [], None
    for season, of_season in games.groupby("season", sort=True):
        priors = priors if before == season - 1 else {}
        ordered = in_order(of_season)
        home_edge = FIRST_HOME_EDGE if edge.estimate is None else edge.estimate
        teams, left, mean = _final(ordered, priors, home_edge)
        priors = dict(zip(teams.tolist(), map(tuple, left.tolist()), strict=True))
        edge, before = _with_conference_games(edge, ordered), season
        frame = pd.DataFrame(left, columns=["prior_off", "prior_def", "prior_tempo"])
        known = np.nan if edge.estimate is None else edge.estimate
        found.append(frame.assign(season=season, team_id=teams, mean_efficiency=mean, home_edge=known))
    names = [column.split()[0] for column in _LEFT.split(", ")]
    return pd.concat(found)[names]


def _final(games: pd.DataFrame, priors: Priors, home_edge: float) -> tuple[Ids, Numbers, float]:
    teams = np.unique(games[["home_team_id", "away_team_id"]].to_numpy(np.int64))
    offense, defense, tempo = np.array([priors.get(team, NO_PRIOR) for team in teams.tolist()]).T
    efficiencies, tempos = EfficienciesToDate(offense, defense, home_edge), TempoToDate(tempo)
    add_efficiencies(efficiencies, games, teams)
    add_tempo(tempos, games, teams)
    ratings = efficiencies.ratings()
    if ratings is None:
        raise ValueError("a season without a rated game leaves nothing")
    paces = tempos.adjusted()
    final_tempo = np.zeros(len(teams)) if paces is None else paces[1]
    return teams, CARRIED_OVER * np.stack([ratings.offense, ratings.defense, final_tempo], axis=1), ratings.mean


def _with_conference_games(edge: HomeEdge, games: pd.DataFrame) -> HomeEdge:
    league = games[games["phase"] == "conference"]
    teams = np.unique(games[["home_team_id", "away_team_id"]].to_numpy(np.int64))
    margin = numbers(league, "home_efficiency") - numbers(league, "away_efficiency")
    is_neutral = league["is_neutral_site"].to_numpy(np.float64)
    return edge.after(places(league, teams, "home"), places(league, teams, "away"), margin, is_neutral)
