"""TOML, YAML and JSON: one reader for front matter, configuration and data.

In:  text, and where it stands.
Out: plain values, the place of every key, and mistakes at their line and column.

Nothing is executed: tags of YAML that name Python objects are read as text. YAML's plain scalars
are those of YAML 1.2 (`yes` and `12:30` are strings), as in Hugo.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Literal

from sitegen.diagnostics import error
from sitegen.model import Diagnostic, Position, Struct, Value
from sitegen.text_formats import json_reader, toml_reader, yaml_reader
from sitegen.text_formats.wrong import Result, Wrong

Format = Literal["toml", "yaml", "json"]

_READERS: Mapping[Format, Callable[[str], Result]] = {
    "toml": toml_reader.read,
    "yaml": yaml_reader.read,
    "json": json_reader.read,
}


class Parsed(Struct, frozen=True, kw_only=True):
    """What a text says."""

    values: Mapping[str, Value]
    """Keys in lower case at every level, in the order written."""

    places: Mapping[tuple[str, ...], tuple[int, int]]
    """The path of a key to its line and column, both from 1."""

    diagnostics: tuple[Diagnostic, ...] = ()


def read_mapping(raw: bytes, path: str) -> tuple[dict[str, Value], tuple[Diagnostic, ...]]:
    """The values of a small file, by its suffix."""
    parsed = parse(raw.decode("utf-8-sig", errors="replace"), format_of(path), path)
    return dict(parsed.values), parsed.diagnostics


DATA_SUFFIXES = (".toml", ".yaml", ".yml", ".json", ".csv")
_LOADERS: Mapping[Format, Callable[[str], Value]] = {
    "toml": toml_reader.load,
    "yaml": yaml_reader.load,
    "json": json_reader.load,
}


def load_data(raw: bytes, path: str) -> tuple[Value, tuple[Diagnostic, ...]]:
    """What a data file holds, keys as they are written; a CSV file is a list of lists of texts."""
    text, problems = decoded(raw, path)
    if problems:
        return None, problems
    if path.lower().endswith(".csv"):
        return list(csv.reader(io.StringIO(text, newline=""))), ()
    form = format_of(path)
    try:
        return _LOADERS[form](text.replace("\r\n", "\n")), ()
    except Wrong as wrong:
        where = Position(path=path, line=max(wrong.line, 1), column=wrong.column)
        return None, (error(f"bad-{form}", wrong.message, where, wrong.help),)


def format_of(path: str) -> Format:
    """The format that a file's suffix names; TOML by default."""
    suffix = path.rpartition(".")[2].lower()
    return "yaml" if suffix in ("yaml", "yml") else "json" if suffix == "json" else "toml"


def parse(text: str, form: Format, path: str, first_line: int = 1) -> Parsed:
    """Read a text that begins on `first_line` of a file; the top must be a mapping."""
    text = text.replace("\r\n", "\n")
    try:
        parsed = _READERS[form](text)
    except Wrong as wrong:
        where = Position(path=path, line=max(wrong.line, 1) + first_line - 1, column=wrong.column)
        problem = error(f"bad-{form}", wrong.message, where, wrong.help)
        return Parsed(values={}, places={}, diagnostics=(problem,))
    values, places = parsed
    shifted = {key: (line + first_line - 1, column) for key, (line, column) in places.items()}
    return Parsed(values=values, places=shifted)


def decoded(raw: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file without its byte order mark; an error at the first bad byte."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        help = "it looks like UTF-16; save it as UTF-8"
        where = Position(path=path, line=1, column=1)
        return "", (error("not-utf8", "the file is not UTF-8", where, help),)
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode()
    except UnicodeDecodeError as problem:
        place = _end_of(raw[: problem.start].decode(), path)
        byte = raw[problem.start]
        return "", (
            error(
                "not-utf8",
                f"the file is not UTF-8: byte 0x{byte:02X} is no character",
                place,
                (f'it may be Latin-1 ("{chr(byte)}"); ' if byte >= 0xA0 else "")
                + "save it as UTF-8",
            ),
        )
    if "\0" in text:
        place = _end_of(text[: text.index("\0")], path)
        half = text.count("\0") * 3 > len(text)
        help = "it looks like UTF-16; save it as UTF-8" if half else "remove it"
        return "", (error("nul", "a NUL character stands in the text", place, help),)
    return text, ()


def _end_of(before: str, path: str) -> Position:
    """The place just behind a text, whatever its line ends."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Position(path=path, line=len(lines), column=len(lines[-1]) + 1)
