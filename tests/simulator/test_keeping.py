"""Answers that are kept, as they were packed."""

import asyncio
import gzip

from cbbd_spark.simulator.dataset import Dataset, Query, Record
from cbbd_spark.simulator.server import create_app, serve_in_thread
from cbbd_spark.simulator.server.keeping import Keeping, etag
from tests.simulator.calling import Caller
from tests.simulator.faults.struck import raw
from tests.simulator.made_up import game_rows


def test_the_page_asked_for_longest_ago_gives_way_when_there_is_no_room() -> None:
    bodies = {name: f"{name * 40}".encode() for name in "abc"}
    keeping = Keeping(most=2 * len(gzip.compress(bodies["a"], 1, mtime=0)))
    pages = {name: keeping.keep(name, bodies[name]) for name in "ab"}
    assert keeping.get("a") == pages["a"]
    keeping.keep("c", bodies["c"])
    assert [keeping.get(name) is not None for name in "abc"] == [True, False, True]


def test_a_page_is_the_body_in_gzip_under_its_etag() -> None:
    page = Keeping().keep("x", b"some body")
    assert gzip.decompress(page.packed) == b"some body"
    assert page.etag == etag(b"some body") != etag(b"some bodx")


def counting() -> tuple[Dataset, list[Query]]:
    """A dataset that tells how often it was asked for its games."""
    asked: list[Query] = []

    def games(query: Query) -> list[Record]:
        asked.append(query)
        return game_rows("/games", 100)

    return Dataset("made up", frozenset({2025}), {"/games": games}), asked


def test_an_answer_is_made_once_and_is_the_same_for_every_encoding() -> None:
    dataset, asked = counting()
    with serve_in_thread(create_app(dataset)) as url:
        bodies = {Caller(url).get("/games", {"Accept-Encoding": way}).body for way in ("gzip", "gzip", "identity")}
        Caller(url).get("/games", team="x")
    assert len(bodies) == 1
    assert asked == [{}, {"team": "x"}]


def test_a_fault_neither_takes_nor_leaves_a_kept_answer() -> None:
    dataset, _ = counting()
    with serve_in_thread(create_app(dataset)) as url:
        api = Caller(url)
        first = asyncio.run(raw(api, "vanished_field; field=season", "/games"))
        right = api.get("/games").body
        assert gzip.decompress(first.body) != right
        again = asyncio.run(raw(api, "vanished_field; field=season", "/games"))
    assert again.body == first.body
