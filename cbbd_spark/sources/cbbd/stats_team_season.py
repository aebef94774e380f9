"""/stats/team/season: one record is one team's season, opponents outside Division I included.

Sums are 0 where nothing is known. A team with two conferences in a season comes twice.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import BySeason

ENDPOINT = endpoint(
    "/stats/team/season",
    "one team in one season",
    key=("season", "teamId"),
    routes=(BySeason(),),
    expected_rows=700,
)
