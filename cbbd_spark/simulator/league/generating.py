"""From a seed to a dataset."""

import importlib
import pkgutil
from collections.abc import Sequence
from datetime import date
from functools import partial
from types import ModuleType

from cbbd_spark.simulator.dataset import Dataset, Renderer, Source, built_once
from cbbd_spark.simulator.league import records
from cbbd_spark.simulator.league.clubs import FIRST_SEASON, found_clubs
from cbbd_spark.simulator.league.rosters import Rosters
from cbbd_spark.simulator.league.season import play_season
from cbbd_spark.simulator.league.world import League

FEWEST_TEAMS = 4


def _record_modules() -> list[ModuleType]:
    names = [module.name for module in pkgutil.iter_modules(records.__path__)]
    return [importlib.import_module(f"{records.__name__}.{name}") for name in names]


def _sources(league: League) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for module in _record_modules():
        for name, build in getattr(module, "SOURCES", {}).items():
            found[name] = built_once(partial(build, league))
        for name, ask in getattr(module, "ASKED", {}).items():
            found[name] = partial(ask, league)
    return found


def _renderers() -> dict[str, Renderer]:
    return {name: each for module in _record_modules() for name, each in getattr(module, "RENDERERS", {}).items()}


def _check(seasons: Sequence[int], teams: int, games_per_team: int) -> None:
    if not seasons:
        raise ValueError("no season was asked for")
    if min(seasons) < FIRST_SEASON:
        raise ValueError(f"seasons begin with {FIRST_SEASON}, {min(seasons)} was asked for")
    if teams < FEWEST_TEAMS:
        raise ValueError(f"a league has at least {FEWEST_TEAMS} teams, {teams} were asked for")
    if games_per_team < 1:
        raise ValueError(f"a team plays at least one game, {games_per_team} were asked for")


def generate(
    seasons: Sequence[int],
    teams: int = 64,
    seed: int = 1,
    games_per_team: int = 30,
    today: date | None = None,
) -> Dataset:
    """A league of that many teams over those seasons.

    `games_per_team` are those before the tournaments. `today` leaves the later games scheduled.
    """
    _check(seasons, teams, games_per_team)
    clubs = found_clubs(seed, teams)
    rosters = Rosters(clubs)
    played = {season: play_season(clubs, rosters, season, games_per_team, today) for season in sorted(set(seasons))}
    league = League(clubs, rosters, played, today)
    strengths = {
        number: {team: strength.net for team, strength in season.strengths.items()} for number, season in played.items()
    }
    return Dataset("generated", frozenset(played), _sources(league), _renderers(), strengths)
