"""Jekyll's folders (https://jekyllrb.com/docs/posts/): dates in file names, `_posts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date

from sitegen.dates import to_datetime
from sitegen.dialects import plain
from sitegen.dialects.dialect import Dialect, Folders, Placement
from sitegen.dialects.liquid import without_liquid
from sitegen.model import Value

_POST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
_MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?)?(?!\d)")


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
    """Front matter: categories and tags in one text are parted by blanks; a date is read by Ruby.

    https://jekyllrb.com/docs/posts/#tags-and-categories and
    https://github.com/jekyll/jekyll-redirect-from
    """
    found = dict(values)
    if isinstance(told := found.get("date"), str):
        found["date"] = _as_ruby(told)
    for name in ("categories", "tags"):
        if isinstance(told := found.get(name), str):
            found[name] = told.split()
    if told := found.get("redirect_from"):
        listed = told if isinstance(told, list) else [told]
        # a folder's address, also on a site whose pages are files
        found["redirect_from"] = [f"{one}index.html" if _is_folder(one) else one for one in listed]
    return found


def _is_folder(address: Value) -> bool:
    return isinstance(address, str) and address.endswith("/")


def _as_ruby(text: str) -> str:
    """A date without what Ruby passes over: what follows a whole date and isn't part of it.

    https://docs.ruby-lang.org/en/master/Time.html#method-c-parse
    """
    match = _MOMENT.match(text.strip())
    return match[0] if match and to_datetime(text, UTC) is None else text


JEKYLL = Dialect(
    name="jekyll",
    place=place,
    markers=frozenset({"_config.yml", "_config.yaml"}),
    defaults={
        "markup.goldmark.renderer.unsafe": True,
        "markup.attributelists": True,
        "markup.lastreference": True,
    },
    meta=meta,
    text=without_liquid,
    lists_give_way=True,
    ignore=(
        r"(?:^|/)_(?:layouts|includes|data|sass|plugins|drafts|site)/",
        r"(?:^|/)_config\.ya?ml$",
        r"^(?:Gemfile(?:\.lock)?$|vendor/(?:bundle|cache|gems|ruby)/)",
    ),
    beside=("node_modules", "public", "_site"),
)
