"""Atom feeds of the site, its sections, taxonomies and terms (RFC 4287).

An entry must have the day of its last change: pages without any date are not listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree

from sitegen.model import Output, PageKey
from sitegen.outputs.feed_text import add_text, as_xml
from sitegen.outputs.feeds import Entry, Feed, emit_feed
from sitegen.outputs.format import Desk, OutputFormat

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The last change of a feed without entries, which must have one, too."""


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """A list page's feed, its newest pages first."""
    feed, own = emit_feed(desk, key, "atom")
    yield from own
    if feed is not None:
        yield Output(path=feed.path, content=_atom(feed))


def _atom(feed: Feed) -> bytes:
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    add_text(root, "id", feed.home)
    add_text(root, "title", feed.title)
    add_text(root, "subtitle", feed.description)
    add_text(root, "updated", (feed.updated or _NEVER).isoformat())
    _link(root, "alternate", "text/html", feed.home)
    _link(root, "self", "application/atom+xml", feed.address)
    _person(root, feed.author)
    add_text(root, "generator", "sitegen")
    for entry in feed.entries:
        if entry.updated:
            _entry(root, entry, entry.updated)
    return as_xml(root)


def _entry(root: ElementTree.Element, entry: Entry, updated: datetime) -> None:
    found = ElementTree.SubElement(root, "entry")
    add_text(found, "id", entry.address)
    add_text(found, "title", entry.title)
    _link(found, "alternate", "text/html", entry.address)
    if entry.date:
        add_text(found, "published", entry.date.isoformat())
    add_text(found, "updated", updated.isoformat())
    for author in entry.authors:
        _person(found, author)
    for tag in entry.tags:
        ElementTree.SubElement(found, "category", term=tag)
    add_text(found, "summary", entry.summary, type="html")
    if entry.text:
        add_text(found, "content", entry.text, type="html")


def _person(parent: ElementTree.Element, name: str) -> None:
    add_text(ElementTree.SubElement(parent, "author"), "name", name)


def _link(parent: ElementTree.Element, rel: str, type: str, href: str) -> None:
    ElementTree.SubElement(parent, "link", rel=rel, type=type, href=href)


ATOM = OutputFormat(name="atom", scope="page", emit=emit)
