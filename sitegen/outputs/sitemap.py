"""sitemap.xml: every page with its last change (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from sitegen import paths
from sitegen.model import Output, PageKey, Value
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader


def map_name(settings: Mapping[str, Value]) -> str:
    """The file's name, by the settings `sitemap`."""
    return paths.normalized(str(settings.get("filename") or "sitemap.xml")) or "sitemap.xml"


_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """The site's map; with several languages one for each, and an index of them."""
    reader = desk.reader
    languages = [language[0] for language in reader.languages()]
    file = map_name(reader.setting("sitemap"))
    if len(languages) == 1:
        yield Output(path=file, content=_map(reader, several=False))
        return
    names = [f"{language}/{file}" for language in languages]
    for language, name in zip(languages, names, strict=True):
        reader.speak(language)
        yield Output(path=name, content=_map(reader, several=True))
    reader.speak("")
    places = (escape(reader.address(f"/{name}", absolute=True)) for name in names)
    rows = (f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    yield Output(path=file, content=_file("sitemapindex", f'xmlns="{_NS}"', rows))


def _map(reader: Reader, *, several: bool) -> bytes:
    """The map of a language, by the pages' files; pages for missing addresses are not in it.

    Translations: https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap
    """
    usual: Mapping[str, Value] = reader.setting("sitemap")
    tags = {language: tag for language, tag, _, _ in reader.languages()}

    def rows() -> Iterator[str]:
        for key in reader.page_keys():
            page = reader.whereabouts(key)
            own = page.sitemap
            told = {**usual, **own} if isinstance(own, Mapping) else usual
            if page.kind in ("404", "search") or not page.written or told.get("disable"):
                continue
            address = escape(reader.address(page.url, absolute=True))
            lastmod = f"<lastmod>{page.lastmod.isoformat()}</lastmod>" if page.lastmod else ""
            others = reader.translations(key) if several else ()
            alternates = "".join(
                f'<xhtml:link rel="alternate" hreflang="{escape(tags[other.language])}"'
                f' href="{escape(reader.address(other.url, absolute=True))}"/>'
                for other in (reader.whereabouts(one) for one in (key, *others) if others)
                if other.written
            )
            hints = "".join(
                f"<{name}>{escape(str(told[name]))}</{name}>"
                for name in ("changefreq", "priority")
                if told.get(name) not in (None, "", -1)
            )
            yield f"<url><loc>{address}</loc>{lastmod}{hints}{alternates}</url>"

    spaces = f'xmlns="{_NS}"' + (' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if several else "")
    return _file("urlset", spaces, rows())


def _file(tag: str, spaces: str, rows: Iterable[str]) -> bytes:
    lines = ('<?xml version="1.0" encoding="utf-8"?>', f"<{tag} {spaces}>", *rows, f"</{tag}>\n")
    return "\n".join(lines).encode()


SITEMAP = OutputFormat(name="sitemap", scope="site", emit=emit)
