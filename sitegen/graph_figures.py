"""How the pages of a site hang together: orphans, dead ends, hubs, islands.

In:  a site and where its links lead.
Out: `GraphFigures`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from sitegen.model import LinkGraph, MenuEntry, Page, PageKey, Site, Struct

_BROKEN = ("broken-link", "broken-ref", "broken-fragment")
MOST_HUBS = 10
"""Hubs that are named."""


class GraphFigures(Struct, frozen=True, kw_only=True):
    """What links make of a site. Pages are in the site's order unless it says otherwise."""

    pages: tuple[PageKey, ...]
    """All that have a file and an address: regular pages, sections, the home page."""

    links: int
    """From page to page, each pair of pages once."""

    broken: int
    """Links whose page, file or heading is not there."""

    orphans: tuple[PageKey, ...]
    """Regular pages to which no text of another page and no menu leads. The lists that a theme
    makes of all pages don't count, or there would be none."""

    unlisted: tuple[PageKey, ...]
    """Those of the orphans that no list has either."""

    dead_ends: tuple[PageKey, ...]
    """Regular pages that lead to no other page."""

    most_linked: tuple[tuple[PageKey, int], ...]
    """The pages to which most pages lead, and how many do; most first."""

    most_linking: tuple[tuple[PageKey, int], ...]
    """The pages that lead to most pages, and to how many."""

    components: tuple[tuple[PageKey, ...], ...]
    """Groups of pages that hang together by links, whichever way they lead; the largest first."""


def graph_figures(site: Site, graph: LinkGraph, language: str = "") -> GraphFigures:
    """The figures of the pages in a language; of all without one."""
    pages = [
        page for page in site.pages.values()
        if page.path and page.meta.render == "always" and page.kind in ("page", "section", "home")
        if not language or page.language == language
    ]  # fmt: skip
    own = {page.key for page in pages}
    out: dict[PageKey, Set[PageKey]] = {}
    into: dict[PageKey, int] = dict.fromkeys((page.key for page in pages), 0)
    broken = 0
    for page in pages:
        links = graph.pages.get(page.key)
        targets = (
            {one for one in links.targets if one is not None and one in own} if links else set()
        )
        broken += sum(one.code in _BROKEN for one in links.problems) if links else 0
        out[page.key] = targets
        for target in targets:
            into[target] += 1
    named = {
        entry.page
        for menus in site.menus.values()
        for entries in menus.values()
        for entry in _flat(entries)
    }
    regular = [page for page in pages if page.kind == "page"]
    orphans = [page for page in regular if not into[page.key] and page.key not in named]
    return GraphFigures(
        pages=tuple(page.key for page in pages),
        links=sum(into.values()),
        broken=broken,
        orphans=tuple(page.key for page in orphans),
        unlisted=tuple(page.key for page in orphans if not _is_listed(page)),
        dead_ends=tuple(page.key for page in regular if not out[page.key]),
        most_linked=_most(into),
        most_linking=_most({key: len(targets) for key, targets in out.items()}),
        components=_components(out),
    )


def _is_listed(page: Page) -> bool:
    return page.meta.listing != "never"


def _flat(entries: Sequence[MenuEntry]) -> Iterator[MenuEntry]:
    for entry in entries:
        yield entry
        yield from _flat(entry.children)


def _most(counts: Mapping[PageKey, int]) -> tuple[tuple[PageKey, int], ...]:
    found = sorted(((key, n) for key, n in counts.items() if n), key=lambda one: (-one[1], one[0]))
    return tuple(found[:MOST_HUBS])


def _components(out: Mapping[PageKey, Set[PageKey]]) -> tuple[tuple[PageKey, ...], ...]:
    beside: dict[PageKey, set[PageKey]] = {key: set(targets) for key, targets in out.items()}
    for key, targets in out.items():
        for target in targets:
            beside[target].add(key)
    place = {key: number for number, key in enumerate(out)}
    seen: set[PageKey] = set()
    found = []
    for start in out:
        if start in seen:
            continue
        seen.add(start)
        group, waiting = [start], [start]
        while waiting:
            fresh = beside[waiting.pop()] - seen
            seen |= fresh
            group += fresh
            waiting += fresh
        found.append(tuple(sorted(group, key=place.__getitem__)))
    return tuple(sorted(found, key=lambda group: (-len(group), place[group[0]])))
