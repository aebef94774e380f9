"""/teams/{teamId}/season/{season}/overview: a page's worth of what other endpoints say, as of `generatedAt`.

Asked only by name: a call for each team, and nothing in it that is not elsewhere.
"""

from cbbd_spark.sources.cbbd.contract import endpoint
from cbbd_spark.spec.endpoint import ByTeam

ENDPOINT = endpoint(
    "/teams/{teamId}/season/{season}/overview",
    "one stored snapshot of a team season",
    key=("teamId", "season"),
    routes=(ByTeam(parameter="teamId", by_id=True),),
    expected_rows=365,
    on_demand=True,
)
