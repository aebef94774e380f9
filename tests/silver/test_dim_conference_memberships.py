from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.silver import dim_conference_memberships
from cbbd_spark.sources.cbbd import conferences_history
from tests.frames import bronze
from tests.silver.typical import newest

EARLY, LATE = "2025-02-01T12:00:00Z", "2025-03-01T12:00:00Z"
ACC, BIG_EAST = 1, 2
Span = tuple[int, int, int | None]


def answer(spark: SparkSession, *spans: tuple[int, Span], at: str = EARLY) -> DataFrame:
    """Conferences with their spans, each of a team, a first and a last season."""
    conferences = {conference: [span for where, span in spans if where == conference] for conference, _ in spans}
    records = [
        {
            "id": conference,
            "abbreviation": f"C{conference}",
            "teams": [{"id": team, "school": "A", "startSeason": start, "endSeason": end} for team, start, end in of],
        }
        for conference, of in conferences.items()
    ]
    return bronze(spark, conferences_history.ENDPOINT, records, fetched_at=at)


def overlaps(frame: DataFrame) -> dict[tuple[int, int, int], bool]:
    rows = newest(dim_conference_memberships.build(frame), dim_conference_memberships.TABLE)
    return {(row.conference_id, row.team_id, row.start_season): row.has_overlap for row in rows}


def test_a_span_without_an_end_is_a_membership_of_today(spark: SparkSession) -> None:
    frame = answer(spark, (BIG_EAST, (7, 1980, 2013)), (ACC, (7, 2014, None)))
    rows = {row.conference_id: row for row in dim_conference_memberships.build(frame).collect()}
    assert (rows[BIG_EAST].end_season, rows[BIG_EAST].is_current) == (2013, False)
    assert (rows[ACC].end_season, rows[ACC].is_current, rows[ACC].conference) == (None, True, "C1")


def test_spans_that_follow_each_other_do_not_overlap(spark: SparkSession) -> None:
    frame = answer(spark, (BIG_EAST, (7, 1980, 2013)), (ACC, (7, 2014, None)), (ACC, (8, 1954, None)))
    assert set(overlaps(frame).values()) == {False}


def test_spans_of_one_team_that_overlap_are_kept_and_flagged(spark: SparkSession) -> None:
    frame = answer(
        spark, (BIG_EAST, (7, 1980, None)), (ACC, (7, 2014, 2014)), (ACC, (7, 2016, 2020)), (ACC, (8, 1954, None))
    )
    assert overlaps(frame) == {
        (BIG_EAST, 7, 1980): True,
        (ACC, 7, 2014): True,
        (ACC, 7, 2016): True,
        (ACC, 8, 1954): False,
    }


def test_a_season_in_two_conferences_is_an_overlap_already(spark: SparkSession) -> None:
    assert overlaps(answer(spark, (BIG_EAST, (7, 1980, 2014)), (ACC, (7, 2014, None)))) == {
        (BIG_EAST, 7, 1980): True,
        (ACC, 7, 2014): True,
    }


def test_an_overlap_is_a_warning(spark: SparkSession) -> None:
    (check,) = (c for c in dim_conference_memberships.TABLE.checks if c.name == "spans_of_a_team_do_not_overlap")
    frame = answer(spark, (BIG_EAST, (7, 1980, None)), (ACC, (7, 2014, None)), (ACC, (8, 1954, None)))
    broken = dim_conference_memberships.build(frame).where(~F.expr(check.holds))
    assert (broken.count(), check.severity.value) == (2, "warn")


def test_a_span_whose_first_season_was_put_right_stands_once(spark: SparkSession) -> None:
    old = answer(spark, (ACC, (7, 2013, None)), (BIG_EAST, (9, 1980, None)))
    new = answer(spark, (ACC, (7, 2014, None)), at=LATE)
    assert overlaps(old.unionByName(new)) == {(ACC, 7, 2014): False, (BIG_EAST, 9, 1980): False}
