"""The record that describes a dialect, and what its functions are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

from sitegen import paths
from sitegen.model import Struct, Value


class Placement(Struct, frozen=True, kw_only=True):
    """Where a file belongs in the tree of pages."""

    kind: Literal["branch", "leaf", "page", "resource"]
    """`branch` stands for its folder (a section, the home page), `leaf` is a page with a folder
    of its own, `page` a single file; a `resource` is no page at all."""

    folder: str
    """The content folder it belongs to: for a branch the folder it stands for."""

    name: str
    """What its URL is made from: the file name without suffix; a leaf's folder name."""

    date: date | None = None
    """The day that the file name tells."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The shape of a content folder: what a file's placement may depend on."""

    busy: frozenset[str]
    """Folders with at least one page file that is not an index, at any depth."""

    branches: frozenset[str]
    """Folders with an `_index` file."""

    leaves: frozenset[str]
    """Folders with an `index` file."""

    @staticmethod
    def of(keys: Iterable[str]) -> Folders:
        """The shape of a folder that holds these page files."""
        busy: set[str] = set()
        branches: set[str] = set()
        leaves: set[str] = set()
        for key in keys:
            folder, name = paths.parent(key), paths.stem(key).rpartition("/")[2].lower()
            if name == "_index":
                branches.add(folder)
            elif name == "index":
                leaves.add(folder)
            elif name not in paths.INDEX_NAMES:
                busy.add(folder)
            busy.update(paths.parents(folder))
        return Folders(frozenset(busy), frozenset(branches), frozenset(leaves))


Kept = TypeVar("Kept")


Told = Callable[[str], Value]
"""Gives the value that a page names by dots, such as `site.title`; None for none."""


def told_of(
    own: Mapping[str, Value], site: Callable[[], Value], data: Callable[[str], Value]
) -> Told:
    """Who knows what a page names: its own values, those of the site, and data files by name."""

    def told(name: str) -> Value:
        owner, *way = name.split(".")
        if owner == "page":
            found: Value = own
        elif way[0] == "data" and len(way) > 1:
            found, way = data(way[1]), way[2:]
        else:
            found = site()
        for part in way:
            if not isinstance(found, Mapping):
                return None
            found = found.get(part, found.get(part.lower()))
        return found

    return told


def as_written(text: str, _told: Told) -> str:
    """A text that isn't changed."""
    return text


def as_it_is(value: Kept) -> Kept:
    """What is not changed."""
    return value


def heading_or_file_name(_key: str, heading: str) -> str:
    """A page is titled by its first heading."""
    return heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one tool's content folder is read."""

    name: str
    place: Callable[[str, Folders], Placement]
    """A page file's key, and the folder's shape, to its place."""

    markers: frozenset[str] = frozenset()
    """Configuration files by which a site of this dialect is known."""

    marker_folder: str = ""
    """A folder by which a content folder of this dialect is known."""

    defaults: Mapping[str, Value] = field(default_factory=dict)
    """Settings, by their dotted names in lower case, that are other than elsewhere."""

    meta: Callable[[Mapping[str, Value]], Mapping[str, Value]] = as_it_is
    """Front matter as this tool means it, in the names of `meta`; `:names` are those of a page by
    which wiki links find it."""

    title: Callable[[str, str], str] = heading_or_file_name
    """The title of a page whose front matter has none, of its key and its first heading; empty
    for one made of the file name."""

    text: Callable[[str, Told], str] = as_written
    """A page's text as it is read, by who knows the values that it names: with as many lines."""

    links_in_meta: bool = True
    """Whether `[[page]]` as a value of front matter is a link."""

    lenient: bool = False
    """Whether a mistake in a page, or two pages with one address, keep no site from being made."""

    lists_give_way: bool = False
    """Whether a list that nobody has written makes room for an alias at its address: this tool
    makes no such lists."""

    ignore: tuple[str, ...] = ()
    """Regular expressions of content files that are left out."""

    beside: tuple[str, ...] = (
        "assets", "node_modules", "public", "_site", "_layouts", "_includes", "_data", "_sass",
        "vendor", "venv",
    )  # fmt: skip
    """Folders that hold no pages, where a site's own folder is that of its pages."""

    left_out: tuple[tuple[str, str], ...] = ()
    """The tool's own JSON files, and the key in each that names a folder without pages."""


def split_key(key: str) -> tuple[str, str]:
    """A key as (folder, file name without suffix)."""
    return paths.parent(key), paths.stem(key).rpartition("/")[2]


def leaf(folder: str, day: date | None = None) -> Placement:
    """The page of a leaf bundle: its folder's parent is where it belongs."""
    name = folder.rpartition("/")[2]
    return Placement(kind="leaf", folder=paths.parent(folder), name=name, date=day)
