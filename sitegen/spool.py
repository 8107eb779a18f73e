"""Values for worker processes: written once to a private folder, read by whoever has the reference.

In:  picklable values.
Out: small references that can be sent with every task.

The folder is made by this build in the system's temporary folder and readable by its owner only,
so what is unpickled from it was written by the same program a moment ago.
"""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen.model import Struct


class Ref(Struct, frozen=True, kw_only=True):
    """Where a shared value lies."""

    path: str


def share(folder: Path, name: str, value: object) -> Ref:
    """Write a value for the workers."""
    target = folder / name
    target.write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
    return Ref(path=str(target))


@lru_cache(maxsize=8)
def load(ref: Ref) -> Any:
    """The value behind a reference; each process reads it once."""
    return pickle.loads(Path(ref.path).read_bytes())
