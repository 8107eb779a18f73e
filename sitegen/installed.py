"""What installed packages offer by entry points: plug-ins and themes.

In:  a group of entry points and a name.
Out: where the package lies and its version; nothing of it is imported.

https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from pathlib import Path

from sitegen.model import Struct

_REQUIRED = re.compile(r"[A-Za-z0-9._-]+")


class Offer(Struct, frozen=True, kw_only=True):
    """A name that an installed package offers."""

    name: str
    module: str
    attribute: str
    """What of the module is meant; empty for the module itself."""

    place: Path | None
    """The package's folder, or the file of a lone module; None when it isn't there."""

    folder: Path | None
    """The folder that the module is; None for one that is a file."""

    versions: tuple[str, ...]
    """Of the package and of what it requires: `griffe 1.7.3`."""


def offered(group: str, name: str) -> Offer | None:
    """What is offered by a name; of several packages the first by their names counts."""
    points = importlib.metadata.entry_points(group=group, name=name)
    for point in sorted(points, key=lambda one: (one.dist.name if one.dist else "", one.value)):
        place, folder = _places(point.module)
        return Offer(
            name=name,
            module=point.module,
            attribute=point.attr,
            place=place,
            folder=folder,
            versions=_versions(point.dist),
        )
    return None


def names_offered(group: str) -> tuple[str, ...]:
    """All names of a group, sorted."""
    return tuple(sorted({point.name for point in importlib.metadata.entry_points(group=group)}))


def _places(module: str) -> tuple[Path | None, Path | None]:
    """Where the outermost package of a module lies, and where the module does."""
    top, *rest = module.split(".")
    spec = importlib.util.find_spec(top)  # imports nothing: it has no parent
    if spec is None:
        return None, None
    if not spec.submodule_search_locations:
        return (Path(spec.origin) if spec.origin else None), None
    # a namespace package belongs to several distributions: only the part below it is this one's
    shared = 1 if spec.origin is None and rest else 0
    for location in spec.submodule_search_locations:
        place = Path(location, *rest[:shared])
        folder = Path(location, *rest)
        if place.is_dir():
            return place, folder if folder.is_dir() else None
    return None, None


def _versions(package: importlib.metadata.Distribution | None) -> tuple[str, ...]:
    if package is None:
        return ()
    found = [f"{package.name} {package.version}"]
    for wanted in package.requires or ():
        match = _REQUIRED.match(wanted)
        try:
            found.append(f"{match[0]} {importlib.metadata.version(match[0])}" if match else "")
        except importlib.metadata.PackageNotFoundError:
            continue  # one that is needed elsewhere, or for an extra
    return tuple(sorted({one for one in found if not one.startswith("sitegen ")}))
