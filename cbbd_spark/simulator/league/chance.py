"""Random numbers that depend on what they are for, and on nothing else.

A stream is seeded with a text, which `random.Random` hashes with SHA-512: the same in every process, whatever
PYTHONHASHSEED says and whatever else was generated before.
"""

from random import Random


def stream(*purpose: object) -> Random:
    """The stream of a purpose, such as (seed, season, "game", number)."""
    return Random("/".join(str(part) for part in purpose))  # noqa: S311 - a simulation, not a secret


def clipped(value: float, low: float, high: float) -> float:
    """The value, held between two bounds."""
    return min(max(value, low), high)
