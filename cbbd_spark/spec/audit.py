"""What must hold between tables. Equalities across answers of the API warn, since the feed itself breaks them."""

from __future__ import annotations

from dataclasses import dataclass

from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import Table


@dataclass(frozen=True)
class Audit:
    """A rule across tables, judged after a run over the seasons in which one of them has moved, or over the games.

    `says` is the rule in one sentence. `inputs` are the tables that the `judged()` beside it takes, in the order of its
    arguments and under their names; it returns one row per `key`, with `season`, `holds` (FALSE breaks the rule, NULL
    cannot be judged) and what was compared.

    `by_game` says that a game is judged by its own rows alone, so that after a run those games are judged that have
    moved; what asks whether a season has anything at all needs all of it. `takes_all` says that a season is judged
    beside others, so that the inputs must not be cut to those that moved.
    """

    name: str
    says: str
    key: tuple[str, ...]
    inputs: tuple[Table, ...]
    severity: Severity = Severity.WARN
    by_game: bool = False
    takes_all: bool = False
