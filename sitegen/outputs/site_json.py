"""site.json: every page of a language with what is known of it, for programs.

The fields are those of `content/reference/site-json.md`; a later version may have more of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

import msgspec

from sitegen import paths
from sitegen.model import Output, Page, PageKey, Value
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader
from sitegen.specials import SPECIALS

NAME = "site.json"
VERSION = 1


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """A file for each language, with `siteJSON = true`."""
    reader = desk.reader
    for language in [one[0] for one in reader.languages()]:
        reader.speak(language)
        if reader.setting("site_json"):
            path = paths.below(str(reader.setting("language_root")), NAME)
            yield Output(path=path, content=b"".join(_site(reader)))
    reader.speak("")


def _site(reader: Reader) -> Iterator[bytes]:
    head = {
        "version": VERSION,
        "title": str(reader.setting("title")),
        "url": reader.address(reader.page(reader.home()).url, absolute=True),
        "language": reader.language_tag(),
    }
    yield msgspec.json.encode(head)[:-1] + b',"pages":['
    first = True
    for key in reader.all_pages():
        page = reader.page(key)
        if page.kind not in SPECIALS and page.meta.render == "always":
            # a line a page, so that tools which go by lines can follow
            yield (b"\n" if first else b",\n") + msgspec.json.encode(_page(reader, page))
            first = False
    yield b"\n]}\n"


def _page(reader: Reader, page: Page) -> dict[str, Any]:
    key, meta = page.key, page.meta
    address = reader.address(page.url, absolute=True)
    parent = reader.page(page.parent) if page.parent is not None else None
    return {
        "url": address,
        "kind": page.kind,
        "type": page.type,
        "title": meta.title,
        "linkTitle": meta.link_title or meta.title,
        "description": meta.description,
        "excerpt": reader.excerpt(key),
        "file": reader.file_path(page) if page.path else None,
        "parent": reader.address(parent.url, absolute=True) if parent else None,
        "date": _plain(meta.date),
        "lastmod": _plain(meta.lastmod),
        "publishDate": _plain(meta.publish_date),
        "expiryDate": _plain(meta.expiry_date),
        "weight": meta.weight,
        "draft": meta.draft,
        "keywords": meta.keywords,
        "aliases": meta.aliases,
        "terms": {
            name: [reader.page(term).meta.title for term in terms]
            for name, terms in reader.page_terms(key).items()
        },
        "params": _plain(meta.params),
        "translations": [
            {"language": other.language, "url": reader.address(other.url, absolute=True)}
            for other in map(reader.page, reader.translations(key))
        ],
        "headings": [
            {"level": one.level, "id": one.id, "text": one.text} for one in reader.headings(key)
        ],
        "links": list(_links(reader, key)),
        "words": reader.words(key),
        "text": reader.forms(key).plain,
    }


def _links(reader: Reader, key: PageKey) -> Iterable[str]:
    """Where the page's links in the site lead, each address once, in order."""
    found = (url for url in reader.urls(key) if paths.is_site_path(url))
    return dict.fromkeys(reader.address(url, absolute=True) for url in found)


def _plain(value: Value) -> Value:
    """A value of front matter as JSON has it."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


SITE_JSON = OutputFormat(name="sitejson", scope="site", emit=emit)
