"""Shots by kind, counted from the plays."""

from collections.abc import Iterable, Iterator

import msgspec

from cbbd_spark.simulator.league.events import Event, Kind

DUNKS, LAYUPS, TIP_INS = "dunks", "layups", "tipIns"
TWO_POINT_JUMPERS, THREE_POINT_JUMPERS, FREE_THROWS = "twoPointJumpers", "threePointJumpers", "freeThrows"
AT_RIM = (DUNKS, LAYUPS, TIP_INS)
FROM_THE_FIELD = (*AT_RIM, TWO_POINT_JUMPERS, THREE_POINT_JUMPERS)
_BY_KIND: dict[int, str] = {Kind.DUNK: DUNKS, Kind.LAYUP: LAYUPS, Kind.TIP: TIP_INS, Kind.FREE_THROW: FREE_THROWS}


class ShotCount(msgspec.Struct, gc=False):
    """Shots of one kind."""

    made: int = 0
    attempted: int = 0
    assisted: int = 0

    def add(self, event: Event) -> None:
        """Count a shot."""
        self.attempted += 1
        self.made += event.made
        self.assisted += event.other > 0


class ShotCounts(msgspec.Struct, gc=False):
    """Shots of all kinds."""

    by_kind: dict[str, ShotCount]

    def add(self, event: Event) -> None:
        """Count a shot under its kind."""
        kind = _BY_KIND.get(event.kind)
        self.by_kind[kind or (THREE_POINT_JUMPERS if event.worth == 3 else TWO_POINT_JUMPERS)].add(event)

    def total(self, kinds: Iterable[str]) -> ShotCount:
        """The sum over some kinds."""
        counts = [self.by_kind[kind] for kind in kinds]
        return ShotCount(
            sum(each.made for each in counts),
            sum(each.attempted for each in counts),
            sum(each.assisted for each in counts),
        )


def no_shots() -> ShotCounts:
    """Zero of each kind."""
    return ShotCounts({kind: ShotCount() for kind in (*FROM_THE_FIELD, FREE_THROWS)})


def shots(events: Iterable[Event]) -> Iterator[Event]:
    """The shots among plays, free throws too."""
    return (event for event in events if event.worth)
