"""What must hold of every audit that is declared; a new one is tested before its author writes a line."""

from __future__ import annotations

import importlib
import inspect
import re
from types import ModuleType

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.lakehouse.scope import GAME
from cbbd_spark.spec.audit import Audit
from cbbd_spark.spec.registry import discover, modules
from tests.audits.judging import verdicts
from tests.gold.building import silver

AUDITS = discover("cbbd_spark.audits", "AUDIT", Audit)
MODULES = [importlib.import_module(name) for name in modules("cbbd_spark.audits", "AUDIT")]
every_audit = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.AUDIT.name)


@pytest.fixture(scope="module")
def nothing(spark: SparkSession) -> dict[str, DataFrame]:
    """Every table that an audit takes, without a row."""
    tables = {table.name: table for audit in AUDITS.values() for table in audit.inputs}
    return {name: silver(spark, table, []) for name, table in tables.items()}


@every_audit
def test_an_audit_is_called_as_its_file(module: ModuleType) -> None:
    assert module.__name__ == f"cbbd_spark.audits.{module.AUDIT.name}"
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", module.AUDIT.name)


@every_audit
def test_an_audit_says_its_rule_in_one_sentence(module: ModuleType) -> None:
    assert re.fullmatch(r"[A-Z][^.]+\.", module.AUDIT.says)
    assert module.__doc__
    assert module.AUDIT.says[:-1] in " ".join(module.__doc__.split())


@every_audit
def test_who_judges_games_by_themselves_has_them_in_its_key(module: ModuleType) -> None:
    audit: Audit = module.AUDIT
    assert not audit.by_game or (GAME in audit.key and not audit.takes_all)


@every_audit
def test_judged_takes_the_tables_under_their_names(module: ModuleType) -> None:
    assert list(inspect.signature(module.judged).parameters) == [table.name for table in module.AUDIT.inputs]


@every_audit
def test_judged_returns_the_key_the_season_whether_it_holds_and_what_was_compared(
    module: ModuleType, nothing: dict[str, DataFrame]
) -> None:
    audit: Audit = module.AUDIT
    judged: DataFrame = module.judged(*(nothing[table.name] for table in audit.inputs))
    first = [*audit.key, *(name for name in ("season", "holds") if name not in audit.key)]
    assert judged.columns[: len(first)] == first
    assert len(set(judged.columns)) == len(judged.columns) > len(first)
    types = dict(judged.dtypes)
    assert (types["season"], types["holds"]) == ("int", "boolean")


def test_nothing_is_judged_of_nothing(nothing: dict[str, DataFrame]) -> None:
    assert not any(verdicts(nothing).values())
