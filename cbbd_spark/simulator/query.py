"""A request's parameters, checked against the contract and turned into values.

Zero and empty mean "no filter" on the real server (Q5), so they are left out of the query.
"""

import re
from collections.abc import Mapping
from typing import Any

from cbbd_spark.simulator.answer import Answer
from cbbd_spark.simulator.contract import Operation, Parameter
from cbbd_spark.simulator.dates import InvalidDate, UnreadableDate, read_instant
from cbbd_spark.simulator.wire import encode, plain, timestamp

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


class ApiError(Exception):
    """An answer other than 200, with the body that the real server sends."""

    def __init__(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(body.get("message"))
        self.answer = Answer(status, encode(body), headers=dict(headers or {}))


def validation_failed(details: Mapping[str, Mapping[str, Any]]) -> ApiError:
    """The 400 of the real server."""
    return ApiError(400, {"message": "Validation Failed", "details": details})


def internal_error() -> ApiError:
    """The 500 of the real server."""
    return ApiError(500, {"message": "Internal Server Error"})


class _Refused(ValueError):
    pass


def _number(text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise _Refused("invalid float number")
    return plain(float(text))


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _Refused("invalid integer number")
    return int(text)


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise _Refused("invalid boolean value")
    return text.lower() == "true"


def _instant(text: str) -> str:
    try:
        return timestamp(read_instant(text))
    except UnreadableDate:
        raise _Refused("invalid ISO 8601 datetime format, i.e. YYYY-MM-DDTHH:mm:ss") from None
    except InvalidDate:
        raise internal_error() from None


def _text(text: str) -> str:
    return text


_READERS = {"number": _number, "int": _integer, "boolean": _boolean, "instant": _instant, "text": _text}


def _read(parameter: Parameter, text: str) -> Any:
    if parameter.choices and text not in parameter.choices:
        raise _Refused(f"should be one of the following; {list(parameter.choices)}")
    return _READERS[parameter.kind](text)


def read_query(operation: Operation, sent: Mapping[str, str], in_path: Mapping[str, str]) -> dict[str, Any]:
    """The values of the declared parameters; what is not declared is ignored in silence."""
    values: dict[str, Any] = {}
    wrong: dict[str, dict[str, Any]] = {}
    for parameter in operation.parameters:
        text = (in_path if parameter.where == "path" else sent).get(parameter.name)
        if text is None:
            if parameter.required:
                wrong[parameter.name] = {"message": f"'{parameter.name}' is required"}
            continue
        if text == "":
            continue
        try:
            value = _read(parameter, text)
        except _Refused as refusal:
            wrong[parameter.name] = {"message": str(refusal), "value": text}
            continue
        if value:
            values[parameter.name] = value
    if wrong:
        raise validation_failed(wrong)
    _check_one_of(operation, values)
    return values


def _check_one_of(operation: Operation, values: Mapping[str, Any]) -> None:
    groups = operation.require_one_of
    if groups and not any(all(name in values for name in group) for group in groups):
        names = [name for group in groups for name in group]
        message = f"{' or '.join(names)} is required"
        raise validation_failed({name: {"message": message} for name in names})
