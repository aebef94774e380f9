"""Which source a lake is fed from: a generated league must never stand among real numbers, nor the other way."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.settings import Settings

STAND_IN = "a stand-in on this machine"
_REPLAY = "a replay of "


def insist(settings: Settings) -> None:
    """ConfigurationError when the lake holds answers of another source than the settings name.

    Stand-ins on this machine count as one source, whatever their port.
    """
    held, source = filled_from(settings), source_of(settings.api.base_url)
    if held not in (None, source):
        raise ConfigurationError(
            f"the lake in {settings.lake.root} was filled from {held}, and this would come from {source}: "
            "name another folder by CBBD_LAKE"
        )


def insist_on_no_replay(settings: Settings) -> None:
    """ConfigurationError when the lake shows the past: what landed later must not come into it."""
    held = filled_from(settings) or ""
    if held.startswith(_REPLAY):
        raise ConfigurationError(f"the lake in {settings.lake.root} is {held} and stays so: CBBD_LAKE names the lake")


def filled_from(settings: Settings) -> str | None:
    """What the lake's note says; None when it has none."""
    note = _note(settings)
    return note.read_text("utf-8").strip() if note.exists() else None


def replay_of(raw: str, what: str) -> str:
    """How the note of a replay begins: of which raw store, and what of it."""
    return f"{_REPLAY}{raw}, {what}"


def remember(settings: Settings, source: str | None = None) -> None:
    """Notes the source, by default that of the settings; to be called once answers of it have landed."""
    note = _note(settings)
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        # Half a note, as a full disk would leave it, names another source than any.
        unfinished = note.with_name(f".{note.name}.unfinished")
        unfinished.write_text((source or source_of(settings.api.base_url)) + "\n", "utf-8")
        unfinished.replace(note)


def _note(settings: Settings) -> Path:
    return settings.lake.meta / "source.txt"


def source_of(base_url: str) -> str:
    """The host, or that it is a stand-in."""
    host = urlsplit(base_url).hostname or base_url
    return STAND_IN if _is_this_machine(host) else host


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
