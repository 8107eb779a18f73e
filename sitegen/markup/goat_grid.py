"""The characters of a diagram by their places, and which of them are text.

In:  the text of a diagram.
Out: a `Grid` of the characters that draw, and those that mean themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sitegen.markup.goat_shapes import HIGH, WIDE, Point

JOINTS = frozenset(".'+*o")
"""Where lines meet."""

CIRCLES = frozenset("o*")
ARROWS = frozenset("<>^v")

_DRAWING = JOINTS | ARROWS | frozenset(" -_|/\\()")
_LEVEL = frozenset("-+_")
_UPRIGHT = frozenset("|+()o*")
"""What a rounded corner joins: beside it, and aslant from it."""

_SPARE = 3
"""Blank places behind each row: what is left of a row's first place or right of its last."""

_ORDERS: Mapping[str, Callable[[int, int], tuple[int, int]]] = {
    "e": lambda x, y: (y, x),
    "s": lambda x, y: (x, y),
    "se": lambda x, y: (x - y, x),
    "ne": lambda x, y: (x + y, x),
}
"""The direction of a line to the order of the places that such lines pass, by column and row."""


class _Cells(dict[int, str]):
    def __missing__(self, _place: int) -> str:
        return " "


@dataclass(frozen=True, slots=True)
class Grid:
    """Characters by their places; a place is a number, and its right neighbour's is one more."""

    width: int
    height: int
    cells: _Cells
    """Row by row, without what is blank: that is found as a blank."""

    down: int
    """How far a place is from the one below it."""

    def point(self, place: int) -> Point:
        """A place on the screen."""
        y, x = divmod(place, self.down)
        return Point(x * WIDE, y * HIGH)

    def toward(self, way: str) -> int:
        """How far the neighbour in a direction is away: `n`, `ne`, `e` and so on."""
        down = ("s" in way) - ("n" in way)
        return self.down * down + ("e" in way) - ("w" in way)

    def by_columns(self, characters: str) -> Iterator[tuple[int, str]]:
        """Some characters and their places, column by column."""
        wanted = frozenset(characters)
        places = [place for place, character in self.cells.items() if character in wanted]
        for place in self.in_order(places, "s"):
            yield place, self.cells[place]

    def in_order(self, places: Iterable[int], way: str) -> list[int]:
        """Places as lines to the east, south, southeast or northeast pass them, one by one."""

        order = _ORDERS[way]
        return sorted(places, key=lambda place: order(place % self.down, place // self.down))

    def after(self, place: int, way: str) -> int:
        """The place that a line passes next.

        A line to the northeast that leaves the diagram goes on where the next one begins; so it
        does in Hugo.
        """
        if way != "ne" or place >= self.down:
            return place + self.toward(way)
        right = max(place + 1 - self.height, 0)
        return (place + 1 - right) * self.down + right

    def is_on_vertical(self, place: int) -> bool:
        """Whether a line of `|` passes."""
        ends = self.cells[place - self.down], self.cells[place + self.down]
        if "|" in ends:
            return True
        return self.cells[place] == "|" and not JOINTS.isdisjoint(ends)

    def is_on_diagonal(self, place: int) -> bool:
        """Whether a line of `/` or of backslashes passes."""
        cells, down = self.cells, self.down
        rising = cells[place - down + 1], cells[place + down - 1]
        falling = cells[place - down - 1], cells[place + down + 1]
        upright = cells[place - down], cells[place + down]
        if cells[place] == "/":
            return "/" in rising or not JOINTS.isdisjoint(rising) or "\\" in upright
        if cells[place] == "\\":
            return "\\" in falling or not JOINTS.isdisjoint(falling) or "/" in upright
        return "/" in rising or "\\" in falling

    def is_by_corner(self, place: int) -> bool:
        """Whether a `-` or `|` has a corner at its end."""
        cells, down = self.cells, self.down
        if cells[place] == "-":
            return cells[place - 1] in ".'" or cells[place + 1] in ".'"
        if cells[place] == "|":
            above = cells[place - down - 1], cells[place - down + 1]
            below = cells[place + down - 1], cells[place + down + 1]
            return "." in above or "'" in below
        return False

    def corner(self, place: int) -> str:
        """Which quarter of a circle a character is: `nw`, `ne`, `se`, `sw`, or none."""
        cells, down = self.cells, self.down
        here = cells[place]
        if here not in ".'+":
            return ""
        right = cells[place + 1] in _LEVEL or cells[place - down + 1] == "_"
        left = cells[place - 1] in _LEVEL or cells[place - down - 1] == "_"
        if here in ".+":
            if right and cells[place + down - 1] in _UPRIGHT:
                return "nw"
            if left and cells[place + down + 1] in _UPRIGHT:
                return "ne"
        if here in "'+":
            if left and cells[place - down + 1] in _UPRIGHT:
                return "se"
            if right and cells[place - down - 1] in _UPRIGHT:
                return "sw"
        return ""

    def is_text(self, place: int, text: Container[int]) -> bool:
        """Whether a character means itself; `text` holds the places left of it that do."""
        cells = self.cells
        here, left, right = cells[place], cells[place - 1], cells[place + 1]
        if here not in _DRAWING:
            return True
        if self._meets_line(place):
            return False
        if place - 1 in text or right not in _DRAWING:
            return True
        if not left == right == " " or here in CIRCLES:
            return False
        return cells[place - 2] not in _DRAWING or cells[place + 2] not in _DRAWING

    def _meets_line(self, place: int) -> bool:
        """Whether a line comes to a character from another row."""
        here = self.cells[place]
        if here in "*o+v^":
            return self.is_on_diagonal(place) or self.is_on_vertical(place)
        if here == "|":
            return self.is_on_vertical(place) or self.is_by_corner(place)
        if here in "/\\":
            return self.is_on_diagonal(place)
        if here == "-":
            return self.is_by_corner(place)
        return here in "()" and self.is_on_vertical(place)


def grid_of(text: str) -> Grid:
    """Every character of a text."""
    rows = text.split("\n") if text else []
    width = max(map(len, rows), default=0)
    down = width + _SPARE
    cells = _Cells(
        (y * down + x, character)
        for y, row in enumerate(rows)
        for x, character in enumerate(row)
        if character != " "
    )
    return Grid(width=width, height=len(rows), cells=cells, down=down)


def parted(grid: Grid) -> tuple[Grid, dict[int, str]]:
    """The characters that draw, and by their places those that are text."""
    text: dict[int, str] = {}
    drawn = _Cells()
    for place, character in grid.cells.items():
        part = text if grid.is_text(place, text) else drawn
        part[place] = character
    return replace(grid, cells=drawn), text
