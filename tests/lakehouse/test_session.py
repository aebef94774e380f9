"""What Spark is opened with."""

from __future__ import annotations

import re
import subprocess

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse import session as session_module
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.java import find_java_home
from cbbd_spark.lakehouse.java_class import java_class
from cbbd_spark.settings import Settings
from tests.lakehouse.things import made, put


@pytest.mark.parametrize("most", [100, 900])
def test_java_begins_with_all_the_memory_that_it_may_have(most: int) -> None:
    java = [str(find_java_home() / "bin" / "java"), "-XX:+UseParallelGC", *session_module._ROOM.split()]  # noqa: SLF001
    words = [*java, f"-Xmx{most}m", "-XX:+PrintFlagsFinal", "-version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    flags = dict(re.findall(r"(\w+) += (\d+)", done.stdout))
    assert flags["InitialHeapSize"] == flags["MaxHeapSize"]
    assert int(flags["MaxHeapSize"]) >> 20 >= most


def test_java_takes_neither_days_nor_words_from_the_machine() -> None:
    java = [str(find_java_home() / "bin" / "java"), "-Duser.language=tr", "-Duser.timezone=Asia/Tokyo"]
    words = [*java, *session_module._SAME_EVERYWHERE.split(), "-XshowSettings:all", "-version"]  # noqa: SLF001
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert re.search(r"user\.timezone = UTC\n", done.stderr)
    # A Turk's small `I` has no dot.
    assert re.search(r"default locale = English", done.stderr)


@pytest.mark.spark
def test_no_setting_of_ones_own_takes_them_away(spark: SparkSession, lake_settings: Settings) -> None:
    # Which would replace all that the session gives Java with `spark.driver.extraJavaOptions`.
    assert "user." not in lake_settings.spark.conf["spark.driver.extraJavaOptions"]
    given = java_class(spark, "java.lang.management.ManagementFactory").getRuntimeMXBean().getInputArguments()
    assert set(session_module._SAME_EVERYWHERE.split()) <= set(given)  # noqa: SLF001


@pytest.mark.spark
def test_small_letters_are_made_without_tables_of_all_languages(spark: SparkSession) -> None:
    # With a letter beyond ASCII, so that Java goes by a language.
    (told,) = spark.sql("SELECT lower('MARÍA SILVA') AS name, initcap('MIDWEST') AS region").collect()
    assert tuple(told) == ("maría silva", "Midwest")
    assert spark.conf.get("spark.sql.icu.caseMappings.enabled") == "false"


@pytest.mark.spark
def test_settings_of_clusters_are_not_sent_along_with_scans(spark: SparkSession) -> None:
    table = made(spark)
    put(spark, table, {"thing_id": 1})
    sent = snapshots.loaded(spark, table.full_name).io().conf()
    assert sent.get("fs.file.impl") or sent.get("fs.defaultFS")
    assert sent.getValByRegex("^(yarn|ipc|ha|mapreduce[.]job)[.]").size() == 0


@pytest.mark.spark
def test_a_join_by_season_puts_no_copy_of_its_other_side_into_the_scan(spark: SparkSession) -> None:
    thing, other = made(spark), made(spark)
    for table in (thing, other):
        put(spark, table, {"thing_id": 1})
    selective = spark.table(other.full_name).where("a = 'x'").select("season")
    joined = spark.table(thing.full_name).join(selective, "season")

    def plan() -> str:
        return str(joined.select("*")._jdf.queryExecution().executedPlan().toString())  # noqa: SLF001

    assert plan().count("BatchScan") == 2
    setting = "spark.sql.optimizer.dynamicPartitionPruning.enabled"
    ours = str(spark.conf.get(setting))
    spark.conf.set(setting, "true")
    try:
        # Without the setting it would, or this test could not fail.
        assert plan().count("BatchScan") > 2
    finally:
        spark.conf.set(setting, ours)
