"""Menus from the configuration and from front matter.

In:  `[[menus.main]]` entries, and pages whose front matter says `menus: main`.
Out: each menu's entries as a tree; https://gohugo.io/content-management/menus/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitegen.config import Config
from sitegen.diagnostics import warning
from sitegen.model import Diagnostic, MenuEntry, Page, PageKey, Position, Struct, Value


class _Item(Struct, frozen=True, kw_only=True):
    """An entry before it is hung under its parent."""

    entry: MenuEntry
    parent: str


def menus(
    config: Config, pages: Mapping[PageKey, Page], folders: Mapping[str, PageKey]
) -> tuple[dict[str, tuple[MenuEntry, ...]], tuple[Diagnostic, ...]]:
    """Every menu by name, entries by weight (0 last), then name."""
    items: dict[str, list[_Item]] = {}
    problems: list[Diagnostic] = []
    for name, entries in config.menus.items():
        for values in entries:
            items.setdefault(name, []).append(_from_config(values, pages, folders))
    for key, page in pages.items():
        declared = page.meta.params.get("menus", page.meta.params.get("menu"))
        for name, values in _declared(declared):
            items.setdefault(name, []).append(_from_page(key, page, values))
    for name, found in items.items():
        known = {item.entry.identifier for item in found}
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
    return {name: _tree(found, "", ()) for name, found in sorted(items.items())}, tuple(problems)


def _tree(items: Sequence[_Item], parent: str, above: tuple[str, ...]) -> tuple[MenuEntry, ...]:
    known = {item.entry.identifier for item in items}
    level = [
        item.entry
        for item in items
        if item.parent == parent or (not parent and item.parent not in known)
    ]
    return tuple(
        MenuEntry(
            name=entry.name,
            url=entry.url,
            page=entry.page,
            weight=entry.weight,
            identifier=entry.identifier,
            children=()
            if entry.identifier in above
            else _tree(items, entry.identifier, (*above, entry.identifier)),
        )
        for entry in sorted(level, key=lambda e: (e.weight == 0, e.weight, e.name.casefold()))
        if entry.identifier
    )


def _from_config(
    values: Mapping[str, Value], pages: Mapping[PageKey, Page], folders: Mapping[str, PageKey]
) -> _Item:
    given = "pageref" in values
    reference = str(values.get("pageref", "")).strip("/")
    key = folders.get(reference) if given else None
    for candidate in (f"{reference}.md", f"{reference}/index.md", reference):
        if given and key is None and PageKey(candidate) in pages:
            key = PageKey(candidate)
    page = pages.get(key) if key is not None else None
    name = str(values.get("name") or (page.meta.link_title if page else "") or reference)
    return _Item(
        entry=MenuEntry(
            name=name,
            url=str(values.get("url", "")) or (page.url if page else f"/{reference}"),
            page=key,
            weight=int(values.get("weight", 0) or 0),
            identifier=str(values.get("identifier", "") or name),
        ),
        parent=str(values.get("parent", "")),
    )


def _from_page(key: PageKey, page: Page, values: Mapping[str, Value]) -> _Item:
    name = str(values.get("name") or page.meta.link_title)
    weight = values.get("weight", page.meta.weight)
    return _Item(
        entry=MenuEntry(
            name=name,
            url=page.url,
            page=key,
            weight=weight if isinstance(weight, int) else 0,
            identifier=str(values.get("identifier", "") or name),
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
