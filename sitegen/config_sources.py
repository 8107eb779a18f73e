"""Where a site's settings are written: one file, a folder of files, the environment.

In:  the site's folder, the name of the environment, its variables.
Out: the files in the order in which later ones win, and the values of variables.

https://gohugo.io/configuration/introduction/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen import foreign_config
from sitegen.model import Value

_SUFFIXES = ("toml", "yaml", "yml", "json")
_ROOTS = ("sitegen", "hugo", "config")
FOLDER = "config"
FILE_NAMES = tuple(f"{name}.{suffix}" for name in _ROOTS for suffix in _SUFFIXES)
"""Configuration files in the order of preference; those of other tools come after them."""

_PREFIXES = ("HUGO", "SITEGEN")


def files(
    root: Path, environment: str, folder: str = FOLDER, roots: Sequence[str] = _ROOTS
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The configuration files of a site, each with the table that it fills.

    `config/_default/params.toml` fills `params`, and `params.de.toml` those of a language; what
    stands in `config/staging/` wins in the environment `staging`. A `sitegen.toml` stands in place
    of Hugo's own file, in the site's folder or in `_default`. `roots` are the names of files that
    hold whole settings.
    """
    names = [name for name in FILE_NAMES if name.partition(".")[0] in roots]
    own = next((root / name for name in names if (root / name).is_file()), None)
    split = [root / folder / name for name in ("_default", environment)]
    if own is None and not any(place.is_dir() for place in split):
        others = foreign_config.FILE_NAMES
        own = next((root / name for name in others if (root / name).is_file()), None)
    if own is not None:
        yield own, ()
    for place in split:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and path.suffix.removeprefix(".") in _SUFFIXES:
                name, _, language = path.stem.lower().partition(".")
                replaced = own is not None and own.stem == _ROOTS[0] and place.name == "_default"
                if replaced and name in _ROOTS[1:]:
                    continue
                table = () if name in _ROOTS else (name,)
                yield path, ("languages", language, *table) if language else table


def from_environment(variables: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The settings that variables such as `HUGO_PARAMS_COLOR` make: path and text.

    The character behind the prefix parts the names: `HUGOxPARAMSxMY_COLOR` is `params.my_color`.
    """
    for name in sorted(variables):
        prefix = next((one for one in _PREFIXES if name.startswith(one)), "")
        rest = name[len(prefix) :]
        if prefix and len(rest) > 1:
            path = tuple(part.lower() for part in rest[1:].split(rest[0]))
            if all(path):
                yield path, variables[name]


def typed(text: str, like: Value) -> Value:
    """The text of a variable as a value of the type of the one that it replaces.

    Where there is none it stays a text, but for a table. Raises ValueError when it can't be one.
    """
    if isinstance(like, bool):
        return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
    if isinstance(like, int | float):
        number = json.loads(text)
        if not isinstance(number, int | float):
            raise ValueError(text)
        return number
    spelt = text.lstrip()[:1]
    if spelt == "{" or (spelt == "[" and isinstance(like, list | tuple)):
        return json.loads(text)
    return text
