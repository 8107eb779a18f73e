"""Jekyll's folders (https://jekyllrb.com/docs/posts/): dates in file names, `_posts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sitegen.dialects import plain
from sitegen.dialects.dialect import Dialect, Folders, Placement
from sitegen.dialects.liquid import without_liquid
from sitegen.model import Value

_POST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")


def place(key: str, folders: Folders) -> Placement:
    """As plain; `2024-05-02-title` gives the date and the name `title`; `_posts` is `posts`."""
    found = plain.place(key, folders)
    folder = "/".join(part.removeprefix("_") for part in found.folder.split("/"))
    match = _POST.fullmatch(found.name)
    day, name = _day(match) if match else (None, found.name)
    return Placement(kind=found.kind, folder=folder, name=name, date=day)


def _day(match: re.Match[str]) -> tuple[date | None, str]:
    try:
        return date(int(match[1]), int(match[2]), int(match[3])), match[4]
    except ValueError:
        return None, match[0]


def meta(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Front matter: categories and tags in one text are parted by blanks.

    https://jekyllrb.com/docs/posts/#tags-and-categories
    """
    found = dict(values)
    for name in ("categories", "tags"):
        if isinstance(told := found.get(name), str):
            found[name] = told.split()
    return found


JEKYLL = Dialect(
    name="jekyll",
    place=place,
    markers=frozenset({"_config.yml", "_config.yaml"}),
    meta=meta,
    text=without_liquid,
    ignore=(
        r"(?:^|/)_(?:layouts|includes|data|sass|plugins|drafts|site)/",
        r"(?:^|/)_config\.ya?ml$",
        r"^(?:Gemfile(?:\.lock)?$|vendor/(?:bundle|cache|gems|ruby)/)",
    ),
    beside=("node_modules", "public", "_site"),
)
