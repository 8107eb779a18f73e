"""Pictures that were drawn before, in the folder of what is kept between builds.

In:  a folder, the digest of what a picture is made from.
Out: its bytes. What is read is checked against its digest, as all that comes from the cache.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sitegen import kept_files
from sitegen.packing import digest

KEPT = timedelta(days=60)
"""How long a picture is kept that no build has asked for."""

_DIGEST = 16


def kept_or_made(folder: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """The picture that was made from the same before, or a new one.

    Nothing is kept without a folder, or when a link stands in its place: see `cache.make_folder`.
    """
    if not folder or kept_files.is_link(Path(folder)):
        return make()
    path = Path(folder, made_from.hex())
    with contextlib.suppress(OSError):
        found = path.read_bytes() if kept_files.is_kept(path) else b""
        content = found[_DIGEST:]
        if found[:_DIGEST] == digest(content):
            os.utime(path)
            return content
    content = make()
    with contextlib.suppress(OSError):  # a full disk spoils no build
        path.parent.mkdir(parents=True, exist_ok=True)
        kept_files.write(path, digest(content) + content)
    return content


def tidy(folder: Path, now: datetime) -> None:
    """Remove what no build has asked for in a long time."""
    oldest = (now - KEPT).timestamp()
    for path in kept_files.listed(folder):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
