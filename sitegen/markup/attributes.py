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

from sitegen.markup.attribute_syntax import at_end, joined, parse, parse_list, safe
from sitegen.model import MarkupOptions, Value

_AT_START = re.compile(r"\{(:[^{}\n]+)\}\s*")
_ALONE = re.compile(r"\s{0,3}\{([^{}\n]+)\}\s*")


def block_rule(options: MarkupOptions) -> object:
    """A core rule: attributes on the line after a block are set on it."""
    lists = options.attribute_lists
    wanted = options.attribute_block or lists

    def apply(state: StateCore) -> None:
        if wanted and "{" in state.src:
            state.tokens = _Blocks(state.src.split("\n"), lists).read(state.tokens)

    return apply


_CELLS = frozenset(("td_open", "th_open", "dt_open"))
"""What may have attributes behind a blank at the end of its text, as headings have."""


class _Blocks:
    """Sets attributes on blocks."""

    def __init__(self, lines: Sequence[str], lists: bool) -> None:
        self._lines = lines
        self._lists = lists
        self._open: list[Token] = []
        """The first tokens of the blocks around, the outermost first."""
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
            elif token.type == "inline" and self._lists and kept[-1].type in _CELLS:
                text, attributes = at_end(token.content, lists=True)
                if text and attributes:
                    token.content = text
                    set_on(kept[-1], attributes)
            elif token.type == "table_close":
                self._take_last_row(kept)
            if self._next:
                # at the end of what is around there is no next block
                if token.nesting >= 0:
                    set_on(token, self._next)
                self._next = {}
            if token.nesting == 1:
                self._open.append(token)
            elif token.nesting == -1:
                self._open.pop()
            kept.append(token)
            index += 1
        return kept

    def _is_no_text(self, paragraph: Token, inline: Token, kept: list[Token]) -> bool:
        """Take a paragraph's attributes; tells whether it holds nothing else."""
        if "{" not in inline.content:
            return False
        if self._lists and kept and kept[-1].type == "list_item_open":
            self._take_start(kept[-1], inline)
            if not inline.content:
                return True
        rows = inline.content.split("\n")
        above, number = self._first(rows) if self._lists else ({}, 0)
        before = _block_before(kept, paragraph, self._lines)
        if number == len(rows):
            if before is not None:
                set_on(before, above)
            else:
                self._next = joined(self._next, above)
            return True
        if number:
            # between two blocks they belong to the first one
            set_on(paragraph if before is None else before, above)
            if inline.map:
                inline.map = [inline.map[0] + number, inline.map[1]]
        below, last = self._last(rows[number:])
        if not self._lists and last == len(rows):
            if before is not None:
                set_on(before, below)
            return before is not None
        inline.content = "\n".join(rows[number : len(rows) - last])
        if last:
            set_on(self._outer(paragraph), below)
        return False

    def _take_start(self, item: Token, inline: Token) -> None:
        """Braces with a colon in front of an item's text belong to the item, as in kramdown."""
        match = _AT_START.match(inline.content)
        attributes = parse_list(match[1]) if match is not None else None
        if match is not None and attributes is not None:
            set_on(item, attributes)
            if inline.map:
                inline.map = [inline.map[0] + match[0].count("\n"), inline.map[1]]
            inline.content = inline.content[match.end() :]

    def _first(self, rows: Sequence[str]) -> tuple[dict[str, Value], int]:
        """The attributes on the first lines, and how many lines those are."""
        found: dict[str, Value] = {}
        for number, row in enumerate(rows):
            attributes = self._alone(row)
            if attributes is None:
                return found, number
            found = joined(found, attributes)
        return found, len(rows)

    def _last(self, rows: Sequence[str]) -> tuple[dict[str, Value], int]:
        """The same of the last lines; without `lists` it is one at most."""
        number = 0
        most = len(rows) if self._lists else 1
        while number < most and self._alone(rows[-1 - number]) is not None:
            number += 1
        return self._first(rows[len(rows) - number :])[0], number

    def _outer(self, paragraph: Token) -> Token:
        """The block that braces at a paragraph's end belong to.

        If they are not indented it is the list or quote around. A paragraph without tags is its
        item's text.
        """
        assert paragraph.map is not None
        end = paragraph.map[1]
        line = self._lines[end - 1] if end <= len(self._lines) else ""
        if self._open and line.startswith("{"):
            return self._open[0]
        return self._open[-1] if self._lists and paragraph.hidden else paragraph

    def _alone(self, line: str) -> dict[str, Value] | None:
        match = _ALONE.fullmatch(line)
        if match is None:
            return None
        return parse_list(match[1]) if self._lists else parse(match[1])

    def _take_last_row(self, kept: list[Token]) -> None:
        """A last table row that holds nothing but braces is the table's attributes."""
        found: dict[str, Value] = {}
        while (start := _last_row(kept)) >= 0:
            cells = [token.content for token in kept[start:] if token.type == "inline"]
            attributes = self._alone(cells[0]) if cells and not any(cells[1:]) else None
            if attributes is None:
                break
            found = joined(attributes, found)
            kept[start:] = [token for token in kept[start:] if token.type == "tbody_close"]
            if not self._lists:
                break
        set_on(self._open[-1], found)


def _last_row(kept: Sequence[Token]) -> int:
    """Where the last row of a table's body begins; -1 if it has none."""
    for index in range(len(kept) - 1, -1, -1):
        if kept[index].type in ("tr_open", "tbody_open"):
            return index if kept[index].type == "tr_open" else -1
    return -1


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
        token.meta["attributes"] = joined(token.meta.get("attributes", {}), attributes)
