"""One row is one team in the NCAA tournament of a season, as it was on the eve of its first game there.

In the tournament is who has a game in it, the First Four included, played or not. The eve is that of the first game
that was not postponed or cancelled (of the first at all where there is no other), and everything but the outcomes
follows from days strictly before that game's. So the teams of the First Four are seen a day or two earlier than others.

Quadrants are by the own rating, not by the NCAA's NET: the opponent's rank by adj_net among the rated Division I teams
on the same eve, whenever the game was, and where it was played. Outside of them are games against teams that are not in
Division I, and against opponents without a rating (unknown ones too). Where nobody had a rating on the eve, quadrants
are NULL. `tournament_wins` counts a win in the First Four, no walkover, and what is not played yet is not in it.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import streaks
from cbbd_spark.basketball.eve_ratings import on_each_eve
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.quadrants import quadrant
from cbbd_spark.basketball.records import by_venue, records, win_pct
from cbbd_spark.basketball.sides import final_sides
from cbbd_spark.gold import team_ratings_daily
from cbbd_spark.silver import dim_team_seasons, fct_games
from cbbd_spark.spec.check import Check, Severity, in_range
from cbbd_spark.spec.column_roles import pregame, static
from cbbd_spark.spec.table import Column, Layer, Reference, Role, Table, columns

QUADRANTS = (1, 2, 3, 4)
LAST_GAMES = 10
REGION = r"(?i)\b(east|west|south|midwest|southeast|southwest) region"  # south-east and south-west: 2011
RATINGS = ("adj_off", "adj_def", "adj_net", "adj_off_se", "adj_def_se", "adj_net_se", "tempo", "adj_tempo", "srs")


def _record_columns(prefix: str, which: str) -> tuple[Column, ...]:
    return (
        pregame(f"{prefix}wins", "INT", f"{which} won.", "games"),
        pregame(f"{prefix}losses", "INT", f"{which} lost.", "games"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="tournament_bracket_features",
    grain="One row is one team in the NCAA tournament of a season.",
    key=("season", "team_id"),
    partition=("season",),
    sort=("seed", "team_id"),
    inputs=(fct_games.TABLE, dim_team_seasons.TABLE),
    optional_inputs=(team_ratings_daily.TABLE,),
    columns=columns(
        static("season", "INT", "The season, named by the year in which it ends."),
        static("team_id", "BIGINT", "Team."),
        static("team", "STRING", "School."),
        static("conference", "STRING", "Abbreviation, of that season; NULL without one."),
        static("seed", "INT", "Seed, from any of its games that tells one.", "seed"),
        static("region", "STRING", "Region, from the notes of its games as in `East`; NULL where none tells."),
        static("first_game_date", "DATE", "The day of its first game in the tournament: the eve is the day before."),
        _record_columns("", "Games before the tournament"),
        pregame("win_pct", "DOUBLE", "wins / (wins + losses).", "fraction"),
        _record_columns("conf_", "Conference games of the regular phase"),
        _record_columns("home_", "Games at home"),
        _record_columns("away_", "Games at the opponent's"),
        _record_columns("neutral_", "Games at a neutral site"),
        _record_columns("last_10_", "Of the last ten games, those"),
        pregame("streak_games", "INT", "The last games of one outcome: below zero for losses.", "games"),
        *(_record_columns(f"q{n}_", f"Games of quadrant {n}") for n in QUADRANTS),
        _record_columns("non_division_1_", "Games against teams outside Division I"),
        _record_columns("unrated_", "Games against opponents without a rating, Division I or unknown,"),
        pregame("sos_adj_net", "DOUBLE", "Mean adj_net on the eve of the rated opponents, a game each.", "points/100"),
        pregame("ratings_date", "DATE", "The day of its ratings, before the first game."),
        pregame("adj_off", "DOUBLE", "Own adjusted offence on the eve.", "points/100"),
        pregame("adj_def", "DOUBLE", "Own adjusted defence on the eve: lower is better.", "points/100"),
        pregame("adj_net", "DOUBLE", "Offence less defence on the eve.", "points/100"),
        pregame("adj_off_se", "DOUBLE", "Standard error of adj_off.", "points/100"),
        pregame("adj_def_se", "DOUBLE", "Standard error of adj_def.", "points/100"),
        pregame("adj_net_se", "DOUBLE", "Standard error of adj_net.", "points/100"),
        pregame("tempo", "DOUBLE", "Own tempo on the eve.", "possessions/40"),
        pregame("adj_tempo", "DOUBLE", "Pace to expect against a team of mean tempo, on the eve.", "possessions/40"),
        pregame("srs", "DOUBLE", "Own SRS on the eve.", "points"),
        pregame("rated_games", "INT", "Games that the ratings of the eve come from.", "games"),
        pregame("net_rank", "INT", "Rank by adj_net in Division I on the eve; ties by team_id.", "rank"),
        pregame("rated_teams", "INT", "Teams that are ranked on the eve.", "teams"),
        pregame("mean_adj_tempo", "DOUBLE", "Mean adj_tempo of the rated teams on the eve.", "possessions/40"),
        Column("tournament_wins", "INT", "Label: games won in the tournament.", "games", Role.OUTCOME),
        Column("tournament_losses", "INT", "Label: games lost in the tournament.", "games", Role.OUTCOME),
    ),
    references=(
        Reference(("team_id", "season"), dim_team_seasons.TABLE, severity=Severity.FAIL),
        Reference(("team_id", "ratings_date"), team_ratings_daily.TABLE, severity=Severity.FAIL),
    ),
    checks=(
        Check("ratings_are_of_an_earlier_day", "ratings_date < first_game_date"),
        Check(
            "each_win_is_in_a_quadrant_or_outside",
            "q1_wins + q2_wins + q3_wins + q4_wins + non_division_1_wins + unrated_wins = wins",
        ),
        Check(
            "each_loss_is_in_a_quadrant_or_outside",
            "q1_losses + q2_losses + q3_losses + q4_losses + non_division_1_losses + unrated_losses = losses",
        ),
        Check("venues_add_up", "home_wins + away_wins + neutral_wins = wins"),
        Check("a_loss_ends_it", "tournament_losses <= 1", Severity.WARN),
        Check("a_team_of_the_tournament_has_a_seed", "seed IS NOT NULL", Severity.WARN),
        in_range("seed", 1, 16),
        in_range("tournament_wins", 0, 7),
        in_range("net_rank", 1, 400),
    ),
)


def build(fct_games: DataFrame, dim_team_seasons: DataFrame, team_ratings_daily: DataFrame) -> DataFrame:
    key, eve = ["season", "team_id"], ["season", "first_game_date"]
    entries = _entries(fct_games)
    ranked = _ranked(team_ratings_daily, entries)
    played = final_sides(fct_games)
    outcomes = played.where(F.col("phase") == "ncaa").groupBy(*key).agg(*records({"tournament_": F.lit(True)}))
    known = dim_team_seasons.select(*key, F.col("team").alias("known_team"), "conference", "is_division_1")
    # Each join is on the key of its right side (of an eve all rows say the same of all teams), so none can multiply.
    return (
        entries.join(known, key, how="left")
        .join(_of_the_eve(ranked), eve, how="left")
        .join(ranked.drop("rated_teams", "mean_adj_tempo"), [*eve, "team_id"], how="left")
        .join(_records(played, entries.select(*key, "first_game_date"), known, ranked), key, how="left")
        .join(outcomes, key, how="left")
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in TABLE.column_names if _is_count(name)})
        .withColumns({name: F.when(F.col("rated_teams") > 0, F.col(name)) for name in _by_opponents_rating()})
        .withColumns({"team": F.coalesce("known_team", "team"), "win_pct": win_pct()})
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _is_count(name: str) -> bool:
    return name.endswith(("wins", "losses"))


def _by_opponents_rating() -> list[str]:
    return [f"{kind}_{name}" for kind in (*(f"q{n}" for n in QUADRANTS), "unrated") for name in ("wins", "losses")]


def _entries(fct_games: DataFrame) -> DataFrame:
    """The teams of the tournaments, with what their games there say before they are played."""

    def side(which: str) -> SparkColumn:
        return F.struct(*(F.col(f"{which}_{name}").alias(name) for name in ("team_id", "team", "seed")))

    is_off = F.coalesce(F.col("status").isin("postponed", "cancelled"), F.lit(False))
    region = F.initcap(F.nullif(F.regexp_extract("game_notes", REGION, 1), F.lit("")))
    first_on = F.min(F.when(~F.col("is_off"), F.col("game_date")))
    return (
        fct_games.where(F.col("phase") == "ncaa")
        .select(
            "season",
            "game_date",
            is_off.alias("is_off"),
            region.alias("region"),
            F.inline(F.array(side("home"), side("away"))),
        )
        .where(F.col("team_id").isNotNull())
        .groupBy("season", "team_id")
        .agg(
            F.max("team").alias("team"),
            F.min("seed").alias("seed"),
            F.min("region").alias("region"),
            F.coalesce(first_on, F.min("game_date")).alias("first_game_date"),
        )
    )


def _ranked(team_ratings_daily: DataFrame, entries: DataFrame) -> DataFrame:
    ratings = team_ratings_daily.select("season", "team_id", "as_of_date", *RATINGS, "games")
    ranked = on_each_eve(ratings, entries, day="first_game_date")
    return ranked.withColumnsRenamed({"as_of_date": "ratings_date", "games": "rated_games"})


def _of_the_eve(ranked: DataFrame) -> DataFrame:
    return ranked.select("season", "first_game_date", "rated_teams", "mean_adj_tempo").distinct()


def _records(played: DataFrame, entries: DataFrame, known: DataFrame, ranked: DataFrame) -> DataFrame:
    """Of each team of a tournament the records before its first game there."""
    opponents = known.select("season", F.col("team_id").alias("opponent_id"), "is_division_1")
    ranks = ranked.select(
        "season",
        "first_game_date",
        F.col("team_id").alias("opponent_id"),
        F.col("net_rank").alias("opponent_rank"),
        F.col("adj_net").cast("DECIMAL(24, 12)").alias("opponent_net"),
    )
    is_outside = F.col("opponent_id").isNotNull() & ~F.coalesce(F.col("is_division_1"), F.lit(False))
    by_rank = F.when(~is_outside, quadrant(F.col("opponent_rank"), F.col("is_home"), F.col("is_neutral_site")))
    kinds = {
        "": F.lit(True),
        "conf_": F.col("phase") == "conference",
        **by_venue(),
        **{f"q{n}_": F.col("quadrant") == n for n in QUADRANTS},
        "non_division_1_": F.col("is_outside"),
        "unrated_": ~F.col("is_outside") & F.col("quadrant").isNull(),
    }
    is_rated = F.col("quadrant").isNotNull()
    results = F.col("results")
    # A team has one entry, one row in the dimension, and one rank on an eve: no join can multiply rows.
    return (
        played.join(entries, ["season", "team_id"], how="inner")
        .where(F.col("game_date") < F.col("first_game_date"))
        .drop("team", "conference")
        .join(opponents, ["season", "opponent_id"], how="left")
        .join(ranks, ["season", "first_game_date", "opponent_id"], how="left")
        .withColumns({"is_outside": is_outside, "quadrant": by_rank})
        .groupBy("season", "team_id")
        .agg(
            *records(kinds),
            ratio(F.sum(F.when(is_rated, F.col("opponent_net"))), F.count_if(is_rated)).alias("sos_adj_net"),
            streaks.results().alias("results"),
        )
        .withColumns(
            {
                "streak_games": streaks.streak_games(results),
                "last_10_wins": streaks.last_wins(results, LAST_GAMES),
                "last_10_losses": streaks.last_losses(results, LAST_GAMES),
            }
        )
        .drop("results")
    )
