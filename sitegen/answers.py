"""What is known of a site in one process; each part is worked out when it is first asked for.

In:  a `Snapshot`, or its parts where they are at hand.
Out: `Answers`. `questions` has what may be asked, `queries` notes who asks; here nobody is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property, partial
from typing import Any, Protocol

from sitegen import navigation, neighbourhood, paths, related, whole_graph
from sitegen.cache import Column, Held
from sitegen.config import each_language
from sitegen.glossary import Definition, Glossary, glossary
from sitegen.linkgraph import incoming, incoming_after
from sitegen.mentions import PageNames, mentioning
from sitegen.model import (
    Backlink,
    LinkGraph,
    Mention,
    OtherForms,
    Outline,
    Page,
    PageFacts,
    PageKey,
    Parts,
    Prompt,
    Site,
    Summary,
)
from sitegen.name_finder import may_hold
from sitegen.names import Names, names_of
from sitegen.packing import fingerprint, from_json, unpack
from sitegen.recipes import Recipe, Source, from_argument, sources_of
from sitegen.settings import Asked, Settings, argument_and_language
from sitegen.site_order import sort_text
from sitegen.site_rows import SiteRows
from sitegen.site_rows import Source as RowsSource
from sitegen.snapshot import Snapshot
from sitegen.told_pages import MarkdownTexts, Sections, told_pages
from sitegen.whole_graph import Edges, Maps

Facts = Mapping[str, PageFacts]

Alphabet = tuple[tuple[str, tuple[tuple[PageKey, str], ...]], ...]

OUTLINES_KEPT = 2000
"""Outlines that a process keeps unpacked."""

_EMPTY = Summary(parts=(), truncated=False)


class Store(Protocol):
    """The cache, as far as answers need it."""

    def blob(self, name: bytes) -> bytes:
        """The value of a digest."""

    def column(self, column: Column, number: int, expected: bytes) -> bytes:
        """A part of a page's row."""

    held: Held
    """The parts that are in memory."""


class Answers:
    """A site's answers in one process; each part is unpacked when it is first asked for."""

    def __init__(
        self,
        settings: Settings,
        extra_files: Sequence[str],
        store: Store,
        snapshot: Snapshot | None = None,
    ) -> None:
        """`snapshot` names what is not set afterwards: the site, its links, the facts."""
        self.settings = settings
        self.base = paths.base_path(settings.config.base_url)
        self._extra_files = extra_files
        self._store = store
        self._snapshot = snapshot
        self._outlines: dict[PageKey, Outline] = {}
        self.told: dict[Asked, Any] = {}
        """What the settings have answered."""

    @property
    def held(self) -> Held:
        """The parts of pages that are in memory, packed."""
        return self._store.held

    @property
    def snapshot(self) -> Snapshot:
        """What names the values that are not in memory."""
        assert self._snapshot is not None
        return self._snapshot

    @cached_property
    def site(self) -> Site:
        """The site."""
        return from_json(self._store.blob(self.snapshot.site), Site)

    @cached_property
    def graph(self) -> LinkGraph:
        """Where its links lead."""
        return unpack(self._store.blob(self.snapshot.graph), LinkGraph)

    @cached_property
    def files(self) -> Mapping[str, Source]:
        """The site's files that are copied, by output path."""
        return unpack(self._store.blob(self.snapshot.files), dict[str, Source])

    @cached_property
    def facts(self) -> Facts:
        """What is known of each page file's text."""
        return unpack(self._store.blob(self.snapshot.facts), dict[str, PageFacts])

    def with_texts(
        self, store: Store, graph: LinkGraph, facts: Facts, changed: Set[PageKey]
    ) -> Answers:
        """The answers about the same pages when some of them have `changed` texts and links."""
        found = Answers(self.settings, self._extra_files, store)
        found.site, found.graph, found.facts, found.told = self.site, graph, facts, self.told
        found.files = self.files
        kept = [
            "names", "levels", "numbers_of", "alphabet", "places", "label", "nodes", "maps",
            "weights", "page_names", "for_models", "markdown_texts", "rows",
        ]  # fmt: skip
        if all(_leads(self.graph, key) == _leads(graph, key) for key in changed):
            kept += ["edges", "edges_print", "structure", "most_linked"]
        found.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        if "prompted" in self.__dict__:
            prompted = {key: one for key, one in self.prompted.items() if key not in changed}
            new = {key: facts[key].prompts for key in sorted(changed) if key in facts}
            found.prompted = prompted | {key: one for key, one in new.items() if one}
        found.take_words(self, changed)
        found.incoming = incoming_after(self.incoming, self.graph, graph, changed)
        return found

    def with_cards(
        self,
        store: Store,
        site: Site,
        graph: LinkGraph,
        facts: Facts,
        changed: Set[PageKey],
        edited: Set[PageKey],
        names: Names,
    ) -> Answers:
        """The same about the pages as `site` has them, when the cards of some `edited` ones differ.

        See `site_edit`; `changed` are the pages whose texts and links may differ, too, and `names`
        is what links can name now.
        """
        found = self.with_texts(store, graph, facts, changed)
        before, found.site, found.names = self.site, site, names
        for name in (
            "levels", "numbers_of", "alphabet", "places", "label", "nodes", "page_names",
            "for_models",
        ):  # fmt: skip
            found.__dict__.pop(name, None)
        shown = whole_graph.is_shown
        if all(shown(before.pages[key]) == shown(site.pages[key]) for key in edited):
            if "nodes" in self.__dict__:
                found.nodes = whole_graph.nodes_after(self.nodes, site, edited)
        else:
            for name in ("structure", "most_linked"):
                found.__dict__.pop(name, None)
        return found

    @cached_property
    def incoming(self) -> Mapping[PageKey, list[tuple[PageKey, int]]]:
        """The links that lead to each page."""
        return incoming(self.graph)

    @cached_property
    def names(self) -> Names:
        """All that a link can name."""
        return names_of(self.site, self._extra_files)

    @cached_property
    def prompted(self) -> Mapping[PageKey, bytes]:
        """The pages with prompt cards, each with the digest of its prompts."""
        return {PageKey(key): facts.prompts for key, facts in self.facts.items() if facts.prompts}

    @cached_property
    def places(self) -> Mapping[PageKey, int]:
        """The place of each page in the site's order."""
        return {key: place for place, key in enumerate(self.site.pages)}

    def listed_prompts(self, root: str) -> Iterator[PageKey]:
        """The pages in a language whose prompts are listed: home page first, then in order."""
        site, language = self.site, spoken(self.site, root)
        found = [key for key in self.prompted if key in site.pages]
        found.sort(key=lambda key: (site.pages[key].kind != "home", self.places[key]))
        for key in found:
            page = site.pages[key]
            shown = page.meta.listing == "always" and page.meta.render == "always"
            if shown and page.language == language:
                yield key

    @cached_property
    def numbers_of(self) -> navigation.NumbersOf:
        """A page to the numbers of those below it, as of chapters."""
        return cache(partial(navigation.numbers, self.site))

    # --- related pages --------------------------------------------------------------------

    @cached_property
    def words(self) -> related.Words:
        """The pages by their words."""
        return related.words_of(self.facts)

    def take_words(self, before: Answers, changed: Set[str]) -> None:
        """Take the words from those `before`, when only some pages' texts have changed."""
        if "words" in before.__dict__:
            self.words = related.words_after(before.words, before.facts, self.facts, changed)

    @cached_property
    def kin(self) -> related.Kin:
        """What pages have in common."""
        return related.Kin(self.site, self.graph, self.incoming, self.words)

    @cached_property
    def weights(self) -> Mapping[str, related.Weights]:
        """How related pages are told, in each language."""
        found = {}
        for own in each_language(self.settings.config):
            names = own.taxonomies.values()
            found[own.language] = related.weights(
                own.related_limit if own.related_enabled else 0,
                own.related_newer, own.related_indices, names,
            )  # fmt: skip
        return found

    @cached_property
    def related_found(self) -> dict[PageKey, tuple[PageKey, ...]]:
        """The related pages that have been looked for."""
        return {}

    def related(self, key: PageKey) -> tuple[PageKey, ...]:
        """The pages that are about the same as a page, the nearest first."""
        found = self.related_found.get(key)
        if found is None:
            facts, page = self.facts.get(key), self.site.pages.get(key)
            words = facts.keywords if facts is not None else ""
            told = self.weights[page.language] if page is not None else None
            found = self.kin.nearest(key, words, told) if told is not None else ()
            self.related_found[key] = found
        return found

    # --- names in texts -------------------------------------------------------------------

    @cached_property
    def page_names(self) -> PageNames:
        """What pages are called."""
        return PageNames(self.site, self.settings.config.mentions_least)

    @cached_property
    def mentioning(self) -> Mapping[PageKey, list[tuple[PageKey, Mention]]]:
        """Each page's mentions by others."""
        return mentioning(self.graph.mentions)

    def mentions(self, key: PageKey) -> tuple[Backlink, ...]:
        """Who names a page without a link, but for those that have one elsewhere."""
        linking = {source for source, _ in self.incoming.get(key, ())}
        return tuple(
            Backlink(
                source=source,
                before=one.before,
                label=one.label,
                after=one.after,
                anchor="",
                embed=False,
            )
            for source, one in self.mentioning.get(key, ())
            if source not in linking
        )

    @cached_property
    def glossary(self) -> Glossary:
        """What terms mean."""
        config, facts = self.settings.config, self.facts
        return glossary(
            self.site, config.glossary_name.lower(), lambda key: facts[key].excerpt, self.outline
        )

    def terms_in(self, key: PageKey) -> tuple[str, ...]:
        """The names of terms that may stand in a page's text."""
        facts, page = self.facts.get(key), self.site.pages.get(key)
        if facts is None or page is None:
            return ()
        holds = may_hold(facts.vocabulary)
        names = self.glossary.hashes[page.language]
        return tuple(name for name, hashes in names.items() if holds(hashes))

    def definition(self, argument: str) -> Definition | None:
        """What a term means; the argument is its name and the key of the language."""
        name, language = argument_and_language(argument)
        return self.glossary.definitions.get(language, {}).get(name)

    # --- the graph of the whole site ------------------------------------------------------

    @cached_property
    def label(self) -> Callable[[PageKey], tuple[str, str] | None]:
        """A page to its short title and its address; to None when graphs don't show it."""
        pages = self.site.pages

        @cache
        def label(key: PageKey) -> tuple[str, str] | None:
            page = pages.get(key)
            return (page.meta.link_title, page.url) if page and whole_graph.is_shown(page) else None

        return label

    @cached_property
    def beyond(self) -> Callable[[PageKey], tuple[PageKey, ...]]:
        """A page to its neighbours, as far as a graph shows them behind it."""
        return cache(partial(neighbourhood.beyond, self.graph, self.incoming))

    @cached_property
    def edges(self) -> Edges:
        """Where each page leads to."""
        return whole_graph.edges(self.graph)

    @cached_property
    def edges_print(self) -> bytes:
        """The fingerprint of the edges."""
        return fingerprint(self.edges)

    @cached_property
    def most_linked(self) -> Mapping[str, tuple[tuple[PageKey, int], ...]]:
        """For each language the pages to which most others lead, and how many these are."""
        return whole_graph.most_linked(self.site, self.edges)

    @cached_property
    def maps(self) -> Maps:
        """The maps that have been drawn, of this build or the last one."""
        return {}

    @cached_property
    def nodes(self) -> Callable[[str], whole_graph.Nodes]:
        """The folder of a language's home page to the pages of its graph."""
        site = self.site
        return cache(lambda root: whole_graph.nodes(site, root, spoken(site, root)))

    @cached_property
    def structure(self) -> Callable[[str], whole_graph.Structure]:
        """The same to what its map is drawn from."""
        nodes, edges = self.nodes, self.edges
        return cache(lambda root: whole_graph.structure(nodes(root), edges))

    def map_of(self, root: str) -> bytes:
        """The places of these pages; drawn when there is no map of them yet."""
        structure = self.structure(root)
        name = whole_graph.name_of(structure)
        if name not in self.maps:
            self.maps[name] = whole_graph.draw(structure)
        return self.maps[name]

    # --- files ----------------------------------------------------------------------------

    def source(self, leaf: Recipe) -> Source | None:
        """Where the file lies that a recipe names; None when there is none."""
        if leaf.kind == "file":
            return self.files.get(leaf.name)
        settings = self.settings
        file = settings.theme.assets.get(leaf.name)
        digest = settings.digests.get(file.path) if file is not None else None
        return Source(path=file.path, digest=digest) if file is not None and digest else None

    def sources(self, argument: str) -> tuple[Source, ...] | None:
        """The files that are needed for what a recipe makes; None when one is gone."""
        return sources_of(from_argument(argument), self.source)

    # --- texts ----------------------------------------------------------------------------

    def outline(self, key: PageKey) -> Outline:
        """A page's headings and links; empty for a page without a file."""
        found = self._outlines.get(key)
        if found is None:
            facts = self.facts.get(key)
            if facts is None:
                return Outline()
            if len(self._outlines) >= OUTLINES_KEPT:
                self._outlines.clear()
            packed = self._store.column("outline", facts.row, facts.outline)
            found = self._outlines[key] = unpack(packed, Outline)
        return found

    def content(self, key: PageKey) -> Parts:
        """A page's text, still with slots."""
        facts = self.facts.get(key)
        if facts is None:
            return ()
        return unpack(self._store.column("content", facts.row, facts.content), Parts)

    def summary(self, key: PageKey) -> Summary:
        """The beginning of a page's text."""
        facts = self.facts.get(key)
        if facts is None:
            return _EMPTY
        return unpack(self._store.column("summary", facts.row, facts.summary), Summary)

    def prompts(self, root: str) -> tuple[tuple[PageKey, tuple[Prompt, ...]], ...]:
        """The pages in a language with prompt cards, each with its prompts."""
        return tuple((key, self.outline(key).prompts) for key in self.listed_prompts(root))

    def forms(self, key: PageKey) -> OtherForms:
        """A page's text in other forms than HTML."""
        facts = self.facts.get(key)
        if facts is None or not facts.forms:
            return OtherForms()
        return unpack(self._store.column("forms", facts.row, facts.forms), OtherForms)

    # --- for language models --------------------------------------------------------------

    @cached_property
    def for_models(self) -> Callable[[str], Sections]:
        """The folder of a language's home page to the pages that language models are told of."""
        site = self.site
        return cache(lambda root: told_pages(site, site.folders.get(root)))

    @cached_property
    def markdown_texts(self) -> MarkdownTexts:
        """Pages' texts as Markdown."""
        return MarkdownTexts()

    def _told_keys(self, root: str) -> Iterator[PageKey]:
        return (key for _, keys in self.for_models(root) for key in keys)

    def all_markdown(self, root: str) -> bytes:
        """The texts of the pages of a language that language models are told of."""
        return self.markdown_texts.whole(
            self._told_keys(root), self.site, self.graph, self.facts, self.forms,
            self.settings.config.base_url,
        )  # fmt: skip

    def all_markdown_print(self, root: str) -> bytes:
        """The fingerprint of these texts, by what they are made from."""
        keys = self._told_keys(root)
        return self.markdown_texts.whole_print(keys, self.site, self.graph, self.facts)

    # --- for programs ---------------------------------------------------------------------

    @cached_property
    def rows(self) -> SiteRows:
        """Pages as rows of site.json."""
        return SiteRows()

    @cached_property
    def _rows_source(self) -> RowsSource:
        return RowsSource(
            config=self.settings.config,
            site=self.site,
            graph=self.graph,
            facts=self.facts,
            outline=self.outline,
            forms=self.forms,
        )

    def site_rows(self, root: str) -> bytes:
        """The pages of a language as rows of site.json."""
        return self.rows.rows(self._rows_source, spoken(self.site, root))

    def site_rows_print(self, root: str) -> bytes:
        """The fingerprint of these rows, by what they are made from."""
        return self.rows.print_of(self._rows_source, spoken(self.site, root))

    def backlinks(self, key: PageKey) -> tuple[Backlink, ...]:
        """Who links to a page."""
        found = []
        for source, index in self.incoming.get(key, ()):
            if self.site.pages[source].meta.render != "always":
                continue
            link = self.outline(source).links[index]
            found.append(
                Backlink(
                    source=source,
                    before=link.before,
                    label=link.label,
                    after=link.after,
                    anchor=link.anchor,
                    embed=link.embed,
                )
            )
        return tuple(found)

    def fact(self, key: str, name: str) -> bytes:
        """A digest of the page's facts; empty for a page without a file."""
        facts = self.facts.get(key)
        return b"" if facts is None else getattr(facts, name)

    @cached_property
    def alphabet(self) -> Callable[[str], Alphabet]:
        """A home page's folder to the titles of its language by letter: asked for twice."""
        return cache(partial(_alphabet, self.site))

    @cached_property
    def levels(self) -> Callable[[PageKey], bytes]:
        """A folder's page to the fingerprint of the sidebar's rows for its members."""
        site = self.site

        @cache
        def level(key: PageKey) -> bytes:
            pages = [site.pages[member] for member in site.children.get(key, ())]
            below = [level(page.key) for page in pages if navigation.is_always_open(page)]
            rows = [(p.key, p.kind, p.meta.link_title, p.url, _told(p)) for p in pages]
            return fingerprint((rows, below))

        return level


def _told(page: Page) -> navigation.Told | None:
    found = navigation.told(page.meta.params)
    return None if found is navigation.NOTHING else found


def _leads(graph: LinkGraph, key: PageKey) -> tuple[PageKey, ...]:
    """The pages that a page leads to."""
    links = graph.pages.get(key)
    return tuple(dict.fromkeys(one for one in links.targets if one)) if links is not None else ()


def spoken(site: Site, root: str) -> str:
    """The language whose home page is a folder's; empty when it is gone."""
    return next((language for language, folder in site.roots.items() if folder == root), "")


def _alphabet(site: Site, root: str) -> Alphabet:
    """All pages and terms by first letter, each with what tells it from its namesakes."""
    pages, language = site.pages, spoken(site, root)
    listed = [
        page
        for page in pages.values()
        if page.language == language
        if page.kind in ("page", "term") or (page.kind == "section" and page.path)
        if page.meta.listing == "always" and page.meta.render != "never"
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
