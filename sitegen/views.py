"""What templates see: `site`, `page` and what hangs from them.

In:  a `Reader`.
Out: thin objects whose properties ask the reader; the names are those of DESIGN's section 2, the
     same in layouts and shortcodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from markupsafe import Markup

from sitegen import navigation, toc
from sitegen.local_graph import GraphView, graph_of
from sitegen.markup.links import is_script
from sitegen.model import Backlink, Page, PageKey, Value
from sitegen.navigation import Row
from sitegen.paging import SIZE, Paging, pager_address
from sitegen.prompt_cards import ActionsView, AiView
from sitegen.queries import Reader
from sitegen.resource_views import ResourcesView
from sitegen.specials import SPECIALS
from sitegen.template_values import DataFiles, FileView, Params, SettingParams
from sitegen.templates import View
from sitegen.together import together
from sitegen.told_pages import says_noindex
from sitegen.view_parts import (
    BacklinkView,
    BuildView,
    ContainedView,
    EntryView,
    FeedView,
    GitView,
    HeadingView,
    LanguageView,
    LetterView,
    LinkedView,
    MentionView,
    MenusView,
    PromptsView,
    PromptView,
    RowView,
    StatisticsView,
    TaxonomyView,
)

_T = TypeVar("_T")

_SEARCHED = ("home", "section", "page")
"""The kinds of pages that search finds: lists of terms only repeat what others say."""

WORDS_A_MINUTE = 213
"""Hugo's reading speed."""


_ACTIONS = ("copy", "view", "link")
"""What the menu of a page offers besides assistants."""


class PageView(View):
    """A page as templates see it."""

    __slots__ = ("_key", "_known", "_made", "_reader")

    def __init__(self, reader: Reader, key: PageKey) -> None:
        self._reader = reader
        self._key = key
        self._known: Page | None = None
        self._made: dict[str, Any] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageView) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _card(self) -> Page:
        if self._known is None:
            self._known = self._reader.page(self._key)
        return self._known

    def _views(self, keys: tuple[PageKey, ...]) -> list[PageView]:
        return [PageView(self._reader, key) for key in keys]

    def _once(self, name: str, make: Callable[[], _T]) -> _T:
        """What templates ask for again and again; most pages are asked for a title only."""
        made = self._made
        if made is None:
            made = self._made = {}
        if name not in made:
            made[name] = make()
        return cast(_T, made[name])

    # --- what it says of itself -------------------------------------------------------------

    @property
    def title(self) -> str:
        """The title; of a page that sitegen makes itself in the site's language."""
        card = self._card
        special = SPECIALS.get(card.kind)
        told = self._reader.text(special.text) if special is not None else ""
        return str(told or card.meta.title)

    @property
    def link_title(self) -> str:
        """The short title for menus; the title when there is none."""
        return self._card.meta.link_title or self.title

    @property
    def url(self) -> str:
        """The path with the base path in front."""
        return self._reader.address(self._card.url)

    @property
    def permalink(self) -> str:
        """The whole address."""
        return self._reader.address(self._card.url, absolute=True)

    @property
    def canonical(self) -> str:
        """The whole address of the file that is made: another one for each of a divided list."""
        paging = self._reader.paging
        if paging is None or paging.key != self._key or paging.number == 1:
            return self.permalink
        return PagerView(self._reader, paging, paging.number).permalink

    @property
    def kind(self) -> str:
        """`home`, `section`, `page`, `taxonomy`, `term`, or that of a page of `specials`."""
        return self._card.kind

    @property
    def type(self) -> str:
        """The front matter's type, else the top-level section."""
        return self._card.type

    @property
    def layout(self) -> str:
        """The front matter's layout."""
        return self._card.meta.layout

    @property
    def is_home(self) -> bool:
        """Whether it is the home page."""
        return self._card.kind == "home"

    @property
    def date(self) -> datetime | None:
        """The day it was written."""
        return self._card.meta.date

    @property
    def publish_date(self) -> datetime | None:
        """The day it is published."""
        return self._card.meta.publish_date

    @property
    def lastmod(self) -> datetime | None:
        """The day it was last changed; the date when not told."""
        return self._card.meta.lastmod

    @property
    def expiry_date(self) -> datetime | None:
        """The day from which it is left out."""
        return self._card.meta.expiry_date

    @property
    def weight(self) -> int:
        """Its place among its siblings; 0 for none."""
        return self._card.meta.weight

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        return self._card.meta.draft

    @property
    def searchable(self) -> bool:
        """Whether the site's search finds it.

        What lists leave out isn't found, nor what says `search: false` in its front matter, or as
        other tools have it, `pagefind: false`, `search: {exclude: true}`, `searchable: false`,
        `noindex: true`, `robots: noindex`.
        """
        return self._once("searchable", self._is_searchable)

    def _is_searchable(self) -> bool:
        card, params = self._card, self._card.meta.params
        if card.kind not in _SEARCHED or not self._reader.setting("search"):
            return False
        if "search" in self._reader.setting("disable_kinds"):
            return False
        told = params.get("search")
        return (
            card.meta.listing == "always"
            and told is not False
            and not (isinstance(told, Mapping) and told.get("exclude"))
            and params.get("pagefind") is not False
            and params.get("searchable") is not False
            and not params.get("noindex")
            and not says_noindex(params)
        )

    @property
    def description(self) -> str:
        """The front matter's description."""
        return self._card.meta.description

    @property
    def excerpt(self) -> str:
        """The first sentences as plain text."""
        return self._reader.excerpt(self._key)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The front matter's keywords."""
        return self._card.meta.keywords

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its former addresses, as written."""
        return self._card.meta.aliases

    @property
    def params(self) -> Params:
        """Everything else of the front matter."""
        return Params(self._card.meta.params)

    @property
    def word_count(self) -> int:
        """How many words its text has."""
        return self._reader.words(self._key)

    @property
    def reading_time(self) -> int:
        """Minutes, at least 1 for a page with text."""
        return -(-self._reader.words(self._key) // WORDS_A_MINUTE)

    @property
    def file(self) -> FileView | None:
        """Its file; None for a page that sitegen made."""
        return FileView(self._reader.file_path(self._card)) if self._card.path else None

    @property
    def git_info(self) -> GitView | None:
        """The last commit of its file, with `enableGitInfo`; None when git knows none."""
        info = self._reader.git(self._card.path) if self._card.path else None
        return GitView(info) if info is not None else None

    @property
    def language(self) -> LanguageView:
        """Its language."""
        return LanguageView(self._reader, self._card.language)

    @property
    def translations(self) -> list[PageView]:
        """The same page in other languages, in the site's order of languages."""
        return self._views(self._reader.translations(self._key))

    @property
    def is_translated(self) -> bool:
        """Whether there is the same page in another language."""
        return bool(self._reader.translations(self._key))

    # --- its text ---------------------------------------------------------------------------

    @property
    def content(self) -> Markup:
        """Its text as HTML."""
        return self._once("content", self._made_content)

    def _made_content(self) -> Markup:
        html = self._reader.fill(self._key, self._reader.content(self._key))
        return Markup(self._reader.with_terms(self._key, html))

    @property
    def summary(self) -> Markup:
        """The beginning of its text as HTML, or the front matter's summary."""
        return Markup(self._reader.fill(self._key, self._reader.summary(self._key).parts))

    @property
    def truncated(self) -> bool:
        """Whether there is more text than the summary."""
        return self._reader.summary(self._key).truncated

    def has_shortcode(self, name: str) -> bool:
        """Whether its text calls a shortcode, also one inside of another."""
        return name in self._reader.shortcodes(self._key)

    @property
    def headings(self) -> tuple[HeadingView, ...]:
        """Its headings in order."""
        return tuple(HeadingView(heading) for heading in self._reader.headings(self._key))

    @property
    def toc(self) -> Markup:
        """Its table of contents in Hugo's markup."""
        return self._once("toc", self._made_toc)

    def _made_toc(self) -> Markup:
        options, headings = self._reader.setting("markup"), self._reader.headings(self._key)
        told = options.toc_start, options.toc_end
        return Markup(toc.table_of_contents(headings, *told, ordered=options.toc_ordered))

    # --- where it stands --------------------------------------------------------------------

    @property
    def parent(self) -> PageView | None:
        """The section, taxonomy or home page above it."""
        parent = self._card.parent
        return PageView(self._reader, parent) if parent is not None else None

    @property
    def ancestors(self) -> list[PageView]:
        """The pages above it, the home page first."""
        found: list[PageView] = []
        above = self.parent
        while above is not None:
            found.insert(0, above)
            above = above.parent
        return found

    @property
    def section(self) -> PageView:
        """The page of the section it belongs to; a section's own is itself."""
        key = self._reader.folder(self._card.section)
        home = self._reader.home_of(self._card.language)
        return PageView(self._reader, key if key is not None else home)

    @property
    def children(self) -> list[PageView]:
        """A section's members, a taxonomy's terms, a term's pages, in order."""
        return self._views(self._reader.children(self._key))

    @property
    def pages(self) -> list[PageView]:
        """The children that are regular pages."""
        return [child for child in self.children if child.kind == "page"]

    @property
    def sections(self) -> list[PageView]:
        """The children that are sections."""
        return [child for child in self.children if child.kind == "section"]

    def paginate(
        self,
        pages: Iterable[PageView] | None = None,
        size: int | None = None,
        *,
        default: int | None = None,
    ) -> PagerView:
        """Divide pages into several files, of which this one is made; only the first call counts.

        Without `pages` it is the page's children. `default` is the size where the site's settings
        name none. Only the page that is made can be divided: raises ValueError otherwise.
        """
        paging = self._reader.paging
        if paging is None or paging.key != self._key:
            raise ValueError("only the list page that is made can be divided")
        if not paging.size:
            told = self._reader.setting("pager_size")
            if size is not None and size < 1:
                raise ValueError("a file of a divided list has at least one page")
            paging.size = max(1, size or told or default or SIZE)
            paging.members = (
                self._reader.children(self._key)
                if pages is None
                else tuple(page._key for page in pages)
            )
        return PagerView(self._reader, paging, paging.number)

    @property
    def paginator(self) -> PagerView:
        """Its list divided by the site's settings; of the home page, all regular pages."""
        site = SiteView(self._reader, self._key, "")
        return self.paginate(site.regular_pages if self.is_home else None)

    @property
    def terms(self) -> Mapping[str, list[PageView]]:
        """Its terms by taxonomy; for a taxonomy, its own terms are `children`."""
        found = self._reader.page_terms(self._key)
        return Params({name: self._views(keys) for name, keys in found.items()})

    @property
    def tags(self) -> list[PageView]:
        """The pages of its tags."""
        return self._views(self._reader.page_terms(self._key).get("tags", ()))

    @property
    def count(self) -> int:
        """How many children it has."""
        return len(self._reader.children(self._key))

    @property
    def prev(self) -> PageView | None:
        """The page before it in reading order."""
        key = self._reader.neighbours(self._key)[0]
        return PageView(self._reader, key) if key is not None else None

    @property
    def next(self) -> PageView | None:
        """The page after it in reading order."""
        key = self._reader.neighbours(self._key)[1]
        return PageView(self._reader, key) if key is not None else None

    @property
    def nav(self) -> list[RowView]:
        """The sidebar's rows, those below the open ones as their children."""
        return self._rows(self._reader.navigation(self._key))

    @property
    def nav_page(self) -> PageView:
        """The page that has the same sidebar, but for the mark at the current row.

        For a page it is its section, unless that has more pages than a sidebar shows.
        """
        key = navigation.same_sidebar(self._reader, self._card)
        return self if key == self._key else PageView(self._reader, key)

    @property
    def number(self) -> str:
        """Its number as that of a chapter or section: `3.2`; empty when it has none."""
        return self._reader.number(self._key)

    def _rows(self, rows: tuple[Row, ...]) -> list[RowView]:
        address = self._reader.address
        return [
            RowView(
                row,
                address(row.url),
                row.open and row.key == self._key,
                self._rows(row.children),
            )
            for row in rows
        ]

    @property
    def resources(self) -> ResourcesView:
        """The other files of its bundle."""
        found = self._reader.resources(self._key)
        return ResourcesView(self._reader, found, lambda key: PageView(self._reader, key))

    # --- who it knows -----------------------------------------------------------------------

    @property
    def backlinks(self) -> list[BacklinkView]:
        """The pages that link here, in the site's order, each with its mentions."""
        return self._by_page(self._reader.backlinks(self._key))

    @property
    def mentions(self) -> list[BacklinkView]:
        """The pages that name it without a link, with `mentions.enabled`; in the same form."""
        return self._by_page(self._reader.mentions(self._key))

    def _by_page(self, links: Iterable[Backlink]) -> list[BacklinkView]:
        groups: dict[PageKey, list[Backlink]] = {}
        for link in links:
            groups.setdefault(link.source, []).append(link)
        found = []
        for key, listed in groups.items():
            source = PageView(self._reader, key)
            url = source.url
            found.append(BacklinkView(source, [MentionView(link, url) for link in listed]))
        return found

    @property
    def links(self) -> list[PageView]:
        """The pages that it links to."""
        return self._views(self._reader.outgoing(self._key))

    def link_to(self, target: str, *, absolute: bool = False) -> str:
        """Where a link in its front matter leads, looked up as one in its text; empty for none."""
        if not target or is_script(str(target)):
            return ""
        url = self._reader.link_to(self._key, str(target))
        return self._reader.address(url, absolute=absolute)

    @property
    def related(self) -> list[PageView]:
        """The pages that are about the same, by links, terms and words in common; nearest first."""
        return self._views(self._reader.related(self._key))

    @property
    def graph(self) -> GraphView | None:
        """The graph of its links; None without any, or when it is turned off."""
        shown = (
            self._reader.setting("graph_local") and self._card.meta.params.get("graph") is not False
        )
        return graph_of(self._reader, self._key, self.link_title) if shown else None

    @property
    def feeds(self) -> list[FeedView]:
        """Its feeds in the order of its outputs, if it is a list."""
        found = self._reader.feeds(self._card)
        return [FeedView(name, self._reader.address(url)) for name, url in found.items()]

    @property
    def feed_url(self) -> str:
        """Its RSS feed's path, else that of its first feed; empty when it has none."""
        found = {feed.name: feed.url for feed in self.feeds}
        return found.get("rss") or next(iter(found.values()), "")

    @property
    def social_card(self) -> str:
        """The whole address of its picture for links to it; empty when it has none."""
        return self._reader.address(self._reader.card(self._card), absolute=True)

    @property
    def print_url(self) -> str:
        """The path of the page with all below it in one file; empty when it has none."""
        return self._reader.address(self._reader.print_url(self._card))

    @property
    def together(self) -> list[ContainedView]:
        """The page and all below it, in reading order, as parts of one file."""
        found = together(self._reader, self._key)
        return [ContainedView(one, PageView(self._reader, one.key)) for one in found]

    @property
    def markdown_url(self) -> str:
        """The path of the page as Markdown; empty when it has none."""
        return self._reader.address(self._reader.markdown_url(self._card))

    @property
    def actions(self) -> ActionsView | None:
        """What a menu for the whole page offers, by `ai.pageMenu`; None when it has none.

        A page's own `pageMenu = false` takes it away.
        """
        ai, card = AiView(self._reader), self._card
        words = ai.page_menu
        if not words or card.meta.params.get("pagemenu") is False or card.kind in SPECIALS:
            return None
        source = bool(self._reader.markdown_url(card))
        # an assistant can read a page only at a whole address
        whole = "://" in str(self._reader.setting("base_url"))
        named = [ai.assistant(word) for word in words if whole and word not in _ACTIONS]
        assistants = [one for one in named if one is not None]
        if not source and not assistants:
            return None
        possible = _ACTIONS if source else ("link",)
        return ActionsView([word for word in words if word in possible], assistants)


class PagerView(View):
    """A file of a divided list: https://gohugo.io/methods/pager/"""

    __slots__ = ("_paging", "_reader", "number")

    def __init__(self, reader: Reader, paging: Paging, number: int) -> None:
        self._reader, self._paging, self.number = reader, paging, number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PagerView) and other.number == self.number

    def __hash__(self) -> int:
        return self.number

    @property
    def _address(self) -> str:
        page, path = self._reader.page(self._paging.key), self._reader.setting("pager_path")
        return pager_address(page, str(path), self.number).url

    def _other(self, number: int) -> PagerView | None:
        inside = 1 <= number <= self._paging.total
        return PagerView(self._reader, self._paging, number) if inside else None

    @property
    def url(self) -> str:
        """Its path with the base path in front."""
        return self._reader.address(self._address)

    @property
    def permalink(self) -> str:
        """Its whole address."""
        return self._reader.address(self._address, absolute=True)

    @property
    def pages(self) -> list[PageView]:
        """The pages in this file."""
        return [PageView(self._reader, key) for key in self._paging.of(self.number)]

    @property
    def total(self) -> int:
        """In how many files the pages stand; 0 for an empty list."""
        return self._paging.total

    @property
    def count(self) -> int:
        """How many pages there are in all files."""
        return len(self._paging.members)

    @property
    def size(self) -> int:
        """How many pages a file has at most."""
        return self._paging.size

    @property
    def prev(self) -> PagerView | None:
        """The file before this one."""
        return self._other(self.number - 1)

    @property
    def next(self) -> PagerView | None:
        """The file after this one."""
        return self._other(self.number + 1)

    @property
    def first(self) -> PagerView:
        """The first file: the page itself."""
        return PagerView(self._reader, self._paging, 1)

    @property
    def last(self) -> PagerView:
        """The last file."""
        return PagerView(self._reader, self._paging, max(1, self._paging.total))

    @property
    def pagers(self) -> list[PagerView]:
        """All files."""
        numbers = range(1, max(1, self._paging.total) + 1)
        return [PagerView(self._reader, self._paging, number) for number in numbers]


class SiteView(View):
    """The site as templates see it."""

    __slots__ = ("_current", "_reader", "_version")

    def __init__(self, reader: Reader, current: PageKey | None, version: str) -> None:
        self._reader, self._current, self._version = reader, current, version

    def _views(self, keys: tuple[PageKey, ...]) -> list[PageView]:
        return [PageView(self._reader, key) for key in keys]

    @property
    def title(self) -> str:
        """The configured title."""
        return cast(str, self._reader.setting("title"))

    def icon(self, name: str, label: str = "", style: str = "") -> Markup:
        """An icon as SVG; raises ValueError when there is none by this name."""
        return Markup(self._reader.icon(name, label, style))

    @property
    def base_url(self) -> str:
        """The configured address, with a slash at its end."""
        return cast(str, self._reader.setting("base_url"))

    @property
    def url(self) -> str:
        """The base path: `/` or `/project/`."""
        return self._reader.base

    @property
    def copyright(self) -> str:
        """The configured copyright line."""
        return cast(str, self._reader.setting("copyright"))

    @property
    def params(self) -> SettingParams:
        """The site's own parameters."""
        return SettingParams(self._reader)

    @property
    def data(self) -> DataFiles:
        """The data files."""
        return DataFiles(self._reader)

    @property
    def ai(self) -> AiView:
        """What the site says of prompts and assistants."""
        return AiView(self._reader)

    @property
    def prompts(self) -> list[PromptsView]:
        """The pages with prompt cards, in order, each with its prompts."""
        return [
            PromptsView(
                page := PageView(self._reader, key), [PromptView(one, page.url) for one in found]
            )
            for key, found in self._reader.prompts()
        ]

    @property
    def privacy(self) -> Params:
        """What shortcodes that show other sites may do."""
        return Params(cast("Mapping[str, Value]", self._reader.setting("privacy")))

    @property
    def home(self) -> PageView:
        """The home page."""
        return PageView(self._reader, self._reader.home())

    @property
    def pages(self) -> list[PageView]:
        """All pages, in order."""
        return self._views(self._reader.all_pages())

    @property
    def regular_pages(self) -> list[PageView]:
        """All pages that are not lists, in order."""
        return [page for page in self.pages if page.kind == "page"]

    @property
    def recent(self) -> list[PageView]:
        """Regular pages, newest first."""
        return self._views(self._reader.recent())

    @property
    def main_sections(self) -> tuple[str, ...]:
        """The names of the sections that a blog's home page shows: `["posts"]`."""
        return self._reader.main_sections()

    @property
    def sections(self) -> list[PageView]:
        """The top-level sections."""
        return self.home.sections

    @property
    def taxonomies(self) -> list[TaxonomyView]:
        """The taxonomies in use."""
        found = []
        for name, terms in self._reader.taxonomies().items():
            key = self._reader.taxonomy(name)
            if key is not None:
                found.append(TaxonomyView(name, PageView(self._reader, key), self._views(terms)))
        return found

    @property
    def menus(self) -> MenusView:
        """The menus."""
        return MenusView(self._reader, self._current)

    @property
    def language(self) -> LanguageView:
        """The language of the page that is made."""
        return LanguageView(self._reader, self._reader.language)

    @property
    def languages(self) -> list[LanguageView]:
        """The languages of the site in their order."""
        return [LanguageView(self._reader, one[0]) for one in self._reader.languages()]

    @property
    def build(self) -> BuildView:
        """What made the site."""
        return BuildView(self._reader, self._version)

    @property
    def az(self) -> list[LetterView]:
        """All pages and terms by letter."""
        page, address = self._reader.page, self._reader.address

        def entry(key: PageKey, rest: str) -> EntryView:
            card = page(key)
            return EntryView(card, address(card.url), rest)

        return [
            LetterView(letter, [entry(*one) for one in entries])
            for letter, entries in self._reader.alphabet()
        ]

    @property
    def statistics(self) -> StatisticsView:
        """The site's figures."""
        return StatisticsView(self._reader.statistics(), lambda key: PageView(self._reader, key))

    @property
    def search_page(self) -> PageView | None:
        """The page for searching, where there is one."""
        key = self._reader.special("search")
        return PageView(self._reader, key) if key is not None else None

    @property
    def most_linked(self) -> list[LinkedView]:
        """The pages to which most others link."""
        found = self._reader.most_linked()
        return [LinkedView(PageView(self._reader, key), count) for key, count in found]

    def has(self, feature: str) -> bool:
        """Whether the site has a `feed`, a `taxonomy`, or a page such as `index-az` or `search`."""
        if feature == "feed":
            return "rss" not in self._reader.setting("disable_kinds")
        if feature == "taxonomy":
            return bool(self._reader.taxonomies())
        return self._reader.special(feature) is not None
