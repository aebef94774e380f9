from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ingest.simulated.quiet import quiet


@pytest.fixture(autouse=True)
def without_logs() -> Iterator[None]:
    """A seed that fails is repeated by its command, with its log."""
    with quiet():
        yield
