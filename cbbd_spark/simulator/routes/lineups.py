"""Five-man units, of a game or of a team's season."""

from cbbd_spark.simulator.filters import date_range, equal, text
from cbbd_spark.simulator.route import Route

ROUTES = (
    Route("/lineups/game/{gameId}", filters=(equal("gameId", "gameId"),)),
    Route("/lineups/team", filters=(equal("season", "season"), text("team", "team"), *date_range())),
)
