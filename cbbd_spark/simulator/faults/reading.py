"""Rules from a YAML file, a mapping or a header. What is wrong is said with its place and what is known."""

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.simulator.faults.fault import Fault
from cbbd_spark.simulator.faults.kinds import all_kinds
from cbbd_spark.sources import endpoints


class Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules in their order, and the seed of their chances."""

    seed: int = 1
    rules: tuple[Fault, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: list[dict[str, Any]]
    seed: int = 1


class _Loader(yaml.SafeLoader):
    """Reads 2025-01-15 as a text, for that is what a parameter is."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def load(path: Path) -> Faults:
    """The rules of a YAML file; ConfigurationError names the line of what is wrong."""
    try:
        text = path.read_text("utf-8")
        document = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
        lines = _lines(text)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}; --faults takes a YAML file of rules") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    return _parsed(document, [f"{path}, line {line}" for line in lines], str(path))


def parse(document: Mapping[str, Any]) -> Faults:
    """The rules of a mapping as the YAML file holds it; ConfigurationError names the rule that is wrong."""
    return _parsed(document, [], "faults")


def parse_header(text: str) -> Fault:
    """The rule of an `X-Simulate` header, such as `5xx; status=502`."""
    name, *sent = (part.strip() for part in text.split(";"))
    rule: dict[str, Any] = {"fault": name}
    for parameter in filter(None, sent):
        key, equals, value = (part.strip() for part in parameter.partition("="))
        if not equals:
            raise ConfigurationError(f"X-Simulate: {parameter!r} is no parameter; write name=value")
        try:
            rule[key] = yaml.load(value, _Loader) if value else ""  # noqa: S506 - a SafeLoader
        except yaml.YAMLError:
            rule[key] = value
    return _rule(rule, "X-Simulate")


def _parsed(document: object, places: list[str], where: str) -> Faults:
    try:
        file = msgspec.convert(document, _File)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            f"{where}: {error}; a file of faults holds `rules`, a list, and may hold a `seed`"
        ) from error
    named = [
        f"{places[number]} (rule {number + 1})" if places else f"rule {number + 1}" for number in range(len(file.rules))
    ]
    return Faults(file.seed, tuple(_rule(rule, place) for rule, place in zip(file.rules, named, strict=True)))


def _rule(rule: dict[str, Any], place: str) -> Fault:
    rule = dict(rule)
    if "fault" not in rule:
        raise ConfigurationError(f"{place}: a rule names its fault{_hint('', all_kinds())}")
    name = _name(rule.pop("fault"))
    if name not in all_kinds():
        raise ConfigurationError(f"{place}: unknown fault {name!r}{_hint(name, all_kinds())}")
    kind = all_kinds()[name]
    for key in rule:
        if key not in kind.__struct_fields__:
            raise ConfigurationError(f"{place}: {name} has no parameter {key!r}{_hint(key, kind.__struct_fields__)}")
    try:
        fault = msgspec.convert(rule, kind)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{place}: {name}: {error}") from error
    known = {endpoint.path: endpoint.name for endpoint in endpoints().values()}
    if not any(fault.concerns(*each) for each in known.items()):
        names = [*known, *known.values()]
        raise ConfigurationError(f"{place}: no endpoint is called {fault.endpoint!r}{_hint(fault.endpoint, names)}")
    return fault


def _name(value: object) -> str:
    """YAML reads 401 as a number and null as nothing."""
    return "null" if value is None else str(value)


def _hint(name: str, known: Collection[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1)
    return (f"; did you mean {nearest[0]}?" if nearest else "") + f"; known are {', '.join(known)}"


def _lines(text: str) -> list[int]:
    """The line of each rule, from 1."""
    root = yaml.compose(text, Loader=_Loader)
    members = root.value if isinstance(root, yaml.MappingNode) else []
    return [
        rule.start_mark.line + 1
        for key, rules in members
        if key.value == "rules" and isinstance(rules, yaml.SequenceNode)
        for rule in rules.value
    ]
