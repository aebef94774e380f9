"""What ingest costs, all of it: from the socket to the ledger, in a process of its own against another one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from tests.bench.client import DATES, Client

LATENCY = 0.05
_ROUNDS = 3  # each way in turn, so that what else the machine does falls on all of them; the median counts


def client_table() -> list[str]:
    """Lines of a table: what was measured, and what it should be."""
    with canned() as url, tempfile.TemporaryDirectory() as folder:
        rounds = [{way: client(url, way, count, folder) for way, count in _WAYS.items()} for _ in range(_ROUNDS)]
        paced = client(url, "paced", 100, folder)

    def median(way: str, what: str) -> float:
        return statistics.median(getattr(each[way], what) for each in rounds)

    per_request = {way: median(way, "cpu") / _WAYS[way] * 1e3 for way in ("small", "unflushed")}
    per_mb = {way: median(way, "cpu") / rounds[0][way].megabytes * 1e3 for way in _WAYS if way not in per_request}
    attained = paced.requests / (paced.wall + 1 / 10) / 10
    rows = [
        ("CPU ms per request, bodies of 1 KB", f"{per_request['small']:.2f}", "1"),
        ("... without flushing them to the disk", f"{per_request['unflushed']:.2f}", ""),
        ("CPU ms per MB of JSON, 53 MB gzipped", f"{per_mb['large']:.2f}", "8"),
        ("... not gzipped", f"{per_mb['identity']:.2f}", "8"),
        ("... printed over many lines", f"{per_mb['printed']:.2f}", ""),
        ("... by aiohttp, json and gzip alone", f"{per_mb['naive']:.2f}", ""),
        ("ours / theirs", f"{per_mb['large'] / per_mb['naive']:.2f}", ""),
        ("peak MB of memory, 53 MB gzipped, one at a time", f"{median('large', 'peak'):.0f}", "400"),
        ("... not gzipped", f"{median('identity', 'peak'):.0f}", "400"),
        ("... printed over many lines", f"{median('printed', 'peak'):.0f}", "400"),
        ("... by aiohttp, json and gzip alone", f"{median('naive', 'peak'):.0f}", ""),
        ("attained / allowed, 10 requests a second, 50 ms each", f"{attained:.3f}", "at least 0.95"),
    ]
    return ["| client | measured | target |", "|---|---:|---:|", *(f"| {' | '.join(row)} |" for row in rows)]


_WAYS = {"small": 1000, "unflushed": 1000, "large": len(DATES), "identity": 2, "printed": 2, "naive": 1}


def client(url: str, way: str, count: int, folder: str) -> Client:
    """What one client process says of itself; what it landed stays in `folder`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client", url, way, str(count), folder], stdout=subprocess.PIPE, check=True
    )
    return msgspec.json.decode(done.stdout, type=Client)


@contextmanager
def canned() -> Iterator[str]:
    """The address of a source in its own process."""
    arguments = [sys.executable, "-m", "tests.bench.canned", str(LATENCY), *DATES]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as source:
        assert source.stdin
        assert source.stdout
        try:
            yield source.stdout.readline().strip()
        finally:
            source.stdin.close()
