"""/rankings: two polls a week, by Elo and with an eye on last week's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.calendar import first_monday_of_november, selection_sunday
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.games import POSTSEASON, REGULAR
from cbbd_spark.simulator.league.playing import local_day
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.routes.ratings import POLL_NAMES
from cbbd_spark.simulator.wire import timestamp

VOTERS = {"ap": 62, "coaches": 31}
RANKED = 25
_DAYS_AFTER_SELECTION = 23

Poll = tuple[str, int, date]


def poll_days(season: int) -> Iterator[Poll]:
    """Part of the season, week and day: a preseason poll, then Mondays, then one after the last game."""
    opening = first_monday_of_november(season)
    yield REGULAR, 1, opening - timedelta(days=14)
    day, week = opening + timedelta(days=7), 2
    while day <= selection_sunday(season) + timedelta(days=1):
        yield REGULAR, week, day
        day, week = day + timedelta(days=7), week + 1
    yield POSTSEASON, 1, selection_sunday(season) + timedelta(days=_DAYS_AFTER_SELECTION)


def elo_before(season: PlayedSeason, day: date) -> dict[int, int]:
    """Every rated team's Elo on the morning of a day."""
    elo = dict(season.preseason_elo)
    for game in season.finals:
        if local_day(game.fixture) >= day:
            break
        for side, team in enumerate(game.fixture.teams):
            elo[team.id] = game.elo_end[side] or elo.get(team.id, 0)
    return elo


def _points(place: int, voters: int, wobble: float) -> int:
    """Votes fall off faster than places; far down they are few enough to tie."""
    return max(int(voters * RANKED * (1 - place / 34) ** 1.7 + wobble), 1)


def _poll_rows(season: PlayedSeason, poll: Poll, kind: str) -> Iterator[dict[str, Any]]:
    part, week, day = poll
    rng = stream(season.clubs.seed, season.season, kind, part, week)
    elo = elo_before(season, day)
    opinion = {team.id: elo[team.id] + rng.gauss(0, 12) for team in season.clubs.teams}
    listed = min(RANKED + 8, max(len(opinion) // 2, 4))
    order = sorted(opinion, key=lambda team: -opinion[team])[:listed]
    voters = VOTERS[kind]
    points = sorted((_points(n, voters, rng.random() * 3) for n in range(listed)), reverse=True)
    for team_id, total in zip(order, points, strict=True):
        rank = 1 + sum(other > total for other in points)  # ties share a rank
        yield {
            "season": season.season,
            "seasonType": part,
            "week": week,
            "pollDate": timestamp(datetime(day.year, day.month, day.day, tzinfo=UTC)),
            "pollType": POLL_NAMES[kind],
            "teamId": team_id,
            "team": season.clubs.by_id[team_id].school,
            "conference": season.members[team_id].abbreviation,
            "ranking": rank if rank <= RANKED and rank <= listed - 2 else None,  # votes only
            "points": total,
            "firstPlaceVotes": max(voters - 12, 1) if rank == 1 else min(12, voters) if rank == 2 else 0,
        }


def poll_rows(season: PlayedSeason, today: date | None) -> Iterator[dict[str, Any]]:
    """All polls that are out."""
    last_game = local_day(season.games[-1].fixture) if season.games else None
    for poll in poll_days(season.season):
        is_early = last_game is None or (poll[0] == POSTSEASON and poll[2] <= last_game)
        if is_early or (today is not None and poll[2] > today):
            continue
        for kind in POLL_NAMES:
            yield from _poll_rows(season, poll, kind)


def _rankings(league: League) -> list[Record]:
    return [record("/rankings", row) for season in league.seasons.values() for row in poll_rows(season, league.today)]


SOURCES = {"/rankings": _rankings}
