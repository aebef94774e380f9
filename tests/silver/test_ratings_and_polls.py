from __future__ import annotations

from datetime import date

from pyspark.sql import SparkSession

from cbbd_spark.silver import (
    fct_rankings,
    fct_ratings_adjusted,
    fct_ratings_adjusted_history,
    fct_ratings_elo,
    fct_ratings_srs_history,
)
from cbbd_spark.sources.cbbd import rankings, ratings_adjusted, ratings_elo, ratings_srs
from tests.frames import bronze


def test_a_team_with_votes_and_without_a_rank_is_kept(spark: SparkSession) -> None:
    vote = {
        "season": 2025,
        "seasonType": "regular",
        "week": 3,
        "pollType": "AP Top 25",
        "pollDate": "2024-11-18T05:00:00.000Z",
        "teamId": 1,
        "ranking": None,
        "points": 4,
        "firstPlaceVotes": 0,
    }
    row = fct_rankings.build(bronze(spark, rankings.ENDPOINT, [vote])).first()
    assert row is not None
    assert (row.ranking, row.points, row.poll_date) == (None, 4, date(2024, 11, 18))


def test_a_team_twice_in_one_answer_is_decided_by_the_higher_elo(spark: SparkSession) -> None:
    twice = [{"season": 2025, "teamId": 1, "elo": elo, "conference": "Atlantic 10 Conference"} for elo in (1510, 1530)]
    found = fct_ratings_elo.build(bronze(spark, ratings_elo.ENDPOINT, twice)).collect()
    assert {row.elo for row in found} == {1510, 1530}
    assert fct_ratings_elo.TABLE.tie_break[0] == "elo"
    assert found[0].conference_name == "Atlantic 10 Conference"


def test_ranks_of_an_adjusted_rating_are_whole_numbers(spark: SparkSession) -> None:
    rating = {"season": 2025, "teamId": 1, "netRating": 39.8, "rankings": {"net": 1.0, "offense": 2.0, "defense": 4.0}}
    row = fct_ratings_adjusted.build(bronze(spark, ratings_adjusted.ENDPOINT, [rating])).first()
    assert row is not None
    assert (row.net_rating, row.ranking_net, row.ranking_offense, row.ranking_defense) == (39.8, 1, 2, 4)


def test_each_day_of_capture_has_its_own_row(spark: SparkSession) -> None:
    first = bronze(spark, ratings_srs.ENDPOINT, [{"season": 2025, "teamId": 1, "rating": 12.5}])
    last = bronze(
        spark,
        ratings_srs.ENDPOINT,
        [{"season": 2025, "teamId": 1, "rating": 13.5}],
        fetched_at="2025-11-02T23:59:59Z",
    )
    found = fct_ratings_srs_history.build(first.unionByName(last)).collect()
    assert {(row.captured_on, row.rating) for row in found} == {
        (date(2025, 11, 1), 12.5),
        (date(2025, 11, 2), 13.5),
    }


def test_a_history_has_its_day_in_the_key_and_all_else_of_the_ratings() -> None:
    table, history = fct_ratings_adjusted.TABLE, fct_ratings_adjusted_history.TABLE
    assert history.key == (*table.key, "captured_on")
    assert set(history.column_names) == {*table.column_names, "captured_on"}
    assert history.grain != table.grain
