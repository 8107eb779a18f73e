"""Files of the site that plug-ins read, and what is remembered of them.

In:  the site's folder, and a path or pattern in it.
Out: bytes and names, and the questions by which it is told whether they are still the same.

No path leaves the site's folder, by symbolic links neither, but for those that are allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sitegen import paths
from sitegen.discover import Inside
from sitegen.model import Read, Value
from sitegen.packing import digest, fingerprint_free

FILE, FILE_NAMES = "read_file", "read_names"
"""The questions that can be asked of files: what one holds, and which fit a pattern."""

NOT_THERE = b""


def file_bytes(root: Path, path: str, allowed: Iterable[str] = ()) -> bytes:
    """What a file of the site holds; raises OSError, and ValueError for a path elsewhere."""
    if not paths.stays_below(path) or Path(path).is_absolute():
        raise ValueError(f'"{path}" is no path in the site\'s folder')
    whole = root / path
    if not Inside(root, allowed).holds(whole):
        raise ValueError(f'"{path}" is a link that leads out of the site\'s folder')
    return whole.read_bytes()


def names_like(root: Path, pattern: str, allowed: Iterable[str] = ()) -> list[str]:
    """The files of the site that fit a pattern such as `src/**/*.py`; hidden ones never do, nor
    those that `file_bytes` refuses.

    Raises ValueError for a pattern that leads elsewhere.
    """
    if not paths.stays_below(pattern) or Path(pattern).is_absolute():
        raise ValueError(f'"{pattern}" is no pattern in the site\'s folder')
    inside = Inside(root, allowed)
    found = (path.relative_to(root) for path in root.glob(pattern) if path.is_file())
    return sorted(
        path.as_posix()
        for path in found
        if not any(part.startswith(".") or part == "__pycache__" for part in path.parts)
        and inside.holds(root / path)
    )


def _digest(root: Path, path: str, _allowed: Iterable[str]) -> Value:
    try:
        return digest((root / path).read_bytes())
    except OSError:
        return NOT_THERE


_ANSWERS: Mapping[str, Callable[[Path, str, Iterable[str]], Value]] = {
    FILE: _digest,
    FILE_NAMES: names_like,
}


def answer(root: str, query: str, argument: str, allowed: Iterable[str]) -> Value:
    """What is true of files now; `allowed` are folders elsewhere that links may lead to."""
    return _ANSWERS[query](Path(root), argument, allowed)


def still_so(root: str, reads: Iterable[Read], allowed: Sequence[str]) -> bool:
    """Whether all these questions have the same answers still."""
    return all(
        fingerprint_free(answer(root, query, argument, allowed)) == found
        for query, argument, found in reads
    )
