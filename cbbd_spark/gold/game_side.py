"""The columns that every table of a team in a game carries, declared at one place."""

from __future__ import annotations

from cbbd_spark.spec.column_roles import outcome, static

GAME_ID = static("game_id", "BIGINT", "Game.")
TEAM_ID = static("team_id", "BIGINT", "Team that the row is about.")
WHEN = (
    static("season", "INT", "The season, named by the year in which it ends."),
    static("phase", "STRING", "`non_conference`, `conference`, `conference_tournament`, `ncaa` or `other_postseason`."),
    static("game_date", "DATE", "The evening that the game belongs to."),
)
SIDE = (
    static("team", "STRING", "School."),
    static("conference", "STRING", "Conference of the season; NULL outside Division I."),
    static("opponent_id", "BIGINT", "The other team."),
    static("opponent", "STRING", "The opponent's school."),
    static("opponent_conference", "STRING", "The opponent's conference; NULL outside Division I."),
    static("is_home", "BOOLEAN", "The team is the listed home team; at a neutral site that is only a listing."),
    static("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
    static("is_conference_game", "BOOLEAN", "Both teams are of one conference and the game counts for it."),
)
RESULT = (
    outcome("points", "INT", "The team's final score, overtime included.", "points"),
    outcome("opp_points", "INT", "The opponent's final score.", "points"),
    outcome("margin", "INT", "points less opp_points.", "points"),
    outcome("team_win", "BOOLEAN", "The team won."),
)
