"""Puts the flaws into a dataset."""

from collections.abc import Iterable
from dataclasses import replace

from cbbd_spark.simulator.dataset import Dataset, Query, Record, Source
from cbbd_spark.simulator.flaws import conferences, feed, scores
from cbbd_spark.simulator.flaws.flaw import Change


def flawed(dataset: Dataset, often: float = 1.0) -> Dataset:
    """The dataset with the flaws of the real one; `often` multiplies how many, which a small league needs."""
    sources = dict(dataset.sources)
    for kind in (scores, conferences, feed):
        for flaw in kind.flaws(dataset, often):
            for name in flaw.sources:
                if name in sources:
                    sources[name] = _flawed(sources[name], flaw.change)
    return replace(dataset, sources=sources)


def _flawed(source: Source, change: Change) -> Source:
    """A source that gives the same records again gets the same flawed ones again."""
    kept: tuple[Iterable[Record], list[Record]] | None = None

    def changed(query: Query) -> list[Record]:
        nonlocal kept
        records = source(query)
        if kept is None or kept[0] is not records:
            kept = records, list(change(records))
        return kept[1]

    return changed
