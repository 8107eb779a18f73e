"""The shapes that a diagram drawn with characters consists of, and their SVG.

In:  places in pixels: a character is 8 wide and 16 high, and its place is its middle.
Out: SVG elements as text, as Hugo spells them.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from struct import pack, unpack
from typing import NamedTuple, Protocol

WIDE, HIGH = 8, 16
"""The size of a character."""


class Point(NamedTuple):
    """A place in pixels."""

    x: int
    y: int

    def moved(self, right: int, down: int) -> Point:
        """The place some pixels away."""
        return Point(self.x + right, self.y + down)


class Shape(Protocol):
    """Anything that can be drawn."""

    def svg(self) -> str:
        """The shape as an SVG element."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    start: Point
    end: Point

    def svg(self) -> str:
        """The shape as an SVG element."""
        return _path(f"M {self.start.x},{self.start.y} L {self.end.x},{self.end.y}")


@dataclass(frozen=True, slots=True)
class Corner:
    """A quarter of a circle around the character at its middle."""

    at: Point
    part: str
    """The quarter: `nw` opens to the right and down."""

    def svg(self) -> str:
        """The shape as an SVG element."""
        up = -HIGH if self.part[0] == "s" else 0
        right = WIDE if self.part in ("nw", "se") else -WIDE
        start, end = self.at.moved(right, up), self.at.moved(-right, up + HIGH)
        turn = int(self.part in ("ne", "se"))
        return _path(f"M {start.x},{start.y} A 16,16 0 0,{turn} {end.x},{end.y}")


@dataclass(frozen=True, slots=True)
class Bridge:
    """Half a circle by which a line passes over another."""

    at: Point
    to_right: bool

    def svg(self) -> str:
        """The shape as an SVG element."""
        x, y = self.at
        return _path(f"M {x},{y - 8} A 9,9 0 0,{int(self.to_right)} {x},{y + 8}")


@dataclass(frozen=True, slots=True)
class Circle:
    """A joint that is drawn."""

    at: Point
    filled: bool

    def svg(self) -> str:
        """The shape as an SVG element."""
        fill = "currentColor" if self.filled else "#fff"
        return (
            f'<circle cx="{self.at.x}" cy="{self.at.y}" r="6" stroke="currentColor"'
            f' fill="{fill}"></circle>\n'
        )


@dataclass(frozen=True, slots=True)
class Arrowhead:
    """The tip of an arrow."""

    at: Point
    turned: int
    """By how many degrees, clockwise from an arrow to the right."""

    shift: int
    """How many pixels it stands further on than its character."""

    def svg(self) -> str:
        """The shape as an SVG element."""
        x, y = self.at
        tip, back = x + WIDE + self.shift, x - WIDE // 2 + self.shift
        above, below = _single(y - _HALF_BASE), _single(y + _HALF_BASE)
        return (
            f'<polygon points="{tip:.6f},{y:.6f} {back:.6f},{above:.6f} {back:.6f},{below:.6f}"'
            f' fill="currentColor" transform="rotate({self.turned:.6f}, {x:.6f}, {y:.6f})">'
            "</polygon>\n"
        )


def _single(number: float) -> float:
    """A number as exact as one of four bytes, which Hugo counts arrowheads in."""
    return float(unpack("f", pack("f", number))[0])


_HALF_BASE = _single(0.35 * HIGH)

_SHADES = {
    "▉": "currentColor",
    "▓": "rgb(64,64,64)",
    "▒": "rgb(128,128,128)",
    "░": "rgb(191,191,191)",
}
"""Characters that fill their cell."""

_STROKES = {"╱": 8, "╳": 8, "╲": -8}
"""Characters that are a line across their cell: how far below the middle it begins. Hugo draws
one line of the cross."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A character that means itself."""

    at: Point
    character: str

    def svg(self) -> str:
        """The shape as an SVG element."""
        x, y = self.at
        shade = _SHADES.get(self.character)
        if shade:
            return f'<rect x="{x - 4}" y="{y - 8}" width="8" height="16" fill="{shade}"></rect>'
        low = _STROKES.get(self.character)
        if low:
            return _path(f"M {x - 4},{y + low} L {x + 4},{y - low}")
        return (
            f'<text text-anchor="middle" x="{x}" y="{y + 4}" fill="currentColor"'
            f' style="font-size:1em">{escape(self.character, quote=False)}</text>\n'
        )


def _path(course: str) -> str:
    return f'<path d="{course}" fill="none" stroke="currentColor"></path>\n'
