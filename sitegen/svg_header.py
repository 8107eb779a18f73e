"""The size of a drawing in SVG, and whether it holds a script.

In:  the beginning of a file.
Out: an `SvgHeader`.

The text is searched, never parsed as XML: entities that grow without end do nothing here.
https://www.w3.org/TR/SVG2/coords.html#ViewBoxAttribute
"""

from __future__ import annotations

import math
import re

from sitegen.model import Struct

_START = re.compile(
    r"""<(?:\w+:)?svg(?=[\s>/])(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])(width|height|viewBox)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LENGTH = re.compile(r"([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|em|rem|ex|)")
_SCRIPT = re.compile(
    r"""<(?:\w+:)?script[\s>/]|\son[a-z]+\s*=\s*["']|href\s*=\s*["']\s*javascript:|<!ENTITY"""
    r"""|<(?:\w+:)?foreignObject[\s>/]""",
    re.IGNORECASE,
)
_UNITS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0,
    "em": 16.0, "rem": 16.0, "ex": 8.0,
}  # fmt: skip
"""CSS pixels: https://www.w3.org/TR/css-values-4/#absolute-lengths"""

_LARGEST = 100_000


class SvgHeader(Struct, frozen=True, kw_only=True):
    """What a drawing says of itself."""

    width: int = 0
    """In CSS pixels; 0 when the drawing has no size of its own."""

    height: int = 0
    script: bool = False
    """Whether it holds what runs when its address is opened; in an `<img>` nothing runs."""

    problem: str = ""


def svg_header(data: bytes) -> SvgHeader:
    """What the beginning of a file tells."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = _COMMENT.sub("", data.decode(encoding, "replace"))
    start = _START.search(text)
    if start is None:
        return SvgHeader(problem="it is no SVG")
    told = {
        name: double or single for name, double, single in _ATTRIBUTE.findall(start["attributes"])
    }
    width, height = _size(told)
    return SvgHeader(width=width, height=height, script=_SCRIPT.search(text) is not None)


def _size(told: dict[str, str]) -> tuple[int, int]:
    """The size: by width and height, or one of them and the box's ratio, else the box's.

    https://www.w3.org/TR/css-images-3/#default-sizing
    """
    width, height = _length(told.get("width", "")), _length(told.get("height", ""))
    box = _box(told.get("viewBox", ""))
    if box is not None:
        if width and not height:
            height = width * box[1] / box[0]
        elif height and not width:
            width = height * box[0] / box[1]
        elif not width:
            width, height = box
    if not 0 < width <= _LARGEST or not 0 < height <= _LARGEST:
        return 0, 0
    return max(1, round(width)), max(1, round(height))


def _length(text: str) -> float:
    found = _LENGTH.fullmatch(text.strip())
    return float(found[1]) * _UNITS[found[2]] if found else 0.0


def _box(text: str) -> tuple[float, float] | None:
    try:
        numbers = [float(one) for one in re.split(r"[\s,]+", text.strip())]
    except ValueError:
        return None
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        return None
    return (numbers[2], numbers[3]) if numbers[2] > 0 and numbers[3] > 0 else None
