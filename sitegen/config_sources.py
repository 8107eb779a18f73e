"""Where a site's settings are written: one file, a folder of files, the environment.

In:  the site's folder, the name of the environment, its variables.
Out: the files in the order in which later ones win, and the values of variables.

https://gohugo.io/configuration/introduction/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitegen import foreign_config
from sitegen.model import Value

_SUFFIXES = ("toml", "yaml", "yml", "json")
_ROOTS = ("sitegen", "hugo", "config")
FOLDER = "config"
FILE_NAMES = tuple(f"{name}.{suffix}" for name in _ROOTS for suffix in _SUFFIXES)
"""Configuration files in the order of preference; those of other tools come after them."""

_PREFIXES = ("HUGO", "SITEGEN")


def files(root: Path, environment: str) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The configuration files of a site, each with the table that it fills.

    `config/_default/params.toml` fills `params`; what stands in `config/staging/` wins in the
    environment `staging`.
    """
    own = next((root / name for name in FILE_NAMES if (root / name).is_file()), None)
    split = [root / FOLDER / name for name in ("_default", environment)]
    if own is None and not any(folder.is_dir() for folder in split):
        names = foreign_config.FILE_NAMES
        own = next((root / name for name in names if (root / name).is_file()), None)
    if own is not None:
        yield own, ()
    for folder in split:
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.is_file() and path.suffix.removeprefix(".") in _SUFFIXES:
                    name = path.name.partition(".")[0].lower()
                    yield path, () if name in _ROOTS else (name,)


def from_environment(variables: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Value]]:
    """The settings that variables such as `HUGO_PARAMS_COLOR` make: path and value.

    The character behind the prefix parts the names: `HUGOxPARAMSxMY_COLOR` is `params.my_color`.
    """
    for name in sorted(variables):
        prefix = next((one for one in _PREFIXES if name.startswith(one)), "")
        rest = name[len(prefix) :]
        if prefix and len(rest) > 1 and rest[0] in "_x":
            path = tuple(part.lower() for part in rest[1:].split(rest[0]))
            if all(path):
                yield path, _typed(variables[name])


def _typed(text: str) -> Value:
    """A text as the number, flag, list or table that it spells."""
    try:
        return json.loads(text)
    except ValueError:
        return text
