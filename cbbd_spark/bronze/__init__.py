"""The same records as in raw, typed 1:1 with the contract: one generic way for every endpoint."""
