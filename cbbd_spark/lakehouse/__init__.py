"""Mechanics of Spark and Iceberg: knows specs, knows no table by name."""
