"""The star schema: one file per table, each with TABLE and build()."""
