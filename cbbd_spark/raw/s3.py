"""The raw store of AWS: a prefix of an S3 bucket."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cbbd_spark.aws import again, client, code_of, explained
from cbbd_spark.raw.store import insist_on_key

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_WRITER = "writer"


class S3Store:
    """A RawStore below `uri`, which is `s3://bucket/prefix`.

    A PUT with `If-None-Match: *` is atomic and fails when the name is taken, so that an object is there whole, once,
    or not at all. When the answer to a PUT is lost, the SDK's next try meets the object of the first one: each
    `create` marks its object with a word of its own, so that it knows it again.
    """

    def __init__(self, uri: str, client: S3Client) -> None:
        self._uri = uri.rstrip("/")
        self._bucket, _, prefix = self._uri.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = client

    def __reduce__(self) -> tuple[Callable[[str], S3Store], tuple[str]]:
        # A client cannot travel, and its credentials must not: each process finds its own.
        return _opened, (self._uri,)

    def create(self, key: str, body: bytes) -> bool:
        """Stores `body` under `key`; False, and nothing changed, if the key is taken."""
        insist_on_key(key)
        with self._explained():
            return self._put(self._prefix + key, body, uuid.uuid4().hex)

    def create_all(self, objects: Mapping[str, bytes]) -> dict[str, bool]:
        """One by one: S3 knows no other way."""
        return {key: self.create(key, body) for key, body in objects.items()}

    def read(self, key: str) -> bytes:
        """The object's bytes; FileNotFoundError when there is none."""
        insist_on_key(key)
        with self._explained():
            return self._get(self._prefix + key)

    def list(self, prefix: str) -> list[str]:
        """Keys that begin with `prefix`, sorted."""
        with self._explained():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix + prefix
            )
            names = [item["Key"] for page in pages for item in page.get("Contents", [])]
        # The console's "new folder" is an object named as the prefix itself.
        return sorted(name.removeprefix(self._prefix) for name in names if name != self._prefix)

    def sweep(self) -> int:
        """Nothing: a PUT that was cut off has left nothing behind."""
        return 0

    @again
    def _put(self, name: str, body: bytes, writer: str) -> bool:
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=body, IfNoneMatch="*", Metadata={_WRITER: writer}
            )
        except ClientError as error:
            if code_of(error) != "PreconditionFailed":
                raise
            held = self._client.head_object(Bucket=self._bucket, Key=name)
            return held["Metadata"].get(_WRITER) == writer
        return True

    @again
    def _get(self, name: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except ClientError as error:
            if code_of(error) != "NoSuchKey":
                raise
            raise FileNotFoundError(f"s3://{self._bucket}/{name}") from error

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self._uri, remedy="make the bucket, or correct CBBD_RAW_URI")


def _opened(uri: str) -> S3Store:
    return S3Store(uri, client("s3"))
