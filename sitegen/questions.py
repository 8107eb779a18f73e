"""Every question about pages that templates and outputs may ask, and its answer's fingerprint.

In:  the `Answers` of a site, and those before.
Out: answers, fingerprints, and which questions may have another answer than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from sitegen import navigation, neighbourhood, paths, related
from sitegen.answers import Answers, spoken
from sitegen.bundles import resources_of
from sitegen.graph_figures import GraphFigures, graph_figures
from sitegen.model import (
    MenuEntry,
    PageKey,
    Site,
    Struct,
    Whereabouts,
)
from sitegen.packing import digest, fingerprint
from sitegen.settings import Asked, SettingPrints, argument_and_language
from sitegen.site_order import age
from sitegen.told_pages import says_noindex


def _pages(answers: Answers, root: str) -> tuple[PageKey, ...]:
    language = spoken(answers.site, root)
    pages = answers.site.pages.items()
    return tuple(
        key for key, page in pages
        if page.meta.listing == "always" and page.language == language
    )  # fmt: skip


def _whereabouts(answers: Answers, key: PageKey) -> Whereabouts | None:
    page = answers.site.pages.get(key)
    if page is None:
        return None
    return Whereabouts(
        kind=page.kind,
        url=page.url,
        language=page.language,
        lastmod=page.meta.lastmod,
        written=page.meta.render == "always",
        sitemap={"disable": True}
        if says_noindex(page.meta.params)
        else page.meta.params.get("sitemap"),
    )


def _recent(answers: Answers, root: str) -> tuple[PageKey, ...]:
    site = answers.site
    if len(site.roots) == 1:
        return site.recent
    language = spoken(site, root)
    return tuple(key for key in site.recent if site.pages[key].language == language)


def _taxonomies(answers: Answers, root: str) -> dict[str, tuple[PageKey, ...]]:
    site, language = answers.site, spoken(answers.site, root)
    return {
        paths.inside(root, folder): tuple(term.key for term in terms)
        for folder, terms in site.terms.items()
        if folder in site.folders and site.pages[site.folders[folder]].language == language
    }


def _largest_section(answers: Answers, root: str) -> str:
    """The top-level section with most pages, the first of several by name."""
    language = spoken(answers.site, root)
    pages = (page for page in answers.site.pages.values() if page.language == language)
    tops = Counter(
        paths.inside(root, page.section).partition("/")[0]
        for page in pages
        if page.kind == "page" and page.meta.listing == "always"
    )
    del tops[""]
    return min(tops, key=lambda top: (-tops[top], top), default="")


def _newest(answers: Answers, key: str) -> tuple[PageKey, ...]:
    pages = answers.site.pages
    page = pages.get(PageKey(key))
    if page is not None and page.kind == "home":
        return _recent(answers, page.section)
    listed = [
        member
        for member in answers.site.children.get(PageKey(key), ())
        if pages[member].kind in ("page", "term")
    ]
    return tuple(sorted(listed, key=lambda member: age(pages[member])))


class Statistics(Struct, frozen=True, kw_only=True):
    """A site's figures in one language."""

    figures: GraphFigures
    pages: int
    sections: int
    terms: int
    words: int
    newest: tuple[PageKey, ...]


NEWEST = 10
"""Newest pages among the figures."""


def _statistics(answers: Answers, root: str) -> Statistics:
    site = answers.site
    language = spoken(site, root)
    figures = graph_figures(site, answers.graph, language)
    pages = [site.pages[key] for key in _pages(answers, root)]
    kinds = Counter(page.kind for page in pages)
    return Statistics(
        figures=figures,
        pages=kinds["page"] + kinds["home"],
        sections=kinds["section"],
        terms=kinds["term"],
        words=sum(answers.facts[page.key].words for page in pages if page.key in answers.facts),
        newest=tuple(key for key in _recent(answers, root) if site.pages[key].meta.date)[:NEWEST],
    )


def _menus(answers: Answers, language: str) -> Mapping[str, tuple[MenuEntry, ...]]:
    return answers.site.menus.get(language or answers.settings.config.language) or {}


def _menu(answers: Answers, argument: str) -> tuple[MenuEntry, ...]:
    name, language = argument_and_language(argument)
    return _menus(answers, language).get(name, ())


def _menu_names(answers: Answers, argument: str) -> tuple[str, ...]:
    return tuple(_menus(answers, argument_and_language(argument)[1]))


def _navigation_print(answers: Answers, section: str) -> bytes:
    """Of the rows on the way to a section: what its pages show is chosen from these alone."""
    return digest(b"".join(answers.levels(key) for key in _way(answers.site, section)))


def _recipe_print(answers: Answers, argument: str) -> bytes:
    """Of the bytes that something is made from, wherever the files lie."""
    found = answers.sources(argument)
    return b"" if found is None else digest(b"".join(one.digest for one in found))


Input = Literal["site", "links", "text", "kin", "terms", "files", "all"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question that templates and outputs may ask."""

    input: Input
    """What the answer is made from: as long as it stays, so does the answer."""

    ask: Callable[[Answers, Any], Any]
    print: Callable[[Answers, Any], bytes] | None = None
    """The answer's fingerprint, where there is a shorter way than to make it from the answer."""

    concerns: Callable[[Site, Site, Set[PageKey]], Iterable[str]] | None = None
    """For which arguments the answer may be another one when the site is: before, now, and the
    pages that differ. None for any."""


def _of(part: str) -> Callable[[Site, Site, Set[PageKey]], Iterable[str]]:
    """The arguments of a question that a part of the site answers."""

    def concerned(before: Site, now: Site, _: Set[PageKey]) -> Iterable[str]:
        return _different(getattr(before, part), getattr(now, part))

    return concerned


def _pages_concerned(_before: Site, _now: Site, other: Set[PageKey]) -> Iterable[str]:
    return other


def _keys_concerned(before: Site, now: Site, other: Set[PageKey]) -> Iterable[str]:
    """The home pages' folders, when other pages are there, or in lists, or in a language."""

    def listed(site: Site, key: PageKey) -> object:
        page = site.pages.get(key)
        return page and (page.meta.listing, page.language)

    same = before.roots == now.roots and before.pages.keys() == now.pages.keys()
    if same and all(listed(before, key) == listed(now, key) for key in other):
        return ()
    return {*before.roots.values(), *now.roots.values()}


def _roots_concerned(before: Site, now: Site, other: Set[PageKey]) -> Iterable[str]:
    """The same when they are in another order."""
    if list(before.pages) == list(now.pages):
        return _keys_concerned(before, now, other)
    return {*before.roots.values(), *now.roots.values()}


def _newest_concerned(before: Site, now: Site, other: Set[PageKey]) -> Iterable[str]:
    return () if before.recent == now.recent else _roots_concerned(before, now, other)


def _lists_concerned(before: Site, now: Site, other: Set[PageKey]) -> Iterable[str]:
    """The lists whose members, or their dates, differ."""

    def moved(key: PageKey) -> bool:
        page, was = now.pages.get(key), before.pages.get(key)
        return not (page and was and page.kind == was.kind and age(page) == age(was))

    if any(moved(key) for key in other):
        return now.children.keys() | now.pages.keys()
    homes = [now.folders[root] for root in now.roots.values() if root in now.folders]
    return {*_different(before.children, now.children), *homes}


def _sidebars_concerned(before: Site, now: Site, other: Set[PageKey]) -> Iterable[str]:
    """The folders whose way up leads by a list that differs in a member."""
    lists = _different(before.children, now.children)
    for key in other:
        lists |= {site.pages[key].parent for site in (before, now) if key in site.pages}
    lists |= {up for key in lists for site in (before, now) for up in _shown_in(site, key)}
    if before.folders is not now.folders or not other.isdisjoint(now.folders.values()):
        return {*before.folders, *now.folders}
    return [folder for folder in now.folders if not lists.isdisjoint(_way(now, folder))]


def _shown_in(site: Site, key: PageKey | None) -> Iterator[PageKey | None]:
    """The pages above a list in whose rows its own stand, too, as it has no address."""
    page = site.pages.get(key) if key is not None else None
    while page is not None and navigation.is_always_open(page):
        yield page.parent
        page = site.pages.get(page.parent) if page.parent is not None else None


def _way(site: Site, folder: str) -> Iterator[PageKey]:
    """The page that stands for a folder and those above it."""
    key: PageKey | None = site.folders.get(folder)
    while key is not None:
        yield key
        page = site.pages.get(key)
        key = page.parent if page else None


QUERIES: Mapping[str, Query] = {
    "page": Query("site", lambda a, key: a.site.pages.get(key), concerns=_pages_concerned),
    "whereabouts": Query("site", _whereabouts, concerns=_pages_concerned),
    "lines": Query(
        "site",
        lambda a, key: a.site.pages[key].meta.lines if key in a.site.pages else {},
        concerns=_pages_concerned,
    ),
    "pages": Query("site", _pages, concerns=_roots_concerned),
    "keys": Query("site", lambda a, root: tuple(sorted(_pages(a, root))), concerns=_keys_concerned),
    "recent": Query("site", _recent, concerns=_newest_concerned),
    "newest": Query("site", _newest, concerns=_lists_concerned),
    "alphabet": Query("site", lambda a, root: a.alphabet(root)),
    "taxonomies": Query("site", _taxonomies),
    "statistics": Query("all", _statistics),
    "largest_section": Query("site", _largest_section),
    "translations": Query(
        "site", lambda a, key: a.site.translations.get(key, ()), concerns=_of("translations")
    ),
    "folder": Query("site", lambda a, name: a.site.folders.get(name), concerns=_of("folders")),
    "menu": Query("site", _menu),
    "menu_names": Query("site", _menu_names),
    "aliases": Query("site", lambda a, _: a.site.aliases),
    "children": Query(
        "site", lambda a, key: a.site.children.get(key, ()), concerns=_of("children")
    ),
    "neighbours": Query(
        "site",
        lambda a, key: a.site.neighbours.get(key, (None, None)),
        concerns=_of("neighbours"),
    ),
    "terms": Query(
        "site", lambda a, key: a.site.page_terms.get(key, {}), concerns=_of("page_terms")
    ),
    "number": Query("site", lambda a, key: navigation.number_of(a.site, key, a.numbers_of)),
    "resources": Query("site", lambda a, key: resources_of(a.site, key)),
    "navigation": Query(
        "site",
        lambda a, section: navigation.rows(a.site, a.site.folders[section], a.numbers_of),
        _navigation_print,
        _sidebars_concerned,
    ),
    "names": Query(
        "links", lambda a, _: a.names, lambda a, _: digest(a.graph.places + a.graph.words)
    ),
    "links": Query("links", lambda a, key: a.graph.pages[key].urls if key in a.graph.pages else ()),
    "embeds": Query(
        "links", lambda a, key: a.graph.pages[key].embeds if key in a.graph.pages else ()
    ),
    "outgoing": Query(
        "links",
        lambda a, key: (
            tuple(
                dict.fromkeys(target for target in a.graph.pages[key].targets if target is not None)
            )
            if key in a.graph.pages
            else ()
        ),
    ),
    "backlinks": Query(
        "links",
        Answers.backlinks,
        lambda a, key: fingerprint(
            [(*one, a.fact(one[0], "contexts")) for one in a.incoming.get(key, ())]
        ),
    ),
    "mentions": Query("links", Answers.mentions),
    "terms_in": Query("terms", Answers.terms_in),
    "definition": Query("all", Answers.definition),
    "related": Query("kin", Answers.related),
    "label": Query("site", lambda a, key: a.label(key), concerns=_pages_concerned),
    "nearest": Query("links", lambda a, key: neighbourhood.nearest(a.graph, a.incoming, key)),
    "beyond": Query("links", lambda a, key: a.beyond(key)),
    "nodes": Query("site", lambda a, root: a.nodes(root)),
    "edges": Query("links", lambda a, _: a.edges, lambda a, _: a.edges_print),
    "most_linked": Query("links", lambda a, _: a.most_linked),
    "text": Query(
        "text",
        lambda a, key: (a.facts[key].words, a.facts[key].excerpt) if key in a.facts else (0, ""),
    ),
    "excerpt": Query("text", lambda a, key: a.facts[key].excerpt if key in a.facts else ""),
    "told": Query("site", lambda a, root: a.for_models(root)),
    "all_markdown": Query("all", Answers.all_markdown, Answers.all_markdown_print),
    "site_rows": Query("all", Answers.site_rows, Answers.site_rows_print),
    "headings": Query(
        "text", lambda a, key: a.outline(key).headings, lambda a, key: a.fact(key, "headings")
    ),
    "shortcodes": Query("text", lambda a, key: a.outline(key).shortcodes),
    "prompts": Query(
        "all",
        Answers.prompts,
        lambda a, root: fingerprint([(key, a.prompted[key]) for key in a.listed_prompts(root)]),
    ),
    "file": Query(
        "files",
        lambda a, path: a.files.get(path),
        lambda a, path: a.files[path].digest if path in a.files else b"",
    ),
    "made": Query("files", Answers.sources, _recipe_print),
    "forms": Query("text", Answers.forms, lambda a, key: a.fact(key, "forms")),
    "content": Query("text", Answers.content, lambda a, key: a.fact(key, "content")),
    "summary": Query("text", Answers.summary, lambda a, key: a.fact(key, "summary")),
}
"""Every question about pages, by name."""


def may_have_changed(
    before: Answers, now: Answers, texts: Set[PageKey], touched: Set[PageKey] | None
) -> Iterator[tuple[str, Iterable[str] | None]]:
    """The queries about pages whose answers may not be those of `before`, with the arguments.

    None for any argument. The settings are the same; `texts` are the pages whose texts may have
    changed, `touched` those whose links may have; None for all.
    """
    other: Set[PageKey] = frozenset()
    if now.site is not before.site:
        other = _different(before.site.pages, now.site.pages)
    if touched is not None:
        links = [before.graph.pages[key].targets for key in other if key in before.graph.pages]
        links += [now.graph.pages[key].targets for key in other if key in now.graph.pages]
        touched = touched | {key for targets in links for key in targets if key is not None}
    for name, query in QUERIES.items():
        if query.input == "text":
            yield name, texts
        elif query.input == "all":
            yield name, None
        elif query.input == "files":
            yield name, () if now.files is before.files else None
        elif query.input == "terms":
            wanted = now.settings.config.glossary_enabled
            same = not wanted or before.glossary.hashes == now.glossary.hashes
            yield name, texts if same else None
        elif query.input == "kin":
            yield name, None if touched is None else concerned(before, now, texts, touched, other)
        elif query.input == "links":
            yield name, None if touched is None else {"", *touched}
        elif now.site is not before.site:
            concerns = query.concerns
            yield name, None if concerns is None else concerns(before.site, now.site, other)


def concerned(
    before: Answers,
    now: Answers,
    texts: Set[str],
    linked: Set[PageKey],
    cards: Set[PageKey],
) -> set[PageKey]:
    """The pages to which others may be related now; the arguments are `related.concerned`'s."""
    newer = all(one.newer for one in now.weights.values())
    return related.concerned(
        before.kin, now.kin, before.facts, now.facts, texts, linked, cards, newer=newer
    )


def _different(before: Mapping[Any, object], now: Mapping[Any, object]) -> set[Any]:
    """The keys that lead to something else, or to nothing."""
    if before is now:
        return set()
    found = before.keys() ^ now.keys()
    nothing = object()
    return found | {
        key
        for key, one in now.items()
        if (was := before.get(key, nothing)) is not one and was is not nothing and was != one
    }


class Prints:
    """Fingerprints of answers of all kinds."""

    def __init__(self, answers: Answers, settings: SettingPrints) -> None:
        self.answers = answers
        self._settings = settings
        self._ready: dict[Asked, bytes] = {}

    def prepare(self, asked: Iterable[Asked]) -> None:
        """Make the fingerprints for questions about pages that will be wanted in this build."""
        for one in asked:
            if one not in self._ready:
                self._ready[one] = self.of(one)

    def of(self, asked: Asked) -> bytes:
        """The fingerprint of the answer to a question."""
        ready = self._ready.get(asked)
        if ready is not None:
            return ready
        name, argument = asked
        query = QUERIES.get(name)
        if query is None:
            return self._settings.of(name, argument)
        if query.print is not None:
            return query.print(self.answers, argument)
        return fingerprint(query.ask(self.answers, argument))
