"""The days of a season and the hours at which games start."""

from datetime import UTC, date, datetime, timedelta
from random import Random

# Hours after the local day's 00:00 UTC, with weights; 24 is 7 pm Eastern, 00:00Z of the next UTC day.
_STARTS = (
    (17, 8), (18, 6), (19, 9), (20, 5), (21, 6), (22, 4), (23, 8), (23.5, 6), (24, 22), (24.5, 7), (25, 9),
    (26, 6), (27, 3), (28, 1),
)  # fmt: skip
_HOURS = [hour for hour, _ in _STARTS]
_WEIGHTS = [weight for _, weight in _STARTS]


def first_monday_of_november(season: int) -> date:
    """Opening day."""
    first = date(season - 1, 11, 1)
    return first + timedelta(days=-first.weekday() % 7)


def selection_sunday(season: int) -> date:
    """The Sunday between 12 and 18 March, when the NCAA field is named."""
    day = date(season, 3, 12)
    return day + timedelta(days=(6 - day.weekday()) % 7)


def non_conference_days(season: int) -> list[date]:
    """Opening day to just before Christmas."""
    return _days(first_monday_of_november(season), date(season - 1, 12, 22))


def conference_days(season: int) -> list[date]:
    """From the last days of December to the week before the conference tournaments."""
    return _days(date(season - 1, 12, 29), selection_sunday(season) - timedelta(days=8))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def conference_tournament_days(season: int, rounds: int) -> list[date]:
    """One round a day, the final on Selection Sunday."""
    final = selection_sunday(season)
    return [final - timedelta(days=rounds - 1 - n) for n in range(rounds)]


def national_tournament_days(season: int, rounds: int) -> list[date]:
    """Two rounds a week, to the first Monday of April at the latest."""
    selection = selection_sunday(season)
    return [selection + timedelta(days=n) for n in (4, 6, 11, 13, 20, 22)[:rounds]]


def start_time(day: date, rng: Random) -> datetime:
    """A start of that (American) day; some 22 % fall on exactly 00:00Z, so on the next UTC day."""
    hour = rng.choices(_HOURS, _WEIGHTS)[0]
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)
