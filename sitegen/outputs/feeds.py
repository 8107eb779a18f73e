"""RSS 2.0 feeds of the site, its sections, taxonomies and terms.

The rules are the RSS Advisory Board's: https://www.rssboard.org/rss-specification
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.utils import format_datetime
from xml.etree import ElementTree

from sitegen import paths
from sitegen.model import Output, Page, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """A list page's feed, its newest pages first."""
    reader = desk.reader
    page = reader.page(key)
    address = reader.feed(page)
    if not address:
        return
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    site_title = str(reader.setting("title"))
    title = site_title if page.kind == "home" else f"{page.meta.title} – {site_title}"
    _text(channel, "title", title)
    _text(channel, "link", reader.address(page.url, absolute=True))
    _text(channel, "description", page.meta.description or reader.excerpt(key) or title)
    _text(channel, "language", str(reader.setting("language_code")))
    newest = reader.newest(key)[: int(reader.setting("rss_limit"))]
    members = [reader.page(member) for member in newest]
    dates = [member.meta.lastmod for member in members if member.meta.lastmod]
    if dates:
        _text(channel, "lastBuildDate", format_datetime(max(dates)))
    link = ElementTree.SubElement(channel, f"{{{_ATOM}}}link")
    link.set("href", reader.address(address, absolute=True))
    link.set("rel", "self")
    link.set("type", "application/rss+xml")
    for member in members:
        _item(channel, reader, member)
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    yield Output(path=paths.decoded(address).lstrip("/"), content=content + b"\n")


def _item(channel: ElementTree.Element, reader: Reader, page: Page) -> None:
    item = ElementTree.SubElement(channel, "item")
    address = reader.address(page.url, absolute=True)
    _text(item, "title", page.meta.title)
    _text(item, "link", address)
    if page.meta.date:
        _text(item, "pubDate", format_datetime(page.meta.date))
    _text(item, "guid", address)
    summary = reader.fill(page.key, reader.summary(page.key).parts, absolute=True)
    _text(item, "description", summary)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


FEEDS = OutputFormat(name="rss", scope="page", emit=emit)
