"""Alerts: a quote that begins with `[!NOTE]`, as on GitHub and in Obsidian.

In:  block tokens.
Out: the same; such a quote carries its kind and sign, and begins with its title. It is shown by
     the render hook for alerts; without one there are no alerts, as in Hugo.

https://gohugo.io/render-hooks/blockquotes/#alerts
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markup.page_state import PageState

_MARK = re.compile(r"\\?\[\\?!([A-Za-z]+)\\?\]([+-]?)[ \t]*([^\n]*)(?:\n|$)")
"""Escapes don't matter: Hugo looks at the HTML."""

_CALLOUT = re.compile(r"\[!([^\]|\n]+)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)(?:\n|$)")
"""In Obsidian any name will do, and there may be more behind it: `[!recipe|wide]`."""


def convert(state: StateCore) -> None:
    """A core rule, run before inline parsing."""
    page: PageState = state.env["page"]
    if "[!" not in state.src or not page.has_hook("blockquote", "blockquote-alert"):
        return
    mark = _CALLOUT if page.options.obsidian else _MARK
    tokens: list[Token] = []
    skip = 0
    for index, token in enumerate(state.tokens):
        if skip:
            skip -= 1
            continue
        tokens.append(token)
        following = state.tokens[index + 1 : index + 3]
        if token.type != "blockquote_open" or following[0].type != "paragraph_open":
            continue
        match = mark.match(following[1].content)
        if match is None:
            continue
        token.meta["alert"] = (match[1].strip().lower(), match[2])
        tokens.append(_title(token, match[3].strip()))
        inline = following[1]
        inline.content = inline.content[match.end() :]
        if not inline.content:
            skip = 3
        elif inline.map:
            inline.map = [inline.map[0] + 1, inline.map[1]]
    state.tokens = tokens


def _title(quote: Token, text: str) -> Token:
    return Token("inline", "", 0, map=quote.map, level=quote.level + 1, content=text, children=[])
