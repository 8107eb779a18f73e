"""Definition lists: terms, each followed by lines that begin with `:`.

In:  block lines and tokens, by mdit-py-plugins' rule.
Out: `dl` tokens; as in goldmark, several terms may share definitions, and each definition is
     loose on its own when a blank line stands before it.

https://michelf.ca/projects/php-markdown/extra/#def-list
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from sitegen.markup.page_state import PageState

_DEFINITION = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?:[ \t]+\S", re.MULTILINE)

Rule = Callable[[StateBlock, int, int, bool], bool]


def definitions(md: MarkdownIt) -> None:
    """Turn definition lists on."""
    md.use(deflist_plugin)
    rule: Rule = next(r.fn for r in md.block.ruler.__rules__ if r.name == "deflist")
    alternatives = {"alt": ["paragraph", "reference", "blockquote"]}
    md.block.ruler.at("deflist", _with_several_terms(rule), alternatives)  # type: ignore[arg-type]
    md.core.ruler.after("block", "tight_definitions", _tighten)


def _with_several_terms(rule: Rule) -> Rule:
    def definition_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if "definitions" not in state.env:
            state.env["definitions"] = _DEFINITION.search(state.src) is not None
        if not state.env["definitions"]:
            return False
        if silent:
            return rule(state, start, end, True)
        last = _last_term(state, start, end)
        if last is None:
            return False
        opening = len(state.tokens)
        if not rule(state, last, end, False):
            return False
        terms = [
            token for line in range(start, last) for token in _term(state, line, state.level + 1)
        ]
        state.tokens[opening].map = [start, state.line]
        state.tokens[opening + 1 : opening + 1] = terms
        return True

    return definition_list


def _last_term(state: StateBlock, start: int, end: int) -> int | None:
    """The line of the term that the definitions follow; None when none do."""
    interrupting = state.md.block.ruler.getRules("paragraph")
    for line in range(start, end - 1):
        following = line + 1
        if line > start and any(rule(state, line, end, True) for rule in interrupting):
            return None
        if state.isEmpty(following):
            following += 1
            return line if following < end and _starts(state, following) else None
        if _starts(state, following):
            return line
    return None


def _starts(state: StateBlock, line: int) -> bool:
    at = state.bMarks[line] + state.tShift[line]
    return state.src[at : at + 1] == ":" and state.sCount[line] == state.blkIndent


def _term(state: StateBlock, line: int, level: int) -> Sequence[Token]:
    content = state.getLines(line, line + 1, state.blkIndent, False).strip()
    found = (
        Token("dt_open", "dt", 1, map=[line, line], level=level),
        Token("inline", "", 0, map=[line, line], level=level + 1, content=content, children=[]),
        Token("dt_close", "dt", -1, level=level),
    )
    for token in found:
        token.block = True
    return found


def _tighten(state: StateCore) -> None:
    """A core rule: a definition's first paragraph is shown as such after a blank line only."""
    if not state.env.get("definitions"):
        return
    page: PageState = state.env["page"]
    state.tokens = _merged(state.tokens, page.lines)
    for index, token in enumerate(state.tokens):
        if token.type != "dd_open" or not token.map:
            continue
        loose = _stands_apart(page.lines, token.map[0])
        first = True
        for inside in range(index + 1, len(state.tokens)):
            child = state.tokens[inside]
            if child.level == token.level:
                break
            if child.type == "paragraph_open" and child.level == token.level + 1:
                tight = first and not loose
                child.hidden = state.tokens[inside + 2].hidden = tight
            first = False


def _stands_apart(lines: Sequence[str], line: int) -> bool:
    """Whether a definition has a blank line above; `line` is its own or its term's."""
    for number in range(line, min(line + 3, len(lines))):
        if lines[number].lstrip(" \t>").startswith(":"):
            return number > 0 and not lines[number - 1].strip(" \t>")
    return False


def _merged(tokens: Sequence[Token], lines: Sequence[str]) -> list[Token]:
    """The tokens with definition lists made one that have but blank lines between them."""
    kept: list[Token] = []
    ends: list[int] = []
    end = 0
    for token in tokens:
        if token.type == "dl_open" and token.map:
            between = lines[end : token.map[0]]
            ends.append(token.map[1])
            if kept and kept[-1].type == "dl_close" and not "".join(between).strip(" \t>"):
                kept.pop()
                continue
        elif token.type == "dl_close" and ends:
            end = ends.pop()
        kept.append(token)
    return kept
