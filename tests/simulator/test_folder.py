"""A folder of records is served byte for byte."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.simulator import folder
from cbbd_spark.simulator.record_files import FolderError
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.simulator.calling import Caller

GAME = '{"id":1,  "season":2017,"startDate":"2016-11-12T00:00:00.000Z","homeTeam":"Düke","status":"final","x":1.0}'
LATER = '{"id":2,"season":2017,"startDate":"2016-11-13T19:00:00.000Z","homeTeam":"Army","status":"final"}'
PLAY = '{"id":%d,"gameId":1,"gameStartDate":"2016-11-12T00:00:00.000Z","season":2017,"team":"Düke",%s}'
SHOT = PLAY % (11, '"shootingPlay": true,"participants":[{"name":"A","id":7}]')
FOUL = PLAY % (12, '"shootingPlay":false,"participants":[]')
CORRECTED = PLAY % (12, '"shootingPlay":false,"participants":[],"playText":"corrected"')
MEMBER = '{"id":1,"school":"Düke","conference":"ACC"}'
OUTSIDER = '{"id":2,"school":"Army Prep","conference":null}'


def write(path: Path, *lines: str) -> None:
    """A file of records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def records(tmp_path: Path) -> Path:
    write(tmp_path / "games.jsonl.gz", LATER, GAME)
    write(tmp_path / "plays.jsonl.gz", SHOT, FOUL)
    write(tmp_path / "captures" / "2" / "plays.jsonl.gz", CORRECTED)
    write(tmp_path / "teams.jsonl", MEMBER, OUTSIDER)
    write(tmp_path / "ratings_srs.json", '[{"season":2017, "team":"Düke"},', '{"season":2016,"team":"Düke"}]')
    return tmp_path


def ask(directory: Path, path: str, capture: int = 1, **params: Any) -> bytes:
    """The body of one answer."""
    with serve_in_thread(create_app(folder.load(directory, capture))) as url:
        answer = Caller(url).get(path, **params)
    assert answer.headers["X-Simulator"] == "folder"
    assert answer.status == 200
    return answer.body


def test_records_come_in_their_own_bytes_ordered_by_start(records: Path) -> None:
    assert ask(records, "/games", season=2017) == f"[{GAME},{LATER}]".encode()
    assert ask(records, "/games", team="düke") == f"[{GAME}]".encode()


def test_plays_of_a_folder_are_found_by_day_game_player_and_kind(records: Path) -> None:
    both = f"[{SHOT},{FOUL}]".encode()
    assert ask(records, "/plays/date", date="2016-11-11") == both
    assert ask(records, "/plays/date", date="2016-11-12") == both
    assert ask(records, "/plays/date", date="2016-11-13") == b"[]"
    assert ask(records, "/plays/game/1", shootingPlaysOnly="true") == f"[{SHOT}]".encode()
    assert ask(records, "/plays/player/7", season=2017) == f"[{SHOT}]".encode()


def test_a_later_capture_replaces_records_by_id(records: Path) -> None:
    assert ask(records, "/plays/game/1", capture=2) == f"[{SHOT},{CORRECTED}]".encode()


def test_the_teams_of_a_season_are_those_with_a_conference(records: Path) -> None:
    assert ask(records, "/teams") == f"[{MEMBER},{OUTSIDER}]".encode()
    assert ask(records, "/teams", season=2017) == f"[{MEMBER}]".encode()
    assert ask(records, "/teams", season=2018) == b"[]"


def test_an_array_file_serves_its_elements_in_their_own_bytes(records: Path) -> None:
    assert ask(records, "/ratings/srs", season=2017) == '[{"season":2017, "team":"Düke"}]'.encode()


def test_an_endpoint_without_a_file_is_empty(records: Path) -> None:
    assert ask(records, "/venues") == b"[]"
    assert ask(records, "/stats/player/season", season=2017) == b"[]"


def test_a_garbled_line_is_named_with_its_file(records: Path) -> None:
    write(records / "lines.jsonl.gz", '{"gameId":1}', '{"gameId":2')
    with pytest.raises(FolderError, match=r"lines\.jsonl\.gz, line 2: not a JSON object"):
        folder.load(records)


def test_a_cut_file_is_named(records: Path) -> None:
    path = records / "games.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FolderError, match=r"games\.jsonl\.gz: not a whole gzip file"):
        folder.load(records)


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no such folder"):
        folder.load(tmp_path / "nowhere")
    with pytest.raises(FolderError, match="no file of records"):
        folder.load(tmp_path)


def test_a_real_season_is_served_whole(real_season: Path) -> None:
    dataset = folder.load(real_season)
    lines = gzip.decompress((real_season / "games.jsonl.gz").read_bytes()).splitlines()
    with serve_in_thread(create_app(dataset)) as url:
        caller = Caller(url)
        assert len(caller.rows("/games", season=2017)) == len(lines) == 370
        assert caller.rows("/games", season=2016) == []
        plays = caller.rows("/plays/game/50023")
    assert [play["id"] for play in plays] == sorted(play["id"] for play in plays)
    assert all(play["sourceId"].startswith("400910548") for play in plays)
