"""What a flaw is: some sources, and what becomes of their records."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.wire import encode

Document = dict[str, Any]
Change = Callable[[Iterable[Record]], Iterator[Record]]

decode = msgspec.json.Decoder(Document).decode


@dataclass(frozen=True)
class Flaw:
    """`change` takes the records of a source, in their order, and gives them back flawed."""

    sources: tuple[str, ...]
    change: Change


def happens(share: float, *to: object) -> bool:
    """Whether it happens to somebody: always or never to the same one."""
    return luck(*to) < share


def luck(*of: object) -> float:
    """A number from 0 to 1 that hangs on nothing but what it is for."""
    digest = hashlib.blake2b("/".join(map(str, of)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def rewritten(record: Record, changes: Mapping[str, Any]) -> Record:
    """The record with other values where it has such a key, and so what filters see of it."""
    row = decode(record.body)
    seen = {name: value for name, value in changes.items() if name in record.fields}
    sent = {name: value for name, value in changes.items() if name in row}
    return replace(record, fields={**record.fields, **seen}, body=encode(row | sent))
