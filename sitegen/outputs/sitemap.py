"""sitemap.xml: every page with its last change (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The site's map, in the site's order; the page for missing addresses is not in it."""
    reader = desk.reader
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for key in reader.all_pages():
        page = reader.page(key)
        if page.kind == "404" or page.meta.render != "always":
            continue
        address = escape(reader.address(page.url, absolute=True))
        changed = page.meta.lastmod
        lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{address}</loc>{lastmod}</url>")
    lines.append("</urlset>\n")
    yield Output(path="sitemap.xml", content="\n".join(lines).encode())


SITEMAP = OutputFormat(name="sitemap", scope="site", emit=emit)
