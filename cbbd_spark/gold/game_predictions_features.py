"""One row is one team in one game, played or not: what was known before tip-off, and the labels.

Pre-game columns follow from final games on days strictly before the game's, in the same season; a game on the same day
is not known. In a team's first game they are NULL, but for an Elo that the API tells, and `n_prior_games` is 0: nothing
falls back to later games or to the API's ratings, which are those of the end of the season. The own ratings are those
after the last day of games before the game's; they begin with the season before, so a team has one from its second game
on even if its first one was against a team outside Division I; such teams have none. Rows of games further ahead change
as the games before them are played. A row without labels is not always a game to come: `status` tells postponed and
cancelled ones, which may have a twin under another id. Games with an unknown team, and preseason games, have no rows.

The market columns are one line per game over all providers: the medians of spread and total (raw ones, see
market_lines_analysis for those that contradict themselves), and the moneylines of the one book in the middle.
"""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from cbbd_spark.basketball import season_rates
from cbbd_spark.basketball.four_factors import ratio
from cbbd_spark.basketball.market import of_the_sides_of_their_game
from cbbd_spark.basketball.rest import rest_days
from cbbd_spark.basketball.sides import sides
from cbbd_spark.gold import team_ratings_daily
from cbbd_spark.silver import fct_game_teams, fct_games, fct_lines
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import static
from cbbd_spark.spec.table import Column, Layer, Role, Table, columns

# What a side brings into a game: `team_` names the row's own side, `opp_` the other one.
RATINGS = {
    "adj_off": "adj_off",
    "adj_def": "adj_def",
    "adj_net": "adj_net",
    "adj_net_se": "adj_net_se",
    "adj_tempo": "adj_tempo",
    "srs": "srs",
    "n_rated_games": "games",
}
ENTERING = (*RATINGS, "ppg", "opp_ppg", "pace", "efg_pct", "tov_ratio", "oreb_pct", "ft_rate", "elo")
OF_THE_ROW = (
    "game_id",
    "team_id",
    "season",
    "game_date",
    "status",
    "opponent_id",
    "is_home",
    "is_neutral_site",
    "is_conference_game",
    "is_final",
    "points",
    "opponent_points",
    "rest_days",
    "n_prior_games",
)


def _entering_columns(prefix: str, whose: str) -> tuple[Column, ...]:
    def pregame(name: str, type_: str, doc: str, unit: str) -> Column:
        return Column(f"{prefix}_{name}", type_, f"{whose} {doc}", unit, Role.PREGAME)

    return (
        pregame("adj_off", "DOUBLE", "own adjusted offence on the eve.", "points/100"),
        pregame("adj_def", "DOUBLE", "own adjusted defence on the eve.", "points/100"),
        pregame("adj_net", "DOUBLE", "own adjusted offence less defence on the eve.", "points/100"),
        pregame("adj_net_se", "DOUBLE", "standard error of the adjusted difference.", "points/100"),
        pregame("adj_tempo", "DOUBLE", "own adjusted tempo on the eve.", "possessions/40"),
        pregame("srs", "DOUBLE", "own SRS on the eve; NULL before a first game within Division I.", "points"),
        pregame("n_rated_games", "INT", "games that the own adjusted ratings know.", "games"),
        pregame("ppg", "DOUBLE", "points per game of the season to date.", "points"),
        pregame("opp_ppg", "DOUBLE", "points allowed per game of the season to date.", "points"),
        pregame("pace", "DOUBLE", "possessions per 40 minutes of the season to date.", "possessions/40"),
        pregame("efg_pct", "DOUBLE", "effective field goals of the season to date.", "fraction"),
        pregame("tov_ratio", "DOUBLE", "turnovers per possession of the season to date.", "fraction"),
        pregame("oreb_pct", "DOUBLE", "share of the offensive rebounds of the season to date.", "fraction"),
        pregame("ft_rate", "DOUBLE", "free throws per field goal attempted of the season to date.", "FTA/FGA"),
        pregame("elo", "INT", "Elo before the game by the API; where it tells none, after the game before.", "Elo"),
    )


TABLE = Table(
    layer=Layer.GOLD,
    name="game_predictions_features",
    grain="One row is one team in one game, played or not; a game has two.",
    key=("game_id", "team_id"),
    partition=("season",),
    sort=("game_date", "game_id"),
    inputs=(fct_games.TABLE,),
    optional_inputs=(fct_game_teams.TABLE, fct_lines.TABLE, team_ratings_daily.TABLE),
    columns=columns(
        static("game_id", "BIGINT", "Game."),
        static("team_id", "BIGINT", "Team that the row is about."),
        static("season", "INT", "The season, named by the year in which it ends."),
        static("game_date", "DATE", "The evening that the game belongs to."),
        static("opponent_id", "BIGINT", "The other team."),
        static("is_home", "BOOLEAN", "The team is the listed home team; at a neutral site that is only a listing."),
        static("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        static("team_name", "STRING", "School."),
        static("team_conference", "STRING", "Conference of the season; NULL outside Division I."),
        static("opp_name", "STRING", "The opponent's school."),
        static("opp_conference", "STRING", "The opponent's conference; NULL outside Division I."),
        static("is_conference_game", "BOOLEAN", "Both teams are of one conference and the game counts for it."),
        Column(
            "spread",
            "DOUBLE",
            "Median spread as named, the team's: negative where it is favoured.",
            "points",
            Role.MARKET,
        ),
        Column("over_under", "DOUBLE", "Median line on both teams' points together.", "points", Role.MARKET),
        Column("team_moneyline", "DOUBLE", "Odds on the team, of the book in the middle.", "odds", Role.MARKET),
        Column("opp_moneyline", "DOUBLE", "Its odds on the opponent.", "odds", Role.MARKET),
        Column(
            "n_line_providers", "INT", "Providers with a line on the game; NULL without one.", "providers", Role.MARKET
        ),
        _entering_columns("team", "The team's"),
        _entering_columns("opp", "The opponent's"),
        Column("rest_days", "INT", "Days since the team's last game, 10 at most; NULL first.", "days", Role.PREGAME),
        Column("n_prior_games", "INT", "The team's final games on earlier days.", "games", Role.PREGAME),
        Column("opp_rest_days", "INT", "Days since the opponent's last game, 10 at most.", "days", Role.PREGAME),
        Column("opp_n_prior_games", "INT", "The opponent's final games on earlier days.", "games", Role.PREGAME),
        Column(
            "status", "STRING", "`scheduled`, `in_progress`, `final`, `postponed`, `cancelled`.", None, Role.OUTCOME
        ),
        Column("team_score", "INT", "Label: the team's final score; NULL unless final.", "points", Role.OUTCOME),
        Column("opp_score", "INT", "Label: the opponent's final score; NULL unless final.", "points", Role.OUTCOME),
        Column("team_win", "BOOLEAN", "Label: the team won; NULL unless final.", None, Role.OUTCOME),
    ),
    checks=(
        Check("the_first_game_knows_nothing", "n_prior_games > 0 OR (team_ppg IS NULL AND rest_days IS NULL)"),
        Check("the_first_game_has_no_rating", "n_prior_games > 0 OR (team_adj_net IS NULL AND team_srs IS NULL)"),
        Check("a_game_before_means_rest", "n_prior_games = 0 OR rest_days BETWEEN 1 AND 10"),
        Check("labels_come_together", "(team_score IS NULL) = (opp_score IS NULL)"),
        Check("only_final_games_have_labels", "status = 'final' OR team_score IS NULL"),
        Check("a_final_game_has_labels", "status <> 'final' OR team_win IS NOT NULL", Severity.WARN),
        in_range("team_ppg", 30, 130),
        in_range("team_pace", 45, 110),
        *(fraction(f"team_{factor}") for factor in ("efg_pct", "tov_ratio", "oreb_pct", "ft_rate")),
    ),
)


def build(
    fct_games: DataFrame, fct_game_teams: DataFrame, fct_lines: DataFrame, team_ratings_daily: DataFrame
) -> DataFrame:
    games = sides(fct_games)
    entering = _with_ratings(_entering(games, fct_game_teams), _eves(games, team_ratings_daily), team_ratings_daily)
    # Of a game with an unknown team there is one side only. A game has one line, so the join cannot multiply rows.
    both = entering.groupBy("game_id").agg(F.collect_list(F.struct("*")).alias("both")).where(F.size("both") == 2)
    first, second = F.get("both", F.lit(0)), F.get("both", F.lit(1))
    return (
        both.select(F.inline(F.array(_facing(first, second), _facing(second, first))))
        .select(
            *(F.col(f"own.{name}").alias(name) for name in OF_THE_ROW),
            *(F.col(f"own.{name}").alias(f"team_{name}") for name in ENTERING),
            *(F.col(f"other.{name}").alias(f"opp_{name}") for name in (*ENTERING, "rest_days", "n_prior_games")),
            F.col("own.team").alias("team_name"),
            F.col("own.conference").alias("team_conference"),
            F.col("other.team").alias("opp_name"),
            F.col("other.conference").alias("opp_conference"),
        )
        .join(_lines(of_the_sides_of_their_game(fct_lines, fct_games)), ["season", "game_id"], how="left")
        .withColumns(_market() | _labels())
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _facing(own: SparkColumn, other: SparkColumn) -> SparkColumn:
    return F.struct(own.alias("own"), other.alias("other"))


def _market() -> dict[str, SparkColumn]:
    is_home, home_spread = F.col("is_home"), F.col("home_spread")
    return {
        # Subtracted from 0, so that a spread of 0 does not become -0.0 for the away team.
        "spread": F.when(is_home, home_spread).otherwise(F.lit(0.0) - home_spread),
        "team_moneyline": F.when(is_home, F.col("home_odds")).otherwise(F.col("away_odds")),
        "opp_moneyline": F.when(is_home, F.col("away_odds")).otherwise(F.col("home_odds")),
    }


def _labels() -> dict[str, SparkColumn]:
    is_final, margin = F.col("is_final"), F.col("points") - F.col("opponent_points")
    return {
        "team_score": F.when(is_final, F.col("points")),
        "opp_score": F.when(is_final, F.col("opponent_points")),
        "team_win": F.when(is_final & (margin != 0), margin > 0),
    }


def _entering(games: DataFrame, fct_game_teams: DataFrame) -> DataFrame:
    """The sides of all games, with what each knew of itself on the eve."""
    own, opp = season_rates.BoxSide.of_columns(), season_rates.BoxSide.of_columns("opponent_")
    boxes = fct_game_teams.select("season", "game_id", "team_id", "game_minutes", *own.columns(), *opp.columns())
    day = F.unix_date("game_date")
    earlier_days = Window.partitionBy("season", "team_id").orderBy(day).rangeBetween(Window.unboundedPreceding, -1)
    is_final = F.col("is_final")

    def before(count: SparkColumn) -> SparkColumn:
        return F.sum(F.when(is_final, count)).over(earlier_days)

    n_prior = F.coalesce(before(F.lit(1)), F.lit(0))
    last_day = F.max(F.when(is_final, F.col("game_date"))).over(earlier_days)
    last_told = F.when(is_final & F.col("elo_end").isNotNull(), F.struct("game_date", "start_at", "game_id"))
    return (
        games.where(F.col("team_id").isNotNull())
        # A team has one box in a game, so the join cannot multiply rows.
        .join(boxes, ["season", "game_id", "team_id"], how="left")
        .withColumns(
            {
                "n_prior_games": n_prior,
                "rest_days": rest_days(F.col("game_date"), last_day),
                "ppg": ratio(before(F.col("points")), n_prior),
                "opp_ppg": ratio(before(F.col("opponent_points")), n_prior),
                "pace": season_rates.pace(own, opp, F.col("game_minutes"), before),
                # The API tells it with the result; until then it is the one that the game before left.
                "elo": F.coalesce("elo_start", F.max_by("elo_end", last_told).over(earlier_days)),
                **season_rates.four_factors_of(own, opp, before),
            }
        )
    )


def _with_ratings(entering: DataFrame, eves: DataFrame, team_ratings_daily: DataFrame) -> DataFrame:
    """Each side's ratings on the eve; NULL in a team's first game of the season."""
    key = ["season", "team_id", "rated_on"]
    has_played = F.col("n_prior_games") > 0
    ratings = team_ratings_daily.withColumnRenamed("as_of_date", "rated_on").select(
        *key, *(F.col(rating).alias(f"eve_{name}") for name, rating in RATINGS.items())
    )
    # Every team of a season has a row on each of its days, so the last day before a game is the last one of any team.
    # A day has one eve and a team one rating on it: neither join can multiply rows.
    return (
        entering.join(eves, ["season", "game_date"], how="left")
        .join(ratings, key, how="left")
        .withColumns({name: F.when(has_played, F.col(f"eve_{name}")) for name in RATINGS})
        .drop("rated_on", *(f"eve_{name}" for name in RATINGS))
    )


def _eves(games: DataFrame, team_ratings_daily: DataFrame) -> DataFrame:
    """(season, game_date, rated_on): for each day of games the last day with ratings strictly before it."""
    of_games = games.select("season", "game_date", F.lit(None).cast("date").alias("rated"))
    of_ratings = team_ratings_daily.select("season", F.col("as_of_date").alias("game_date"), F.col("as_of_date"))
    days = of_games.unionAll(of_ratings).groupBy("season", "game_date").agg(F.max("rated").alias("rated"))
    before = Window.partitionBy("season").orderBy(F.unix_date("game_date")).rangeBetween(Window.unboundedPreceding, -1)
    return days.select("season", "game_date", F.max("rated").over(before).alias("rated_on"))


def _lines(fct_lines: DataFrame) -> DataFrame:
    # Medians of odds would average across the gap between -100 and 100, and could mix two books; so the odds are
    # those of one book, the middle one by its home odds (the lower of two).
    odds = F.struct(F.col("home_moneyline").alias("home"), F.col("away_moneyline").alias("away"))
    has_odds = F.col("home_moneyline").isNotNull() & F.col("away_moneyline").isNotNull()
    middle = F.floor((F.size("books") - 1) / 2).cast("int")
    return (
        fct_lines.groupBy("season", "game_id")
        .agg(
            F.median("spread").alias("home_spread"),
            F.median("over_under").alias("over_under"),
            F.count(F.lit(1)).alias("n_line_providers"),
            F.array_sort(F.collect_list(F.when(has_odds, odds))).alias("books"),
        )
        .withColumn("book", F.get("books", middle))
        .select(
            "season",
            "game_id",
            "home_spread",
            "over_under",
            "n_line_providers",
            F.col("book.home").alias("home_odds"),
            F.col("book.away").alias("away_odds"),
        )
    )
