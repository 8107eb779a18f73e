"""Obsidian's vaults: a folder of notes, with `.obsidian` in it (https://help.obsidian.md/vault).

A note's title is its file name; properties are read the way Obsidian reads them
(https://help.obsidian.md/properties).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from sitegen import paths
from sitegen.dialects import plain
from sitegen.dialects.comments import without_comments
from sitegen.dialects.dialect import Dialect, Folders, Placement
from sitegen.model import Value

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLASS = re.compile(r"[A-Za-z_][\w-]*")


def place(key: str, folders: Folders) -> Placement:
    """As plain; a daily note, `2024-05-01`, is of that day."""
    found = plain.place(key, folders)
    match = _DAY.fullmatch(found.name)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return found
    return msgspec.structs.replace(found, date=day) if day else found


def meta(values: Mapping[str, Value]) -> dict[str, Value]:
    """Properties: aliases are names, tags are nested, what isn't to be published is a draft."""
    found = dict(values)
    for name in ("alias", "aliases"):
        if name in found:
            given = _words(found.pop(name), ",")
            addresses = [one for one in given if one.startswith("/") or one.endswith("/")]
            found[":names"] = [*found.get(":names", ()), *(x for x in given if x not in addresses)]
            found["aliases"] = [*found.get("aliases", ()), *addresses]
    tags = [one for name in ("tags", "tag") for one in _words(found.pop(name, None), ", ")]
    tags = [one for one in tags if not one.isdecimal()]
    if tags:
        found["tags"] = list(paths.nested(one.strip("#/") for one in tags))
    classes = [
        one for name in ("cssclasses", "cssclass") for one in _words(found.pop(name, None), ", ")
    ]
    if classes:
        found["cssclasses"] = [one for one in classes if _CLASS.fullmatch(one)]
    if str(found.get("publish", "")).lower() == "false":
        found["draft"] = True
    if isinstance(created := found.get("created"), date):
        found.setdefault("date", created)
    if isinstance(address := found.get("url"), str) and paths.is_external(address):
        # that of a source, not the page's own
        own = found.get("params")
        found["params"] = {**(own if isinstance(own, Mapping) else {}), "url": found.pop("url")}
    return found


def _words(value: Value, marks: str) -> list[str]:
    """A property that may be a list or a text with marks between its words."""
    if isinstance(value, str):
        return [one.strip() for one in re.split(f"[{marks}]", value) if one.strip()]
    listed = value if isinstance(value, list) else () if value is None else [value]
    return [
        str(one).strip()
        for one in listed
        if isinstance(one, str | int | float) and str(one).strip()
    ]


def title(key: str, _heading: str) -> str:
    """A note is called by its file name, whatever its first heading says."""
    name = paths.stem(key).rpartition("/")[2]
    return "" if name.lower() in paths.INDEX_NAMES else name


OBSIDIAN = Dialect(
    name="obsidian",
    place=place,
    marker_folder=".obsidian",
    defaults={
        "markup.goldmark.renderer.hardwraps": True,
        "markup.goldmark.extensions.extras.mark": True,
        "markup.obsidian": True,
        "markup.texttags": True,
        "unresolvedlinks": "quiet",
        "buildfuture": True,
    },
    meta=meta,
    title=title,
    text=without_comments,
    lenient=True,
    ignore=(r"\.excalidraw\.md$",),
    beside=("node_modules",),
    left_out=(
        (".obsidian/templates.json", "folder"),
        (".obsidian/plugins/templater-obsidian/data.json", "templates_folder"),
    ),
)
