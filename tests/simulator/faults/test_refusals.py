"""Other statuses: what they say, and that they cost nothing."""

import time
from email.utils import parsedate_to_datetime

import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.server import REQUEST_LOG, create_app, serve_in_thread
from tests.simulator.calling import Caller
from tests.simulator.faults.struck import raw, ruled, struck


@pytest.mark.parametrize(
    ("rule", "status", "message"),
    [
        ("429_concurrent", 429, "Too many concurrent requests for this endpoint."),
        ("429_quota", 429, "Monthly call quota exceeded."),
        ("5xx", 500, "Internal Server Error"),
        ("5xx; status=502", 502, "Bad Gateway"),
        ("5xx; status=503", 503, "Unable to verify call quota. Please retry later."),
        ("5xx; status=503; message=Closed", 503, "Closed"),
        ("5xx; status=599", 599, "599"),
        ("401", 401, "Unauthorized. Invalid API key."),
        ("404", 404, "Not found"),
    ],
)
def test_a_refusal_has_its_status_and_the_real_servers_message(
    api: Caller, rule: str, status: int, message: str
) -> None:
    answer = struck(api, rule, "/venues")
    assert (answer.status, answer.json) == (status, {"message": message})


@pytest.mark.parametrize(
    ("rule", "sent"),
    [
        ("429_concurrent", "1"),
        ("429_concurrent; retry_after=0", "0"),
        ("429_concurrent; retry_after=1000000000", "1000000000"),
        ("429_concurrent; retry_after=soon", "soon"),
        ("429_concurrent; retry_after=", None),
        ("429_quota", None),
    ],
)
def test_retry_after_is_sent_as_the_rule_says(api: Caller, rule: str, sent: str | None) -> None:
    assert struck(api, rule, "/venues").headers.get("Retry-After") == sent


def test_retry_after_can_be_a_date_so_many_seconds_ahead(api: Caller) -> None:
    before = int(time.time())
    answer = struck(api, "429_concurrent; retry_after=100; as_date=true", "/venues")
    at = parsedate_to_datetime(answer.headers["Retry-After"]).timestamp()
    assert before + 100 <= at <= time.time() + 100


def test_a_quota_used_up_says_that_no_call_is_left(api: Caller) -> None:
    assert struck(api, "429_quota", "/venues").headers["X-CallLimit-Remaining"] == "0"


async def test_a_redirect_leads_to_another_origin_and_carries_no_data(api: Caller) -> None:
    answer = await raw(api, "redirect; status=307; to=http://127.0.0.1:1/elsewhere", "/venues")
    assert (answer.status, answer.headers["Location"]) == (307, "http://127.0.0.1:1/elsewhere")


def test_a_call_that_is_refused_is_given_back(league: Dataset) -> None:
    with ruled(league, {"fault": "5xx", "first": 1}, {"fault": "401", "endpoint": "teams"}, quota=10) as caller:
        left = [caller.get(path).headers["X-CallLimit-Remaining"] for path in ("/venues", "/venues", "/teams")]
    assert left == ["10", "9", "9"]


def test_a_wrong_key_is_refused_before_any_rule(api: Caller) -> None:
    answer = Caller(api.url, "wrong").get("/venues", {"X-Simulate": "5xx"})
    assert answer.status == 401
    assert "X-Simulated-Fault" not in answer.headers


def test_the_log_tells_which_faults_struck(league: Dataset) -> None:
    app = create_app(league)
    with serve_in_thread(app) as url:
        Caller(url).get("/venues", {"X-Simulate": "404"})
        Caller(url).get("/venues")
    assert [(entry.status, entry.faults) for entry in app[REQUEST_LOG]] == [(404, ("404",)), (200, ())]
