"""What happens in the life of a seed, from its first process to its last."""

from __future__ import annotations

from datetime import timedelta

from tests.ingest.simulated import invariants
from tests.ingest.simulated.life import Life
from tests.ingest.simulated.process import Killed
from tests.ingest.simulated.swarm import Swarm

COMMAND = ".venv/bin/python -m tests.ingest.simulated --seed"
_GAPS = (timedelta(seconds=30), timedelta(minutes=3), timedelta(hours=13))
_UNTIL_ASKED_AGAIN = timedelta(days=181)  # what was known to be empty


def live_through(seed: int, swarm: Swarm | None = None) -> Life:
    """AssertionError, or what the process died of, if anything is not as it must be; the note names the seed."""
    try:
        life = Life(seed, swarm)
        _trouble(life)
        life.heal()
        life.finish()
        if life.swarm.late:
            _come_late(life)
        if life.swarm.corrections:
            _correct(life)
    except BaseException as fault:
        fault.add_note(f"seed {seed}; to repeat it: {COMMAND} {seed}")
        raise
    return life


def _trouble(life: Life) -> None:
    """Processes one after the other, none of which may come to its end."""
    copy = dict(life.raw.all)
    for _ in range(life.rng.randrange(1, 5)):
        end = life.run(life.troubles())
        if isinstance(end, Killed) and life.swarm.power_cuts:
            undone = len(life.state.undo(life.rng.randrange(1, 5)))
            life.nameless += undone
            life.allowed += undone
        if life.swarm.restores and life.rng.random() < 0.5:
            _restore(life, copy)
        if life.swarm.losses and invariants.is_settled(life):
            _lose_state(life)
        if life.rng.random() < 0.5:
            copy = dict(life.raw.all)
        life.wait(life.rng.choice(_GAPS))


def _restore(life: Life, copy: dict[str, bytes]) -> None:
    life.allowed += sum("/_manifest/" not in key for key in life.raw.all.keys() - copy.keys())
    life.raw.all = dict(copy)


def _lose_state(life: Life) -> None:
    """What landed stands in the manifests; what came to nothing is forgotten, and with it what was halved."""
    if life.swarm.crowd:
        life.upstream.era += 1
    life.allowed += sum(row.entry is None for rows in invariants.ledger(life).values() for row in rows)
    life.state.clear()


def _come_late(life: Life) -> None:
    life.league.late.clear()
    life.wait(_UNTIL_ASKED_AGAIN)
    life.finish()


def _correct(life: Life) -> None:
    """Everything is asked anew; only what has changed lands."""
    for troubles in [life.troubles()] if life.rng.random() < 0.5 else []:
        life.league.correct(life.rng)
        life.upstream.era += 1
        life.run(troubles, refresh=True)
        life.wait(_GAPS[-1])
    life.league.correct(life.rng)
    life.upstream.era += 1
    life.finish(refresh=True)
