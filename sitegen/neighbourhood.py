"""Which pages a page's own graph shows: what it links to, what links to it, and what is beyond.

In:  the links of a site.
Out: for each page its nearest ones, in an order that tells which to leave out.

Answers are short for pages that everybody links to, and stay as they are when one more does: so one
more link to the glossary doesn't make all pages anew that are near it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, zip_longest
from typing import Literal

from sitegen.model import LinkGraph, PageKey, Struct

NEAREST = 14
"""Pages of the first hop that are told; a picture shows fewer, as some may not be published."""

BEYOND = 12
"""Neighbours that a page of the first hop tells of itself."""

HUB = 40
"""From so many neighbours on, a page brings nobody closer: nothing is shown beyond it."""

Incoming = Mapping[PageKey, list[tuple[PageKey, int]]]
Way = Literal["to", "from", "both"]


class Near(Struct, frozen=True, kw_only=True, array_like=True):
    """A page of the first hop."""

    key: PageKey
    way: Way
    """Whether the page in the middle links to it, it links there, or both."""


def nearest(graph: LinkGraph, incoming: Incoming, key: PageKey) -> tuple[Near, ...]:
    """The first hop: those linked both ways, then in turn from what is linked to and from."""
    to, back = _linked(graph, incoming, key)
    both: list[tuple[PageKey, Way]] = [(one, "both") for one in to if one in back]
    one_way: list[list[tuple[PageKey, Way]]] = [
        [(one, "to") for one in to if one not in back],
        [(one, "from") for one in back if one not in to],
    ]
    in_turn = [one for pair in zip_longest(*one_way) for one in pair if one is not None]
    return tuple(Near(key=one, way=way) for one, way in (*both, *in_turn)[:NEAREST])


def beyond(graph: LinkGraph, incoming: Incoming, key: PageKey) -> tuple[PageKey, ...]:
    """The neighbours of a page of the first hop; none of a hub."""
    to, back = _linked(graph, incoming, key)
    found = dict.fromkeys(chain(to, back))
    return () if len(found) >= HUB else tuple(found)[:BEYOND]


def _linked(
    graph: LinkGraph, incoming: Incoming, key: PageKey
) -> tuple[dict[PageKey, None], dict[PageKey, None]]:
    links = graph.pages.get(key)
    targets = links.targets if links is not None else ()
    to = dict.fromkeys(target for target in targets if target is not None)
    back = dict.fromkeys(source for source, _ in incoming.get(key, ()))
    return to, back
