"""The macros of LaTeX formulas, expanded before a formula is converted.

In:  a formula, and the macros that were defined before it: in the configuration, or on its page.
Out: the formula without macros, and where each of its characters comes from.

The names and forms of definitions are LaTeX's: `\\newcommand`, `\\def`, `\\DeclareMathOperator`.
A few commands that the converter lacks are macros of this kind, too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|%[^\n]*\n?|\s+|.", re.DOTALL)
_WORD = re.compile(r"\\([A-Za-z]+)")
_PARAMETER = re.compile(r"#(\d)")

_DEFINING = frozenset({"newcommand", "renewcommand", "providecommand", "def", "gdef", "let",
                       "DeclareMathOperator"})  # fmt: skip

_MOST_TOKENS = 20_000
"""Tokens that a formula may have after all expansions: macros in macros can ask for any number."""

_MOST_PARAMETERS = 9

_OF_TEXT = frozenset({"text", "textrm", "textbf", "textit", "mbox", "hbox", "textnormal"})


class FormulaError(Exception):
    """A mistake in a formula; `problem` is its offset and a sentence."""

    def __init__(self, problem: tuple[int, str]) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Macro:
    """What a name stands for."""

    parameters: int
    body: tuple[str, ...]
    optional: tuple[str, ...] | None = None
    """The first parameter's value when the call gives none in brackets."""


@dataclass
class Macros:
    """The macros known at a place of a page; a definition holds for the rest of the page."""

    table: dict[str, Macro] = field(default_factory=dict)

    def concern(self, formula: str) -> bool:
        """Whether a formula uses or defines one, or has something else that is rewritten."""
        names = set(_WORD.findall(formula))
        return not names.isdisjoint(self.table.keys() | _REWRITTEN)

    def expand(self, formula: str) -> Expansion:
        """The formula without macros; raises FormulaError."""
        return _Expander(self.table, formula).run()


@dataclass(frozen=True, slots=True)
class Expansion:
    """A formula after expansion."""

    text: str
    origins: tuple[tuple[int, int], ...] = ()
    """Offsets in the text, in order, each with the offset in the source it comes from; none where
    the text is the source."""

    defined: bool = False
    """Whether there was a definition in it."""

    added: int = 0
    """Characters in front that nobody wrote."""

    def origin(self, offset: int) -> int:
        """Where in the source a character of the text comes from."""
        offset = max(0, offset - self.added)
        if not self.origins:
            return offset
        return self.origins[max(0, bisect_right(self.origins, (offset, _LAST)) - 1)][1]


_LAST = 1 << 30


_Token = tuple[str, int]
"""A token and its offset in the source; what a macro gives has the offset of its call."""


def _tokens(text: str, base: int | None = None) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match[0][0] != "%":
            yield match[0], match.start() if base is None else base


def tokens_of(definition: str) -> tuple[str, ...]:
    """A macro's body as it is kept."""
    return tuple(token for token, _ in _tokens(definition))


class _Expander:
    """One formula on its way."""

    def __init__(self, table: dict[str, Macro], formula: str) -> None:
        self._table = table
        self._left = list(_tokens(formula))[::-1]
        self._out: list[_Token] = []
        self._room = _MOST_TOKENS
        self._defined = False

    def run(self) -> Expansion:
        while self._left:
            token, at = self._left.pop()
            self._spend(1, at)
            name = token[1:] if token[0] == "\\" else ""
            if name in _DEFINING:
                self._define(name, at)
            elif name in self._table:
                self._call(self._table[name], at)
            elif name == "hspace" and self._next_is("*"):
                self._left.pop()
                self._out.append((token, at))
            elif name in ("color", "textcolor"):
                self._colour(token, at)
            elif name in ("begin", "end"):
                self._environment(name, at)
            elif name in _OF_TEXT:
                self._text(token, at)
            else:
                self._out.append((token, at))
        return self._result()

    def _result(self) -> Expansion:
        pieces: list[str] = []
        origins: list[tuple[int, int]] = []
        length = 0
        for token, at in self._out:
            if token[0].isalpha() and pieces and _WORD.fullmatch(pieces[-1]):
                pieces.append(" ")  # `\foo` and `x` are not `\foox`
                length += 1
            origins.append((length, at))
            pieces.append(token)
            length += len(token)
        return Expansion("".join(pieces), tuple(origins), self._defined)

    def _spend(self, count: int, at: int) -> None:
        self._room -= count
        if self._room < 0:
            raise FormulaError((at, "its macros never end, or give too much"))

    def _push(self, tokens: Sequence[_Token], at: int) -> None:
        self._spend(len(tokens), at)
        self._left.extend(reversed(tokens))

    # --- reading arguments

    def _skip_blanks(self) -> None:
        while self._left and self._left[-1][0].isspace():
            self._left.pop()

    def _next_is(self, character: str) -> bool:
        self._skip_blanks()
        return bool(self._left) and self._left[-1][0] == character

    def _argument(self, at: int, whose: str) -> list[_Token]:
        """The tokens of the next group without its braces, or the next token."""
        self._skip_blanks()
        if not self._left:
            raise FormulaError((at, f'"{whose}" lacks an argument'))
        first = self._left.pop()
        if first[0] != "{":
            return [first]
        return self._until("}", first[1])

    def _bracketed(self) -> list[_Token] | None:
        """The tokens in the brackets that follow; None when there are none."""
        return self._until("]", self._left.pop()[1]) if self._next_is("[") else None

    def _until(self, closing: str, at: int) -> list[_Token]:
        found: list[_Token] = []
        depth = 0
        while self._left:
            token = self._left.pop()
            if token[0] == closing and depth == 0:
                return found
            depth += (token[0] == "{") - (token[0] == "}")
            found.append(token)
        raise FormulaError((at, f'"{closing}" is missing'))

    # --- what is rewritten

    def _call(self, macro: Macro, at: int) -> None:
        name = "the macro"
        given: list[list[_Token]] = []
        if macro.optional is not None:
            bracketed = self._bracketed()
            given.append([(t, at) for t in macro.optional] if bracketed is None else bracketed)
        while len(given) < macro.parameters:
            given.append(self._argument(at, name))
        made: list[_Token] = []
        body = iter(macro.body)
        for token in body:
            if token == "#":
                number = int(next(body))
                self._spend(len(given[number - 1]), at)
                made += given[number - 1]
            else:
                made.append((token, at))
        self._push(made, at)

    def _define(self, kind: str, at: int) -> None:
        self._defined = True
        starred = self._next_is("*")
        if starred:
            self._left.pop()
        name = "".join(token for token, _ in self._argument(at, f"\\{kind}")).strip()
        if not re.fullmatch(r"\\(?:[A-Za-z]+|[^A-Za-z\s])", name):
            raise FormulaError((at, f'"\\{kind}" names no command'))
        optional: tuple[str, ...] | None = None
        count = 0
        if kind == "let":
            if self._next_is("="):
                self._left.pop()
            body = self._argument(at, f"\\{kind}")
            if body[0][0][1:] in self._table:
                self._table[name[1:]] = self._table[body[0][0][1:]]
                return
        elif kind == "DeclareMathOperator":
            operator = self._argument(at, f"\\{kind}")
            head = ["\\operatorname", *(["*"] if starred else []), "{"]
            body = [(token, at) for token in head] + operator + [("}", at)]
        elif kind in ("def", "gdef"):
            while self._next_is("#"):
                self._left.pop()
                count += 1
                if not self._next_is(str(count)):
                    raise FormulaError((at, f'the parameters of "{name}" are not "#1#2…"'))
                self._left.pop()
            body = self._argument(at, f"\\{kind}")
        else:
            number = self._bracketed()
            if number is not None:
                digits = "".join(token for token, _ in number).strip()
                if not digits.isdecimal() or not 0 <= int(digits[:2]) <= _MOST_PARAMETERS:
                    raise FormulaError((at, f'"{name}" can have 0 to 9 parameters'))
                count = int(digits)
                default = self._bracketed()
                optional = None if default is None else tuple(token for token, _ in default)
            body = self._argument(at, f"\\{kind}")
        if kind == "providecommand" and name[1:] in self._table:
            return
        tokens = tuple(token for token, _ in body)
        for number_text in _parameters(tokens):
            if not number_text.isdecimal() or not 1 <= int(number_text) <= count:
                raise FormulaError((at, f'"{name}" has no parameter "#{number_text}"'))
        self._table[name[1:]] = Macro(count, tokens, optional)

    def _colour(self, command: str, at: int) -> None:
        r"""`\color{#0a0}`: the converter wants six digits and says so in brackets."""
        if self._next_is("["):
            self._out.append((command, at))
            return
        name = "".join(token for token, _ in self._argument(at, command)).strip()
        digits = re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", name)
        if digits is None:
            self._out += [(command, at), ("{", at), (name, at), ("}", at)]
            return
        full = digits[1] if len(digits[1]) == 6 else "".join(one * 2 for one in digits[1])
        shown = f"\\color[HTML]{{{full.upper()}}}"
        if command == "\\textcolor":
            self._push([("{", at), *self._argument(at, command), ("}", at)], at)
            self._out += [("{", at), (shown, at)]
            self._drain()
            self._out.append(("}", at))
        else:
            self._out.append((shown, at))

    def _environment(self, edge: str, at: int) -> None:
        r"""`\begin{split}` and others as the converter knows them."""
        if not self._next_is("{"):
            self._out.append((f"\\{edge}", at))
            return
        name = "".join(token for token, _ in self._argument(at, f"\\{edge}")).strip()
        begins = edge == "begin"
        if begins and name in _WITH_ARGUMENT:
            self._argument(at, name)
        if name in _FENCES:
            left, right = _FENCES[name]
            asked = (self._bracketed() or []) if begins else []
            align = "".join(token for token, _ in asked).strip()[:1]
            columns = (align if align in ("l", "r") else "c") * _MOST_COLUMNS
            text = f"{left}\\begin{{array}}{{{columns}}}" if begins else f"\\end{{array}}{right}"
        elif name == "smallmatrix":
            text = r"{\scriptstyle\begin{matrix}" if begins else r"\end{matrix}}"
        elif name == "array" and begins and self._next_is("{"):
            columns = "".join(token for token, _ in self._argument(at, name))
            text = rf"\begin{{array}}{{{_BETWEEN_COLUMNS.sub('', columns)}}}"
        elif name in ("eqnarray", "eqnarray*"):
            text = r"\begin{array}{rcl}" if begins else r"\end{array}"
        else:
            text = f"\\{edge}{{{_ENVIRONMENTS.get(name, name)}}}"
        self._out.append((text, at))

    def _text(self, command: str, at: int) -> None:
        r"""`\text{for $x$}`: the converter wants no formula in a text."""
        command = "\\text" if command in ("\\mbox", "\\hbox") else command
        if not self._next_is("{"):
            self._out.append((command, at))
            return
        inside = self._argument(at, command)
        if not any(token == "$" for token, _ in inside):
            self._out += [(command, at), ("{", at), *inside, ("}", at)]
            return
        parts: list[list[_Token]] = [[]]
        for token in inside:
            if token[0] == "$":
                parts.append([])
            else:
                parts[-1].append(token)
        if len(parts) % 2 == 0:
            raise FormulaError((at, f'a "$" in "{command}" is not closed'))
        for index, part in enumerate(parts):
            if index % 2:
                self._left.append(("}", at))
                self._left.extend(reversed(part))
                self._left.append(("{", at))
                self._drain()
            elif part:
                self._out += [(command, at), ("{", at), *part, ("}", at)]

    def _drain(self) -> None:
        """Expand the group that comes next, in place."""
        depth = 0
        inner = _Expander(self._table, "")
        inner._room = self._room
        while self._left:
            token = self._left.pop()
            depth += (token[0] == "{") - (token[0] == "}")
            inner._left.append(token)
            if depth == 0:
                break
        inner._left.reverse()
        inner.run()
        self._room = inner._room
        self._out += inner._out


def _parameters(tokens: Sequence[str]) -> Iterator[str]:
    """What follows each `#`."""
    for index, token in enumerate(tokens):
        if token == "#":
            yield tokens[index + 1] if index + 1 < len(tokens) else ""


_ENVIRONMENTS = {
    "split": "aligned",
    "alignat": "align",
    "alignat*": "align*",
    "alignedat": "aligned",
    "flalign": "align",
    "flalign*": "align*",
    "displaymath": "equation*",
}
"""Environments that the converter lacks, and what stands for them."""

_WITH_ARGUMENT = frozenset({"alignat", "alignat*", "alignedat"})

_FENCES = {
    "matrix*": ("", ""),
    "pmatrix*": (r"\left(", r"\right)"),
    "bmatrix*": (r"\left[", r"\right]"),
    "Bmatrix*": (r"\left\{", r"\right\}"),
    "vmatrix*": (r"\left|", r"\right|"),
    "Vmatrix*": (r"\left\|", r"\right\|"),
}
"""Matrices whose columns are aligned as the author says."""

_MOST_COLUMNS = 20

_BETWEEN_COLUMNS = re.compile(r"[@!>]\{[^{}]*\}")
"""What stands between an array's columns; only lines are shown there."""

_REWRITTEN = _DEFINING | {"begin", "hspace", "color", "textcolor"} | _OF_TEXT
