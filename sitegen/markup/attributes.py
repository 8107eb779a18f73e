"""Attributes in braces of blocks, `{#id .class key=value}` on a line of its own.

In:  the block tokens of a page.
Out: the same with the attributes, without their lines.

With the option `attribute_lists` they may stand before their block, too. What stands in a line is
read by `attribute_lists.py`, what stands in the braces by `attribute_syntax.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markup.attribute_syntax import parse, parse_list, safe
from sitegen.model import MarkupOptions, Value

_ALONE = re.compile(r"\s{0,3}\{([^{}\n]+)\}\s*")


def block_rule(options: MarkupOptions) -> object:
    """A core rule: attributes on the line after a block are set on it."""
    lists = options.attribute_lists
    wanted = options.attribute_block or lists

    def apply(state: StateCore) -> None:
        if wanted and "{" in state.src:
            state.tokens = _Blocks(state.src.split("\n"), lists).read(state.tokens)

    return apply


class _Blocks:
    """Sets attributes on blocks."""

    def __init__(self, lines: Sequence[str], lists: bool) -> None:
        self._lines = lines
        self._lists = lists
        self._next: dict[str, Value] = {}
        """What the next block gets."""

    def read(self, tokens: list[Token]) -> list[Token]:
        """The tokens without the lines of attributes."""
        kept: list[Token] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "paragraph_open" and token.map:
                if self._is_no_text(token, tokens[index + 1], kept):
                    index += 3
                    continue
            elif token.type == "table_close":
                self._take_last_row(kept)
            if self._next and token.nesting >= 0:
                set_on(token, self._next)
                self._next = {}
            kept.append(token)
            index += 1
        return kept

    def _is_no_text(self, paragraph: Token, inline: Token, kept: list[Token]) -> bool:
        """Take a paragraph's attributes; tells whether it holds nothing else."""
        first, mark, rest = inline.content.partition("\n")
        above = self._alone(first) if self._lists and mark else None
        if above is not None:
            inline.content = rest
            if inline.map:
                inline.map = [inline.map[0] + 1, inline.map[1]]
            set_on(paragraph, above)
        head, _, last = inline.content.rpartition("\n")
        attributes = self._alone(last)
        if attributes is None:
            return False
        if head:
            inline.content = head
            set_on(_outer(kept, paragraph, self._lines), attributes)
            return False
        owner = _block_before(kept, paragraph, self._lines)
        if owner is not None:
            set_on(owner, attributes)
        elif self._lists:
            self._next |= attributes
        return self._lists or owner is not None

    def _alone(self, line: str) -> dict[str, Value] | None:
        match = _ALONE.fullmatch(line)
        if match is None:
            return None
        return parse_list(match[1]) if self._lists else parse(match[1])

    def _take_last_row(self, kept: list[Token]) -> None:
        """A last table row that holds nothing but braces is the table's attributes."""
        start = max((i for i, t in enumerate(kept) if t.type == "tr_open"), default=-1)
        cells = [token.content for token in kept[start:] if token.type == "inline"]
        attributes = self._alone(cells[0]) if cells and not any(cells[1:]) else None
        if attributes is None or start < 0:
            return
        table = next(token for token in reversed(kept) if token.type == "table_open")
        set_on(table, attributes)
        tail = [token for token in kept[start:] if token.type == "tbody_close"]
        kept[start:] = tail


def _outer(kept: list[Token], paragraph: Token, lines: Sequence[str]) -> Token:
    """The block that braces at a paragraph's end belong to: the list or quote if not indented."""
    assert paragraph.map is not None
    line = lines[paragraph.map[1] - 1] if paragraph.map[1] <= len(lines) else ""
    if paragraph.level == 0 or not line.startswith("{"):
        return paragraph
    for token in reversed(kept):
        if token.level == 0 and token.nesting == 1:
            return token
    return paragraph


def _block_before(kept: list[Token], paragraph: Token, lines: Sequence[str]) -> Token | None:
    """The block that ends on the line above, on the paragraph's level."""
    if not kept or kept[-1].level != paragraph.level or not paragraph.map:
        return None
    if not lines[paragraph.map[0] - 1].strip():
        return None
    last = kept[-1]
    if last.nesting == 0:
        opening: Token | None = last if last.type in ("fence", "code_block", "hr") else None
    else:
        opening = next(
            (t for t in reversed(kept) if t.level == last.level and t.nesting == 1), None
        )
    if opening is None or not opening.map:
        return None
    return opening if opening.map[1] == paragraph.map[0] else None


def set_on(token: Token, attributes: Mapping[str, Value]) -> None:
    """Give a token its attributes; classes join those that it has."""
    for name, value in safe(attributes, token.tag).items():
        if name == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(name, value)
    if token.type in ("fence", "code_block"):
        token.meta["attributes"] = dict(attributes)
