"""The picture that other sites show beside a link to a page: 1200 × 630 pixels.

In:  a title and the words around it, colours, fonts.
Out: a PNG file, the same bytes for the same input and version of Pillow.

Pillow is imported when the first card is drawn: a site without cards doesn't wait for it. Sizes:
https://ogp.me, https://developers.facebook.com/docs/sharing/webmasters/images
"""

from __future__ import annotations

import importlib.util
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from sitegen.model import Struct

WIDTH, HEIGHT = 1200, 630
_MARGIN = 80
_ROOM = WIDTH - 2 * _MARGIN
_TITLE_SIZES = ((88, 2), (72, 3), (60, 4), (48, 5))
"""The heights of a title's letters in pixels, each with the lines that there is room for."""

_SMALL = 34
_ELLIPSIS = "…"
_TOKEN = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]|\\s+"
    "|[^\\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)
"""A character between which and the next a line may end, blanks, or a word."""

_SHAPED = re.compile("[\u0590-\u1cff\u2d80-\u2ddf\ua880-\uabff\ufb1d-\ufdff\ufe70-\ufefe]")
"""A letter of a script whose letters join, or run from right to left."""


class Card(Struct, frozen=True, kw_only=True):
    """What stands on a card."""

    title: str
    above: str
    """What the page belongs to, above the title,"""

    below: str
    """and what it is about, below it; empty for nothing."""

    right_to_left: bool
    background: str
    """A colour as in CSS, as far as Pillow knows them: `#1a1a2e`, `navy`."""

    color: str
    accent: str


class _Font(Protocol):
    """What of Pillow's fonts is used here."""

    def getlength(self, text: str, *, direction: str | None = None) -> float:
        """The width of a text in pixels."""

    def getmask(self, text: str) -> Any:
        """Its picture."""


class _Run(Struct, frozen=True, kw_only=True):
    """A piece of a line in one font and one direction."""

    text: str
    font: Any
    direction: str | None
    """None where nothing has to be shaped."""

    @property
    def width(self) -> float:
        found: float = self.font.getlength(self.text, direction=self.direction)
        return found


def draw(card: Card, fonts: Sequence[bytes]) -> bytes:
    """A card as PNG; `fonts` are font files, those first that are to be used first.

    A letter that no font has is a box: see `missing`. Raises ValueError for a font that is none.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - see above

    image = Image.new("RGB", (WIDTH, HEIGHT), card.background)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=card.accent)

    def write(
        lines: Sequence[str], size: int, weight: int, top: float, fill: str, upward: bool = False
    ) -> None:
        height = size * 1.3
        y = (top - height * len(lines) if upward else top) + size
        for line in lines:
            x = float(WIDTH - _MARGIN if card.right_to_left else _MARGIN)
            for run in _in_pieces(_runs(line, fonts, size, weight), card.right_to_left):
                width = run.width
                x -= width if card.right_to_left else 0
                pen.text(
                    (round(x), round(y)), run.text, fill=fill, font=run.font, anchor="ls",
                    direction=run.direction,
                )  # fmt: skip
                x += 0 if card.right_to_left else width
            y += height

    if card.above:
        write(_wrapped(card.above, fonts, _SMALL, 400, 1), _SMALL, 400, 66, card.accent)
    for size, most in _TITLE_SIZES:
        lines = _wrapped(card.title, fonts, size, 700, most)
        if size == _TITLE_SIZES[-1][0] or not lines[-1].endswith(_ELLIPSIS):
            break
    write(lines, size, 700, 150, card.color)
    if card.below:
        write(
            _wrapped(card.below, fonts, _SMALL, 400, 2),
            _SMALL,
            400,
            HEIGHT - 48,
            card.color,
            upward=True,
        )
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _wrapped(text: str, fonts: Sequence[bytes], size: int, weight: int, most: int) -> list[str]:
    return wrapped(text, lambda part: sum(r.width for r in _runs(part, fonts, size, weight)), most)


def _runs(text: str, fonts: Sequence[bytes], size: int, weight: int) -> Iterator[_Run]:
    """A line in pieces that have one font each."""
    piece, used = "", None
    for letter in text:
        font = used if used is not None and _has(used, letter) else _font_of(letter, fonts)
        if piece and font != used:
            yield _run(piece, used or b"", size, weight)
            piece = ""
        piece, used = piece + letter, font
    if piece:
        yield _run(piece, used or b"", size, weight)


def _run(text: str, font: bytes, size: int, weight: int) -> _Run:
    shaped = _can_shape() if _SHAPED.search(text) else False
    direction = None
    if shaped:
        backward = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
        direction = "rtl" if backward else "ltr"
    return _Run(text=text, font=_font(font, size, weight, shaped=shaped), direction=direction)


def _in_pieces(runs: Iterable[_Run], right_to_left: bool) -> Iterator[_Run]:
    """The runs, without the blanks and signs around those that run against the card's direction.

    Such signs belong to the line, not to the run: https://www.unicode.org/reports/tr9/#N1
    """
    for run in runs:
        if (run.direction == "rtl") == right_to_left:
            yield run
            continue
        for piece in re.findall(r"\w(?:.*\w)?|\W", run.text):
            yield msgspec.structs.replace(run, text=piece)


def missing(text: str, fonts: Sequence[bytes]) -> str:
    """The letters of a text that can't be shown."""
    return "".join(
        letter
        for letter in dict.fromkeys(text)
        if not any(_has(font, letter) for font in (*fonts, b""))
        or (_SHAPED.match(letter) and not _can_shape())
    )


def _font_of(letter: str, fonts: Sequence[bytes]) -> bytes:
    return next((font for font in (*fonts, b"") if _has(font, letter)), fonts[0] if fonts else b"")


@lru_cache(maxsize=1)
def _can_shape() -> bool:
    from PIL import features  # noqa: PLC0415

    return bool(features.check("raqm") and features.check("fribidi"))


def wrapped(text: str, length: Callable[[str], float], most: int) -> list[str]:
    """A text in lines of the card's width; `length` gives the pixels of a text.

    What is left when there are `most` lines is cut off, and the last line ends with an ellipsis.
    """
    lines = list(_lines(" ".join(text.split()), length, most + 1))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and length(last + _ELLIPSIS) > _ROOM:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last + _ELLIPSIS]


def _lines(text: str, length: Callable[[str], float], most: int) -> Iterator[str]:
    line = ""
    for token in _TOKEN.findall(text):
        if length((line + token).rstrip()) <= _ROOM:
            line += token
            continue
        if line.strip():
            yield line.strip()
            most -= 1
        if most <= 0:
            return
        line = token.lstrip()
        while length(line) > _ROOM:  # a word longer than a line
            end = len(line)
            while end > 1 and length(line[:end]) > _ROOM:
                end = end * 3 // 4 if end > 40 else end - 1
            yield line[:end]
            most -= 1
            if most <= 0:
                return
            line = line[end:]
    if line.strip():
        yield line.strip()


@lru_cache(maxsize=128)
def _font(font: bytes, size: int, weight: int, *, shaped: bool) -> _Font:
    """A font in a size; without a file Pillow's own. Raises ValueError for a file that is none."""
    from PIL import ImageFont  # noqa: PLC0415

    if not font:
        return cast(_Font, ImageFont.load_default(size))
    # other scripts look the same whether the library for shaping is there or not
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    try:
        found = ImageFont.truetype(io.BytesIO(font), size, layout_engine=engine)
    except OSError as problem:
        raise ValueError(f"it is no font: {problem}") from None
    try:
        axes = found.get_variation_axes()
    except OSError:  # one with a single weight
        return cast(_Font, found)
    least, most = axes[0]["minimum"], axes[0]["maximum"]
    if len(axes) == 1 and least is not None and most is not None and least <= weight <= most:
        found.set_variation_by_axes([weight])
    return cast(_Font, found)


def is_font(content: bytes) -> bool:
    """Whether a file is a font that can be used."""
    try:
        _font(content, 20, 400, shaped=False)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8192)
def _has(font: bytes, letter: str) -> bool:
    """Whether a font has a letter: else it shows the sign for a missing one."""
    return letter.isspace() or _look(font, letter) != _look(font, "\U0010fffd")


def _look(font: bytes, letter: str) -> tuple[object, bytes]:
    mask = _font(font, 20, 400, shaped=False).getmask(letter)
    return mask.size, bytes(mask)


PACKAGE = "manimgx_fonts"
"""Noto Sans for many scripts, of `sitegen[cards]`; the SIL Open Font License."""


@lru_cache(maxsize=1)
def installed_fonts() -> tuple[bytes, ...]:
    """The fonts of that package, Latin, Greek and Cyrillic first; none when it isn't there."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = (spec.submodule_search_locations if spec is not None else None) or ()
    files = [file for folder in folders for file in Path(folder).glob("NotoSans*[[]wght].ttf")]
    upright = [file for file in files if "Italic" not in file.name]
    # "[" comes after the letters: the font without a script's name would be the last one
    upright.sort(key=lambda file: (not file.name.startswith("NotoSans["), file.name))
    return tuple(file.read_bytes() for file in upright)
