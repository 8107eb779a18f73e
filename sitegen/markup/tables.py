"""Tables: a line of cells, a line that rules them off, and all lines of the paragraph below.

In:  block tokens.
Out: the same with tables in place of such paragraphs; lines above the cells stay a paragraph.

The rules are goldmark's, which looks for tables in finished paragraphs: the first row may have
fewer cells than the line below it, but not more. https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_RULE = re.compile(r"(?! {0,3}-+$) {0,3}[|:\-][|:\- \t]*")
_COLUMN = re.compile(r"\s*(:?)-+(:?)\s*")
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED_BAR = re.compile(r"(?<!\\)\\\|")
_ALIGNMENTS = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}

_MOST_CELLS = 65_536
"""Cells that may be added to short rows in one page."""


def convert(state: StateCore) -> None:
    """A core rule, run when the blocks are known."""
    source = state.src
    if not ("|" in source or ":-" in source or "-:" in source):
        return
    tokens: list[Token] = []
    added = 0
    skip = 0
    added_in_list = False
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "paragraph_open" and added < _MOST_CELLS:
            lines = state.tokens[index + 1].content.split("\n")
            at, alignments = _rule_of(lines)
            if at:
                paragraph = state.tokens[index : index + 3]
                tokens += _before(paragraph, lines[: at - 1])
                rows = [_cells(line) for line in (lines[at - 1], *lines[at + 1 :])]
                added += sum(
                    len(alignments) - len(row) for row in rows if len(row) < len(alignments)
                )
                named = {"id": token.attrs.pop("id")} if "id" in token.attrs else {}
                table = list(_table(rows, alignments, token, at - 1))
                table[0].attrs.update(named)
                tokens += table
                added_in_list = added_in_list or token.level > 1
                skip = 2
                continue
        tokens.append(token)
    state.tokens = tokens
    if added_in_list:
        _tighten(tokens, source.split("\n"))


def _tighten(tokens: Sequence[Token], lines: Sequence[str]) -> None:
    """A blank line above a table makes no list loose: goldmark doesn't see it."""
    for index, token in enumerate(tokens):
        if token.type not in ("bullet_list_open", "ordered_list_open"):
            continue
        inside: list[tuple[int, Token]] = []
        loose, first_item, first_child = False, True, True
        table = False
        for number in range(index + 1, len(tokens)):
            child = tokens[number]
            if child.level == token.level:
                break
            if child.nesting < 0 or not child.map:
                continue
            blank = child.map[0] > 0 and not lines[child.map[0] - 1].strip(" \t>")
            if child.level == token.level + 1:
                loose = loose or (blank and not first_item)
                first_item, first_child = False, True
            elif child.level == token.level + 2:
                is_table = child.type == "table_open"
                table = table or is_table
                loose = loose or (blank and not first_child and not is_table)
                first_child = False
                if child.type == "paragraph_open":
                    inside.append((number, child))
        if table and not loose:
            for number, child in inside:
                child.hidden = tokens[number + 2].hidden = True


def _rule_of(lines: Sequence[str]) -> tuple[int, list[str]]:
    """Which line rules off the cells above it, and the columns' alignments; 0 when none does."""
    for index in range(1, len(lines)):
        if _RULE.fullmatch(lines[index]) is None:
            continue
        columns = lines[index].split("|")
        if not columns[0].strip():
            del columns[0]
        if columns and not columns[-1].strip():
            del columns[-1]
        found = [_COLUMN.fullmatch(column) for column in columns]
        alignments = [_ALIGNMENTS[match[1], match[2]] for match in found if match]
        if not found or len(alignments) != len(found):
            continue
        return (index, alignments) if len(_cells(lines[index - 1])) <= len(found) else (0, [])
    return 0, []


def _cells(line: str) -> list[str]:
    """The texts of a row's cells."""
    line = line.strip().removeprefix("|")
    if line.endswith("|"):
        line = line[:-1]
    return [_ESCAPED_BAR.sub("|", cell.strip()) for cell in _BAR.split(line)] if line else []


def _before(paragraph: Sequence[Token], lines: Sequence[str]) -> Sequence[Token]:
    """What stands above a table in its paragraph."""
    if not lines:
        return ()
    opening, inline, _ = paragraph
    inline.content = "\n".join(lines).rstrip()
    if opening.map:
        opening.map = inline.map = [opening.map[0], opening.map[0] + len(lines)]
    return paragraph


def _table(
    rows: Sequence[list[str]], alignments: Sequence[str], paragraph: Token, first: int
) -> Iterator[Token]:
    level, lines = paragraph.level, paragraph.map
    start = lines[0] + first if lines else 0
    whole = [start, lines[1]] if lines else None

    def token(name: str, tag: str, nesting: Literal[1, -1], depth: int, at: int = -1) -> Token:
        found = Token(f"{name}_{'open' if nesting > 0 else 'close'}", tag, nesting)
        found.level, found.block = level + depth, True
        if nesting > 0:
            found.map = [at, at + 1] if at >= 0 else whole
        return found

    def row(cells: Sequence[str], tag: str, at: int) -> Iterator[Token]:
        yield token("tr", "tr", 1, 2, at)
        for column, alignment in enumerate(alignments):
            opening = token(tag, tag, 1, 3, at)
            text = cells[column] if column < len(cells) else ""
            if alignment and column < len(cells):
                opening.attrs["style"] = f"text-align: {alignment}"
            yield opening
            yield Token(
                "inline", "", 0, content=text, children=[], level=level + 4, map=[at, at + 1]
            )
            yield token(tag, tag, -1, 3)
        yield token("tr", "tr", -1, 2)

    yield token("table", "table", 1, 0)
    yield token("thead", "thead", 1, 1)
    yield from row(rows[0], "th", start)
    yield token("thead", "thead", -1, 1)
    yield token("tbody", "tbody", 1, 1)
    for number, cells in enumerate(rows[1:], start + 2):
        yield from row(cells, "td", number)
    yield token("tbody", "tbody", -1, 1)
    yield token("table", "table", -1, 0)
