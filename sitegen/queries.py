"""Every question that a template or an output may ask about the site.

In:  a `Snapshot`.
Out: a `Reader`, which answers and notes each question with its argument. The notes are an output's
     trace: what it was made from, at the grain at which answers change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import msgspec

from sitegen import linkgraph, navigation, paths
from sitegen.diagnostics import error
from sitegen.model import (
    Backlink,
    Body,
    Diagnostic,
    Link,
    LinkSlot,
    MenuEntry,
    Page,
    PageKey,
    Parts,
    ShortcodeSlot,
    Term,
    Trace,
    Value,
)
from sitegen.shortcodes import Filled
from sitegen.site import sort_text
from sitegen.snapshot import Snapshot
from sitegen.spool import read_spool

FillShortcode = Callable[["Reader", PageKey, ShortcodeSlot, int], Filled]
"""Renders a shortcode that asked for the site: reader, page, slot, number of the page's links."""

MOST_NESTED = 20
"""How deep pages may show each other by shortcodes before it counts as endless."""

_decode = msgspec.msgpack.Decoder(Body).decode
_EMPTY = Body(parts=(), summary=(), truncated=False)


class Reader:
    """Answers questions about a site for one output, and remembers them."""

    def __init__(self, snapshot: Snapshot, fill_shortcode: FillShortcode) -> None:
        self._snapshot = snapshot
        self._fill_shortcode = fill_shortcode
        self._reads: set[tuple[str, str]] = set()
        self._filling: list[object] = []
        self.problems: list[Diagnostic] = []
        self.base = paths.base_path(snapshot.config.base_url)

    def trace(self) -> Trace:
        """The questions asked so far."""
        return Trace(reads=tuple(sorted(self._reads)))

    def note(self, query: str, argument: str = "") -> None:
        """Remember a question."""
        self._reads.add((query, argument))

    # --- the site -------------------------------------------------------------------------

    def setting(self, name: str) -> Value:
        """A field of the configuration."""
        self._reads.add(("setting", name))
        return getattr(self._snapshot.config, name)

    def param(self, name: str) -> Value:
        """One of the site's own parameters, or None."""
        self._reads.add(("param", name))
        return self._snapshot.config.params.get(name.lower())

    def text(self, key: str) -> Value:
        """A text of the theme in the site's language, or None."""
        self._reads.add(("text", key))
        return self._snapshot.strings.get(key.lower())

    def version(self, path: str) -> str:
        """A few digits of a static file's digest; empty when there is no such file."""
        self._reads.add(("static", path))
        return self._snapshot.versions.get(path, "")

    def home(self) -> PageKey:
        """The home page."""
        return self._snapshot.site.folders[""]

    def all_pages(self) -> tuple[PageKey, ...]:
        """All pages in the site's order."""
        self._reads.add(("pages", ""))
        return tuple(self._snapshot.site.pages)

    def recent(self) -> tuple[PageKey, ...]:
        """Regular pages, newest first; those without a date last, in the site's order."""
        self._reads.add(("pages", ""))
        return self._snapshot.site.recent

    def alphabet(self) -> tuple[tuple[str, tuple[tuple[PageKey, str], ...]], ...]:
        """All pages and terms by first letter, each with what tells it from its namesakes."""
        self._reads.add(("pages", ""))
        return _alphabet(self._snapshot)

    def taxonomies(self) -> Mapping[str, tuple[Term, ...]]:
        """Each taxonomy's terms."""
        self._reads.add(("taxonomies", ""))
        return self._snapshot.site.terms

    def folder(self, name: str) -> PageKey | None:
        """The page that stands for a content folder."""
        self._reads.add(("folder", name))
        return self._snapshot.site.folders.get(name)

    def menu(self, name: str) -> tuple[MenuEntry, ...]:
        """A menu's entries."""
        self._reads.add(("menu", name))
        return self._snapshot.site.menus.get(name, ())

    def aliases(self) -> Mapping[str, PageKey]:
        """Output paths of redirect pages, and where they lead."""
        self._reads.add(("aliases", ""))
        return self._snapshot.site.aliases

    # --- a page ---------------------------------------------------------------------------

    def page(self, key: PageKey) -> Page:
        """A page's card."""
        self._reads.add(("page", key))
        return self._snapshot.site.pages[key]

    def find(self, key: str) -> PageKey | None:
        """The page of a key, if there is one; its absence is noted too."""
        self._reads.add(("page", key))
        return PageKey(key) if PageKey(key) in self._snapshot.site.pages else None

    def children(self, key: PageKey) -> tuple[PageKey, ...]:
        """A section's members, a taxonomy's terms, a term's pages."""
        self._reads.add(("children", key))
        return self._snapshot.site.children.get(key, ())

    def neighbours(self, key: PageKey) -> tuple[PageKey | None, PageKey | None]:
        """The previous and the next page in reading order."""
        self._reads.add(("neighbours", key))
        return self._snapshot.site.neighbours.get(key, (None, None))

    def page_terms(self, key: PageKey) -> Mapping[str, tuple[PageKey, ...]]:
        """A page's terms by taxonomy."""
        self._reads.add(("terms", key))
        return self._snapshot.site.page_terms.get(key, {})

    def backlinks(self, key: PageKey) -> tuple[Backlink, ...]:
        """Who links to a page."""
        self._reads.add(("backlinks", key))
        return self._snapshot.graph.incoming.get(key, ())

    def outgoing(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages that a page links to."""
        self._reads.add(("outgoing", key))
        return self._snapshot.graph.outgoing.get(key, ())

    def navigation(self, key: PageKey) -> tuple[navigation.Row, ...]:
        """The sidebar of a page."""
        self._reads.add(("navigation", self._snapshot.site.pages[key].section))
        return navigation.rows(self._snapshot.site, key, self.home())

    def resources(self, key: PageKey) -> tuple[tuple[str, str], ...]:
        """A bundle's other files: name and site path."""
        self._reads.add(("resources", key))
        folder = paths.parent(key)
        if not paths.stem(key).endswith("index"):
            return ()
        prefix = f"{folder}/" if folder else ""
        return tuple(
            (asset.removeprefix(prefix), "/" + paths.encoded(output))
            for asset, output in sorted(self._snapshot.site.assets.items())
            if asset.startswith(prefix)
        )

    def feed(self, page: Page) -> str:
        """The site path of a page's feed; empty when it has none."""
        self._reads.add(("setting", "disable_kinds"))
        if page.kind not in ("home", "section", "taxonomy", "term"):
            return ""
        if "rss" in self._snapshot.config.disable_kinds:
            return ""
        return f"{page.url.rpartition('/')[0]}/index.xml"

    # --- its text -------------------------------------------------------------------------

    def body(self, key: PageKey) -> Body:
        """A page's text, still with slots."""
        self._reads.add(("body", key))
        packed = read_spool(self._snapshot.bodies, key)
        return _EMPTY if packed is None else _decode(packed)

    def fill(self, key: PageKey, parts: Parts, *, absolute: bool = False) -> str:
        """A page's HTML with every slot filled: links' addresses, shortcodes that saw the site.

        `absolute` is for readers that don't know the page's own address, such as feeds.
        """
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        self._reads.add(("links", key))
        return self._filled(key, parts, self._snapshot.graph.resolved.get(key, ()), absolute)

    def address(self, url: str, *, absolute: bool = False) -> str:
        """A site path as a page names it: under the base path, or as a whole address."""
        if not paths.is_site_path(url):
            return url
        if absolute:
            return paths.absolute(url, self._snapshot.config.base_url)
        return paths.with_base(url, self.base)

    def _filled(self, key: PageKey, parts: Parts, urls: tuple[str, ...], absolute: bool) -> str:
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, LinkSlot):
                url = urls[part.index]
                if absolute and url.startswith("#"):
                    url = self._snapshot.site.pages[key].url + url
                pieces.append(escape(self.address(url, absolute=absolute or part.absolute)))
            else:
                pieces.append(self._shortcode(key, part, urls, absolute))
        return "".join(pieces)

    def _shortcode(
        self, key: PageKey, slot: ShortcodeSlot, urls: tuple[str, ...], absolute: bool
    ) -> str:
        call = (key, slot.name, slot.position, slot.ordinal)
        if call in self._filling or len(self._filling) >= MOST_NESTED:
            message = f'"{slot.name}" asks for a text that it is itself part of, without end'
            self.problems.append(error("endless-shortcode", message, slot.position))
            return ""
        self._filling.append(call)
        try:
            filled = self._fill_shortcode(self, key, slot, len(urls))
            self.problems += filled.diagnostics
            more = tuple(self._late(key, link) for link in filled.links)
            return self._filled(key, filled.parts, urls + more, absolute)
        finally:
            self._filling.pop()

    def _late(self, key: PageKey, link: Link) -> str:
        """The address of a link that a template made in phase 2."""
        self._reads.add(("pages", ""))
        site = self._snapshot.site
        url, problems = linkgraph.resolve(link, site.pages[key], site, self.base)
        self.problems += problems
        return url


def _alphabet(snapshot: Snapshot) -> tuple[tuple[str, tuple[tuple[PageKey, str], ...]], ...]:
    pages = snapshot.site.pages
    listed = [
        page
        for page in pages.values()
        if page.kind in ("page", "term") or (page.kind == "section" and page.path)
    ]
    namesakes: dict[str, list[Page]] = {}
    for page in listed:
        namesakes.setdefault(sort_text(page.meta.title), []).append(page)
    groups: dict[str, list[tuple[PageKey, str]]] = {}
    for title in sorted(namesakes):
        letter = title[:1].upper() if title[:1].isalpha() else "#"
        same = namesakes[title]
        for page in same:
            qualifier = _qualifier(page, same, pages) if len(same) > 1 else ""
            groups.setdefault(letter, []).append((page.key, qualifier))
    return tuple((letter, tuple(found)) for letter, found in sorted(groups.items()))


def _qualifier(page: Page, same: list[Page], pages: Mapping[PageKey, Page]) -> str:
    """What tells a page from its namesakes: its section, when each has its own, else its URL."""
    above = [pages[other.parent].meta.title if other.parent else "" for other in same]
    if len(set(above)) == len(same) and page.parent is not None:
        return pages[page.parent].meta.title
    return paths.decoded(page.url)
