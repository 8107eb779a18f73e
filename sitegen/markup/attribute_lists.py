"""Attributes of what stands in a line: `*word*{.wide}`, `` `code`{: #name} ``.

In:  the inline tokens of a block.
Out: the braces that stand directly behind an element are its attributes.

https://python-markdown.github.io/extensions/attr_list/#inline and
https://kramdown.gettalong.org/syntax.html#span-ials
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.markup.attribute_syntax import parse_list
from sitegen.markup.attributes import set_on

_BRACES = re.compile(r"""\{((?:[^{}"'\n]|"[^"\n]*"|'[^'\n]*')+)\}""")
_ALONE = frozenset(("code_inline", "image"))


def convert(state: StateCore) -> None:
    """A core rule after inline parsing."""
    if "{" not in state.src:
        return
    for token in state.tokens:
        if token.children and "{" in token.content:
            _convert(token.children)


def _convert(children: Sequence[Token]) -> None:
    opened: list[Token] = []
    owner: Token | None = None
    for token in children:
        if token.type == "text" and (owner is None or not token.content):
            continue
        if token.type == "text" and owner is not None:
            match = _BRACES.match(token.content)
            attributes = parse_list(match[1].strip()) if match is not None else None
            if match is not None and attributes is not None:
                set_on(owner, attributes)
                token.content = token.content[match.end() :]
            owner = None
        elif token.nesting == 1:
            opened.append(token)
            owner = None
        elif token.nesting == -1:
            owner = opened.pop() if opened else None
        else:
            owner = token if token.type in _ALONE else None
