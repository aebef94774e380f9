"""/games/media: who showed a game."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.names import NETWORKS
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import season_label

FIRST_MEDIA = 2011


def broadcasts(game: Game, seed: int) -> list[dict[str, str]]:
    """Mostly one network, sometimes a stream or radio besides, sometimes nobody."""
    rng = stream(seed, game.fixture.season, "media", game.fixture.number)
    if game.fixture.season < FIRST_MEDIA or rng.random() < 0.08:
        return []
    shown = [{"broadcastName": rng.choice(NETWORKS), "broadcastType": "tv"}]
    if rng.random() < 0.15:
        shown.append({"broadcastName": "ESPN3", "broadcastType": "web"})
    return shown


def _media(game: Game, seed: int) -> dict[str, Any]:
    fixture = game.fixture
    home, away = (conference.abbreviation if conference else None for conference in game.conferences)
    return {
        "gameId": fixture.id,
        "season": fixture.season,
        "seasonLabel": season_label(fixture.season),
        "seasonType": fixture.season_type,
        "startDate": fixture.start_text,
        "startTimeTbd": False,
        "homeTeamId": fixture.home.id,
        "homeTeam": fixture.home.school,
        "homeConference": home,
        "awayTeamId": fixture.away.id,
        "awayTeam": fixture.away.school,
        "awayConference": away,
        "neutralSite": fixture.is_neutral,
        "conferenceGame": fixture.is_conference_game,
        "gameType": fixture.game_type,
        "notes": fixture.notes,
        "broadcasts": broadcasts(game, seed),
    }


def _all_media(league: League) -> list[Record]:
    """The tournament is declared, and can be asked for, but is never sent (Q15)."""
    return [
        record("/games/media", _media(game, league.clubs.seed), tournament=game.fixture.tournament)
        for game in league.games
    ]


SOURCES = {"/games/media": _all_media}
