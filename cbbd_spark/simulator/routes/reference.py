"""Reference data: answered whole, without filters but one."""

from cbbd_spark.simulator.filters import text
from cbbd_spark.simulator.route import Route

ROUTES = (
    Route("/conferences"),
    Route("/conferences/history", filters=(text("conference", "abbreviation"),)),
    Route("/venues"),
    Route("/lines/providers"),
    Route("/plays/types"),
    Route("/draft/teams"),
    Route("/draft/positions"),
)
