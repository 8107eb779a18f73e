"""Look at the disk: which files a site is made of, and what they hold.

In:  folders.
Out: `SourceFile` and `StaticFile` values, sorted, and the bytes of one file.

Links out of the site's folder are not followed, unless the person who builds allows it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from stat import S_ISREG

from sitegen import paths
from sitegen.diagnostics import warning
from sitegen.languages import Languages, in_languages, told_twice
from sitegen.model import Diagnostic, Position, SourceFile, Stamp, StaticFile, Struct

_BACKUP = re.compile(r"~$|^#.*#$|\.sw[a-p]$|^Thumbs\.db$|^\.DS_Store$|^\.git")
"""Files and folders that no site is made of: editors' backups, the system's and git's own."""


_LONGEST_PATH = 1000
"""Characters; a longer one comes from a link to a folder that holds it."""


class ContentFolder(Struct, frozen=True, kw_only=True):
    """A folder of pages."""

    path: Path
    language: str
    """The key of the language of files whose name tells none."""

    root: str = ""
    """What the keys of its files begin with, for a language with a folder of its own."""


class Tree(Struct, frozen=True, kw_only=True):
    """What the site's folders hold."""

    pages: tuple[SourceFile, ...]
    resources: tuple[SourceFile, ...]
    """The other files of the content folder."""

    statics: tuple[StaticFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    urls_lock: Stamp | None = None
    """Of the file that remembers addresses, if there is one."""


def discover(
    root: Path,
    contents: Sequence[ContentFolder],
    static_folders: Sequence[Path],
    languages: Languages,
    *,
    ignore: Sequence[str] = (),
    leave_out: Iterable[Path] = (),
    inside: Inside,
) -> Tree:
    """List a site's files.

    `static_folders` are those whose files are copied, the first one winning; `ignore` are regular
    expressions on paths relative to the site (Hugo's `ignoreFiles`); `leave_out` are folders that
    are not content though they lie in it; `inside` tells which links are followed.
    """
    ignored = [re.compile(pattern) for pattern in ignore]
    skip = {os.path.realpath(path) for path in leave_out}
    found: list[SourceFile] = []
    for content in filter(lambda one: inside.holds(one.path), contents):
        others = {os.path.realpath(one.path) for one in contents if one is not content}
        above = shown_path(root, content.path)
        prefix = "" if above == "." else f"{above}/"
        files = (
            SourceFile(key=key, path=prefix + key, dialect="", stamp=stamp_of(stat))
            for key, _, stat in _files(content.path, "", inside, skip | others, hidden=False)
            if not any(pattern.search(prefix + key) for pattern in ignored)
        )
        found += in_languages(files, content.root, content.language, languages)
    all_pages = [file for file in found if file.key.lower().endswith(paths.PAGE_SUFFIXES)]
    pages, doubles = told_twice(all_pages)
    resources = [file for file in found if not file.key.lower().endswith(paths.PAGE_SUFFIXES)]
    statics: dict[str, StaticFile] = {}
    for folder in filter(inside.holds, static_folders):
        for target, path, stat in _files(folder, "", inside, set(), hidden=True):
            if target not in statics:
                statics[target] = StaticFile(target=target, source=path, stamp=stamp_of(stat))
    return Tree(
        pages=tuple(sorted(pages, key=lambda source: source.key)),
        resources=tuple(sorted(resources, key=lambda source: source.key)),
        statics=tuple(statics[target] for target in sorted(statics)),
        diagnostics=(*inside.refused, *doubles),
    )


def files_below(
    folder: Path, endings: tuple[str, ...], inside: Inside, *, deep: bool = True
) -> Iterator[tuple[Path, Stamp]]:
    """The files of a theme's folder with their stamps, by name; endings are of the file's name.

    `inside` tells which links are followed.
    """
    if not inside.holds(folder):
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if not inside.allows(entry):
            continue
        if entry.is_dir():
            if deep and len(entry.path) < _LONGEST_PATH:
                yield from files_below(Path(entry.path), endings, inside)
        elif entry.name.endswith(endings) and entry.is_file():
            yield Path(entry.path), stamp_of(entry.stat())


def stamp_of(stat: os.stat_result) -> Stamp:
    """What tells whether a file has changed."""
    return Stamp(size=stat.st_size, mtime_ns=stat.st_mtime_ns, inode=stat.st_ino)


def shown_path(root: Path, path: Path) -> str:
    """A path as messages name it: relative to the site when it lies in it."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def read_bytes(root: str, path: str) -> bytes:
    """The bytes of a source file; raises OSError."""
    with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123 - a third faster than Path
        return file.read()


def stamp_of_file(path: Path) -> Stamp | None:
    """The stamp of a file; None for none, and for what is no plain file."""
    try:
        stat = path.lstat()
    except OSError:
        return None
    return stamp_of(stat) if S_ISREG(stat.st_mode) else None


def folder_names(folder: Path) -> list[str]:
    """The names of the folders in a folder, sorted."""
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return []


def line_of(root: Path, path: str, line: int) -> str | None:
    """A line of a source file for an excerpt, or None when it can't be read."""
    try:
        with Path(root, path).open(encoding="utf-8", errors="replace", newline=None) as file:
            for number, text in enumerate(file, 1):
                if number == line:
                    return text.removeprefix("\ufeff")
    except OSError:
        return None
    return None


class Inside:
    """Refuses symbolic links that lead out of the site's folder, and loops."""

    def __init__(self, root: Path, allowed: Iterable[str] = ()) -> None:
        """`allowed` are folders elsewhere that links may lead to, as whole paths."""
        self._site = root
        places = (str(root), *allowed)
        self._places = [os.path.realpath(place) + os.sep for place in places]
        self.refused: list[Diagnostic] = []

    def allow(self, folder: Path) -> None:
        """Let a folder elsewhere be read."""
        self._places.append(os.path.realpath(folder) + os.sep)

    def holds(self, path: Path) -> bool:
        """Whether a file or folder that the site names lies where it may; notes a warning if not.

        One that is not there does no harm.
        """
        real = os.path.realpath(path)
        if not os.path.lexists(path) or self._inside(real):
            return True
        message = "a symbolic link that leads out of the site's folder is not followed"
        folder = real if Path(real).is_dir() else str(Path(real).parent)
        help = f"copy the files into the site, or allow it: --allow-links {folder}"
        self._refuse(path, message, help)
        return False

    def allows(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry may be read; notes a warning when not."""
        if not entry.is_symlink():
            return True
        real = os.path.realpath(entry.path)
        if not Path(real).exists() or not self.holds(Path(entry.path)):
            return False
        above = os.path.realpath(Path(entry.path).parent)
        if not (above + os.sep).startswith(real + os.sep):
            return True
        message = "a symbolic link to a folder that holds it is not followed"
        self._refuse(entry.path, message, "copy the files into the site")
        return False

    def _inside(self, real: str) -> bool:
        return any(f"{real}{os.sep}".startswith(place) for place in self._places)

    def _refuse(self, path: str | Path, message: str, help: str) -> None:
        place = Position(path=shown_path(self._site, Path(path)))
        problem = warning("link-left-out", message, place, help)
        if problem not in self.refused:
            self.refused.append(problem)


def _files(
    folder: str | Path, above: str, inside: Inside, skip: set[str], *, hidden: bool
) -> Iterator[tuple[str, str, os.stat_result]]:
    """The files below a folder: their path in it behind `above`, the whole path, and the stat."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        name = entry.name
        if _BACKUP.search(name) or (not hidden and name[0] == "."):
            continue
        if not inside.allows(entry):
            continue
        if entry.is_dir():
            if os.path.realpath(entry.path) not in skip:
                yield from _files(entry.path, f"{above}{name}/", inside, skip, hidden=hidden)
        elif entry.is_file():
            yield above + name, entry.path, entry.stat()
