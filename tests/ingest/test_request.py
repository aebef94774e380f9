from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from yarl import URL

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest import address
from cbbd_spark.ingest.request import Request
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.openapi import Parameter

GAMES = endpoints()["games"]
BY_GAME = replace(
    GAMES, name="plays_game", path="/plays/game/{gameId}", parameters=(Parameter("gameId", "path", True),)
)
BASE = URL("https://api.example.com")


@pytest.mark.parametrize("value", [0, -1, "", "  ", None, math.nan, 1.5])
def test_what_the_api_takes_for_no_filter_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="no filter"):
        Request(GAMES, (("season", value),))
    with pytest.raises(ValueError, match="no filter"):
        Request(BY_GAME, (("gameId", value),))


def test_a_parameter_that_the_api_would_ignore_is_refused() -> None:
    with pytest.raises(ValueError, match="no parameter year"):
        Request(GAMES, (("year", 2024),))


def test_a_required_parameter_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="needs season"):
        Request(endpoints()["teams_roster"])


@pytest.mark.parametrize("value", ["1/../../admin", "5", True])
def test_only_an_id_can_stand_in_a_path(value: Any) -> None:
    with pytest.raises(ValueError, match="must be an id"):
        Request(BY_GAME, (("gameId", value),))


def test_the_id_of_a_path_is_not_repeated_in_the_query() -> None:
    assert str(address.of(BASE, Request(BY_GAME, (("gameId", 12345),)))) == "https://api.example.com/plays/game/12345"


@pytest.mark.parametrize("team", ["Texas A&M", "San José State", "a+b", "100%", "x=y#z?/"])
def test_texts_reach_the_source_as_they_are(team: str) -> None:
    url = address.of(BASE, Request(GAMES, (("team", team),)))
    assert URL(str(url)).query["team"] == team
    assert dict(url.query) == {"team": team}


def test_a_base_with_a_path_keeps_it() -> None:
    url = address.of(address.base("https://proxy.example.com/cbb/"), Request(GAMES, (("season", 2024),)))
    assert str(url) == "https://proxy.example.com/cbb/games?season=2024"


@pytest.mark.parametrize("text", ["http://localhost:80", "http://127.0.0.1:8000", "http://[::1]:1", "https://a.b"])
def test_the_key_goes_over_https_or_stays_on_this_machine(text: str) -> None:
    assert address.base(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://api.collegebasketballdata.com",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://10.0.0.1",
        "ftp://localhost",
        "localhost:8000",
        "",
        "https://",
        "https://user:pass@a.b",
        "https://a.b?x=1",
    ],
)
def test_no_other_address_is_taken(text: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        address.base(text)
