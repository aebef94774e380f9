"""What each part of landing costs per MB of plays, beside what does the same in another way."""

from __future__ import annotations

import hashlib
import statistics
import time
import zlib
from collections.abc import Callable
from functools import partial

import msgspec

from cbbd_spark.ingest.body import Body
from cbbd_spark.ingest.cut import cut
from cbbd_spark.ingest.inflate import pieces
from cbbd_spark.ingest.reply import Reply
from cbbd_spark.raw import layout
from cbbd_spark.raw.conformity import Conformity
from cbbd_spark.raw.drift import Watch
from cbbd_spark.sources import endpoints
from tests.bench.canned import plays

_ROUNDS = 5
_LIMIT = 1 << 30


def part_table() -> list[str]:
    """Lines of a table, ratios to the first of each group."""
    records = plays()
    body = b"[" + b",".join(records) + b"]"
    wire = zlib.compress(body, 6, 31)
    reply = Reply("", 200, {"content-encoding": "gzip"}, wire)
    lines = [block.lines for block in cut(pieces(reply, _LIMIT))]
    conformity = Conformity(endpoints()["plays_date"].record)
    decoded = [conformity.decode_lines(each) or [] for each in lines]
    raw = msgspec.json.Decoder(list[msgspec.Raw])
    odd = [record[:-1] + b',"new":1}' for record in records[:4000]]
    groups: list[dict[str, Callable[[], object]]] = [
        {
            "inflate in pieces": lambda: _through(pieces(reply, _LIMIT)),
            "inflate and hash in pieces": lambda: Body(reply, _LIMIT).sha256,
            "inflate with zlib, whole": partial(zlib.decompress, wire, 31),
            "hash, whole": lambda: hashlib.sha256(body).digest(),
        },
        {
            "cut into lines": lambda: _through(cut(_sliced(body))),
            "cut by parsing, and join": lambda: b"\n".join(raw.decode(body)),
        },
        {
            "judge": lambda: _through(map(conformity.decode_lines, lines)),
            "judge record by record": lambda: _through(map(conformity.decode, records)),
            "watch for drift, records that conform": lambda: _watched(conformity, decoded),
        },
        {
            "pack": lambda: _packed(lines),
            **{f"pack with zlib, level {level}": partial(zlib.compress, body, level, 31) for level in (1, 3, 6)},
        },
    ]
    out = ["| part | CPU ms per MB | ratio | size |", "|---|---:|---:|---:|"]
    for group in groups:
        spent = _medians(group, len(body))
        first = next(iter(spent.values()))
        for name, each in spent.items():
            size = f"1/{len(body) / len(_bytes(group[name]())):.1f}" if name.startswith("pack") else ""
            out.append(f"| {name} | {each:.2f} | {each / first:.2f} | {size} |")
    slow = _medians({"odd": lambda: _through(map(Watch(conformity).unusual, odd))}, sum(map(len, odd)))["odd"]
    return [*out, f"| take odd records apart | {slow:.2f} | | |"]


def _medians(group: dict[str, Callable[[], object]], size: int) -> dict[str, float]:
    """CPU ms per MB of each, measured in turn."""
    spent: dict[str, list[float]] = {name: [] for name in group}
    for _ in range(_ROUNDS):
        for name, work in group.items():
            before = time.process_time()
            work()
            spent[name].append((time.process_time() - before) * 1e9 / size)
    return {name: statistics.median(each) for name, each in spent.items()}


def _through(things: object) -> None:
    for _ in things:  # type: ignore[attr-defined]
        pass


def _sliced(body: bytes) -> object:
    return (body[start : start + (1 << 18)] for start in range(0, len(body), 1 << 18))


def _watched(conformity: Conformity, decoded: list[list[object]]) -> object:
    watch = Watch(conformity)
    for each in decoded:
        watch.usual(each)
    return watch.found()


def _packed(lines: list[bytes]) -> bytes:
    packer = layout.Packer()
    for each in lines:
        packer.add(each)
    return packer.finish()


def _bytes(thing: object) -> bytes:
    assert isinstance(thing, bytes)
    return thing
