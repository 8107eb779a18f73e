"""JSON feeds of the site, its sections, taxonomies and terms.

Version 1.1: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from sitegen.model import Output, PageKey
from sitegen.outputs.feeds import Entry, Feed, emit_feed
from sitegen.outputs.format import Desk, OutputFormat


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """A list page's feed, its newest pages first."""
    feed, own = emit_feed(desk, key, "jsonfeed")
    yield from own
    if feed is not None:
        yield Output(path=feed.path, content=_json(feed))


def _json(feed: Feed) -> bytes:
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _item(entry: Entry) -> dict[str, Any]:
    found = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.description,
        "content_html": entry.text or entry.summary,
        "date_published": entry.date.isoformat() if entry.date else None,
        "date_modified": entry.updated.isoformat() if entry.updated else None,
        "authors": [{"name": author} for author in entry.authors],
        "tags": entry.tags,
    }
    # an empty text is a text, an empty field would be noise
    return {name: value for name, value in found.items() if value or name == "content_html"}


JSON_FEED = OutputFormat(name="jsonfeed", scope="page", emit=emit)
