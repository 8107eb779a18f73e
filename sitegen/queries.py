"""A reader of the site for one output: it answers, and notes each question.

In:  the site's answers.
Out: values, and the list of what was asked: what the output was made from, at the grain at which
     answers change.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, cast

import msgspec

from sitegen import embedding, linkgraph, navigation, paths
from sitegen.answers import Alphabet, Answers
from sitegen.bundles import Resource
from sitegen.config import file_of, in_language
from sitegen.diagnostics import error, warning
from sitegen.glossary import Definition
from sitegen.markup.embeds import kind_of
from sitegen.model import (
    Backlink,
    Diagnostic,
    EmbedSlot,
    Heading,
    HookSlot,
    Link,
    LinkSlot,
    MenuEntry,
    OtherForms,
    Page,
    PageKey,
    Parts,
    Position,
    Prompt,
    ShortcodeSlot,
    Summary,
    Value,
    Whereabouts,
)
from sitegen.neighbourhood import Near
from sitegen.output_kinds import (
    FEEDS,
    LISTS,
    OutputKind,
    card_path,
    has_card,
    is_markdown,
    markdown_path,
    output_kinds,
    output_names,
    output_path,
)
from sitegen.page_markdown import as_markdown
from sitegen.paging import Paging
from sitegen.questions import QUERIES, Statistics
from sitegen.recipes import (
    Recipe,
    Source,
    as_argument,
    from_argument,
    leaves,
    sources_of,
    target_of,
)
from sitegen.settings import SettingsReader, asked_in
from sitegen.templates_api import Called
from sitegen.term_marks import with_terms
from sitegen.told_pages import Sections
from sitegen.whole_graph import Nodes, Structure, places

Fill = Callable[["Reader", PageKey, ShortcodeSlot | HookSlot, int], Called]
"""Runs a template that asked for the site: reader, page, slot, number of the page's links."""

MOST_EMBEDDED = 5
"""How deep pages may stand in each other by embeds, as in Obsidian."""

MOST_EMBEDS = 500
"""Texts that one output may show by embeds: ten in each of ten would be many at that depth."""

MOST_NESTED = 20
"""How deep pages may show each other by shortcodes before it counts as endless."""


class Reader(SettingsReader):
    """Answers questions about a site for one output, and remembers them."""

    def __init__(self, answers: Answers, fill: Fill, language: str) -> None:
        self._answers = answers
        super().__init__(answers.settings, language, answers.told)
        self._fill = fill
        self._filling: list[object] = []
        self._embedding: list[tuple[PageKey, str]] = []
        self._embeds = 0
        self.problems: list[Diagnostic] = []
        self.base = answers.base
        self._under = answers.base.rstrip("/")
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
        return file_of(self._settings.config, page.language, page.key)

    def home_of(self, language: str) -> PageKey:
        """The home page in a language."""
        root = in_language(self._settings.config, language).language_folder
        found: PageKey = self._ask("folder", root)
        return found

    def in_each_language(self) -> Iterator[str]:
        """The languages of the site in order; each is spoken as long as its turn lasts."""
        for language, *_ in self.languages():
            self.speak(language)
            yield language
        self.speak("")

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

    def page_keys(self) -> tuple[PageKey, ...]:
        """All pages by their keys, for what has no need of the site's order."""
        found: tuple[PageKey, ...] = self._ask("keys", self._root)
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

    def whole_graph(self) -> tuple[Nodes, Structure, Sequence[int]]:
        """The pages of the language, the links between them, and their places: x and y in turn."""
        nodes: Nodes = self._ask("nodes", self._root)
        self.note("edges", "")
        answers = self._answers
        return nodes, answers.structure(self._root), places(answers.map_of(self._root))

    def most_linked(self) -> tuple[tuple[PageKey, int], ...]:
        """The pages to which most others lead, and how many these are."""
        found: Mapping[str, tuple[tuple[PageKey, int], ...]] = self._ask("most_linked")
        return found.get(self.language, ())

    def prompts(self) -> tuple[tuple[PageKey, tuple[Prompt, ...]], ...]:
        """The pages with prompt cards in the site's order, each with its prompts."""
        found: tuple[tuple[PageKey, tuple[Prompt, ...]], ...] = self._ask("prompts", self._root)
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
        self._reads.add(("page", key))
        return cast(Page, self._answers.site.pages.get(key))

    def whereabouts(self, key: PageKey) -> Whereabouts:
        """What a map of the site tells of a page."""
        found: Whereabouts = self._ask("whereabouts", key)
        return found

    def special(self, kind: str) -> PageKey | None:
        """A page that sitegen makes itself, by its kind; None when it is off."""
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

    def label(self, key: PageKey) -> tuple[str, str] | None:
        """A page's short title and address, when graphs show it."""
        found: tuple[str, str] | None = self._ask("label", key)
        return found

    def nearest(self, key: PageKey) -> tuple[Near, ...]:
        """The pages that a page is linked with, the most important first."""
        found: tuple[Near, ...] = self._ask("nearest", key)
        return found

    def beyond(self, key: PageKey) -> tuple[PageKey, ...]:
        """Some of the pages that a page is linked with; none when these are very many."""
        found: tuple[PageKey, ...] = self._ask("beyond", key)
        return found

    def navigation(self, key: PageKey) -> tuple[navigation.Row, ...]:
        """The sidebar of a page."""
        # what all pages of a section choose their rows from is one question
        self.note("navigation", self.page(key).section)
        return navigation.rows(self._answers.site, key, self._answers.numbers_of)

    def number(self, key: PageKey) -> str:
        """The number of a page as of a chapter."""
        found: str = self._ask("number", key)
        return found

    def resources(self, key: PageKey) -> tuple[Resource, ...]:
        """A bundle's other files."""
        found: tuple[Resource, ...] = self._ask("resources", key)
        return found

    # --- files ----------------------------------------------------------------------------

    def file(self, path: str) -> Source | None:
        """Where a file of the site lies that is copied to an output path."""
        found: Source | None = self._ask("file", path)
        return found

    def made(self, recipe: Recipe) -> tuple[Source, ...]:
        """The files that a recipe needs; what it makes is published, as this page shows it."""
        found: tuple[Source, ...] | None = self._ask("made", as_argument(recipe))
        return found or ()

    def sources(self, recipe: Recipe) -> tuple[Source, ...]:
        """The files that a recipe needs, for what is shown of it; it isn't published by that."""
        for leaf in leaves(recipe):
            if leaf.kind == "file":
                self.file(leaf.name)
            else:
                self.asset(leaf.name)
        return sources_of(recipe, self._answers.source) or ()

    def made_at(self, path: str) -> Recipe | None:
        """What this page has had made for an output path."""
        for query, argument in self._reads:
            if query == "made":
                recipe, sources = from_argument(argument), self._answers.sources(argument)
                if sources is not None and target_of(recipe, sources) == path:
                    return recipe
        return None

    def feeds(self, page: Page) -> Mapping[str, str]:
        """The site paths of a page's feeds by their formats' names."""
        if page.kind not in LISTS:
            return {}
        disabled, names = self.setting("disable_kinds"), output_names(page, self.setting("outputs"))
        found = [name for name in names if name in FEEDS and name not in disabled]
        kinds = self.output_kinds() if found else {}
        paths_of = {name: output_path(page.output, kinds[name]) for name in found}
        return {name: f"/{paths.encoded(path)}" for name, path in paths_of.items()}

    def print_url(self, page: Page) -> str:
        """The site path of a page with all below it in one file; empty when it has none."""
        if "print" not in output_names(page, self.setting("outputs")):
            return ""
        return f"/{paths.encoded(output_path(page.output, self.output_kinds()['print']))}"

    def card(self, page: Page) -> str:
        """The site path of a page's card; empty when it has none."""
        if not has_card(page, self.setting):
            return ""
        return f"/{paths.encoded(card_path(page.output))}"

    @property
    def card_folder(self) -> str:
        """Where cards that were drawn are kept; empty for nowhere."""
        return self._settings.card_folder

    def markdown_url(self, page: Page) -> str:
        """The site path of a page as Markdown; empty when it has none."""
        if not self.setting("ai_markdown") or not is_markdown(page):
            return ""
        if "markdown" in output_names(page, self.setting("outputs")):
            return ""  # the site makes its own
        return f"/{paths.encoded(markdown_path(page.output))}"

    def forms(self, key: PageKey) -> OtherForms:
        """A page's text in other forms than HTML, as far as the site needs them."""
        found: OtherForms = self._ask("forms", key)
        return found

    def as_markdown(self, page: Page) -> str:
        """A page as Markdown."""
        parts = self.forms(page.key).markdown or ()
        urls = self.urls(page.key) if len(parts) > 1 else ()
        return as_markdown(page, parts, urls, self._settings.config.base_url)

    def told(self) -> Sections:
        """The pages that language models are told of, by section."""
        found: Sections = self._ask("told", self._root)
        return found

    def all_markdown(self) -> bytes:
        """The texts of these pages as Markdown."""
        found: bytes = self._ask("all_markdown", self._root)
        return found

    def site_rows(self) -> bytes:
        """The pages as rows of site.json."""
        found: bytes = self._ask("site_rows", self._root)
        return found

    def opening(self, key: PageKey) -> str:
        """The same as `excerpt`, for those who don't ask for the number of words."""
        found: str = self._ask("excerpt", key)
        return found

    def urls(self, key: PageKey) -> tuple[str, ...]:
        """Where a page's links lead: site paths and other addresses."""
        found: tuple[str, ...] = self._ask("links", key)
        return found

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

    def shortcodes(self, key: PageKey) -> tuple[str, ...]:
        """The names of the shortcodes that a page's text calls."""
        found: tuple[str, ...] = self._ask("shortcodes", key)
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
        return self._under + url

    def _filled(self, key: PageKey, parts: Parts, urls: tuple[str, ...], absolute: bool) -> str:
        pieces = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, LinkSlot):
                url = self._aim(key, urls[part.index], absolute or part.absolute)
                if part.attribute:
                    pieces.append(f' href="{url}"' if url else ' class="unresolved"')
                else:
                    pieces.append(url)
            elif isinstance(part, EmbedSlot):
                pieces.append(self._embed(key, part, urls[part.index], absolute))
            else:
                pieces.append(self._slot(key, part, urls, absolute))
        return "".join(pieces)

    def _aim(self, key: PageKey, url: str, absolute: bool) -> str:
        """The address of a page's link, fit for an attribute."""
        if absolute and url.startswith("#"):
            url = self.page(key).url + url
        return escape(self.address(url, absolute=absolute))

    def _embed(self, key: PageKey, slot: EmbedSlot, url: str, absolute: bool) -> str:
        """What a page shows of another one, of itself, or a recording."""
        address = self._aim(key, url, absolute)
        if not url:
            return embedding.link_only("", slot.label or slot.name)
        if slot.kind != "page":
            return embedding.player(slot, address)
        found = next((one for one in self._ask("embeds", key) if one[0] == slot.index), None)
        if found is None:
            if kind_of(url) == "image":
                return embedding.picture(address, slot.label)
            return embedding.link_only(address, slot.label or slot.name)
        _, aim, anchor = found
        page = self.page(aim)
        title = slot.label or page.meta.title
        parts: Parts | None = None if "#" in url and not anchor else self.content(aim)
        if anchor and parts is not None:
            parts = embedding.part_of(parts, anchor)
        around = self._embedding
        if not around:
            self._embedding = [(key, "")]
        try:
            if parts is None or self._is_endless(aim, anchor, slot):
                return embedding.link_only(address, title)
            html = self._inside(aim, anchor, parts, absolute)
        finally:
            self._embedding = around
        there = escape(self.address(page.url, absolute=absolute))
        html = embedding.apart(html, f"embed-{slot.index}-", there)
        return embedding.framed(html, address, title)

    def _inside(self, key: PageKey, anchor: str, parts: Parts, absolute: bool) -> str:
        """A part of a page's text, as it is shown in another page."""
        spoken = self.language
        self.speak(self.page(key).language)
        self._embedding = [*self._embedding, (key, anchor)]
        self._embeds += 1
        try:
            return self._filled(key, parts, self._ask("links", key), absolute)
        finally:
            self.speak(spoken)

    def _is_endless(self, aim: PageKey, anchor: str, slot: EmbedSlot) -> bool:
        """Whether an embed is not followed; notes a warning then."""
        if (aim, anchor) in self._embedding:
            message = "the text is shown in itself, without end"
            help = "it is cut off here, and a link stands in its place"
        elif len(self._embedding) > MOST_EMBEDDED or self._embeds >= MOST_EMBEDS:
            message = "too many texts are shown in each other"
            help = f"{MOST_EMBEDDED} deep and {MOST_EMBEDS} in one page are the most"
        else:
            return False
        problem = warning("endless-embed", message, slot.position, help)
        if problem not in self.problems:
            self.problems.append(problem)
        return True

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

    def link_to(self, key: PageKey, target: str) -> str:
        """The site path that a target written in a page's front matter leads to."""
        told = len(self.problems)
        url = self._late(key, Link(kind="link", target=target, position=_ANYWHERE))
        if len(self.problems) > told:
            place = self._where_given(key, target)
            found = (msgspec.structs.replace(one, position=place) for one in self.problems[told:])
            self.problems[told:] = found
        return url

    def _where_given(self, key: PageKey, value: str) -> Position | None:
        """Where a page's front matter has a value, or what hands it down; None for neither."""
        page = self.page(key)
        lines: Mapping[str, int] = self._ask("lines", key)
        named = [name for name, one in page.meta.params.items() if _holds(one, value)]
        line = next((lines[name] for name in named if name in lines), 0 if named else 1)
        if not line:
            return self._where_handed_down(page, value)
        return Position(path=page.path or key, line=line, column=1)

    def _where_handed_down(self, page: Page, value: str) -> Position | None:
        """Where a cascade has a value for a page: in a list above it, else in the configuration."""
        root = in_language(self._settings.config, page.language).language_folder
        folder = paths.inside(root, paths.parent(page.place) if page.path else page.section)
        found = self._ask_settings("cascade", folder + self._suffix)
        holder = next((one for one, _, _, values in found if _holds(values, value)), None)
        if holder is None:
            return None
        file = str(self.setting("file"))
        if not holder and _holds(self.setting("cascade"), value):
            return Position(path=file) if file else None
        above = self.folder(paths.below(root, holder))
        lines: Mapping[str, int] = self._ask("lines", above) if above is not None else {}
        path = self.page(above).path if above is not None else ""
        return Position(path=path, line=lines.get("cascade", 1), column=1) if path else None

    def _late(self, key: PageKey, link: Link) -> str:
        """The address of a link that a template made in phase 2."""
        names = self._ask("names")
        site = self._answers.site
        url, problems = linkgraph.resolve(link, self.page(key), site, names, self.base)
        self.problems += problems
        return url


_ANYWHERE = Position(path="")


def _holds(given: Value, value: str) -> bool:
    """Whether a value is there, at any depth."""
    if isinstance(given, Mapping):
        return any(_holds(one, value) for one in given.values())
    if isinstance(given, list | tuple):
        return any(_holds(one, value) for one in given)
    return bool(given == value)
