"""/recruiting/players: one record is one recruit of one class. The class that enters in season S is S - 1."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/recruiting/players",
    "one recruit in one class",
    key=("id",),
    routes=(BySeason(parameter="year", offset=-1),),
    expected_rows=700,
    refresh_days=7,
)
