"""Which folders of a site are watched, and what lies in them.

In:  the site's folder, and folders in it to leave out.
Out: folders to watch, and the stamps of all files.

Symbolic links are not followed: what they lead to is no part of a site unless it lies in it, and
then it is watched there.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Mapping

NEVER = frozenset(
    """.git .hg .svn .sitegen .obsidian .trash node_modules .venv __pycache__ .mypy_cache
    .ruff_cache .pytest_cache .hypothesis .tox .nox""".split()
)
"""Folders in which nothing of a site lies, wherever they are: they may be huge."""

_PASSING = re.compile(
    r"~$|^#.*#$|^\.#|\.sw[a-px]$|^4913$|^Thumbs\.db$|^\.DS_Store$|^\.goutputstream-|___jb_\w+___$"
)
"""Files that editors and systems make for a moment."""

Look = Mapping[str, tuple[int, int, int]]
"""Each file with its size, time and inode."""


def passing(name: str) -> bool:
    """Whether a file of this name is none of the site's."""
    return _PASSING.search(name) is not None


def plan(root: str, leave_out: Collection[str]) -> dict[str, bool]:
    """The folders to watch, and whether with all that is below them.

    The root is always watched by itself, since what is left out may yet come.
    """
    wanted = {root: False}
    for entry in _folders(root):
        if entry.name not in NEVER and entry.path not in leave_out:
            wanted |= _plan(entry.path, leave_out)[1]
    return wanted


def _plan(folder: str, leave_out: Collection[str]) -> tuple[bool, dict[str, bool]]:
    """Whether a folder can be watched as a whole, and the folders to watch."""
    whole = True
    below: dict[str, bool] = {}
    for entry in _folders(folder):
        if entry.name in NEVER or entry.path in leave_out:
            whole = False
        else:
            inner_whole, inner = _plan(entry.path, leave_out)
            whole = whole and inner_whole
            below |= inner
    return (True, {folder: True}) if whole else (False, {folder: False, **below})


def _folders(folder: str) -> list[os.DirEntry[str]]:
    return [entry for entry in _entries(folder) if entry.is_dir(follow_symlinks=False)]


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing when it has gone or can't be read."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def look(root: str, leave_out: Collection[str], also: Iterable[str] = ()) -> Look:
    """The stamps of all files below the root, and of those named besides."""
    found: dict[str, tuple[int, int, int]] = {}
    todo = [root]
    while todo:
        for entry in _entries(todo.pop()):
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in NEVER and entry.path not in leave_out:
                    todo.append(entry.path)
            else:
                _note(found, entry.path)
    for path in also:
        _note(found, path)
    return found


def _note(found: dict[str, tuple[int, int, int]], path: str) -> None:
    try:
        told = os.lstat(path)
    except OSError:
        return  # it has gone meanwhile
    found[path] = (told.st_size, told.st_mtime_ns, told.st_ino)


def identity(file: str | int) -> tuple[int, int] | None:
    """What tells a regular file from all others."""
    try:
        found = os.stat(file)  # noqa: PTH116 - a number, too
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def inode_of(folder: str) -> int | None:
    """What tells a folder from another one that has taken its name."""
    try:
        return os.stat(folder).st_ino  # noqa: PTH116
    except OSError:
        return None
