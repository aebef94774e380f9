"""A few calls to the real API, kept on disk and compared with the contract and with the simulator. No Spark."""
