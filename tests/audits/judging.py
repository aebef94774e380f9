"""Audits as a run judges them, over frames that a test has made: all of them in one Spark job."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping
from functools import reduce
from types import ModuleType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.scope import GAME, Scope
from cbbd_spark.spec.registry import modules

MODULES = [importlib.import_module(name) for name in modules("cbbd_spark.audits", "AUDIT")]

# Parts of a key as texts; TRUE, FALSE, or None where it cannot be judged.
Verdicts = dict[tuple[str, ...], bool | None]


def judge(module: ModuleType, frames: Mapping[str, DataFrame]) -> DataFrame:
    """What the audit says of the frames that it takes, by the names of their tables."""
    judged: DataFrame = module.judged(*(frames[table.name] for table in module.AUDIT.inputs))
    return judged


def verdicts(frames: Mapping[str, DataFrame]) -> dict[str, Verdicts]:
    """What every audit says, by its name. Insists on one row per key, and on a season in each."""
    said = reduce(DataFrame.unionByName, (_said(module, frames) for module in MODULES)).collect()
    found: dict[str, Verdicts] = {module.AUDIT.name: {} for module in MODULES}
    for row in said:
        key = tuple(row.key)
        assert None not in key, (row.audit, key)
        assert row.season is not None, (row.audit, key)
        assert key not in found[row.audit], (row.audit, key)
        found[row.audit][key] = row.holds
    return found


def insist_on_games_by_themselves(
    frames: Mapping[str, DataFrame], found: Mapping[str, Verdicts], some: Collection[int]
) -> None:
    """Of `some` games alone audits that judge games by themselves say what they `found` of them among all others."""
    alone = verdicts({name: _of_games(frame, some) for name, frame in frames.items()})
    audits = [module.AUDIT for module in MODULES if module.AUDIT.by_game]
    assert audits
    for audit in audits:
        place = audit.key.index(GAME)
        due = {key: holds for key, holds in found[audit.name].items() if int(key[place]) in some}
        assert alone[audit.name] == due, audit.name


def broken(of_audit: Verdicts) -> set[tuple[str, ...]]:
    """The keys for which a rule does not hold."""
    return {key for key, holds in of_audit.items() if holds is False}


def _of_games(frame: DataFrame, games: Collection[int]) -> DataFrame:
    return Scope(None, GAME, tuple(games)).narrow(frame)


def _said(module: ModuleType, frames: Mapping[str, DataFrame]) -> DataFrame:
    key: list[Column] = [F.col(name).cast("string") for name in module.AUDIT.key]
    return judge(module, frames).select(
        F.lit(module.AUDIT.name).alias("audit"), F.array(*key).alias("key"), "season", "holds"
    )
