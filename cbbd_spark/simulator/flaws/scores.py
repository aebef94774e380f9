"""/games: a final score with a lone 0, or with home and away swapped (Q7)."""

from collections.abc import Iterable, Iterator

from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.flaws.flaw import Document, Flaw, decode, happens, rewritten

SHARE = 1 / 6000  # about one of each in a season


def flaws(_dataset: Dataset, often: float) -> Iterator[Flaw]:
    """Box scores and plays of these games stay right, which is how one can tell."""

    def change(records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            changes = _changes(decode(record.body), SHARE * often)
            yield rewritten(record, changes) if changes else record

    yield Flaw(("/games",), change)


def _changes(game: Document, share: float) -> Document:
    if game["status"] != "final":
        return {}
    if happens(share, "lone zero", game["id"]):
        return {"homePoints": 0, "homeWinner": False, "awayWinner": True}
    if happens(share, "swapped", game["id"]):
        sides = (("home", "away"), ("away", "home"))
        return {f"{side}{what}": game[f"{other}{what}"] for side, other in sides for what in ("Points", "Winner")}
    return {}
