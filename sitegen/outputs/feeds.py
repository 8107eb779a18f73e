"""What the feed of a list page says, in whichever format.

In:  a reader, the key of a home page, section, taxonomy or term.
Out: a `Feed` with its newest pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sitegen import paths
from sitegen.model import Output, Page, PageKey, Struct, Value
from sitegen.outputs.custom import emit_by
from sitegen.outputs.feed_text import for_readers, in_a_line
from sitegen.outputs.format import Desk
from sitegen.queries import Reader


class Entry(Struct, frozen=True, kw_only=True):
    """A page in a feed."""

    title: str
    address: str
    date: datetime | None
    updated: datetime | None
    description: str
    """One line of plain text."""

    summary: str
    """HTML for readers."""

    text: str
    """The whole text as HTML for readers; empty unless the site wants it."""

    authors: tuple[str, ...]
    tags: tuple[str, ...]


class Feed(Struct, frozen=True, kw_only=True):
    """A list page's newest pages; all addresses are whole ones."""

    title: str
    description: str
    language: str
    home: str
    """The list page."""

    address: str
    """The feed's own,"""

    path: str
    """and its output path."""

    author: str
    """Who stands for entries without an author."""

    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime | None:
        """The day of the latest change; None when no page has one."""
        return max((one.updated for one in self.entries if one.updated), default=None)


def emit_feed(desk: Desk, key: PageKey, name: str) -> tuple[Feed | None, Iterable[Output]]:
    """What a format has to write: a feed, or the file that the site's own layout makes of it."""
    path = desk.reader.feeds(desk.reader.page(key)).get(name)
    if not path:
        return None, ()
    own = tuple(emit_by(desk, key, name))
    return (None, own) if own else (_feed(desk.reader, key, path), ())


def _feed(reader: Reader, key: PageKey, path: str) -> Feed:
    page = reader.page(key)
    site_title = str(reader.setting("title"))
    title = site_title if page.kind == "home" else f"{page.meta.title} – {site_title}"
    newest = reader.newest(key)[: int(reader.setting("rss_limit"))]
    author = next(iter(_people(reader.param("author"), reader)), site_title)
    return Feed(
        title=in_a_line(title),
        description=in_a_line(page.meta.description or reader.excerpt(key) or title),
        language=reader.language_tag(),
        home=reader.address(page.url, absolute=True),
        address=reader.address(path, absolute=True),
        path=paths.decoded(path).lstrip("/"),
        author=in_a_line(author),
        entries=tuple(_entry(reader, member) for member in newest),
    )


def _entry(reader: Reader, key: PageKey) -> Entry:
    page = reader.page(key)
    address = reader.address(page.url, absolute=True)
    text = ""
    if reader.setting("feeds_full_text"):
        text = for_readers(reader.fill(key, reader.content(key), absolute=True), address)
    summary = reader.fill(key, reader.summary(key).parts, absolute=True)
    params = page.meta.params
    return Entry(
        title=in_a_line(page.meta.title),
        address=address,
        date=page.meta.date,
        updated=page.meta.lastmod or page.meta.date,
        description=in_a_line(page.meta.description or reader.excerpt(key)),
        summary=for_readers(summary, address),
        text=text,
        authors=tuple(_people(params.get("authors") or params.get("author"), reader)),
        tags=tuple(_tags(reader, page)),
    )


def _people(told: Value, reader: Reader) -> Iterator[str]:
    """The names of authors as front matter tells them: names, keys of `params.authors`, tables."""
    known = reader.param("authors") if told else None
    for one in told if isinstance(told, list | tuple) else [told]:
        person = known.get(one) if isinstance(known, Mapping) and isinstance(one, str) else None
        found = one.get("name") if isinstance(one, Mapping) else None
        if isinstance(person, Mapping):
            found = person.get("name")
        name = in_a_line(str(found or ("" if isinstance(one, Mapping) else one) or ""))
        if name:
            yield name


def _tags(reader: Reader, page: Page) -> Iterator[str]:
    for terms in reader.page_terms(page.key).values():
        for term in terms:
            yield in_a_line(reader.page(term).meta.title)
