"""What is about S3 alone: answers that are lost, conflicts, refusals. AWS is a moto server behind a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cbbd_spark.aws import client
from cbbd_spark.errors import Busy, ConfigurationError, SourceDown
from cbbd_spark.raw import manifest
from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.s3 import S3Store
from tests.aws import CutAnswer, LostAnswer, Proxy, Refusal
from tests.raw.entries import entry

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

SLOW_DOWN = Refusal(503, "SlowDown")
CONFLICT = Refusal(409, "ConditionalRequestConflict")


@pytest.fixture
def s3(aws_proxy: Proxy) -> S3Client:
    made: S3Client = client("s3")
    return made


@pytest.fixture
def store(bucket: str, s3: S3Client) -> S3Store:
    return S3Store(bucket, s3)


def put_without(argument: str, s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes an argument from each PUT."""
    put = s3.put_object

    def put_object(**named: Any) -> Any:
        del named[argument]
        return put(**named)

    monkeypatch.setattr(s3, "put_object", put_object)


def test_a_put_whose_answer_was_lost_has_created_its_object(store: S3Store, aws_proxy: Proxy) -> None:
    aws_proxy.strike("PUT", LostAnswer())
    assert store.create("a/b", b"ours") is True
    assert aws_proxy.seen == ["PUT", "PUT", "HEAD"]
    assert store.read("a/b") == b"ours"


def test_a_put_whose_answer_was_lost_does_not_make_another_writers_object_ours(
    store: S3Store, aws_proxy: Proxy
) -> None:
    store.create("a/b", b"the same")
    aws_proxy.strike("PUT", LostAnswer())
    assert store.create("a/b", b"the same") is False


def test_a_segment_whose_answer_was_lost_is_written_once(store: S3Store, aws_proxy: Proxy) -> None:
    aws_proxy.strike("PUT", LostAnswer())
    assert manifest.append(store, "cbbd", "games", [entry(1)], after=0) == 1
    assert [number for number, _ in manifest.entries(store, "cbbd", "games")] == [1]


def test_without_its_mark_a_writer_takes_its_own_segment_for_anothers(
    store: S3Store, s3: S3Client, aws_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_without("Metadata", s3, monkeypatch)
    aws_proxy.strike("PUT", LostAnswer())
    with pytest.raises(Busy):
        manifest.append(store, "cbbd", "games", [entry(1)], after=0)
    assert manifest.last_segment(store, "cbbd", "games") == 1


def test_without_its_condition_a_second_writer_overwrites(
    store: S3Store, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create("a/b", b"first")
    put_without("IfNoneMatch", s3, monkeypatch)
    assert store.create("a/b", b"second") is True
    assert store.read("a/b") == b"second"


@pytest.mark.parametrize("fault", [CONFLICT, SLOW_DOWN, Refusal(500, "InternalError"), LostAnswer()], ids=str)
def test_what_passes_is_tried_again(store: S3Store, aws_proxy: Proxy, fault: Refusal | LostAnswer) -> None:
    aws_proxy.strike("PUT", fault, fault)
    assert store.create("a/b", b"x") is True
    assert aws_proxy.seen.count("PUT") == 3


@pytest.mark.parametrize("fault", [CONFLICT, SLOW_DOWN, LostAnswer()], ids=str)
def test_what_does_not_pass_ends_in_one_clear_line(
    store: S3Store, aws_proxy: Proxy, fault: Refusal | LostAnswer
) -> None:
    aws_proxy.strike("PUT", *[fault] * 100)
    with pytest.raises(SourceDown, match=r"s3://raw-.*run again later"):
        store.create("a/b", b"x")
    assert 1 < aws_proxy.seen.count("PUT") < 20


def test_an_object_that_came_half_is_read_again(store: S3Store, aws_proxy: Proxy) -> None:
    store.create("a/b", b"whole" * 1000)
    aws_proxy.strike("GET", CutAnswer())
    assert store.read("a/b") == b"whole" * 1000


def test_a_bucket_that_does_not_exist_is_named_with_the_remedy(aws: str) -> None:
    with pytest.raises(ConfigurationError, match=r"s3://nobodys/raw does not exist.*CBBD_RAW_URI"):
        store_at("s3://nobodys/raw").create("a", b"x")
    with pytest.raises(ConfigurationError, match="CBBD_RAW_URI"):
        store_at("s3://nobodys/raw").list("")


def test_where_nobody_answers_the_run_is_to_be_tried_later(
    aws_proxy: Proxy, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(SourceDown, match="cannot be reached"):
        store_at(bucket).read("a")


def test_a_name_that_no_bucket_can_have_is_a_matter_of_configuration(aws: str) -> None:
    with pytest.raises(ConfigurationError, match=r"s3://no bucket/raw cannot be a name: .*CBBD_RAW_URI"):
        store_at("s3://no bucket/raw").list("")


def test_a_right_that_is_missing_is_named(store: S3Store, aws_proxy: Proxy) -> None:
    aws_proxy.strike("PUT", Refusal(403, "AccessDenied"))
    with pytest.raises(ConfigurationError, match=r"refuses PutObject on s3://raw-.*policy"):
        store.create("a", b"x")
    assert aws_proxy.seen == ["PUT"]


def test_without_credentials_it_says_where_they_come_from(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it remembers those of the tests before
    with pytest.raises(ConfigurationError, match="AWS_PROFILE"):
        store_at(bucket).list("")


def test_a_listing_of_several_pages_is_whole(store: S3Store, s3: S3Client, aws_proxy: Proxy) -> None:
    def small_pages(params: dict[str, Any], **_: Any) -> Any:
        return {**params, "MaxKeys": 3}

    s3.meta.events.register("provide-client-params.s3.ListObjectsV2", small_pages)
    wanted = [f"a/{number}" for number in range(8)]
    for key in wanted:
        store.create(key, b"x")
    aws_proxy.seen.clear()
    assert store.list("a/") == wanted
    assert aws_proxy.seen == ["GET"] * 3


def test_the_folder_that_the_console_makes_is_no_object(bucket: str) -> None:
    name, prefix = bucket.removeprefix("s3://").split("/", 1)
    client("s3").put_object(Bucket=name, Key=f"{prefix}/")
    client("s3").put_object(Bucket=name, Key=f"{prefix}-of-another/a")
    assert store_at(bucket).list("") == []
