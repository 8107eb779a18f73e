"""Which files are as they were: told by size, time and inode, and by their bytes when in doubt.

In:  what the file system says of files now, and what was known of them.
Out: the digest of each file; only those that may have changed are read.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sitegen import paths
from sitegen.discover import stamp_of
from sitegen.model import Stamp, Struct

_DIGEST_SIZE = 16

_TICK = 30_000_000
"""Nanoseconds by which a file's time may lag behind the clock."""

_COARSE_TICK = 2_000_000_000
"""The same on file systems that keep whole seconds."""


class Known(Struct, frozen=True, kw_only=True, array_like=True):
    """A file whose bytes have been seen."""

    stamp: Stamp
    digest: bytes


Files = dict[str, Known]


def in_doubt(stamp: Stamp, moment: int) -> bool:
    """Whether a file may have changed since `moment` without another stamp.

    A file as young as the moment at which it was looked at can be written again in the same tick
    of the file system's clock (https://git-scm.com/docs/racy-git).
    """
    coarse = stamp.mtime_ns % 1_000_000_000 == 0
    return stamp.mtime_ns >= moment - (_COARSE_TICK if coarse else _TICK)


def digest_of(path: Path) -> bytes | None:
    """The digest of a file's bytes; None when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, _hasher).digest()
    except OSError:
        return None


def clock(folder: Path) -> int:
    """The time in nanoseconds by which the file system of a folder stamps files; raises OSError."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime_ns


def _hasher() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_DIGEST_SIZE)


def refreshed(
    current: Mapping[str, Stamp], known: Files, moment: int, root: Path
) -> tuple[Files, bool]:
    """Every file with its digest, and whether one had to be read.

    `known` was noted at `moment`; a file that can't be read is left out.
    """
    found: Files = {}
    read = False
    for path, stamp in current.items():
        before = known.get(path)
        if before is not None and before.stamp == stamp and not in_doubt(stamp, moment):
            found[path] = before
            continue
        read = True
        digest = digest_of(root / path)
        if digest is not None:
            found[path] = Known(stamp=stamp, digest=digest)
    return found, read


def in_place(folder: Path, known: Files, moment: int) -> tuple[Files, bool]:
    """Those of the known files that lie in a folder as they were, and whether one was read."""
    found: Files = {}
    read = False
    base = os.fspath(folder)
    folders = {parent for path in known for parent in paths.parents(path)}
    linked = tuple(f"{parent}/" for parent in folders if parent and (folder / parent).is_symlink())
    for path, before in known.items():
        if linked and path.startswith(linked):
            continue
        try:
            stat = os.lstat(f"{base}/{path}")
        except OSError:
            continue
        stamp = stamp_of(stat)
        if before.stamp == stamp and not in_doubt(stamp, moment):
            found[path] = before
            continue
        read = True
        if not _is_link(stat) and digest_of(folder / path) == before.digest:
            found[path] = Known(stamp=stamp, digest=before.digest)
    return found, read


def _is_link(stat: os.stat_result) -> bool:
    return (stat.st_mode & 0o170000) == 0o120000


def same_bytes(one: Files, other: Files) -> bool:
    """Whether two lists name the same files with the same bytes."""
    return one.keys() == other.keys() and all(
        known is other[path] or known.digest == other[path].digest for path, known in one.items()
    )
