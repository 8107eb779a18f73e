"""Menus from the configuration and from front matter.

In:  `[[menus.main]]` entries, pages whose front matter says `menus: main`, and the sections when
     the setting `sectionPagesMenu` names a menu for them.
Out: each menu's entries as a tree; https://gohugo.io/content-management/menus/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from sitegen import paths
from sitegen.config import Config
from sitegen.diagnostics import warning
from sitegen.model import (
    Diagnostic,
    FreeValues,
    MenuEntry,
    Page,
    PageKey,
    Position,
    Struct,
    Value,
)

MOST_NESTED = 50
"""How deep menus go."""


class _Item(Struct, frozen=True, kw_only=True):
    """An entry before it is hung under its parent."""

    entry: MenuEntry
    parent: str


def menus(
    config: Config, pages: Mapping[PageKey, Page], folders: Mapping[str, PageKey]
) -> tuple[dict[str, tuple[MenuEntry, ...]], tuple[Diagnostic, ...]]:
    """Every menu of a language by name, entries by weight (0 last), then name."""
    items: dict[str, list[_Item]] = {}
    problems: list[Diagnostic] = []
    own = {key: page for key, page in pages.items() if page.language == config.language}
    by_place = {page.place.lower(): key for key, page in own.items() if page.place}
    for name, entries in config.menus.items():
        for values in entries:
            key = _referred(values, config.language_folder, folders, by_place)
            page = own.get(key) if key is not None else None
            if "pageref" in values and page is None and not values.get("url"):
                problems.append(
                    warning(
                        "menu-page",
                        f'the page "{values["pageref"]}" of the menu "{name}" is not there',
                        Position(path=config.file) if config.file else None,
                        "name it by its path in the content folder: /guide/setup",
                    )
                )
            items.setdefault(name, []).append(_from_config(values, page))
    for page in own.values():
        declared = page.meta.params.get("menus", page.meta.params.get("menu"))
        for name, values in _declared(declared):
            items.setdefault(name, []).append(_from_page(page, values))
    if config.section_pages_menu:
        found = items.setdefault(config.section_pages_menu, [])
        known = {_key(item.entry) for item in found}
        home = folders[config.language_folder]
        for page in own.values():
            name = page.section.rpartition("/")[2]
            if page.kind == "section" and page.parent == home and name not in known:
                found.append(_from_page(page, {"identifier": name}))
    for name, found in items.items():
        known = {_key(item.entry) for item in found}
        problems += [
            warning(
                "menu-parent",
                f'the entry "{item.entry.name}" of the menu "{name}" has the parent '
                f'"{item.parent}", which is not in the menu',
                Position(path=config.file) if config.file else None,
            )
            for item in found
            if item.parent and item.parent not in known
        ]
    return {name: _tree(found) for name, found in sorted(items.items())}, tuple(problems)


def _tree(items: Sequence[_Item]) -> tuple[MenuEntry, ...]:
    """The entries below each other; of several with one name the first has those below it."""
    known = {_key(item.entry) for item in items}
    below: dict[str, list[MenuEntry]] = {}
    for item in items:
        if _key(item.entry):
            below.setdefault(item.parent if item.parent in known else "", []).append(item.entry)
    for entries in below.values():
        entries.sort(key=lambda e: (e.weight == 0, e.weight, e.name.casefold()))

    def level(parent: str, depth: int) -> tuple[MenuEntry, ...]:
        found = []
        for entry in below.pop(parent, ()):
            inside = level(_key(entry), depth + 1) if depth < MOST_NESTED else ()
            found.append(msgspec.structs.replace(entry, children=inside))
        return tuple(found)

    return level("", 0)


def _key(entry: MenuEntry) -> str:
    """By which other entries name it as their parent."""
    return entry.identifier or entry.name


def _referred(
    values: Mapping[str, Value],
    root: str,
    folders: Mapping[str, PageKey],
    by_place: Mapping[str, PageKey],
) -> PageKey | None:
    """The page that an entry names by `pageRef`."""
    if "pageref" not in values:
        return None
    reference = paths.below(root, paths.stem(str(values["pageref"]).strip("/")))
    candidates = (reference, f"{reference}/index", f"{reference}/_index")
    places = (by_place.get(candidate.lower()) for candidate in candidates)
    return folders.get(reference) or next((key for key in places if key is not None), None)


def _from_config(values: Mapping[str, Value], page: Page | None) -> _Item:
    reference = str(values.get("pageref", "")).strip("/")
    name = str(values.get("name") or (page.meta.link_title if page else "") or reference)
    weight = page.meta.weight if page else 0
    return _item(values, name, str(values.get("url", "")), page, weight)


def _from_page(page: Page, values: Mapping[str, Value]) -> _Item:
    name = str(values.get("name") or page.meta.link_title)
    # of a page it is text: only the configuration is trusted with HTML
    shown = {field: escape(str(values[field])) for field in ("pre", "post") if field in values}
    return _item({**values, **shown}, name, page.url, page, page.meta.weight)


def _item(
    values: Mapping[str, Value], name: str, url: str, page: Page | None, weight: int
) -> _Item:
    told = values.get("weight")
    own = int(told) if isinstance(told, str) and told.lstrip("-").isdecimal() else told or weight
    params = values.get("params")
    return _Item(
        entry=MenuEntry(
            name=name,
            url=page.url if page else url,
            page=page.key if page else None,
            weight=own if isinstance(own, int) else 0,
            identifier=str(values.get("identifier", "")),
            title=str(values.get("title", "") or (page.meta.title if page else "")),
            pre=str(values.get("pre", "")),
            post=str(values.get("post", "")),
            params=FreeValues(params if isinstance(params, Mapping) else {}),
        ),
        parent=str(values.get("parent", "")),
    )


def _declared(value: Value) -> list[tuple[str, Mapping[str, Value]]]:
    """`menus: main`, `menus: [main, footer]` or `menus: {main: {weight: 2}}`."""
    if isinstance(value, str):
        return [(value, {})]
    if isinstance(value, Mapping):
        return [(str(k), v if isinstance(v, Mapping) else {}) for k, v in value.items()]
    if isinstance(value, Sequence):
        return [(str(name), {}) for name in value]
    return []
