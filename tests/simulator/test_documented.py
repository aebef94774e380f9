"""What is written about the simulator is so."""

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cbbd_spark.cli.root import app
from cbbd_spark.simulator.faults import all_kinds, catalogue, load, parse, parse_header

PAGE = Path(__file__).parents[2] / "docs" / "simulator.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def help_text() -> str:
    shown = CliRunner().invoke(app, ["simulate", "--help"])
    assert shown.exit_code == 0
    return shown.stdout


def test_the_page_lists_every_fault_with_its_parameters(page: str) -> None:
    written = [line for line in page.splitlines() if line.startswith("| `")]
    assert written == [f"| `{name}` | {parameters} | {said} |" for name, parameters, said in catalogue()]


def test_the_pages_example_is_a_file_of_faults(page: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "faults.yaml"
    file.write_text(example)
    assert len(load(file).rules) == 5


def test_the_pages_header_is_a_rule(page: str) -> None:
    (header,) = re.findall(r"`X-Simulate: (.*?)`", page)
    assert parse_header(header).name() == "5xx"


def test_the_help_lists_every_fault_and_an_example_that_holds(help_text: str) -> None:
    for name in all_kinds():
        assert re.search(rf"^ {re.escape(name)}\b", help_text, re.MULTILINE), name
    (example,) = re.findall(r"( +seed: 7.*?calls than that)", help_text, re.DOTALL)
    (rule,) = parse(yaml.safe_load(example)).rules
    assert (rule.name(), rule.endpoint, rule.first) == ("5xx", "games", 2)


def test_every_fault_explains_itself() -> None:
    assert all(entry.explanation for entry in catalogue())
    assert len({entry.explanation for entry in catalogue()}) == len(all_kinds())
