"""The barrier with the cache: the site is put together and linked only as far as needed.

In:  every page's facts, and the last build's site and links.
Out: the site and its links, in memory and in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from functools import lru_cache

import msgspec

from sitegen import paths
from sitegen.cache import Cache
from sitegen.discover import Tree
from sitegen.linkgraph import Before, link
from sitegen.mentions import Before as Earlier
from sitegen.mentions import PageNames, mentions
from sitegen.model import (
    Diagnostic,
    LinkGraph,
    Meta,
    Outline,
    PageFacts,
    PageKey,
    PageSource,
    Site,
    SourceFile,
    Struct,
)
from sitegen.names import Names, names_after, names_of
from sitegen.packing import fingerprint, fingerprint_free, from_json, unpack
from sitegen.past import Past
from sitegen.publish import file_names
from sitegen.settings import Settings, config_print
from sitegen.site import assemble
from sitegen.site_edit import edited
from sitegen.urls_lock import Lock, Vanished, with_kept
from sitegen.visibility import LeftOut

Facts = Mapping[str, PageFacts]
Sources = Mapping[str, PageSource]
"""The page files as the site is put together from them, by key."""


class Joined(Struct, frozen=True, kw_only=True):
    """A site and its links."""

    input: bytes
    """The digest of what the site was put together from."""

    sources: Sources
    site: Site
    other_site: bool
    """Whether it is another one than before."""

    edited: frozenset[PageKey] | None = None
    """The pages whose cards differ from the site before, when nothing else does; None for any."""

    problems: tuple[Diagnostic, ...]
    """What was wrong when the site was put together."""

    vanished: Vanished
    """What became of addresses in `urls.lock` that no page has any more."""

    extra_files: tuple[str, ...]
    """Output paths besides pages and copied files."""

    names: Names | None = None
    """What links can name, if there are such `edited` pages."""

    graph: LinkGraph
    touched: frozenset[PageKey] | None
    """The pages from or to which a link may be another one than before; None for all."""


def join(
    settings: Settings,
    tree: Tree,
    facts: Facts,
    out: LeftOut,
    cache: Cache,
    past: Past | None,
    known: Sources,
    changed: Set[str],
    lock: Lock,
    known_names: Callable[[], Names] | None = None,
) -> Joined:
    """The site of these pages and its links, as far as they are not those of the last build.

    `known` are the pages that are in memory, as they were then, of which none but the `changed`
    ones may be others now, and `known_names` gives their names; `lock` are the addresses that the
    site is known to have published.
    """
    prompted = _prompted(settings, tree, facts, out)
    input = _site_input(settings, tree, facts, out, prompted, lock)
    same = past is not None and past.record.site_input == input
    vanished = past.record.vanished if past is not None else Vanished()
    if past is not None and vanished.by_text and same:
        same = not other_sketches(past.facts, facts, facts.keys() | past.facts.keys())
    sources = known
    edits: frozenset[PageKey] | None = None
    if past is not None and same:
        site, problems = past.site, past.record.site_problems
    else:
        sources, site, problems, edits = _assembled(
            settings, tree, facts, out, cache, past, known, changed, prompted,
            may_edit=not vanished.by_text,
        )  # fmt: skip
        if edits is None:
            site, told, vanished = with_kept(site, lock, facts, settings.config)
            problems += told
    extra_files = file_names(site, settings.config)
    same_files = past is not None and past.record.extra_files == extra_files
    before = None
    if past is not None:
        keys = changed if known else facts.keys() | past.facts.keys()
        before = _before(
            past.graph, facts, past.facts, keys,
            same_site=same and same_files,
            same_places=edits is not None and same_files,
        )  # fmt: skip

    def page_names() -> PageNames:
        return PageNames(site, settings.config.mentions_least)

    def page_names_before() -> PageNames:
        assert past is not None
        return PageNames(past.site, settings.config.mentions_least)

    @lru_cache(maxsize=1)
    def names() -> Names:
        if past is None or edits is None or known_names is None or not same_files:
            return names_of(site, extra_files)
        return names_after(known_names(), past.site, site, edits)

    graph, touched = _linked(
        settings, site, facts, cache, before, names, page_names, page_names_before
    )
    return Joined(
        input=input,
        sources=sources,
        site=site,
        other_site=not same,
        edited=edits if same_files else None,
        names=names() if edits is not None and same_files else None,
        problems=problems,
        vanished=vanished,
        extra_files=extra_files,
        graph=graph,
        touched=touched,
    )


def other_sketches(before: Facts, facts: Facts, keys: Iterable[str]) -> bool:
    """Whether one of these pages looks otherwise than before."""
    return any(_sketch(before, key) != _sketch(facts, key) for key in keys)


def _sketch(facts: Facts, key: str) -> str | None:
    page = facts.get(key)
    return page.sketch if page is not None else None


def _assembled(
    settings: Settings,
    tree: Tree,
    facts: Facts,
    out: LeftOut,
    cache: Cache,
    past: Past | None,
    known: Sources,
    changed: Set[str],
    prompted: Set[str],
    *,
    may_edit: bool,
) -> tuple[Sources, Site, tuple[Diagnostic, ...], frozenset[PageKey] | None]:
    """The page files, the site of them, what is wrong with it, and the pages that are edited in the
    last site, if it is that.

    That pages are `known` means that nothing but front matter of the `changed` ones differs from
    the past; with `may_edit` the last site may be taken.
    """
    sources = dict(known)
    metas = {}
    for page in tree.pages:
        if known and page.key not in changed:
            continue
        own, source = facts[page.key], known.get(page.key)
        if source is None or past is None or past.facts[page.key].meta != own.meta:
            before, source = source, page_source(page, own, cache)
            if before is not None:
                metas[PageKey(page.key)] = (before.meta, source.meta)
        sources[page.key] = source
    if past is not None and known and may_edit and out.reasons == past.site.left_out:
        problems = past.record.site_problems
        site = None
        if prompted == _prompted(settings, tree, past.facts, out):
            site = edited(past.site, metas, settings.config, problems)
        if site is not None:
            return sources, site, problems, frozenset(metas)
    site, problems = assemble(
        list(sources.values()), tree.resources, tree.statics, settings.config, out.reasons,
        settings.cascades, prompted,
    )  # fmt: skip
    return sources, site, problems, None


def join_texts(
    settings: Settings,
    facts: Facts,
    cache: Cache,
    past: Past,
    known: Sources,
    names: Callable[[], Names],
    page_names: Callable[[], PageNames],
    keys: Set[str],
) -> Joined:
    """The same where nothing but the texts of some pages, the `keys`, may have changed."""
    record = past.record
    before = _before(past.graph, facts, past.facts, keys, same_site=True, same_places=True)
    graph, touched = _linked(
        settings, past.site, facts, cache, before, names, page_names, page_names
    )
    return Joined(
        input=record.site_input,
        sources=known,
        site=past.site,
        other_site=False,
        problems=record.site_problems,
        vanished=record.vanished,
        extra_files=record.extra_files,
        graph=graph,
        touched=touched,
    )


def _prompted(settings: Settings, tree: Tree, facts: Facts, out: LeftOut) -> frozenset[str]:
    """The languages in which a page has prompt cards."""
    default = settings.config.language
    return frozenset(
        page.language or default
        for page in tree.pages
        if page.key in facts and facts[page.key].prompts and page.key not in out.reasons
    )


def _site_input(
    settings: Settings,
    tree: Tree,
    facts: Facts,
    out: LeftOut,
    prompted: Set[str],
    lock: Lock,
) -> bytes:
    return fingerprint(
        [
            [
                (page.key, page.path, page.language, page.place, page.dialect, facts[page.key].meta)
                for page in tree.pages
            ],
            [(file.key, file.path, file.language) for file in tree.resources],
            [file.target for file in tree.statics],
            config_print(settings.config),
            [
                (one.folder, one.path, one.kind, one.language, fingerprint_free(one.values))
                for one in settings.cascades
            ],
            sorted(out.reasons.items()),
            sorted(prompted),
            lock,
        ]
    )


def page_source(page: SourceFile, facts: PageFacts, cache: Cache) -> PageSource:
    """A page file as the site is put together from it."""
    meta = from_json(cache.column("meta", facts.row, facts.meta), Meta)
    return PageSource(
        key=page.key,
        path=page.path,
        dialect=page.dialect,
        language=page.language,
        place=page.place,
        meta=meta,
    )


def _before(
    graph: LinkGraph,
    facts: Facts,
    known: Facts,
    keys: Set[str],
    *,
    same_site: bool,
    same_places: bool,
) -> Before:
    return Before(
        graph=graph,
        same_site=same_site,
        same_places=same_places,
        rewritten=_different(facts, known, keys, lambda page: page.outline),
        anchors=_different(facts, known, keys, lambda page: page.anchors),
    )


def _linked(
    settings: Settings,
    site: Site,
    facts: Facts,
    cache: Cache,
    before: Before | None,
    names: Callable[[], Names],
    page_names: Callable[[], PageNames],
    page_names_before: Callable[[], PageNames],
) -> tuple[LinkGraph, frozenset[PageKey] | None]:
    """Where the links lead, and the pages from or to which one may be another than before."""
    if before is not None and before.same_site and not before.rewritten:
        return before.graph, frozenset()

    @lru_cache(maxsize=2000)
    def outline_of(key: PageKey) -> Outline:
        page = facts[key]
        return unpack(cache.column("outline", page.row, page.outline), Outline)

    keys = [PageKey(key) for key in facts]
    base = paths.base_path(settings.config.base_url)
    graph, other = link(site, keys, outline_of, names, base, before)
    named: set[PageKey] = set()
    if settings.config.mentions_enabled:
        graph, named = _with_mentions(
            settings, graph, site, keys, facts, outline_of, before, page_names, page_names_before
        )
    if before is None or before.graph.places != graph.places:
        return graph, None
    touched = other | before.rewritten | named
    for key in list(touched):
        for links in (before.graph.pages.get(key), graph.pages.get(key)):
            touched.update(target for target in (links.targets if links else ()) if target)
    return graph, frozenset(touched)


def _with_mentions(
    settings: Settings,
    graph: LinkGraph,
    site: Site,
    keys: list[PageKey],
    facts: Facts,
    outline_of: Callable[[PageKey], Outline],
    before: Before | None,
    page_names: Callable[[], PageNames],
    page_names_before: Callable[[], PageNames],
) -> tuple[LinkGraph, set[PageKey]]:
    """The links with the mentions, and the pages that are mentioned otherwise than before."""
    names = page_names()
    earlier = None
    least = settings.config.mentions_least
    if before is not None and before.graph.least == least:
        earlier = Earlier(
            mentions=before.graph.mentions,
            names=names if before.same_site else page_names_before(),
            rewritten=before.rewritten,
        )
    found = mentions(keys, site, names, outline_of, lambda key: facts[key].vocabulary, earlier)
    old = before.graph.mentions if before is not None else {}
    changed = {key for key in found.keys() | old.keys() if found.get(key) != old.get(key)}
    named = {one.target for key in changed for part in (found, old) for one in part.get(key, ())}
    return msgspec.structs.replace(graph, mentions=found, least=least), named


def _different(
    facts: Facts, before: Facts, keys: Set[str], part: Callable[[PageFacts], object]
) -> set[PageKey]:
    """Those of the keys whose page is new, gone, or different in some part."""
    found = set()
    for key in keys:
        page, other = facts.get(key), before.get(key)
        if page is not other and (page is None or other is None or part(other) != part(page)):
            found.add(PageKey(key))
    return found
