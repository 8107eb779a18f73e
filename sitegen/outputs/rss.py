"""RSS 2.0 feeds of the site, its sections, taxonomies and terms.

The rules are the RSS Advisory Board's: https://www.rssboard.org/rss-specification,
https://www.rssboard.org/rss-profile
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from xml.etree import ElementTree

from sitegen.model import Output, PageKey
from sitegen.outputs.feed_text import add_text, as_xml
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
    add_text(channel, "title", feed.title)
    add_text(channel, "link", feed.home)
    add_text(channel, "description", feed.description)
    add_text(channel, "language", feed.language)
    if feed.updated:
        add_text(channel, "lastBuildDate", format_datetime(feed.updated))
    link = ElementTree.SubElement(channel, f"{{{_ATOM}}}link")
    link.set("href", feed.address)
    link.set("rel", "self")
    link.set("type", "application/rss+xml")
    for entry in feed.entries:
        _item(channel, entry)
    return as_xml(root)


def _item(channel: ElementTree.Element, entry: Entry) -> None:
    item = ElementTree.SubElement(channel, "item")
    add_text(item, "title", entry.title)
    add_text(item, "link", entry.address)
    if entry.date:
        add_text(item, "pubDate", format_datetime(entry.date))
    add_text(item, "guid", entry.address)
    for author in entry.authors:  # `author` itself would have to be a mail address
        add_text(item, f"{{{_DC}}}creator", author)
    for tag in entry.tags:
        add_text(item, "category", tag)
    add_text(item, "description", entry.summary)
    if entry.text:
        add_text(item, f"{{{_CONTENT}}}encoded", entry.text)


RSS = OutputFormat(name="rss", scope="page", emit=emit)
