"""Which plug-ins a site has, and what their code is.

In:  the site's folder and the setting `plugins`.
Out: a `PluginRef` each. Nothing of them is run.

A plug-in is `plugins/NAME.py` or the package `plugins/NAME/` in the site's folder, else what an
installed package offers by an entry point of the group `sitegen.plugins`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from sitegen.diagnostics import SitegenError, did_you_mean, error
from sitegen.discover import Inside
from sitegen.model import PluginRef, Position
from sitegen.packing import digest

FOLDER = "plugins"
GROUP = "sitegen.plugins"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def find_plugins(
    root: Path, names: Sequence[str], config_file: str, inside: Inside
) -> tuple[PluginRef, ...]:
    """The plug-ins of these names in order; raises SitegenError when one is missing."""
    print_of = cache(_print)  # several plug-ins may lie in one folder
    return tuple(_found(root, name, config_file, inside, print_of) for name in dict.fromkeys(names))


def _found(
    root: Path, name: str, config_file: str, inside: Inside, print_of: Callable[[Path], bytes]
) -> PluginRef:
    folder = root / FOLDER
    if _NAME.fullmatch(name):
        for place in (folder / f"{name}.py", folder / name):
            if (place if place.suffix else place / "__init__.py").is_file():
                if not inside.holds(place):
                    found = inside.refused[-1]
                    raise SitegenError((error(found.code, found.message, found.position),))
                # it may well import what lies beside it
                return PluginRef(name=name, place=str(place), print=print_of(folder))
        from sitegen.installed import offered  # noqa: PLC0415 - slow, and most sites need it not

        offer = offered(GROUP, name)
        if offer is not None and offer.place is not None:
            return PluginRef(
                name=name,
                place=str(offer.place),
                module=offer.module,
                attribute=offer.attribute or "PLUGIN",
                print=digest("\0".join(offer.versions).encode() + print_of(offer.place)),
            )
    raise _missing(root, name, config_file)


def _print(place: Path) -> bytes:
    """The digest of a folder's files, or of a file."""
    hasher = hashlib.blake2b(digest_size=16)
    for path in _files(place) if place.is_dir() else (place,):
        name = os.fsencode(path.relative_to(place).as_posix())
        hasher.update(b"\0" + name + b"\0")
        hasher.update(digest(path.read_bytes()))
    return hasher.digest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file():
            yield path


def _missing(root: Path, name: str, config_file: str) -> SitegenError:
    from sitegen.installed import names_offered  # noqa: PLC0415

    folder = root / FOLDER
    own = [path.stem for path in folder.glob("*.py")] if folder.is_dir() else []
    known = (*own, *names_offered(GROUP))
    hint = did_you_mean(name, known) or (
        f"write {FOLDER}/{name}.py, or install the package that has it"
        if _NAME.fullmatch(name)
        else "a name has letters, digits, - and _"
    )
    place = Position(path=config_file) if config_file else None
    return SitegenError((error("missing-plugin", f'no plug-in "{name}"', place, hint),))
