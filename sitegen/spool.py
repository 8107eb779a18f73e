"""Values for worker processes: written once to a private folder, read by whoever has the reference.

In:  picklable values, and packed bodies.
Out: small references that can be sent with every task.

The folder is made by this build in the system's temporary folder and readable by its owner only,
so what is unpickled from it was written by the same program a moment ago.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen.model import Struct


class Ref(Struct, frozen=True, kw_only=True):
    """Where a shared value lies."""

    path: str


class Spool(Struct, frozen=True, kw_only=True):
    """Packed values in one file, found by key."""

    path: str
    index: Mapping[str, tuple[int, int]]
    """Key to (offset, length) in bytes."""


def share(folder: Path, name: str, value: object) -> Ref:
    """Write a value for the workers."""
    target = folder / name
    target.write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
    return Ref(path=str(target))


@lru_cache(maxsize=8)
def load(ref: Ref) -> Any:
    """The value behind a reference; each process reads it once."""
    return pickle.loads(Path(ref.path).read_bytes())


def write_spool(folder: Path, name: str, values: Iterable[tuple[str, bytes]]) -> Spool:
    """Write packed values one after the other."""
    index = {}
    offset = 0
    target = folder / name
    with target.open("wb") as file:
        for key, value in values:
            file.write(value)
            index[key] = (offset, len(value))
            offset += len(value)
    return Spool(path=str(target), index=index)


def read_spool(spool: Spool, key: str) -> bytes | None:
    """The packed value of a key, or None."""
    place = spool.index.get(key)
    if place is None:
        return None
    with Path(spool.path).open("rb") as file:
        file.seek(place[0])
        return file.read(place[1])
