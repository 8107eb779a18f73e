"""A page's table of contents as HTML.

In:  headings in order.
Out: Hugo's markup (https://gohugo.io/methods/page/tableofcontents/).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from sitegen.model import Heading


@dataclass
class _Node:
    heading: Heading | None = None
    below: list[_Node] = field(default_factory=list)


def table_of_contents(
    headings: Sequence[Heading], start: int = 2, end: int = 3, *, ordered: bool = False
) -> str:
    """Nested lists of the headings of levels `start` to `end`; a skipped level is an empty item."""
    inside = _lists(_tree(headings).below, 1, start, end, "ol" if ordered else "ul")
    return f'<nav id="TableOfContents">{inside}</nav>'


def _tree(headings: Sequence[Heading]) -> _Node:
    root = _Node()
    for heading in headings:
        if heading.level == 1 or not root.below:
            root.below.append(_Node())
        node = root.below[-1]
        if heading.level == 1:
            node.heading = heading
            continue
        for _ in range(heading.level - 2):
            if not node.below:
                node.below.append(_Node())
            node = node.below[-1]
        node.below.append(_Node(heading))
    return root


def _lists(nodes: Sequence[_Node], level: int, start: int, end: int, tag: str) -> str:
    if level < start:
        return "".join(_lists(node.below, level + 1, start, end, tag) for node in nodes)
    if not nodes or (end != -1 and level > end):
        return ""
    items = "".join(_item(node, level, start, end, tag) for node in nodes)
    return f"<{tag}>{items}</{tag}>"


def _item(node: _Node, level: int, start: int, end: int, tag: str) -> str:
    link = ""
    if node.heading is not None and (node.heading.id or node.heading.html):
        link = f'<a href="#{escape(node.heading.id)}">{node.heading.html}</a>'
    return f"<li>{link}{_lists(node.below, level + 1, start, end, tag)}</li>"
