"""sitemap.xml: every page with its last change (https://www.sitemaps.org/protocol.html).

A map that would be too large for the protocol is several files, and an index of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape

from sitegen import paths
from sitegen.model import Output, PageKey, Struct, Value, Whereabouts
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

MOST_URLS = 50_000
MOST_BYTES = 50 * 1024 * 1024
"""What a file of a map may hold at most."""


def map_name(settings: Mapping[str, Value]) -> str:
    """The file's name, by the settings `sitemap`."""
    return paths.normalized(str(settings.get("filename") or "sitemap.xml")) or "sitemap.xml"


_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


class _Row(Struct, frozen=True, kw_only=True):
    """A page in a map."""

    text: bytes
    lastmod: datetime | None


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The site's map; with several languages one for each, and an index of them."""
    reader = desk.reader
    file = map_name(reader.setting("sitemap"))
    several = len(reader.languages()) > 1
    found: list[tuple[str, list[_Row]]] = []
    for language in reader.in_each_language():
        parts = list(divided(_rows(reader, several=several)))
        name = f"{language}/{file}" if several else file
        names = (
            [name] if len(parts) == 1 else [_numbered(name, n) for n in range(1, len(parts) + 1)]
        )
        found += zip(names, parts, strict=True)
    spaces = f'xmlns="{_NS}"' + (f' xmlns:xhtml="{_XHTML}"' if several else "")
    for name, rows in found:
        yield Output(path=name, content=_file("urlset", spaces, (row.text for row in rows)))
    if several or len(found) > 1:
        index = (_entry(reader, name, rows) for name, rows in found)
        yield Output(path=file, content=_file("sitemapindex", f'xmlns="{_NS}"', index))


def divided(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows of each file of a map; one without rows has one file."""
    part: list[_Row] = []
    size = _AROUND
    for row in rows:
        if part and (len(part) == MOST_URLS or size + len(row.text) + 1 > MOST_BYTES):
            yield part
            part, size = [], _AROUND
        part.append(row)
        size += len(row.text) + 1
    yield part


def _numbered(name: str, number: int) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem or suffix}-{number}{dot}{suffix}" if dot else f"{name}-{number}"


def _entry(reader: Reader, name: str, rows: Iterable[_Row]) -> bytes:
    place = escape(reader.address(f"/{paths.encoded(name)}", absolute=True))
    newest = max((row.lastmod for row in rows if row.lastmod), default=None)
    return f"<sitemap><loc>{place}</loc>{_lastmod(newest)}</sitemap>".encode()


def _rows(reader: Reader, *, several: bool) -> Iterator[_Row]:
    """The pages of a language, by their files; pages for missing addresses are not among them."""
    usual: Mapping[str, Value] = reader.setting("sitemap")
    tags = {language: tag for language, tag, _, _ in reader.languages()}
    for key in reader.page_keys():
        page = reader.whereabouts(key)
        own = page.sitemap
        told = {**usual, **own} if isinstance(own, Mapping) else usual
        if page.kind in ("404", "search") or not page.written or told.get("disable"):
            continue
        address = escape(reader.address(page.url, absolute=True))
        others = "".join(_alternates(reader, key, page, tags)) if several else ""
        hints = "".join(
            f"<{name}>{escape(str(told[name]))}</{name}>"
            for name in ("changefreq", "priority")
            if told.get(name) not in (None, "", -1)
        )
        text = f"<url><loc>{address}</loc>{_lastmod(page.lastmod)}{hints}{others}</url>"
        yield _Row(text=text.encode(), lastmod=page.lastmod)


def _alternates(
    reader: Reader, key: PageKey, page: Whereabouts, tags: Mapping[str, str]
) -> Iterator[str]:
    """The page in each language, and which of them is for all others.

    https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
    """
    others = [reader.whereabouts(one) for one in reader.translations(key)]
    if not others:
        return
    default = reader.setting("default_language")
    for other in (page, *others):
        if other.written:
            href = escape(reader.address(other.url, absolute=True))
            named = [tags[other.language], *(["x-default"] if other.language == default else ())]
            for tag in named:
                yield f'<xhtml:link rel="alternate" hreflang="{escape(tag)}" href="{href}"/>'


def _lastmod(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""


def _file(tag: str, spaces: str, rows: Iterable[bytes]) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{tag} {spaces}>'.encode()
    return b"\n".join((head, *rows, f"</{tag}>\n".encode()))


_AROUND = 300
"""More bytes than stand around the rows of a file."""

SITEMAP = OutputFormat(name="sitemap", scope="site", emit=emit)
