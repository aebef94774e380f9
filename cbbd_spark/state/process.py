"""Who a process is, so that a dead one is told from one that lives under the same number."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import msgspec


class Owner(msgspec.Struct, frozen=True):
    """A process on a host. `started` is the kernel's word for its start: numbers of processes are used again."""

    host: str
    pid: int
    started: str
    run_id: str


def this_process(run_id: str) -> Owner:
    return Owner(socket.gethostname(), os.getpid(), _started(os.getpid()) or "", run_id)


def is_dead(owner: Owner) -> bool:
    """True only when it is sure: the process ran on this host and is gone. False for other hosts."""
    if owner.host != socket.gethostname():
        return False
    started = _started(owner.pid)
    if started is None:
        return not _exists(owner.pid)
    return started != owner.started


def _started(pid: int) -> str | None:
    """Boot and clock tick of the start; None where /proc cannot tell, or for one that is dead but not yet buried."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return None
    # The name of the program is in brackets and may hold anything, so what follows it is counted from its end.
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in "ZX" else f"{boot}/{rest[18]}"


def _exists(pid: int) -> bool:
    if Path(f"/proc/{os.getpid()}/stat").exists():
        return False  # /proc works, and it does not know the process as living
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
