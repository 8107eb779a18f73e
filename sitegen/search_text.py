"""What of a page's file can be searched: the elements that its layout marks.

In:  the bytes of an HTML file of the site.
Out: a small HTML document for the indexer; empty when nothing is searched of it.

The marks are Pagefind's own (https://pagefind.app/docs/indexing/), so what is known of them holds:
`data-pagefind-body` on what is searched, in it `data-pagefind-ignore`, `-meta`, `-filter` and
`-weight`. The rest of a page, its sidebar above all, is neither parsed nor compared: a new title in
it is no new text.
"""

from __future__ import annotations

import re

_MARKED = re.compile(r"<([a-zA-Z][\w-]*)\b(?:[^<>]*\s)?data-pagefind-body(?=[\s=/>])[^<>]*>")
_VOID = frozenset(["img", "input", "meta", "link", "br", "hr"])
_LANGUAGE = re.compile(r"<html\b[^>]*?\slang=[\"']?([\w-]+)", re.IGNORECASE)
_REDIRECT = re.compile(r"<meta\b[^>]*http-equiv=[\"']?refresh", re.IGNORECASE)
_WITHOUT_TAGS = r"<!--.*?-->|<(script|style|textarea|title)\b.*?</\1\s*>"
"""What may hold the letters of a tag without being one."""


def searchable(page: bytes) -> str:
    """The marked elements of a page as a document of their own; empty when it marks none."""
    html = page.decode("utf-8", "replace")
    parts = []
    at = 0
    while found := _MARKED.search(html, at):
        at = _end(html, found)
        parts.append(html[found.start() : at])
    if not parts:
        return ""
    return _document(html, f"<body>{''.join(parts)}</body>")


def has_marks(page: bytes) -> bool:
    """Whether its layout knows of these marks."""
    return b"data-pagefind-" in page


def whole(page: bytes) -> str:
    """All of a page, for sites whose layouts mark nothing; empty for a redirect."""
    html = page.decode("utf-8", "replace")
    return "" if _REDIRECT.search(html[:4096]) else html


def _document(html: str, body: str) -> str:
    language = _LANGUAGE.search(html)
    spoken = f' lang="{language[1]}"' if language else ""
    return f"<!doctype html><html{spoken}>{body}</html>"


def _end(html: str, start: re.Match[str]) -> int:
    """Where an element ends whose first tag is given."""
    name = start[1].lower()
    if name in _VOID or start[0].endswith("/>"):
        return start.end()
    depth = 1
    tags = re.compile(rf"{_WITHOUT_TAGS}|<(/?){re.escape(name)}(?=[\s/>])[^<>]*>", re.I | re.S)
    for found in tags.finditer(html, start.end()):
        if found[2] is not None:
            depth += -1 if found[2] else 1
        if not depth:
            return found.end()
    return len(html)
