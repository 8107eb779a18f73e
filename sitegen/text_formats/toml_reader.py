"""TOML (https://toml.io/en/v1.0.0), by tomli; the places of keys by a scan of the lines."""

from __future__ import annotations

import re
from typing import Any

import tomli

from sitegen.text_formats.wrong import TOO_DEEP, Path, Result, Wrong, long_number, lowered

_TOML_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def read(text: str) -> Result:
    """The values of a TOML text and the places of its keys; raises Wrong."""
    return lowered(load(text)), _toml_places(text)


def load(text: str) -> dict[str, Any]:
    """What a TOML text holds, keys as they are written; raises Wrong."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as problem:
        raise _toml_problem(problem, text) from problem
    except RecursionError as problem:
        raise Wrong(f"TOML: {TOO_DEEP}", 1, 1) from problem
    except ValueError as problem:
        raise long_number("TOML", text) from problem


def _toml_problem(problem: tomli.TOMLDecodeError, text: str) -> Wrong:
    match = re.search(r"\s*\(at line (\d+), column (\d+)\)", str(problem))
    message = re.sub(r"\s*\(at (?:line .*|end of document)\)", "", str(problem))
    lines = text.rstrip("\n").split("\n")
    line, column = (int(match[1]), int(match[2])) if match else (len(lines), len(lines[-1]) + 1)
    source = lines[line - 1] if line <= len(lines) else ""
    help = ""
    if (
        "Illegal character '\\n'" in message
        or "nterminated string" in message
        or message == 'Expected "\'"'
    ):
        message = "A text is not closed on its line"
    if "not closed" in message or "Unclosed" in message or "Invalid value" in message:
        value = source.partition("=")[2].strip()
        if value[:1] in ("'", '"') and not (len(value) > 1 and value.endswith(value[0])):
            help = f"close the quote: {source.partition('=')[0].strip()} = {value}{value[0]}"
        elif value and value[0].isalpha():
            help = f'put text in quotes: {source.partition("=")[0].strip()} = "{value}"'
    elif "after a key" in message or "after a statement" in message:
        key, colon, value = source.partition(":")
        if colon and "=" not in key:
            help = f'in TOML a value follows "=": {key.strip()} = "{value.strip()}"'
    elif "Cannot overwrite" in message:
        help = "the key stands twice; remove one of them"
    return Wrong(f"TOML: {message[:1].lower()}{message[1:]}", line, column, help)


_TOML_TEXTS = re.compile(
    r"#[^\n]*"
    r'|"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


def _blanked(match: re.Match[str]) -> str:
    """A text over several lines without its words, which may look like keys; others as they are."""
    return "\n" * match[0].count("\n") or match[0]


def _toml_places(text: str) -> dict[Path, tuple[int, int]]:
    places: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    for number, line in enumerate(_TOML_TEXTS.sub(_blanked, text).split("\n"), 1):
        header = _TOML_HEADER.match(line)
        key = _TOML_KEY.match(line)
        if header:
            table = _toml_path(header[1])
            places.setdefault(table, (number, line.index(header[1]) + 1))
        elif key:
            own = _toml_path(key[1])
            for end in range(1, len(own) + 1):
                places.setdefault(table + own[:end], (number, line.index(key[1]) + 1))
    return places


def _toml_path(dotted: str) -> Path:
    parts = re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", dotted)
    return tuple((one or other or bare).lower() for one, other, bare in parts)
