"""What pages are to each other once all are there: their order, dates of lists, translations.

In:  the pages of a site.
Out: them in order with their parents, their neighbours, the newest, the same in other languages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from sitegen import paths
from sitegen.model import Page, PageKey, Term
from sitegen.specials import SPECIALS


def in_order(pages: Iterable[Page]) -> list[Page]:
    """The default order: weight (0 last), newest date, title, key; with each page's parent set.

    https://gohugo.io/quick-reference/glossary/#default-sort-order
    """
    listed = sorted(pages, key=order_key)
    folders = {page.section: page.key for page in listed if stands_for_folder(page)}
    return [msgspec.structs.replace(page, parent=_parent(page, folders)) for page in listed]


_DATES = ("date", "lastmod", "publish_date")

_Days = dict[str, datetime]
"""The newest day of each of the dates."""


def dated(pages: Sequence[Page], terms: Mapping[str, Sequence[Term]]) -> Iterator[Page]:
    """The pages; a list without dates of its own has the newest ones of the pages below it."""
    lists = {page.section: page.key for page in pages if stands_for_folder(page)}
    languages = {page.key: page.language for page in pages}
    days: dict[PageKey, _Days] = {}
    below: dict[tuple[str, str], _Days] = {}
    for page in pages:
        if page.kind in ("page", "section") and page.meta.listing == "always":
            own = {n: day for n in _DATES if (day := getattr(page.meta, n)) is not None}
            if own:
                days[page.key] = own
                folder = page.section if page.kind == "page" else paths.parent(page.section)
                if page.kind == "page" or page.section:
                    _keep_newest(below.setdefault((folder, page.language), {}), own)
    newest: dict[PageKey, _Days] = {}
    for (folder, language), found in below.items():
        for up in (folder, *paths.parents(folder)):
            if up in lists and languages[lists[up]] == language:
                _keep_newest(newest.setdefault(lists[up], {}), found)
    for taxonomy, listed in terms.items():
        for term in listed:
            found = {}
            for key in term.pages:
                if key in days and languages[key] == languages[term.key]:
                    _keep_newest(found, days[key])
            if found:
                _keep_newest(newest.setdefault(term.key, {}), found)
                if taxonomy in lists and languages[lists[taxonomy]] == languages[term.key]:
                    _keep_newest(newest.setdefault(lists[taxonomy], {}), found)
    for page in pages:
        if page.key in newest and page.meta.date is None and page.meta.lastmod is None:
            meta = msgspec.structs.replace(page.meta, **newest[page.key])
            yield msgspec.structs.replace(page, meta=meta)
        else:
            yield page


def _keep_newest(known: _Days, found: _Days) -> None:
    for name, day in found.items():
        before = known.get(name)
        if before is None or before < day:
            known[name] = day


def order_key(page: Page) -> tuple[bool, int, float, str, str]:
    """What pages are sorted by."""
    meta = page.meta
    return (meta.weight == 0, meta.weight, age(page), sort_text(meta.link_title), page.key)


def age(page: Page) -> float:
    """What sorts the newest first; pages without a date come last."""
    return -page.meta.date.timestamp() if page.meta.date else float("inf")


def sort_text(text: str) -> str:
    """A text as it is sorted: case and accents aside, on every machine alike."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def translations(
    pages: Mapping[PageKey, Page], roots: Mapping[str, str]
) -> dict[PageKey, tuple[PageKey, ...]]:
    """A page to those that are the same in other languages.

    They have the same path, or front matter's `translationKey` in common.
    https://gohugo.io/content-management/multilingual/#translate-your-content
    """
    if len(roots) < 2:
        return {}
    groups: dict[tuple[str, str], dict[str, PageKey]] = {}
    for key, page in pages.items():
        given = page.meta.params.get("translationkey")
        root = roots[page.language]
        path = paths.inside(root, page.place or page.section)
        name = path.removesuffix("/_index").removesuffix("/index").removesuffix("_index")
        own = ("key", str(given)) if given else ("path", f"{page.kind}/{name.lower()}")
        groups.setdefault(own, {})[page.language] = key
    return {
        key: tuple(
            group[other]
            for other in roots
            if other in group and group[other] != key and pages[group[other]].meta.render != "never"
        )
        for group in groups.values()
        if len(group) > 1
        for key in group.values()
    }


def recent(pages: Iterable[Page]) -> tuple[PageKey, ...]:
    """Regular pages, newest first; those without a date last."""
    listed = [page for page in pages if page.kind == "page" and page.meta.listing == "always"]
    return tuple(page.key for page in sorted(listed, key=age))


def stands_for_folder(page: Page) -> bool:
    """Whether a page is the one of its section."""
    return page.kind != "page" and page.kind not in SPECIALS


def _parent(page: Page, folders: Mapping[str, PageKey]) -> PageKey | None:
    if page.kind == "home":
        return None
    ups = paths.parents(page.section) if stands_for_folder(page) else (
        page.section, *paths.parents(page.section)
    )  # fmt: skip
    for folder in ups:
        if folder in folders and folders[folder] != page.key:
            return folders[folder]
    return None


def neighbours(
    homes: Sequence[PageKey],
    children: Mapping[PageKey, tuple[PageKey, ...]],
    pages: Mapping[PageKey, Page],
) -> dict[PageKey, tuple[PageKey | None, PageKey | None]]:
    """Each page's previous and next one in reading order: down the tree, sections' texts first."""
    found: dict[PageKey, tuple[PageKey | None, PageKey | None]] = {}
    for home in homes:
        order: list[PageKey] = []
        waiting = [home]
        while waiting:
            key = waiting.pop()
            if key in pages:
                if pages[key].path and pages[key].kind in ("page", "section"):
                    order.append(key)
                waiting += reversed(children.get(key, ()))
        around: list[PageKey | None] = [None, *order, None]
        found |= {key: (around[i], around[i + 2]) for i, key in enumerate(order)}
    return found
