"""The contract between ingest and bronze: where answers lie, what is said of them, when a record conforms."""
