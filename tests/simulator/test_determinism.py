"""The same seed gives the same bytes, in any process, whatever else is generated."""

import hashlib
import os
import subprocess
import sys
from functools import cache

from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.routes import all_routes
from tests.simulator.reading import bodies

PRINT_DIGEST = """
from tests.simulator.test_determinism import digest
print(digest(3))
"""


@cache
def digest(seed: int) -> str:
    """Of everything that a small league serves."""
    league = generate([2025], teams=4, seed=seed, games_per_team=4)
    found = hashlib.sha256()
    for path in sorted(all_routes()):
        if path not in ("/plays/date", "/plays/team", "/plays/player/{playerId}"):
            for body in bodies(league, path):
                found.update(body)
    return found.hexdigest()


def test_another_process_with_another_hash_seed_generates_the_same_bytes() -> None:
    command = [sys.executable, "-c", PRINT_DIGEST]
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    output = subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout
    assert output.strip() == digest(3)


def test_another_seed_generates_another_league() -> None:
    assert digest(3) != digest(4)


def test_a_season_is_the_same_whatever_other_seasons_are_generated() -> None:
    alone = generate([2025], teams=8, seed=5, games_per_team=6)
    among = generate([2023, 2024, 2025], teams=8, seed=5, games_per_team=6)
    for path in ("/games", "/games/teams", "/ratings/elo", "/lines"):
        assert bodies(alone, path) == bodies(among, path, season=2025)
    game = 250_003
    plays = bodies(alone, "/plays/game/{gameId}", gameId=game)
    assert plays
    assert plays == bodies(among, "/plays/game/{gameId}", gameId=game)
