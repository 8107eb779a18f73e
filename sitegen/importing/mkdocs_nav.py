"""`nav` of MkDocs: the order and the names of pages go down to them by `cascade`.

In:  the configuration, and the pages.
Out: entries of `cascade`, and of a menu for what leads out of the site.

No page is changed: what one says itself wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from sitegen import paths
from sitegen.cascade import logical_path
from sitegen.globs import literal
from sitegen.importing.content import pages_below
from sitegen.importing.draft import Draft, Source, entries, table, text, words
from sitegen.model import Struct, Value

Trail = tuple[str, ...]


class _Entry(Struct, frozen=True, kw_only=True):
    """A page or an address in the navigation."""

    target: str
    label: str
    trail: Trail
    """The titles of the groups that it lies in."""


def carry_nav(found: Draft, config: Source, docs: str) -> None:
    """Take over the order, the labels and the top-level menu."""
    listed = [*_entries(config.values.get("nav"), ())]
    if not listed:
        return
    pages = set(pages_below(found.root / docs))
    rows: dict[str, dict[str, Value]] = {}
    menu: list[dict[str, Value]] = []
    groups: dict[Trail, list[str]] = {}
    tabs = "navigation.tabs" in words(table(config.values.get("theme")).get("features"))
    for number, one in enumerate(listed, 1):
        line = config.line_with(one.target, "nav")
        if re.match(r"\w+:|//", one.target):
            menu.append({"name": one.label or one.target, "url": one.target, "weight": number})
            found.carried(
                f"nav: {one.label or one.target}, in the menu of the header", config.path, line
            )
            continue
        page = paths.normalized(one.target)
        if page is None or page not in pages:
            if one.target.endswith("/") and (found.root / docs / one.target).is_dir():
                place = logical_path(f"{one.target.strip('/')}/index.md")
                rows.setdefault(place, _row(number, one.label))
                found.carried(f"nav: {one.label or one.target}", config.path, line)
            elif "*" in one.target or one.target.endswith("/"):
                found.left(
                    f'nav: "{one.target}" is not expanded',
                    config.path,
                    line,
                    "order those pages by weight",
                )
            else:
                found.left(
                    f'nav: there is no page "{one.target}"',
                    config.path,
                    line,
                    "look for its new name",
                )
            continue
        rows.setdefault(logical_path(page), _row(number, one.label))
        for depth in range(1, len(one.trail) + 1):
            groups.setdefault(one.trail[:depth], []).append(page)
        if tabs and len(one.trail) < 1:
            menu.append({"name": one.label or None, "pageRef": f"/{page}", "weight": number})
    found.carried(
        f"nav: the order of {len(rows)} pages, by weight", config.path, config.line("nav")
    )
    for trail, inside in groups.items():
        folder = _folder_of(inside)
        if folder and _whole(folder, inside, pages) and len(trail) == folder.count("/") + 1:
            place = logical_path(f"{folder}/index.md")
            first = min(listed.index(one) for one in listed if one.trail[: len(trail)] == trail) + 1
            own = rows.get(place, {})
            rows[place] = {"weight": own.get("weight", first), "linkTitle": trail[-1]}
            if tabs and len(trail) == 1:
                menu.append({"name": trail[0], "pageRef": f"/{folder}", "weight": first})
        else:
            found.left(
                f'nav: the group "{" / ".join(trail)}" is no folder: its pages stay there',
                config.path,
                config.line_with(trail[-1], "nav"),
                "move them into a folder to see them as a group",
            )
    for number, one in enumerate(listed, 1):
        for folder in paths.parents(paths.normalized(one.target) or ""):
            if one.target in pages and folder:
                rows.setdefault(logical_path(f"{folder}/index.md"), {"weight": number})
    unlisted = sorted(pages - {one.target for one in listed})
    cascade = [
        {"target": {"path": literal(place)}, **{k: v for k, v in row.items() if v}}
        for place, row in rows.items()
    ]
    found.set("cascade", [*cascade, *entries(found.settings.get("cascade"))])
    if menu:
        menu.sort(key=lambda one: cast("int", one["weight"]))
        found.set("menus.main", [{k: v for k, v in one.items() if v} for one in menu])
    if unlisted:
        shown = ", ".join(unlisted[:3]) + (
            f" and {len(unlisted) - 3} more" if len(unlisted) > 3 else ""
        )
        found.left(
            f"nav does not list {shown}: here they stand in the sidebar, after the others",
            config.path,
            config.line("nav"),
            "write sidebar: {hidden: true} into those that should not",
        )


def _row(weight: int, label: str) -> dict[str, Value]:
    return {"weight": weight, "linkTitle": label}


def _entries(value: Value, trail: Trail) -> Iterator[_Entry]:
    for one in entries(value):
        if isinstance(one, Mapping):
            for label, inside in one.items():
                if isinstance(inside, list | tuple):
                    yield from _entries(inside, (*trail, str(label)))
                elif text(inside):
                    yield _Entry(target=text(inside), label=str(label), trail=trail)
        elif text(one):
            yield _Entry(target=text(one), label="", trail=trail)


def _folder_of(pages: list[str]) -> str:
    """The folder that holds all of them, as deep as it can be."""
    parts = [paths.parent(page).split("/") for page in pages]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)


def _whole(folder: str, pages: list[str], everything: set[str]) -> bool:
    """Whether a group is what the folder holds, or most of it."""
    held = [page for page in everything if page.startswith(f"{folder}/")]
    return len(set(pages)) * 2 > len(held)


def address(page: str, *, ugly: bool) -> str:
    """The address that MkDocs gives to a page file; `ugly` is without `use_directory_urls`.

    >>> address("guide/setup.md", ugly=True), address("guide/README.md", ugly=True)
    ('/guide/setup.html', '/guide/index.html')
    """
    folder, _, name = paths.stem(page).rpartition("/")
    name = "index" if name == "README" else name
    if ugly:
        return f"/{paths.below(folder, name)}.html"
    place = folder if name == "index" else paths.below(folder, name)
    return f"/{place}/" if place else "/"
