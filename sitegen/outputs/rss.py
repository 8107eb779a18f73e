"""RSS 2.0 feeds of the site, its sections, taxonomies and terms.

The rules are the RSS Advisory Board's: https://www.rssboard.org/rss-specification,
https://www.rssboard.org/rss-profile
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from xml.etree import ElementTree

from sitegen.model import Output, PageKey
from sitegen.outputs.feeds import Entry, Feed, emit_feed
from sitegen.outputs.format import Desk, OutputFormat

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """A list page's feed, its newest pages first."""
    feed, own = emit_feed(desk, key, "rss")
    yield from own
    if feed is not None:
        yield Output(path=feed.path, content=_rss(feed))


def _rss(feed: Feed) -> bytes:
    for prefix, space in (("atom", _ATOM), ("content", _CONTENT), ("dc", _DC)):
        ElementTree.register_namespace(prefix, space)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _text(channel, "title", feed.title)
    _text(channel, "link", feed.home)
    _text(channel, "description", feed.description)
    _text(channel, "language", feed.language)
    if feed.updated:
        _text(channel, "lastBuildDate", format_datetime(feed.updated))
    link = ElementTree.SubElement(channel, f"{{{_ATOM}}}link")
    link.set("href", feed.address)
    link.set("rel", "self")
    link.set("type", "application/rss+xml")
    for entry in feed.entries:
        _item(channel, entry)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _item(channel: ElementTree.Element, entry: Entry) -> None:
    item = ElementTree.SubElement(channel, "item")
    _text(item, "title", entry.title)
    _text(item, "link", entry.address)
    if entry.date:
        _text(item, "pubDate", format_datetime(entry.date))
    _text(item, "guid", entry.address)
    for author in entry.authors:  # `author` itself would have to be a mail address
        _text(item, f"{{{_DC}}}creator", author)
    for tag in entry.tags:
        _text(item, "category", tag)
    _text(item, "description", entry.summary)
    if entry.text:
        _text(item, f"{{{_CONTENT}}}encoded", entry.text)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


RSS = OutputFormat(name="rss", scope="page", emit=emit)
