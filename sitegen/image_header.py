"""The size of an image, from the first bytes of its file.

In:  an image's file.
Out: an `ImageHeader`: what kind it is, how large browsers show it, what is wrong with it.

Nothing is decoded, and no library is loaded: a page with images costs some reads of a few bytes.
SVG is read by `svg_header`.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from sitegen.model import Struct
from sitegen.svg_header import SvgHeader, svg_header

SUFFIXES = frozenset(".avif .bmp .gif .jpeg .jpg .png .svg .webp".split())
"""The endings of files that are taken for images."""

MOST_PIXELS = 100_000_000
"""The most that an image may have to be processed: 400 MB when decoded."""

_LARGEST_SVG = 2_000_000
"""Bytes of a drawing that are looked through."""

_KEPT = 4096
"""Headers that a process remembers."""


class ImageHeader(Struct, frozen=True, kw_only=True):
    """What an image's file says of it."""

    kind: str = ""
    """`jpeg`, `png`, `gif`, `webp`, `avif`, `bmp`, `svg`; empty for what is none of these."""

    width: int = 0
    """In CSS pixels as browsers show it, turned upright; 0 when the file doesn't tell."""

    height: int = 0
    moving: bool = False
    """Whether it has several frames."""

    script: bool = False
    """Whether a drawing holds a script."""

    problem: str = ""
    """What is wrong with the file, for a message."""

    @property
    def processable(self) -> bool:
        """Whether it can be made smaller: a picture in pixels that stands still."""
        pixels = self.width * self.height
        return self.kind not in ("", "svg") and not self.moving and 0 < pixels <= MOST_PIXELS


@lru_cache(maxsize=_KEPT)
def image_header(path: str, digest: bytes) -> ImageHeader:
    """The header of a file; its `digest` tells one that is remembered from a newer one."""
    try:
        if Path(path).suffix.lower() == ".svg":
            with Path(path).open("rb") as file:
                return _of_svg(svg_header(file.read(_LARGEST_SVG)))
        with Path(path).open("rb") as file:
            return _read(file)
    except OSError as problem:
        return ImageHeader(problem=f"it cannot be read: {problem.strerror or problem}")
    except (struct.error, IndexError, ValueError):
        return ImageHeader(problem="it ends before it tells its size")


def _of_svg(found: SvgHeader) -> ImageHeader:
    return ImageHeader(
        kind="svg" if not found.problem else "",
        width=found.width,
        height=found.height,
        script=found.script,
        problem=found.problem,
    )


def _read(file: BinaryIO) -> ImageHeader:
    start = file.read(32)
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(file)
    if start.startswith(b"\xff\xd8"):
        return _jpeg(file)
    if start[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", start[6:10])
        return _sized("gif", width, height, moving=_gif_moves(file))
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return _webp(file)
    if start[4:12] in (b"ftypavif", b"ftypavis"):
        return _avif(file, moving=start[8:12] == b"avis")
    if start[:2] == b"BM":
        width, height = struct.unpack("<ii", start[18:26])
        return _sized("bmp", width, abs(height))
    return ImageHeader(problem="it is no image that browsers know")


def _sized(
    kind: str, width: int, height: int, *, moving: bool = False, turned: int = 1
) -> ImageHeader:
    if width <= 0 or height <= 0:
        return ImageHeader(problem="its size is 0")
    if turned >= 5:
        width, height = height, width
    return ImageHeader(kind=kind, width=width, height=height, moving=moving)


def _png(file: BinaryIO) -> ImageHeader:
    """https://www.w3.org/TR/png-3/#5Chunk-layout"""
    file.seek(8)
    size, moving, turned = (0, 0), False, 1
    while True:
        length, name = struct.unpack(">I4s", file.read(8))
        if name == b"IHDR":
            size = struct.unpack(">II", file.read(8))
            length -= 8
        elif name == b"acTL":
            moving = True
        elif name == b"eXIf" and length < 65536:
            turned = orientation(file.read(length))
            length = 0
        elif name in (b"IDAT", b"IEND"):
            return _sized("png", *size, moving=moving, turned=turned)
        file.seek(length + 4, 1)


def _jpeg(file: BinaryIO) -> ImageHeader:
    """https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B"""
    file.seek(2)
    turned = 1
    while True:
        mark = file.read(1)
        if not mark:
            raise ValueError
        if mark != b"\xff":
            continue
        while mark == b"\xff":
            mark = file.read(1)
        code = mark[0]
        if code == 0 or code == 1 or 0xD0 <= code <= 0xD8:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", file.read(5))
            return _sized("jpeg", width, height, turned=turned)
        if code in (0xD9, 0xDA):
            raise ValueError
        if code == 0xE1 and turned == 1:
            data = file.read(length - 2)
            if data.startswith(b"Exif\0\0"):
                turned = orientation(data[6:])
        else:
            file.seek(length - 2, 1)


def _webp(file: BinaryIO) -> ImageHeader:
    """https://developers.google.com/speed/webp/docs/riff_container

    Browsers don't turn it, whatever a camera has noted.
    """
    file.seek(12)
    name, _ = file.read(4), file.read(4)
    if name == b"VP8X":
        data = file.read(10)
        size = [int.from_bytes(data[at : at + 3], "little") + 1 for at in (4, 7)]
        return _sized("webp", size[0], size[1], moving=bool(data[0] & 2))
    if name == b"VP8L":
        (bits,) = struct.unpack("<xI", file.read(5))
        return _sized("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if name != b"VP8 ":
        raise ValueError
    width, height = struct.unpack("<HH", file.read(10)[6:10])
    return _sized("webp", width & 0x3FFF, height & 0x3FFF)


_AVIF_META = 1_000_000
"""Bytes in which an AVIF file tells of its parts."""


def _avif(file: BinaryIO, *, moving: bool) -> ImageHeader:
    """The largest image of the file, turned as it says.

    https://aomediacodec.github.io/av1-avif/, and for the boxes ISO/IEC 23008-12.
    """
    file.seek(0)
    data = file.read(_AVIF_META)
    sizes = []
    at = data.find(b"ispe")
    while at >= 0:
        sizes.append(struct.unpack(">II", data[at + 8 : at + 16]))
        at = data.find(b"ispe", at + 4)
    if not sizes:
        raise ValueError
    width, height = max(sizes)
    turn = data.find(b"irot")
    quarter = turn >= 0 and data[turn + 4] & 1
    return _sized("avif", width, height, moving=moving, turned=6 if quarter else 1)


def _gif_moves(file: BinaryIO) -> bool:
    """Whether a GIF has a second frame; https://www.w3.org/Graphics/GIF/spec-gif89a.txt"""
    file.seek(10)
    (flags,) = file.read(3)[:1]
    file.seek(13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))
    frames = 0
    while True:
        kind = file.read(1)
        if kind == b"!":
            file.seek(1, 1)
        elif kind == b",":
            frames += 1
            if frames > 1:
                return True
            flags = file.read(9)[8]
            file.seek((3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1, 1)
        else:
            return False
        while (size := file.read(1)) not in (b"", b"\0"):
            file.seek(size[0], 1)


def orientation(exif: bytes) -> int:
    """How a camera was held, 1 to 8; 5 and more swap width and height. 1 when nothing is told.

    https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, section 4.6.4
    """
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * number)
            if tag == 0x112 and kind == 3:
                return int(value) if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1
