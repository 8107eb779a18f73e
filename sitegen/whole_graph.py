"""The graph of a whole site: its pages, the links between them, and where they lie on the map.

In:  the site, and where its links lead.
Out: nodes in the order of their keys, edges by key; a map, found by the digest of what it shows.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence, Set

import msgspec

from sitegen import paths
from sitegen.graph_layout import positions
from sitegen.model import LinkGraph, Page, PageKey, Site, Struct
from sitegen.packing import digest, pack

MOST_LINKED = 40
"""How many pages the list of the most linked ones has."""

Edges = Mapping[PageKey, tuple[PageKey, ...]]
"""A page with links to the pages that they lead to, each once, in the order of the text."""

Maps = dict[bytes, bytes]
"""The digest of a structure to the places of its nodes: x and y in turn, four bytes each."""


class Node(Struct, frozen=True, kw_only=True, array_like=True):
    """A page of the graph."""

    key: PageKey
    url: str
    """Without the base path."""

    title: str
    section: int
    """The number of its top-level section; -1 for pages at the root."""

    tags: tuple[int, ...]
    parent: PageKey | None
    """The page above it, near which it lies when nothing links to it."""


class Nodes(Struct, frozen=True, kw_only=True, array_like=True):
    """The pages of a language."""

    nodes: tuple[Node, ...]
    sections: tuple[str, ...]
    """The titles of the top-level sections, in the site's order."""

    tags: tuple[str, ...]
    """The titles of the tags, in the site's order."""


class Structure(Struct, frozen=True, kw_only=True):
    """What a map is drawn from; titles don't matter."""

    links: tuple[tuple[int, int], ...]
    parents: tuple[int, ...]


def is_shown(page: Page) -> bool:
    """Whether graphs show a page: it is published, in lists, and has no `graph: false`."""
    meta = page.meta
    listed = meta.render == "always" and meta.listing == "always"
    return listed and ("graph" not in meta.params or meta.params["graph"] is not False)


def nodes(site: Site, root: str, language: str) -> Nodes:
    """The pages of a language, whose home page stands for the folder `root`."""
    home = site.folders.get(root)
    tops = [
        key for key in site.children.get(home, ()) if site.pages[key].kind == "section"
    ] if home is not None else []  # fmt: skip
    section = {site.pages[key].section: number for number, key in enumerate(tops)}
    terms = site.terms.get(paths.below(root, "tags"), ())
    tag = {term.key: number for number, term in enumerate(terms)}
    depth = 2 if root else 1
    found = []
    for key, page in sorted(site.pages.items()):
        if page.language == language and page.kind in ("page", "section", "home"):
            if not is_shown(page):
                continue
            top = "/".join(page.section.split("/", depth)[:depth])
            own = site.page_terms.get(key, {}).get("tags", ())
            found.append(
                Node(
                    key=key,
                    url=page.url,
                    title=page.meta.title,
                    section=section.get(top, -1),
                    tags=tuple(sorted(tag[one] for one in own if one in tag)),
                    parent=page.parent,
                )
            )
    return Nodes(
        nodes=tuple(found),
        sections=tuple(site.pages[key].meta.link_title for key in tops),
        tags=tuple(site.pages[term.key].meta.title for term in terms),
    )


def nodes_after(
    known: Callable[[str], Nodes], site: Site, edited: Set[PageKey]
) -> Callable[[str], Nodes]:
    """The same as `known` of the pages as they were, when some `edited` ones have other titles."""

    found = {}
    for root in site.roots.values():
        before = known(root)
        nodes = (
            msgspec.structs.replace(node, title=site.pages[node.key].meta.title)
            if node.key in edited
            else node
            for node in before.nodes
        )
        found[root] = msgspec.structs.replace(before, nodes=tuple(nodes))
    return found.__getitem__


def edges(graph: LinkGraph) -> Edges:
    """Where the pages lead to."""
    return {
        key: tuple(dict.fromkeys(target for target in links.targets if target is not None))
        for key, links in graph.pages.items()
        if links.targets
    }


def most_linked(site: Site, found: Edges) -> dict[str, tuple[tuple[PageKey, int], ...]]:
    """For each language the pages to which most others lead, and how many these are."""
    counts: dict[PageKey, int] = {}
    for source, targets in found.items():
        if source in site.pages and is_shown(site.pages[source]):
            for target in targets:
                counts[target] = counts.get(target, 0) + 1
    listed: dict[str, list[tuple[PageKey, int]]] = {}
    for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        page = site.pages[key]
        if page.kind in ("page", "section", "home") and is_shown(page):
            of_language = listed.setdefault(page.language, [])
            if len(of_language) < MOST_LINKED:
                of_language.append((key, count))
    return {language: tuple(keys) for language, keys in listed.items()}


def structure(shown: Nodes, found: Edges) -> Structure:
    """The links and parents by the numbers of the nodes."""
    number = {node.key: place for place, node in enumerate(shown.nodes)}
    links = tuple(
        (place, number[target])
        for place, node in enumerate(shown.nodes)
        for target in found.get(node.key, ())
        if target in number
    )
    parents = tuple(number.get(node.parent, -1) if node.parent else -1 for node in shown.nodes)
    return Structure(links=links, parents=parents)


def name_of(drawn: Structure) -> bytes:
    """By which a map of this structure is found again."""
    return digest(pack(drawn))


def draw(drawn: Structure) -> bytes:
    """The places of the nodes."""
    found = positions(len(drawn.parents), drawn.links, drawn.parents)
    return array("i", [number for place in found for number in place]).tobytes()


def places(packed: bytes) -> Sequence[int]:
    """x and y of the nodes in turn."""
    found = array("i")
    found.frombytes(packed)
    return found
