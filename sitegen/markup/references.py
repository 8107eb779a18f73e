"""Link reference definitions: which one counts, and what stands directly below one.

In:  block lines.
Out: nothing begins there that could not end a paragraph: the definition is the beginning of one,
     and what follows it the rest. markdown-it-py forgets that.

https://spec.commonmark.org/0.31.2/#link-reference-definitions
"""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

Rule = Callable[[StateBlock, int, int, bool], bool]

_BELOW = "below_reference"


def references(md: MarkdownIt) -> None:
    """Guard the rules that could begin below a definition."""
    rules = {rule.name: rule for rule in md.block.ruler.__rules__}
    for name, guard in (
        ("reference", _remembered),
        ("code", _never),
        ("html_block", _if_it_ends_paragraphs),
        ("list", _if_it_ends_paragraphs),
    ):
        old = rules[name]
        md.block.ruler.at(name, guard(old.fn), {"alt": list(old.alt)})


def last_counts(state: StateCore) -> None:
    """A core rule after the blocks: of definitions with one label the last one counts.

    So it is in kramdown and in Python-Markdown; in CommonMark the first one does.
    """
    for one in state.env.pop("duplicate_refs", ()):
        state.env["references"][normalizeReference(one["label"])] = one


def _remembered(rule: Rule) -> Rule:
    def reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        found = rule(state, start, end, silent)
        if found and not silent:
            state.env[_BELOW] = state.line
        return found

    return reference


def _never(rule: Rule) -> Rule:
    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return start != state.env.get(_BELOW) and rule(state, start, end, silent)

    return guarded


def _if_it_ends_paragraphs(rule: Rule) -> Rule:
    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if start == state.env.get(_BELOW) and not silent:
            parent, state.parentType = state.parentType, "paragraph"
            ends = rule(state, start, end, True)
            state.parentType = parent
            if not ends:
                return False
        return rule(state, start, end, silent)

    return guarded
