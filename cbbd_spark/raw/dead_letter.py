"""What could not be used: the body byte for byte, and beside it a note that says why.

It lies in a raw store of its own, so that nothing which reads data can come upon it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from cbbd_spark.raw.store import RawStore

_FIRST_BYTES = 200
_NOTE = ".json"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Why a body is here. `headers` are those that help to find the cause; the API key is nowhere in it.

    body: key of the body in the same store; body_bytes is 0 when nothing came at all
    first_bytes: the first 200 bytes of the body as text, so that a reader need not open it
    """

    reason: str
    endpoint: str
    request_hash: str
    params: dict[str, str | int | bool]
    url: str
    status: int | None
    headers: dict[str, str]
    set_aside_at: str
    run_id: str
    body: str = ""
    body_sha256: str = ""
    body_bytes: int = 0
    first_bytes: str = ""


def put(store: RawStore, source: str, note: Note, body: bytes) -> str:
    """Stores `body` and `note`; returns the note's key. The same body of the same request is stored once."""
    digest = hashlib.sha256(body).hexdigest()
    stem = f"{source}/{note.endpoint}/{note.request_hash}/{digest[:16]}"
    complete = msgspec.structs.replace(
        note,
        body=f"{stem}.body",
        body_sha256=digest,
        body_bytes=len(body),
        first_bytes=body[:_FIRST_BYTES].decode("utf-8", "replace"),
    )
    # The body first: a note without its body would promise what is not there.
    store.create(complete.body, body)
    store.create(f"{stem}{_NOTE}", msgspec.json.encode(complete))
    return f"{stem}{_NOTE}"


def notes(store: RawStore, prefix: str = "") -> Iterator[Note]:
    """What was set aside below `prefix`, in the order of the keys."""
    for key in store.list(prefix):
        if key.endswith(_NOTE):
            yield msgspec.json.decode(store.read(key), type=Note)
