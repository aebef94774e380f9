"""What ingest remembers between runs: the ledger of requests and the lease. Lost, it costs calls, never data."""
