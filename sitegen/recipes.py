"""How a published file is made from files of the site: the steps of the asset pipeline.

In:  a `Recipe`, and where the files lie that it names.
Out: the path at which the result is published, and its bytes.

A recipe says everything, so it can be the argument of a question: a page that shows the result asks
for the recipe, and is made anew when a file that the recipe names has changed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from sitegen.image_header import ImageHeader, image_header
from sitegen.image_operations import FORMATS, Operation, made_name, size_after
from sitegen.image_processing import processed
from sitegen.minification import minified
from sitegen.model import Struct

ALGORITHMS = ("sha256", "sha384", "sha512", "md5")
"""Of fingerprints, as in Hugo; browsers know all but the last as integrity."""

_KEPT = 64
"""Results that a process remembers."""


class Recipe(Struct, frozen=True, kw_only=True, array_like=True):
    """A file of the site, or a text, and what is done to it."""

    kind: Literal["asset", "file", "text", "several"]
    name: str
    """The path in `assets/`, the output path of a file of the site, or that of a new file."""

    text: str = ""
    parts: tuple[Recipe, ...] = ()
    """What `several` are joined from."""

    operations: tuple[Operation, ...] = ()
    """On an image, in order."""

    minify: bool = False
    fingerprint: str = ""
    """The name of a digest that becomes part of the path."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is done to it."""
        return not (self.operations or self.minify or self.fingerprint)


class Source(Struct, frozen=True, kw_only=True):
    """Where a file lies, and the digest of its bytes."""

    path: str
    digest: bytes


Find = Callable[[Recipe], "Source | None"]
"""Where the file of an `asset` or a `file` lies; None when there is none."""


def as_argument(recipe: Recipe) -> str:
    """A recipe as the argument of a question."""
    return msgspec.json.encode(recipe).decode()


@lru_cache(maxsize=4096)
def from_argument(argument: str) -> Recipe:
    """The recipe again."""
    return msgspec.json.decode(argument, type=Recipe)


def leaves(recipe: Recipe) -> Iterator[Recipe]:
    """The parts of a recipe that name files."""
    for part in recipe.parts:
        yield from leaves(part)
    if recipe.kind in ("asset", "file"):
        yield recipe


def sources_of(recipe: Recipe, find: Find) -> tuple[Source, ...] | None:
    """The files that a recipe needs; None when one of them is gone."""
    found = [find(leaf) for leaf in leaves(recipe)]
    present = tuple(one for one in found if one is not None)
    return present if len(present) == len(found) else None


def is_image(recipe: Recipe) -> bool:
    """Whether the result is an image that takes its time to make."""
    return bool(recipe.operations) and not recipe.fingerprint


def header_of(recipe: Recipe, sources: tuple[Source, ...]) -> ImageHeader:
    """The header of the image that is made; no image is made for it."""
    found = image_header(sources[0].path, sources[0].digest) if sources else ImageHeader()
    width, height = found.width, found.height
    for one in recipe.operations:
        width, height = size_after(one, width, height)
    kind = format_of(recipe, sources) if recipe.operations else found.kind
    return msgspec.structs.replace(found, kind=kind, width=width, height=height)


def target_of(recipe: Recipe, sources: tuple[Source, ...]) -> str:
    """The path at which the result is published."""
    name = recipe.name
    if recipe.operations:
        name = made_name(name, sources[0].digest, recipe.operations, format_of(recipe, sources))
    if recipe.minify:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem}.min.{ending}" if dot else f"{name}.min"
    if recipe.fingerprint:
        stem, dot, ending = name.rpartition(".")
        digest = hashlib.new(recipe.fingerprint, content_of(recipe, sources)).hexdigest()
        name = f"{stem}.{digest}.{ending}" if dot else f"{name}.{digest}"
    return name


def format_of(recipe: Recipe, sources: tuple[Source, ...]) -> str:
    """The format of the image that is made: the last one that is told, else that of its source."""
    told = [one.format for one in recipe.operations if one.format]
    if told:
        return told[-1]
    kind = image_header(sources[0].path, sources[0].digest).kind
    return kind if kind in FORMATS else "png"


def integrity_of(recipe: Recipe, sources: tuple[Source, ...]) -> str:
    """What `<link integrity>` says of the result; https://www.w3.org/TR/SRI/"""
    algorithm = recipe.fingerprint or "sha256"
    found = hashlib.new(algorithm, content_of(recipe, sources)).digest()
    return f"{algorithm}-{base64.b64encode(found).decode()}"


def content_of(recipe: Recipe, sources: tuple[Source, ...]) -> bytes:
    """The bytes of the result; raises OSError when a file can't be read, ValueError for CSS or
    JavaScript that isn't text."""
    # the path says nothing of them
    return _content(msgspec.structs.replace(recipe, fingerprint=""), sources)


@lru_cache(maxsize=_KEPT)
def _content(recipe: Recipe, sources: tuple[Source, ...]) -> bytes:
    if recipe.kind == "text":
        found = recipe.text.encode("utf-8", "surrogatepass")
    elif recipe.kind == "several":
        pieces, rest = [], sources
        for part in recipe.parts:
            count = sum(1 for _ in leaves(part))
            pieces.append(content_of(part, rest[:count]))
            rest = rest[count:]
        found = joined(pieces, recipe.name)
    elif recipe.operations:
        kind = format_of(recipe, sources)
        found = processed(sources[0].path, recipe.operations, kind).content
    else:
        found = Path(sources[0].path).read_bytes()
    if recipe.minify:
        found = minified(found.decode("utf-8"), recipe.name.rpartition(".")[2]).encode()
    return found


def joined(pieces: list[bytes], name: str) -> bytes:
    """Texts one after the other, each on lines of its own; scripts can't run into each other."""
    between = b"\n;\n" if name.endswith((".js", ".mjs")) else b"\n"
    return between.join(piece.rstrip(b"\n") for piece in pieces) + b"\n"
