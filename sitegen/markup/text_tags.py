"""Tags in a text, `#tag` and `#nested/tag`: terms of the page, each a link to the term's page.

In:  inline text.
Out: link tokens, and the tags in the page's state.

A tag follows a blank or begins a line; it has letters, digits, `_`, `-` and `/`, and is no number:
https://help.obsidian.md/tags#Tag+format
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

from sitegen import paths
from sitegen.markup.page_state import PageState

TAXONOMY = "tags"

_TAG = re.compile(r"#((?:[^\W]|[-/\u200d\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])+)")


def text_tag(state: StateInline, silent: bool) -> bool:
    """An inline rule."""
    start = state.pos
    if start and not state.src[start - 1].isspace():
        return False
    match = _TAG.match(state.src, start, state.posMax)
    if match is None or state.linkLevel > 0:
        return False
    name = match[1].strip("/")
    if not name or name.replace("/", "").isdecimal() or not paths.file_path(name):
        return False
    if not silent:
        page: PageState = state.env["page"]
        page.tags.setdefault(name)
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": f"/{TAXONOMY}/{paths.file_path(name)}", "rel": "tag"}
        opening.meta["tag"] = True
        state.push("text", "", 0).content = f"#{name}"
        state.push("link_close", "a", -1)
    state.pos = start + 1 + len(match[1].rstrip("/"))
    return True
