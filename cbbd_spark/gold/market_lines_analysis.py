"""One row is one provider's line on one game, against what came of it.

A push is neither a cover nor a miss. The API turns a 0 into null, so a pick'em spread is NULL here, with
`spread_is_pickem_inferred`, and settles nothing. Results use the spread as it came: `line_class` says whether it
contradicts itself, `spread_clean` is the repaired one.

A line carries no time of its own. What is said of its opening, its closing and its way between them follows from our
captures of it and is as good as those: a line that we first asked for after its game has a closing and no opening,
unless the API names one.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from cbbd_spark.basketball import line_captures, market
from cbbd_spark.basketball.sides import counts, is_final
from cbbd_spark.silver import fct_games, fct_line_history, fct_lines
from cbbd_spark.spec.check import Check, Severity, fraction, in_range
from cbbd_spark.spec.column_roles import line, outcome, static
from cbbd_spark.spec.table import Layer, Table

_FIRST = "that of the first capture before the start that names one"
_LAST = "the last one before the start, else of a final game the first one after; NULL until it has started"
_NEWEST = "The closing, or of a game that was not played (yet) the newest,"

TABLE = Table(
    layer=Layer.GOLD,
    name="market_lines_analysis",
    grain="One row is one provider's line on one game.",
    key=("game_id", "provider"),
    partition=("season",),
    sort=("game_date", "game_id", "provider"),
    inputs=(fct_lines.TABLE, fct_games.TABLE),
    optional_inputs=(fct_line_history.TABLE,),
    unit=("game_id",),
    columns=(
        static("game_id", "BIGINT", "Game."),
        static("provider", "STRING", "Name of the provider of the line."),
        static("season", "INT", "The season, named by the year in which it ends."),
        static("game_date", "DATE", "The evening that the game belongs to."),
        static("is_neutral_site", "BOOLEAN", "Neither team plays at home."),
        static("home_team_id", "BIGINT", "Home team; the listed one at a neutral site."),
        static("home_team", "STRING", "School."),
        static("home_conference", "STRING", "Abbreviation; NULL outside Division I."),
        static("away_team_id", "BIGINT", "Away team."),
        static("away_team", "STRING", "School."),
        static("away_conference", "STRING", "Abbreviation; NULL outside Division I."),
        line("spread", "DOUBLE", "The home side's, as it came: negative where the home team is favoured.", "points"),
        line("over_under", "DOUBLE", "The line on both teams' points together.", "points"),
        line("home_moneyline", "DOUBLE", "American odds on the home team.", "odds"),
        line("away_moneyline", "DOUBLE", "American odds on the away team.", "odds"),
        line("spread_open", "DOUBLE", "The first spread, as the API names it, from 2025 on.", "points"),
        line("over_under_open", "DOUBLE", "The first total, as the API names it, from 2025 on.", "points"),
        line("spread_is_pickem_inferred", "BOOLEAN", "The spread is NULL, and odds and total say that it was 0."),
        line("home_implied_probability", "DOUBLE", "What the home odds imply, with the margin.", "fraction"),
        line("away_implied_probability", "DOUBLE", "What the away odds imply, with the margin.", "fraction"),
        line("home_no_vig_probability", "DOUBLE", "The home team's chance without the margin.", "fraction"),
        line("away_no_vig_probability", "DOUBLE", "The away team's chance without the margin.", "fraction"),
        line("overround", "DOUBLE", "By how much the implied probabilities exceed 1.", "fraction"),
        line("hold", "DOUBLE", "The share of all stakes that the bookmaker keeps.", "fraction"),
        line("line_class", "STRING", "`ok`, `suspect`, `flipped` or `moneyline_flipped`; what cannot be judged is ok."),
        line("spread_clean", "DOUBLE", "The spread, its sign repaired where flipped, NULL where suspect.", "points"),
        line("n_captures", "INT", "Captures that changed the line; NULL where none is kept.", "captures"),
        line("n_captures_before_start", "INT", "Of these, captured before the scheduled start.", "captures"),
        line("first_captured_at", "TIMESTAMP", "The first capture before the start; NULL without one."),
        line(
            "opening_spread",
            "DOUBLE",
            f"spread_open, else {_FIRST}; NULL for a pick'em, as where the API opens with a total alone.",
            "points",
        ),
        line("opening_over_under", "DOUBLE", f"over_under_open, else {_FIRST}.", "points"),
        line("opening_home_moneyline", "DOUBLE", f"Odds on the home team of {_FIRST}.", "odds"),
        line("opening_away_moneyline", "DOUBLE", f"Odds on the away team of {_FIRST}.", "odds"),
        line("closing_captured_at", "TIMESTAMP", f"When the closing line was captured: {_LAST}."),
        line("closing_spread", "DOUBLE", "The spread of that capture.", "points"),
        line("closing_over_under", "DOUBLE", "The total of that capture.", "points"),
        line("closing_home_moneyline", "DOUBLE", "Odds on the home team of that capture.", "odds"),
        line("closing_away_moneyline", "DOUBLE", "Odds on the away team of that capture.", "odds"),
        line("spread_move", "DOUBLE", f"{_NEWEST} spread less opening_spread, signs as they came.", "points"),
        line("over_under_move", "DOUBLE", f"{_NEWEST} total less opening_over_under.", "points"),
        line("home_no_vig_move", "DOUBLE", f"{_NEWEST} no-vig home probability less that of the opening odds."),
        outcome("home_score", "INT", "Final score, overtime included; NULL unless final.", "points"),
        outcome("away_score", "INT", "Final score, overtime included; NULL unless final.", "points"),
        outcome("total_points", "INT", "Both scores together.", "points"),
        outcome("home_margin", "INT", "Home less away.", "points"),
        outcome("home_win", "BOOLEAN", "The home team won."),
        outcome("ats_margin", "DOUBLE", "home_margin + spread.", "points"),
        outcome("ats_result", "STRING", "`home`, `away` or `push`, against the spread."),
        outcome("home_covered", "BOOLEAN", "The home team beat the spread; NULL on a push."),
        outcome("total_vs_line", "DOUBLE", "total_points - over_under.", "points"),
        outcome("ou_result", "STRING", "`over`, `under` or `push`, against the total."),
        outcome("over_hit", "BOOLEAN", "More points than the total; NULL on a push."),
        outcome("spread_error", "DOUBLE", "By how much the spread missed, abs(ats_margin).", "points"),
    ),
    checks=(
        Check("a_push_is_not_a_cover", "ats_result <> 'push' OR home_covered IS NULL"),
        Check("a_push_is_not_an_over", "ou_result <> 'push' OR over_hit IS NULL"),
        Check("an_opening_is_no_later_than_a_closing", "first_captured_at <= closing_captured_at"),
        Check("line_class_is_known", "line_class IN ('ok', 'suspect', 'flipped', 'moneyline_flipped')"),
        Check("no_vig_sums_to_one", "abs(home_no_vig_probability + away_no_vig_probability - 1) < 1e-9"),
        Check("odds_are_american", "abs(home_moneyline) >= 100 AND abs(away_moneyline) >= 100", Severity.WARN),
        Check("the_spread_does_not_contradict_the_odds", "line_class = 'ok'", Severity.WARN),
        fraction("home_implied_probability"),
        fraction("away_implied_probability"),
        fraction("hold"),
        in_range("spread", -60, 60),
        in_range("over_under", 80, 220),
    ),
)


def build(fct_lines: DataFrame, fct_games: DataFrame, fct_line_history: DataFrame) -> DataFrame:
    spread, total = F.col("spread"), F.col("over_under")
    home_odds, away_odds = F.col("home_moneyline"), F.col("away_moneyline")
    home_chance, away_chance = F.col("home_implied_probability"), F.col("away_implied_probability")
    # A game has one row in fct_games, and a line one in its captures, so the joins cannot multiply rows.
    lines = (
        market.of_the_sides_of_their_game(fct_lines, fct_games)
        .select(
            "season",
            "game_id",
            "provider",
            "spread",
            "over_under",
            "home_moneyline",
            "away_moneyline",
            "spread_open",
            "over_under_open",
            "spread_is_pickem_inferred",
            market.median_of_others("spread", "provider", of="game_id").alias("others_spread"),
        )
        .join(_games(fct_games), ["season", "game_id"], how="inner")
    )
    return (
        lines.join(line_captures.per_line(fct_line_history), ["season", "game_id", "provider"], how="left")
        .withColumns(line_captures.opening_and_closing())
        .withColumns(line_captures.moves())
        .withColumns(
            {
                "home_implied_probability": market.implied_probability(home_odds),
                "away_implied_probability": market.implied_probability(away_odds),
                "line_class": market.line_class(spread, home_odds, away_odds, F.col("others_spread")),
                "total_points": F.col("home_score") + F.col("away_score"),
                "home_margin": F.col("home_score") - F.col("away_score"),
            }
        )
        .withColumns(
            {
                "home_no_vig_probability": market.no_vig_probability(home_chance, away_chance),
                "away_no_vig_probability": market.no_vig_probability(away_chance, home_chance),
                "overround": market.overround(home_chance, away_chance),
                "hold": market.hold(home_chance, away_chance),
                "spread_clean": market.repaired_spread(spread, F.col("line_class")),
                "home_win": F.when(F.col("home_margin") != 0, F.col("home_margin") > 0),
                "ats_margin": F.col("home_margin") + spread,
                "total_vs_line": F.col("total_points") - total,
            }
        )
        .withColumns(
            {
                "ats_result": market.against(F.col("ats_margin"), "home", "away"),
                "home_covered": F.when(F.col("ats_margin") != 0, F.col("ats_margin") > 0),
                "ou_result": market.against(F.col("total_vs_line"), "over", "under"),
                "over_hit": F.when(F.col("total_vs_line") != 0, F.col("total_vs_line") > 0),
                "spread_error": F.abs("ats_margin"),
            }
        )
        .select(*(F.col(column.name).cast(column.type) for column in TABLE.columns))
    )


def _games(fct_games: DataFrame) -> DataFrame:
    counting = fct_games.where(counts())
    return counting.select(
        "game_id",
        "season",
        "game_date",
        "status",
        "is_neutral_site",
        "home_team_id",
        "home_team",
        "home_conference",
        "away_team_id",
        "away_team",
        "away_conference",
        F.when(is_final(), F.col("home_points")).alias("home_score"),
        F.when(is_final(), F.col("away_points")).alias("away_score"),
    )
