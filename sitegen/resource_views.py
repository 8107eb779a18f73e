"""Files as templates see them: those of a bundle, those in `assets/`, and what is made of them.

In:  a `Reader`, or what it answered.
Out: views with Hugo's names: https://gohugo.io/functions/resources/, https://gohugo.io/methods/resource/

What is made of a file is published when a template asks for its address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.bundles import Resource, media_type_of
from sitegen.diagnostics import warning
from sitegen.discover import shown_path
from sitegen.globs import matches
from sitegen.image_header import MOST_PIXELS, ImageHeader
from sitegen.image_operations import MEDIA_TYPES, ImageDefaults, operation
from sitegen.minification import KINDS
from sitegen.model import FreeValues, PageKey, Position
from sitegen.queries import Reader
from sitegen.recipes import (
    ALGORITHMS,
    Recipe,
    Source,
    content_of,
    header_of,
    integrity_of,
    target_of,
)
from sitegen.template_values import Params
from sitegen.templates import View


def image_defaults(reader: Reader) -> ImageDefaults:
    """What the site's settings say of images that are made."""
    return ImageDefaults(
        quality=reader.setting("image_quality"),
        filter=reader.setting("image_filter"),
        anchor=reader.setting("image_anchor"),
        background=reader.setting("image_background"),
    )


class DataView(View):
    """What Hugo has below `.Data` of a fingerprinted file."""

    __slots__ = ("integrity",)

    def __init__(self, integrity: str) -> None:
        self.integrity = integrity


class ResourceView(View):
    """A file: its own bytes, or what a recipe makes."""

    __slots__ = (
        "_path", "_place", "_reader", "_recipe", "media_type", "name", "page", "params", "title",
        "type",
    )  # fmt: skip

    def __init__(
        self,
        reader: Reader,
        recipe: Recipe | None,
        *,
        name: str,
        title: str | None = None,
        media_type: str = "",
        params: Params | None = None,
        page: View | None = None,
        path: str = "",
        place: str = "",
    ) -> None:
        self._reader, self._recipe = reader, recipe
        self._path, self._place = path or name, place
        self.name, self.title = name, name if title is None else title
        self.media_type = media_type or media_type_of(name)
        self.type = "page" if page is not None else self.media_type.partition("/")[0]
        self.params = params if params is not None else Params(FreeValues({}))
        self.page = page
        """The page that a Markdown file makes: its `content`, `params` and so on."""

    # --- where it is ----------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The path with the base path in front; empty for what isn't published."""
        return self._address()

    @property
    def permalink(self) -> str:
        """The whole address."""
        return self._address(absolute=True)

    @property
    def rel_permalink(self) -> str:
        """The path, as Hugo calls it."""
        return self._address()

    def publish(self) -> str:
        """Publish it without showing its address."""
        self._address()
        return ""

    def _address(self, *, absolute: bool = False) -> str:
        recipe = self._recipe
        if recipe is None:
            return ""
        name = recipe.name
        if recipe.kind != "file" or not recipe.is_plain:
            name = target_of(recipe, self._reader.made(recipe))
        return self._reader.address(f"/{paths.encoded(name)}", absolute=absolute)

    # --- what it holds --------------------------------------------------------------------

    @property
    def content(self) -> str:
        """Its text; raises ValueError for what is no text."""
        if self.page is not None:
            text: str = self.page.content  # type: ignore[attr-defined]
            return text
        try:
            return self._bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f'"{self.name}" is no text') from None

    def _bytes(self) -> bytes:
        assert self._recipe is not None
        return content_of(self._recipe, self._sources())

    def _sources(self) -> tuple[Source, ...]:
        """The files that it is made from; noted, but not as published."""
        return self._reader.sources(self._recipe) if self._recipe is not None else ()

    @property
    def integrity(self) -> str:
        """What `<link integrity>` and `<script integrity>` say of its bytes."""
        return integrity_of(self._recipe, self._sources()) if self._recipe is not None else ""

    @property
    def data(self) -> DataView:
        """`data.integrity`, as in Hugo."""
        return DataView(self.integrity)

    @property
    def _header(self) -> ImageHeader:
        if self._recipe is None or self.type != "image":
            raise ValueError(f'"{self.name}" is no image')
        return header_of(self._recipe, self._sources())

    @property
    def width(self) -> int:
        """An image's width in pixels; 0 when its file doesn't tell."""
        return self._header.width

    @property
    def height(self) -> int:
        """An image's height."""
        return self._header.height

    # --- what is made of it ---------------------------------------------------------------

    def minify(self) -> ResourceView:
        """A style sheet or script without what only people read."""
        ending = self._made_from().name.rpartition(".")[2].lower()
        if ending not in KINDS:
            raise ValueError(f'"{self.name}" can\'t be minified: only CSS and JavaScript can')
        return self._with(msgspec.structs.replace(self._made_from(), minify=True))

    def fingerprint(self, algorithm: str = "sha256") -> ResourceView:
        """The same with a digest of its bytes in its name: browsers may keep it for ever."""
        if algorithm not in ALGORITHMS:
            raise ValueError(f'"{algorithm}" is none of {", ".join(ALGORITHMS)}')
        return self._with(msgspec.structs.replace(self._made_from(), fingerprint=algorithm))

    def resize(self, text: str) -> ResourceView:
        """An image of another size: `600x`, `x400`, `600x400`; and `webp`, `q80` and so on."""
        return self._image("resize", text)

    def fit(self, text: str) -> ResourceView:
        """An image that fits into a size, with its own ratio."""
        return self._image("fit", text)

    def fill(self, text: str) -> ResourceView:
        """An image of just that size: what is too much at two sides is cut off."""
        return self._image("fill", text)

    def crop(self, text: str) -> ResourceView:
        """A part of an image."""
        return self._image("crop", text)

    def process(self, text: str) -> ResourceView:
        """Any of these: `resize 600x webp`; without one, an image in another format: `webp q80`."""
        return self._image("process", text)

    def _image(self, action: str, text: str) -> ResourceView:
        done = operation(action, str(text), image_defaults(self._reader))
        recipe, header = self._made_from(), self._header
        if not header.processable:
            self._left(header)
            return self
        found = msgspec.structs.replace(recipe, operations=(*recipe.operations, done))
        return self._with(found, MEDIA_TYPES.get(done.format, ""))

    def _left(self, header: ImageHeader) -> None:
        """Tell that an image is shown as it is."""
        why = header.problem
        if header.kind == "svg":
            why = "it is a drawing, which fits any size"
        elif header.moving:
            why = "it moves"
        elif header.width:
            why = f"it has more than {MOST_PIXELS // 1_000_000} million pixels"
        note_image(self._reader, self._sources(), f"the image is shown as it is: {why}")

    def _made_from(self) -> Recipe:
        if self._recipe is None:
            raise ValueError(f'"{self.name}" is a page')
        return self._recipe

    def _with(self, recipe: Recipe, media_type: str = "") -> ResourceView:
        return ResourceView(
            self._reader,
            recipe,
            name=self.name,
            title=self.title,
            media_type=media_type or self.media_type,
            params=self.params,
            path=self._path,
            place=self._place,
        )


def note_image(reader: Reader, sources: Sequence[Source], message: str, help: str = "") -> None:
    """A warning at an image's file."""
    path = sources[0].path if sources else ""
    place = Position(path=shown_path(Path(reader.root), Path(path)))
    reader.problems.append(warning("image", message, place, help))


class ResourcesView(View):
    """The files of a bundle in order; https://gohugo.io/methods/page/resources/"""

    __slots__ = ("_found",)

    def __init__(
        self, reader: Reader, found: Sequence[Resource], page_of: Callable[[PageKey], View]
    ) -> None:
        self._found = [
            ResourceView(
                reader,
                Recipe(kind="file", name=one.output) if one.output else None,
                name=one.name,
                title=one.title,
                media_type=one.media_type,
                params=Params(one.params),
                page=page_of(one.page) if one.page is not None else None,
                path=one.path,
                place=one.place,
            )
            for one in found
        ]

    def __iter__(self) -> Iterator[ResourceView]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index: int) -> ResourceView:
        return self._found[index]

    def get(self, name: str) -> ResourceView | None:
        """The file of a name, whatever its case; None when there is none."""
        wanted = str(name).lower()
        by_name = (one for one in self._found if one.name.lower() == wanted)
        by_path = (one for one in self._found if one._path.lower() == wanted)
        in_language = (one for one in self._found if one._place.lower() == wanted)
        return next(by_name, None) or next(by_path, None) or next(in_language, None)

    def match(self, pattern: str) -> list[ResourceView]:
        """The files whose name fits a pattern such as `images/*.{jpg,png}`, else whose path."""
        by_name = [one for one in self._found if matches(str(pattern), one.name)]
        return by_name or [one for one in self._found if matches(str(pattern), one._path)]

    def get_match(self, pattern: str) -> ResourceView | None:
        """The first of them; None when there is none."""
        return next(iter(self.match(pattern)), None)

    def by_type(self, type: str) -> list[ResourceView]:
        """The files of a type: `image`, `text`, `application`, `video`."""
        return [one for one in self._found if one.type == type]


class AssetsView(View):
    """The files in `assets/` of the site and its themes, and the steps of the pipeline."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get(self, path: str) -> ResourceView | None:
        """A file by its path in `assets/`, else one that the site publishes; None for none."""
        name = paths.normalized(str(path))
        if not name:
            return None
        if self._reader.asset(name):
            return self._of(name)
        if self._reader.file(name) is not None:
            return ResourceView(self._reader, Recipe(kind="file", name=name), name=name)
        return None

    def match(self, pattern: str) -> list[ResourceView]:
        """The files in `assets/` whose path fits a pattern such as `css/*.css`."""
        wanted = str(pattern).lstrip("/")
        return [self._of(name) for name in self._reader.asset_names() if matches(wanted, name)]

    def get_match(self, pattern: str) -> ResourceView | None:
        """The first of them; None when there is none."""
        return next(iter(self.match(pattern)), None)

    def by_type(self, type: str) -> list[ResourceView]:
        """The files in `assets/` of a type: `image`, `text`, `application`."""
        found = (self._of(name) for name in self._reader.asset_names())
        return [one for one in found if one.type == type]

    def from_string(self, path: str, text: str) -> ResourceView:
        """A new file with a text."""
        name = _new_name(path)
        return ResourceView(self._reader, Recipe(kind="text", name=name, text=str(text)), name=name)

    def concat(self, path: str, parts: Sequence[ResourceView]) -> ResourceView:
        """A new file that holds several, one after the other."""
        name = _new_name(path)
        recipes = tuple(one._made_from() for one in parts if isinstance(one, ResourceView))
        if not recipes or len(recipes) != len(parts):
            raise ValueError(f'"{name}" is joined from something that is no file')
        return ResourceView(
            self._reader, Recipe(kind="several", name=name, parts=recipes), name=name
        )

    def minify(self, resource: ResourceView) -> ResourceView:
        """`resource.minify()`."""
        return resource.minify()

    def fingerprint(self, resource: ResourceView, algorithm: str = "sha256") -> ResourceView:
        """`resource.fingerprint(algorithm)`."""
        return resource.fingerprint(algorithm)

    def _of(self, name: str) -> ResourceView:
        return ResourceView(self._reader, Recipe(kind="asset", name=name), name=name)


def _new_name(path: str) -> str:
    name = paths.normalized(str(path))
    if not name or not paths.stays_below(name):
        raise ValueError(f'"{path}" is no path for a new file')
    return name
