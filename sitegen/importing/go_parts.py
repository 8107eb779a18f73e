"""A Go template in parts: text, and actions with their words.

In:  the text of a template; https://pkg.go.dev/text/template
Out: its parts, with lines; blanks that `{{-` and `-}}` take away are gone.
"""

from __future__ import annotations

import re
from typing import Literal

from sitegen.model import Struct

Kind = Literal["text", "number", "bool", "field", "variable", "name", "mark"]


class Untranslatable(Exception):
    """A template that can't have a twin: what stops it, and the line."""

    def __init__(self, told: tuple[str, int]) -> None:
        super().__init__(told)
        self.what, self.line = told


class Word(Struct, frozen=True):
    """A word of an action: `.Get`, `"name"`, `|`, `(`."""

    kind: Kind
    value: str
    """A text without its quotes; a field with its dots: `.Page.Title`; a variable: `$x.Name`."""

    glued: bool = False
    """Whether nothing stands between it and the word before: `(f).Title`."""


class Part(Struct, frozen=True, kw_only=True):
    """A stretch of text, or an action."""

    text: str = ""
    words: tuple[Word, ...] | None = None
    """None for text."""

    line: int


_ACTION = re.compile(r"\{\{(?P<left>-(?=\s))?\s*", re.DOTALL)
_COMMENT = re.compile(r"\{\{(?P<left>-\s)?\s*/\*.*?\*/\s*(?P<right>\s-)?\}\}", re.DOTALL)
_END = re.compile(r"(?P<right>\s-)?\}\}")
_WORD = re.compile(
    r"""(?P<blank>\s+)
    |(?P<quoted>"(?:\\.|[^"\\\n])*")|(?P<raw>`[^`]*`)
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<field>(?:\.[A-Za-z_]\w*)+)|(?P<variable>\$\w*(?:\.[A-Za-z_]\w*)*)
    |(?P<name>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)
    |(?P<mark>:=|=|\||\(|\)|,|\.)""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


def parts_of(template: str) -> list[Part]:
    """The parts of a template; raises Untranslatable."""
    found: list[Part] = []
    at, trim = 0, False
    while True:
        opening = template.find("{{", at)
        text = template[at:] if opening < 0 else template[at:opening]
        line = template.count("\n", 0, at) + 1
        if trim:
            line += len(text[: len(text) - len(text.lstrip())].split("\n")) - 1
            text = text.lstrip()
        if opening < 0:
            found.append(Part(text=text, line=line))
            return found
        start = template.count("\n", 0, opening) + 1
        comment = _COMMENT.match(template, opening)
        if comment:
            found.append(Part(text=text.rstrip() if comment["left"] else text, line=line))
            at, trim = comment.end(), comment["right"] is not None
            continue
        action = _ACTION.match(template, opening)
        assert action is not None
        found.append(Part(text=text.rstrip() if action["left"] else text, line=line))
        words, at, trim = _words(template, action.end(), start)
        found.append(Part(words=words, line=start))


def _words(template: str, at: int, line: int) -> tuple[tuple[Word, ...], int, bool]:
    """The words of an action, where it ends, and whether the blanks behind it go."""
    found: list[Word] = []
    glued = False
    while True:
        end = _END.match(template, at)
        if end:
            return tuple(found), end.end(), end["right"] is not None
        match = _WORD.match(template, at)
        if match is None:
            shown = template[at : at + 20].split("\n", maxsplit=1)[0]
            raise Untranslatable((f'"{shown}" is not understood', line))
        at = match.end()
        kind = match.lastgroup
        if kind == "blank":
            glued = False
            continue
        value = match[0]
        if kind == "quoted":
            found.append(Word("text", _unquoted(value[1:-1], line)))
        elif kind == "raw":
            found.append(Word("text", value[1:-1]))
        elif kind == "name" and value in ("true", "false", "nil"):
            found.append(Word("bool", value))
        else:
            found.append(Word(kind, value, glued))  # type: ignore[arg-type]
        glued = True


def _unquoted(text: str, line: int) -> str:
    def sign(match: re.Match[str]) -> str:
        if match[1][0] in "ux":
            return chr(int(match[1][1:], 16))
        if match[1] not in _ESCAPES:
            raise Untranslatable((f'the escape "{match[0]}" is not understood', line))
        return _ESCAPES[match[1]]

    return re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", sign, text)
