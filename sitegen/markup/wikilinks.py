"""Wiki links: `[[page]]`, `[[page|label]]`, `[[page#heading]]`, `![[image.png]]`.

In:  inline text.
Out: link and image tokens marked as wiki links. An embedded page is a link to it.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]+?)(?:\|([^\[\]\n]*))?\]\]")
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp)$", re.IGNORECASE)


def wikilink(state: StateInline, silent: bool) -> bool:
    """An inline rule."""
    start = state.pos
    if state.src[start] not in "![" or not state.src.startswith(("[[", "![["), start):
        return False
    match = _WIKI.match(state.src, start, state.posMax)
    if match is None or state.linkLevel > 0:
        return False
    target = match[2].strip().rstrip("\\")
    if not target or normalizeReference(match[2]) in state.env.get("references", ()):
        return False
    if state.src[match.end() : match.end() + 1] in ("(", "[") and not match[1]:
        return False  # `[[1]](page.md)`, a link whose text is in brackets
    if not silent:
        label = (match[3] or "").strip()
        if match[1] and _IMAGE.search(target):
            _image(state, target, label)
        else:
            _link(state, target, label or re.sub(r"(?<=.)#(?=.)", " › ", target.lstrip("#")))
    state.pos = match.end()
    return True


def _image(state: StateInline, target: str, label: str) -> None:
    token = state.push("image", "img", 0)
    size = re.fullmatch(r"(\d+)(?:x(\d+))?", label)
    token.attrs = {"src": target, "alt": ""}
    if size:
        token.attrs["width"] = size[1]
        if size[2]:
            token.attrs["height"] = size[2]
    token.content = "" if size else label
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
