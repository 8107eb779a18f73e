"""Values for worker processes: written once to a private folder, read by whoever has the reference.

In:  picklable values.
Out: small references that can be sent with every task.

The folder is made by this build in the system's temporary folder and readable by its owner only,
so what is unpickled from it was written by the same program a moment ago.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from sitegen.model import Struct
from sitegen.packing import digest

Made = TypeVar("Made")


class Ref(Struct, frozen=True, kw_only=True):
    """Where a shared value lies."""

    path: str
    digest: bytes
    """Of the value."""


def share(folder: Path, name: str, value: object) -> Ref:
    """Write a value for the workers."""
    target = folder / name
    packed = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    target.write_bytes(packed)
    return Ref(path=str(target), digest=digest(packed))


def load(ref: Ref) -> Any:
    """The value behind a reference."""
    return pickle.loads(Path(ref.path).read_bytes())


class PerThread(Generic[Made]):
    """What a thread makes of the last value that it was given: kept until another one comes."""

    def __init__(self, make: Callable[[Ref], Made]) -> None:
        self._make = make
        self._own = threading.local()

    def of(self, ref: Ref) -> Made:
        """What belongs to a reference."""
        if getattr(self._own, "digest", None) != ref.digest:
            self._own.made = self._make(ref)
            self._own.digest = ref.digest
        made: Made = self._own.made
        return made
