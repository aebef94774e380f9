"""A college-basketball lakehouse: an API's answers as they came, then audited Apache Iceberg tables."""

from importlib.metadata import version

__version__ = version("cbbd-spark")
