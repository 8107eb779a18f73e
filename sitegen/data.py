"""Data files: what templates may read beside pages and settings.

In:  the files that a name stands for, with their digests.
Out: what they hold, folders as tables; https://gohugo.io/content-management/data-sources/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sitegen.diagnostics import error
from sitegen.discover import shown_path
from sitegen.model import Position, Value
from sitegen.templates_api import TemplateProblem
from sitegen.text_formats import load_data

LARGEST = 20_000_000
"""Bytes of a data file."""

File = tuple[tuple[str, ...], str, bytes]
"""The path below the data folder without suffix, the file, its digest."""


def data_of(files: Sequence[File], root: Path) -> Value:
    """What files of one name hold, those that win first; raises TemplateProblem.

    A file's keys win over those of the same file in a theme; what a key holds is not merged.
    """
    by_place: dict[tuple[str, ...], Value] = {}
    for place, path, digest in reversed(files):
        value, below = _loaded(path, digest, root), by_place.get(place)
        by_place[place] = _over(below, value)
    found: dict[str, Value] = {}
    for place, value in by_place.items():
        table = found
        for name in place[:-1]:
            inside = table.setdefault(name, {})
            if not isinstance(inside, dict):
                inside = table[name] = {}
            table = inside
        # beside a folder of the same name a file adds what that lacks
        inside = table.get(place[-1])
        table[place[-1]] = value if inside is None else _over(value, inside)
    return found.get(files[0][0][0]) if files else None


def _over(below: Value, above: Value) -> Value:
    """A value over another; of tables each key."""
    if isinstance(below, dict) and isinstance(above, dict):
        return {**below, **above}
    return above


@lru_cache(maxsize=256)
def _loaded(path: str, digest: bytes, root: Path) -> Value:
    shown = shown_path(root, Path(path))
    place = Position(path=shown)
    try:
        if Path(path).stat().st_size > LARGEST:
            raise TemplateProblem(error("too-large", f"it has more than {LARGEST} bytes", place))
        raw = Path(path).read_bytes()
    except OSError as problem:
        message = f"the file cannot be read: {problem.strerror}"
        raise TemplateProblem(error("unreadable", message, place)) from problem
    value, problems = load_data(raw, shown)
    if problems:
        raise TemplateProblem(problems[0])
    return value
