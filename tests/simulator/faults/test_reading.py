"""Rules as they are written, and what is said of those that are wrong."""

from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.simulator.faults import all_kinds, load, parse, parse_header

EXAMPLE = """
seed: 7
rules:
  - {endpoint: "*", fault: 5xx, status: 502, rate: 0.05}
  - endpoint: /plays/date
    where: {date: 2025-01-15}
    fault: cut_gzip
    first: 2
  - fault: null
  - fault: 401
  - fault: new_field
    value: {since: 2025-01-15, list: [1, null]}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "faults.yaml"
    file.write_text(text)
    return file


def test_a_file_holds_rules_in_their_order_and_a_seed(tmp_path: Path) -> None:
    faults = load(written(tmp_path, EXAMPLE))
    assert faults.seed == 7
    assert [rule.name() for rule in faults.rules] == ["5xx", "cut_gzip", "null", "401", "new_field"]
    assert (faults.rules[1].where, faults.rules[1].first) == ({"date": "2025-01-15"}, 2)
    assert faults.rules[4] == parse_header("new_field; value={since: 2025-01-15, list: [1, null]}")


def test_a_mapping_is_read_as_a_file_is(tmp_path: Path) -> None:
    rules = [{"fault": "5xx", "status": 503, "endpoint": "games"}]
    assert parse({"rules": rules}) == load(written(tmp_path, "rules: [{fault: 5xx, status: 503, endpoint: games}]"))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{fault: 5xy}", "unknown fault '5xy'; did you mean 5xx\\?; known are "),
        ("{fault: 5xx, stat: 502}", "5xx has no parameter 'stat'; did you mean status\\?; known are status, message"),
        ("{fault: 5xx, status: 404}", r"5xx: Expected `int` >= 500 - at `\$.status`"),
        ("{fault: 5xx, status: bad}", "5xx: Expected `int`, got `str`"),
        ("{fault: 5xx, rate: 1.5}", "<= 1.0"),
        ("{fault: cut_body, how: gently}", "Invalid enum value 'gently'"),
        ("{fault: 429_concurrent, retry_after: soon, as_date: true}", "as_date takes a retry_after of whole seconds"),
        ("{fault: 5xx, endpoint: game}", "no endpoint is called 'game'; did you mean games\\?"),
        ("{endpoint: games}", "a rule names its fault; known are "),
    ],
)
def test_a_wrong_rule_is_named_by_its_line_with_what_is_known(tmp_path: Path, rule: str, said: str) -> None:
    text = f"seed: 1\nrules:\n  - fault: html\n    first: 1\n\n  - {rule}\n"
    with pytest.raises(ConfigurationError, match=rf"faults.yaml, line 6 \(rule 2\): .*{said}"):
        load(written(tmp_path, text))


@pytest.mark.parametrize(
    "text", ["", "[]", "rules: {}", "rules: [html]", "rules: []\nsead: 1", "seed: soon\nrules: []", "rules: [", "\xff"]
)
def test_a_file_of_another_shape_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "faults.yaml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r"faults\.yaml"):
        load(file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml: No such file"):
        load(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_every_fault_can_be_written_without_parameters(name: str) -> None:
    assert parse({"rules": [{"fault": name}]}).rules == (parse_header(name),)


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("5xx; status=502", {"fault": "5xx", "status": 502}),
        ("  html ;title = Back soon ; ", {"fault": "html", "title": "Back soon"}),
        ("429_concurrent; retry_after=", {"fault": "429_concurrent", "retry_after": ""}),
        ("redirect; to=http://127.0.0.1:1/a?b=c", {"fault": "redirect", "to": "http://127.0.0.1:1/a?b=c"}),
        ("nan; rows=all", {"fault": "nan", "rows": "all"}),
    ],
)
def test_a_header_holds_one_rule(header: str, rule: dict[str, Any]) -> None:
    assert parse_header(header) == parse({"rules": [rule]}).rules[0]
