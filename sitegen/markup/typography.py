"""Typographic dashes, ellipses and guillemets; quotes are markdown-it's own rule.

In:  text tokens.
Out: the same with `--`, `---`, `...`, `<<` and `>>` replaced, as goldmark's typographer does.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore

_SIGN = re.compile(r"---|--|\.\.\.|<<|>>")
_SIGNS = {"---": "—", "--": "–", "...": "…", "<<": "«", ">>": "»"}


def replace(state: StateCore) -> None:
    """A core rule."""
    if not state.md.options.typographer:
        return
    for token in state.tokens:
        if token.type != "inline" or not _SIGN.search(token.content):
            continue
        for child in token.children or ():
            if child.type == "text":
                child.content = _SIGN.sub(lambda match: _SIGNS[match[0]], child.content)
