"""YAML, by PyYAML's nodes: plain scalars of YAML 1.2 (https://yaml.org/spec/1.2.2/), no objects."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import Any

import yaml

from sitegen.model import Value
from sitegen.text_formats.wrong import MOST_LEVELS, TOO_DEEP, Path, Result, Wrong

MOST_NODES = 100_000
"""Values a text may stand for; aliases in aliases would make billions of a few lines."""


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


def read(text: str) -> Result:
    """The values of a YAML text and the places of its keys; raises Wrong."""
    node = _root(text)
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise Wrong(
            "YAML: names with values are wanted here", line, 1, "write them as: name: value"
        )
    reader = _YamlReader()
    values = reader.mapping(node, ())
    return values, reader.places


def load(text: str) -> Value:
    """What a YAML text holds, keys as they are written; raises Wrong."""
    node = _root(text)
    return None if node is None else _YamlReader(keep_case=True).value(node, ())


def _root(text: str) -> yaml.Node | None:
    _check_levels(text)
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as problem:
        raise _yaml_problem(problem, text) from problem
    except yaml.YAMLError as problem:
        found = _CONTROL.search(text)
        at = found.start() if found else 0
        shown = f"the control character 0x{ord(found[0]):02X}" if found else "what it can't hold"
        raise Wrong(
            f"YAML: {shown} stands in it",
            text.count("\n", 0, at) + 1,
            at - text.rfind("\n", 0, at),
            "remove it",
        ) from problem
    finally:
        loader.dispose()
    return node


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
                    raise Wrong(f"YAML: {TOO_DEEP}", *place)
            elif isinstance(event, yaml.CollectionEndEvent):
                level -= 1
    except yaml.YAMLError:
        return  # the composer meets the same mistake, and no deeper nesting before it


class _YamlReader:
    def __init__(self, *, keep_case: bool = False) -> None:
        self._keep_case = keep_case
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
                    raise Wrong("YAML: a name must be a word, not a list", line, column)
                key = str(key_node.value)
                key = key if self._keep_case else key.lower()
                if key in found:
                    first = self.places[(*path, key)][0]
                    raise Wrong(f'YAML: "{key_node.value}" stands twice', line, column,
                                 f"it is on line {first} of this block too")  # fmt: skip
                self.places[(*path, key)] = (line, column)
                found[key] = self.value(value_node, (*path, key))
        return {**merged, **found}

    def _merge(self, node: yaml.Node, path: Path) -> dict[str, Value]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: dict[str, Value] = {}
        for one in reversed(nodes):
            if isinstance(one, yaml.MappingNode):
                found |= self.mapping(one, path)
        return found

    def value(self, node: yaml.Node, path: Path) -> Value:
        """What a node holds; `path` are the keys that lead to it."""
        self._count += 1
        if self._count > MOST_NODES:
            raise Wrong("YAML: its aliases stand for too many values", node.start_mark.line + 1, 1,
                         "write the values out, or move them to a data file")  # fmt: skip
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            with self._entered(node):
                return [self.value(inner, path) for inner in node.value]
        try:
            return _scalar(node.tag.rpartition(":")[2], node.value)
        except ValueError:
            return str(node.value)  # tagged by hand as what it isn't: `!!int abc`

    def _entered(self, node: yaml.Node) -> _Entered:
        if len(self._open) > MOST_LEVELS:  # by aliases: each a little deeper than the last
            mark = node.start_mark
            raise Wrong(f"YAML: {TOO_DEEP}", mark.line + 1, mark.column + 1)
        if id(node) in self._open:
            mark = node.start_mark
            raise Wrong("YAML: an alias holds itself", mark.line + 1, mark.column + 1)
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


def _yaml_problem(problem: yaml.MarkedYAMLError, text: str) -> Wrong:
    mark = problem.problem_mark or problem.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.split("\n")
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    message = str(problem.problem or problem.context or "it cannot be read")
    help = ""
    if "nesting depth" in message:  # PyYAML 6.0.4 counts too, ahead of the events
        message = TOO_DEEP
    elif "\t" in source[: len(source) - len(source.lstrip())] or "'\\t'" in message:
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
    return Wrong(f"YAML: {message}", line, column, help)
