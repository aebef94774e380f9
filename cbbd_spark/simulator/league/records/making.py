"""How a record is made, and the two kinds of sources."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.route import fields_from
from cbbd_spark.simulator.routes import field_paths
from cbbd_spark.simulator.wire import encode

Builder = Callable[[League], Sequence[Record]]
Asker = Callable[[League, Query], Iterable[Record]]


def record(source: str, document: dict[str, Any], **extra: Any) -> Record:
    """A record of a source, with the fields that its routes look at; `extra` are fields not on the wire."""
    return Record(fields_from(document, field_paths(source), extra), encode(document))
