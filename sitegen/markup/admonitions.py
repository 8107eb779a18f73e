"""Alerts as other tools write them: `!!! note "Title"`, `??? note`, `:::note[Title]`.

In:  block lines.
Out: the tokens of an alert (see `alerts`), so that one render hook shows them all; without it they
     are plain text, as in Hugo.

By mdit-py-plugins' rules for
https://squidfunk.github.io/mkdocs-material/reference/admonitions/ and
https://docusaurus.io/docs/markdown-features/admonitions; the forms of VitePress (`::: tip Title`,
`::: details`), MyST (`:::{note} Title`) and Quarto (`::: {.callout-note}`) are read, too.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.admon.index import admonition
from mdit_py_plugins.container import container_plugin

from sitegen.components import is_alert
from sitegen.markup.page_state import PageState

_INDENTED = re.compile(
    r"(?:!!!|\?\?\?(\+?))[ \t]+([\w-]+)((?:[ \t]+[\w-]+)*)(?:[ \t]+\"(.*)\")?[ \t]*"
)
_FENCED = re.compile(
    r":{3,}[ \t]*(?:([\w-]+)(?:\[(.*)\])?|\{([\w-]+)\}|\{\.callout-(\w+)(?:[ \t][^}]*)?\})"
    r"(?:\{[^}]*\})?[ \t]*(.*)"
)
_TITLE = re.compile(r"""title=(?:"([^"]*)"|'([^']*)')""")
_PLACES = frozenset({"inline", "end"})


def admonitions(md: MarkdownIt) -> None:
    """Turn the other ways to write an alert on."""
    container = MarkdownIt("zero").use(container_plugin, "alert", validate=lambda *_: True)
    fenced = next(
        rule.fn for rule in container.block.ruler.__rules__ if rule.name == "container_alert"
    )

    def aside(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[start] + state.tShift[start]
        first = state.src[begin : begin + 1]
        if first not in _FIRST:
            return False
        page: PageState = state.env["page"]
        if not page.has_hook("blockquote", "blockquote-alert"):
            return False
        line = state.src[begin : state.eMarks[start]]
        found = _fenced(line) if first == ":" else _indented(line)
        if found is None:
            return False
        rule = fenced if first == ":" else admonition
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent:
            _as_alert(state.tokens, before, *found)
        return True

    md.block.ruler.before("fence", "aside", aside, {"alt": ["paragraph", "reference"]})


_FIRST = frozenset("!?:")


def _indented(line: str) -> tuple[str, str, str | None] | None:
    """Kind, sign and title (None for none given) of the first line of an alert."""
    match = _INDENTED.fullmatch(line)
    if match is None:
        return None
    opened, kind, others, title = match.groups()
    if title is None and not (is_alert(kind) and _PLACES.issuperset(others.split())):
        return None
    return kind.lower(), opened or ("-" if line[0] == "?" else ""), title


def _fenced(line: str) -> tuple[str, str, str | None] | None:
    match = _FENCED.fullmatch(line)
    if match is None:
        return None
    kind = (match[1] or match[3] or match[4]).lower()
    told = _TITLE.search(line)
    title = match[2] or match[5] or (told and (told[1] or told[2])) or None
    if kind == "details":
        return "note", "-", title or "Details"
    return (kind, "", title) if is_alert(kind) else None


def _as_alert(tokens: list[Token], first: int, kind: str, sign: str, title: str | None) -> None:
    """Turn the tokens of a rule, from `first` on, into those of an alert."""
    opening, closing = tokens[first], tokens[-1]
    opening.type, closing.type = "blockquote_open", "blockquote_close"
    opening.tag = closing.tag = "blockquote"
    opening.attrs = {"class": "alert-untitled"} if title == "" else {}
    opening.meta = {"alert": (kind, sign)}
    opening.content = opening.info = ""
    titled = tokens[first + 1].type == "admonition_title_open"
    head = Token("inline", "", 0, level=opening.level + 1, content=title or "", children=[])
    head.map = [opening.map[0], opening.map[0] + 1] if opening.map else None
    tokens[first + 1 : first + (4 if titled else 1)] = [head]
