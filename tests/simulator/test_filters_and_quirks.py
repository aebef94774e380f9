"""Filters, and the oddities of the API that a server can show."""

from collections import Counter
from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.calling import Caller
from tests.simulator.reading import games_with_plays


def some_team(api: Caller) -> str:
    """A school of the league."""
    return str(api.rows("/teams", season=2025)[0]["school"])


def test_a_wrong_season_is_a_200_with_an_empty_list(api: Caller) -> None:
    for path in ("/games", "/teams", "/lines", "/games/players", "/ratings/srs", "/stats/team/season", "/teams/roster"):
        answer = api.get(path, season=2010)
        assert (answer.status, answer.body) == (200, b"[]"), path


@pytest.mark.parametrize(
    ("path", "params"),
    [("/games", {"season": 0}), ("/games", {"team": ""}), ("/rankings", {"week": 0}), ("/lines", {"season": ""})],
)
def test_zero_and_empty_mean_no_filter(api: Caller, path: str, params: dict[str, Any]) -> None:
    assert api.get(path, **params).body == api.get(path).body


def test_game_zero_means_every_game(old_api: Caller) -> None:
    games = {play["gameId"] for play in old_api.rows("/plays/game/0", shootingPlaysOnly="true")}
    assert len(games) > 10


def test_a_team_is_found_in_any_case_and_only_whole(api: Caller) -> None:
    team = some_team(api)
    games = api.rows("/games", season=2025, team=team.upper())
    assert games
    assert all(team in (game["homeTeam"], game["awayTeam"]) for game in games)
    assert api.rows("/games", season=2025, team=team[:-1]) == []


def test_an_accent_an_ampersand_and_an_apostrophe_survive_the_way(api: Caller) -> None:
    odd = [team["school"] for team in api.rows("/teams", season=2025) if not team["school"].isascii()]
    odd += [team["school"] for team in api.rows("/teams") if set(team["school"]) & set("&'")]
    assert len(odd) >= 2
    for school in odd:
        assert api.rows("/games", team=school), school


def test_conferences_are_found_in_any_case_but_for_the_teams(api: Caller) -> None:
    name = api.rows("/conferences")[0]["abbreviation"]
    assert api.rows("/games", conference=name.lower()) == api.rows("/games", conference=name) != []
    assert api.rows("/teams", season=2025, conference=name) != []
    assert api.rows("/teams", season=2025, conference=name.lower()) == []


def test_unknown_parameters_are_ignored(api: Caller) -> None:
    assert api.get("/rankings", season=2025, sort="rank").body == api.get("/rankings", season=2025).body


def test_parts_of_the_season_are_exact_words(api: Caller) -> None:
    assert {game["tournament"] for game in api.rows("/games", seasonType="postseason")} >= {"NCAA"}
    answer = api.get("/games", seasonType="Postseason")
    assert answer.status == 400
    assert "seasonType" in answer.json["details"]


@pytest.mark.parametrize(
    ("path", "params", "named"),
    [
        ("/plays/date", {}, {"date"}),
        ("/teams/roster", {}, {"season"}),
        ("/plays/team", {"season": 2025}, {"team"}),
        ("/stats/team/season", {}, {"season", "team"}),
        ("/stats/player/shooting/season", {"season": 2025}, {"team", "conference"}),
        ("/plays/game/abc", {}, {"gameId"}),
        ("/stats/player/season", {"season": "NaN"}, {"season"}),
    ],
)
def test_what_is_missing_or_malformed_is_named_in_a_400(
    api: Caller, path: str, params: dict[str, Any], named: set[str]
) -> None:
    answer = api.get(path, **params)
    assert answer.status == 400
    assert answer.json["message"] == "Validation Failed"
    assert set(answer.json["details"]) == named


def test_an_unknown_route_is_a_404_that_is_not_json(api: Caller) -> None:
    for path in ("/info", "/games/", "/plays/game"):
        answer = api.get(path)
        assert answer.status == 404
        assert answer.headers["Content-Type"].startswith("text/html")


def test_games_not_played_are_nil_nil_without_a_winner(today_api: Caller) -> None:
    waiting = today_api.rows("/games", status="scheduled")
    assert waiting
    for game in waiting:
        assert (game["homePoints"], game["awayPoints"], game["homeWinner"]) == (0, 0, None)
        assert game["homePeriodPoints"] is None
    assert {line["homeScore"] for line in today_api.rows("/lines", startDateRange="2025-02-01")} == {0}


def test_a_few_games_are_postponed_or_cancelled_and_some_of_those_replayed(big_api: Caller) -> None:
    games = big_api.rows("/games")
    statuses = Counter(game["status"] for game in games)
    assert 0 < statuses["postponed"] < 20
    assert 0 < statuses["cancelled"] < 20
    off = {(g["homeTeamId"], g["awayTeamId"], g["season"]) for g in games if g["status"] == "postponed"}
    played = {(g["homeTeamId"], g["awayTeamId"], g["season"]) for g in games if g["status"] == "final"}
    assert off & played


def test_a_few_final_games_lack_plays_box_scores_or_lines(big_api: Caller, big_league: Dataset) -> None:
    final = {game["id"] for game in big_api.rows("/games", status="final")}
    boxes = {row["gameId"] for row in big_api.rows("/games/teams")}
    plays = games_with_plays(big_league)
    lines = [row for row in big_api.rows("/lines") if row["gameId"] in final]
    for held in (boxes, plays):
        assert 0 < len(final - held) < len(final) / 10
    empty = [row for row in lines if row["lines"] == []]
    assert 0 < len(empty) < len(lines) / 4


def test_a_game_without_plays_is_an_empty_list(big_api: Caller, big_league: Dataset) -> None:
    plays = games_with_plays(big_league)
    lacking = next(game for game in big_api.rows("/games", status="final") if game["id"] not in plays)
    assert big_api.rows(f"/plays/game/{lacking['id']}") == []


def test_players_of_a_box_score_have_another_id_than_on_the_roster(api: Caller) -> None:
    roster = {
        player["sourceId"]: player["id"] for row in api.rows("/teams/roster", season=2025) for player in row["players"]
    }
    seen = Counter(
        player["athleteId"]
        for row in api.rows("/games/players", season=2025)
        for player in row["players"]
        if player["athleteSourceId"] in roster
    )
    assert max(seen.values()) == 1
    assert not seen.keys() & set(roster.values())


def test_teams_outside_division_one_have_no_conference_and_no_season(big_api: Caller) -> None:
    listed = {team["id"]: team for team in big_api.rows("/teams")}
    members = {team["id"] for team in big_api.rows("/teams", season=2025)}
    outside = listed.keys() - members
    assert outside
    games = [game for game in big_api.rows("/games") if game["awayTeamId"] in outside]
    assert games
    assert all(game["awayConference"] is None and game["awayTeamEloStart"] is None for game in games)
    assert all(listed[team]["conference"] is None for team in outside)
    roster = [row for row in big_api.rows("/teams/roster", season=2025) if row["teamId"] in outside]
    assert [row["players"] for row in roster] == [[]] * len(outside)
    stats = {row["teamId"] for row in big_api.rows("/stats/team/season", season=2025) if row["conference"] is None}
    assert stats
    assert stats <= outside


def test_a_pick_em_spread_arrives_as_null_with_an_even_moneyline(big_api: Caller) -> None:
    lines = [line for row in big_api.rows("/lines") for line in row["lines"]]
    even = [line for line in lines if line["spread"] is None and line["homeMoneyline"] is not None]
    assert even
    assert all(line["overUnder"] and line["homeMoneyline"] == line["awayMoneyline"] for line in even)
    assert 0 not in [value for line in lines for value in line.values()]


def test_spread_and_moneyline_name_the_same_favourite_but_for_a_few_flipped_ones(big_api: Caller) -> None:
    lines = [line for row in big_api.rows("/lines") for line in row["lines"]]
    clear = [line for line in lines if abs(line["spread"] or 0) >= 3 and line["homeMoneyline"] is not None]
    flipped = [line for line in clear if (line["spread"] < 0) != (line["homeMoneyline"] < line["awayMoneyline"])]
    assert 0 < len(flipped) < 0.03 * len(clear)


def test_ranks_are_those_within_the_answer(api: Caller) -> None:
    whole = api.rows("/ratings/adjusted", season=2025)
    assert sorted(row["rankings"]["net"] for row in whole)[0] == 1
    last = max(whole, key=lambda row: row["rankings"]["net"])
    alone = api.rows("/ratings/adjusted", season=2025, team=last["team"])
    assert [row["rankings"] for row in alone] == [{"net": 1, "defense": 1, "offense": 1}]


def test_elo_ratings_carry_the_conferences_full_name(api: Caller) -> None:
    names = {conference["abbreviation"]: conference["name"] for conference in api.rows("/conferences")}
    abbreviation, name = next(iter(names.items()))
    found = api.rows("/ratings/elo", season=2025, conference=abbreviation)
    assert {row["conference"] for row in found} == {name}


def test_a_polls_parameter_is_not_the_text_of_the_row(api: Caller) -> None:
    assert {row["pollType"] for row in api.rows("/rankings", pollType="ap")} == {"AP Top 25"}
    assert api.get("/rankings", pollType="AP Top 25").status == 400
    week = api.rows("/rankings", pollType="ap", season=2025, week=3)
    assert any(row["ranking"] is None for row in week)


def test_plays_of_a_team_are_those_of_both_teams(api: Caller) -> None:
    team = some_team(api)
    plays = api.rows("/plays/team", season=2025, team=team, shootingPlaysOnly="TRUE")
    assert len({play["team"] for play in plays}) > 2
    assert all(team in (play["team"], play["opponent"]) for play in plays)
    assert all(play["shotInfo"] for play in plays)


def test_plays_of_a_player_have_him_among_the_participants(api: Caller) -> None:
    player = api.rows("/stats/player/season", season=2025)[0]["athleteId"]
    plays = api.rows(f"/plays/player/{player}", season=2025)
    assert plays
    assert all(player in [person["id"] for person in play["participants"]] for play in plays)


def test_the_floor_is_known_from_2024_on(old_api: Caller) -> None:
    plays = old_api.rows("/plays/game/0")
    assert plays
    assert all(play["onFloor"] == [] and play["wallclock"] is None for play in plays)
    assert "Substitution" not in {play["playType"] for play in plays}
    assert "Not Available" in {play["playType"] for play in plays}


def test_shots_have_a_location_on_most_rows_only(api: Caller) -> None:
    shots = api.rows("/plays/team", season=2025, team=some_team(api), shootingPlaysOnly="true")
    located = sum(play["shotInfo"]["location"]["x"] is not None for play in shots) / len(shots)
    assert 0.6 < located < 0.8


def test_percentages_are_in_hundreds_but_for_two(api: Caller) -> None:
    team = api.rows("/stats/team/season", season=2025)[0]
    player = max(api.rows("/stats/player/season", season=2025), key=lambda row: row["minutes"])
    box = api.rows("/games/teams", season=2025)[0]
    assert 0 < team["teamStats"]["fourFactors"]["turnoverRatio"] < 1 < box["teamStats"]["fourFactors"]["turnoverRatio"]
    assert 0 < player["trueShootingPct"] <= 1 < player["effectiveFieldGoalPct"]
