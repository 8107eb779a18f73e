"""A page as Markdown, for people and programs that read sources: `guide/setup/index.md`.

In:  the page's source without shortcodes, and where its links lead.
Out: its title, its address and its text, with whole addresses.
"""

from __future__ import annotations

import re

from sitegen import paths
from sitegen.model import PageKey
from sitegen.queries import Reader

_OWN_TITLE = re.compile(r"\s*#[ \t]+(.*?)[ \t]*(?:#*[ \t]*)?(?:\{[^{}\n]*\}[ \t]*)?(?:\n|\Z)")


def as_markdown(reader: Reader, key: PageKey) -> str:
    """A page's text as Markdown under its title, with a link to the page."""
    page = reader.page(key)
    parts = reader.forms(key).markdown or ()
    if len(parts) > 1:
        urls = reader.urls(key)
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            else:
                address = _whole(reader, page.url, urls[part.index])
                pieces.append(part.before + address + part.after if address else part.written)
        text = "".join(pieces)
    else:
        text = str(parts[0]) if parts else ""
    own = _OWN_TITLE.match(text)
    title = page.meta.title
    if own is not None and own[1] == title:
        text = text[own.end() :]
    address = reader.address(page.url, absolute=True)
    return f"# {title}\n\n<{address}>\n\n{text.strip()}\n"


def _whole(reader: Reader, page_url: str, url: str) -> str:
    """Where a link leads as a whole address; empty for one that leads nowhere in the site."""
    if url.startswith("#"):
        url = page_url + url
    return reader.address(url, absolute=True) if paths.is_site_path(url) else ""
