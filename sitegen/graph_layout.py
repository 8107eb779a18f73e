"""Where the pages of the graph lie on a map: those that link to each other near each other.

In:  how many pages there are, which ones link to each other, and the page above each.
Out: whole numbers x and y for each page, the same for the same input.

A force-directed layout of thousands of pages is a ball of wool, and slow. So the pages are divided
into communities (Louvain's method, https://doi.org/10.1088/1742-5468/2008/10/P10008), these again,
until they are small; a small one is laid out by springs (Fruchterman and Reingold,
https://doi.org/10.1002/spe.4380211102); then the discs of communities are put side by side, linked
ones near each other. igraph does the two algorithms; it is imported only when a map is drawn.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

SPACING = 24
"""The distance between two pages, about."""

BELONGING = 0.3
"""How much a page is drawn to the one above it, where a link counts 1: orphans stay near theirs."""

SMALL = 30
"""Pages of a community that is not divided any more."""

_GOLDEN = math.pi * (3 - math.sqrt(5))
_GAP = 0.9
"""Space between communities, in distances of pages."""

Point = tuple[float, float]
Edge = tuple[int, int, float]


def positions(
    count: int, links: Sequence[tuple[int, int]], parents: Sequence[int]
) -> list[tuple[int, int]]:
    """A place for each of `count` pages; a parent of -1 is none.

    Links are pairs of different pages' numbers, in either direction or both.
    """
    weights: dict[tuple[int, int], float] = {}
    for one, other in links:
        weights[(one, other) if one < other else (other, one)] = 1.0
    for page, parent in enumerate(parents):
        if parent >= 0 and parent != page:
            pair = (page, parent) if page < parent else (parent, page)
            weights[pair] = weights.get(pair, 0.0) + BELONGING
    places, _ = _disc(count, [(one, other, weights[one, other]) for one, other in sorted(weights)])
    return [(round(x * SPACING), round(y * SPACING)) for x, y in places]


def _disc(count: int, edges: Sequence[Edge]) -> tuple[list[Point], float]:
    """Places around the origin, about 1 from each other, and the radius of the disc they fill."""
    if count <= SMALL:
        return _by_springs(count, edges)
    member = _communities(count, edges)
    groups: list[list[int]] = [[] for _ in range(max(member) + 1)]
    number = [0] * count
    for page, group in enumerate(member):
        number[page] = len(groups[group])
        groups[group].append(page)
    if len(groups) == 1:
        return _by_degree(count, edges)
    inner: list[list[Edge]] = [[] for _ in groups]
    outer: list[Edge] = []
    for one, other, weight in edges:
        if member[one] == member[other]:
            inner[member[one]].append((number[one], number[other], weight))
        else:
            outer.append((one, other, weight))
    discs = [_disc(len(pages), inner[group]) for group, pages in enumerate(groups)]
    between: dict[tuple[int, int], float] = {}
    for one, other, weight in outer:
        low, high = sorted((member[one], member[other]))
        between[low, high] = between.get((low, high), 0.0) + weight
    centres, radius = _side_by_side([disc[1] for disc in discs], between)
    places: list[Point] = [(0.0, 0.0)] * count
    for group, pages in enumerate(groups):
        x0, y0 = centres[group]
        for page, (x, y) in zip(pages, discs[group][0], strict=True):
            places[page] = (x0 + x, y0 + y)
    return _turned(places, member, centres, outer), radius


def _by_springs(count: int, edges: Sequence[Edge]) -> tuple[list[Point], float]:
    radius = math.sqrt(count) * 0.62 + 0.1
    if count < 2:
        return [(0.0, 0.0)] * count, radius
    if count == 2:
        return [(-0.5, 0.0), (0.5, 0.0)], radius
    found = _springs(count, edges, list(_sunflower(count)), 100)
    # pages without links would drift off: how far out a page lies is told half by its rank
    middle = sum(x for x, _ in found) / count, sum(y for _, y in found) / count
    moved = [(x - middle[0], y - middle[1]) for x, y in found]
    away = [math.hypot(x, y) for x, y in moved]
    ranks = sorted(range(count), key=lambda page: (away[page], page))
    usual = away[ranks[count * 4 // 5]] or 1.0
    places = list(moved)
    for rank, page in enumerate(ranks):
        even = radius * math.sqrt((rank + 0.5) / count)
        own = min(away[page] / usual * radius * 0.9, radius)
        factor = (even + own) / 2 / (away[page] or 1.0)
        places[page] = (moved[page][0] * factor, moved[page][1] * factor)
    _push_apart(places)
    return places, radius


def _push_apart(places: list[Point]) -> None:
    """Move points that are closer than 0.8 away from each other."""
    for _ in range(2):
        for one in range(1, len(places)):
            x, y = places[one]
            for other in range(one):
                dx, dy = x - places[other][0], y - places[other][1]
                away = dx * dx + dy * dy
                if 0 < away < 0.64:
                    by = 0.4 / math.sqrt(away) - 0.5
                    x, y = x + dx * by, y + dy * by
                    places[other] = (places[other][0] - dx * by, places[other][1] - dy * by)
            places[one] = (x, y)


def _by_degree(count: int, edges: Sequence[Edge]) -> tuple[list[Point], float]:
    """A community that falls into no parts: the most linked pages in the middle."""
    degrees = [0.0] * count
    for one, other, weight in edges:
        degrees[one] += weight
        degrees[other] += weight
    places: list[Point] = [(0.0, 0.0)] * count
    order = sorted(range(count), key=lambda page: (-degrees[page], page))
    for page, place in zip(order, _sunflower(count), strict=True):
        places[page] = place
    return places, math.sqrt(count) * 0.62 + 0.1


def _sunflower(count: int) -> Iterator[Point]:
    """Points that fill a disc evenly, about 1 from each other, from the middle outward."""
    for number in range(count):
        away, angle = math.sqrt(number + 0.5) * 0.6, number * _GOLDEN
        yield away * math.cos(angle), away * math.sin(angle)


def _side_by_side(
    radii: Sequence[float], between: dict[tuple[int, int], float]
) -> tuple[list[Point], float]:
    """The centres of discs that don't overlap, and the radius of the disc around them all.

    Springs tell in which direction each goes; there it lies as near to the middle as it can.
    """
    count = len(radii)
    order = sorted(range(count), key=lambda disc: (-radii[disc], disc))
    seed: list[Point] = [(0.0, 0.0)] * count
    for disc, place in zip(order, _sunflower(count), strict=True):
        seed[disc] = place
    most = max(between.values(), default=1.0)
    edges = [(*pair, max(weight / most, 0.02)) for pair, weight in between.items()]
    targets = _springs(count, edges, seed, 200) if count > 2 else seed
    mass = sum(radius * radius for radius in radii)
    x0 = sum(x * r * r for (x, _), r in zip(targets, radii, strict=True)) / mass
    y0 = sum(y * r * r for (_, y), r in zip(targets, radii, strict=True)) / mass
    away = [math.hypot(x - x0, y - y0) for x, y in targets]
    centres: list[Point] = [(0.0, 0.0)] * count
    placed: list[tuple[float, float, float]] = []
    for disc in sorted(range(count), key=lambda disc: (away[disc], disc)):
        angle = math.atan2(targets[disc][1] - y0, targets[disc][0] - x0)
        dx, dy = math.cos(angle), math.sin(angle)
        step = _first_free(placed, dx, dy, radii[disc] + _GAP)
        centres[disc] = (dx * step, dy * step)
        placed.append((*centres[disc], radii[disc]))
    x0 = sum(x * r * r for x, y, r in placed) / mass
    y0 = sum(y * r * r for x, y, r in placed) / mass
    radius = max(math.hypot(x - x0, y - y0) + r for x, y, r in placed)
    return [(x - x0, y - y0) for x, y in centres], radius


def _first_free(
    placed: Sequence[tuple[float, float, float]], dx: float, dy: float, radius: float
) -> float:
    """How far out along a ray a disc meets none of the others."""
    taken = []
    for x, y, other in placed:
        along, reach = x * dx + y * dy, radius + other
        half = reach * reach - (x * x + y * y - along * along)
        if half > 0:
            half = math.sqrt(half)
            if along + half > 0:
                taken.append((along - half, along + half))
    step = 0.0
    for first, last in sorted(taken):
        if first > step:
            break
        step = max(step, last)
    return step


def _turned(
    places: list[Point], member: Sequence[int], centres: Sequence[Point], outer: Sequence[Edge]
) -> list[Point]:
    """The places, each disc turned so that its pages lie towards those of others they link to."""
    crosses, dots = [0.0] * len(centres), [0.0] * len(centres)
    for one, other, _ in outer:
        for page, aim in ((one, other), (other, one)):
            disc = member[page]
            x0, y0 = centres[disc]
            (x, y), (ax, ay) = places[page], places[aim]
            x, y, ax, ay = x - x0, y - y0, ax - x0, ay - y0
            crosses[disc] += x * ay - y * ax
            dots[disc] += x * ax + y * ay
    turns = []
    for cross, dot in zip(crosses, dots, strict=True):
        angle = math.atan2(cross, dot) if cross or dot else 0.0
        turns.append((math.cos(angle), math.sin(angle)))
    found = []
    for place, disc in zip(places, member, strict=True):
        (x0, y0), (cosine, sine) = centres[disc], turns[disc]
        x, y = place[0] - x0, place[1] - y0
        found.append((x0 + x * cosine - y * sine, y0 + x * sine + y * cosine))
    return found


# --- igraph ----------------------------------------------------------------------------------


def _graph(count: int, edges: Sequence[Edge]) -> tuple[Any, list[float]]:
    import igraph  # noqa: PLC0415 - most builds draw no map

    # its algorithms break ties by chance
    igraph.set_random_number_generator(random.Random(1))
    pairs = [(one, other) for one, other, _ in edges]
    return igraph.Graph(n=count, edges=pairs), [weight for _, _, weight in edges]


def _communities(count: int, edges: Sequence[Edge]) -> list[int]:
    graph, weights = _graph(count, edges)
    found: list[int] = graph.community_multilevel(weights=weights or None).membership
    return found


def _springs(count: int, edges: Sequence[Edge], seed: Sequence[Point], rounds: int) -> list[Point]:
    graph, weights = _graph(count, edges)
    layout = graph.layout_fruchterman_reingold(
        weights=weights or None, niter=rounds, seed=seed, grid=False,
        start_temp=math.sqrt(count) / 2,
    )  # fmt: skip
    return [(x, y) for x, y in layout.coords]
