"""The calls, in the order of what they teach: with few calls, the first ones are made.

Each endpoint comes at least once. Answers are kept small: two days, one team, one game. Ids come from earlier answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cbbd_spark.cassette.facts import Fact, Facts
from cbbd_spark.ingest.request import Request, Value
from cbbd_spark.ingest.source import SOURCE, known
from cbbd_spark.spec.endpoint import Endpoint, Once
from cbbd_spark.spec.openapi import Parameter
from cbbd_spark.spec.record import Object

MOST_CALLS = 30

API_DOCS = Endpoint(
    name="api_docs",
    source=SOURCE,
    path="/api-docs.json",
    grain="the contract as the server publishes it",
    key=(),
    routes=(Once(),),
    record=Object(()),
    parameters=(),
    expected_rows=1,
    is_array=False,
    is_metered=False,
)


@dataclass(frozen=True)
class Step:
    """One call. `undeclared` are parameters that the contract does not know, sent to see what becomes of them.

    may_be_empty: no record may come of it, and nothing is wrong then
    """

    name: str
    endpoint: Endpoint
    parameters: tuple[tuple[str, Fact | Value], ...]
    undeclared: tuple[str, ...] = ()
    may_be_empty: bool = False

    def request(self, facts: Facts) -> Request:
        """The call; KeyError (the Fact) when something is not known that it needs."""
        values = [(name, facts[value] if isinstance(value, Fact) else value) for name, value in self.parameters]
        extra = tuple(Parameter(name, "query", required=False) for name in self.undeclared)
        endpoint = replace(self.endpoint, parameters=self.endpoint.parameters + extra)
        return Request(endpoint, tuple(values))


def _step(
    name: str,
    parameters: Mapping[str, Fact | Value] | None = None,
    *,
    of: str = "",
    undeclared: tuple[str, ...] = (),
    may_be_empty: bool = False,
) -> Step:
    return Step(name, known()[of or name], tuple((parameters or {}).items()), undeclared, may_be_empty)


_SEASON: Mapping[str, Fact | Value] = {"season": Fact.SEASON}
_OF_DAYS = {"startDateRange": Fact.DAYS_START, "endDateRange": Fact.DAYS_END}
_OF_WINDOW = {"startDateRange": Fact.WINDOW_START, "endDateRange": Fact.WINDOW_END}
_OF_TEAM = {**_SEASON, "team": Fact.TEAM}
_OF_CONFERENCE = {**_SEASON, "conference": Fact.CONFERENCE}
_OF_LOWER_CONFERENCE = {**_SEASON, "conference": Fact.LOWER_CONFERENCE}
_OF_GAME = {"gameId": Fact.GAME}
_OF_PLAYER = {**_SEASON, "playerId": Fact.PLAYER}
_OF_CLASS = {"year": Fact.CLASS}
_ONLY_SHOTS = {"shootingPlaysOnly": True}

PLAN: tuple[Step, ...] = (
    _step("games", {**_SEASON, **_OF_WINDOW}),
    Step("api_docs", API_DOCS, ()),
    _step("plays_date_before", {"date": Fact.DAY_BEFORE}, of="plays_date", may_be_empty=True),
    _step("plays_date", {"date": Fact.DAY}),
    _step("games_teams", _OF_DAYS),
    _step("games_players", _OF_DAYS),
    _step("lines", _OF_DAYS),
    _step("games_media", _OF_DAYS),
    _step("teams", _OF_CONFERENCE),
    _step("teams_in_lower_case", _OF_LOWER_CONFERENCE, of="teams", may_be_empty=True),
    _step("teams_roster", _OF_TEAM),
    _step("stats_team_season", _OF_LOWER_CONFERENCE),
    _step("stats_player_season", _OF_TEAM),
    _step("stats_player_shooting_season", _OF_TEAM),
    _step("shooting_of_everybody", _SEASON, of="stats_team_shooting_season"),
    _step("games_of_season", _SEASON, of="games"),
    _step("substitutions_game", _OF_GAME),
    _step("lineups_game", _OF_GAME),
    _step("ratings_adjusted", _OF_TEAM),
    _step("ratings_elo", _SEASON),
    _step("ratings_srs", _SEASON),
    _step("rankings", {**_SEASON, "pollType": "ap"}),
    _step("recruiting_players", _OF_CLASS),
    _step("recruiting_portal", {"year": Fact.SEASON, "season": 1900}, undeclared=("season",)),
    _step("draft_picks", {"year": Fact.SEASON}),
    _step("teams_directory", _SEASON),
    _step("teams_season_overview", {"teamId": Fact.TEAM_ID, **_SEASON}),
    _step("conferences"),
    _step("plays_types"),
    _step("venues"),
    # What follows is beyond the calls of one run: the same command makes them when it is given again.
    _step("stats_team_shooting_season", _OF_TEAM),
    _step("lines_providers"),
    _step("conferences_history"),
    _step("draft_teams"),
    _step("draft_positions"),
    _step("recruiting_teams", _OF_CLASS),
    _step("plays_game", _OF_GAME),
    _step("plays_player", _OF_PLAYER),
    _step("substitutions_player", _OF_PLAYER),
    _step("substitutions_team", _OF_TEAM),
    _step("lineups_team", _OF_TEAM),
    _step("plays_team", {**_OF_TEAM, **_ONLY_SHOTS}),
    _step("plays_tournament", {**_SEASON, "tournament": Fact.TOURNAMENT, **_ONLY_SHOTS}),
    # Not for every key, so they come when other answers have shown that the key is good.
    _step("scoreboard", may_be_empty=True),
    _step("stats_team_leaderboard", _OF_CONFERENCE),
)
