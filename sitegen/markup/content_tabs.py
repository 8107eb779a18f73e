"""Tabs as Material for MkDocs writes them: `=== "Name"`, and the text below it indented.

In:  block lines.
Out: tokens of a group of tabs, which the render hook `tabs` shows; without it they are plain text.

https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from sitegen.markup.page_state import PageState

_TAB = re.compile(r"""===([!+]*)[ \t]+(?:"(.+)"|'(.+)')[ \t]*""")
_INDENT = 4


def content_tabs(md: MarkdownIt) -> None:
    """Turn them on."""
    md.block.ruler.before("fence", "content_tabs", _tabs)


def _tabs(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    page: PageState = state.env["page"]
    match = _tab_at(state, start)
    if match is None or not page.has_hook("tabs"):
        return False
    if silent:
        return True
    group = state.push("tabs_open", "div", 1)
    line = start
    while match is not None:
        line = _tab(state, line, end, match)
        following = state.skipEmptyLines(line)
        match = _tab_at(state, following) if following < end else None
        if match is not None and "!" in match[1]:
            break
        if match is not None:
            line = following
    group.map = [start, line]
    state.push("tabs_close", "div", -1)
    state.line = line
    return True


def _tab_at(state: StateBlock, line: int) -> re.Match[str] | None:
    if state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return None
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("===", begin):
        return None
    return _TAB.fullmatch(state.src[begin : state.eMarks[line]])


def _tab(state: StateBlock, start: int, end: int, match: re.Match[str]) -> int:
    """The tokens of a tab; gives the line behind it."""
    indent = state.sCount[start] + _INDENT
    last = start
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < indent:
            break
        last = line
    token = state.push("tab_open", "div", 1)
    token.map = [start, last + 1]
    token.meta = {"chosen": "+" in match[1]}
    name = state.push("inline", "", 0)
    name.map, name.content, name.children = [start, start + 1], match[2] or match[3], []
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, last + 1, "tabs"
    state.md.block.tokenize(state, start + 1, last + 1)
    state.blkIndent, state.lineMax, state.parentType = before
    state.push("tab_close", "div", -1)
    return last + 1
