"""Pictures that were drawn before, in the folder of what is kept between builds.

In:  a folder, the digest of what a picture is made from.
Out: its bytes. What is read is checked against its digest, as all that comes from the cache.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sitegen.packing import digest

FOLDER = "cards"
"""In the folder of what is kept between builds."""

KEPT = timedelta(days=60)
"""How long a picture is kept that no build has asked for."""

_DIGEST = 16


def kept_or_made(folder: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """The picture that was made from the same before, or a new one.

    Nothing is kept without a folder, or when a link stands in its place: see `cache.make_folder`.
    """
    if not folder or _is_link(Path(folder)):
        return make()
    path = Path(folder, made_from.hex())
    with contextlib.suppress(OSError):
        found = path.read_bytes()
        content = found[_DIGEST:]
        if found[:_DIGEST] == digest(content):
            os.utime(path)
            return content
    content = make()
    with contextlib.suppress(OSError):  # a full disk spoils no build
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
            file.write(digest(content) + content)
        os.replace(file.name, path)  # noqa: PTH105 - both are names
    return content


def tidy(folder: Path, now: datetime) -> None:
    """Remove what no build has asked for in a long time."""
    oldest = (now - KEPT).timestamp()
    for path in _pictures(folder):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def remove(folder: Path) -> int:
    """Remove all pictures; gives their size in bytes."""
    size = 0
    for path in _pictures(folder):
        size += path.stat().st_size
        path.unlink()
    return size


def _pictures(folder: Path) -> list[Path]:
    if _is_link(folder) or not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]


def _is_link(folder: Path) -> bool:
    return folder.is_symlink() or folder.parent.is_symlink()
