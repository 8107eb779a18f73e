"""Patterns of addresses: `/:year/:month/:slug/`.

In:  a pattern, and what its tokens stand for.
Out: a path; https://gohugo.io/configuration/permalinks/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from sitegen.model import Struct
from sitegen.paths import PathStyle, file_path, slug_path


class Named(Struct, frozen=True, kw_only=True):
    """What the tokens of a pattern stand for."""

    sections: tuple[str, ...] = ()
    """The folders of the sections that the page lies in, the top one first."""

    slugs: tuple[str, ...] = ()
    """The same in addresses."""

    title: str
    slug: str = ""
    file: str = ""
    """The name of the file, or of a leaf bundle's folder."""

    date: datetime | None = None
    categories: tuple[str, ...] = ()


def expanded(pattern: str, named: Named, style: PathStyle) -> str:
    """The path that a pattern makes."""
    path = _TOKEN.sub(lambda match: _expand(match[0], named, style), pattern)
    return path.lower() if style.lower else path


def unknown_token(pattern: str) -> str:
    """The first token of a pattern that stands for nothing; empty when there is none."""
    tokens = (match[0] for match in _TOKEN.finditer(pattern))
    known = _TOKENS | _DATE_TOKENS.keys()
    return next(
        (one for one in tokens
         if (name := one[1:].partition("[")[0]) not in known and not _GO_DATE.search(name)),
        "",
    )  # fmt: skip


_ONE_PART = re.compile(r"[/+]")
"""What would make several parts of a title in a URL, or is a blank there."""

_TOKEN = re.compile(r":\w+(?:\[[^\]]*\])?")

_TOKENS = frozenset(
    """section sections sectionslug sectionslugs title slug filename contentbasename
    slugorfilename slugorcontentbasename categories""".split()
)


def _expand(token: str, named: Named, style: PathStyle) -> str:
    name = token[1:].partition("[")[0]
    day = named.date or datetime(1, 1, 1)
    if name in _DATE_TOKENS:
        return _DATE_TOKENS[name](day)
    if name not in _TOKENS:
        return _GO_DATE.sub(lambda match: _GO_DATES[match[0]](day), name)
    slug, file = slug_path(named.slug, style), file_path(named.file, style)
    title = slug_path(_ONE_PART.sub(" ", named.title), style)
    return {
        "section": file_path("".join(named.sections[:1]), style),
        "sections": file_path("/".join(_sliced(named.sections, token)), style),
        "sectionslug": "".join(named.slugs[:1]),
        "sectionslugs": "/".join(_sliced(named.slugs, token)),
        "title": title,
        "slug": slug or title,
        "filename": file,
        "contentbasename": file,
        "slugorfilename": slug or file,
        "slugorcontentbasename": slug or file,
        # Jekyll's, which writes them in lower case
        "categories": "/".join(file_path(one.lower(), style) for one in named.categories),
    }[name]


def _sliced(parts: tuple[str, ...], token: str) -> tuple[str, ...]:
    match = re.search(r"\[(last|\d*)(:?)(last|\d*)\]", token)
    if match is None:
        return parts
    last = len(parts) - 1
    start = last if match[1] == "last" else int(match[1] or 0)
    if not match[2]:
        return parts[start : start + 1] if start >= 0 else ()
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

_GO_DATES: Mapping[str, Callable[[datetime], str]] = {
    "January": lambda day: _MONTHS[day.month - 1].title(),
    "Monday": lambda day: _DAYS[day.weekday()].title(),
    "2006": lambda day: f"{day.year:04}",
    "Jan": lambda day: _MONTHS[day.month - 1][:3].title(),
    "Mon": lambda day: _DAYS[day.weekday()][:3].title(),
    "002": lambda day: f"{day.timetuple().tm_yday:03}",
    "01": lambda day: f"{day.month:02}",
    "02": lambda day: f"{day.day:02}",
    "03": lambda day: f"{(day.hour + 11) % 12 + 1:02}",
    "04": lambda day: f"{day.minute:02}",
    "05": lambda day: f"{day.second:02}",
    "06": lambda day: f"{day.year % 100:02}",
    "15": lambda day: f"{day.hour:02}",
    "1": lambda day: str(day.month),
    "2": lambda day: str(day.day),
    "3": lambda day: str((day.hour + 11) % 12 + 1),
    "4": lambda day: str(day.minute),
    "5": lambda day: str(day.second),
}
"""The parts of Go's date layouts: https://pkg.go.dev/time#Layout"""

_GO_DATE = re.compile("|".join(_GO_DATES))
