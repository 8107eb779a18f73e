"""Where the program that makes search indexes is: Pagefind, of its Python packages or as a command.

In:  the environment, and what is installed.
Out: an `Engine`, or None.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from sitegen.model import Struct
from sitegen.packing import digest

_PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
_NAMES = ("pagefind_extended", "pagefind", "pagefind_extended.exe", "pagefind.exe")


class Engine(Struct, frozen=True, kw_only=True):
    """The program that makes indexes."""

    path: str
    print: bytes
    """What tells it from other versions of itself."""


def find_engine(variables: Mapping[str, str]) -> Engine | None:
    """Pagefind; None when it isn't there.

    The extended one also knows the words of Chinese, Japanese and Thai, so it goes first. The
    variable `PAGEFIND_BINARY_PATH` wins, as with Pagefind's own wrappers.
    """
    path = variables.get("PAGEFIND_BINARY_PATH")
    path = path or _packaged() or which("pagefind_extended") or which("pagefind")
    try:
        stat = os.stat(path) if path else None  # noqa: PTH116
    except OSError:
        stat = None
    if not path or stat is None:
        return None
    return Engine(path=path, print=digest(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}".encode()))


def _packaged() -> str | None:
    for package in _PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            for name in _NAMES:
                if (Path(folder) / name).is_file():
                    return str(Path(folder) / name)
    return None
