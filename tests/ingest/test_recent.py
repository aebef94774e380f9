"""What a daily run asks, day after day, against a ledger that remembers what it asked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from cbbd_spark.ingest.plan import choose, plan_recent
from cbbd_spark.ingest.recent import Recent, seasons_at
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import days
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Facts, Status, Team
from tests.ingest.planning import POLICY, Held, planned

KNOWN = endpoints()
MORNING = datetime(2025, 1, 15, 13, tzinfo=UTC)
WEEKLY = {"substitutions_team", "lineups_team", "teams_roster"}
TEAMS = [Team(number, f"Team {number}", f"Conference {number % 31}") for number in range(1, 366)]


def season(until: date) -> dict[str, list[int]]:
    """Fifty games a day from 4 November on, final up to a day."""
    first = date(2024, 11, 4)
    every = (first + timedelta(days=n) for n in range(150))
    return {day.isoformat(): [day.toordinal() * 100 + n for n in range(50)] if day <= until else [] for day in every}


def after_a_backfill(now: datetime) -> Held:
    held = Held()
    held.answer(planned(["teams"], [2025], now=now).requests, now, facts=Facts(teams=TEAMS))
    held.answer(planned(["games"], [2025], now=now).requests, now, facts=Facts(season(now.date())))
    held.answer(planned([one.name for one in choose(KNOWN, None)], [2025], held, now=now).requests, now)
    return held


def a_day(held: Held, now: datetime, names: list[str] | None = None, rolling: int = 3) -> list[Request]:
    """The requests of one morning's run; its answers are held afterwards."""
    recent = Recent(now.date(), rolling, {})
    chosen = choose(KNOWN, names)
    first = plan_recent(choose(KNOWN, ["games", "teams"]), held, now, POLICY, recent).requests
    first = [one for one in first if names is None or one.endpoint.name in names]
    for one in first:
        facts = Facts(season(now.date())) if one.endpoint.name == "games" else Facts(teams=TEAMS)
        held.answer([one], now, facts=facts)
    rest = plan_recent(chosen, held, now, POLICY, recent).requests
    held.answer(rest, now)
    return first + rest


def test_a_daily_run_in_season_makes_at_most_twenty_calls_but_for_what_comes_weekly() -> None:
    held = after_a_backfill(MORNING)
    asked: Counter[str] = Counter()
    for day in range(1, 43):
        requests = a_day(held, MORNING + timedelta(days=day))
        assert sum(one.endpoint.name not in WEEKLY for one in requests) <= 20
        asked.update(one.endpoint.name for one in requests)
    assert asked["lineups_team"] == asked["substitutions_team"] == 365 * 6, "each team once a week"
    assert asked["teams_roster"] == 6
    assert 31 <= asked["stats_player_shooting_season"] <= 62, "once in five weeks"
    assert asked["games"] == asked["ratings_elo"] == asked["games_players"] == 42


def test_what_comes_weekly_is_spread_over_the_week() -> None:
    held = after_a_backfill(MORNING)
    by_day = [
        sum(one.endpoint.name == "lineups_team" for one in a_day(held, MORNING + timedelta(days=day)))
        for day in range(1, 15)
    ]
    assert set(by_day) <= {52, 53}


def test_a_second_run_on_the_same_morning_asks_nothing() -> None:
    held = after_a_backfill(MORNING)
    assert a_day(held, MORNING + timedelta(days=1))
    assert a_day(held, MORNING + timedelta(days=1, minutes=20)) == []


def test_a_day_of_plays_is_asked_until_it_is_over_and_once_more_for_corrections() -> None:
    held = after_a_backfill(MORNING)
    asked: Counter[str] = Counter()
    for day in range(1, 12):
        requests = a_day(held, MORNING + timedelta(days=day), ["games", "plays_date"])
        asked.update(str(one.params["date"]) for one in requests if one.endpoint.name == "plays_date")
    assert {asked[f"2025-01-{day}"] for day in range(16, 22)} == {3}, "that evening, the day after, and two days on"


def test_the_rolling_window_looks_back_for_corrections_and_ahead_for_schedule_and_lines() -> None:
    recent = Recent(date(2025, 1, 15), 3, {})
    assert recent.window(KNOWN["games_teams"]) == days(date(2025, 1, 12), date(2025, 1, 15))
    assert recent.window(KNOWN["lines"]) == days(date(2025, 1, 12), date(2025, 1, 22))


def test_a_run_that_comes_late_looks_at_all_the_days_since_the_last_one() -> None:
    recent = Recent(date(2025, 1, 15), 3, {"lines": date(2025, 1, 2), "games": date(2025, 1, 14)})
    assert recent.window(KNOWN["lines"]).start.date() == date(2025, 1, 2)
    assert recent.window(KNOWN["games"]).start.date() == date(2025, 1, 12), "never less than the usual days"


def test_the_draft_and_the_transfers_of_last_season_are_asked_while_they_are_open() -> None:
    july = datetime(2025, 7, 10, 13, tzinfo=UTC)
    assert seasons_at(july) == [2026, 2025]
    asked = {str(one) for one in a_day(Held(), july, ["draft_picks", "recruiting_portal", "ratings_elo"])}
    assert asked == {"draft_picks year=2025", "recruiting_portal year=2025"}


def test_out_of_season_a_daily_run_asks_for_no_boxes_and_no_plays() -> None:
    held = after_a_backfill(MORNING)
    asked = {one.endpoint.name for one in a_day(held, datetime(2025, 8, 1, 13, tzinfo=UTC))}
    assert asked.isdisjoint({"games_teams", "games_players", "plays_date", "lineups_team", "ratings_elo"})


def test_a_failed_request_is_asked_again_by_the_next_run_whatever_its_day() -> None:
    held = after_a_backfill(MORNING)
    failed = a_day(held, MORNING + timedelta(days=1), ["teams", "lineups_team"])[-1]
    held.answer([failed], MORNING + timedelta(days=1), Status.FAILED)
    assert failed in a_day(held, MORNING + timedelta(days=2), ["teams", "lineups_team"])
