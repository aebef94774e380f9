"""The command against a server: what it asks, keeps and says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cbbd_spark.cassette.plan import MOST_CALLS, PLAN
from cbbd_spark.cassette.simulated import StandIn
from cbbd_spark.errors import ConfigurationError, ExitCode, QuotaExhausted, SourceDown
from tests.cassette.taking import CANARY, RealApi, run
from tests.ingest.harvesting import files_with


def test_30_calls_a_run_until_all_are_made_and_nothing_differs_between_two_leagues_of_the_simulator(
    real: RealApi, into: Path, simulator: StandIn
) -> None:
    with real.served() as url:
        first = run(url, into, simulator)
        assert (first.code, first.differences) == (ExitCode.DONE, set()), first.output
        assert len(real.calls) == MOST_CALLS
        second = run(url, into, simulator)
        assert (second.code, second.differences) == (ExitCode.DONE, set()), second.output
        assert len(real.calls) == len(PLAN)
        third = run(url, into, simulator)
    assert len(real.calls) == len(PLAN), "what is kept is not asked again"
    assert "no calls made now" in third.output


def test_again_asks_anew_into_a_new_folder(real: RealApi, into: Path, simulator: StandIn) -> None:
    with real.served() as url:
        first = run(url, into, simulator, budget=2)
        before = (first.folder / "index.json").read_bytes()
        old = first.folder
        second = run(url, into, simulator, budget=3, again=True)
    assert second.folder != old
    assert (old / "index.json").read_bytes() == before
    assert len(real.calls) == 5


@pytest.mark.parametrize("budget", [-1, 31])
def test_a_budget_beyond_30_calls_costs_no_call(real: RealApi, into: Path, simulator: StandIn, budget: int) -> None:
    with real.served() as url, pytest.raises(ConfigurationError, match="--budget"):
        run(url, into, simulator, budget=budget)
    assert real.calls == []


def test_a_budget_is_kept(real: RealApi, into: Path, simulator: StandIn) -> None:
    with real.served() as url:
        ran = run(url, into, simulator, budget=4)
    assert len(real.calls) == 4
    assert "not asked yet: games_teams," in ran.output


def test_what_is_kept_can_be_compared_without_a_key_and_without_a_call(
    real: RealApi, into: Path, simulator: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CBBD_API_KEY", raising=False)
    with real.served() as url:
        run(url, into, simulator, budget=3)
        ran = run(url, into, simulator, budget=0, key=None)
    assert (ran.code, len(real.calls)) == (ExitCode.DONE, 3)


def test_bodies_are_kept_as_they_came_with_request_status_and_headers(
    real: RealApi, into: Path, simulator: StandIn
) -> None:
    with real.served() as url:
        ran = run(url, into, simulator, budget=1)
    [take] = json.loads((ran.folder / "index.json").read_text())["takes"]
    body = gzip.decompress((ran.folder / "answers" / "games.gz").read_bytes())
    assert len(body) == take["body_bytes"]
    assert {game["season"] for game in json.loads(body)} == {2025}
    assert (take["status"], take["headers"]["x-calllimit-remaining"]) == (200, "999")
    assert take["url"].startswith(f"{url}/games?season=2025&")


def test_the_cost_is_what_the_server_counted(real: RealApi, into: Path, simulator: StandIn) -> None:
    with real.served() as url:
        ran = run(url, into, simulator)
    # Two of the thirty are not counted: the one that is refused with 400, and the contract.
    assert "X-CallLimit-Remaining was 1000 before and 972 after: it cost 28 calls" in ran.output


def test_planted_differences_are_all_reported_and_nothing_else(real: RealApi, into: Path, simulator: StandIn) -> None:
    real.changes["/games"] = lambda game: game.update(excitementIndex=game.pop("excitement"))
    real.changes["/conferences"] = lambda one: one.update(id=str(one["id"]))
    real.without = {"ETag"}
    with real.served() as url:
        ran = run(url, into, simulator, budget=28)
    etags = {found for found in ran.differences if found[2] == "etag"}
    assert {found[1] for found in etags} == {"header"}
    assert ran.differences - etags == {
        ("games", "new field", "excitementIndex"),
        ("games", "vanished field", "excitement"),
        ("conferences", "changed type", "id"),
    }
    assert ran.code == ExitCode.SET_ASIDE


def test_a_tier_that_nobody_knew_of_is_a_difference(real: RealApi, into: Path, simulator: StandIn) -> None:
    real.refused = {"/lines"}
    with real.served() as url:
        ran = run(url, into, simulator, budget=8)
    assert ran.differences == {("lines", "status", "lines")}
    assert '401 "Unauthorized."' in ran.report


def test_the_quota_ends_the_run_and_what_came_before_is_kept_and_reported(
    real: RealApi, into: Path, simulator: StandIn
) -> None:
    real.quota = 5
    with real.served() as url, pytest.raises(QuotaExhausted, match="Monthly call quota exceeded") as caught:
        run(url, into, simulator)
    assert caught.value.exit_code == ExitCode.QUOTA
    # The contract is not counted; the seventh call is the one that was refused.
    assert len(real.calls) == 7
    [report] = into.rglob("report.md")
    assert "stopped: the month's calls are used up" in report.read_text()
    assert "6 of 45 answers are in the cassette" in report.read_text()


def test_a_bad_key_ends_the_run_at_once_and_nothing_is_kept(real: RealApi, into: Path, simulator: StandIn) -> None:
    with real.served() as url:
        with pytest.raises(ConfigurationError, match="CBBD_API_KEY"):
            run(url, into, simulator, key="not-a-good-key")
        assert len(real.calls) == 1
        assert list(into.rglob("*")) == []
        run(url, into, simulator, budget=2)
        with pytest.raises(ConfigurationError, match="CBBD_API_KEY"):
            run(url, into, simulator, key="not-a-good-key")
        assert len(real.calls) == 4, "a bad key is noticed in a later run too"


def test_a_server_that_is_not_there_is_said(into: Path, simulator: StandIn) -> None:
    with pytest.raises(SourceDown, match="is the source up"):
        run("http://127.0.0.1:9", into, simulator)
    assert list(into.rglob("*")) == []


def test_an_answer_that_repeats_the_key_is_reported_and_kept_without_it(
    real: RealApi, into: Path, simulator: StandIn
) -> None:
    real.changes["/games"] = lambda game: game.update(gameNotes=f"asked with {CANARY}")
    with real.served() as url:
        ran = run(url, into, simulator, budget=2)
    assert ("games", "key in the answer", "games") in ran.differences
    assert files_with(CANARY, into) == []
    assert files_with("asked with ***", into) != [], "the search looks into the right files"


@pytest.mark.parametrize("season", [1990, 2999, 0])
def test_a_season_that_cannot_be_compared_costs_no_call(
    real: RealApi, into: Path, simulator: StandIn, season: int
) -> None:
    with real.served() as url, pytest.raises(ConfigurationError, match="--season"):
        run(url, into, simulator, season=season)
    assert real.calls == []
