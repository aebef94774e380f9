"""The bronze table of an endpoint, derived from its spec."""

from __future__ import annotations

from cbbd_spark.bronze.schema import bronze_schema
from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import snake_case
from cbbd_spark.spec.table import Column, Layer, Table

_ENVELOPE = (
    Column("_raw_file", "STRING", "Key of the raw object that holds the record, relative to the raw store."),
    Column("_record_hash", "BIGINT", "Hash of the record's own bytes."),
    Column("_request_hash", "STRING", "The request that was answered: endpoint and parameters."),
    Column("_params", "STRING", "The request's parameters, as JSON."),
    Column("_fetched_at", "TIMESTAMP", "When the answer was fetched.", "UTC"),
    Column("_run_id", "STRING", "The run that appended the row."),
    Column("_rescued", "STRING", "What the contract does not know or cannot type, as JSON by path; NULL if nothing."),
)


def bronze_table(endpoint: Endpoint) -> Table:
    """One row is one record of one answer; every answer is kept, so revisions stay."""
    contract = tuple(
        Column(field.name, field.dataType.simpleString(), f"As the API sends it in {endpoint.path}.")
        for field in bronze_schema(endpoint.record).fields
    )
    asked = tuple(
        Column(snake_case(name), "BIGINT", "Parameter of the request; NULL when it was not sent.")
        for name in endpoint.from_request
    )
    return Table(
        layer=Layer.BRONZE,
        name=endpoint.name,
        grain=f"One row is one record of one answer of {endpoint.path}: {endpoint.grain}.",
        key=(),
        columns=contract + asked + _ENVELOPE,
        inputs=(endpoint,),
        partition=("months(_fetched_at)",),
    )
