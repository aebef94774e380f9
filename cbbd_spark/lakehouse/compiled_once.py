"""What Spark compiles for a query is compiled once, and not once for the driver and again for its tasks."""

from __future__ import annotations

from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.java_class import java_class

_OF_TASKS = "Executor task launch worker"


def compile_once(session: SparkSession) -> None:
    """Gives the driver's threads the class loader of the tasks that run beside them in the same Java.

    Spark remembers what it has compiled by the class loader of the thread that asks. The driver asks first, to learn
    whether a stage's code is too long; tasks of a local master have the loader of their executor, whose parent is the
    driver's. Threads that are started later take theirs from the one that starts them. Where tasks run elsewhere
    nothing changes.
    """
    # A thread of tasks, and its loader, is there once a task has run.
    context = session.sparkContext._jsc  # noqa: SLF001
    context.parallelize(java_class(session, "java.util.Collections").singletonList(0), 1).count()
    threads = java_class(session, "java.lang.Thread")
    ours = threads.currentThread().getContextClassLoader()
    running = list(threads.getAllStackTraces().keySet())
    of_tasks = [each.getContextClassLoader() for each in running if each.getName().startswith(_OF_TASKS)]
    # A task of a session that was stopped may still be there; its loader has become ours.
    theirs = [loader for loader in of_tasks if not ours.equals(loader)]
    if not theirs:
        return
    for thread in running:
        if ours.equals(thread.getContextClassLoader()):
            thread.setContextClassLoader(theirs[0])
