"""graph.json: the pages of a language, their links, and where they lie on the map.

A node is a row of the values that `fields` names; a section and a tag stand for their place in the
lists of titles, a page in `edges` for its place among the nodes: ten thousand pages are a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sitegen import paths
from sitegen.model import Output, PageKey, Site
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.queries import Reader

FIELDS = ("url", "title", "section", "tags", "x", "y", "in", "out")
VERSION = 1


def graph_path(root: str) -> str:
    """The file's output path; `root` is the folder of the language."""
    return paths.below(root.removesuffix(":"), "graph.json")


def graph_roots(site: Site) -> tuple[str, ...]:
    """The folders of the languages that have a page with the graph."""
    return tuple(
        root for root in site.roots.values() if PageKey(paths.below(root, ":graph")) in site.pages
    )


def graph_files(site: Site) -> list[str]:
    """The output paths of the files."""
    return [graph_path(root) for root in graph_roots(site)]


def emit(desk: Desk, _key: PageKey) -> Iterable[Output]:
    """A file for each language that has a page with the graph."""
    reader = desk.reader
    for _ in reader.in_each_language():
        if reader.special("graph") is not None:
            root = str(reader.setting("language_root"))
            yield Output(path=graph_path(root), content=_graph(reader))


def _graph(reader: Reader) -> bytes:
    shown, structure, place = reader.whole_graph()
    targets: list[list[int]] = [[] for _ in shown.nodes]
    sources = [0] * len(targets)
    for source, target in structure.links:
        targets[source].append(target)
        sources[target] += 1
    rows = (
        (
            reader.address(node.url), node.title, node.section, node.tags,
            place[2 * number], place[2 * number + 1], sources[number], len(targets[number]),
        )
        for number, node in enumerate(shown.nodes)
    )  # fmt: skip
    found = {
        "version": VERSION,
        "fields": FIELDS,
        "sections": shown.sections,
        "tags": shown.tags,
        "nodes": tuple(rows),
        "edges": targets,
    }
    return msgspec.json.encode(found) + b"\n"


GRAPH = OutputFormat(name="graph", scope="site", emit=emit)
