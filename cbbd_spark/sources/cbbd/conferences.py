"""/conferences: one record is one conference, historic ones included."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import Once

ENDPOINT = endpoint("conferences", "/conferences", "one conference", key=("id",), routes=(Once(),))
