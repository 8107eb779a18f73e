"""The settings of a site as a person reads them.

In:  a configuration.
Out: its values by the names of the table, and TOML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import msgspec

from sitegen.config import Config
from sitegen.model import Value
from sitegen.settings_table import SETTINGS


def effective(config: Config) -> dict[str, Value]:
    """Every setting with its value in force, by the names of the table."""
    found: dict[str, Value] = {}
    for setting in SETTINGS:
        part, _, name = setting.field.rpartition(".")
        value = getattr(config.markup if part else config, name)
        node = found
        *above, last = setting.name.split(".")
        for step in above:
            inside = node.setdefault(step, {})
            if not isinstance(inside, dict):
                inside = node[step] = {"enable": inside}
            node = inside
        node[last] = list(value) if isinstance(value, tuple) else value
    plain: dict[str, Value] = msgspec.to_builtins(found)
    return plain


def as_toml(values: Mapping[str, Value], above: str = "") -> str:
    """Settings as TOML, tables last."""
    lines, tables = [], []
    for key, value in values.items():
        path = f"{above}.{_toml_key(key)}" if above else _toml_key(key)
        if isinstance(value, Mapping):
            if value:
                inner = as_toml(value, path)
                plain = any(not isinstance(one, Mapping) for one in value.values())
                tables.append((f"\n[{path}]\n" if plain else "") + inner)
        elif (
            isinstance(value, list | tuple) and value and all(isinstance(v, Mapping) for v in value)
        ):
            tables += [f"\n[[{path}]]\n{as_toml(entry, path)}" for entry in value]
        elif value is not None:
            lines.append(
                f"{_toml_key(key)} = {json.dumps(value, ensure_ascii=False, default=str)}\n"
            )
    return "".join((*lines, *tables))


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) and key.isascii() else json.dumps(key)
