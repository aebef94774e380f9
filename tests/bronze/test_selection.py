"""Which answers a replay takes, by what was asked and when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cbbd_spark.bronze.selection import Selection, season_of
from cbbd_spark.sources import endpoints
from tests.bronze.landing import Raw


def _season(tmp_path: Path, name: str, **params: str | int | bool) -> int | None:
    raw = Raw(tmp_path, endpoints()[name])
    return season_of(raw.endpoint, raw.stored([], "2025-01-10T00:00:00.000Z", **params))


@pytest.mark.parametrize(
    ("name", "params", "season"),
    [
        ("games", {"season": 2025, "startDateRange": "2024-11-01T00:00:00.000Z"}, 2025),
        ("recruiting_players", {"year": 2023}, 2024),
        ("plays_date", {"date": "2024-11-05"}, 2025),
        ("plays_date", {"date": "2025-04-07"}, 2025),
        ("substitutions_team", {"team": "Duke", "season": 2025}, 2025),
        ("teams", {}, None),
        ("lineups_game", {"gameId": 401}, None),
    ],
)
def test_the_season_of_an_answer_is_the_one_that_was_asked_for(
    tmp_path: Path, name: str, params: dict[str, str | int], season: int | None
) -> None:
    assert _season(tmp_path, name, **params) == season


def test_every_planned_request_by_season_or_day_has_a_season(tmp_path: Path) -> None:
    asked = {"season": 2025, "year": 2025, "date": "2024-11-05"}
    for name, endpoint in endpoints().items():
        declared = {parameter.name for parameter in endpoint.parameters}
        for parameter in declared & asked.keys():
            assert _season(tmp_path, name, **{parameter: asked[parameter]}) is not None, f"{name}: {parameter}"


def test_seasons_take_what_belongs_to_none_along(tmp_path: Path) -> None:
    raw = Raw(tmp_path, endpoints()["teams"])
    of = {season: raw.stored([], "2025-01-10T00:00:00.000Z", season=season) for season in (2024, 2025)}
    today = raw.stored([], "2025-01-10T00:00:00.000Z")
    selection = Selection(seasons=(2025,))
    assert [selection.takes(raw.endpoint, each) for each in (of[2024], of[2025], today)] == [False, True, True]


def test_the_instant_itself_is_not_before_it(tmp_path: Path) -> None:
    raw = Raw(tmp_path, endpoints()["venues"])
    selection = Selection(before=datetime.fromisoformat("2025-03-02T01:00:00+01:00"))
    times = ("2025-03-01T23:59:59.999Z", "2025-03-02T00:00:00.000Z", "2025-03-02T00:00:00.001Z")
    assert [selection.takes(raw.endpoint, raw.stored([], time)) for time in times] == [True, False, False]
