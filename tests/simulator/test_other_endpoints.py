"""Documents, media, scoreboard, leaderboard, draft and portal."""

from tests.simulator.calling import Caller


def test_the_directory_is_one_object_with_an_en_dash_in_its_label(api: Caller) -> None:
    directory = api.get("/teams/directory", season=2025).json
    assert directory["seasonLabel"] == "2024–25"
    assert len(directory["teams"]) == len(api.rows("/teams", season=2025)) == 12
    assert api.get("/teams/directory", season=2010).status == 404


def test_an_overview_says_what_the_other_endpoints_say(api: Caller) -> None:
    team = api.rows("/teams", season=2025)[0]
    overview = api.get(f"/teams/{team['id']}/season/2025/overview").json
    stats = api.rows("/stats/team/season", season=2025, team=team["school"])[0]
    adjusted = {row["teamId"]: row for row in api.rows("/ratings/adjusted", season=2025)}[team["id"]]
    assert overview["record"]["overall"]["wins"] == stats["wins"]
    assert overview["efficiency"]["offense"]["points"] == stats["teamStats"]["points"]["total"]
    assert overview["ratings"]["adjusted"]["net"] == {
        "value": adjusted["netRating"],
        "rank": adjusted["rankings"]["net"],
    }
    assert overview["ratings"]["srs"] == api.rows("/ratings/srs", season=2025, team=team["school"])[0]["rating"]
    assert len(overview["schedule"]["games"]) == len(api.rows("/games", season=2025, team=team["school"]))


def test_an_overview_that_is_not_there_has_its_reason(api: Caller) -> None:
    outside = next(team for team in api.rows("/teams") if team["conference"] is None)
    assert api.get("/teams/99999/season/2025/overview").status == 404
    assert api.get(f"/teams/{outside['id']}/season/2025/overview").status == 422


def test_media_have_no_tournament_though_one_can_be_asked_for(api: Caller) -> None:
    shown = api.rows("/games/media", tournament="ncaa", season=2025)
    assert len(shown) == len(api.rows("/games", tournament="NCAA", season=2025)) > 0
    assert all("tournament" not in game for game in shown)


def test_some_games_are_shown_by_nobody(big_api: Caller) -> None:
    broadcasts = [game["broadcasts"] for game in big_api.rows("/games/media")]
    assert 0 < broadcasts.count([]) < len(broadcasts) / 5


def test_the_scoreboard_is_the_slate_of_the_day(today_api: Caller) -> None:
    board = today_api.rows("/scoreboard")
    games = {game["id"]: game for game in today_api.rows("/games", season=2025)}
    latest = max(game["startDate"] for game in games.values() if game["status"] == "final")
    for row in board:
        assert games[row["id"]]["status"] == row["status"]
        assert row["startDate"] >= "2025-01-15T09"
        assert row["startDate"] >= latest or row["startDate"][:10] in ("2025-01-15", "2025-01-16")


def test_the_leaderboard_agrees_with_the_season_stats(api: Caller) -> None:
    stats = {row["teamId"]: row for row in api.rows("/stats/team/season", season=2025)}
    board = api.rows("/stats/team/leaderboard", season=2025)
    assert len(board) == 12
    for row in board:
        assert row["record"]["wins"] == stats[row["teamId"]]["wins"]
        assert row["teamStats"]["fieldGoals"]["made"] == stats[row["teamId"]]["teamStats"]["fieldGoals"]["made"]
        assert isinstance(row["conference"], dict)


def test_draft_picks_send_a_position_and_some_players_without_a_college(api: Caller) -> None:
    picks = api.rows("/draft/picks", year=2025)
    assert [pick["overall"] for pick in picks] == list(range(1, 59))
    assert all(pick["position"] for pick in picks)
    assert {pick["athleteId"] is None for pick in picks} == {True, False}
    school = next(pick["sourceTeamLocation"] for pick in picks if pick["sourceTeamLocation"])
    found = api.rows("/draft/picks", sourceTeam=school.upper())
    assert {pick["sourceTeamLocation"] for pick in found} == {school}


def test_the_portal_knows_years_and_ignores_a_season(api: Caller) -> None:
    everything = api.rows("/recruiting/portal")
    assert api.rows("/recruiting/portal", season=1999) == everything
    year = api.rows("/recruiting/portal", year=2024)
    assert {entry["year"] for entry in year} == {2024}
    assert any(entry["rating"] is None for entry in everything)
    assert 0 not in [entry["rating"] for entry in everything]


def test_conference_histories_cover_every_team_of_a_season_once(api: Caller) -> None:
    members = [
        team["id"]
        for conference in api.rows("/conferences/history")
        for team in conference["teams"]
        if team["startSeason"] <= 2025 <= (team["endSeason"] or 9999)
    ]
    assert sorted(members) == sorted(team["id"] for team in api.rows("/teams", season=2025))


def test_recruits_become_players_of_the_next_season(api: Caller) -> None:
    roster = {player["id"]: row["team"] for row in api.rows("/teams/roster", season=2025) for player in row["players"]}
    recruits = [recruit for recruit in api.rows("/recruiting/players", year=2024) if recruit["athleteId"]]
    assert recruits
    for recruit in recruits:
        if recruit["committedTo"]:
            assert roster[recruit["athleteId"]] == recruit["committedTo"]["name"]
