"""A page as Markdown, for people and programs that read sources: `guide/setup/index.md`.

In:  the page's card, its source without shortcodes, and where its links lead.
Out: its title, its address and its text, with whole addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen import paths
from sitegen.model import MarkdownSlot, Page

_OWN_TITLE = re.compile(r"\s*#[ \t]+(.*?)[ \t]*(?:#*[ \t]*)?(?:\{[^{}\n]*\}[ \t]*)?(?:\n|\Z)")


def as_markdown(
    page: Page, parts: Sequence[str | MarkdownSlot], urls: Sequence[str], base_url: str
) -> str:
    """A page's text as Markdown under its title, with a link to the page.

    `urls` are where its links lead, by their numbers.
    """
    pieces = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            address = _whole(page.url, urls[part.index], base_url)
            pieces.append(part.before + address + part.after if address else part.written)
    text = "".join(pieces)
    own = _OWN_TITLE.match(text)
    title = page.meta.title
    if own is not None and own[1] == title:
        text = text[own.end() :]
    return f"# {title}\n\n<{paths.absolute(page.url, base_url)}>\n\n{text.strip()}\n"


def _whole(page_url: str, url: str, base_url: str) -> str:
    """Where a link leads as a whole address; empty for one that leads nowhere in the site."""
    if url.startswith("#"):
        url = page_url + url
    return paths.absolute(url, base_url) if paths.is_site_path(url) else ""
