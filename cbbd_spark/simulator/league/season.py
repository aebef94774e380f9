"""A whole season: the schedule, the games put off, the tournaments, in the order of the days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cbbd_spark.simulator.league.bracket import (
    Bracket,
    TournamentPlan,
    largest_power_of_two,
    regional_bracket,
    seeded_bracket,
)
from cbbd_spark.simulator.league.calendar import (
    conference_days,
    conference_tournament_days,
    national_tournament_days,
    start_time,
)
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import Clubs, Conference, Team
from cbbd_spark.simulator.league.elo import preseason
from cbbd_spark.simulator.league.games import POSTPONED, POSTSEASON, REGULAR, SCHEDULED, Fixture, Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.playing import Stage, local_day, play, status_of
from cbbd_spark.simulator.league.rosters import Rosters
from cbbd_spark.simulator.league.schedule import regular_season
from cbbd_spark.simulator.league.strength import Strength, season_strengths

CONFERENCE_TOURNAMENTS, NATIONAL, INVITATION = 8000, 9000, 9500  # where the numbers of their games begin
MOST_NATIONAL = 64
INVITED = 8


@dataclass(frozen=True)
class PlayedSeason:
    """A season with all that happened in it, games in the order of their starts."""

    season: int
    clubs: Clubs
    members: dict[int, Conference]
    strengths: dict[int, Strength]
    preseason_elo: dict[int, int]
    rosters: dict[int, list[Player]]
    games: list[Game]

    @property
    def finals(self) -> list[Game]:
        """The games that were played."""
        return [game for game in self.games if game.is_final]


def _replays(on: Stage, fixtures: Sequence[Fixture]) -> list[Fixture]:
    """Half of the games put off are played later, under another id, on a day on which both are free."""
    busy = {(team.id, local_day(each)) for each in fixtures for team in each.teams}
    last = conference_days(on.season)[-1] + timedelta(days=3)
    found: list[Fixture] = []
    put_off = [fixture for fixture in fixtures if status_of(on, fixture) == POSTPONED]
    for fixture in put_off[::2]:
        day = local_day(fixture) + timedelta(days=2)
        while day <= last and any((team.id, day) in busy for team in fixture.teams):
            day += timedelta(days=1)
        if day <= last:
            number = len(fixtures) + len(found) + 1
            rng = stream(on.clubs.seed, on.season, "replay", number)
            found.append(replace(fixture, number=number, start=start_time(day, rng)))
            busy |= {(team.id, day) for team in fixture.teams}
    return found


def _conference_record(games: Sequence[Game], team: Team) -> float:
    played = [
        game.winner == game.fixture.teams.index(team)
        for game in games
        if game.is_final and game.fixture.is_conference_game and team in game.fixture.teams
    ]
    return sum(played) / len(played) if played else 0.0


def _conference_brackets(on: Stage, games: Sequence[Game]) -> list[Bracket]:
    brackets = []
    for conference in on.clubs.conferences:
        teams = [team for team in on.clubs.teams if on.members[team.id] == conference]
        if len(teams) < 2:
            continue
        record = {team.id: _conference_record(games, team) for team in teams}
        ranked = sorted(teams, key=lambda team: (-record[team.id], -on.elo[team.id]))
        rounds = largest_power_of_two(len(teams)).bit_length() - 1
        plan = TournamentPlan(
            on.season,
            f"{conference.abbreviation} Tournament",
            REGULAR,
            CONFERENCE_TOURNAMENTS + 30 * conference.id,
            conference_tournament_days(on.season, rounds),
            [on.clubs.neutral_venues[conference.id % len(on.clubs.neutral_venues)]],
            is_conference_game=True,
        )
        brackets.append(seeded_bracket(plan, ranked, stream(on.clubs.seed, on.season, plan.name)))
    return brackets


def _national_brackets(on: Stage, champions: Sequence[Team]) -> list[Bracket]:
    field_size = min(largest_power_of_two(max(len(on.clubs.teams) // 4, 4)), MOST_NATIONAL)
    by_elo = sorted(on.clubs.teams, key=lambda team: -on.elo[team.id])
    automatic = list(champions)[: field_size // 2]
    at_large = [team for team in by_elo if team not in automatic]
    field = automatic + at_large[: field_size - len(automatic)]
    field.sort(key=lambda team: -on.elo[team.id])
    rounds = field_size.bit_length() - 1
    regions = 4 if field_size >= 16 else 1
    days = national_tournament_days(on.season, rounds)
    plan = TournamentPlan(on.season, "NCAA", POSTSEASON, NATIONAL, days, on.clubs.neutral_venues)
    brackets = [regional_bracket(plan, field, regions, stream(on.clubs.seed, on.season, "NCAA"))]
    others = [team for team in by_elo if team not in field][:INVITED]
    if len(on.clubs.teams) >= 4 * INVITED:
        days = [day - timedelta(days=1) for day in national_tournament_days(on.season, 3)]
        plan = TournamentPlan(
            on.season, "NIT", POSTSEASON, INVITATION, days, on.clubs.neutral_venues[:1], is_at_better_seed=True
        )
        brackets.append(seeded_bracket(plan, others, stream(on.clubs.seed, on.season, "NIT")))
    return brackets


def _play_brackets(on: Stage, brackets: Sequence[Bracket]) -> list[Game]:
    games: list[Game] = []
    for day in sorted({day for bracket in brackets for day in bracket.plan.days}):
        rounds = [(bracket, bracket.round_on(day)) for bracket in brackets]
        fixtures = sorted((each for _, fixtures in rounds for each in fixtures), key=_start)
        played = {fixture.number: play(on, fixture) for fixture in fixtures}
        for bracket, fixtures in rounds:
            bracket.record([played[fixture.number] for fixture in fixtures])
        games += played.values()
    return games


def _start(fixture: Fixture) -> tuple[float, int]:
    return fixture.start.timestamp(), fixture.number


def play_season(clubs: Clubs, rosters: Rosters, season: int, games_per_team: int, today: date | None) -> PlayedSeason:
    """The season as far as it has come."""
    strengths = season_strengths(clubs, season)
    elo = preseason(season_strengths(clubs, season - 1), [team.id for team in clubs.teams])
    on = Stage(clubs, season, clubs.members(season), strengths, rosters, dict(elo), today)
    fixtures = regular_season(clubs, season, games_per_team, strengths)
    fixtures += _replays(on, fixtures)
    games = [play(on, fixture) for fixture in sorted(fixtures, key=_start)]
    if not any(game.status == SCHEDULED for game in games):
        conference_brackets = _conference_brackets(on, games)
        games += _play_brackets(on, conference_brackets)
        if all(len(bracket.alive) == 1 for bracket in conference_brackets):
            champions = [bracket.alive[0][1] for bracket in conference_brackets]
            games += _play_brackets(on, _national_brackets(on, champions))
    games.sort(key=lambda game: _start(game.fixture))
    return PlayedSeason(season, clubs, on.members, strengths, elo, rosters.of_season(season), games)
