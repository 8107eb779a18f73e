"""Images made from images, by Pillow.

In:  an image's file, and operations.
Out: the bytes of another image: upright, without what cameras note (EXIF), the same every time.

Pillow is loaded when there is something to make.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sitegen.image_header import MOST_PIXELS
from sitegen.image_operations import ANCHORS, Operation, size_after
from sitegen.model import Struct

REVISION = "1"
"""Part of the name of what is kept: another number makes all images anew."""

_LOSSY = ("jpeg", "webp", "avif")
_OPAQUE = ("jpeg", "bmp")


class Made(Struct, frozen=True, kw_only=True):
    """An image that was made."""

    content: bytes
    problem: str = ""
    """What was wrong with the source; when nothing could be made, the content is the source's."""


def processed(path: str, operations: Sequence[Operation], kind: str) -> Made:
    """What operations make of a file, in the format `kind`.

    A file that breaks off gives what there is of it, as browsers show it; of one that can't be read
    at all the copy is as broken as it is. Both are told.
    """
    from PIL import Image, ImageFile  # noqa: PLC0415 - see above

    source = Path(path).read_bytes()
    problem = ""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for tolerant in (False, True):
                ImageFile.LOAD_TRUNCATED_IMAGES = tolerant
                try:
                    image = _opened(source, operations)
                    for one in operations:
                        image = _done(image, one)
                    return Made(content=_written(image, operations[-1], kind), problem=problem)
                except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as found:
                    problem = problem or str(found) or type(found).__name__
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return Made(content=source, problem=problem)


def _opened(source: bytes, operations: Sequence[Operation]) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415

    image: Any = Image.open(io.BytesIO(source))
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
    first = operations[0]
    if image.format == "JPEG" and first.action in ("resize", "fit") and not first.turn:
        # a JPEG can be decoded at a half, a quarter, an eighth: still twice what is wanted
        wide, high = size_after(first, *_upright(image))
        image.draft(None, (2 * max(wide, high), 2 * max(wide, high)))
    profile = _profile(image)
    image.load()
    if image.format != "WEBP":  # browsers don't turn it
        image = ImageOps.exif_transpose(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode != mode:
        image = image.convert(mode)
    image.info = {"icc_profile": profile} if profile else {}
    return image


def _upright(image: Any) -> tuple[int, int]:
    swapped = image.getexif().get(0x112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if swapped else (image.width, image.height)


def _profile(image: Any) -> bytes:
    """The colour profile, where colours are others without it."""
    profile: bytes = image.info.get("icc_profile") or b""
    plain = b"sRGB" in profile or image.mode not in ("RGB", "RGBA", "P")
    return b"" if plain else profile


def _done(image: Any, one: Operation) -> Any:
    info = image.info
    size = size_after(one, image.width, image.height)
    if one.turn:
        from PIL.Image import Transpose  # noqa: PLC0415

        turns = {90: Transpose.ROTATE_90, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_270}
        image = image.transpose(turns[one.turn])
    if one.action == "crop":
        left, top = _corner(one.anchor, image.size, size)
        image = image.crop((left, top, left + size[0], top + size[1]))
    elif one.action == "fill":
        scale = max(size[0] / image.width, size[1] / image.height)
        wide, high = min(size[0] / scale, image.width), min(size[1] / scale, image.height)
        across, down = ANCHORS[one.anchor]
        left, top = across * (image.width - wide), down * (image.height - high)
        box = (left, top, min(left + wide, image.width), min(top + high, image.height))
        image = image.resize(size, _filter(one.filter), box=box)
    elif size != image.size:
        image = image.resize(size, _filter(one.filter))
    image.info = info
    return image


def _corner(anchor: str, whole: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
    across, down = ANCHORS[anchor]
    return int(across * (whole[0] - part[0])), int(down * (whole[1] - part[1]))


def _filter(name: str) -> Any:
    """Pillow's filter for Hugo's name: the nearest one where it has none of that name."""
    from PIL.Image import Resampling  # noqa: PLC0415

    known = {
        "box": Resampling.BOX,
        "nearestneighbor": Resampling.NEAREST,
        "linear": Resampling.BILINEAR,
        "hamming": Resampling.HAMMING,
        "catmullrom": Resampling.BICUBIC,
        "hermite": Resampling.BICUBIC,
        "bspline": Resampling.BICUBIC,
        "mitchellnetravali": Resampling.BICUBIC,
        "gaussian": Resampling.BICUBIC,
    }
    return known.get(name, Resampling.LANCZOS)


def _written(image: Any, last: Operation, kind: str) -> bytes:
    from PIL import Image  # noqa: PLC0415

    profile = image.info.get("icc_profile")
    if kind in _OPAQUE and image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, last.background)
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if kind in _LOSSY:
        options["quality"] = last.quality
    if kind == "jpeg":
        options |= {"optimize": True, "progressive": True}
    elif kind == "png":
        options["optimize"] = True
    elif kind == "webp":
        options |= {"method": 4, "lossless": last.lossless, "exact": False}
    elif kind == "avif":
        # one thread: the pool has a process for each processor
        options |= {"speed": 6, "max_threads": 1}
    elif kind == "gif" and image.mode == "RGBA":
        image = image.convert("P")
    into = io.BytesIO()
    image.save(into, kind.upper(), **options)
    return into.getvalue()
