"""Notes on lines of code: `# (1)!` in a block, and a numbered list right below it.

In:  the block tokens of a page.
Out: the same, each such block knowing its notes, and each item of its list with an id.

https://squidfunk.github.io/mkdocs-material/reference/code-blocks/#adding-annotations
"""

from __future__ import annotations

import re
from zlib import crc32

from markdown_it.rules_core import StateCore

from sitegen.markup.highlight import Notes, fence_info
from sitegen.markup.page_state import PageState

_MARK = re.compile(r"\((\d{1,2})\)(!?)\s*(?:\*/\}?|-->|\*\))?\s*$", re.MULTILINE)


def connect(state: StateCore) -> None:
    """A core rule behind the block rules."""
    tokens = state.tokens
    page: PageState = state.env["page"]
    for index, token in enumerate(tokens[:-1]):
        opening = tokens[index + 1]
        if token.type != "fence" or opening.type != "ordered_list_open":
            continue
        marks = _MARK.findall(token.content)
        if not marks or not page.options.code_fences:
            continue
        language, attributes = fence_info(token.info)
        any_note = "annotate" in str(attributes.get("class", "")).split()
        if not any_note and not any(sign for _, sign in marks):
            continue
        if page.has_hook(f"codeblock-{language}", "codeblock"):
            continue
        number = page.ordinals.get("notes", 0)
        page.ordinals["notes"] = number + 1
        # told from those of other texts that end up in the same page
        name = f"note-{crc32(token.content.encode()):x}-{number}"
        items = 0
        for item in tokens[index + 2 :]:
            if item.level == opening.level and item.type == "ordered_list_close":
                break
            if item.level == opening.level + 1 and item.type == "list_item_open":
                items += 1
                item.attrSet("id", f"{name}-{items}")
        opening.attrJoin("class", "code-notes")
        token.meta["notes"] = Notes(name, items)
