"""JSON (RFC 8259): no key twice, no half characters, no NaN."""

from __future__ import annotations

import json
import re

from sitegen.model import Value
from sitegen.text_formats.wrong import (
    MOST_LEVELS,
    TOO_DEEP,
    Path,
    Result,
    Wrong,
    long_number,
    lowered,
)


def read(text: str) -> Result:
    """The values of a JSON text and the places of its keys; raises Wrong."""
    values = load(text)
    if not isinstance(values, dict):
        raise Wrong("JSON: names with values are wanted here", 1, 1)
    places = _json_places(text)
    return lowered(values), places


def load(text: str) -> Value:
    """What a JSON text holds, keys as they are written; raises Wrong."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise Wrong(f"JSON: {problem.msg[:1].lower()}{problem.msg[1:]}", problem.lineno,
                     problem.colno) from problem  # fmt: skip
    except RecursionError as problem:
        raise Wrong(f"JSON: {TOO_DEEP}", 1, 1) from problem
    except ValueError as problem:
        raise long_number("JSON", text) from problem


def _no_constant(name: str) -> Value:
    raise Wrong(f"JSON: {name} is no number", 1, 1)


_JSON_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,]')


def _json_places(text: str) -> dict[Path, tuple[int, int]]:
    """Where the keys of a text stand that is known to be JSON; refuses those that stand twice."""
    places: dict[Path, tuple[int, int]] = {}
    seen: set[Path] = set()
    above: list[str] = []
    """The keys that the open brackets belong to; where there is none, a NUL and the offset."""
    key = ""
    line, begin, last = 1, 0, ("", 0)
    for match in _JSON_TOKEN.finditer(text):
        token, start = match[0], match.start()
        newline = text.rfind("\n", begin, start)
        if newline >= 0:
            line, begin = line + text.count("\n", begin, start), newline + 1
        if token[0] == '"':
            if _LONE_SURROGATE.search(token) and _lone(json.loads(token)):
                raise Wrong("JSON: half a character is written by its number", line,
                             start - begin + 1, "write the character itself")  # fmt: skip
            last = (token, start)
        elif token == ":":
            key = json.loads(last[0]).lower()
            path = (*above[1:], key)
            column = max(last[1] - begin, 0) + 1
            if path in seen:
                raise Wrong(f'JSON: "{json.loads(last[0])}" stands twice', line, column)
            seen.add(path)
            if not any(name.startswith("\0") for name in path):
                places[path] = (line, column)
        elif token in "{[":
            above.append(key if key and token == "{" else f"\0{start}")
            key = ""
            if len(above) > MOST_LEVELS:
                raise Wrong(f"JSON: {TOO_DEEP}", line, start - begin + 1)
        elif token in "}]":
            above.pop()
            key = ""
        else:
            key = ""
    return places


_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _lone(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
