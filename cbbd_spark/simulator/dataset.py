"""What a server serves: per endpoint an ordered source of records, each in the bytes that go over the wire."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Fields = Mapping[str, Any]
Query = Mapping[str, Any]
Keep = Callable[[Fields], bool]


@dataclass(frozen=True, slots=True)
class Record:
    """One record: what filters look at, and its bytes.

    A record may stand for a group (a game with its plays): then `rows` opens it, and renders only the rows whose
    fields a filter keeps.
    """

    fields: Fields
    body: bytes = b""
    rows: Callable[[Keep], Iterable["Record"]] | None = None


Source = Callable[[Query], Iterable[Record]]
Renderer = Callable[[Sequence[Record]], list[bytes]]


@dataclass(frozen=True)
class Dataset:
    """Everything one server knows. A source may use the query to do less work; filters are applied after it.

    `renderers` are for answers whose bytes depend on the whole filtered set (ranks, Q14).
    """

    origin: str
    seasons: frozenset[int]
    sources: Mapping[str, Source]
    renderers: Mapping[str, Renderer] = field(default_factory=dict)
    strengths: Mapping[int, Mapping[int, float]] = field(default_factory=dict)

    def records(self, name: str, query: Query) -> Iterable[Record]:
        """All candidates of a source; none where the dataset does not have it."""
        source = self.sources.get(name)
        return source(query) if source else ()

    def render(self, name: str, records: Sequence[Record]) -> list[bytes]:
        """The bytes of the records chosen."""
        renderer = self.renderers.get(name)
        return renderer(records) if renderer else [record.body for record in records]

    def true_strengths(self, season: int) -> dict[int, float]:
        """Points per 100 possessions by which a team of a generated league is better than the mean one."""
        return dict(self.strengths[season])


def fixed(records: Sequence[Record]) -> Source:
    """A source that is the same whatever is asked."""
    return lambda _query: records


def built_once(build: Callable[[], Sequence[Record]]) -> Source:
    """A source that is built when first asked for, and kept: a server starts sooner and holds less."""
    kept: list[Sequence[Record]] = []
    lock = threading.Lock()

    def source(_query: Query) -> Sequence[Record]:
        with lock:
            if not kept:
                kept.append(build())
        return kept[0]

    return source
