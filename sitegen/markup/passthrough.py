"""Text between delimiters that is left alone, such as formulas: `$$ a*b $$`, `\\(a*b\\)`.

In:  inline text.
Out: `passthrough_inline` tokens, and `passthrough_block` tokens that stand outside paragraphs.

https://gohugo.io/configuration/markup/#passthrough
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.model import MarkupOptions


class Passthrough:
    """The inline rule for a site's delimiters."""

    def __init__(self, options: MarkupOptions) -> None:
        pairs = [(*pair, "passthrough_block") for pair in options.passthrough_block]
        pairs += [(*pair, "passthrough_inline") for pair in options.passthrough_inline]
        self._pairs = sorted(pairs, key=lambda pair: -len(pair[0]))
        self.characters = "".join({opening[0]: "" for opening, _, _ in self._pairs})

    def __call__(self, state: StateInline, silent: bool) -> bool:
        """Take what stands between the first delimiter here and the one that closes it."""
        for opening, closing, kind in self._pairs:
            if not state.src.startswith(opening, state.pos):
                continue
            start = state.pos + len(opening)
            end = state.src.find(closing, start, state.posMax)
            if end <= start:
                continue
            if not silent:
                token = state.push(kind, "", 0)
                token.content = state.src[start:end]
                token.meta["written"] = state.src[state.pos : end + len(closing)]
            state.pos = end + len(closing)
            return True
        return False


def lift(state: StateCore) -> None:
    """A core rule behind the inline ones: blocks leave the paragraphs that they were found in."""
    if not any(token.type == "inline" and _has_block(token) for token in state.tokens):
        return
    tokens: list[Token] = []
    skip = 0
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
        elif token.type == "paragraph_open" and _has_block(state.tokens[index + 1]):
            tokens += _split(state.tokens[index : index + 3])
            skip = 2
        else:
            tokens.append(token)
    state.tokens = tokens


def _has_block(inline: Token) -> bool:
    return any(child.type == "passthrough_block" for child in inline.children or ())


def _split(paragraph: Sequence[Token]) -> Iterator[Token]:
    opening, inline, closing = paragraph
    children: list[Token] = []

    def rest() -> Iterator[Token]:
        while children and children[0].type == "softbreak":
            del children[0]
        while children and children[-1].type == "softbreak":
            del children[-1]
        if any(child.content.strip() or child.type != "text" for child in children):
            part = inline.copy(children=list(children))
            part.content = "".join(child.content for child in children)
            yield from (opening.copy(), part, closing.copy())
        children.clear()

    for child in inline.children or ():
        if child.type == "passthrough_block":
            yield from rest()
            child.map, child.level, child.block = opening.map, opening.level, True
            yield child
        else:
            children.append(child)
    yield from rest()


def render(_r: Any, tokens: Sequence[Token], index: int, _o: Any, _e: Any) -> str:
    """A render rule: the text with its delimiters, escaped."""
    return escape(str(tokens[index].meta["written"]), quote=False)
