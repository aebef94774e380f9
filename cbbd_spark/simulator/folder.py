"""A dataset from a folder of real records, served byte for byte."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cbbd_spark.simulator.contract import document
from cbbd_spark.simulator.dataset import Dataset, Keep, Record, Source, fixed
from cbbd_spark.simulator.directories import directories
from cbbd_spark.simulator.record_files import FolderError, StoredRecord, file_of, read_records
from cbbd_spark.simulator.route import fields_from
from cbbd_spark.simulator.routes import all_routes, field_paths
from cbbd_spark.simulator.wire import pick

Built = list[Record]


def file_name(source: str) -> str:
    """`/games/teams` is kept as `games_teams`; parameters in a path leave no trace."""
    return "_".join(step for step in source.split("/") if step and not step.startswith("{"))


def _key_names(source: str) -> list[str]:
    """The natural key as far as it is in the record itself."""
    path = next(route.path for route in all_routes().values() if route.source_name == source)
    facts = document()["paths"][path]["get"]["x-cbbd"]
    return [name for name in facts["naturalKey"] if name not in facts["addFromRequest"]]


def _overlaid(source: str, base: Iterable[StoredRecord], later: Iterable[StoredRecord]) -> Iterator[StoredRecord]:
    """Records of a later capture take the places of those with the same key; new ones follow at the end."""
    names = _key_names(source)

    def key(stored: StoredRecord) -> tuple[Any, ...]:
        return tuple(pick(stored.document, name) for name in names)

    corrections = {key(stored): stored for stored in later}
    for stored in base:
        yield corrections.pop(key(stored), stored)
    yield from corrections.values()


def _files(directory: Path, source: str, capture: int) -> list[Path]:
    folders = [directory, *(directory / "captures" / str(number) for number in range(2, capture + 1))]
    found = (file_of(folder, file_name(source)) for folder in folders)
    return [path for path in found if path is not None]


def _stored(files: Sequence[Path], source: str) -> Iterator[StoredRecord]:
    stored = read_records(files[0])
    for later in files[1:]:
        stored = _overlaid(source, stored, read_records(later))
    return stored


def _flat(source: str, stored: Iterable[StoredRecord], _seasons: frozenset[int]) -> Built:
    paths = field_paths(source)
    return [Record(fields_from(each.document, paths), each.body) for each in stored]


def _of_the_only_season(source: str, stored: Iterable[StoredRecord], seasons: frozenset[int]) -> Built:
    """Rows that do not name their season belong to the folder's, when it has one only."""
    records = _flat(source, stored, seasons)
    if len(seasons) != 1:
        return records
    return [Record({**record.fields, "season": min(seasons)}, record.body) for record in records]


def _teams(source: str, stored: Iterable[StoredRecord], seasons: frozenset[int]) -> Built:
    """The list of all teams, and for each season of the folder those with a conference."""
    everyone = [Record({**record.fields, "season": None}, record.body) for record in _flat(source, stored, seasons)]
    members = [record for record in everyone if record.fields["conference"] is not None]
    return everyone + [
        Record({**record.fields, "season": season}, record.body) for season in sorted(seasons) for record in members
    ]


def _row(each: StoredRecord) -> Record:
    document = each.document
    athletes = [person.get("id") for person in document.get("participants") or ()]
    return Record(
        {
            "shootingPlay": document.get("shootingPlay"),
            "athletes": athletes,
            "athleteId": document.get("athleteId"),
            "team": document.get("team"),
        },
        each.body,
    )


def _kept(rows: Built, keep: Keep) -> Built:
    return [row for row in rows if keep(row.fields)]


def _by_game(_source: str, stored: Iterable[StoredRecord], seasons: frozenset[int]) -> Built:
    """Plays and substitutions come by game: one group each."""
    rows: dict[int, Built] = defaultdict(list)
    groups: dict[int, dict[str, Any]] = {}
    for each in stored:
        document = each.document
        game = document.get("gameId", 0)
        if game not in groups:
            start = document.get("gameStartDate", document.get("startDate"))
            season = document.get("season", min(seasons, default=None))
            groups[game] = {
                "gameId": game,
                "gameStartDate": start,
                "season": season,
                "tournament": document.get("tournament"),
                "teams": set(),
            }
        groups[game]["teams"] |= {document.get("team"), document.get("opponent")} - {None}
        rows[game].append(_row(each))
    return [Record(fields, rows=partial(_kept, rows[game])) for game, fields in groups.items()]


_SHAPES: dict[str, Callable[[str, Iterable[StoredRecord], frozenset[int]], Built]] = {
    "/teams": _teams,
    "plays": _by_game,
    "substitutions": _by_game,
    "/lineups/team": _of_the_only_season,
}


def _check(directory: Path, sources: Iterable[str]) -> None:
    if not directory.is_dir():
        raise FolderError(f"{directory}: no such folder")
    if not any(file_of(directory, file_name(source)) for source in sources):
        raise FolderError(f"{directory}: no file of records in it, such as games.jsonl.gz")


def _seasons(files: Sequence[Path]) -> frozenset[int]:
    if not files:
        return frozenset()
    seasons = (stored.document.get("season") for stored in _stored(files, "/games"))
    return frozenset(season for season in seasons if season)


def load(directory: Path, capture: int = 1) -> Dataset:
    """The dataset of a folder. `capture=2` replaces records by their corrections in `captures/2`."""
    names = {route.source_name for route in all_routes().values()}
    _check(directory, names)
    seasons = _seasons(_files(directory, "/games", capture))
    sources: dict[str, Source] = {}
    for name in sorted(names):
        files = _files(directory, name, capture)
        if files:
            sources[name] = fixed(_SHAPES.get(name, _flat)(name, _stored(files, name), seasons))
    sources.setdefault("/teams/directory", fixed(directories(sources, seasons)))
    return Dataset("folder", seasons, sources)
