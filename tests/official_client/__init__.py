"""The API's own Python client against the simulator: `make test-client`. It needs a package index."""
