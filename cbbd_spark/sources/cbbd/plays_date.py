"""/plays/date: one record is one play of a game that starts on the UTC day asked for.

The day includes both midnights, so a game at exactly 00:00Z comes with two days: the key decides.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByUtcDay

ENDPOINT = endpoint(
    "/plays/date",
    "one play",
    key=("id",),
    routes=(ByUtcDay(),),
    expected_rows=2_500_000,
    first_season=2006,
)
