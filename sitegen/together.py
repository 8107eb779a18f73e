"""A page with all below it as one text: a whole section, to be printed or read at a stretch.

In:  a reader of the site, the key of a list page.
Out: the texts in reading order, with ids that are unique in the whole; links between the pages lead
     inside of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape, unescape

from sitegen import embedding, paths
from sitegen.model import PageKey, Struct
from sitegen.queries import Reader

_NOT_NAME = re.compile(r"[\W_]+")
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_APART = "--"
"""Between the name of a page and an id in it: no name has it."""


class Contained(Struct, frozen=True, kw_only=True):
    """A page in the whole."""

    key: PageKey
    id: str
    depth: int
    """0 for the page that contains the others, 1 for those right below it."""

    html: str
    """Its text; headings are as many levels lower as the page is deep."""

    titled: bool
    """Whether the text begins with the page's title as a heading."""


def together(reader: Reader, key: PageKey) -> list[Contained]:
    """The page and those below it; `print = false` in front matter leaves out a page alone."""
    found = list(dict.fromkeys(_below(reader, key, 0)))
    names = _names(reader, [one for one, _ in found])
    texts = {}
    for one, _ in found:
        html = reader.fill(one, reader.content(one))
        texts[one] = reader.with_terms(one, html)
    ids = {one: embedding.ids_of(html) for one, html in texts.items()}
    addresses = {one: reader.address(reader.page(one).url) for one in texts}
    aims = {addresses[one]: (names[one], frozenset(ids[one])) for one in texts}
    return [
        Contained(
            key=one,
            id=names[one],
            depth=depth,
            html=_moved(texts[one], names[one], addresses[one], partial(_aim, aims), depth),
            titled=_is_titled(reader, one),
        )
        for one, depth in found
    ]


def _below(reader: Reader, key: PageKey, depth: int) -> Iterator[tuple[PageKey, int]]:
    page = reader.page(key)
    shown = page.meta.render == "always" and page.meta.listing != "never"
    if depth == 0 or (shown and page.meta.params.get("print") is not False):
        yield key, depth
    # the pages of a term lie elsewhere, with what is below them
    if page.kind in ("home", "section") or (depth == 0 and page.kind == "term"):
        for child in reader.children(key):
            if page.kind == "term":
                yield child, depth + 1
            else:
                yield from _below(reader, child, depth + 1)


def _names(reader: Reader, keys: list[PageKey]) -> dict[PageKey, str]:
    """A page's name in the whole, by its address: it stays when others come or go."""
    found: dict[PageKey, str] = {}
    taken: set[str] = set()
    for key in keys:
        url = paths.decoded(reader.page(key).url).removesuffix("index.html").removesuffix(".html")
        stem = name = _NOT_NAME.sub("-", url).strip("-").lower() or "home"
        number = 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        found[key] = name
    return found


def _moved(html: str, name: str, address: str, aim: Callable[[str], str | None], depth: int) -> str:
    html = embedding.apart(html, name + _APART, escape(address), aim)
    if not depth:
        return html
    return _HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + depth)}", html)


def _aim(aims: Mapping[str, tuple[str, frozenset[str]]], value: str) -> str | None:
    """Where a link in the whole leads instead; None for one that leads out of it."""
    path, _, fragment = unescape(value).partition("#")
    found = aims.get(path)
    if found is None:
        return None
    name, ids = found
    inside = fragment and paths.decoded(fragment) in ids
    return f"#{name}{_APART}{escape(fragment)}" if inside else f"#{name}"


def _is_titled(reader: Reader, key: PageKey) -> bool:
    headings = reader.headings(key)
    title = reader.page(key).meta.title
    return bool(headings) and headings[0].level == 1 and headings[0].text == title
