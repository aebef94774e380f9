"""One row is one team in one game that is not played yet: its rest, its form, both sides' ratings on the eve.

A game is upcoming by its status alone, be it scheduled or in progress; `is_overdue` tells those that were left behind
(season 2021 has a thousand that were never played). Games whose teams are not known, that are postponed or cancelled,
or of the preseason, have no rows. A row is gone when its game is final: what was known before it stays in
game_predictions_features.

What is known follows from final games on days strictly before the game's, in the same season. For a game further
ahead the games in between are not played yet: its rest and form are as of now, and `scheduled_rest_days` count from
the game before it on the schedule. The API has no venue coordinates, so nothing is said of travel.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball.form import SPANS, earlier_games, named, team_form, within
from cbbd_spark.basketball.game_rates import sides_with_boxes
from cbbd_spark.basketball.rest import rest_days
from cbbd_spark.basketball.upcoming import facing, of_seasons_with_upcoming, on_the_eve, upcoming_sides
from cbbd_spark.gold import team_ratings_daily
from cbbd_spark.gold.game_side import GAME_ID, SIDE, TEAM_ID, WHEN
from cbbd_spark.silver import fct_game_teams, fct_games
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import outcome, pregame, static
from cbbd_spark.spec.table import Column, Layer, Reference, Table, columns

RATINGS = ("adj_off", "adj_def", "adj_net", "srs", "tempo")
# Of the other side too.
ENTERING = ("n_prior_games", "win_pct", "rest_days", "last_5_margin", "last_10_margin", *RATINGS)


def _form_columns(span: int) -> tuple[Column, ...]:
    over = f"over the last {span} games"

    def form(name: str, type_: str, doc: str, unit: str | None) -> Column:
        return pregame(f"last_{span}_{name}", type_, doc, unit)

    return (
        form("games", "INT", f"Final games before the day, {span} at most.", "games"),
        form("wins", "INT", f"Games won {over}.", "games"),
        form("win_pct", "DOUBLE", f"Share of games won {over}.", "fraction"),
        form("margin", "DOUBLE", f"Points per game more than the opponents {over}.", "points"),
        form("ppg", "DOUBLE", f"Points per game {over}.", "points"),
        form("opp_ppg", "DOUBLE", f"Points allowed per game {over}.", "points"),
        form("off_rating", "DOUBLE", f"Points per 100 possessions {over}, of those with a box.", "points/100"),
        form("def_rating", "DOUBLE", f"Points allowed per 100 possessions {over}, of those with a box.", "points/100"),
        form("pace", "DOUBLE", f"Possessions per 40 minutes {over}, of those with a box.", "possessions/40"),
    )


def _rating_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    return (
        pregame(f"{prefix}adj_off", "DOUBLE", f"{whose} own adjusted offence on the eve.", "points/100"),
        pregame(f"{prefix}adj_def", "DOUBLE", f"{whose} own adjusted defence on the eve.", "points/100"),
        pregame(f"{prefix}adj_net", "DOUBLE", f"{whose} own adjusted offence less defence on the eve.", "points/100"),
        pregame(f"{prefix}srs", "DOUBLE", f"{whose} own SRS on the eve.", "points"),
        pregame(f"{prefix}tempo", "DOUBLE", f"{whose} possessions per 40 minutes on the eve.", "possessions/40"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="upcoming_team_game_context",
    grain="One row is one team in one game that is not played yet; a game has two.",
    key=("game_id", "team_id"),
    partition=("season",),
    sort=("game_date", "game_id", "team_id"),
    inputs=(fct_games.TABLE,),
    optional_inputs=(fct_game_teams.TABLE, team_ratings_daily.TABLE),
    references=(Reference(("game_id",), fct_games.TABLE, severity=Severity.FAIL),),
    columns=columns(
        GAME_ID,
        TEAM_ID,
        WHEN,
        static("start_at", "TIMESTAMP", "Scheduled start; 00:00Z often stands for an unknown time."),
        static(
            "status", "STRING", "`scheduled`, `in_progress`, or a word that is none of those of a game over or off."
        ),
        SIDE,
        outcome("is_overdue", "BOOLEAN", "A final game of the season was played on a later day."),
        pregame("n_prior_games", "INT", "The team's final games on earlier days.", "games"),
        pregame("wins", "INT", "Games won of these.", "games"),
        pregame("losses", "INT", "Games lost of these.", "games"),
        pregame("win_pct", "DOUBLE", "wins / (wins + losses).", "fraction"),
        pregame("rest_days", "INT", "Days since the team's last final game, 10 at most; NULL first.", "days"),
        static("scheduled_rest_days", "INT", "Days since its game before, played or to come, 10 at most; NULL first."),
        pregame("days_since_home_game", "INT", "Days since its last final game at home; NULL without one.", "days"),
        *(_form_columns(span) for span in SPANS),
        pregame("ratings_as_of_date", "DATE", "The day whose ratings are the team's on the eve."),
        _rating_columns("team_", "The team's"),
        _rating_columns("opp_", "The opponent's"),
        pregame("opp_n_prior_games", "INT", "The opponent's final games on earlier days.", "games"),
        pregame("opp_win_pct", "DOUBLE", "The opponent's share of games won.", "fraction"),
        pregame("opp_rest_days", "INT", "The opponent's rest_days.", "days"),
        pregame("opp_last_5_margin", "DOUBLE", "The opponent's margin over its last 5 games.", "points"),
        pregame("opp_last_10_margin", "DOUBLE", "The opponent's margin over its last 10 games.", "points"),
    ),
    checks=(
        Check("a_first_game_knows_nothing", "n_prior_games > 0 OR (rest_days IS NULL AND last_5_games = 0)"),
        Check("ratings_are_of_earlier_days", "ratings_as_of_date < game_date"),
        Check("games_are_of_the_season", "last_5_games <= last_10_games AND last_10_games <= n_prior_games"),
        Check("is_not_left_behind", "NOT is_overdue", Severity.WARN),
        in_range("rest_days", 1, 10, Severity.FAIL),
        *(fraction(name) for name in ("win_pct", "last_5_win_pct", "last_10_win_pct")),
        *(in_range(f"last_{span}_{side}_rating", 40, 200) for span in SPANS for side in ("off", "def")),
    ),
)


def build(fct_games: DataFrame, fct_game_teams: DataFrame, team_ratings_daily: DataFrame) -> DataFrame:
    ahead, games = upcoming_sides(fct_games), of_seasons_with_upcoming(fct_games)
    key = ["game_id", "team_id"]
    # The right sides have one row per team and eve, and per game and team, so neither join can multiply rows.
    known = (
        ahead.join(_form(ahead, sides_with_boxes(games, fct_game_teams)), _EVE, how="left")
        .join(on_the_eve(ahead, team_ratings_daily, RATINGS), key, how="left")
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in _COUNTED})
        .withColumns(
            {
                "rest_days": rest_days(F.col("game_date"), F.col("last_date")),
                "days_since_home_game": F.date_diff("game_date", "last_home_date"),
                "ratings_as_of_date": F.col("as_of_date"),
                **{f"team_{name}": F.col(name) for name in RATINGS},
            }
        )
    )
    return facing(known, ENTERING).select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))


# What is known of a team is the same for all games of one such day.
_EVE = ["season", "team_id", "known_to"]
# Zero, and not NULL, where there was no game.
_COUNTED = ("n_prior_games", "wins", "losses", *(f"last_{span}_{name}" for span in SPANS for name in ("games", "wins")))


def _form(ahead: DataFrame, played: DataFrame) -> DataFrame:
    is_at_home = F.col("is_home") & ~F.col("is_neutral_site")
    season = team_form(within())
    return (
        earlier_games(ahead, played, "team_id")
        .groupBy(*_EVE)
        .agg(
            season["games"].alias("n_prior_games"),
            *(season[name].alias(name) for name in ("wins", "losses", "win_pct")),
            F.max("game_date").alias("last_date"),
            F.max(F.when(is_at_home, F.col("game_date"))).alias("last_home_date"),
            *(column for span in SPANS for column in named(f"last_{span}_", team_form(within(span)))),
        )
    )
