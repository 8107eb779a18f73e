"""Find an object in source files by its dotted name; nothing is imported."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import griffe

from sitegen.plugins import Files


def file_of(parts: tuple[str, ...], files: Files, source: str) -> str | None:
    """The file of a module; None when there is none."""
    place = "/".join((*(() if source == "." else (source,)), *parts))
    return next(
        (path for path in (f"{place}.py", f"{place}/__init__.py") if files.exists(path)), None
    )


def find_object(name: str, files: Files, source: str) -> griffe.Object | None:
    """A module, class, function or attribute; raises SyntaxError for a file that is no Python."""
    parts = tuple(name.split("."))
    for length in range(len(parts), 0, -1):
        path = file_of(parts[:length], files, source)
        if path is not None:
            found: griffe.Object | griffe.Alias = _module(parts[:length], path, files.text(path))
            for part in parts[length:]:
                member = found.members.get(part)
                if member is None or member.is_alias:
                    return None
                found = member
            return found
    return None


@lru_cache(maxsize=64)
def _module(parts: tuple[str, ...], path: str, code: str) -> griffe.Module:
    """A module by its text, with the packages above it known by name only."""
    above: griffe.Module | None = None
    folder = Path(path).parent if path.endswith("__init__.py") else Path(path)
    for number, part in enumerate(parts[:-1]):
        package = folder.parents[len(parts) - 2 - number]
        above = griffe.Module(part, filepath=package / "__init__.py", parent=above)
    return griffe.visit(parts[-1], filepath=Path(path), code=code, parent=above)
