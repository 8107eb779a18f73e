"""A reader of the site for one output: it answers, and notes each question.

In:  the site's answers.
Out: values, and the list of what was asked: what the output was made from, at the grain at which
     answers change.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from sitegen import linkgraph, navigation, paths
from sitegen.answers import QUERIES, Alphabet, Answers, Statistics
from sitegen.bundles import Resource
from sitegen.config import in_language, key_root
from sitegen.diagnostics import error
from sitegen.glossary import Definition
from sitegen.model import (
    Backlink,
    Diagnostic,
    Heading,
    HookSlot,
    Link,
    LinkSlot,
    MenuEntry,
    Page,
    PageKey,
    Parts,
    ShortcodeSlot,
    Summary,
)
from sitegen.output_kinds import LISTS, OutputKind, feed_path, output_kinds, output_names
from sitegen.paging import Paging
from sitegen.settings import SettingsReader, asked_in
from sitegen.templates_api import Called
from sitegen.term_marks import with_terms

Fill = Callable[["Reader", PageKey, ShortcodeSlot | HookSlot, int], Called]
"""Runs a template that asked for the site: reader, page, slot, number of the page's links."""

MOST_NESTED = 20
"""How deep pages may show each other by shortcodes before it counts as endless."""


class Reader(SettingsReader):
    """Answers questions about a site for one output, and remembers them."""

    def __init__(self, answers: Answers, fill: Fill, language: str) -> None:
        self._answers = answers
        super().__init__(answers.settings, language)
        self._fill = fill
        self._filling: list[object] = []
        self.problems: list[Diagnostic] = []
        self.base = answers.base
        self.paging: Paging | None = None
        """The file of the page that is made, when its layout may divide its list."""
        self.note("setting", "base_url")

    @property
    def _root(self) -> str:
        """The folder of the home page in the language of the page that is made."""
        return in_language(self._settings.config, self.language).language_folder

    def _ask(self, query: str, argument: str = "") -> Any:
        self._reads.add((query, argument))
        return QUERIES[query].ask(self._answers, argument)

    # --- the site -------------------------------------------------------------------------

    def home(self) -> PageKey:
        """The home page."""
        return self.home_of(self.language)

    def file_path(self, page: Page) -> str:
        """The path of a page's file below the content folder of its language."""
        return paths.inside(key_root(self._settings.config, page.language), page.key)

    def home_of(self, language: str) -> PageKey:
        """The home page in a language."""
        root = in_language(self._settings.config, language).language_folder
        found: PageKey = self._ask("folder", root)
        return found

    def translations(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages that are the same as this one in other languages."""
        if len(self.languages()) == 1:
            return ()
        found: tuple[PageKey, ...] = self._ask("translations", key)
        return found

    def all_pages(self) -> tuple[PageKey, ...]:
        """All pages in the site's order."""
        found: tuple[PageKey, ...] = self._ask("pages", self._root)
        return found

    def recent(self) -> tuple[PageKey, ...]:
        """Regular pages, newest first; those without a date last, in the site's order."""
        found: tuple[PageKey, ...] = self._ask("recent", self._root)
        return found

    def main_sections(self) -> tuple[str, ...]:
        """The sections of the setting, else the one with most pages."""
        told: tuple[str, ...] = self.setting("main_sections")
        if told:
            return told
        largest: str = self._ask("largest_section", self._root)
        return (largest,) if largest else ()

    def newest(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages and terms of a list page, newest first; the whole site's for the home page."""
        found: tuple[PageKey, ...] = self._ask("newest", key)
        return found

    def alphabet(self) -> Alphabet:
        """All pages and terms by first letter, each with what tells it from its namesakes."""
        found: Alphabet = self._ask("alphabet", self._root)
        return found

    def statistics(self) -> Statistics:
        """The site's figures."""
        found: Statistics = self._ask("statistics", self._root)
        return found

    def taxonomies(self) -> Mapping[str, tuple[PageKey, ...]]:
        """Each taxonomy's terms."""
        found: Mapping[str, tuple[PageKey, ...]] = self._ask("taxonomies", self._root)
        return found

    def folder(self, name: str) -> PageKey | None:
        """The page that stands for a content folder; that of a language holds its key."""
        found: PageKey | None = self._ask("folder", name)
        return found

    def taxonomy(self, name: str) -> PageKey | None:
        """The page of a taxonomy."""
        return self.folder(paths.below(self._root, name))

    def menu(self, name: str) -> tuple[MenuEntry, ...]:
        """A menu's entries."""
        found: tuple[MenuEntry, ...] = self._ask("menu", name + self._suffix)
        return found

    def menu_names(self) -> tuple[str, ...]:
        """The names of the menus."""
        found: tuple[str, ...] = self._ask("menu_names", self._suffix)
        return found

    def aliases(self) -> Mapping[str, PageKey]:
        """Output paths of redirect pages, and where they lead."""
        found: Mapping[str, PageKey] = self._ask("aliases")
        return found

    # --- a page ---------------------------------------------------------------------------

    def page(self, key: PageKey) -> Page:
        """A page's card."""
        found: Page = self._ask("page", key)
        return found

    def special(self, kind: str) -> PageKey | None:
        """The page for missing addresses (`404`) or the index of everything (`index-az`)."""
        key = PageKey(paths.below(self._root, f":{kind}"))
        return key if self._ask("page", key) is not None else None

    def children(self, key: PageKey) -> tuple[PageKey, ...]:
        """A section's members, a taxonomy's terms, a term's pages."""
        found: tuple[PageKey, ...] = self._ask("children", key)
        return found

    def neighbours(self, key: PageKey) -> tuple[PageKey | None, PageKey | None]:
        """The previous and the next page in reading order."""
        found: tuple[PageKey | None, PageKey | None] = self._ask("neighbours", key)
        return found

    def page_terms(self, key: PageKey) -> Mapping[str, tuple[PageKey, ...]]:
        """A page's terms by taxonomy."""
        found: Mapping[str, tuple[PageKey, ...]] = self._ask("terms", key)
        return found

    def backlinks(self, key: PageKey) -> tuple[Backlink, ...]:
        """Who links to a page."""
        found: tuple[Backlink, ...] = self._ask("backlinks", key)
        return found

    def mentions(self, key: PageKey) -> tuple[Backlink, ...]:
        """Who names a page without a link, if the site wants to know."""
        if not self.setting("mentions_enabled"):
            return ()
        found: tuple[Backlink, ...] = self._ask("mentions", key)
        return found

    def outgoing(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages that a page links to."""
        found: tuple[PageKey, ...] = self._ask("outgoing", key)
        return found

    def related(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages that are about the same as a page, the nearest first."""
        if not self.setting("related_enabled"):
            return ()
        found: tuple[PageKey, ...] = self._ask("related", key)
        return found

    def navigation(self, key: PageKey) -> tuple[navigation.Row, ...]:
        """The sidebar of a page."""
        # what all pages of a section choose their rows from is one question
        self.note("navigation", self.page(key).section)
        return navigation.rows(self._answers.site, key)

    def resources(self, key: PageKey) -> tuple[Resource, ...]:
        """A bundle's other files."""
        found: tuple[Resource, ...] = self._ask("resources", key)
        return found

    def feed(self, page: Page) -> str:
        """The site path of a page's feed; empty when it has none."""
        if page.kind not in LISTS or "rss" in self.setting("disable_kinds"):
            return ""
        if "rss" not in output_names(page, self.setting("outputs")):
            return ""
        return f"/{paths.encoded(feed_path(page.output))}"

    def output_kinds(self) -> Mapping[str, OutputKind]:
        """The output formats that layouts of the site make."""
        return output_kinds(self.setting("output_formats"), self.setting("media_types"))

    # --- its text -------------------------------------------------------------------------

    def words(self, key: PageKey) -> int:
        """How many words a page has."""
        found: int = self._ask("text", key)[0]
        return found

    def excerpt(self, key: PageKey) -> str:
        """A page's first sentences as plain text."""
        found: str = self._ask("text", key)[1]
        return found

    def headings(self, key: PageKey) -> tuple[Heading, ...]:
        """A page's headings."""
        found: tuple[Heading, ...] = self._ask("headings", key)
        return found

    def content(self, key: PageKey) -> Parts:
        """A page's text, still with slots."""
        found: Parts = self._ask("content", key)
        return found

    def summary(self, key: PageKey) -> Summary:
        """The beginning of a page's text, still with slots; all of it when it is short."""
        found: Summary = self._ask("summary", key)
        if found.truncated or found.parts:
            return found
        return Summary(parts=self.content(key), truncated=False)

    def fill(self, key: PageKey, parts: Parts, *, absolute: bool = False) -> str:
        """A page's HTML with every slot filled: links' addresses, shortcodes that saw the site.

        `absolute` is for readers that don't know the page's own address, such as feeds.
        """
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        return self._filled(key, parts, self._ask("links", key), absolute)

    def with_terms(self, key: PageKey, html: str) -> str:
        """A page's HTML with the terms that the site defines marked, if it wants that."""
        if not self.setting("glossary_enabled"):
            return html
        names: tuple[str, ...] = self._ask("terms_in", key)
        if not names:
            return html
        language = self.page(key).language

        def meaning(name: str) -> Definition | None:
            found: Definition | None = self._ask("definition", asked_in(language, name))
            return None if found is None or found.page == key else found

        version = self.version("js/terms.js")
        script = self.address("/js/terms.js") + (f"?v={version}" if version else "")
        ids = f"term-{zlib.crc32(key.encode('utf-8', 'surrogatepass')):08x}"
        every = bool(self.setting("glossary_every"))
        return with_terms(html, names, meaning, self.address, ids, script, every=every)

    def address(self, url: str, *, absolute: bool = False) -> str:
        """A site path as a page names it: under the base path, or as a whole address."""
        if not paths.is_site_path(url):
            return url
        if absolute:
            return paths.absolute(url, self._settings.config.base_url)
        return paths.with_base(url, self.base)

    def _filled(self, key: PageKey, parts: Parts, urls: tuple[str, ...], absolute: bool) -> str:
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, LinkSlot):
                url = urls[part.index]
                if absolute and url.startswith("#"):
                    url = self.page(key).url + url
                pieces.append(escape(self.address(url, absolute=absolute or part.absolute)))
            else:
                pieces.append(self._slot(key, part, urls, absolute))
        return "".join(pieces)

    def _slot(
        self, key: PageKey, slot: ShortcodeSlot | HookSlot, urls: tuple[str, ...], absolute: bool
    ) -> str:
        call = (key, slot.name, slot.position, slot.ordinal)
        if call in self._filling or len(self._filling) >= MOST_NESTED:
            message = f'"{slot.name}" asks for a text that it is itself part of, without end'
            self.problems.append(error("endless-shortcode", message, slot.position))
            return ""
        self._filling.append(call)
        spoken = self.language
        self.speak(self.page(key).language)
        try:
            filled = self._fill(self, key, slot, len(urls))
            self.problems += filled.diagnostics
            more = tuple(self._late(key, link) for link in filled.links)
            return self._filled(key, filled.parts, urls + more, absolute)
        finally:
            self._filling.pop()
            self.speak(spoken)

    def _late(self, key: PageKey, link: Link) -> str:
        """The address of a link that a template made in phase 2."""
        names = self._ask("names")
        site = self._answers.site
        url, problems = linkgraph.resolve(link, self.page(key), site, names, self.base)
        self.problems += problems
        return url
