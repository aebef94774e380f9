"""An answer that does not honour its filter is refused: what was asked for must come back in its records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.judge import Judge, Verdict
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import utc_day
from cbbd_spark.sources import endpoints
from tests.ingest.bodies import body_of, compact


def judged(endpoint: str, records: list[Any], not_echoed: tuple[str, ...] | None = None, **asked: Any) -> Verdict:
    spec = endpoints()[endpoint]
    if not_echoed is not None:
        spec = replace(spec, not_echoed=not_echoed)
    return Judge(spec).judge(Request(spec, tuple(asked.items())), body_of(compact(records)), None)


HONOURED = {
    "season": ("ratings_elo", {"season": 2025}, {"season": 2025}),
    "year": ("recruiting_players", {"year": 2024}, {"year": 2024}),
    "team": ("stats_player_season", {"season": 2025, "team": "Duke"}, {"season": 2025, "team": "Duke"}),
    "team in other letters": ("ratings_srs", {"team": "san josé state"}, {"team": "San José State"}),
    "conference": ("stats_team_shooting_season", {"season": 2025, "conference": "ACC"}, {"conference": "acc"}),
    "an id in the path": ("plays_game", {"gameId": 7}, {"gameId": 7}),
    "no such field": ("games", {"team": "Duke"}, {"homeTeam": "Duke"}),
    "a field that is null": ("ratings_srs", {"conference": "ACC"}, {"conference": None}),
    "an object of that name": ("stats_team_leaderboard", {"conference": "ACC"}, {"conference": {"id": 1}}),
    "a name for an abbreviation": ("ratings_elo", {"conference": "ACC"}, {"conference": "Atlantic Coast Conference"}),
    "a poll's name for its word": ("rankings", {"pollType": "ap"}, {"pollType": "AP Top 25"}),
    "another side's play": ("plays_team", {"season": 2025, "team": "Duke"}, {"season": 2025, "team": "Elon"}),
}


@pytest.mark.parametrize("name", HONOURED)
def test_an_answer_that_repeats_what_was_asked_for_or_says_nothing_of_it_is_taken(name: str) -> None:
    endpoint, asked, record = HONOURED[name]
    assert judged(endpoint, [record] * 3, **asked).rows == 3


IGNORED = {
    "season": ("ratings_elo", {"season": 2025}, {"season": 2024}, "season 2025"),
    "year": ("draft_picks", {"year": 2024}, {"year": 2023}, "year 2024"),
    "team": ("ratings_srs", {"season": 2025, "team": "Duke"}, {"season": 2025, "team": "Elon"}, "team Duke"),
    "conference": ("teams", {"season": 2025, "conference": "ACC"}, {"conference": "SEC"}, "conference ACC"),
    "status": ("games", {"status": "final"}, {"status": "scheduled"}, "status final"),
    "week": ("rankings", {"season": 2025, "week": 3}, {"season": 2025, "week": 4}, "week 3"),
    "an id in the path": ("plays_game", {"gameId": 7}, {"gameId": 8}, "gameId 7"),
}


@pytest.mark.parametrize("name", IGNORED)
def test_an_answer_about_something_else_is_refused_with_what_was_asked_for(name: str) -> None:
    endpoint, asked, record, said = IGNORED[name]
    with pytest.raises(SetAside) as refused:
        judged(endpoint, [record] * 3, **asked)
    assert refused.value.reason == (
        f"the filter was ignored: 3 of 3 records lie outside of what was asked for ({said})"
    )
    assert refused.value.body == compact([record] * 3)


@pytest.mark.parametrize(("strangers", "is_taken"), [(0, True), (2, True), (3, False)])
def test_of_a_hundred_records_two_may_have_been_corrected_since(strangers: int, is_taken: bool) -> None:
    found = [{"team": "Duke"}] * (100 - strangers) + [{"team": "Elon"}] * strangers
    if is_taken:
        assert judged("ratings_srs", found, team="Duke").rows == 100
    else:
        with pytest.raises(SetAside, match="3 of 100 records"):
            judged("ratings_srs", found, team="Duke")


def test_of_what_an_id_in_the_path_names_no_record_may_be_another_s() -> None:
    with pytest.raises(SetAside, match="1 of 1000 records"):
        judged("plays_game", [{"id": 1, "gameId": 7}] * 999 + [{"id": 1, "gameId": 8}], gameId=7)


def test_what_the_endpoint_says_is_not_echoed_may_be_another() -> None:
    """Plays of a team's games are those of both sides. Without the endpoint's word they would be refused."""
    found = [{"season": 2025, "team": team} for team in ("Duke", "Elon")]
    assert judged("plays_team", found, season=2025, team="Duke").rows == 2
    with pytest.raises(SetAside, match="1 of 2 records"):
        judged("plays_team", found, not_echoed=(), season=2025, team="Duke")


def test_an_odd_record_is_held_to_what_was_asked_for_too() -> None:
    with pytest.raises(SetAside, match="season 2025"):
        judged("ratings_elo", [{"season": 2024, "new": 1}] * 3, season=2025)


def test_a_filter_counts_by_itself() -> None:
    """Two corrected seasons and two corrected dates are not four strangers."""
    spec = endpoints()["plays_date"]
    request = Request(spec, (("date", "2024-11-05"),), window=utc_day("2024-11-05"))
    inside, outside = datetime(2024, 11, 5, 19, tzinfo=UTC).isoformat(), datetime(2024, 1, 1, tzinfo=UTC).isoformat()
    found = [{"id": n, "gameStartDate": outside if n < 2 else inside} for n in range(100)]
    assert Judge(spec).judge(request, body_of(compact(found)), None).rows == 100
    found[2]["gameStartDate"] = outside
    with pytest.raises(SetAside, match=r"3 of 100 records .* \(dates\)"):
        Judge(spec).judge(request, body_of(compact(found)), None)
