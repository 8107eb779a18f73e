"""The images of a page: their sizes, when they load, and smaller ones to choose from.

In:  a page's HTML as its layout made it, and a `Reader`.
Out: the same with attributes of `<img>`, and a note of all files that they were taken from.

It is done to the whole page, so it doesn't matter who wrote an image: Markdown, a shortcode, a
hook, an embedded page, raw HTML or the theme. What an author has set stays as it is.

Which images load at once: those up to and including the first large one, which is likely what a
reader sees first (https://web.dev/articles/lcp-lazy-loading). Large is 100 pixels or more at both
sides, as it is shown; an image of unknown size counts as large.
"""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape

import msgspec

from sitegen import paths
from sitegen.image_header import MOST_PIXELS, SUFFIXES, ImageHeader, image_header
from sitegen.image_operations import MEDIA_TYPES, usual_operation
from sitegen.image_settings import ORIGINAL
from sitegen.model import Struct
from sitegen.queries import Reader
from sitegen.recipes import Recipe, header_of, target_of
from sitegen.resource_views import image_defaults, note_image

LARGE = 100
"""Pixels of the smallest side of an image that readers come for."""

_TOKEN = re.compile(
    r"""<!--.*?-->
    |<(script|style|textarea|title|template|xmp|iframe|noembed|noframes)\b.*?</\1\s*>
    |</?picture\b
    |<img\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^<>"'])*)>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""", re.DOTALL
)
_HEIGHT_ALONE = re.compile(r"(?<![\w-])height\s*:")
_WIDTH_TOO = re.compile(r"(?<![\w-])(?:width|aspect-ratio)\s*:")


class _Image(Struct, frozen=True, kw_only=True):
    """What is known of an image's file."""

    header: ImageHeader
    recipe: Recipe
    made: bool
    """Whether a template has chosen its size."""


def with_image_facts(reader: Reader, html: str, url: str) -> str:
    """A page's HTML with what is known of its images; `url` is its site path."""
    if "<img" not in html and "<IMG" not in html:
        return html
    sizes, lazy = reader.setting("image_dimensions"), reader.setting("image_lazy")
    formats: tuple[str, ...] = reader.setting("image_formats")
    if not (sizes or lazy or formats):
        return html
    pieces: list[str] = []
    end, eager, in_picture = 0, True, False
    for token in _TOKEN.finditer(html):
        attributes = token["attributes"]
        if attributes is None:
            head = token[0][:9].lower()
            if head.startswith(("<picture", "</picture")):
                in_picture = head[1] != "/"
            continue
        told = _told(attributes)
        found = _image(reader, told.get("src", ""), url)
        added: dict[str, str] = {}
        if sizes and found is not None:
            added |= _dimensions(told, found.header)
        if not eager and lazy:
            added |= {name: value for name, value in _LAZY.items() if name not in told}
        sources = ""
        if formats and found is not None and not in_picture and "srcset" not in told:
            chosen, sources = _choices(reader, found, told, formats, is_lazy=not eager and lazy)
            added |= chosen
        if eager and _is_large(told | added, found):
            eager = False
        if added or sources:
            slash = " /" if attributes.rstrip().endswith("/") else ""
            body = attributes.rstrip().removesuffix("/").rstrip()
            more = "".join(f' {name}="{escape(value)}"' for name, value in added.items())
            image = f"<img{body}{more}{slash}>"
            shown = f"<picture>{sources}{image}</picture>" if sources else image
            pieces += (html[end : token.start()], shown)
            end = token.end()
    pieces.append(html[end:])
    return "".join(pieces)


_LAZY = {"loading": "lazy", "decoding": "async"}


def _told(attributes: str) -> dict[str, str]:
    """The attributes of a tag, the first of each name."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        found.setdefault(name.lower(), unescape(next(filter(None, values), "")))
    return found


def _image(reader: Reader, address: str, url: str) -> _Image | None:
    """The file of the site that an address leads to, if it is an image."""
    path = _output_path(reader, address, url)
    if posixpath.splitext(path)[1].lower() not in SUFFIXES:
        return None
    source = reader.file(path)
    if source is None:
        found = reader.made_at(path)
        if found is None:
            return None
        return _Image(header=header_of(found, reader.made(found)), recipe=found, made=True)
    header = image_header(source.path, source.digest)
    if header.problem:
        note_image(reader, (source,), f"the image is broken: {header.problem}", _SAVE)
    elif header.script:
        note_image(reader, (source,), "the drawing holds a script", _SCRIPT)
    elif header.width * header.height > MOST_PIXELS and reader.setting("image_formats"):
        millions = MOST_PIXELS // 1_000_000
        note_image(reader, (source,), f"the image has more than {millions} million pixels", _HUGE)
    return _Image(header=header, recipe=Recipe(kind="file", name=path), made=False)


_SAVE = "save it anew from its original"
_SCRIPT = "in a page it doesn't run, but it does for whoever opens its address; take it out"
_HUGE = "it is shown as it is, without smaller ones to choose from; save a smaller one"


def _output_path(reader: Reader, address: str, url: str) -> str:
    """The output path that an address in a page means; empty for that of another site."""
    address = paths.split_target(address.strip())[0]
    whole = str(reader.setting("base_url"))
    if "://" in whole and address.startswith(whole):
        address = reader.base + address[len(whole) :]
    if not address or paths.is_external(address):
        return ""
    if not address.startswith("/"):
        address = posixpath.join(reader.base.rstrip("/") + url, address)
    if not address.startswith(reader.base):
        return ""
    return paths.normalized(paths.decoded(address[len(reader.base) :])) or ""


def _number(text: str) -> int:
    """A size in pixels; 0 for none, and for what is in percent."""
    plain = text.strip().removesuffix("px")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 6 else 0


def _dimensions(told: dict[str, str], header: ImageHeader) -> dict[str, str]:
    """The sides that an author hasn't told; of one that is, the other one by the image's ratio."""
    if not header.width or ("width" in told and "height" in told):
        return {}
    style = told.get("style", "")
    if _HEIGHT_ALONE.search(style) and not _WIDTH_TOO.search(style):
        return {}  # its width follows from its height, which an attribute would undo
    if "width" in told:
        width = _number(told["width"])
        return {"height": str(max(1, round(width * header.height / header.width)))} if width else {}
    if "height" in told:
        height = _number(told["height"])
        return (
            {"width": str(max(1, round(height * header.width / header.height)))} if height else {}
        )
    return {"width": str(header.width), "height": str(header.height)}


def _is_large(told: dict[str, str], found: _Image | None) -> bool:
    sides = [_number(told[name]) for name in ("width", "height") if name in told]
    if found is not None and found.header.width and len(sides) < 2:
        sides = [found.header.width, found.header.height]
    return not sides or min(sides) >= LARGE


def _choices(
    reader: Reader,
    found: _Image,
    told: dict[str, str],
    formats: tuple[str, ...],
    *,
    is_lazy: bool,
) -> tuple[dict[str, str], str]:
    """The attributes of an image that lets browsers choose, and the `<source>`s before it.

    The last format stands on the image itself: all browsers that know `srcset` know WebP, too.
    """
    header = found.header
    if found.made or not header.processable:
        return {}, ""
    most: tuple[int, ...] = reader.setting("image_widths")
    width = min(header.width, most[-1]) if most else header.width
    widths = [*(one for one in most if one < width), width]
    shown = _number(told.get("width", ""))
    sizes = str(reader.setting("image_sizes"))
    if shown:
        sizes = f"(max-width: {shown}px) 100vw, {shown}px"
    if "sizes" in told:
        sizes = told["sizes"]
    elif is_lazy:
        sizes = f"auto, {sizes}"
    # just what a template gets by `resize("600x webp")`, so that neither makes it a second time
    base = usual_operation("resize", image_defaults(reader))
    sets = []
    for name in formats:
        kind = header.kind if name == ORIGINAL else name
        choices = []
        for one in widths:
            done = msgspec.structs.replace(base, width=one, format=kind)
            recipe = msgspec.structs.replace(found.recipe, operations=(done,))
            target = target_of(recipe, reader.made(recipe))
            choices.append(f"{reader.address('/' + paths.encoded(target))} {one}w")
        sets.append((kind, ", ".join(choices)))
    sources = "".join(
        f'<source type="{MEDIA_TYPES[kind]}" srcset="{escape(choices)}" sizes="{escape(sizes)}">'
        for kind, choices in sets[:-1]
    )
    attributes = {"srcset": sets[-1][1]}
    if "sizes" not in told:
        attributes["sizes"] = sizes
    return attributes, sources
