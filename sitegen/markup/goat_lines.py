"""The straight lines of a diagram drawn with characters.

In:  the characters that draw.
Out: lines; where two kinds of them meet, their ends are moved so that they touch.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sitegen.markup.goat_grid import ARROWS, CIRCLES, JOINTS, Grid
from sitegen.markup.goat_shapes import Line, Point


class Pull(NamedTuple):
    """How far a line's end moves to meet a neighbour."""

    right: int
    down: int
    to: tuple[str, ...]
    """The neighbours, direction and character: `ne|`."""

    joined: tuple[str, ...] = ()
    """Neighbours that count only for a line of more than one character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The lines made of one character."""

    character: str
    way: str
    """The direction in which they go: `e`, `s`, `se` or `ne`."""

    passes: frozenset[str]
    """Characters that the line goes through, or ends in the middle of."""

    bends: bool = True
    """Whether it goes on through rounded corners that something else reaches, too."""

    chains: bool = False
    """Whether it joins two characters that it only passes."""

    shift: tuple[int, int] = (0, 0)
    """How far such a line is moved, right and down."""

    alone: tuple[int, int] = (0, 0)
    """The same for a line of one character, which else began in the character's middle."""

    start: tuple[Pull, ...] = ()
    end: tuple[Pull, ...] = ()


_MARKS = CIRCLES | ARROWS
"""Characters that are drawn, unlike other joints."""

KINDS = (
    Kind(
        character="-",
        way="e",
        passes=JOINTS | frozenset("<>()"),
        bends=False,
    ),
    Kind(
        character="_",
        way="e",
        passes=JOINTS | frozenset("|"),
        bends=False,
        shift=(0, 8),
        alone=(0, 8),
        start=(
            Pull(-8, 0, ("sw|", "nw|", "w/", "sw'")),
            Pull(-4, 0, ("w\\", "sw/", "w/", "s\\")),
        ),
        end=(
            Pull(8, 0, ("se|", "ne|", "e\\", "se'")),
            Pull(4, 0, ("e/", "se\\", "e\\", "s/")),
        ),
    ),
    Kind(
        character="|",
        way="s",
        passes=JOINTS | frozenset("^v"),
        chains=True,
        alone=(0, -8),
    ),
    Kind(
        character="/",
        way="ne",
        passes=JOINTS | ARROWS | frozenset("|"),
        alone=(-4, 8),
        start=(Pull(-4, 8, ("e_",), ("w_", "s\\")),),
        end=(Pull(4, -8, ("n_",), ("ne_", "n\\")),),
    ),
    Kind(
        character="\\",
        way="se",
        passes=JOINTS | ARROWS | frozenset("|"),
        alone=(-4, -8),
        start=(Pull(-4, -8, ("n_",), ("nw_", "n/")),),
        end=(Pull(4, 8, ("w_",), ("e_", "s/")),),
    ),
)
"""In the order in which they are painted."""


def lines(grid: Grid, corners: Container[int]) -> Iterator[Line]:
    """All lines; `corners` are the places of rounded corners."""
    for kind in KINDS:
        for run in _runs(grid, kind, corners):
            for start, end in _stretches(grid, kind, run):
                yield _line(grid, kind, start, end, alone=len(run) == 1)


def _runs(grid: Grid, kind: Kind, corners: Container[int]) -> Iterator[list[int]]:
    """Characters that lie one after another on a line's way, and that it takes in."""

    def is_kept(place: int) -> bool:
        if place in corners:
            return kind.bends and (grid.is_on_vertical(place) or grid.is_on_diagonal(place))
        return True

    wanted = {kind.character, *kind.passes}
    places = [at for at, character in grid.cells.items() if character in wanted and is_kept(at)]
    run: list[int] = []
    for place in grid.in_order(places, kind.way):
        if run and place != grid.after(run[-1], kind.way):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _stretches(grid: Grid, kind: Kind, run: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A run cut at each character that is not the line's own."""
    start = run[0]
    for here, there in pairwise(run):
        passed = grid.cells[here] in kind.passes
        if passed:
            start = here
        ahead = grid.cells[there]
        if ahead in kind.passes and (not passed or (kind.chains and ahead not in _MARKS)):
            yield start, there
    last = run[-1]
    if grid.cells[last] != kind.character:
        return
    if len(run) > 1:
        yield start, last
    elif not grid.is_by_corner(last):
        yield last, grid.after(last, kind.way)


def _line(grid: Grid, kind: Kind, start: int, end: int, *, alone: bool) -> Line:
    def moved(place: int, pulls: Iterable[Pull]) -> Point:
        right, down = kind.alone if alone else kind.shift
        point = grid.point(place).moved(right, down)
        for pull in pulls:
            neighbours = pull.to if alone else pull.to + pull.joined
            if any(grid.cells[place + grid.toward(one[:-1])] == one[-1] for one in neighbours):
                point = point.moved(pull.right, pull.down)
        return point

    return Line(moved(start, kind.start), moved(end, kind.end))


def half_steps(grid: Grid, corners: Container[int]) -> Iterator[Line]:
    """Short upright lines from the middle of a character to the line above or below it."""
    for place, _ in grid.by_columns("'.|"):
        half = "" if place in corners else _half(grid, place)
        if half:
            yield half_line(grid, place, half)


def half_line(grid: Grid, place: int, half: str) -> Line:
    """The upper (`n`) or lower (`s`) half of an upright line through a place."""
    middle = grid.point(place)
    return Line(middle.moved(0, -8), middle) if half == "n" else Line(middle, middle.moved(0, 8))


def _half(grid: Grid, place: int) -> str:
    cells, down = grid.cells, grid.down
    left, right = cells[place - 1], cells[place + 1]
    above, below = cells[place - down], cells[place + down]
    above_left, above_right = cells[place - down - 1], cells[place - down + 1]
    if cells[place] == "'":
        return "n" if (above_left + right == "_-") or (left + above_right == "-_") else ""
    if cells[place] == ".":
        return "s" if left + right in ("-_", "_-") else ""
    if above == "-" or (above != "|" and "_" in (above_left, above_right)):
        return "n"
    if below == "-" or (below != "|" and "_" in (left, right)):
        return "s"
    return ""
