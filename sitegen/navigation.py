"""What the sidebar shows on a page: its neighbourhood, never the whole site.

In:  the site and a page.
Out: rows in display order. Their number depends on the depth of the page, not on the site's size,
     so that all sidebars together do not grow with the square of the pages. Sections without an
     address, which are always open, add theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from sitegen.model import Page, PageKey, Site, Struct, Value

MOST_SIBLINGS = 40
"""Rows shown of one folder; of a longer one, those around the page."""


class Row(Struct, frozen=True, kw_only=True):
    """A row of the sidebar, with the rows below it."""

    key: PageKey
    title: str
    url: str
    """The site path; empty for a section without an address, whose pages have some."""

    section: bool
    """Whether it has pages below it."""

    open: bool = False
    """Whether it is the page or lies on the way to it."""

    more: int = 0
    """How many pages are left out here; then the row leads to the page that lists them all."""

    number: int = 0
    """Its place among the numbered rows of its folder, from 1; 0 for one that isn't numbered."""

    badge: str = ""
    """A word behind the title, such as `New`."""

    tone: str = ""
    """How the badge looks: `note`, `tip`, `important`, `warning` or `caution`."""

    children: tuple[Row, ...] = ()


TONES: Mapping[str, str] = {
    "note": "note", "info": "note", "default": "", "tip": "tip", "success": "tip",
    "important": "important", "warning": "warning", "caution": "caution", "danger": "caution",
}  # fmt: skip
"""The names of a badge's looks, those of Starlight among them."""


class Told(Struct, frozen=True):
    """What front matter says of a page's row; https://starlight.astro.build/reference/frontmatter/#sidebar"""

    badge: str = ""
    tone: str = ""
    hidden: bool = False
    label: str = ""
    numbered: bool = True


NOTHING = Told()
"""What most pages say."""


def told(params: Mapping[str, Value]) -> Told:
    """What `sidebar`, `badge` and `numbered` in front matter say."""
    if not params:
        return NOTHING
    sidebar, numbered = params.get("sidebar"), params.get("numbered")
    table = sidebar if isinstance(sidebar, Mapping) else {}
    badge = table.get("badge", params.get("badge"))
    if badge is None and not table and numbered is None and sidebar is None:
        return NOTHING
    if isinstance(badge, Mapping):
        text, tone = badge.get("text"), str(badge.get("variant", "")).lower()
    else:
        text, tone = badge, ""
    return Told(
        badge=text if isinstance(text, str) else "",
        tone=TONES.get(tone, ""),
        hidden=table.get("hidden") is True or sidebar is False,
        label=str(table.get("label") or ""),
        numbered=numbered is not False,
    )


NumbersOf = Callable[[PageKey], Mapping[PageKey, int]]


def numbers(site: Site, parent: PageKey) -> Mapping[PageKey, int]:
    """The place of each numbered page below another one, from 1."""
    members = site.children.get(parent, ())
    numbered = (key for key in members if told(site.pages[key].meta.params).numbered)
    return {key: number for number, key in enumerate(numbered, 1)}


def number_of(site: Site, key: PageKey, numbers_of: NumbersOf) -> str:
    """The number of a page as of a chapter: `3.2`; empty when it or one above it has none.

    A page that is gone has none: the question is asked again for what was made from it.
    """
    found: list[str] = []
    parent = site.pages[key].parent if key in site.pages else None
    while parent is not None:
        number = numbers_of(parent).get(key)
        if number is None:
            return ""
        found.insert(0, str(number))
        key, parent = parent, site.pages[parent].parent
    return ".".join(found)


def rows(site: Site, key: PageKey, numbers_of: NumbersOf) -> tuple[Row, ...]:
    """The sidebar of a page: the top level, opened along the way to the page and at it."""
    way = {key}
    page = site.pages[key]
    while page.parent is not None:
        way.add(page.parent)
        page = site.pages[page.parent]
    return _level(site, page.key, way, numbers_of)


class Asks(Protocol):
    """Who answers which pages a section has."""

    def children(self, key: PageKey) -> tuple[PageKey, ...]:
        """A section's members."""


def same_sidebar(reader: Asks, page: Page) -> PageKey:
    """The page whose rows are the same: the section, when it shows all of its pages."""
    if page.kind != "page" or page.parent is None:
        return page.key
    return page.parent if len(reader.children(page.parent)) <= MOST_SIBLINGS else page.key


def is_always_open(page: Page) -> bool:
    """Whether a page's rows are shown wherever its own is: to a section without an address no link
    leads."""
    return page.kind == "section" and not page.url


def _level(
    site: Site, parent: PageKey, way: set[PageKey], numbers_of: NumbersOf
) -> tuple[Row, ...]:
    members = site.children.get(parent, ())
    shown, left_out = _window(members, way)
    found = []
    number_by_key = numbers_of(parent)
    for member in shown:
        page = site.pages[member]
        is_open, section = member in way, page.kind == "section"
        says = told(page.meta.params)
        if says.hidden:
            continue
        opened = (is_open and section) or is_always_open(page)
        children = _level(site, member, way, numbers_of) if opened else ()
        if not (page.url or children):
            continue
        found.append(
            Row(
                key=member,
                title=says.label or page.meta.link_title,
                url=page.url,
                section=section,
                open=is_open,
                number=number_by_key.get(member, 0),
                badge=says.badge,
                tone=says.tone,
                children=children,
            )
        )
    above = site.pages[parent]
    if left_out and (found or above.url):
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
