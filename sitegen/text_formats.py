"""TOML, YAML and JSON: one reader for front matter, configuration and data.

In:  text, and where it stands.
Out: plain values, the place of every key, and mistakes at their line and column.

Nothing is executed: tags of YAML that name Python objects are read as text. YAML's plain scalars
are those of YAML 1.2 (`yes` and `12:30` are strings), as in Hugo.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Literal

import tomli
import yaml

from sitegen.diagnostics import error
from sitegen.model import Diagnostic, Position, Struct, Value

Format = Literal["toml", "yaml", "json"]
Path = tuple[str, ...]

MOST_NODES = 100_000
"""Values a YAML text may stand for; aliases in aliases would make billions of a few lines."""

MOST_LEVELS = 100
"""Levels of nesting; the readers call themselves, YAML's in C until the process dies."""


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


def format_of(path: str) -> Format:
    """The format that a file's suffix names; TOML by default."""
    suffix = path.rpartition(".")[2].lower()
    return "yaml" if suffix in ("yaml", "yml") else "json" if suffix == "json" else "toml"


def parse(text: str, form: Format, path: str, first_line: int = 1) -> Parsed:
    """Read a text that begins on `first_line` of a file; the top must be a mapping."""
    text = text.replace("\r\n", "\n")
    try:
        parsed = {"toml": _toml, "yaml": _yaml, "json": _json}[form](text)
    except _Wrong as wrong:
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
                f'it may be Latin-1 ("{bytes((byte,)).decode("latin-1")}"); '
                if byte >= 0xA0
                else "save it as UTF-8",
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


class _Wrong(Exception):
    def __init__(self, message: str, line: int = 0, column: int = 0, help: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.help = message, line, column, help


_Result = tuple[dict[str, Value], dict[Path, tuple[int, int]]]


_TOO_DEEP = f"it is nested more than {MOST_LEVELS} levels deep"


def _lowered(value: Value, level: int = 0) -> Value:
    if level > MOST_LEVELS:
        raise _Wrong(f"TOML: {_TOO_DEEP}", 1, 1)
    if isinstance(value, dict):
        return {str(key).lower(): _lowered(inner, level + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_lowered(inner, level + 1) for inner in value]
    return value


def _long_number(form: str, text: str) -> _Wrong:
    match = re.search(r"\d{4000}", text)
    line = text.count("\n", 0, match.start()) + 1 if match else 1
    return _Wrong(f"{form}: a number is too long", line, 1, "put it in quotes")


# --- TOML -------------------------------------------------------------------------------------

_TOML_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def _toml(text: str) -> _Result:
    try:
        values = tomli.loads(text)
    except tomli.TOMLDecodeError as problem:
        raise _toml_problem(problem, text) from problem
    except RecursionError as problem:
        raise _Wrong(f"TOML: {_TOO_DEEP}", 1, 1) from problem
    except ValueError as problem:
        raise _long_number("TOML", text) from problem
    return _lowered(values), _toml_places(text)


def _toml_problem(problem: tomli.TOMLDecodeError, text: str) -> _Wrong:
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
    return _Wrong(f"TOML: {message[:1].lower()}{message[1:]}", line, column, help)


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


# --- YAML -------------------------------------------------------------------------------------


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Tells plain scalars apart as YAML 1.2 does."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


def _resolver(name: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(pattern), list(first))


_resolver("bool", r"(?:true|True|TRUE|false|False|FALSE)$", "tTfF")
_resolver("null", r"(?:~|null|Null|NULL|)$", "~nN")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"$"), [""])
_resolver("int", r"[-+]?(?:0|[1-9][0-9_]*|0o?[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)$", "-+0123456789")
_resolver(
    "float",
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+|\.inf|\.Inf|\.INF)$|\.nan$|\.NaN$",
    "-+0123456789.",
)
_resolver(
    "timestamp",
    r"\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?"
    r"(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?)?$",
    "0123456789",
)
_resolver("merge", r"<<$", "<")


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def _yaml(text: str) -> _Result:
    _check_levels(text)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as problem:
        raise _yaml_problem(problem, text) from problem
    except yaml.YAMLError as problem:
        found = _CONTROL.search(text)
        at = found.start() if found else 0
        shown = f"the control character 0x{ord(found[0]):02X}" if found else "what it can't hold"
        raise _Wrong(
            f"YAML: {shown} stands in it",
            text.count("\n", 0, at) + 1,
            at - text.rfind("\n", 0, at),
            "remove it",
        ) from problem
    finally:
        loader.dispose()
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise _Wrong(
            "YAML: names with values are wanted here", line, 1, "write them as: name: value"
        )
    reader = _YamlReader()
    values = reader.mapping(node, ())
    return values, reader.places


def _check_levels(text: str) -> None:
    """Refuse what is nested too deep before the composer, which is recursive, sees it."""
    if sum(text.count(mark) for mark in "[{-:?") <= MOST_LEVELS:
        return
    level = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                level += 1
                if level > MOST_LEVELS:
                    mark = event.start_mark
                    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
                    raise _Wrong(f"YAML: {_TOO_DEEP}", *place)
            elif isinstance(event, yaml.CollectionEndEvent):
                level -= 1
    except yaml.YAMLError:
        return  # the composer meets the same mistake, and no deeper nesting before it


class _YamlReader:
    def __init__(self) -> None:
        self.places: dict[Path, tuple[int, int]] = {}
        self._open: set[int] = set()
        self._count = 0

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        with self._entered(node):
            for key_node, value_node in node.value:
                line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
                if key_node.tag == "tag:yaml.org,2002:merge":
                    merged |= self._merge(value_node, path)
                    continue
                if not isinstance(key_node, yaml.ScalarNode):
                    raise _Wrong("YAML: a name must be a word, not a list", line, column)
                key = str(key_node.value).lower()
                if key in found:
                    first = self.places[(*path, key)][0]
                    raise _Wrong(f'YAML: "{key_node.value}" stands twice', line, column,
                                 f"it is on line {first} of this block too")  # fmt: skip
                self.places[(*path, key)] = (line, column)
                found[key] = self._value(value_node, (*path, key))
        return {**merged, **found}

    def _merge(self, node: yaml.Node, path: Path) -> dict[str, Value]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: dict[str, Value] = {}
        for one in reversed(nodes):
            if isinstance(one, yaml.MappingNode):
                found |= self.mapping(one, path)
        return found

    def _value(self, node: yaml.Node, path: Path) -> Value:
        self._count += 1
        if self._count > MOST_NODES:
            raise _Wrong("YAML: its aliases stand for too many values", node.start_mark.line + 1, 1,
                         "write the values out, or move them to a data file")  # fmt: skip
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            with self._entered(node):
                return [self._value(inner, path) for inner in node.value]
        try:
            return _scalar(node.tag.rpartition(":")[2], node.value)
        except ValueError:
            return str(node.value)  # tagged by hand as what it isn't: `!!int abc`

    def _entered(self, node: yaml.Node) -> _Entered:
        if len(self._open) > MOST_LEVELS:  # by aliases: each a little deeper than the last
            mark = node.start_mark
            raise _Wrong(f"YAML: {_TOO_DEEP}", mark.line + 1, mark.column + 1)
        if id(node) in self._open:
            mark = node.start_mark
            raise _Wrong("YAML: an alias holds itself", mark.line + 1, mark.column + 1)
        return _Entered(self._open, id(node))


class _Entered:
    def __init__(self, opened: set[int], name: int) -> None:
        self._opened, self._name = opened, name

    def __enter__(self) -> None:
        self._opened.add(self._name)

    def __exit__(self, *_: object) -> None:
        self._opened.discard(self._name)


def _scalar(tag: str, text: str) -> Value:
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        return _integer(text.replace("_", ""))
    if tag == "float":
        plain = text.replace("_", "").lower()
        return math.nan if "nan" in plain else float(plain.replace(".inf", "inf"))
    if tag == "timestamp":
        return _timestamp(text)
    return text


def _integer(text: str) -> Value:
    if not text or len(text) > 100:
        return text
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.lstrip("+"))
    bases = {"0x": 16, "0o": 8, "0b": 2}
    if digits[:2] in bases:
        return sign * int(digits[2:] or "0", bases[digits[:2]])
    if len(digits) > 1 and digits[0] == "0":
        return sign * int(digits, 8)
    return sign * int(digits)


def _timestamp(text: str) -> Value:
    match = re.fullmatch(
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?"
        r"[ \t]*(Z|[-+]\d{1,2}(?::?\d{2})?)?)?",
        text,
    )
    if match is None:
        return text
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        micro = int((match[7] or "")[:6].ljust(6, "0"))
        clock = time(int(match[4]), int(match[5]), int(match[6] or 0), micro)
        zone = match[8]
        if zone is None:
            return datetime.combine(day, clock)
        digits = zone[1:].replace(":", "")
        offset = "+00:00" if zone == "Z" else (
            f"{zone[0]}{digits[:-2].zfill(2)}:{digits[-2:]}" if len(digits) > 2
            else f"{zone[0]}{digits.zfill(2)}:00"
        )  # fmt: skip
        return datetime.fromisoformat(f"{datetime.combine(day, clock).isoformat()}{offset}")
    except ValueError:
        return text


def _yaml_problem(problem: yaml.MarkedYAMLError, text: str) -> _Wrong:
    mark = problem.problem_mark or problem.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.split("\n")
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    message = str(problem.problem or problem.context or "it cannot be read")
    help = ""
    if "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in message:
        message, help = "a tab cannot indent YAML", "use blanks in place of the tab"
    elif "mapping values are not allowed" in message:
        key, _, value = source.partition(":")
        message = "a colon stands in a text without quotes"
        help = f'put the text in quotes: {key.strip()}: "{value.strip()}"'
    elif "found unexpected end of stream" in message or "while scanning a quoted" in str(problem):
        message, help = "a quote is not closed", "close it on the same line"
        start = problem.context_mark
        line, column = (start.line + 1, start.column + 1) if start else (line, column)
    elif problem.context and "flow" in problem.context and problem.context_mark:
        message, help = "a bracket is not closed", "close it: [one, two]"
        line, column = problem.context_mark.line + 1, problem.context_mark.column + 1
    elif "could not find expected ':'" in message or "expected <block end>" in message:
        help = 'each line is "name: value"; indent what belongs to the line above'
    elif "cannot start any token" in message:
        help = "put the text in quotes"
    elif "undefined alias" in message:
        help = 'a text that begins with "*" needs quotes'
    return _Wrong(f"YAML: {message}", line, column, help)


# --- JSON -------------------------------------------------------------------------------------


def _json(text: str) -> _Result:
    try:
        values = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise _Wrong(f"JSON: {problem.msg[:1].lower()}{problem.msg[1:]}", problem.lineno,
                     problem.colno) from problem  # fmt: skip
    except RecursionError as problem:
        raise _Wrong(f"JSON: {_TOO_DEEP}", 1, 1) from problem
    except ValueError as problem:
        raise _long_number("JSON", text) from problem
    if not isinstance(values, dict):
        raise _Wrong("JSON: names with values are wanted here", 1, 1)
    places = _json_places(text)
    return _lowered(values), places


def _no_constant(name: str) -> Value:
    raise _Wrong(f"JSON: {name} is no number", 1, 1)


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
                raise _Wrong("JSON: half a character is written by its number", line,
                             start - begin + 1, "write the character itself")  # fmt: skip
            last = (token, start)
        elif token == ":":
            key = json.loads(last[0]).lower()
            path = (*above[1:], key)
            column = max(last[1] - begin, 0) + 1
            if path in seen:
                raise _Wrong(f'JSON: "{json.loads(last[0])}" stands twice', line, column)
            seen.add(path)
            if not any(name.startswith("\0") for name in path):
                places[path] = (line, column)
        elif token in "{[":
            above.append(key if key and token == "{" else f"\0{start}")
            key = ""
            if len(above) > MOST_LEVELS:
                raise _Wrong(f"JSON: {_TOO_DEEP}", line, start - begin + 1)
        elif token in "}]":
            above.pop()
            key = ""
        else:
            key = ""
    return places


_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _lone(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
