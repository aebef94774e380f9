"""/recruiting/portal: entries into the transfer portal in the spring that ends a season; they change for months."""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/recruiting/portal",
    "one portal entry",
    key=("id",),
    routes=(BySeason(parameter="year", closes=(9, 30)),),
    expected_rows=1_600,
    first_season=2021,
    refresh_days=7,
)
