"""Wiki links: `[[page]]`, `[[page|label]]`, `[[page#heading]]`, `![[image.png]]`, `![[page]]`.

In:  inline text.
Out: link, image and embed tokens marked as wiki links.

https://help.obsidian.md/links and https://help.obsidian.md/embeds
"""

from __future__ import annotations

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from sitegen.markup.embeds import kind_of, shown_name, size_of

_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]+?)(?:\|([^\[\]\n]*))?\]\]")


def wikilink(state: StateInline, silent: bool) -> bool:
    """An inline rule."""
    start = state.pos
    if state.src[start] not in "![" or not state.src.startswith(("[[", "![["), start):
        return False
    match = _WIKI.match(state.src, start, state.posMax)
    if match is None or state.linkLevel > 0:
        return False
    target = match[2].strip().rstrip("\\").rstrip()
    if not target or normalizeReference(match[2]) in state.env.get("references", ()):
        return False
    following = state.src[match.end() : match.end() + 2]
    if not match[1] and (following[:1] == "(" or (following[:1] == "[" and following != "[[")):
        return False  # `[[1]](page.md)`, a link whose text is in brackets
    if not silent:
        label = (match[3] or "").strip()
        if not match[1]:
            _link(state, target, label or shown_name(target))
        elif kind_of(target) == "image":
            _image(state, target, label)
        else:
            token = state.push("embed", "", 0)
            token.attrs = {"src": target}
            token.content = label
            token.meta["wiki"] = True
    state.pos = match.end()
    return True


def _image(state: StateInline, target: str, label: str) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": target, "alt": ""}
    token.content, size = size_of(label)
    token.attrs.update(size)
    token.children = []
    state.md.inline.parse(token.content, state.md, state.env, token.children)
    token.meta["wiki"] = True


def _link(state: StateInline, target: str, label: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": target}
    opening.meta["wiki"] = True
    text = state.push("text", "", 0)
    text.content = label
    state.push("link_close", "a", -1)
