"""/lines and /lines/providers: what the market said before a game."""

import zlib
from random import Random
from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.strength import expected_margin
from cbbd_spark.simulator.league.win_probability import chance
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import plain, zero_as_null

FIRST_LINES = 2013
MODELLED = ("teamrankings", "numberfire", "consensus")
MEAN_RATING = 103.0
HALF_VIG = 0.022
_MARGIN_ERROR, _TOTAL_ERROR, _PROVIDER_ERROR = 2.0, 3.5, 0.6
_NONE, _NO_MONEYLINE_FROM = 0.07, 24
_FLIPPED_EVERY = 80  # games: evenly spread, so that every season has some


def providers(season: int) -> tuple[str, ...]:
    """Who was heard in a season (Q17)."""
    if season <= 2022:
        return MODELLED
    return ("ESPN BET",) if season <= 2025 else ("Bovada", "Draft Kings", "ESPN BET")


def _has_opening(season: int, rng: Random) -> bool:
    share = 0.0 if season < 2025 else 0.33 if season == 2025 else 0.98
    return rng.random() < share


def american_odds(probability: float) -> int:
    """Odds with the bookmaker's share, in steps of five."""
    priced = min(probability + HALF_VIG, 0.985)
    odds = -100 * priced / (1 - priced) if priced >= 0.5 else 100 * (1 - priced) / priced
    return int(round(odds / 5) * 5)


def _to_half(value: float) -> float:
    return round(value * 2) / 2


def _line(provider: str, margin: float, total: float, season: int, rng: Random, *, sign: int) -> dict[str, Any]:
    spread = -_to_half(margin + rng.gauss(0, _PROVIDER_ERROR))
    over_under = _to_half(total + rng.gauss(0, _PROVIDER_ERROR))
    has_moneyline = abs(spread) < _NO_MONEYLINE_FROM and rng.random() < 0.97
    home_chance = chance(-spread)
    has_opening = _has_opening(season, rng)
    spread_open = spread + _to_half(rng.gauss(0, 1.0))
    total_open = over_under + _to_half(rng.gauss(0, 1.5))
    return {
        "provider": provider,
        "spread": zero_as_null(plain(sign * spread)),  # a pick'em arrives as null (Q9)
        "overUnder": zero_as_null(plain(over_under)),
        "homeMoneyline": american_odds(home_chance) if has_moneyline else None,
        "awayMoneyline": american_odds(1 - home_chance) if has_moneyline else None,
        "spreadOpen": zero_as_null(plain(spread_open)) if has_opening else None,
        "overUnderOpen": zero_as_null(plain(total_open)) if has_opening else None,
    }


def game_lines(game: Game, season: PlayedSeason) -> list[dict[str, Any]]:
    """The lines of a game; some have none, few of those with teams outside Division I do."""
    fixture = game.fixture
    rng = stream(season.clubs.seed, fixture.season, "lines", fixture.number)
    is_division_one = all(team.is_division_one for team in fixture.teams)
    if fixture.season < FIRST_LINES or rng.random() < (_NONE if is_division_one else 0.9):
        return []
    home, away = (season.strengths[team.id] for team in fixture.teams)
    margin = expected_margin(home, away, fixture.is_neutral) + rng.gauss(0, _MARGIN_ERROR)
    ratings = 2 * MEAN_RATING + home.offense - home.defense + away.offense - away.defense
    total = ratings * (home.pace + away.pace) / 200 + rng.gauss(0, _TOTAL_ERROR)
    names = [name for name in providers(fixture.season) if rng.random() < 0.95]
    flipped = rng.choice(names) if names and (fixture.number * 41 + season.clubs.seed) % _FLIPPED_EVERY == 0 else None
    return [_line(name, margin, total, fixture.season, rng, sign=-1 if name == flipped else 1) for name in names]


def _game(game: Game, season: PlayedSeason) -> dict[str, Any]:
    fixture = game.fixture
    found: dict[str, Any] = {
        "gameId": fixture.id,
        "season": fixture.season,
        "seasonType": fixture.season_type,
        "startDate": fixture.start_text,
    }
    for side, name in enumerate(("home", "away")):
        conference = game.conferences[side]
        found[f"{name}TeamId"] = fixture.teams[side].id
        found[f"{name}Team"] = fixture.teams[side].school
        found[f"{name}Conference"] = conference.abbreviation if conference else None
        found[f"{name}Score"] = game.points[side]
    found["lines"] = game_lines(game, season)
    return found


def _lines(league: League) -> list[Record]:
    return [record("/lines", _game(game, season)) for season in league.seasons.values() for game in season.games]


def _providers(league: League) -> list[Record]:
    names = {name for season in league.seasons for name in providers(season)}
    return [record("/lines/providers", {"id": zlib.crc32(name.encode()) >> 1, "name": name}) for name in sorted(names)]


SOURCES = {"/lines": _lines, "/lines/providers": _providers}
