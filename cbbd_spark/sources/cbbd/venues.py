"""/venues: one record is one venue."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint("venues", "/venues", "one venue", key=("id",), routes=(Once(),))
