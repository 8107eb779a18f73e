"""What can be done to an image, as templates and shortcodes write it: `600x400 webp q80 Top`.

In:  a text, the site's settings, the size of an image.
Out: an `Operation`, and the size of what it makes. Nothing is decoded here.

Words and sizes are Hugo's: https://gohugo.io/content-management/image-processing/
"""

from __future__ import annotations

import math
import re
from typing import Literal, cast

import msgspec

from sitegen.image_header import MOST_PIXELS
from sitegen.model import Struct
from sitegen.packing import digest

Action = Literal["resize", "fit", "fill", "crop", "turn"]

ACTIONS: tuple[str, ...] = ("resize", "fit", "fill", "crop")

FORMATS = {
    "jpeg": ".jpg",
    "png": ".png",
    "webp": ".webp",
    "avif": ".avif",
    "gif": ".gif",
    "bmp": ".bmp",
}
"""What can be written, and how the files end."""

MEDIA_TYPES = {name: f"image/{name}" for name in FORMATS}

FORMAT_NAMES = {"jpg": "jpeg"}
"""What formats are called, too."""

ANCHORS = {
    "topleft": (0.0, 0.0), "top": (0.5, 0.0), "topright": (1.0, 0.0),
    "left": (0.0, 0.5), "center": (0.5, 0.5), "right": (1.0, 0.5),
    "bottomleft": (0.0, 1.0), "bottom": (0.5, 1.0), "bottomright": (1.0, 1.0),
    "smart": (0.5, 0.5),
}  # fmt: skip
"""Which part of an image stays; `smart`, Hugo's default, is its middle here."""

FILTERS = tuple(
    """bartlett blackman bspline box catmullrom cosine gaussian hamming hann hermite lanczos linear
    mitchellnetravali nearestneighbor welch""".split()
)
"""Hugo's names of resampling filters."""

_CUTTING = ("fill", "crop")
"""The actions for which it counts which part stays,"""

_NO_ANCHOR = "center"
"""and the anchor of all others."""

HINTS = ("drawing", "icon", "photo", "picture", "text")

_SIZE = re.compile(r"(\d{0,5})x(\d{0,5})")


class ImageDefaults(Struct, frozen=True, kw_only=True):
    """What the site's settings say where an operation says nothing."""

    quality: int = 75
    filter: str = "box"
    anchor: str = "smart"
    background: str = "#ffffff"


class Operation(Struct, frozen=True, kw_only=True, array_like=True):
    """One thing that is done to an image; everything is said."""

    action: Action
    width: int = 0
    """In pixels; 0 for what follows from the other one."""

    height: int = 0
    quality: int = 75
    filter: str = "box"
    anchor: str = _NO_ANCHOR
    format: str = ""
    """A key of `FORMATS`; empty for that of the image."""

    background: str = "#ffffff"
    """What shows through where the format has no transparency: `#rrggbb`."""

    turn: int = 0
    """Degrees, counter-clockwise, before anything else."""

    lossless: bool = False

    @property
    def name(self) -> str:
        """A part of a file name: `600x400`."""
        return f"{self.width or ''}x{self.height or ''}" if self.width or self.height else "made"


def operation(action: str, text: str, defaults: ImageDefaults) -> Operation:
    """An operation as it is written; raises ValueError for a word that means nothing.

    >>> operation("fill", "600x400 webp q80 top", ImageDefaults()).anchor
    'top'
    """
    words = text.split()
    if action == "process":
        named = next((word.lower() for word in words if word.lower() in ACTIONS), "")
        words = [word for word in words if word.lower() != named or word.lower() not in ACTIONS]
        action = named or "turn"
    if action not in (*ACTIONS, "turn"):
        raise ValueError(f'"{action}" is not resize, fit, fill or crop')
    found = usual_operation(cast(Action, action), defaults)
    for word in words:
        found = msgspec.structs.replace(found, **_meant(word, found))
    if found.action not in _CUTTING:
        found = msgspec.structs.replace(found, anchor=_NO_ANCHOR)
    _check(found, text)
    return found


def usual_operation(action: Action, defaults: ImageDefaults) -> Operation:
    """An operation of which only the settings have said something: it has no size yet.

    One that cuts nothing off has always the same anchor: what comes to the same is equal, and made
    only once.
    """
    return Operation(
        action=action,
        quality=defaults.quality,
        filter=defaults.filter,
        anchor=defaults.anchor if action in _CUTTING else _NO_ANCHOR,
        background=defaults.background,
    )


def _meant(word: str, so_far: Operation) -> dict[str, object]:
    lower = word.lower()
    if size := _SIZE.fullmatch(lower):
        return {"width": int(size[1] or 0), "height": int(size[2] or 0)}
    if quality := re.fullmatch(r"q(\d{1,3})", lower):
        if not 1 <= int(quality[1]) <= 100:
            raise ValueError(f'the quality "{word}" is not between q1 and q100')
        return {"quality": int(quality[1])}
    if turn := re.fullmatch(r"r(-?\d{1,3})", lower):
        if int(turn[1]) % 90:
            raise ValueError(f'"{word}" is not a turn by r90, r180 or r270')
        return {"turn": int(turn[1]) % 360}
    if background := colour(lower):
        return {"background": background}
    if (name := FORMAT_NAMES.get(lower, lower)) in FORMATS:
        return {"format": name}
    if lower in ANCHORS:
        return {"anchor": lower}
    if lower in FILTERS:
        return {"filter": lower}
    if lower == "lossless":
        return {"lossless": True}
    if lower in HINTS:
        return {}
    raise ValueError(f'"{word}" means nothing for an image; such as "600x400 webp q80 Top Lanczos"')


def colour(text: str) -> str:
    """A colour, which may be written as `#FC0`, as `#ffcc00`; empty for what is none."""
    lower = text.lower()
    if re.fullmatch(r"#[0-9a-f]{3}", lower):
        return "#" + "".join(2 * digit for digit in lower[1:])
    return lower if re.fullmatch(r"#[0-9a-f]{6}", lower) else ""


def _check(found: Operation, text: str) -> None:
    sizes = bool(found.width), bool(found.height)
    if found.action == "resize" and not any(sizes):
        raise ValueError(f'"{text}" names no size: "600x", "x400" or "600x400"')
    if found.action in ("fit", "fill", "crop") and not all(sizes):
        raise ValueError(f'"{text}" needs width and height: "600x400"')
    if found.width * found.height > MOST_PIXELS:
        raise ValueError(f'"{text}" would be too large an image')


def size_after(found: Operation, width: int, height: int) -> tuple[int, int]:
    """The size of what an operation makes of an image of a size, as Hugo has it."""
    if found.turn in (90, 270):
        width, height = height, width
    wanted, high = found.width, found.height
    if found.action == "resize":
        if not high:
            high = max(1, math.floor(wanted * height / width + 0.5))
        if not wanted:
            wanted = max(1, math.floor(high * width / height + 0.5))
        return wanted, high
    if found.action == "fit":
        if width <= wanted and height <= high:
            return width, height
        if width / height > wanted / high:
            return wanted, max(1, math.floor(wanted * height / width + 0.5))
        return max(1, math.floor(high * width / height + 0.5)), high
    if found.action == "crop":
        return min(wanted, width), min(high, height)
    return (wanted, high) if found.action == "fill" else (width, height)


def made_name(name: str, source: bytes, operations: tuple[Operation, ...], kind: str) -> str:
    """The path of a made image beside its source: `guide/sea-600x400.0123456789abcdef.webp`.

    It names the bytes that it was made from, so that browsers may keep it for ever.
    """
    folder, slash, file = name.rpartition("/")
    stem = file.rpartition(".")[0] or file
    mark = digest(source + msgspec.json.encode(operations)).hex()[:16]
    return f"{folder}{slash}{stem}-{operations[-1].name}.{mark}{FORMATS[kind]}"
