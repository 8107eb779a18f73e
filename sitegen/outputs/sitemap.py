"""sitemap.xml: every page with its last change (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The site's map; with several languages one for each, and an index of them."""
    reader = desk.reader
    languages = [language[0] for language in reader.languages()]
    if len(languages) == 1:
        yield Output(path="sitemap.xml", content=_map(reader, several=False))
        return
    names = [f"{language}/sitemap.xml" for language in languages]
    for language, name in zip(languages, names, strict=True):
        reader.speak(language)
        yield Output(path=name, content=_map(reader, several=True))
    reader.speak("")
    places = (escape(reader.address(f"/{name}", absolute=True)) for name in names)
    rows = (f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    yield Output(path="sitemap.xml", content=_file("sitemapindex", f'xmlns="{_NS}"', rows))


def _map(reader: Reader, *, several: bool) -> bytes:
    """The map of a language, in the site's order; pages for missing addresses are not in it.

    Translations: https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
    """
    tags = {language: tag for language, tag, _, _ in reader.languages()}

    def rows() -> Iterator[str]:
        for key in reader.all_pages():
            page = reader.page(key)
            if page.kind == "404" or page.meta.render != "always":
                continue
            address = escape(reader.address(page.url, absolute=True))
            changed = page.meta.lastmod
            lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
            others = reader.translations(key) if several else ()
            alternates = "".join(
                f'<xhtml:link rel="alternate" hreflang="{escape(tags[other.language])}"'
                f' href="{escape(reader.address(other.url, absolute=True))}"/>'
                for other in (reader.page(one) for one in (key, *others) if others)
                if other.meta.render == "always"
            )
            yield f"<url><loc>{address}</loc>{lastmod}{alternates}</url>"

    spaces = f'xmlns="{_NS}"' + (' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if several else "")
    return _file("urlset", spaces, rows())


def _file(tag: str, spaces: str, rows: Iterable[str]) -> bytes:
    lines = ('<?xml version="1.0" encoding="utf-8"?>', f"<{tag} {spaces}>", *rows, f"</{tag}>\n")
    return "\n".join(lines).encode()


SITEMAP = OutputFormat(name="sitemap", scope="site", emit=emit)
