"""Page bundles: which files belong to which page, where they go, and what they are called.

In:  the files of the content folder that are no pages, and the pages.
Out: output paths, each page's files, and `Resource` values.

https://gohugo.io/content-management/page-bundles/
https://gohugo.io/content-management/page-resources/
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sitegen import paths
from sitegen.globs import matches
from sitegen.languages import split_name
from sitegen.model import FreeValues, Page, PageKey, Site, SourceFile, Struct, Value
from sitegen.paths import PathStyle, file_path

_TYPES = mimetypes.MimeTypes()
"""Python's own table: the machine's is not asked."""

for _type, _ending in (
    ("image/webp", ".webp"), ("image/avif", ".avif"),
    ("text/javascript", ".js"), ("text/javascript", ".mjs"),
):  # fmt: skip
    _TYPES.add_type(_type, _ending)


def media_type_of(name: str) -> str:
    """The media type of a file, by the end of its name."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"


class Bundle(Struct, frozen=True, kw_only=True):
    """A folder with a page of its own, in one language or several."""

    folder: str
    pages: Mapping[str, Page]
    """By language."""


class Owned(Struct, frozen=True, kw_only=True):
    """The files of all bundles."""

    assets: Mapping[str, str]
    """A file's key to its output path."""

    files: Mapping[PageKey, tuple[tuple[str, str], ...]]
    """A page to its files: the path in the bundle, and the key."""


class Resource(Struct, frozen=True, kw_only=True):
    """A file of a bundle, as its page names it."""

    name: str
    title: str
    params: FreeValues
    path: str
    """Its path in the bundle,"""

    place: str
    """and without the language that the name may tell."""

    output: str
    media_type: str
    page: PageKey | None = None
    """The page that a Markdown file makes; it is not published."""

    @property
    def type(self) -> str:
        """The first part of its media type: `image`, `text`, `application`; or `page`."""
        return "page" if self.page is not None else self.media_type.partition("/")[0]


def owned(
    resources: Sequence[SourceFile],
    bundles: Sequence[Bundle],
    hidden: Iterable[str],
    roots: Mapping[str, str],
    default: str,
    style: PathStyle,
) -> Owned:
    """Where the files go and whose they are: those of the nearest bundle above them.

    A page has the files in its own language, and where there is none, those in the default one or
    another. Files in `hidden` folders stay away. `roots` are the folders of the languages.
    """
    known = {bundle.folder: bundle for bundle in bundles}
    away = set(hidden)
    assets: dict[str, str] = {}
    of_bundle: dict[str, dict[str, dict[str, tuple[str, str]]]] = {}
    for file in resources:
        folder = next(
            up for up in _ups(paths.parent(file.place)) if up in known or up in away or not up
        )
        if folder in away and folder not in known:
            continue
        pages = known[folder].pages if folder in known else {}
        owner = next((pages[one] for one in (file.language, default, *roots) if one in pages), None)
        base = paths.below(roots[owner.language] if owner else "", file_path(folder, style))
        if owner is not None and owner.output:
            base = paths.parent(owner.output)
        path = _inside_bundle(file.key, folder, file.place)
        assets[file.key] = paths.below(base, path)
        by_place = of_bundle.setdefault(folder, {})
        by_place.setdefault(file.place, {})[file.language] = (path, file.key)
    files: dict[PageKey, tuple[tuple[str, str], ...]] = {}
    for folder, by_place in of_bundle.items():
        for language, page in known[folder].pages.items() if folder in known else ():
            order = (language, default, *roots)
            files[page.key] = tuple(
                next(by_language[one] for one in order if one in by_language)
                for by_language in by_place.values()
            )
    return Owned(assets=assets, files=files)


def _ups(folder: str) -> tuple[str, ...]:
    return (folder, *paths.parents(folder))


def _inside_bundle(key: str, folder: str, place: str) -> str:
    """A file's path in its bundle: its place with the name that it has on disk."""
    path = paths.below(paths.parent(place), key.rpartition("/")[2])
    return paths.inside(folder, path)


def resources_of(site: Site, key: PageKey) -> tuple[Resource, ...]:
    """The files of a page's bundle, as its front matter names them.

    They are in the order of their types and paths; with names of their own, in that of the names.
    https://gohugo.io/content-management/page-resources/#metadata
    """
    found = [
        Resource(
            name=path,
            title=path,
            params=FreeValues({}),
            path=path,
            place=split_name(path, site.roots)[1],
            output=site.assets[asset],
            media_type=media_type_of(path),
        )
        for path, asset in site.files.get(key, ())
    ]
    found.sort(key=lambda one: (one.type, one.path))
    rules = naming_rules(site.pages[key]) if found else []
    files = sorted(_named(found, rules), key=lambda one: one.name) if rules else found
    return (*files, *_texts_of(site, key))


def _texts_of(site: Site, key: PageKey) -> Iterator[Resource]:
    """The Markdown files of a bundle: each is named by its path and titled by its front matter."""
    folder = paths.parent(site.pages[key].key) if site.texts.get(key) else ""
    for text in site.texts.get(key, ()):
        meta, path = site.pages[text].meta, paths.inside(folder, text)
        yield Resource(
            name=path,
            title=meta.title,
            params=meta.params,
            path=path,
            place=split_name(path, site.roots)[1],
            output="",
            media_type="text/markdown",
            page=text,
        )


def naming_rules(page: Page) -> list[Mapping[str, Value]]:
    """What a page's front matter says of its files."""
    told = page.meta.params.get("resources")
    return [rule for rule in told if isinstance(rule, Mapping)] if isinstance(told, list) else []


def _named(found: Iterable[Resource], rules: Sequence[Mapping[str, Value]]) -> Iterator[Resource]:
    counters: dict[tuple[int, str], int] = {}
    for one in found:
        told: dict[str, str] = {}
        params: dict[str, Value] = {}
        for number, rule in enumerate(rules):
            if not matches(str(rule.get("src", "")).lower(), one.path.lower()):
                continue
            for field in ("name", "title"):
                text = str(rule.get(field) or "")
                if text and field not in told:
                    if ":counter" in text:
                        counters[number, field] = counters.get((number, field), 0) + 1
                        text = text.replace(":counter", str(counters[number, field]))
                    told[field] = text
            own = rule.get("params")
            params |= own if isinstance(own, Mapping) else {}
        yield msgspec.structs.replace(one, **told, params=FreeValues(params))
