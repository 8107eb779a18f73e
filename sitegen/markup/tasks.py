"""Task lists: `- [ ]` and `- [x]` (https://github.github.com/gfm/#task-list-items-extension-).

In:  block tokens after inline parsing.
Out: a disabled check box at the start of the item.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\] ?")
_EMPTY = '<input disabled="" type="checkbox"> '
_CHECKED = '<input checked="" disabled="" type="checkbox"> '


def convert(state: StateCore) -> None:
    """A core rule."""
    if "[ ]" not in state.src and "[x]" not in state.src and "[X]" not in state.src:
        return
    for index, token in enumerate(state.tokens):
        if token.type != "inline" or index < 2 or not token.children:
            continue
        box = _BOX.match(token.content)
        if box is None or state.tokens[index - 2].type != "list_item_open":
            continue
        first = token.children[0]
        if first.type == "text" and first.content.startswith(box[0]):
            first.content = first.content[len(box[0]) :]
            shown = _EMPTY if box[1] == " " else _CHECKED
            token.children.insert(0, Token("task_box", "", 0, content=shown))
