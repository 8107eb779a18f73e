"""Diagrams drawn with characters, the text of a fence with the language `goat`, as in Hugo.

In:  the text, and the fence's attributes.
Out: HTML, an SVG in a box; any text gives one.

https://gohugo.io/content-management/diagrams/#goat-diagrams-ascii
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from markupsafe import Markup

from sitegen.markup.goat_grid import CIRCLES, JOINTS, Grid, grid_of, parted
from sitegen.markup.goat_lines import half_line, half_steps, lines
from sitegen.markup.goat_shapes import (
    HIGH,
    WIDE,
    Arrowhead,
    Bridge,
    Circle,
    Corner,
    Letter,
    Line,
    Shape,
)
from sitegen.model import Value
from sitegen.templates import View


class Diagram(View):
    """A diagram as a template sees it."""

    __slots__ = ("height", "inner", "width")

    def __init__(self, inner: Markup, width: int, height: int) -> None:
        self.inner = inner
        """What stands in an `svg` element."""

        self.width, self.height = width, height
        """In pixels, where its letters are as large as text around it."""


def diagram(text: str) -> Diagram:
    """What a text draws."""
    grid = grid_of(text)
    painted = "".join(shape.svg() for shape in shapes(grid))
    return Diagram(
        Markup(f'<g transform="translate(8,16)">\n{painted}</g>\n'),
        width=(grid.width + 1) * WIDE,
        height=grid.height * HIGH + 9,
    )


def drawing(text: str, attributes: Mapping[str, Value]) -> str:
    """A diagram as HTML; it is as wide as its box unless the fence says how wide or high it is."""
    drawn = diagram(text)
    size = {name: attributes[name] for name in ("width", "height") if attributes.get(name)}
    size = size or {"viewBox": f"0 0 {drawn.width} {drawn.height}"}
    sized = "".join(f' {name}="{_shown(value)}"' for name, value in size.items())
    return (
        f'<div class="goat svg-container {_shown(attributes.get("class", ""))}">\n'
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="Menlo,Lucida Console,monospace"'
        f"{sized}>\n{drawn.inner}</svg>\n</div>\n"
    )


def _shown(value: Value) -> str:
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def shapes(whole: Grid) -> Iterator[Shape]:
    """Everything in a diagram, in the order in which it is painted."""
    grid, text = parted(whole)
    parts = ((place, grid.corner(place)) for place in grid.cells)
    corners = {place: part for place, part in parts if part}
    yield from lines(grid, corners)
    yield from half_steps(grid, corners)
    for place, _ in grid.by_columns("<>^v"):
        yield from _arrow(grid, place)
    for place, part in corners.items():
        yield Corner(grid.point(place), part)
    for place, character in grid.by_columns("o*"):
        yield Circle(grid.point(place), filled=character == "*")
    for place, character in grid.cells.items():
        if character in "()" and grid.cells[place - 1] == grid.cells[place + 1] == "-":
            yield half_line(grid, place - grid.down, "s")
            yield half_line(grid, place + grid.down, "n")
            yield Bridge(grid.point(place), to_right=character == ")")
    for place in whole.in_order(text, "s"):
        yield Letter(grid.point(place), text[place])


_TURNED = {"e": 0, "se": 60, "s": 90, "sw": 120, "w": 180, "nw": 240, "n": 270, "ne": 300}
_SHIFTED = {"e": (0, -8), "w": (0, -8), "n": (0, 8), "s": (0, 8)}
_ASLANT = (4, 10)
"""An arrowhead's shift by the direction in which it points: in the open, and at a target."""


def _arrow(grid: Grid, place: int) -> Iterator[Shape]:
    """An arrowhead, and in front of it the line to what it points at."""
    way = _pointed(grid, place)
    target = place + grid.toward(way)
    ahead = grid.cells[target]
    if way in ("e", "w"):
        touches = ahead in CIRCLES
    else:
        touches = ahead == "-" or ahead in JOINTS - CIRCLES
        if touches and way in ("n", "s"):
            yield half_line(grid, place, way)
        elif touches:
            yield Line(*sorted((grid.point(place), grid.point(target))))
    yield Arrowhead(grid.point(place), _TURNED[way], _SHIFTED.get(way, _ASLANT)[touches])


def _pointed(grid: Grid, place: int) -> str:
    """The direction in which an arrowhead points."""
    cells, down = grid.cells, grid.down
    match cells[place]:
        case "<":
            return "w"
        case ">":
            return "e"
        case "^":
            if cells[place + down - 1] == "/":
                return "ne"
            return "nw" if cells[place + down + 1] == "\\" else "n"
    if cells[place - down + 1] == "/":
        return "sw"
    return "se" if cells[place - down - 1] == "\\" else "s"
