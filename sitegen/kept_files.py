"""Pictures that builds keep as files, in folders beside the cache's own file.

In:  a folder in that of the cache, paths in it, bytes.
Out: the same files in a later build, the room that they take, and none when they are cleared away.

A repository may come with a folder of the cache: a link in it may lead to what belongs to others,
so none is followed, nor one in the place of a folder or of the one around it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from stat import S_ISREG

CARDS = "cards"
IMAGES = "images"
FOLDERS = (CARDS, IMAGES)
"""All folders of such files, in that of the cache."""


def write(path: Path, content: bytes) -> None:
    """Write a file at once as a whole: a build that is killed leaves no half of it.

    Raises OSError, such as on a full disk, and leaves nothing behind then.
    """
    scratch = Path(f"{path}.{os.urandom(8).hex()}.tmp")
    try:
        with scratch.open("xb") as file:
            file.write(content)
        scratch.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise


def is_kept(path: str | Path) -> bool:
    """Whether there is such a file: a file, not a link."""
    try:
        return S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def is_link(folder: Path) -> bool:
    """Whether a link stands in the place of a folder, or of the one around it."""
    return folder.is_symlink() or folder.parent.is_symlink()


def listed(folder: Path) -> list[Path]:
    """The files of a folder; none when it is a link or isn't there."""
    if is_link(folder) or not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if is_kept(path)]


def size(folder: Path) -> int:
    """How many bytes the files of a folder take."""
    return sum(path.lstat().st_size for path in listed(folder))


def remove(folder: Path) -> int:
    """Remove the files of a folder; gives their size in bytes."""
    gone = 0
    for path in listed(folder):
        gone += path.lstat().st_size
        path.unlink()
    return gone
