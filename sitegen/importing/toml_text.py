"""A table of settings as TOML, with comments.

In:  plain values, and comments by the path of a key.
Out: text that reads back as the same values; https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import cast

from sitegen.model import Value

Comments = dict[tuple[str, ...], str]
"""What stands behind a key; an entry of a list of tables goes by its number."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(values: Mapping[str, Value], comments: Mapping[tuple[str, ...], str]) -> str:
    """The text of a table; keys whose value is None are left out."""
    return "\n".join(_lines(values, (), (), comments)).strip("\n") + "\n"


def _lines(
    values: Mapping[str, Value],
    names: tuple[str, ...],
    path: tuple[str, ...],
    comments: Mapping[tuple[str, ...], str],
    *,
    entry: bool = False,
) -> Iterator[str]:
    """The plain keys of a table, then the tables in it: TOML wants that order.

    In an entry of a list of tables small tables stand on their line.
    """
    tables: list[tuple[str, Value]] = []
    for key, value in values.items():
        small = entry and isinstance(value, Mapping) and _fits(value)
        if not small and (isinstance(value, Mapping) or _is_tables(value)):
            tables.append((key, value))
        elif value is not None:
            yield f"{_key(key)} = {_value(value)}{_remark(comments, (*path, key))}"
    for key, value in tables:
        inner = (*names, key)
        title = ".".join(_key(name) for name in inner)
        if isinstance(value, Mapping):
            plain = any(
                not isinstance(one, Mapping) and not _is_tables(one) for one in value.values()
            )
            if plain or not value:
                yield ""
                yield f"[{title}]{_remark(comments, (*path, key))}"
            yield from _lines(value, inner, (*path, key), comments)
        else:
            for number, one in enumerate(cast("list[Mapping[str, Value]]", value)):
                place = (*path, key, str(number))
                yield ""
                yield f"[[{title}]]{_remark(comments, place)}"
                yield from _lines(one, inner, place, comments, entry=True)


def _fits(values: Mapping[str, Value]) -> bool:
    """Whether a table in an entry of a list may stand on its line."""
    plain = all(not isinstance(one, Mapping | list | tuple) for one in values.values())
    return plain and len(values) <= 3


def _is_tables(value: Value) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, Mapping) for one in value)
    )


def _remark(comments: Mapping[tuple[str, ...], str], path: tuple[str, ...]) -> str:
    said = comments.get(path, "")
    return (
        f" # {' '.join(''.join(c if c.isprintable() else ' ' for c in said).split())}"
        if said
        else ""
    )


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    # JSON's escapes are TOML's, but that TOML wants DEL escaped and has no surrogates
    plain = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = (f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        parts = [_value(one) for one in value if one is not None]
        line = f"[{', '.join(parts)}]"
        return line if len(line) <= 80 or len(parts) < 2 else "[\n  " + ",\n  ".join(parts) + ",\n]"
    return _string(str(value))


def with_value(
    values: Mapping[str, Value], path: tuple[str, ...], value: Value
) -> dict[str, Value]:
    """A table with a value at a path; what isn't a table on the way is replaced."""
    name, *rest = path
    found = dict(values)
    if not rest:
        found[name] = value
        return found
    inside = found.get(name)
    found[name] = with_value(inside if isinstance(inside, Mapping) else {}, tuple(rest), value)
    return found
