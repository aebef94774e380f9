"""One row is one game, played or not: the spine that everything joins to.

Points are NULL unless the game is final: the API sends 0-0 for games that were never played. A game whose teams
are not known yet has NULL team ids. `game_date` is the evening the game belongs to, not the UTC date.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.calendar import game_date
from cbbd_spark.silver import dim_conferences, dim_teams, dim_venues
from cbbd_spark.silver.api_values import known, text, whole
from cbbd_spark.sources.cbbd import games as games_endpoint
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.table import Column, Layer, Reference, Table

_LAST_WEEK_OF_FEBRUARY = 22


def _side_checks(side: str) -> tuple[Check, ...]:
    return (
        Check(f"a_final_game_has_{side}_points", f"status <> 'final' OR {side}_points IS NOT NULL", Severity.WARN),
        in_range(f"{side}_points", 0, 200),
        in_range(f"{side}_seed", 1, 16),
        in_range(f"{side}_elo_start", 500, 2500),
        in_range(f"{side}_elo_end", 500, 2500),
    )


TABLE = Table(
    layer=Layer.SILVER,
    name="fct_games",
    grain="One row is one game, played or not.",
    key=("game_id",),
    partition=("season",),
    sort=("game_date", "game_id"),
    inputs=(games_endpoint.ENDPOINT,),
    columns=(
        Column("game_id", "BIGINT", "The API's id of the game."),
        Column("game_source_id", "STRING", "The upstream feed's id of the game."),
        Column("season", "INT", "The season, named by the year in which it ends."),
        Column("season_type", "STRING", "`preseason`, `regular` or `postseason`; conference tournaments are regular."),
        Column(
            "phase",
            "STRING",
            "`preseason`, `non_conference`, `conference`, `conference_tournament`, `ncaa` or `other_postseason`.",
        ),
        Column("status", "STRING", "`scheduled`, `in_progress`, `final`, `postponed` or `cancelled`."),
        Column("start_at", "TIMESTAMP", "Scheduled start; 00:00Z often stands for an unknown time.", "UTC"),
        Column("game_date", "DATE", "The evening that the game belongs to: the UTC date nine hours before the start."),
        Column("is_start_time_tbd", "BOOLEAN", "As the API says; it says FALSE where the time is unknown too."),
        Column("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        Column("is_conference_game", "BOOLEAN", "Both teams are of one conference and the game counts for it."),
        Column("game_type", "STRING", "The feed's own type, as in STD and TRNMNT."),
        Column("tournament", "STRING", "Short name of the tournament, as in NCAA and NIT."),
        Column("game_notes", "STRING", "The feed's remark, as in the round of a tournament."),
        Column("home_team_id", "BIGINT", "Home team; the listed one at a neutral site."),
        Column("home_team", "STRING", "School."),
        Column("home_conference_id", "BIGINT", "Conference in that season."),
        Column("home_conference", "STRING", "Abbreviation; NULL outside Division I."),
        Column("home_seed", "INT", "Seed in the tournament."),
        Column("home_points", "INT", "Final score, overtime included; NULL unless final.", "points"),
        Column("away_team_id", "BIGINT", "Away team."),
        Column("away_team", "STRING", "School."),
        Column("away_conference_id", "BIGINT", "Conference in that season."),
        Column("away_conference", "STRING", "Abbreviation; NULL outside Division I."),
        Column("away_seed", "INT", "Seed in the tournament."),
        Column("away_points", "INT", "Final score, overtime included; NULL unless final.", "points"),
        Column("winner_team_id", "BIGINT", "The team with more points; NULL unless final."),
        Column("periods", "INT", "Periods played, 2 and one per overtime; NULL where the API has no period scores."),
        Column("home_elo_start", "INT", "Elo before the game.", "Elo"),
        Column("home_elo_end", "INT", "Elo after the game.", "Elo"),
        Column("away_elo_start", "INT", "Elo before the game.", "Elo"),
        Column("away_elo_end", "INT", "Elo after the game.", "Elo"),
        Column("excitement", "DOUBLE", "The API's excitement index."),
        Column("attendance", "INT", "Spectators; NULL where not reported (the API sends 0).", "people"),
        Column("venue_id", "BIGINT", "Venue."),
        Column("venue", "STRING", "Name of the venue."),
        Column("city", "STRING", "City of the venue."),
        Column("state", "STRING", "State of the venue."),
    ),
    checks=(
        Check("teams_differ", "home_team_id <> away_team_id"),
        Check("a_final_game_has_a_winner", "status <> 'final' OR winner_team_id IS NOT NULL", Severity.WARN),
        *(check for side in ("home", "away") for check in _side_checks(side)),
        in_range("periods", 2, 9),
        in_range("attendance", 1, 100_000),
    ),
    references=(
        Reference(("home_team_id",), dim_teams.TABLE),
        Reference(("away_team_id",), dim_teams.TABLE),
        Reference(("home_conference_id",), dim_conferences.TABLE),
        Reference(("away_conference_id",), dim_conferences.TABLE),
        Reference(("venue_id",), dim_venues.TABLE),
    ),
)


def build(games: DataFrame) -> DataFrame:
    is_final = F.col("status") == "final"
    home_points = F.when(is_final, F.col("home_points"))
    away_points = F.when(is_final, F.col("away_points"))
    home_team_id = known(F.col("home_team_id"))
    away_team_id = known(F.col("away_team_id"))
    return games.select(
        F.col("id").alias("game_id"),
        F.col("source_id").alias("game_source_id"),
        whole(F.col("season")).alias("season"),
        "season_type",
        _phase().alias("phase"),
        "status",
        F.col("start_date").alias("start_at"),
        game_date(F.col("start_date")).alias("game_date"),
        F.col("start_time_tbd").alias("is_start_time_tbd"),
        F.col("neutral_site").alias("is_neutral_site"),
        F.col("conference_game").alias("is_conference_game"),
        "game_type",
        "tournament",
        "game_notes",
        home_team_id.alias("home_team_id"),
        text(F.col("home_team")).alias("home_team"),
        "home_conference_id",
        "home_conference",
        whole(F.col("home_seed")).alias("home_seed"),
        whole(home_points).alias("home_points"),
        away_team_id.alias("away_team_id"),
        text(F.col("away_team")).alias("away_team"),
        "away_conference_id",
        "away_conference",
        whole(F.col("away_seed")).alias("away_seed"),
        whole(away_points).alias("away_points"),
        F.when(home_points > away_points, home_team_id)
        .when(away_points > home_points, away_team_id)
        .alias("winner_team_id"),
        F.when(is_final & (F.size("home_period_points") > 1), F.size("home_period_points")).alias("periods"),
        whole(F.col("home_team_elo_start")).alias("home_elo_start"),
        whole(F.col("home_team_elo_end")).alias("home_elo_end"),
        whole(F.col("away_team_elo_start")).alias("away_elo_start"),
        whole(F.col("away_team_elo_end")).alias("away_elo_end"),
        "excitement",
        whole(known(F.col("attendance"))).alias("attendance"),
        "venue_id",
        "venue",
        "city",
        "state",
        F.col("_fetched_at").alias("_observed_at"),
    )


def _phase() -> SparkColumn:
    return (
        F.when(F.col("season_type") == "preseason", "preseason")
        .when((F.col("season_type") == "postseason") & (F.col("tournament") == "NCAA"), "ncaa")
        .when(F.col("season_type") == "postseason", "other_postseason")
        .when(_is_conference_tournament(), "conference_tournament")
        .when(F.col("conference_game"), "conference")
        .otherwise("non_conference")
    )


def _is_conference_tournament() -> SparkColumn:
    # The API calls them `regular`, and gives early-season events the same type; only a conference's own is played
    # within it, from the last week of February on. Older seasons have no type, but a headline.
    notes = F.lower(F.coalesce("game_notes", F.lit("")))
    is_headed_so = notes.contains("tournament") | notes.contains("championship")
    is_tournament = F.coalesce(F.col("game_type") != "STD", is_headed_so)
    day = game_date(F.col("start_date"))
    is_late = (F.month(day) == 3) | ((F.month(day) == 2) & (F.dayofmonth(day) >= _LAST_WEEK_OF_FEBRUARY))
    return is_tournament & (F.col("home_conference_id") == F.col("away_conference_id")) & is_late
