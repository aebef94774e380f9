"""A disk that fills up in the midst of a backfill, wherever that is: one clear line, and the next run goes on."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.ingest.commanding import ROOT, environment, words
from tests.ingest.misbehaving import FaultServer, records

# A disk in memory of the size that is asked for, which only these commands see; then as large as anybody needs.
SCRIPT = """
mount -t tmpfs -o "size=$1" tmpfs "$2" || exit 99
place=$2; shift 2
"$@"; echo "small: $?"
echo "left: $(find "$place" -name '.unfinished-*' -o -path '*/raw/*' -size 0 | wc -l)"
mount -o remount,size=64m "$place"
"$@"; echo "large: $?"
"$PYTHON" -m cbbd_spark raw verify; echo "verified: $?"
"""


@pytest.mark.parametrize("size", ["20k", "60k", "120k"])
def test_a_disk_that_is_full_is_said_and_with_more_room_the_run_is_done(
    server: FaultServer, tmp_path: Path, size: str
) -> None:
    """The smaller two have no room for the state, the largest has none for the segment or the rows of the ledger."""
    server.script = {"/venues": [records([{"id": n, "name": os.urandom(20).hex()} for n in range(1000)])]}
    command = words("venues")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", SCRIPT, "sh", size, str(tmp_path), *command],
        env={**environment(server.url, tmp_path / "lake"), "PYTHON": command[0]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip("no disk can be mounted here")
    ends = [line for line in done.stdout.splitlines() if line.startswith(("small", "left", "large", "verified"))]
    assert ends == ["small: 8", "left: 0", "large: 0", "verified: 0"], done.stdout + done.stderr
    assert "no room for" in done.stderr
    assert "Traceback" not in done.stderr
