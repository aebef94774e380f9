"""Plays, rendered when asked for: a season of them would not fit into memory as text."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from cbbd_spark.simulator.dataset import Keep, Record
from cbbd_spark.simulator.league.events import AWAY, HOME, RIM, Event, Kind
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.play_texts import TYPE_NAMES, play_text
from cbbd_spark.simulator.league.scoresheet import period_length
from cbbd_spark.simulator.league.strength import expected_margin
from cbbd_spark.simulator.league.win_probability import seconds_left, win_probability
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import encode, rounded, timestamp, zero_as_null

ON_FLOOR_FROM = WALL_CLOCK_FROM = 2024
IDS_PER_GAME = 10_000  # takes play ids beyond 32 bits, as a BIGINT column should expect
REAL_SECONDS = 2.6  # per second of the game clock
INTERMISSION = 1080


def _json(value: object) -> str:
    return encode(value).decode()


class PlayWriter:
    """Writes the plays of one game; what repeats is encoded once."""

    def __init__(self, game: Game, players: dict[int, Player], expected: float) -> None:
        self._game = game
        self._expected = expected
        self._course = game.course()
        fixture = game.fixture
        self._first_id = fixture.id * IDS_PER_GAME
        self._source_id = fixture.source_id
        self._season = fixture.season
        self._schools = {HOME: fixture.home.school, AWAY: fixture.away.school, -1: ""}
        self._heading = _json(
            {
                "gameId": fixture.id,
                "gameSourceId": fixture.source_id,
                "gameStartDate": fixture.start_text,
                "season": fixture.season,
                "seasonType": fixture.season_type,
                "gameType": fixture.game_type or "",
                "tournament": fixture.tournament,
            }
        )[1:-1]
        self._sides = {side: self._side(side) for side in (HOME, AWAY, -1)}
        self._names = {number: players[number].name for ten in self._course.floors for number in ten}
        self._people = {number: _json({"name": name, "id": number}) for number, name in self._names.items()} | {
            0: '{"name":null,"id":null}'
        }
        self._state_key: tuple[int, ...] = ()
        self._state_text = ("", "")
        self._floors = [self._floor(ten) for ten in self._course.floors]

    def _side(self, side: int) -> str:
        names = ("teamId", "team", "conference", "teamSeed")
        others = ("opponentId", "opponent", "opponentConference", "opponentSeed")
        if side not in (HOME, AWAY):  # a stoppage belongs to no team
            return _json({"isHomeTeam": None, **dict.fromkeys((*names, *others))})[1:-1]
        fixture = self._game.fixture
        found: dict[str, object] = {"isHomeTeam": side == HOME}
        for keys, each in ((names, side), (others, 1 - side)):
            team, conference = fixture.teams[each], self._game.conferences[each]
            abbreviation = conference.abbreviation if conference else None
            found |= zip(keys, (team.id, team.school, abbreviation, fixture.seeds[each]), strict=True)
        return _json(found)[1:-1]

    def _floor(self, ten: tuple[int, ...]) -> str:
        if self._game.fixture.season < ON_FLOOR_FROM:
            return "[]"
        schools = [team.school for team in self._game.fixture.teams]
        return _json(
            [
                {"team": schools[place >= 5], "name": self._names[number], "id": number}
                for place, number in enumerate(ten)
            ]
        )

    def _shot_info(self, event: Event) -> str:
        if not event.worth:
            return "null"
        shot_range = (
            "free_throw" if event.worth == 1
            else "rim" if event.kind in RIM
            else "three_pointer" if event.worth == 3
            else "jumper"
        )  # fmt: skip
        spot = f'"y":{event.y},"x":{event.x}' if event.x >= 0 else '"y":null,"x":null'
        return (
            f'{{"shooter":{self._people[event.player]},"made":{_flag(event.made)},"range":"{shot_range}",'
            f'"assisted":{_flag(event.other > 0)},"assistedBy":{self._people[event.other]},"location":{{{spot}}}}}'
        )

    def _wall_clock(self, period: int, seconds: int) -> str:
        fixture = self._game.fixture
        if fixture.season < WALL_CLOCK_FROM:
            return "null"
        played = 1200 * min(period - 1, 2) + 300 * max(period - 3, 0) + period_length(period) - seconds
        passed = played * REAL_SECONDS + INTERMISSION * (period > 1)
        return f'"{timestamp(fixture.start + timedelta(seconds=round(passed)))}"'

    def _state(self, event: Event) -> tuple[str, str]:
        """Clock, score and chances, and the wall clock: several plays in a row share them."""
        key = event.period, event.seconds, event.home, event.away
        if key != self._state_key:
            left = seconds_left(event.period, event.seconds)
            chance = zero_as_null(rounded(win_probability(event.home - event.away, left, self._expected), 3))
            clock = (
                f'"period":{event.period},"clock":"{event.seconds // 60}:{event.seconds % 60:02d}",'
                f'"secondsRemaining":{event.seconds},"homeScore":{event.home},"awayScore":{event.away},'
                f'"homeWinProbability":{"null" if chance is None else chance}'
            )
            self._state_key, self._state_text = key, (clock, self._wall_clock(event.period, event.seconds))
        return self._state_text

    def _athletes(self, event: Event) -> list[int]:
        helper = event.other if event.kind != Kind.SUBSTITUTION else 0
        return [number for number in (event.player, helper) if number]

    def _body(self, number: int, event: Event, athletes: list[int]) -> bytes:
        player, helper = self._names.get(event.player, ""), self._names.get(event.other, "")
        text = play_text(event, self._schools[event.side], player, helper, self._season)
        clock, wall_clock = self._state(event)
        return (
            f'{{"id":{self._first_id + number},"sourceId":"{self._source_id}{number:09d}",'
            f'{self._heading},"playType":"{TYPE_NAMES[event.kind]}",{self._sides[event.side]},'
            f'{clock},"scoringPlay":{_flag(event.made)},'
            f'"shootingPlay":{_flag(event.worth > 0)},"scoreValue":{event.worth},'
            f'"wallclock":{wall_clock},"playText":{_json(text)},'
            f'"participants":[{",".join(self._people[athlete] for athlete in athletes)}],'
            f'"onFloor":{self._floors[event.floor]},"shotInfo":{self._shot_info(event)}}}'
        ).encode()

    def rows(self, keep: Keep) -> Iterator[Record]:
        """The plays that are wanted, in their order."""
        for number, event in enumerate(self._course.events, start=1):
            athletes = self._athletes(event)
            fields = {"shootingPlay": event.worth > 0, "athletes": athletes}
            if keep(fields):
                yield Record(fields, self._body(number, event, athletes))


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _rows(game: Game, players: dict[int, Player], expected: float, keep: Keep) -> Iterator[Record]:
    return PlayWriter(game, players, expected).rows(keep)


def game_fields(game: Game) -> dict[str, object]:
    """What the routes of plays and substitutions look at in a game."""
    fixture = game.fixture
    return {
        "gameId": fixture.id,
        "gameStartDate": fixture.start_text,
        "season": fixture.season,
        "tournament": fixture.tournament,
        "teams": tuple(team.school for team in fixture.teams),
    }


def _plays(league: League) -> list[Record]:
    groups = []
    for number, season in league.seasons.items():
        players = league.players(number)
        for game in season.games:
            if not game.has_plays:
                continue
            home, away = (season.strengths[team.id] for team in game.fixture.teams)
            expected = expected_margin(home, away, game.fixture.is_neutral)
            groups.append(Record(game_fields(game), rows=partial(_rows, game, players, expected)))
    return groups


SOURCES = {"plays": _plays}
