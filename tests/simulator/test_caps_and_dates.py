"""What is cut off in silence, and which instants a range holds."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.simulator.calling import Caller
from tests.simulator.made_up import crowded
from tests.simulator.reading import games_with_plays

GAMES = 3100


@pytest.fixture(scope="module")
def crowd() -> Iterator[Caller]:
    with serve_in_thread(create_app(crowded(GAMES))) as url:
        yield Caller(url)


@pytest.mark.parametrize(
    ("path", "cap"),
    [("/games", 3000), ("/games/media", 3000), ("/lines", 3000), ("/games/teams", 3000), ("/games/players", 1000)],
)
def test_the_earliest_rows_come_and_the_rest_is_missing_without_a_sign(crowd: Caller, path: str, cap: int) -> None:
    rows = crowd.rows(path, season=2025)
    starts = [row["startDate"] for row in rows]
    assert len(rows) == cap
    assert starts == sorted(starts)
    assert len(crowd.rows(path, season=2025, startDateRange=starts[-1])) > 0


def test_a_full_window_can_hold_one_team_of_a_game_only(crowd: Caller) -> None:
    rows_of_game = Counter(row["gameId"] for row in crowd.rows("/games/players", season=2025))
    assert set(rows_of_game.values()) == {1, 2}


def test_paging_is_ignored(crowd: Caller) -> None:
    assert crowd.get("/games", page=2, offset=3000, limit=5).body == crowd.get("/games").body


def test_both_ends_of_a_range_are_inclusive(api: Caller) -> None:
    starts = [game["startDate"] for game in api.rows("/games", season=2025)]
    first, last = starts[10], starts[20]
    found = [game["startDate"] for game in api.rows("/games", startDateRange=first, endDateRange=last)]
    assert found == [start for start in starts if first <= start <= last]
    assert first in found
    assert last in found


def test_the_same_day_as_start_and_end_means_that_midnight_only(api: Caller) -> None:
    starts = [game["startDate"] for game in api.rows("/games", season=2025)]
    midnight = next(start for start in starts if start.endswith("T00:00:00.000Z"))
    day = midnight[:10]
    found = {game["startDate"] for game in api.rows("/games", startDateRange=day, endDateRange=day)}
    assert found == {midnight}
    assert len([start for start in starts if start.startswith(day)]) >= len(found)


def test_about_a_fifth_of_the_games_start_at_exactly_midnight(api: Caller) -> None:
    starts = [game["startDate"] for game in api.rows("/games")]
    assert 0.12 < sum(start.endswith("T00:00:00.000Z") for start in starts) / len(starts) < 0.35


def test_a_game_at_midnight_comes_with_both_days(api: Caller, league: Dataset) -> None:
    with_plays = games_with_plays(league)
    game = next(
        game
        for game in api.rows("/games", season=2025)
        if game["startDate"].endswith("T00:00:00.000Z") and game["id"] in with_plays
    )
    day = date.fromisoformat(game["startDate"][:10])
    on_both = [
        [play["id"] for play in api.rows("/plays/date", date=each) if play["gameId"] == game["id"]]
        for each in (day - timedelta(days=1), day)
    ]
    assert on_both[0] == on_both[1] != []


@pytest.mark.parametrize(
    ("day", "offset", "hours"), [("2025-01-15", -5, 5), ("2025-01-15", 5, 19), ("2024-12-01", -5, 30 * 24 + 5)]
)
def test_an_offset_moves_the_start_of_the_day_but_not_its_end(
    api: Caller, league: Dataset, day: str, offset: int, hours: int
) -> None:
    start = datetime.fromisoformat(f"{day}T00:00:00+00:00") + timedelta(hours=offset)
    end = start + timedelta(hours=hours)
    with_plays = games_with_plays(league)
    expected = {
        game["id"]
        for game in api.rows("/games")
        if start <= datetime.fromisoformat(game["startDate"]) <= end and game["id"] in with_plays
    }
    found = {play["gameId"] for play in api.rows("/plays/date", date=day, utcOffset=offset)}
    assert found == expected


@pytest.mark.parametrize("text", ["05.11.2024", "2024-11-05T00:00:00 00:00", "tomorrow", "2024-13-01"])
def test_a_text_that_is_no_date_is_a_400(api: Caller, text: str) -> None:
    answer = api.get("/games", startDateRange=text)
    assert answer.status == 400
    assert answer.json["message"] == "Validation Failed"
    assert answer.json["details"]["startDateRange"]["value"] == text


def test_a_date_without_dashes_passes_the_check_and_breaks_the_query(api: Caller) -> None:
    answer = api.get("/games", startDateRange="20241105")
    assert (answer.status, answer.json) == (500, {"message": "Internal Server Error"})


def test_an_offset_in_a_timestamp_counts(api: Caller) -> None:
    same = [
        api.get("/games", startDateRange=text, season=2025).body
        for text in ("2025-01-15T00:00:00.000Z", "2025-01-14T19:00:00-05:00", "2025-01-15")
    ]
    assert len(set(same)) == 1
