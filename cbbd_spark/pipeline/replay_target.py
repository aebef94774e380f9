"""Where a replay of the past is built: a lake of its own, with the same raw store, which it only reads."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline import provenance
from cbbd_spark.raw.layout import timestamp
from cbbd_spark.settings import Settings, State


def target_of(settings: Settings, as_of: str, selection: Selection, into: Path | None) -> Settings:
    """The settings of that lake, by default `<lake>/replays/<as of>`.

    ConfigurationError when something else lies there: another replay, a lake, whatever it is.
    """
    folder = (into or settings.lake.root / "replays" / _name(as_of, selection)).absolute()
    # State of its own too: a table in AWS belongs to the lake that is fed.
    target = replace(settings, lake=replace(settings.lake, path=str(folder)), state=State(""))
    held, what = provenance.filled_from(target), note_of(settings, selection)
    if held is None and folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"{folder} is not empty and holds no replay: name another folder by --into")
    if held not in (None, what):
        raise ConfigurationError(f"{folder} holds {held}, and this would be {what}: name another folder by --into")
    return target


def note_of(settings: Settings, selection: Selection) -> str:
    """What the note of the lake says."""
    assert selection.before  # noqa: S101 (else it is no replay of the past)
    seasons = "" if selection.seasons is None else f" of {', '.join(map(str, sorted(selection.seasons)))}"
    return provenance.replay_of(settings.raw_place, f"as it was before {timestamp(selection.before)}{seasons}")


def _name(as_of: str, selection: Selection) -> str:
    words = [as_of.replace(":", ""), *map(str, sorted(selection.seasons or ()))]
    return "_".join(words)
