"""Put outputs in place, so that a reader of the site never sees half of it.

In:  output paths with their bytes, and the list of what the last build wrote.
Out: files under the destination.

Changed files are first written to a folder inside the destination. Only when the whole site is
there do they replace the published ones by renames; then what the last build wrote and
this one didn't is removed. Files that sitegen did not write are never touched.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from sitegen import paths
from sitegen.diagnostics import SitegenError, error
from sitegen.discover import stamp_of
from sitegen.model import Diagnostic, Stamp, StaticFile, Struct
from sitegen.packing import digest
from sitegen.stamps import Known

_STAGE_PREFIX = ".sitegen-"


class Staged(Struct, frozen=True, kw_only=True):
    """An output that is ready to be put in place."""

    path: str
    """Relative to the destination."""

    digest: bytes
    """Of its bytes."""

    stamp: Stamp
    """Of its file, which keeps it on the way from the stage to its place."""

    changed: bool
    """Whether it differs from what is published; only then does it lie in the stage."""


class Written(Struct, frozen=True, kw_only=True):
    """What a build did to the destination."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]


@contextlib.contextmanager
def stage(destination: Path) -> Iterator[Path]:
    """A folder to collect changed files in; gone at the end, whatever happens.

    Raises SitegenError when the destination can't be written.
    """
    try:
        destination.mkdir(parents=True, exist_ok=True)
        for old in destination.glob(_STAGE_PREFIX + "*"):
            if not _is_running(old.name):
                shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{_STAGE_PREFIX}{os.getpid()}-", dir=destination))
    except OSError as problem:
        raise SitegenError((_unwritable(destination, problem),)) from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage_bytes(stage_folder: Path, destination: Path, path: str, content: bytes) -> Staged:
    """Write one output to the stage, unless it is published already."""
    place = _target(destination, path)
    changed = _through_link(destination, path) or _bytes_of(place) != content
    if changed:
        with _room_for(stage_folder, path) as place, open(place, "wb") as file:  # noqa: PTH123
            file.write(content)
    return Staged(
        path=path,
        digest=digest(content),
        stamp=stamp_of(os.stat(place)),  # noqa: PTH116
        changed=changed,
    )


def stage_copy(stage_folder: Path, destination: Path, file: StaticFile, known: bytes) -> Staged:
    """Copy a file, whose digest is `known`, to the stage, unless it is published already."""
    published = Path(_target(destination, file.target))
    same = published.is_file() and not published.is_symlink()
    same = same and not _through_link(destination, file.target)
    same = same and filecmp.cmp(file.source, published, shallow=False)
    if same:
        # a page of sitegen's own may wait in its place
        Path(_target(stage_folder, file.target)).unlink(missing_ok=True)
    else:
        with _room_for(stage_folder, file.target) as target:
            published = Path(target)
            shutil.copyfile(file.source, published)
    return Staged(
        path=file.target, digest=known, stamp=stamp_of(published.stat()), changed=not same
    )


def commit(
    stage_folder: Path,
    destination: Path,
    staged: Sequence[Staged],
    current: Set[str],
    previous: Set[str],
    together: Set[str],
) -> Written:
    """Put what is staged in place, and remove what is `previous` but not `current`.

    `current` are the paths of all files, `together` those that lay beside each other before.
    Raises SitegenError when a file can't be put in place; the others are in place then.
    """
    if not current <= together:
        above = {folder for path in current for folder in paths.parents(path)}
        if above & current:
            raise SitegenError(tuple(_clash(path) for path in sorted(above & current)))
    stale = sorted(previous - current)
    problems: list[Diagnostic] = []
    _merge(stage_folder, destination, {destination / path for path in stale}, problems)
    folded = {path.casefold(): path for path in current} if stale else {}
    removed = tuple(path for path in stale if _remove(destination, path, folded))
    if problems:
        raise SitegenError(tuple(problems))
    return Written(
        changed=tuple(output.path for output in staged if output.changed),
        removed=removed,
    )


# --- what the last build wrote ----------------------------------------------------------------


def previous_outputs(state_folder: Path, destination: Path) -> tuple[str, ...]:
    """The paths that the last build wrote to a destination; none when that isn't known."""
    try:
        listed = json.loads(_manifest(state_folder, destination).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    if not isinstance(listed, list):
        return ()
    return tuple(path for path in listed if isinstance(path, str) and paths.normalized(path))


def is_noted(state_folder: Path, destination: Path) -> bool:
    """Whether there is a note of what the last build wrote."""
    return _manifest(state_folder, destination).is_file()


def remember_outputs(
    state_folder: Path, destination: Path, listed: Set[str], noted: Iterable[str]
) -> None:
    """Note what was written, for the next build, unless it is what is `noted`.

    A folder that can't be written is no error.
    """
    if listed == set(noted):
        return
    target = _manifest(state_folder, destination)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        ignore = target.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        scratch = target.with_suffix(f".{os.getpid()}.tmp")
        scratch.write_text(json.dumps(sorted(listed), indent=0), encoding="utf-8")
        scratch.replace(target)


def write_beside(target: Path, text: str) -> Known:
    """Write an input that a build keeps for itself, at once as a whole; raises OSError."""
    content = text.encode("utf-8", "surrogatepass")
    if not target.is_file() or target.read_bytes() != content:
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        scratch.write_bytes(content)
        scratch.replace(target)
    return Known(stamp=stamp_of(target.stat()), digest=digest(content))


def _manifest(state_folder: Path, destination: Path) -> Path:
    name = hashlib.sha256(os.fsencode(destination.resolve())).hexdigest()[:16]
    return state_folder / f"outputs-{name}.json"


# --- one file -----------------------------------------------------------------------------------


# text and os, not pathlib: this is done for every file of the site, and takes half the time


def _target(root: Path, path: str) -> str:
    clean = paths.normalized(path)
    if not clean or clean != path or "\0" in path:
        raise SitegenError((error("bad-output", f'the output path "{path}" leaves the site'),))
    return f"{root}/{clean}"


@contextlib.contextmanager
def _room_for(stage_folder: Path, path: str) -> Iterator[str]:
    """Where an output waits; what keeps it from being written ends the build with a word."""
    target = _target(stage_folder, path)
    try:
        folder = os.path.dirname(target)  # noqa: PTH120
        try:
            os.mkdir(folder)  # noqa: PTH102
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        yield target
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as problem:
        raise SitegenError((_clash(path),)) from problem
    except OSError as problem:
        raise SitegenError((_unwritable(stage_folder.parent / path, problem),)) from problem


def _through_link(destination: Path, path: str) -> bool:
    """Whether a folder on the way to an output is a link, and so not the site's own."""
    above = paths.parents(path)[:-1]
    return any(os.path.islink(f"{destination}/{folder}") for folder in above)  # noqa: PTH114


def _bytes_of(path: str) -> bytes | None:
    """The bytes of a published file; None when there is none, or a link in its place."""
    try:
        if os.path.islink(path):  # noqa: PTH114
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


def _merge(source: Path, target: Path, stale: set[Path], problems: list[Diagnostic]) -> None:
    """Move what lies in one folder to another: a folder that is new there by one rename."""
    for entry in sorted(source.iterdir()):
        place = target / entry.name
        try:
            if entry.is_dir():
                if place.is_symlink() or place in stale:
                    place.unlink()
                if place.is_dir():
                    _merge(entry, place, stale, problems)
                    continue
            elif place.is_dir() and not place.is_symlink():
                _remove_below(place, stale)
            entry.replace(place)
        except OSError as problem:
            problems.append(_unwritable(place, problem))


def _remove_below(folder: Path, stale: set[Path]) -> None:
    """Remove what the last build left in a folder, and the folder when nothing else is in it."""
    for path in sorted(stale, reverse=True):
        if path.is_relative_to(folder):
            path.unlink(missing_ok=True)
    for below in sorted(folder.rglob("*"), reverse=True):
        if below.is_dir() and not any(below.iterdir()):
            below.rmdir()
    folder.rmdir()


def _remove(destination: Path, path: str, current: Mapping[str, str]) -> bool:
    """Remove a file, but not one that a case-blind file system knows by a current path too."""
    file = destination / path
    if _through_link(destination, path):
        return False
    other = current.get(path.casefold())
    if other is not None and _same(destination / other, file):
        return False
    try:
        file.unlink()
    except OSError:
        return False
    for folder in file.relative_to(destination).parents[:-1]:
        try:
            (destination / folder).rmdir()
        except OSError:
            break
    return True


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _is_running(name: str) -> bool:
    number = name.removeprefix(_STAGE_PREFIX).partition("-")[0]
    if not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _clash(path: str) -> Diagnostic:
    return error(
        "output-clash",
        f'"{path}" and another file of the site need one name as a file and as a folder',
        help='rename one of them, or give the page another "url"',
    )


def _unwritable(path: Path, problem: OSError) -> Diagnostic:
    return error(
        "unwritable",
        f'cannot write to "{path}": {problem.strerror or problem}',
        None,
        "choose another folder with --destination, or mend its permissions",
    )
