"""What is believed of the API beyond its contract, and whether the answers bear it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cbbd_spark.cassette.answer import Answers
from cbbd_spark.cassette.facts import Fact, Facts, games_of
from cbbd_spark.cassette.finding import Finding, Kind
from cbbd_spark.sources import endpoints

Holds = bool | None
_PLAYED = ("final", "in_progress")


@dataclass(frozen=True)
class Quirk:
    """One belief. `holds` says True, False, or None when the answers do not decide; `steps` are those it needs."""

    endpoint: str
    says: str
    steps: tuple[str, ...]
    holds: Callable[[Answers, Facts], Holds]


@dataclass(frozen=True)
class Verdict:
    """A quirk, and whether it holds."""

    quirk: Quirk
    holds: Holds


def verdicts(answers: Answers, facts: Facts) -> list[Verdict]:
    """Each quirk with what the answers say; one whose answers are missing is not decided."""
    return [
        Verdict(quirk, quirk.holds(answers, facts) if all(step in answers for step in quirk.steps) else None)
        for quirk in QUIRKS
    ]


def findings(found: list[Verdict]) -> Iterator[Finding]:
    """A difference for each quirk that does not hold."""
    for verdict in found:
        if verdict.holds is False:
            quirk = verdict.quirk
            yield Finding(quirk.endpoint, Kind.QUIRK, quirk.says, "does not hold", "quirks")


def _games_are_cut_at_the_cap(answers: Answers, _: Facts) -> Holds:
    """A game of March that is missing in the answer for its whole season shows that the answer was cut."""
    whole = {game.id for game in games_of(answers, "games_of_season")}
    march = {game.id for game in games_of(answers, "games")}
    cap = endpoints()["games"].row_cap
    rows = len(answers["games_of_season"].records)
    if not march or cap is None or (march <= whole and rows <= cap.rows):
        return None
    return rows == cap.rows


def _both_midnights_belong_to_a_day(answers: Answers, facts: Facts) -> Holds:
    is_at_midnight = any(game.id == facts.get(Fact.GAME) and game.is_at_midnight for game in games_of(answers, "games"))
    before, after = (_games_with_plays(answers, step) for step in ("plays_date_before", "plays_date"))
    game = facts.get(Fact.GAME)
    if not is_at_midnight or game not in before | after:
        return None
    return game in before and game in after


def _games_not_played_are_0_to_0(answers: Answers, _: Facts) -> Holds:
    records = answers["games"].records + answers["games_of_season"].records
    points = [
        (record.get("homePoints"), record.get("awayPoints"))
        for record in records
        if isinstance(record, dict) and record.get("status") not in _PLAYED
    ]
    return all(pair == (0, 0) for pair in points) if points else None


def _case_counts_in_teams(answers: Answers, facts: Facts) -> Holds:
    if facts.get(Fact.CONFERENCE) == facts.get(Fact.LOWER_CONFERENCE) or not answers["teams"].records:
        return None
    return not answers["teams_in_lower_case"].records


def _case_does_not_count_elsewhere(answers: Answers, facts: Facts) -> Holds:
    are_there_any = answers["stats_player_season"].records
    if facts.get(Fact.CONFERENCE) == facts.get(Fact.LOWER_CONFERENCE) or not are_there_any:
        return None
    return bool(answers["stats_team_season"].records)


def _unknown_parameters_are_ignored(answers: Answers, _: Facts) -> Holds:
    answer = answers["recruiting_portal"]
    return True if answer.records else (False if answer.take.status == 400 else None)


def _ranks_are_of_the_answer(answers: Answers, _: Facts) -> Holds:
    found = [record.get("rankings") for record in answers["ratings_adjusted"].records if isinstance(record, dict)]
    ranks = [rank for each in found if isinstance(each, dict) for rank in each.values()]
    return set(ranks) == {1} if ranks else None


def _shooting_of_everybody_is_refused(answers: Answers, _: Facts) -> Holds:
    return answers["shooting_of_everybody"].take.status == 400


def _ids_in_boxes_are_no_athletes(answers: Answers, _: Facts) -> Holds:
    boxes = [player for record in answers["games_players"].records for player in _players(record)]
    roster = [player for record in answers["teams_roster"].records for player in _players(record)]
    sources = {player.get("sourceId") for player in roster} - {None}
    same = [player for player in boxes if player.get("athleteSourceId") in sources]
    if not same:
        return None
    return not {player.get("athleteId") for player in same} & {player.get("id") for player in roster}


def _games_with_plays(answers: Answers, step: str) -> set[Any]:
    return {record.get("gameId") for record in answers[step].records if isinstance(record, dict)}


def _players(record: Any) -> list[dict[str, Any]]:
    found = record.get("players") if isinstance(record, dict) else None
    return [player for player in found if isinstance(player, dict)] if isinstance(found, list) else []


QUIRKS = (
    Quirk("games", "an answer is cut at the declared row cap", ("games", "games_of_season"), _games_are_cut_at_the_cap),
    Quirk(
        "plays_date",
        "a game at 00:00Z comes with both days",
        ("games", "plays_date_before", "plays_date"),
        _both_midnights_belong_to_a_day,
    ),
    Quirk("games", "a game that was not played is 0-0", ("games", "games_of_season"), _games_not_played_are_0_to_0),
    Quirk("teams", "case counts in `conference`", ("teams", "teams_in_lower_case"), _case_counts_in_teams),
    Quirk(
        "stats_team_season",
        "case does not count in `conference`",
        ("stats_team_season", "stats_player_season"),
        _case_does_not_count_elsewhere,
    ),
    Quirk(
        "recruiting_portal",
        "a parameter that is not declared is ignored",
        ("recruiting_portal",),
        _unknown_parameters_are_ignored,
    ),
    Quirk("ratings_adjusted", "ranks are ranks in the answer", ("ratings_adjusted",), _ranks_are_of_the_answer),
    Quirk(
        "stats_team_shooting_season",
        "refused with 400 without a team or a conference",
        ("shooting_of_everybody",),
        _shooting_of_everybody_is_refused,
    ),
    Quirk(
        "games_players",
        "`athleteId` is no athlete's id",
        ("games_players", "teams_roster"),
        _ids_in_boxes_are_no_athletes,
    ),
)
