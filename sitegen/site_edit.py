"""The site after an edit of front matter that moves no page to another address or list.

In:  a site, and for some of its pages the front matter before and after.
Out: the site that `assemble` would make of it, or None where it takes that.

A title concerns the page's card, and its place in the lists that it is in. At ten thousand pages
that is a thousandth of putting everything together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.config import Config, in_language
from sitegen.diagnostics import has_errors
from sitegen.model import Diagnostic, MenuEntry, Meta, Page, PageKey, Site
from sitegen.site_order import age, neighbours, order_key

_FREE = ("title", "link_title", "description", "summary", "keywords", "weight", "layout", "lines")
"""The fields of a regular page that say nothing of its address, its lists or its dates."""

_BINDING = ("menu", "menus", "translationkey")
"""The parameters that say where a page is found."""


def edited(
    site: Site,
    metas: Mapping[PageKey, tuple[Meta, Meta]],
    config: Config,
    problems: Sequence[Diagnostic],
) -> Site | None:
    """The site with other front matter of some pages: each one's before and after.

    `problems` are those of the site; a page that has one is not for here, nor is a site whose pages
    claim each other's addresses.
    """
    if has_errors(problems):
        return None
    blamed = {problem.position.path for problem in problems if problem.position is not None}
    shown = {entry for menus in site.menus.values() for entry in _pages_of(menus.values())}
    pages = dict(site.pages)
    moved = []
    for key, (before, after) in metas.items():
        page = pages.get(key)
        if page is None or page.path in blamed or key in shown:
            return None
        changed = _edited(page, before, after, in_language(config, page.language))
        if changed is None:
            return None
        pages[key] = changed
        if order_key(changed) != order_key(page):
            moved.append(key)
    if not moved:
        return msgspec.structs.replace(site, pages=pages)
    return _in_order(msgspec.structs.replace(site, pages=pages), moved)


def _pages_of(menus: Iterable[tuple[MenuEntry, ...]]) -> Iterable[PageKey]:
    for entries in menus:
        for entry in entries:
            if entry.page is not None:
                yield entry.page
            yield from _pages_of((entry.children,))


def _edited(page: Page, before: Meta, after: Meta, config: Config) -> Page | None:
    """A page with other front matter; None when that may matter to the address or to lists."""
    if page.kind != "page" or page.meta.render != "always" or not after.title:
        return None
    if any("title" in one or "slug" in one for one in config.permalinks.get("page", {}).values()):
        return None
    free = {name: getattr(after, name) for name in _FREE}
    if msgspec.structs.replace(before, **free, params=after.params) != after:
        return None
    told, tells = before.params, after.params
    if any(told.get(name) != tells.get(name) for name in _BINDING):
        return None
    free["link_title"] = after.link_title or after.title
    return msgspec.structs.replace(
        page, meta=msgspec.structs.replace(page.meta, **free, params=tells)
    )


def _in_order(site: Site, moved: Iterable[PageKey]) -> Site:
    """The site with some pages put where they belong in its order."""
    gone = set(moved)
    listed = [page for key, page in site.pages.items() if key not in gone]
    for key in gone:
        page = site.pages[key]
        listed.insert(bisect_left(listed, order_key(page), key=order_key), page)
    pages = {page.key: page for page in listed}
    place = {key: number for number, key in enumerate(pages)}
    lists: set[PageKey | None] = {pages[key].parent for key in gone}
    for key in gone:
        lists.update(*site.page_terms.get(key, {}).values())
    children = dict(site.children)
    for list_key in lists:
        if list_key is not None and list_key in children:
            children[list_key] = tuple(sorted(children[list_key], key=place.__getitem__))
    homes = [site.folders[root] for root in site.roots.values()]
    newest = [key for key in site.recent if key not in gone]

    def newness(key: PageKey) -> tuple[float, int]:
        return age(pages[key]), place[key]

    for key in gone & set(site.recent):
        newest.insert(bisect_left(newest, newness(key), key=newness), key)
    return msgspec.structs.replace(
        site,
        pages=pages,
        children=children,
        neighbours=neighbours(homes, children, pages),
        recent=tuple(newest),
    )
