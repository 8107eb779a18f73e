"""What the sidebar shows on a page: its neighbourhood, never the whole site.

In:  the site and a page.
Out: rows in display order. Their number depends on the depth of the page, not on the site's size,
     so that all sidebars together do not grow with the square of the pages.
"""

from __future__ import annotations

from typing import Protocol

from sitegen.model import Page, PageKey, Site, Struct

MOST_SIBLINGS = 40
"""Rows shown of one folder; of a longer one, those around the page."""


class Row(Struct, frozen=True, kw_only=True):
    """A row of the sidebar, with the rows below it."""

    key: PageKey
    title: str
    url: str
    """The site path."""

    section: bool
    """Whether it has pages below it."""

    open: bool = False
    """Whether it is the page or lies on the way to it."""

    more: int = 0
    """How many pages are left out here; then the row leads to the page that lists them all."""

    children: tuple[Row, ...] = ()


def rows(site: Site, key: PageKey) -> tuple[Row, ...]:
    """The sidebar of a page: the top level, opened along the way to the page and at it."""
    way = {key}
    page = site.pages[key]
    while page.parent is not None:
        way.add(page.parent)
        page = site.pages[page.parent]
    return _level(site, page.key, way)


class Asks(Protocol):
    """Who answers which pages a section has."""

    def children(self, key: PageKey) -> tuple[PageKey, ...]:
        """A section's members."""


def same_sidebar(reader: Asks, page: Page) -> PageKey:
    """The page whose rows are the same: the section, when it shows all of its pages."""
    if page.kind != "page" or page.parent is None:
        return page.key
    return page.parent if len(reader.children(page.parent)) <= MOST_SIBLINGS else page.key


def _level(site: Site, parent: PageKey, way: set[PageKey]) -> tuple[Row, ...]:
    shown, left_out = _window(site.children.get(parent, ()), way)
    found = []
    for member in shown:
        page = site.pages[member]
        is_open, section = member in way, page.kind == "section"
        found.append(
            Row(
                key=member,
                title=page.meta.link_title,
                url=page.url,
                section=section,
                open=is_open,
                children=_level(site, member, way) if is_open and section else (),
            )
        )
    if left_out:
        above = site.pages[parent]
        found.append(
            Row(key=parent, title=above.meta.link_title, url=above.url, section=True, more=left_out)
        )
    return tuple(found)


def _window(members: tuple[PageKey, ...], way: set[PageKey]) -> tuple[tuple[PageKey, ...], int]:
    if len(members) <= MOST_SIBLINGS:
        return members, 0
    here = next((i for i, member in enumerate(members) if member in way), 0)
    start = min(max(0, here - MOST_SIBLINGS // 2), len(members) - MOST_SIBLINGS)
    return members[start : start + MOST_SIBLINGS], len(members) - MOST_SIBLINGS
