"""What is about DynamoDB alone: answers that are lost, throttling, conflicts, sizes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from cbbd_spark.aws import client
from cbbd_spark.errors import Busy, CbbdError, ConfigurationError, SourceDown
from cbbd_spark.state.dynamodb import DynamoKeyValue
from cbbd_spark.state.keyvalue import Guard, Item, KeyValue
from cbbd_spark.state.lease import Lease
from tests.aws import LostAnswer, Proxy, Refusal
from tests.state.clock import Clock

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

THROTTLED = Refusal(400, "ProvisionedThroughputExceededException")
CONFLICT = Refusal(400, "TransactionConflictException")


@pytest.fixture
def state(aws_proxy: Proxy, table: str) -> KeyValue:
    return DynamoKeyValue(table, client("dynamodb"))


def unmarked(aws: DynamoDBClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps from a writer what it would know its own write again by."""
    update = aws.update_item

    def update_item(**named: Any) -> Any:
        del named["ReturnValuesOnConditionCheckFailure"]
        return update(**named)

    monkeypatch.setattr(aws, "update_item", update_item)


def test_a_renewal_whose_answer_was_lost_is_a_renewal(state: KeyValue, aws_proxy: Proxy) -> None:
    lease = Lease(state, "ingest", "one", Clock())
    lease.acquire()
    aws_proxy.strike("POST", LostAnswer())
    lease.renew()
    assert len(aws_proxy.seen) == 2
    state.put("p", {"a": b"1"}, only_if=lease.guard)


def test_without_its_mark_a_holder_whose_answer_was_lost_takes_itself_for_another(
    table: str, aws_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamo = client("dynamodb")
    lease = Lease(DynamoKeyValue(table, dynamo), "ingest", "one", Clock())
    lease.acquire()
    unmarked(dynamo, monkeypatch)
    aws_proxy.strike("POST", LostAnswer())
    with pytest.raises(Busy, match="another run is at work: one"):
        lease.renew()


def test_a_conditional_write_whose_answer_was_lost_does_not_win_where_another_has_won(
    state: KeyValue, aws_proxy: Proxy
) -> None:
    state.put_if("p", "a", b"the same", 0)
    aws_proxy.strike("POST", LostAnswer())
    assert state.put_if("p", "a", b"the same", 0) is False
    assert state.get("p", "a") == Item(b"the same", 1)


@pytest.mark.parametrize("fault", [THROTTLED, CONFLICT, Refusal(500, "InternalServerError")], ids=str)
def test_what_passes_is_tried_again(state: KeyValue, aws_proxy: Proxy, fault: Refusal) -> None:
    state.put("guards", {"lease": b"one"})
    for write in (
        lambda: state.put("p", {"a": b"1"}, only_if=Guard("guards", "lease", 1)),
        lambda: state.put_if("p", "b", b"1", 0),
    ):
        aws_proxy.strike("POST", fault, fault)
        write()
        assert len(aws_proxy.seen) == 3
    assert state.query("p") == {"a": b"1", "b": b"1"}


@pytest.mark.parametrize("fault", [THROTTLED, CONFLICT, LostAnswer()], ids=str)
def test_what_does_not_pass_ends_in_one_clear_line(
    state: KeyValue, aws_proxy: Proxy, fault: Refusal | LostAnswer
) -> None:
    aws_proxy.strike("POST", *[fault] * 100)
    with pytest.raises(SourceDown, match="run again later"):
        state.put_if("p", "a", b"1", 0)
    assert 1 < len(aws_proxy.seen) < 20


def test_a_table_that_does_not_exist_is_named_with_its_variable(aws: str) -> None:
    state = DynamoKeyValue("nobodys", client("dynamodb"))
    for use in (
        lambda: state.get("p", "a"),
        lambda: state.put("p", {"a": b"1"}),
        lambda: state.put_if("p", "a", b"1", 0),
        lambda: state.query("p"),
    ):
        with pytest.raises(ConfigurationError, match=r"table nobodys does not exist.*CBBD_CHECKPOINT_TABLE"):
            use()


def test_a_right_that_is_missing_is_named(state: KeyValue, aws_proxy: Proxy) -> None:
    aws_proxy.strike("POST", Refusal(400, "AccessDeniedException"))
    with pytest.raises(ConfigurationError, match="refuses GetItem on the DynamoDB table"):
        state.get("p", "a")


def test_a_value_larger_than_an_item_is_kept_deflated(state: KeyValue) -> None:
    large = b"0123456789" * 100_000
    state.put("p", {"a": large})
    assert state.put_if("p", "b", large, 0)
    assert state.query("p") == {"a": large, "b": large}
    assert state.get("p", "a") == Item(large, 1)


def test_a_value_that_does_not_deflate_is_refused_before_anything_is_written(state: KeyValue) -> None:
    with pytest.raises(CbbdError, match=r"known of b has .*bytes"):
        state.put("p", {"a": b"small", "b": os.urandom(1_000_000)})
    assert state.query("p") == {}


def test_without_a_region_it_says_which_variable_is_missing(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(ConfigurationError, match="AWS_REGION"):
        client("dynamodb")
