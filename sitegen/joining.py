"""The barrier with the cache: the site is put together and linked only as far as needed.

In:  every page's facts, and the last build's site and links.
Out: the site and its links, in memory and in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypedDict

from sitegen import paths
from sitegen.cache import Cache
from sitegen.discover import Tree
from sitegen.linkgraph import Before, Names, link, names_of
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
from sitegen.packing import fingerprint, fingerprint_free, from_json, pack, to_json, unpack
from sitegen.publish import file_names
from sitegen.record import Record
from sitegen.settings import Settings, config_print
from sitegen.site import assemble
from sitegen.visibility import LeftOut

Facts = Mapping[str, PageFacts]


class Joined(Struct, frozen=True, kw_only=True):
    """A site and its links, with the digests of their blobs."""

    input: bytes
    """The digest of what the site was put together from."""

    site: Site
    site_blob: bytes
    problems: tuple[Diagnostic, ...]
    """What was wrong when the site was put together."""

    extra_files: tuple[str, ...]
    """Output paths besides pages and copied files."""

    graph: LinkGraph
    graph_blob: bytes
    touched: frozenset[PageKey] | None
    """The pages from or to which a link may be another one than before; None for all."""


def join(
    settings: Settings,
    tree: Tree,
    facts: Facts,
    out: LeftOut,
    cache: Cache,
    record: Record | None,
    before: Facts,
) -> Joined:
    """The site of these pages and its links; `before` are the facts of the last build."""
    input = _site_input(settings, tree, facts, out)
    if record is not None and record.site_input == input:
        blob, problems = record.site, record.site_problems
        site = from_json(cache.blob(blob), Site)
    else:
        sources = [page_source(page, facts[page.key], cache) for page in tree.pages]
        site, problems = assemble(
            sources, tree.resources, tree.statics, settings.config, out.reasons, settings.cascades
        )
        blob = cache.put(to_json(site))
    extra_files = file_names(site, settings.config)
    linked = _linked(settings, site, input, facts, before, cache, record, extra_files)
    return Joined(
        input=input, site=site, site_blob=blob, problems=problems, extra_files=extra_files, **linked
    )


def _site_input(settings: Settings, tree: Tree, facts: Facts, out: LeftOut) -> bytes:
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


class _Linked(TypedDict):
    graph: LinkGraph
    graph_blob: bytes
    touched: frozenset[PageKey] | None


def _linked(
    settings: Settings,
    site: Site,
    input: bytes,
    facts: Facts,
    before: Facts,
    cache: Cache,
    record: Record | None,
    extra_files: tuple[str, ...],
) -> _Linked:
    last = None
    if record is not None:
        graph = unpack(cache.blob(record.graph), LinkGraph)
        rewritten = _different(facts, before, lambda page: page.outline)
        same_site = record.site_input == input and record.extra_files == extra_files
        if same_site and not rewritten:
            return _Linked(graph=graph, graph_blob=record.graph, touched=frozenset())
        anchors = _different(facts, before, lambda page: page.anchors)
        last = Before(graph=graph, same_site=same_site, rewritten=rewritten, anchors=anchors)

    @lru_cache(maxsize=1)
    def names() -> Names:
        return names_of(site, extra_files)

    @lru_cache(maxsize=2000)
    def outline_of(key: PageKey) -> Outline:
        page = facts[key]
        return unpack(cache.column("outline", page.row, page.outline), Outline)

    keys = [PageKey(key) for key in facts]
    base = paths.base_path(settings.config.base_url)
    graph = link(site, keys, outline_of, names, base, last)
    return _Linked(graph=graph, graph_blob=cache.put(pack(graph)), touched=_touched(graph, last))


def _touched(graph: LinkGraph, last: Before | None) -> frozenset[PageKey] | None:
    """The pages from or to which a link may be another one; None for all."""
    if last is None or last.graph.places != graph.places or last.graph.words != graph.words:
        return None
    found = set(last.rewritten)
    before = last.graph.pages
    for key in before.keys() | graph.pages.keys():
        old, new = before.get(key), graph.pages.get(key)
        if old is not new or key in last.rewritten:
            found.add(key)
            for links in (old, new):
                found.update(target for target in (links.targets if links else ()) if target)
    return frozenset(found)


def _different(facts: Facts, before: Facts, part: Callable[[PageFacts], object]) -> set[PageKey]:
    """The pages that are new, gone, or different in some part."""
    found = {PageKey(key) for key in before.keys() - facts.keys()}
    for key, page in facts.items():
        other = before.get(key)
        if other is not page and (other is None or part(other) != part(page)):
            found.add(PageKey(key))
    return found
