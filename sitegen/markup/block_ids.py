"""Block ids: ` ^id` at the end of a block makes it a place that links can aim at.

In:  block tokens.
Out: the same without the marks; the blocks have the ids, caret and all.

The mark stands at the end of a paragraph, heading or list item, or on a line of its own below a
block, which it then names: https://help.obsidian.md/links#Link+to+a+block+in+a+note
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ID = re.compile(r"(?:^|\s+)\^([A-Za-z0-9][A-Za-z0-9-]*)\s*$")


def convert(state: StateCore) -> None:
    """A core rule, run when the blocks are known."""
    if "^" not in state.src:
        return
    tokens: list[Token] = []
    around: list[Token] = []
    last: list[Token | None] = [None]  # the block that ended last, at each depth
    lone = False
    for token in state.tokens:
        if lone:
            lone = False  # the end of a paragraph that was a mark and nothing else
            continue
        if token.nesting > 0:
            around.append(token)
            last.append(None)
        tokens.append(token)
        if token.type == "inline" and around and (match := _ID.search(token.content)):
            text = token.content[: match.start()]
            lone = not text and around[-1].type == "paragraph_open"
            named = last[-2] or (around[-2] if len(around) > 1 else None)
            if not lone:
                named = _named(around) if text else None
            lone = _give(named, f"^{match[1]}") and lone
            if lone:
                del tokens[-2:]
                around.pop()
                last.pop()
            elif named is not None:
                token.content = text
        elif token.nesting < 0 and around:
            last.pop()
            last[-1] = around.pop()
        elif token.nesting == 0 and token.type != "inline":
            last[-1] = token
    state.tokens = tokens


def _give(block: Token | None, name: str) -> bool:
    """Give a block its id; whether it can have one."""
    if block is None:
        return False
    attributes = block.meta.setdefault("attributes", {}) if block.type == "fence" else block.attrs
    attributes.setdefault("id", name)
    return True


def _named(around: list[Token]) -> Token | None:
    """The block that a mark at the end of a text names: its item, its quote, or the text itself."""
    own = around[-1]
    if own.type == "heading_open":
        return own
    if own.type != "paragraph_open":
        return None
    item = next((one for one in reversed(around) if one.type == "list_item_open"), None)
    quote = next((one for one in around if one.type == "blockquote_open"), None)
    return item or quote or own
