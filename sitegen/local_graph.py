"""The graph of a page's own links as a picture that needs no script.

In:  a `Reader`, and the page in the middle.
Out: the pages of the first and the second hop, and an SVG whose nodes are links.

The first hop lies on an ellipse around the page, the second on a larger one, behind the page
through which it is reached. That is a table look-up for each node, where springs would take as long
as all the rest of the page. Names of the second hop are for those who point at it, or listen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from sitegen.model import PageKey, Struct
from sitegen.neighbourhood import Way
from sitegen.queries import Reader
from sitegen.templates import View

FIRST = 12
"""Most pages of the first hop,"""

SECOND = 12
"""and of the second,"""

BEHIND = 3
"""of which so many are behind one of the first."""

LONGEST = 24
"""Characters of a label."""

WIDTH = 640

Seat = tuple[str, str]


class Dot(Struct, frozen=True, kw_only=True):
    """A page in the picture."""

    key: PageKey
    title: str
    url: str
    way: Way | None
    """How it is linked with the page in the middle; None for the second hop."""

    behind: int = -1
    """The place among the first hop of the page through which it is reached."""


class NodeView(View):
    """A page in the graph of another one."""

    __slots__ = ("hop", "title", "url", "way")

    def __init__(self, dot: Dot, url: str) -> None:
        self.title, self.url = dot.title, url
        self.hop = 1 if dot.way else 2
        self.way = dot.way or ""
        """`to`, `from` or `both`; empty for the second hop."""


class GraphView(View):
    """The graph of a page: https://en.wikipedia.org/wiki/Neighbourhood_(graph_theory)"""

    __slots__ = ("_across", "_dots", "_reader", "_title")

    def __init__(
        self, reader: Reader, title: str, dots: list[Dot], across: list[tuple[int, int]]
    ) -> None:
        self._reader, self._title, self._dots, self._across = reader, title, dots, across

    @property
    def nodes(self) -> list[NodeView]:
        """The pages around it: first those linked with it, then those linked with these."""
        return [NodeView(dot, self._reader.address(dot.url)) for dot in self._dots]

    def svg(self, label: str) -> Markup:
        """The picture; `label` is its accessible name."""
        first = [dot for dot in self._dots if dot.way]
        behind = [0] * len(first)
        for dot in self._dots[len(first) :]:
            behind[dot.behind] += 1
        height = _height(len(first))
        middle = f"{WIDTH // 2} {height // 2}"
        seats: list[Seat] = [_first_seat(len(first), place) for place in range(len(first))]
        seen = [0] * len(first)
        for dot in self._dots[len(first) :]:
            place = dot.behind
            seats.append(_second_seat(len(first), place, behind[place], seen[place]))
            seen[place] += 1
        near = "".join(f"M{middle}L{x} {y}" for x, y in seats[: len(first)])
        far = "".join(
            f"M{x} {y}L{' '.join(seats[dot.behind])}"
            for dot, (x, y) in zip(self._dots[len(first) :], seats[len(first) :], strict=True)
        )
        far += "".join(f"M{' '.join(seats[a])}L{' '.join(seats[b])}" for a, b in self._across)
        parts = [
            f'<svg class="links" viewBox="0 0 {WIDTH} {height}" role="group" aria-label="',
            escape(label),
            f'"><path class="far" d="{far}"/>' if far else '">',
            f'<path d="{near}"/>',
        ]
        address = self._reader.address
        for dot, (x, y) in zip(self._dots, seats, strict=True):
            href, title, shown = _escaped(address(dot.url), dot.title)
            if dot.way:
                beside = int(y) + (-11 if int(y) < height // 2 else 20)
                whole = "" if shown == title else f"<title>{title}</title>"
                parts.append(
                    f'<a href="{href}" class="{dot.way}">{whole}<circle cx="{x}" cy="{y}" r="6"/>'
                    f'<text x="{x}" y="{beside}">{shown}</text></a>'
                )
            else:
                parts.append(
                    f'<a href="{href}" class="far"><title>{title}</title>'
                    f'<circle cx="{x}" cy="{y}" r="4"/></a>'
                )
        x, y = middle.split()
        shown = _escaped("", self._title)[2]
        parts.append(
            f'<g class="here"><circle cx="{x}" cy="{y}" r="8"/>'
            f'<text x="{x}" y="{int(y) + 23}">{shown}</text></g></svg>'
        )
        return Markup("".join(parts))


def graph_of(reader: Reader, key: PageKey, title: str) -> GraphView | None:
    """The graph of a page; None when no page that is shown is linked with it."""
    first: list[Dot] = []
    for near in reader.nearest(key):
        label = reader.label(near.key)
        if label is not None:
            first.append(Dot(key=near.key, title=label[0], url=label[1], way=near.way))
            if len(first) == FIRST:
                break
    if not first:
        return None
    place = {dot.key: number for number, dot in enumerate(first)}
    place[key] = -1
    waiting: list[list[PageKey]] = []
    across = set()
    for number, dot in enumerate(first):
        unseen = []
        for one in reader.beyond(dot.key):
            other = place.get(one)
            if other is None:
                unseen.append(one)
            elif other >= 0:
                across.add((min(number, other), max(number, other)))
        waiting.append(unseen)
    second = _second(reader, waiting, set(place))
    return GraphView(reader, title, [*first, *second], sorted(across))


def _second(reader: Reader, waiting: Sequence[Sequence[PageKey]], seen: set[PageKey]) -> list[Dot]:
    """The second hop: one behind each page of the first in turn, until there are enough."""
    found: list[Dot] = []
    iterators = [iter(keys) for keys in waiting]
    for _ in range(BEHIND):
        for behind, keys in enumerate(iterators):
            if len(found) == SECOND:
                return found
            for key in keys:
                label = reader.label(key) if key not in seen else None
                seen.add(key)
                if label is not None:
                    found.append(
                        Dot(key=key, title=label[0], url=label[1], way=None, behind=behind)
                    )
                    break
    return found


@lru_cache(maxsize=4096)
def _escaped(url: str, title: str) -> tuple[str, str, str]:
    """An address, a title, and as much of it as a label shows, for HTML."""
    shown = title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"
    return escape(url), escape(title), escape(shown)


def _height(count: int) -> int:
    return 400 if count > 6 else 320 if count > 2 else 220


def _angle(count: int, place: int) -> float:
    start = 0.0 if count < 3 else -math.pi / 2
    return start + 2 * math.pi * place / count


def _at(count: int, angle: float, rx: float, ry: float) -> Seat:
    x, y = rx * WIDTH * math.cos(angle), ry * _height(count) * math.sin(angle)
    return f"{WIDTH / 2 + x:.0f}", f"{_height(count) / 2 + y:.0f}"


@lru_cache(maxsize=FIRST * FIRST)
def _first_seat(count: int, place: int) -> Seat:
    return _at(count, _angle(count, place), 0.29, 0.26)


@lru_cache(maxsize=FIRST * FIRST * BEHIND * BEHIND)
def _second_seat(count: int, place: int, behind: int, number: int) -> Seat:
    """Of those behind a page of the first hop, side by side in its sector."""
    sector = min(2 * math.pi / count, 1.5)
    turn = ((number + 0.5) / behind - 0.5) * sector * 0.8
    return _at(count, _angle(count, place) + turn, 0.46, 0.44)
