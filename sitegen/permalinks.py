"""From a page's place and front matter to its URL and its file.

In:  a placement, meta and the site's settings.
Out: the URL path (percent-encoded, without the base path) and the output path.

The rules are Hugo's: https://gohugo.io/content-management/urls/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from sitegen import paths
from sitegen.dialects import Placement
from sitegen.model import Meta, Struct


class Address(Struct, frozen=True, kw_only=True):
    """Where a page is found, and the file that answers there."""

    url: str
    output: str


def page_address(
    placement: Placement,
    folder: str,
    meta: Meta,
    title: str,
    permalinks: Mapping[str, str],
    *,
    ugly: bool,
) -> Address:
    """The address of a page that has a file: `url` beats the section's pattern beats its path.

    `folder` is the path that its folder has in addresses.
    """
    if meta.url:
        return address(meta.url, ugly=False)
    if placement.kind == "branch":
        return list_address(folder, ugly=ugly)
    section = placement.folder.partition("/")[0]
    pattern = permalinks.get(section)
    if pattern:
        path = _TOKEN.sub(lambda match: _expand(match[0], placement, meta, title), pattern)
        return address(path, ugly=ugly)
    name = slug_path(meta.slug) if meta.slug else file_path(placement.name)
    return address(f"/{folder}/{name}/", ugly=ugly)


def list_address(folder: str, *, ugly: bool) -> Address:
    """The address of a section, taxonomy or the home page, for its path without outer slashes."""
    output = f"{folder}/index.html" if folder else "index.html"
    return Address(
        url=paths.encoded(f"/{output}" if ugly else f"/{folder}/".replace("//", "/")), output=output
    )


def in_folder(where: Address, folder: str) -> Address:
    """An address below a folder of the site; nothing changes for an empty one or no address."""
    if not folder or not where.output:
        return where
    return Address(url=f"/{folder}{where.url}", output=f"{folder}/{where.output}")


def address(path: str, *, ugly: bool) -> Address:
    """The address for a path as written, such as `/a/b/`, `a/b` or `/a/b.html`.

    A path whose last part has a suffix of pages names a file; every other one a folder.
    """
    clean = re.sub(r"/{2,}", "/", "/" + paths.decoded(path).strip("/"))
    if clean == "/":
        return Address(url="/", output="index.html")
    if posixpath.splitext(clean)[1].lower() in (".html", ".htm", ".xml", ".txt", ".json"):
        return Address(url=paths.encoded(clean), output=clean[1:])
    if ugly:
        return Address(url=paths.encoded(f"{clean}.html"), output=f"{clean[1:]}.html")
    return Address(url=paths.encoded(f"{clean}/"), output=f"{clean[1:]}/index.html")


@lru_cache(maxsize=10_000)
def slug_path(path: str) -> str:
    """A path with each part made fit for a URL; parts of which nothing is left are dropped."""
    parts = (paths.slugify(part) for part in path.split("/"))
    return "/".join(part for part in parts if part.strip("."))


@lru_cache(maxsize=10_000)
def file_path(path: str) -> str:
    """The same for the path of a file, a folder or a term: there each blank is a hyphen."""
    return slug_path(re.sub(r"\s", "-", path))


_ONE_PART = re.compile(r"[/+]")
"""What would make several parts of a title in a URL, or is a blank there."""

_TOKEN = re.compile(r":[a-z]+(?:\[[^\]]*\])?")


def _expand(token: str, placement: Placement, meta: Meta, title: str) -> str:
    name = token[1:].partition("[")[0]
    day = meta.date or datetime(1, 1, 1)
    if name in _DATE_TOKENS:
        return _DATE_TOKENS[name](day)
    parts = placement.folder.split("/") if placement.folder else []
    slug, file = slug_path(meta.slug), file_path(placement.name)
    return {
        "section": file_path(parts[0] if parts else ""),
        "sections": file_path("/".join(_sliced(parts, token))),
        "title": slug_path(_ONE_PART.sub(" ", title)),
        "slug": slug or slug_path(_ONE_PART.sub(" ", title)),
        "filename": file,
        "contentbasename": file,
        "slugorfilename": slug or file,
        "slugorcontentbasename": slug or file,
    }.get(name, token)


def _sliced(parts: list[str], token: str) -> list[str]:
    match = re.search(r"\[(\d*|last)(:?)(\d*|last)\]", token)
    if match is None:
        return parts
    last = len(parts) - 1
    start = last if match[1] == "last" else int(match[1] or 0)
    if not match[2]:
        return parts[start : start + 1]
    end = last if match[3] == "last" else int(match[3]) if match[3] else len(parts)
    return parts[start:end]


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DATE_TOKENS: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda day: str(day.year),
    "month": lambda day: f"{day.month:02}",
    "monthname": lambda day: _MONTHS[day.month - 1],
    "day": lambda day: f"{day.day:02}",
    "weekday": lambda day: str((day.weekday() + 1) % 7),
    "weekdayname": lambda day: _DAYS[day.weekday()],
    "yearday": lambda day: str(day.timetuple().tm_yday),
}
