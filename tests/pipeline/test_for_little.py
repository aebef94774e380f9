"""Which runs are a day's work: those on tables that the code of today has made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.pipeline import run as run_module
from cbbd_spark.pipeline import run_log
from cbbd_spark.pipeline.run import Plan, run
from cbbd_spark.pipeline.steps import chosen
from cbbd_spark.settings import load

STEPS = chosen(["silver.fct_games"])
MADE: list[Any] = [{"step": "silver.fct_games"}]
LANDED: list[Any] = []


class Opened(Exception):
    pass


def _opened_for_little(lake: Path, monkeypatch: pytest.MonkeyPatch, plan: Plan, *reports: tuple[str, Any]) -> bool:
    settings = load(environment={"CBBD_LAKE": str(lake)})
    folder = settings.lake.meta / "runs"
    folder.mkdir(parents=True)
    for number, (code, steps) in enumerate(reports):
        (folder / f"2025010{number}T000000Z.json").write_text(json.dumps({"code": code, "steps": steps}))
    found: list[bool] = []

    def opened(_: Any, *, for_little: bool) -> Any:
        found.append(for_little)
        raise Opened

    monkeypatch.setattr(run_module, "open_session", opened)
    monkeypatch.setattr(run_log, "code_fingerprint", lambda: "today's")
    with pytest.raises(Opened):
        run(settings, plan, print)
    return found[0]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], False),
        ([("today's", LANDED)], False),
        ([("today's", MADE)], True),
        ([("today's", MADE), ("other", LANDED)], True),
        ([("today's", MADE), ("other", MADE)], False),
    ],
)
def test_only_on_tables_by_the_code_of_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports: list[tuple[str, Any]], expected: bool
) -> None:
    plan = Plan(STEPS, None)
    assert _opened_for_little(tmp_path, monkeypatch, plan, *reports) is expected


def test_a_backfill_is_more_than_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(STEPS, None, backfills=True)
    assert not _opened_for_little(tmp_path, monkeypatch, plan, ("today's", MADE))
