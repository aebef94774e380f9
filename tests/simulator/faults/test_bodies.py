"""A 200 with something else than the data."""

import pytest

from tests.simulator.calling import Caller
from tests.simulator.faults.struck import struck


def test_a_page_is_html_with_a_200(api: Caller) -> None:
    answer = struck(api, "html; title=Back soon", "/venues")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<title>Back soon</title>" in answer.body


def test_a_page_can_say_that_it_is_json(api: Caller) -> None:
    answer = struck(api, "html; content_type=application/json", "/venues")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("rule", "body"),
    [("object_for_array; message=down", b'{"message":"down"}'), ("null", b"null"), ("empty_body", b"")],
)
def test_a_200_has_no_data(api: Caller, rule: str, body: bytes) -> None:
    answer = struck(api, rule, "/venues")
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["Content-Length"] == str(len(body))


def test_a_byte_order_mark_stands_before_the_right_answer(api: Caller) -> None:
    assert struck(api, "bom", "/venues").body == b"\xef\xbb\xbf" + api.get("/venues").body


def test_faults_of_the_body_leave_a_refusal_alone(api: Caller) -> None:
    for rule in ("html", "null", "bom", "cut_gzip", "type_drift"):
        answer = api.get("/plays/date", {"X-Simulate": rule})
        assert (answer.status, answer.json["message"]) == (400, "Validation Failed")
        assert "X-Simulated-Fault" not in answer.headers
