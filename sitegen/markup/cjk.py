"""Line ends and escaped blanks in Chinese, Japanese and Korean text.

In:  inline text and tokens.
Out: no blank where a line ends between two characters, nothing where a blank is escaped.

https://gohugo.io/configuration/markup/#cjk
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token


def escaped_space(state: StateInline, silent: bool) -> bool:
    """An inline rule before that for escapes: a backslash and a blank are nothing."""
    if not state.src.startswith("\\ ", state.pos):
        return False
    state.pos += 2
    return True


def line_breaks(style: str) -> Callable[[StateCore], None]:
    """A core rule behind the inline ones, in the style `simple` or `css3draft`."""
    joins = _joins_css3 if style == "css3draft" else _joins_simple

    def convert(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and token.children and not token.content.isascii():
                token.children = _joined(token.children, joins)

    return convert


def _joined(children: Sequence[Token], joins: Callable[[str, str], bool]) -> list[Token]:
    kept = []
    for index, child in enumerate(children):
        if child.type == "softbreak" and 0 < index < len(children) - 1:
            before, after = children[index - 1].content[-1:], children[index + 1].content[:1]
            if before and after and joins(before, after):
                continue
        kept.append(child)
    return kept


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _joins_simple(before: str, after: str) -> bool:
    return _is_wide(before) and _is_wide(after)


def _joins_css3(before: str, after: str) -> bool:
    """https://www.w3.org/TR/2020/WD-css-text-3-20200429/#line-break-transform"""
    if _is_wide(before) and _is_wide(after):
        return not any(unicodedata.name(char, "").startswith("HANGUL") for char in before + after)
    return any(_is_wide(char) and unicodedata.category(char)[0] == "P" for char in before + after)
