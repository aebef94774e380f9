"""The real season beside the project: its records, and silver rows made of them by hand.

The mapping is written out here, apart from silver's own, so that what gold makes of a season can be compared with
what plain Python makes of the same records.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

Record = dict[str, Any]

SHOTS = {"field_goals": "fieldGoals", "three_point_field_goals": "threePointFieldGoals", "free_throws": "freeThrows"}


@dataclass(frozen=True)
class AccSeason:
    """Records as the API sends them, and rows as silver holds them."""

    folder: Path

    @cached_property
    def games(self) -> list[Record]:
        return self._read("games")

    @cached_property
    def finals(self) -> dict[int, Record]:
        return {game["id"]: game for game in self.games if game["status"] == "final"}

    @cached_property
    def team_boxes(self) -> list[Record]:
        return self._read("games_teams")

    @cached_property
    def player_boxes(self) -> list[Record]:
        return self._read("games_players")

    @cached_property
    def lines(self) -> list[Record]:
        return self._read("lines")

    @cached_property
    def teams(self) -> list[Record]:
        return self._read("teams")

    def fct_games(self) -> Iterator[Record]:
        for game in self.games:
            is_final = game["status"] == "final"
            yield {
                "game_id": game["id"],
                "season": game["season"],
                "season_type": game["seasonType"],
                "phase": phase(game),
                "status": game["status"],
                "game_date": evening(game),
                "is_neutral_site": game["neutralSite"],
                "is_conference_game": game["conferenceGame"],
                **{
                    f"{side}_{name}": value
                    for side in ("home", "away")
                    for name, value in {
                        "team_id": game[f"{side}TeamId"],
                        "team": game[f"{side}Team"],
                        "conference": game[f"{side}Conference"],
                        "points": game[f"{side}Points"] if is_final else None,
                        "elo_start": game[f"{side}TeamEloStart"],
                    }.items()
                },
            }

    def dim_team_seasons(self) -> Iterator[Record]:
        for team in self.teams:
            yield {
                "team_id": team["id"],
                "season": 2017,
                "team": team["school"],
                "conference": team["conference"],
                "is_division_1": team["conference"] is not None,
            }

    def fct_game_teams(self) -> Iterator[Record]:
        for box in self.team_boxes:
            yield {
                "game_id": box["gameId"],
                "team_id": box["teamId"],
                "season": box["season"],
                "game_minutes": box["gameMinutes"],
                **counts(box["teamStats"], ""),
                **counts(box["opponentStats"], "opponent_"),
            }

    def fct_game_players(self) -> Iterator[Record]:
        for box in self.player_boxes:
            for player in box["players"]:
                yield {
                    "game_id": box["gameId"],
                    "team_id": box["teamId"],
                    "season": box["season"],
                    "athlete_source_id": player["athleteSourceId"],
                    "is_starter": player["starter"],
                    **{name: player[name] for name in ("name", "position", "minutes", "points", "turnovers", "fouls")},
                    **{name: player[name] for name in ("assists", "steals", "blocks")},
                    **shots(player, ""),
                    **{f"rebounds_{kind}": count for kind, count in player["rebounds"].items()},
                }

    def fct_lines(self) -> Iterator[Record]:
        for game in self.lines:
            for line in game["lines"]:
                of_game = {"game_id": game["gameId"], "season": game["season"]}
                yield of_game | {"provider": line["provider"], "spread": line["spread"]}

    def _read(self, name: str) -> list[Record]:
        with gzip.open(self.folder / f"{name}.jsonl.gz", "rt") as lines:
            return [json.loads(line) for line in lines]


def counts(stats: Record, prefix: str) -> Record:
    return {
        **shots(stats, prefix),
        **{f"{prefix}rebounds_{kind}": count for kind, count in stats["rebounds"].items()},
        f"{prefix}turnovers_total": stats["turnovers"]["total"],
    }


def shots(stats: Record, prefix: str) -> Record:
    return {
        f"{prefix}{ours}_{what}": stats[theirs][what]
        for ours, theirs in SHOTS.items()
        for what in ("made", "attempted")
    }


def evening(game: Record) -> str:
    start = datetime.fromisoformat(game["startDate"].replace("Z", "+00:00"))
    return (start - timedelta(hours=9)).date().isoformat()


def phase(game: Record) -> str:
    if game["seasonType"] == "postseason":
        return "ncaa" if game["tournament"] == "NCAA" else "other_postseason"
    if game["gameType"] == "TRNMNT" and game["conferenceGame"]:
        return "conference_tournament"
    return "conference" if game["conferenceGame"] else "non_conference"
