"""Typographic quotes, dashes, ellipses and guillemets, by goldmark's rules.

In:  the inline tokens of a text.
Out: the same with `"`, `'`, `--`, `---`, `...`, `<<` and `>>` replaced in their text.

What a quote becomes depends on the characters around it, which may belong to other tokens; so the
tokens are first laid out as one line of text in which everything but text is a sign.
https://gohugo.io/configuration/markup/#typographer
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.model import MarkupOptions

_SIGN = re.compile(r"---|--|\.\.\.|<<|>>|['\"]")
_NAMES = {
    "---": "emdash", "--": "endash", "...": "ellipsis",
    "<<": "leftanglequote", ">>": "rightanglequote",
}  # fmt: skip
_SHOWN = {
    "leftdoublequote": "“", "rightdoublequote": "”", "leftsinglequote": "‘",
    "rightsinglequote": "’", "apostrophe": "’", "emdash": "—", "endash": "–",
    "ellipsis": "…", "leftanglequote": "«", "rightanglequote": "»",
}  # fmt: skip
"""Each sign by the name that the settings have for it."""

_STAND_INS = {
    "em_open": "*", "em_close": "*", "strong_open": "*", "strong_close": "*",
    "del_open": "~", "del_close": "~", "link_open": "[", "link_close": ")",
    "softbreak": "\n", "hardbreak": "\n", "text_special": "\\;",
}  # fmt: skip
"""What stands for a token beside a quote; everything else counts as a sign."""

_QUOTES = {'"': "doublequote", "'": "singlequote"}
_DECADE = re.compile(r"[0-9]{2}s(?:[^\w]|$)")
_CUT_OFF = re.compile(r"(?:[mtsd]|ve|ll|re)(?:[\s!-/:-@\[-`{-~]|$)")
_NOT_QUOTE = {sign: re.compile(f"[^{sign}]") for sign in "'\""}
_LOOK_AHEAD = 8
"""Characters after a quote that may decide what it becomes."""


def guillemet(state: StateInline, silent: bool) -> bool:
    """An inline rule behind those for tags: two signs that become one hold no tag's beginning."""
    if not state.src.startswith("<<", state.pos):
        return False
    if not silent:
        state.pending += "<<"
    state.pos += 2
    return True


def rule(options: MarkupOptions) -> Callable[[StateCore], None]:
    """A core rule, before escaped characters become text."""
    signs = _SHOWN | dict(options.typographer_signs)

    def convert(state: StateCore) -> None:
        # a quote may close in another block than the one that it opens in
        open_quotes = {"'": 0, '"': 0}
        for token in _in_source_order(state.tokens):
            if token.children and _may_have_signs(token.content):
                _typeset(token.children, signs, open_quotes)

    return convert


def _in_source_order(tokens: Sequence[Token]) -> list[Token]:
    """The inline tokens as their text stands in the source: footnotes have been moved."""
    found: list[tuple[int, Token]] = []
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "inline":
            found.append((line, token))
    return [token for _, token in sorted(found, key=itemgetter(0))]


def _may_have_signs(text: str) -> bool:
    # in a whole page that is much faster than to search for the expression
    return (
        "'" in text or '"' in text or "--" in text or "..." in text or "<<" in text or ">>" in text
    )


def _typeset(
    children: Sequence[Token], signs: Mapping[str, str], open_quotes: dict[str, int]
) -> None:
    pieces: list[str] = []
    texts: list[tuple[Token, int]] = []
    _lay_out(children, pieces, texts, 0)
    line = "".join(pieces)
    for token, start in texts:
        end = 0
        found: list[str] = []
        content = token.content
        for match in _SIGN.finditer(content):
            sign = match[0]
            found.append(content[end : match.start()])
            name = _NAMES.get(sign) or _quote(sign, line, start + match.start(), open_quotes)
            shown = signs.get(name, sign)
            if shown != sign:
                token.meta.setdefault("sign", sum(map(len, found)))
            found.append(shown)
            end = match.end()
        if found:
            token.content = "".join(found) + content[end:]


def _lay_out(
    children: Sequence[Token], pieces: list[str], texts: list[tuple[Token, int]], length: int
) -> int:
    """Append what the tokens look like, note where text begins, and give the new length."""
    auto = False
    for token in children:
        if token.type == "text" and not auto:
            texts.append((token, length))
            piece = token.content
        elif token.type == "image":
            pieces.append("![")
            length = _lay_out(token.children or (), pieces, texts, length + 2)
            piece = ")"
        elif token.info == "auto":
            auto = token.type == "link_open"
            piece = ""
        elif auto:
            piece = token.content
        else:
            piece = _STAND_INS.get(token.type, "`")
        pieces.append(piece)
        length += len(piece)
    return length


def _quote(sign: str, line: str, at: int, open_quotes: dict[str, int]) -> str:
    """The name of what the quote at an offset becomes, if anything; counts the open quotes."""
    before = line[at - 1] if at else "\n"
    rest = "".join(line[at + 1 : at + 1 + _LOOK_AHEAD].partition("\n")[:2])
    other = _NOT_QUOTE[sign].search(line, at)
    after = other[0] if other else " "
    opens = not after.isspace() and (not _is_sign(after) or before.isspace() or _is_sign(before))
    closes = not before.isspace() and (not _is_sign(before) or after.isspace() or _is_sign(after))
    if sign == "'" and _is_apostrophe(before, rest, opens and not closes):
        return "apostrophe"
    if opens and not closes:
        open_quotes[sign] += 1
        return f"left{_QUOTES[sign]}"
    if sign == "'" and _size(rest) > 1 and not rest[0].isdecimal():
        return "apostrophe"
    if open_quotes[sign] and closes and (not opens or _ends_sentence(rest)):
        if sign == '"' and rest[:1] == '"' and before.isdecimal():
            return ""
        open_quotes[sign] -= 1
        return f"right{_QUOTES[sign]}"
    return ""


def _is_apostrophe(before: str, rest: str, only_opens: bool) -> bool:
    """Whether a single quote stands for letters left out: `'90s`, `'tis`, `it's`, `@'s`."""
    if only_opens and _DECADE.match(rest):
        return True
    if (before.isspace() or _is_punctuation(before)) and rest[:1] in ("t", "e", "n", "l"):
        return True
    if before.isalnum() and rest[:1].isalpha():
        return True
    return only_opens and _CUT_OFF.match(rest) is not None


def _ends_sentence(rest: str) -> bool:
    """Whether punctuation and then no word follows, so that a quote may close before it."""
    return (
        bool(rest)
        and _is_punctuation(rest[0])
        and (len(rest) == 1 or rest[1].isspace() or (rest[1].isascii() and _is_sign(rest[1])))
    )


def _size(rest: str) -> int:
    return len(rest[:2].encode("utf-8", "replace"))


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] == "P"


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
