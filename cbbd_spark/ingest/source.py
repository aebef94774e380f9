"""The source that is harvested, and what a run has learned of it by asking."""

from __future__ import annotations

from dataclasses import dataclass

from cbbd_spark.sources import endpoints
from cbbd_spark.spec.endpoint import Endpoint

# The one source that the settings have an address for.
SOURCE = "cbbd"


@dataclass
class Source:
    """What a run has seen: calls made, calls left as last said, connections refused since the last reply.

    calls_recalled: calls left as the API told an earlier run
    was_reached: there was a reply, be it an error; has_answered: there was an answer that could be used
    """

    calls: int = 0
    calls_remaining: int | None = None
    calls_recalled: int | None = None
    was_reached: bool = False
    has_answered: bool = False
    refused_in_a_row: int = 0


def known() -> dict[str, Endpoint]:
    """The source's endpoints by name."""
    return {name: endpoint for name, endpoint in endpoints().items() if endpoint.source == SOURCE}
