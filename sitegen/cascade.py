"""Front matter that goes down: from the configuration and from `_index` files to what lies below.

In:  the `_index` files of a site and its configuration.
Out: `Cascade` values, and a page's front matter completed by those that concern it.

https://gohugo.io/configuration/cascade/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sitegen import paths
from sitegen.discover import read_bytes
from sitegen.frontmatter import FrontMatter, split
from sitegen.globs import matches
from sitegen.model import FreeValues, SourceFile, Struct, Value


class Cascade(Struct, frozen=True, kw_only=True, array_like=True):
    """Values for the pages below a folder."""

    folder: str
    """Empty for the whole site."""

    path: str = ""
    """A pattern of the pages' paths; empty for all."""

    kind: str = ""
    environment: str = ""
    language: str = ""
    """The key of the language of the pages; empty for all."""

    values: FreeValues
    """Front matter; keys in lower case."""


def read_cascades(
    root: str,
    pages: Iterable[SourceFile],
    configured: Sequence[Mapping[str, Value]],
    environment: str,
) -> tuple[Cascade, ...]:
    """All cascades of a site that hold in its environment, those that win first."""
    found = [one for values in configured for one in _cascades("", values)]
    for source in pages:
        if not may_hand_down(source):
            continue
        try:
            raw = read_bytes(root, source.path)
        except OSError:
            continue  # told when the page is read
        if b"cascade" in raw.lower():
            declared = split(raw, source.path).values.get("cascade")
            listed = declared if isinstance(declared, list) else [declared]
            folder, language = paths.parent(source.place), source.language
            found += [one for values in listed for one in _cascades(folder, values, language)]
    held = [one for one in found if not one.environment or matches(one.environment, environment)]
    return tuple(sorted(held, key=lambda one: -len(one.folder.split("/")) if one.folder else 0))


def may_hand_down(source: SourceFile) -> bool:
    """Whether a page file's cascade holds for other pages."""
    return paths.stem(source.place).rpartition("/")[2] == "_index"


def _cascades(folder: str, values: Value, language: str = "") -> Iterator[Cascade]:
    if not isinstance(values, Mapping):
        return
    target = values.get("target") or values.get("_target") or {}
    rest = {key: value for key, value in values.items() if key not in ("target", "_target")}
    if isinstance(target, Mapping) and rest:
        yield Cascade(
            folder=folder,
            path=str(target.get("path", "")),
            kind=str(target.get("kind", "")),
            environment=str(target.get("environment", "")),
            language=language or str(target.get("lang", "")).lower(),
            values=FreeValues(rest),
        )


def concerning(cascades: Sequence[Cascade], folder: str, language: str) -> list[Cascade]:
    """The cascades of a folder and those above it for the pages in a language."""
    above = {"", folder, *paths.parents(folder)}
    return [one for one in cascades if one.folder in above and one.language in ("", language)]


def cascaded(
    cascades: Sequence[Cascade], folder: str, path: str, kind: str, language: str
) -> dict[str, Value]:
    """What goes down to a page; `path` is the one that patterns name, `/docs/page`."""
    found: dict[str, Value] = {}
    params: dict[str, Value] = {}
    for one in concerning(cascades, folder, language):
        if (one.path and not matches(one.path, path)) or (one.kind and one.kind != kind):
            continue
        for key, value in one.values.items():
            if key == "params" and isinstance(value, Mapping):
                params = {**value, **params}
            else:
                found.setdefault(key, value)
    return {**found, "params": params} if params else found


def completed(front: FrontMatter, inherited: Mapping[str, Value]) -> FrontMatter:
    """A page's front matter with what goes down to it; its own values win."""
    if not inherited:
        return front
    params, own = inherited.get("params", {}), front.values.get("params", {})
    values = {**inherited, **front.values}
    if isinstance(params, Mapping) and isinstance(own, Mapping) and (params or own):
        values["params"] = {
            **{key: value for key, value in params.items() if key not in front.values},
            **own,
        }
    return msgspec.structs.replace(front, values=values)


def logical_path(key: str) -> str:
    """The path by which patterns name a page file: `/docs` for `docs/_index.md`."""
    stem = paths.stem(key).lower().replace(" ", "-")
    folder, _, name = stem.rpartition("/")
    return f"/{folder}" if name in ("_index", "index") else f"/{stem}"


def kind_of(key: str, taxonomies: Sequence[str]) -> str:
    """A page file's kind, as far as its path tells."""
    folder, name = paths.parent(key), paths.stem(key).rpartition("/")[2]
    if name != "_index":
        return "page"
    top, _, rest = folder.partition("/")
    if top in taxonomies:
        return "term" if rest else "taxonomy"
    return "section" if folder else "home"
