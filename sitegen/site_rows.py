"""Every page as a row of site.json.

In:  the site, its links, the pages' facts, headings and texts.
Out: the rows of a language as JSON, in the site's order.

The fields are those of `content/reference/site-json.md`. One edit remakes one row: a row is kept
beside the fingerprint of what it was made from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

import msgspec

from sitegen import paths
from sitegen.config import Config, file_of
from sitegen.model import (
    LinkGraph,
    OtherForms,
    Outline,
    Page,
    PageFacts,
    PageKey,
    PageLinks,
    Site,
    Struct,
    Value,
)
from sitegen.packing import digest, fingerprint, to_json
from sitegen.specials import SPECIALS

_NO_LINKS = PageLinks()


class Source(Struct, frozen=True, kw_only=True):
    """What rows are made from."""

    config: Config
    site: Site
    graph: LinkGraph
    facts: Mapping[str, PageFacts]
    outline: Callable[[PageKey], Outline]
    forms: Callable[[PageKey], OtherForms]


class _Around(Struct, frozen=True, kw_only=True, array_like=True):
    """What a row says of other pages."""

    parent: str | None
    terms: Mapping[str, list[str]]
    translations: list[tuple[str, str]]


class _Known(Struct, frozen=True, kw_only=True):
    """What a row's fingerprint was made from: the same objects give the same."""

    page: Page
    links: PageLinks
    facts: PageFacts | None
    around: _Around
    print: bytes


class SiteRows:
    """The rows of pages, each kept as long as what it was made from."""

    def __init__(self) -> None:
        self._known: dict[PageKey, _Known] = {}
        self._rows: dict[PageKey, tuple[bytes, bytes]] = {}
        self._sites: dict[str, Site] = {}
        """The site for which a language's pages were looked up last."""

    def print_of(self, source: Source, language: str) -> bytes:
        """The fingerprint of a language's rows."""
        return digest(b"".join(known.print for known in self._looked_up(source, language)))

    def rows(self, source: Source, language: str) -> bytes:
        """The rows of a language, a line each."""
        found = []
        for known in self._looked_up(source, language):
            key = known.page.key
            row = self._rows.get(key)
            if row is None or row[0] != known.print:
                row = self._rows[key] = known.print, msgspec.json.encode(_row(source, known))
            found.append(row[1])
        return b",\n".join(found)

    def _looked_up(self, source: Source, language: str) -> list[_Known]:
        site, links, facts, before = source.site, source.graph.pages, source.facts, self._known
        same_site = site is self._sites.get(language)
        found = []
        for key, page in site.pages.items():
            if page.language != language or not _is_listed(page):
                continue
            known = before.get(key)
            own, fact = links.get(key, _NO_LINKS), facts.get(key)
            if not (
                known is not None
                and known.page is page
                and known.links is own
                and known.facts is fact
                and (same_site or known.around == _around(source, page))
            ):
                known = before[key] = _known(source, page, own, fact)
            found.append(known)
        self._sites[language] = site
        return found


def _is_listed(page: Page) -> bool:
    meta = page.meta
    return meta.listing == "always" and meta.render == "always" and page.kind not in SPECIALS


def _known(source: Source, page: Page, links: PageLinks, facts: PageFacts | None) -> _Known:
    around = _around(source, page)
    text = (facts.forms, facts.headings, facts.words, facts.excerpt) if facts is not None else ()
    made_from = (to_json(page), links.urls, text, around)
    return _Known(
        page=page, links=links, facts=facts, around=around, print=fingerprint(made_from)
    )  # fmt: skip


def _around(source: Source, page: Page) -> _Around:
    pages = source.site.pages
    parent = pages.get(page.parent) if page.parent is not None else None
    return _Around(
        parent=parent.url if parent is not None else None,
        terms={
            name: [pages[term].meta.title for term in terms]
            for name, terms in source.site.page_terms.get(page.key, {}).items()
        },
        translations=[
            (pages[other].language, pages[other].url)
            for other in source.site.translations.get(page.key, ())
        ],
    )


def _row(source: Source, known: _Known) -> dict[str, Any]:
    page, facts, around = known.page, known.facts, known.around
    key, meta = page.key, page.meta

    def address(url: str) -> str:
        return paths.absolute(url, source.config.base_url)

    return {
        "url": address(page.url),
        "kind": page.kind,
        "type": page.type,
        "title": meta.title,
        "linkTitle": meta.link_title or meta.title,
        "description": meta.description,
        "excerpt": facts.excerpt if facts is not None else "",
        "file": file_of(source.config, page.language, key) if page.path else None,
        "parent": address(around.parent) if around.parent is not None else None,
        "date": _plain(meta.date),
        "lastmod": _plain(meta.lastmod),
        "publishDate": _plain(meta.publish_date),
        "expiryDate": _plain(meta.expiry_date),
        "weight": meta.weight,
        "draft": meta.draft,
        "keywords": meta.keywords,
        "aliases": meta.aliases,
        "terms": around.terms,
        "params": _plain(meta.params),
        "translations": [
            {"language": language, "url": address(url)} for language, url in around.translations
        ],
        "headings": [
            {"level": one.level, "id": one.id, "text": one.text}
            for one in source.outline(key).headings
        ],
        "links": list(dict.fromkeys(map(address, _in_site(known.links.urls)))),
        "words": facts.words if facts is not None else 0,
        "text": source.forms(key).plain,
    }


def _in_site(urls: Iterable[str]) -> Iterable[str]:
    return filter(paths.is_site_path, urls)


def _plain(value: Value) -> Value:
    """A value of front matter as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value
