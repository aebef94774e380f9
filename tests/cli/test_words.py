"""Words on the command line that mean nothing end in one clear line and the code for settings and arguments."""

from __future__ import annotations

import sys

import pytest

from cbbd_spark.cli import main
from cbbd_spark.errors import ExitCode


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "--nope"], "--nope"),
        (["nothing"], "nothing"),
        (["plan", "--budget", "many"], "--budget"),
        (["ingest", "two"], "two"),
        (["ingest", "--params", "{}"], "ingest one"),
        (["ingest", "one"], "--endpoint games"),
        (["ingest", "one", "--endpoint", "games", "--params", "[1]"], "JSON object"),
        (["ingest", "one", "--endpoint", "games", "--params", '{"saison": 2024}'], "no parameter saison"),
        (["ingest", "one", "--endpoint", "plays_game", "--params", '{"gameId": 0}'], "no filter"),
        (["ingest", "incremental", "--seasons", "2024"], "leave the seasons out"),
        (["plan", "--endpoint", "game"], "did you mean games"),
        (["plan", "--seasons", "1890"], "1890"),
        (["pipeline"], "which seasons"),
    ],
)
def test_what_means_nothing_is_said_in_one_line(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cbbd-spark", *words])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr().err
    assert end.value.code == ExitCode.CONFIGURATION
    assert said in told
    assert len(told.strip().splitlines()) == 1
