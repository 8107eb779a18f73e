"""Task lists: `- [ ]` and `- [x]` (https://github.github.com/gfm/#task-list-items-extension-).

In:  block tokens after inline parsing.
Out: a disabled check box at the start of the item.
"""

from __future__ import annotations

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOXES = {
    "[ ] ": '<input disabled="" type="checkbox"> ',
    "[x] ": '<input checked="" disabled="" type="checkbox"> ',
    "[X] ": '<input checked="" disabled="" type="checkbox"> ',
}


def convert(state: StateCore) -> None:
    """A core rule."""
    for index, token in enumerate(state.tokens):
        if token.type != "inline" or index < 2 or not token.children:
            continue
        box = _BOXES.get(token.content[:4])
        if box is None or state.tokens[index - 2].type != "list_item_open":
            continue
        first = token.children[0]
        if first.type == "text" and first.content.startswith(token.content[:4]):
            first.content = first.content[4:]
            token.children.insert(0, Token("task_box", "", 0, content=box))
