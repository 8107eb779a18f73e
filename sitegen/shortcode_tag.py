"""Read one shortcode tag: its name and arguments.

In:  a text and the place where a tag begins.
Out: the tag, the place behind it, and one Diagnostic for each thing that is wrong with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Literal

from sitegen.diagnostics import error
from sitegen.model import Diagnostic, Position, Struct, Value

RIGHT = {"{{<": ">}}", "{{%": "%}}"}
"""How each kind of tag begins and ends."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"\w[\w/.-]*")
_WORD = re.compile(r"[\w-][\w.-]*")
_TAG_END = re.compile(r"[>%]\}\}|\{\{[<%]|\n[ \t]*\n|\Z")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?[0-9]*\.[0-9]+")
_QUOTED = re.compile(r'(?:[^"\\]|\\"?)*')
_MOST_INT = 2**63
_OTHER = {"named": "positional", "positional": "named"}


class Tag(Struct, frozen=True, kw_only=True):
    """One `{{< … >}}` or `{{% … %}}`."""

    kind: Literal["open", "close", "self"]
    name: str
    """Without `.html`; empty when it could not be read."""

    position: Position
    """The whole tag, or its part on the first line."""

    name_position: Position
    end_line: int
    markdown: bool
    args: tuple[Value, ...] = ()
    params: Mapping[str, Value] = {}
    indent: str = ""
    """The blanks before it, when nothing else stands before it on its line."""

    broken: bool = False
    """Already reported: its arguments can't be trusted."""


class Source:
    """A text and the places in it."""

    def __init__(self, text: str, first_line: int, path: str) -> None:
        self.text = text
        self.path = path
        self._first_line = first_line
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """The line a place is on."""
        return self._first_line + bisect_right(self._starts, offset) - 1

    def position(self, start: int, end: int) -> Position:
        """A stretch of the text, or its part on the first line."""
        row = bisect_right(self._starts, start) - 1
        newline = self.text.find("\n", start, end)
        return Position(
            path=self.path,
            line=self._first_line + row,
            column=start - self._starts[row] + 1,
            length=max(1, (end if newline < 0 else newline) - start),
        )

    def indent(self, offset: int) -> str:
        """The blanks between a place and the start of its line; empty if anything else is there."""
        before = self.text[self._starts[bisect_right(self._starts, offset) - 1] : offset]
        return "" if before.strip(" \t") else before


class _Malformed(Exception):
    """The tag can't be read on; what follows is skipped up to its end."""


class TagReader:
    """Reads one tag; what is wrong with it is left in `problems`."""

    def __init__(self, source: Source, start: int, right: str) -> None:
        self.problems: list[Diagnostic] = []
        self._source = source
        self._text = source.text
        self._start = start
        self._right = right
        self._at = start + 3
        self._kind: Literal["open", "close", "self"] = "open"
        self._name = ""
        self._name_span = (start, start + 3)
        self._args: list[Value] = []
        self._params: dict[str, Value] = {}

    def read(self) -> tuple[Tag, int]:
        """The tag, and the offset behind it."""
        try:
            self._read_name()
            self._read_arguments()
            self._at += len(self._right)
        except _Malformed:
            self._skip()
        tag = Tag(
            kind=self._kind,
            name=self._name,
            position=self._source.position(self._start, self._at),
            name_position=self._source.position(*self._name_span),
            end_line=self._source.line(self._at),
            markdown=self._right == "%}}",
            args=tuple(self._args),
            params=self._params,
            indent=self._source.indent(self._start),
            broken=bool(self.problems),
        )
        return tag, self._at

    def _read_name(self) -> None:
        self._blanks()
        if self._text.startswith("/", self._at):
            self._kind = "close"
            self._at += 1
            self._blanks()
        if self._ends():
            raise self._wrong("this shortcode has no name", self._start, self._at + 3)
        if not (match := _NAME.match(self._text, self._at)):
            raise self._unexpected("a shortcode's name begins with a letter or a digit")
        name = match.group()
        if name.endswith("/") and self._text.startswith(self._right, match.end()):
            name = name[:-1]  # {{<name/>}}
        self._name_span = (self._at, self._at + len(name))
        self._at += len(name)
        self._name = name.removesuffix(".html")
        if "." in self._name.removesuffix(".inline"):
            raise self._wrong(
                f'the name "{name}" has a dot in it', *self._name_span, 'only ".html" may follow it'
            )

    def _read_arguments(self) -> None:
        while not self._ends():
            at = self._at
            if self._text.startswith("/", at):
                self._read_slash()
                continue
            value, raw = self._read_value(positional=True)
            if self._kind == "close":
                raise self._wrong("a closing tag has no arguments", at, self._at)
            end = self._at
            self._blanks()
            if named := self._text.startswith("=", self._at):
                self._at += 1
                self._blanks()
                if self._ends():
                    raise self._wrong(f'"{raw}" has no value', at, end)
                value, _ = self._read_value(positional=False)
            if self._args if named else self._params:
                if "\n\n" in self._text[self._start : at]:
                    raise self._unclosed()
                what = "named" if named else "positional"
                raise self._wrong(
                    f'{what} argument "{raw}" in a tag that has {_OTHER[what]} ones',
                    at,
                    end,
                    "give all arguments a name, or none",
                )
            if named:
                self._params[raw] = value
            else:
                self._args.append(value)

    def _read_slash(self) -> None:
        at = self._at
        self._at += 1
        if not self._ends():
            self._at = at
            raise self._unexpected('put quotes round an argument that has a "/" in it')
        if self._kind == "close":
            raise self._wrong("a closing tag can't close itself", at, at + 1)
        self._kind = "self"

    def _read_value(self, positional: bool) -> tuple[Value, str]:
        """A value and its text; the text alone serves as a name when `=` follows."""
        text, at = self._text, self._at
        if text[at] == "`":
            end = text.find("`", at + 1)
            if end < 0:
                raise self._wrong("this back-quoted argument has no end", at, self._line_end(at))
            found = text[at + 1 : end]
        elif text[at] == '"':
            end = self._closing_quote(at)
            found = text[at + 1 : end]
            if '\\"' in found:
                found = found.replace("\\", "")  # as Hugo: then every backslash goes
        elif text.startswith('\\"', at):
            end = text.find('\\"', at + 2, self._line_end(at))
            if end < 0:
                raise self._wrong("this quoted argument has no end", at, self._line_end(at))
            found = text[at + 2 : end]
            end += 1
        else:
            found = self._word(positional)
            self._at = at + len(found)
            return typed(found), found
        self._at = end + 1
        return found, found

    def _closing_quote(self, at: int) -> int:
        line_end = self._line_end(at)
        match = _QUOTED.match(self._text, at + 1, line_end)
        if match and match.end() < line_end and self._text[match.end()] == '"':
            return match.end()
        hint = "close it on this line, or use back quotes, which may span lines"
        raise self._wrong("this quoted argument has no end", at, line_end, hint)

    def _word(self, positional: bool) -> str:
        text, at = self._text, self._at
        if positional:
            if match := _WORD.match(text, at):
                return match.group()
            raise self._unexpected("put quotes round an argument that has other characters in it")
        end = at
        while end < len(text) and text[end] not in " \t\r\n":
            if text.startswith(self._right, end) or text.startswith("/" + self._right, end):
                break
            end += 1
        return text[at:end]

    def _ends(self) -> bool:
        """Whether the tag ends here, but for blanks."""
        self._blanks()
        if self._at >= len(self._text):
            raise self._unclosed()
        return self._text.startswith(self._right, self._at)

    def _blanks(self) -> None:
        match = _BLANKS.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end

    def _unexpected(self, help: str) -> _Malformed:
        at, text = self._at, self._text
        end = _TAG_END.search(text, at)
        if "\n" in text[self._start : at] and (not end or not end.group().endswith("}}")):
            return self._unclosed()
        if end and end.start() == at and text[at] != "{":
            opened = text[self._start : self._start + 3]
            return self._wrong(
                f'"{opened}" is closed by "{end.group()}"',
                at,
                at + 3,
                f'close it by "{self._right}"',
            )
        return self._wrong(f'unexpected "{text[at]}" in a shortcode', at, at + 1, help)

    def _unclosed(self) -> _Malformed:
        opened = self._text[self._start : self._start + 3]
        self._at = self._name_span[1]
        return self._wrong(
            f'"{opened}" is not closed', self._start, self._at, f'end it with "{self._right}"'
        )

    def _wrong(self, message: str, start: int, end: int, help: str = "") -> _Malformed:
        position = self._source.position(start, end)
        self.problems.append(error("shortcode-syntax", message, position, help))
        return _Malformed()

    def _skip(self) -> None:
        """Go behind the tag's likely end, so that reading can go on."""
        found = _TAG_END.search(self._text, max(self._at, self._name_span[1]))
        end = found.start() if found else len(self._text)
        if found and found.group().endswith("}}"):
            if self._kind == "open" and self._text[end - 1] == "/":
                self._kind = "self"
            end = found.end()
        self._at = end


def typed(word: str) -> Value:
    """An argument without quotes: a number or a truth value if it looks like one.

    >>> typed("12"), typed("-.5"), typed("true"), typed("1e3")
    (12, -0.5, True, '1e3')
    """
    if word in ("true", "false"):
        return word == "true"
    if _INT.fullmatch(word) and len(word) < 25 and -_MOST_INT <= int(word) < _MOST_INT:
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    return word
