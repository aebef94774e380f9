"""The one Spark session of a process, and the catalog behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.lakehouse.compiled_once import compile_once
from cbbd_spark.lakehouse.java import find_java_home
from cbbd_spark.lakehouse.java_class import java_class, remember_expressions
from cbbd_spark.settings import Lake, Settings

_LOGGING = Path(__file__).with_name("log4j2.properties")
# What `class_archive` made at set-up; without it everything starts slower, and works.
CLASS_ARCHIVE = Path(sys.prefix) / "spark-classes.jsa"
# Where the archive does not fit, Java would say so on the output of commands.
QUIET = "-Xlog:cds=off -Xlog:cds+dynamic=off"
# Without these, days, sums and names come out wrong and nobody is told: no setting may change them.
_NEVER_OTHERWISE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
}
# A run is many short plans: of what Java's thorough compiler takes by itself, it pays for a fourth.
_PATIENT_COMPILER = (
    "-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=5000 -XX:Tier4CompileThreshold=60000 "
    "-XX:Tier4BackEdgeThreshold=160000"
)
# One day's rows do not pay for the thorough compiler at all. Without it Java would keep room for 48 MB of code, and go
# on without any compiler once that is full.
_QUICK_COMPILER = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
# By itself Java begins with little room for rows and for classes, and collects everything each time that it takes more.
# A percentage of the machine's memory, which Java cuts down to -Xmx, wherever that was said: -Xms must not exceed it.
_ROOM = "-XX:InitialRAMPercentage=100 -XX:MetaspaceSize=512m"
# What one side of a join has in each partition, as it is shuffled, for the other side not to be sorted: it is kept in
# memory as a table of hashes then, which cannot be spilled. Partitions are put together up to the same size.
_JOINED_UNSORTED = "16m"
# Days and words are the same on every machine. Of a text beyond ASCII Java makes `I` small by the machine's language.
_SAME_EVERYWHERE = "-Duser.timezone=UTC -Duser.language=en"
# Hadoop's settings that only its own clusters read.
_OF_CLUSTERS = r"^(yarn|ipc|ha|mapreduce(?!\.fileoutputcommitter))\."
_DROPS_WHAT_IS_EMPTY = "org.apache.spark.sql.execution.adaptive.AQEPropagateEmptyRelation"


def open_session(settings: Settings, app: str = "cbbd-spark", *, for_little: bool = False) -> SparkSession:
    """Starts Spark with the lake's catalog as default; call `stop()` on what it returns.

    `for_little`: what is to be done is a day's work, and not a season's.

    Raises ConfigurationError when there is no fitting Java, the Iceberg jar is missing, or a setting would spoil
    numbers.
    """
    os.environ["JAVA_HOME"] = str(find_java_home())
    # Workers must run the driver's Python, whatever `python3` is on PATH.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    _single_threaded_blas()
    settings.lake.warehouse.mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder.appName(app).master(settings.spark.master)
    for key, value in (
        _engine(settings, for_little=for_little) | _catalog(settings.lake) | settings.spark.conf
    ).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    _insist_on_iceberg(session)
    _insist_on_settings(session)
    remember_expressions(session)
    if settings.spark.master.startswith("local"):
        compile_once(session)
        # At last: Hadoop reads all its files again when one more of its classes comes with one of its own.
        _forget_clusters(session, settings.spark.conf)
    return session


def _engine(settings: Settings, *, for_little: bool) -> dict[str, str]:
    spark = settings.spark
    compiler = _QUICK_COMPILER if for_little else _PATIENT_COMPILER
    return {
        "spark.driver.memory": spark.driver_memory,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(spark.shuffle_partitions),
        **_NEVER_OTHERWISE,
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # For each column that is named PySpark looks up who called, and asks Java for two settings on the way.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        # What sorts, joins or sums takes memory by the page, of 32 MB otherwise: mostly for some hundred rows. A task
        # has 8,192 of them at most, which is 32 GB.
        "spark.buffer.pageSize": "4m",
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": _JOINED_UNSORTED,
        "spark.sql.adaptive.maxShuffledHashJoinLocalMapThreshold": _JOINED_UNSORTED,
        # It takes the counting out of a plan together with what turned out empty, and the counts are lost.
        "spark.sql.adaptive.optimizer.excludedRules": _DROPS_WHAT_IS_EMPTY,
        # Each join by season would put a copy of its other side into the scan, to learn which seasons are read, and a
        # join of joins copies of copies. Steps name their seasons as literals.
        "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
        # Java never compiles a method of more than 8,000 bytes: a wide table's stage as one method would be
        # interpreted, row after row. Beyond that Spark falls back to a method per expression.
        "spark.sql.codegen.hugeMethodLimit": "8000",
        # Long before that a stage's one method takes the compiler longer than a season's rows take the method. A quick
        # compiler does not mind, and what is one method need not be sent along with each task as many expressions.
        "spark.sql.codegen.maxFields": "100" if for_little else "30",
        # At each stage the whole plan is told to whoever listens, as text: the short form of it will do.
        "spark.sql.ui.explainMode": "simple",
        # Spark keeps a hundred compiled classes, which is less than what steps side by side take turns with.
        "spark.sql.codegen.cache.maxEntries": "3000",
        # A library of tables for all languages, read whole for the first `lower()`: words are English here.
        "spark.sql.icu.caseMappings.enabled": "false",
        # A truncated object must fail, not be read by half.
        "spark.sql.files.ignoreCorruptFiles": "false",
        "spark.sql.files.ignoreMissingFiles": "false",
        "spark.driver.defaultJavaOptions": f"{_SAME_EVERYWHERE} {archive_options()}",
        "spark.executor.defaultJavaOptions": _SAME_EVERYWHERE,
        # Nothing waits for a pause, and the collector that Java takes by itself works beside us.
        "spark.driver.extraJavaOptions": f"-XX:+UseParallelGC {_ROOM} {compiler} "
        f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
    }


def _forget_clusters(session: SparkSession, conf: Mapping[str, str]) -> None:
    """Takes YARN's and MapReduce's settings out of Hadoop's: some 780 of 1,100. Those of `conf` stay.

    Iceberg broadcasts all of them with each scan of a table, which takes three times as long so; and on one machine
    nobody reads these.
    """
    hadoop = session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001
    for name in hadoop.getValByRegex(_OF_CLUSTERS).keySet().toArray():
        if f"spark.hadoop.{name}" not in conf:
            hadoop.unset(name)


def archive_options() -> str:
    """How Java is told of the archive; nothing where there is none."""
    return f'-XX:SharedArchiveFile="{CLASS_ARCHIVE}" {QUIET}' if CLASS_ARCHIVE.exists() else ""


def _catalog(lake: Lake) -> dict[str, str]:
    name = f"spark.sql.catalog.{lake.catalog}"
    return {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.defaultCatalog": lake.catalog,
        name: "org.apache.iceberg.spark.SparkCatalog",
        f"{name}.type": "jdbc",
        # Steps that run side by side and other readers share the file.
        f"{name}.uri": f"jdbc:sqlite:{lake.catalog_file}?busy_timeout=20000",
        f"{name}.jdbc.schema-version": "V1",
        f"{name}.warehouse": lake.warehouse.as_uri(),
        # Each step has its own session; a cached table would be stale in its neighbours.
        f"{name}.cache-enabled": "false",
    }


def _single_threaded_blas() -> None:
    # A sum in another order is another sum: ratings must come out equal bit for bit.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")


def _insist_on_iceberg(session: SparkSession) -> None:
    loader = java_class(session, "java.lang.Thread").currentThread().getContextClassLoader()
    if loader.getResource("org/apache/iceberg/spark/SparkCatalog.class") is None:
        session.stop()
        raise ConfigurationError("the Iceberg runtime is not on Spark's class path: run `make setup`")


def _insist_on_settings(session: SparkSession) -> None:
    for key, value in _NEVER_OTHERWISE.items():
        found = session.conf.get(key)
        if (found or "").lower() != value.lower():
            session.stop()
            raise ConfigurationError(f"{key} is {found}, and must be {value}: take it out of the settings' spark.conf")
