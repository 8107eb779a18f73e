"""Jekyll's folders (https://jekyllrb.com/docs/posts/): dates in file names, `_posts`."""

from __future__ import annotations

import re
from datetime import date

from sitegen.dialects import plain
from sitegen.dialects.dialect import Dialect, Folders, Placement

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


JEKYLL = Dialect(name="jekyll", place=place, markers=frozenset({"_config.yml", "_config.yaml"}))
