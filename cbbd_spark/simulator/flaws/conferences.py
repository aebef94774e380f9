"""A team whose memberships overlap comes twice wherever the server joins the conference (Q12)."""

from collections.abc import Iterable, Iterator
from functools import partial

from cbbd_spark.simulator.dataset import Dataset, Record
from cbbd_spark.simulator.flaws.flaw import Document, Flaw, decode, happens, rewritten

SHARE = 1 / 365  # one team of Division I
JOINED = (
    "/teams", "/rankings", "/ratings/adjusted", "/ratings/elo", "/ratings/srs", "/games/teams", "/recruiting/teams",
    "/stats/team/season", "/stats/player/season", "/stats/team/shooting/season", "/stats/player/shooting/season",
)  # fmt: skip


def flaws(dataset: Dataset, often: float) -> Iterator[Flaw]:
    """The second conference is the next one in the list, and the history says so too."""
    conferences = [decode(record.body) for record in dataset.records("/conferences", {})]
    if len(conferences) > 1:
        following = list(zip(conferences, conferences[1:] + conferences[:1], strict=True))
        yield Flaw(JOINED, partial(_joined, following, SHARE * often))
        yield Flaw(("/conferences/history",), partial(_history, following, SHARE * often))


def _is_double(team: Document, share: float) -> bool:
    return happens(share, "two conferences", team.get("teamId", team.get("id")))


def _joined(following: list[tuple[Document, Document]], share: float, records: Iterable[Record]) -> Iterator[Record]:
    """The row, and behind it the row again in the other conference, by the name that this endpoint uses."""
    others = {first[name]: (second, name) for first, second in following for name in ("abbreviation", "name")}
    for record in records:
        yield record
        row = decode(record.body)
        if row["conference"] is not None and _is_double(row, share):
            other, name = others[row["conference"]]
            changes = {"conferenceId": other["id"], "conferenceAbbreviation": other["abbreviation"]}
            yield rewritten(record, {"conference": other[name], **changes})


def _history(following: list[tuple[Document, Document]], share: float, records: Iterable[Record]) -> Iterator[Record]:
    """Who is a member still is one of the following conference as well."""
    before = {second["id"]: first["id"] for first, second in following}
    rows = {row["id"]: (record, row) for record in records for row in [decode(record.body)]}
    for number, (record, row) in rows.items():
        members = rows[before[number]][1]["teams"]
        doubles = [team for team in members if team["endSeason"] is None and _is_double(team, share)]
        yield rewritten(record, {"teams": row["teams"] + doubles}) if doubles else record
