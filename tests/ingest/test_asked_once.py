"""A request that is wanted twice in one run is asked once, and its answer is stored once."""

from __future__ import annotations

from pathlib import Path

from cbbd_spark.ingest.harvest import ask
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.world import World
from cbbd_spark.sources import endpoints
from tests.ingest.harvesting import CANARY, entries, raw_of
from tests.ingest.scripted import Scripted, reply

VENUES, ELO = endpoints()["venues"], endpoints()["ratings_elo"]


def answered(tmp_path: Path, requests: list[Request]) -> tuple[Scripted, HarvestReport]:
    """A source whose every answer differs, so that a second one would land beside the first."""
    source = Scripted(tmp_path, lambda _, n: reply(content=b'[{"id":%d}]' % (n + 1)))

    async def job(world: World) -> HarvestReport:
        return await ask(source.settings, CANARY, requests, run_id="test", world=world)

    return source, source.run(job)


def test_one_list_with_a_request_in_it_twice_makes_one_call_and_one_object(tmp_path: Path) -> None:
    source, report = answered(tmp_path, [Request(VENUES), Request(VENUES), Request(VENUES)])
    assert (report.calls, report.total("asked"), report.total("landed")) == (1, 1, 1)
    assert len(entries(source.settings, "venues")) == 1
    assert len([key for key in raw_of(source.settings).list("") if "/_manifest/" not in key]) == 1


def test_the_order_of_parameters_makes_no_other_request(tmp_path: Path) -> None:
    one = Request(ELO, (("season", 2024), ("team", "Duke")))
    other = Request(ELO, (("team", "Duke"), ("season", 2024)))
    _, report = answered(tmp_path, [one, other])
    assert report.calls == 1


def test_requests_that_differ_are_all_asked(tmp_path: Path) -> None:
    """Else a filter that takes everything for a repetition would pass the tests above."""
    requests = [Request(ELO, (("season", season),)) for season in (2021, 2022, 2023)]
    _, report = answered(tmp_path, requests)
    assert report.calls == 3


def test_a_harvest_of_two_stages_asks_what_both_of_them_want_once(tmp_path: Path) -> None:
    """Games are asked to learn what there is, and stand in the plan of everything again."""
    source = Scripted(tmp_path, lambda _, __: reply())
    report = source.harvest(["games", "games"], [2024], refresh=True)
    assert len(source.asked) == len(set(source.asked)) == report.calls == 8
