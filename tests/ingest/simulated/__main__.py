"""Lives through many seeds, or through one of them once more; ends with 1 at the first that fails."""

from __future__ import annotations

import argparse
import secrets
import time

from tests.ingest.simulated.quiet import quiet
from tests.ingest.simulated.story import live_through


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.ingest.simulated", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=5000, help="how many seeds, from the base on")
    parser.add_argument("--base", type=int, default=secrets.randbelow(10**9), help="the first seed; any if not given")
    parser.add_argument("--seed", type=int, help="only this one, with its log")
    chosen = parser.parse_args()
    if chosen.seed is not None:
        live_through(chosen.seed)
        print(f"seed {chosen.seed}: all is as it must be")
        return
    print(f"{chosen.count:,} seeds from {chosen.base} on", flush=True)
    began = time.perf_counter()
    with quiet():
        for seed in range(chosen.base, chosen.base + chosen.count):
            live_through(seed)
    seconds = time.perf_counter() - began
    print(f"all is as it must be; {seconds:.0f} s, {chosen.count / seconds * 60:,.0f} seeds a minute")


if __name__ == "__main__":
    main()
