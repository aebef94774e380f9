"""State on AWS: one DynamoDB table, which any number of machines may open at once."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cbbd_spark.aws import again, code_of, explained
from cbbd_spark.errors import CbbdError
from cbbd_spark.state.keyvalue import Guard, Item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

# An item may have 400 KB with its keys; a transaction 100 actions, the guard among them, and 4 MB.
_LARGEST_VALUE = 350_000
_WRITES = 99
_BYTES = 3_000_000
_PUT = "SET #value = :value, #encoding = :encoding ADD #version :one"
_PUT_IF = "SET #value = :value, #encoding = :encoding, #writer = :writer ADD #version :one"


class DynamoKeyValue:
    """KeyValue in the table `table`: keys `partition` and `sort`, attributes `value` and `version`.

    Reads are strongly consistent. A value that is too large for an item is deflated, which `encoding` says; when it
    is too large even so, the write is a CbbdError. ConfigurationError when there is no such table or no right to it,
    SourceDown when DynamoDB still throttles or fails after all tries.
    """

    def __init__(self, table: str, client: DynamoDBClient) -> None:
        self._table = table
        self._client = client

    def get(self, partition: str, sort: str) -> Item | None:
        with self._explained():
            found = self._client.get_item(TableName=self._table, Key=_key(partition, sort), ConsistentRead=True)
        item = found.get("Item")
        return Item(_value_of(item), int(item["version"]["N"])) if item else None

    def put(self, partition: str, values: Mapping[str, bytes], only_if: Guard | None = None) -> bool:
        with self._explained():
            return all(self._transact(partition, some, only_if) for some in _parts(values))

    def put_if(self, partition: str, sort: str, value: bytes, version: int) -> bool:
        with self._explained():
            return self._update(partition, sort, value, version, uuid.uuid4().hex)

    def query(self, partition: str) -> dict[str, bytes]:
        with self._explained():
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="#partition = :partition",
                ExpressionAttributeNames=_names("partition"),
                ExpressionAttributeValues={":partition": {"S": partition}},
                ConsistentRead=True,
            )
            return {item["sort"]["S"]: _value_of(item) for page in pages for item in page["Items"]}

    def close(self) -> None:
        self._client.close()

    @again
    def _transact(self, partition: str, values: Mapping[str, Mapping[str, Any]], only_if: Guard | None) -> bool:
        """One transaction; False when the guard does not hold.

        The SDK gives it a token, so that its own second try is not a second write.
        """
        actions: list[Any] = [self._check(only_if)] if only_if else []
        for sort, value in values.items():
            update = {
                "TableName": self._table,
                "Key": _key(partition, sort),
                "UpdateExpression": _PUT,
                "ExpressionAttributeNames": _names("value", "encoding", "version"),
                "ExpressionAttributeValues": {**value, ":one": {"N": "1"}},
            }
            actions.append({"Update": update})
        try:
            self._client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            reasons: Any = error.response.get("CancellationReasons", [{}])
            if only_if and reasons[0].get("Code") == "ConditionalCheckFailed":
                return False
            raise
        return True

    def _check(self, guard: Guard) -> dict[str, Any]:
        check = {
            "TableName": self._table,
            "Key": _key(guard.partition, guard.sort),
            "ConditionExpression": "#version = :version",
            "ExpressionAttributeNames": _names("version"),
            "ExpressionAttributeValues": {":version": {"N": str(guard.version)}},
        }
        return {"ConditionCheck": check}

    @again
    def _update(self, partition: str, sort: str, value: bytes, version: int, writer: str) -> bool:
        expected = {":expected": {"N": str(version)}} if version else {}
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(partition, sort),
                UpdateExpression=_PUT_IF,
                ConditionExpression="#version = :expected" if version else "attribute_not_exists(#version)",
                ExpressionAttributeNames=_names("value", "encoding", "version", "writer"),
                ExpressionAttributeValues={
                    **_stored(sort, value),
                    **expected,
                    ":one": {"N": "1"},
                    ":writer": {"S": writer},
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            # The answer to an earlier try of this very write may have been lost: its word stands in the item then.
            held: Any = error.response.get("Item", {})
            return bool(held) and held.get("writer") == {"S": writer}
        return True

    def _explained(self) -> AbstractContextManager[None]:
        return explained(
            f"the DynamoDB table {self._table}",
            remedy="make it (keys: partition and sort, both texts), or correct CBBD_CHECKPOINT_TABLE",
        )


def create_table(client: DynamoDBClient, table: str) -> None:
    """Makes the table as DynamoKeyValue needs it, paid by the request."""
    client.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "partition", "KeyType": "HASH"}, {"AttributeName": "sort", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("partition", "sort")],
        BillingMode="PAY_PER_REQUEST",
    )


def _key(partition: str, sort: str) -> dict[str, Any]:
    return {"partition": {"S": partition}, "sort": {"S": sort}}


def _names(*used: str) -> dict[str, str]:
    """Half of our words are reserved in expressions, where a # makes them names of attributes."""
    return {f"#{name}": name for name in used}


def _parts(values: Mapping[str, bytes]) -> list[dict[str, Mapping[str, Any]]]:
    """The values as they are stored, in parts that one transaction can hold."""
    parts: list[dict[str, Mapping[str, Any]]] = []
    room = 0
    for sort, value in values.items():
        stored = _stored(sort, value)
        size = len(stored[":value"]["B"])
        if not parts or len(parts[-1]) == _WRITES or size > room:
            parts.append({})
            room = _BYTES
        parts[-1][sort] = stored
        room -= size
    return parts


def _stored(sort: str, value: bytes) -> dict[str, Any]:
    encoding = ""
    if len(value) > _LARGEST_VALUE:
        value, encoding = zlib.compress(value), "deflate"
    if len(value) > _LARGEST_VALUE:
        raise CbbdError(
            f"what is known of {sort} has {len(value):,} bytes even when deflated, more than an item of DynamoDB "
            "holds: keep the state in SQLite (leave state.table and CBBD_CHECKPOINT_TABLE empty)"
        )
    return {":value": {"B": value}, ":encoding": {"S": encoding}}


def _value_of(item: Mapping[str, Any]) -> bytes:
    value: bytes = item["value"]["B"]
    return zlib.decompress(value) if item["encoding"]["S"] else value
