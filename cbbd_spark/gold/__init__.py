"""Analytics: one file per table, each with TABLE and build()."""
