"""Read the shortcode calls of a page, nested as they stand.

In:  a page's text below its front matter.
Out: a tree of texts and calls, and one Diagnostic for each call that is not well formed.

Whether a shortcode needs a closing tag is its template's matter, so an opening tag that nothing
closes is a call without inner text here; `shortcodes` complains if its template wants one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from sitegen.diagnostics import did_you_mean, error
from sitegen.model import Diagnostic, Position, Struct, Value
from sitegen.shortcode_scanner import Text, Token, scan
from sitegen.shortcode_tag import Tag

MOST_NESTED = 64
"""How deep shortcodes may be nested."""


class Call(Struct, frozen=True, kw_only=True):
    """A shortcode's call with what stands between its tags."""

    name: str
    args: tuple[Value, ...]
    params: Mapping[str, Value]
    markdown: bool
    """Written `{{% %}}`: its output goes through Markdown."""

    closing: Literal["none", "self", "tag"]
    children: tuple[Text | Call, ...] = ()
    position: Position
    """The opening tag."""

    name_position: Position
    end_line: int
    """The line on which the call ends."""

    indent: str
    """The blanks before the opening tag, when nothing else stands before it on its line."""

    broken: bool
    """Already reported; only its children are worth a look."""


Node = Text | Call


def parse(text: str, first_line: int, path: str) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """Parse a page's text; `first_line` is the line of the file its first character stands on.

    The texts and calls cover the whole text, escapes such as `{{</* x */>}}` already resolved.
    """
    tokens, malformed = scan(text, first_line, path)
    pairs, broken, unpaired = _pair(tokens)
    return _tree(tokens, pairs, broken), malformed + unpaired


def _pair(tokens: Sequence[Token]) -> tuple[dict[int, int], set[int], tuple[Diagnostic, ...]]:
    """Which closing tag belongs to which opening one, by index, and which ones are out of order."""
    pairs: dict[int, int] = {}
    broken: set[int] = set()
    problems = []
    stack: list[int] = []
    names: Counter[str] = Counter()
    crossed: defaultdict[str, list[tuple[int, Tag]]] = defaultdict(list)
    too_deep: Tag | None = None
    levels = [0]
    """For each open tag, and the page itself, how deep the calls inside it are nested so far."""

    for index, tag in enumerate(tokens):
        if not isinstance(tag, Tag):
            continue
        if tag.kind == "open":
            stack.append(index)
            levels.append(0)
            names[tag.name] += 1
        elif tag.kind == "close" and names[tag.name]:
            depth = 0
            while True:
                opener = stack.pop()
                depth = max(depth, levels.pop())
                opened = tokens[opener]
                assert isinstance(opened, Tag)
                names[opened.name] -= 1
                if opened.name == tag.name:
                    break
                crossed[opened.name].append((opener, tag))
            if depth < MOST_NESTED:
                pairs[opener] = index
                depth += 1
            else:
                broken.add(opener)
                too_deep = too_deep or opened
            levels[-1] = max(levels[-1], depth)
        elif tag.kind == "close" and crossed[tag.name]:
            opener, end = crossed[tag.name].pop()
            broken.add(opener)
            problems.append(_crossing(tag, end))
        elif tag.kind == "close" and not (tag.broken and not tag.name):
            problems.append(_unopened(tag, [name for name, count in names.items() if count]))
    if too_deep:
        problems.append(_too_deep(too_deep))
    return pairs, broken, tuple(problems)


def _tree(tokens: Sequence[Token], pairs: Mapping[int, int], broken: set[int]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    outer: list[tuple[int, list[Node]]] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Text):
            nodes.append(token)
        elif token.kind == "self":
            nodes.append(_call(token, token, "self", (), broken=False))
        elif token.kind == "open" and index in pairs:
            outer.append((index, nodes))
            nodes = []
        elif token.kind == "open":
            nodes.append(_call(token, token, "none", (), broken=index in broken))
        elif outer and pairs[outer[-1][0]] == index:
            opener, above = outer.pop()
            tag = tokens[opener]
            assert isinstance(tag, Tag)
            above.append(_call(tag, token, "tag", tuple(nodes), broken=token.broken))
            nodes = above
    return tuple(nodes)


def _call(
    tag: Tag,
    end: Tag,
    closing: Literal["none", "self", "tag"],
    children: tuple[Node, ...],
    broken: bool,
) -> Call:
    return Call(
        name=tag.name,
        args=tag.args,
        params=tag.params,
        markdown=tag.markdown,
        closing=closing,
        children=children,
        position=tag.position,
        name_position=tag.name_position,
        end_line=end.end_line,
        indent=tag.indent,
        broken=broken or tag.broken,
    )


def _crossing(tag: Tag, end: Tag) -> Diagnostic:
    return error(
        "shortcode-nesting",
        f'"{tag.name}" is closed after "{end.name}", although it was opened inside it',
        tag.position,
        f'close "{tag.name}" before "{end.name}", which is closed on line {end.position.line}',
    )


def _unopened(tag: Tag, opened: Sequence[str]) -> Diagnostic:
    return error(
        "unopened-shortcode",
        f'"{tag.name}" is closed here, but it is not open',
        tag.position,
        did_you_mean(tag.name, opened, 3),
    )


def _too_deep(tag: Tag) -> Diagnostic:
    return error(
        "shortcode-nesting",
        f'"{tag.name}" holds shortcodes nested more than {MOST_NESTED} deep',
        tag.position,
    )
