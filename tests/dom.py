"""HTML as nested tuples in which only what a reader gets counts.

In:  HTML text.
Out: `(tag, attributes, children)`; the order of attributes and classes, white space between blocks,
     the spelling of entities, comments, and the spans of highlighted code are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

Node = tuple[str, tuple[tuple[str, str], ...], tuple[Any, ...]]

BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe li main menu nav ol
    p pre search section summary table tbody td tfoot th thead tr ul br""".split()
)


def tree(html: str) -> Node:
    """A document's `main` element, or its body."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    main = body.find("main")
    return _node(body if main is None else main)


def difference(theirs: Any, ours: Any, path: str = "") -> str:
    """The first place in which two trees differ, in words; empty when they don't."""
    if theirs == ours:
        return ""
    if isinstance(theirs, str) or isinstance(ours, str):
        return f"{path}: {_short(theirs)} became {_short(ours)}"
    if theirs[0] != ours[0]:
        return f"{path}: {_short(theirs)} became {_short(ours)}"
    here = f"{path}/{theirs[0]}"
    if theirs[1] != ours[1]:
        return f"{here}: attributes {dict(theirs[1])} became {dict(ours[1])}"
    for one, other in zip(theirs[2], ours[2], strict=False):
        if found := difference(one, other, here):
            return found
    fewer = min(len(theirs[2]), len(ours[2]))
    rest = [_short(one) for one in (theirs[2] if len(theirs[2]) > fewer else ours[2])[fewer:]]
    return f"{here}: {'missing' if len(theirs[2]) > fewer else 'too many'}: {', '.join(rest)}"


def _short(node: Any) -> str:
    if isinstance(node, str):
        return repr(node)
    attributes = "".join(f' {name}="{value}"' for name, value in node[1])
    return f"<{node[0]}{attributes}>{''.join(map(_text, node[2]))[:80]}"


def _text(node: Any) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node[2]))


def _node(element: Element) -> Node:
    attributes = _attributes(element)
    tag = str(element.tag)
    if tag == "pre":
        return tag, (), (*_code_of(element), "".join(element.itertext()).strip("\n"))
    children: list[Any] = []
    for piece in _pieces(element):
        if isinstance(piece, str) and children and isinstance(children[-1], str):
            children[-1] += piece
        else:
            children.append(piece)
    return tag, attributes, tuple(_trimmed(tag, children))


def _code_of(pre: Element) -> Iterable[Node]:
    """The language of a block of code, its marked lines and its line numbers."""
    code = pre.find("code")
    if code is not None:
        named = tuple(sorted((name, value) for name, value in code.items() if name != "style"))
        yield "code", named, ()
    for element in pre.iter():
        if not {"hl", "ln", "lnt", "lnlinks"}.isdisjoint(element.get("class", "").split()):
            yield str(element.tag), _attributes(element), ("".join(element.itertext()).strip(),)


def _attributes(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, _value(name, value)) for name, value in element.items()))


def _value(name: str, value: str) -> str:
    return " ".join(sorted({*value.split()} - PYGMENTS)) if name == "class" else value


PYGMENTS = frozenset({"highlighttable", "linenos", "hll"})
"""Classes that code has for stylesheets made by Pygments, and not in Hugo."""


def _pieces(element: Element) -> Iterable[Any]:
    yield re.sub(r"[ \t\n\r]+", " ", element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield _node(child)
        yield re.sub(r"[ \t\n\r]+", " ", child.tail or "")


def _trimmed(tag: str, children: list[Any]) -> Iterable[Any]:
    for index, child in enumerate(children):
        if not isinstance(child, str):
            yield child
            continue
        text = re.sub(r" +", " ", child)
        if _ends_text(children[index - 1] if index else None, tag):
            text = text.lstrip(" ")
        if _ends_text(children[index + 1] if index + 1 < len(children) else None, tag):
            text = text.rstrip(" ")
        if text:
            yield text


def _ends_text(neighbour: Any, parent: str) -> bool:
    return parent in BLOCKS if neighbour is None else neighbour[0] in BLOCKS
