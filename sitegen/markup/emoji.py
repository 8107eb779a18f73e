"""Emoji by name: `:rocket:`.

In:  inline text.
Out: `emoji` tokens; a name that nobody knows stays text.

https://gohugo.io/quick-reference/emojis/
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it.rules_inline import StateInline

ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:")
"""An icon of Material for MkDocs, which stays text."""

_NAME = re.compile(r":([a-z0-9_+-]+):")


def emoji(state: StateInline, silent: bool) -> bool:
    """An inline rule."""
    match = _NAME.match(state.src, state.pos, state.posMax)
    found = _known(match[1]) if match else ""
    if match is None or not found:
        return False
    if not silent:
        token = state.push("emoji", "", 0)
        token.content, token.markup = found, match[1]
    state.pos = match.end()
    return True


@lru_cache(maxsize=1024)
def _known(name: str) -> str:
    from emoji import emojize  # noqa: PLC0415 - a large table that few sites need

    found = emojize(f":{name}:", language="alias")
    return "" if found.startswith(":") else found
