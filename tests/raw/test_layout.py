from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from cbbd_spark.raw import layout

RAW = msgspec.json.Decoder(list[msgspec.Raw])


def test_the_hash_of_a_request_does_not_depend_on_the_order_of_its_parameters() -> None:
    one = layout.request_hash("games", {"season": 2024, "status": "final"})
    assert one == layout.request_hash("games", {"status": "final", "season": 2024})
    assert len(one) == 16


def test_the_hash_of_a_request_stays_for_ever() -> None:
    """It is in the names of stored objects: another value would orphan them all."""
    assert layout.request_hash("games", {"season": 2024}) == "c39b7f9e8a1c1e29"


@pytest.mark.parametrize("other", [("games_teams", {"season": 2024}), ("games", {"season": "2024"}), ("games", {})])
def test_another_endpoint_value_or_type_is_another_request(other: tuple[str, dict[str, str | int | bool]]) -> None:
    assert layout.request_hash(*other) != layout.request_hash("games", {"season": 2024})


def test_the_key_of_an_object_says_source_endpoint_request_time_and_body() -> None:
    key = layout.object_key("cbbd", "games", "ab" * 8, "2024-11-05T00:30:00.123Z", "12345678" + "0" * 56)
    assert key == "cbbd/games/abababababababab/20241105T003000123Z-12345678.jsonl.gz"


def test_times_are_written_in_utc() -> None:
    eastern = timezone(timedelta(hours=-5))
    assert layout.timestamp(datetime(2024, 11, 4, 19, 30, tzinfo=eastern)) == "2024-11-05T00:30:00.000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        layout.timestamp(datetime(2024, 11, 4))


def test_each_record_keeps_its_own_bytes() -> None:
    body = b'[ {"a" : 1.50,"b":"\xc3\xa9\xe2\x80\xa8"} ,{"a":1e3}]'
    assert layout.lines(RAW.decode(body)) == b'{"a" : 1.50,"b":"\xc3\xa9\xe2\x80\xa8"}\n{"a":1e3}\n'


def test_a_record_over_several_lines_becomes_one_line_of_equal_value() -> None:
    body = b'[{\r\n  "a": "x\\ny",\n  "b": [\n1\n]}]'
    (line,) = layout.lines(RAW.decode(body)).splitlines()
    assert msgspec.json.decode(line) == {"a": "x\ny", "b": [1]}


def test_equal_records_are_stored_as_equal_bytes() -> None:
    stored = layout.packed([b'{"a":1}', b'{"a":2}'])
    assert stored == layout.packed([b'{"a":1}', b'{"a":2}'])
    assert stored[4:8] == b"\0\0\0\0", "the header of the gzip holds a time"
    assert layout.unpacked(stored) == [b'{"a":1}', b'{"a":2}']


LINES = b"".join(b'{"id":%d,"name":"%x"}\n' % (number, number * number) for number in range(40_000))


@pytest.mark.parametrize("size", [1, 1000, 1 << 18, (1 << 18) + 1, len(LINES)])
def test_in_which_parts_the_lines_came_does_not_show(size: int) -> None:
    packer = layout.Packer()
    lines = LINES if size > 1 else LINES[: LINES.index(b"\n", 5000) + 1]
    for start in range(0, len(lines), size):
        packer.add(lines[start : start + size])
    assert packer.finish() == layout.packed(lines.splitlines())


def test_a_stored_object_is_read_by_every_reader_of_gzip() -> None:
    stored = layout.packed(LINES.splitlines())
    assert gzip.decompress(stored) == LINES
    assert subprocess.run(["gzip", "-dc"], input=stored, capture_output=True, check=True).stdout == LINES


def test_another_process_stores_equal_records_as_equal_bytes() -> None:
    script = (
        "import sys\n"
        "from cbbd_spark.raw import layout\n"
        "sys.stdout.buffer.write(layout.packed(sys.stdin.buffer.read().splitlines()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], input=LINES, capture_output=True, check=True)
    assert done.stdout == layout.packed(LINES.splitlines())


def test_a_cut_or_damaged_object_is_not_unpacked() -> None:
    stored = layout.packed([b'{"a":%d}' % number for number in range(1000)])
    with pytest.raises(zlib.error):
        layout.unpacked(stored[:-20])
    with pytest.raises(zlib.error):
        layout.unpacked(stored[:200] + bytes([stored[200] ^ 1]) + stored[201:])


def test_an_answer_without_records_unpacks_to_none() -> None:
    assert layout.unpacked(layout.packed([])) == []


def test_utc_is_the_only_zone_in_names() -> None:
    assert layout.timestamp(datetime(2024, 3, 10, 7, 0, tzinfo=UTC)).endswith("Z")
