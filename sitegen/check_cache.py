"""What `sitegen check` keeps for the next one: files in the state folder, beside the cache.

In:  the state folder, a file's name and its content.
Out: the same content in a later check, or None.

A check that can't keep anything is as good as another, only slower: what the file system refuses is
told nobody. Deleting the files is always safe. What is in them is the affair of who keeps it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from sitegen.cache import make_folder

PAGES = "check.bin"
"""What was seen of the built pages."""

EXTERNAL = "external.json"
"""What other sites answered."""


def kept_by_check(state: Path, name: str) -> bytes | None:
    """What was kept under a name; None when there is nothing.

    A link in the file's place is not followed, nor one in the folder's: see `cache.make_folder`.
    """
    place = state / name
    try:
        if state.is_symlink() or place.is_symlink():
            return None
        return place.read_bytes()
    except OSError:
        return None


def keep_for_check(state: Path, name: str, content: bytes) -> None:
    """Keep something under a name, in place of what was kept; nothing where that can't be."""
    with contextlib.suppress(OSError):
        make_folder(state)
        number, temporary = tempfile.mkstemp(prefix=f".{name}-", dir=state)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            os.replace(temporary, state / name)  # noqa: PTH105 - both are names
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - a name
            raise


def clear_checks(state: Path) -> int:
    """Remove what checks keep; gives its size in bytes."""
    size = 0
    for file in (state / name for name in (PAGES, EXTERNAL) if not state.is_symlink()):
        if file.is_file():
            size += file.lstat().st_size
            file.unlink()
    return size
