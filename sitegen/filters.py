"""The filters that templates may use, and how a theme's text is put together.

In:  plain values.
Out: text or HTML; the same for the same value, whatever the clock or the locale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from sitegen import paths
from sitegen.components import columns, file_tree, steps, tone
from sitegen.markup.markdown import to_fragment
from sitegen.model import MarkupOptions, Value

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


DAY = "%-d %B %Y"
"""The usual layout."""


def format_date(value: datetime | date | None, layout: str = DAY) -> str:
    """A date in a `strftime` layout, in English whatever the machine's locale; empty for None."""
    if value is None:
        return ""
    day: datetime | date = value
    if layout == DAY:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04}"
    clock = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    found = {
        "Y": f"{day.year:04}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "-m": str(day.month),
        "B": _MONTHS[day.month - 1],
        "b": _MONTHS[day.month - 1][:3],
        "d": f"{day.day:02}",
        "-d": str(day.day),
        "A": _DAYS[day.weekday()],
        "a": _DAYS[day.weekday()][:3],
        "H": f"{clock.hour:02}",
        "M": f"{clock.minute:02}",
        "S": f"{clock.second:02}",
        "%": "%",
    }
    return re.sub(r"%(-?[a-zA-Z%])", lambda match: found.get(match[1], match[0]), layout)


def long_date(value: datetime | date | None, language: str) -> str:
    """A date as people who speak a language (its tag) write it: `2 May 2024`, `2. Mai 2024`."""
    if value is None or language.partition("-")[0].lower() == "en":
        return format_date(value)
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - few sites need it
    from babel.dates import format_date as in_words  # noqa: PLC0415

    try:
        locale = Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return format_date(value)
    return in_words(value, "long", locale)


def iso(value: datetime | date | None) -> str:
    """A date for `<time datetime>`: with time and zone, or the day alone at midnight UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        if midnight and not value.utcoffset():
            return value.date().isoformat()
    return value.isoformat()


def plain(html: object) -> str:
    """The text of HTML."""
    return Markup(str(html)).striptags()


def markdown(text: object) -> Markup:
    """Inline Markdown as HTML; a link in it must be a site path or a whole address."""
    fragment = to_fragment(str(text), (1,), "", MarkupOptions(), inline=True)
    pieces = (
        part if isinstance(part, str) else Markup.escape(fragment.links[part.index].target)
        for part in fragment.parts
        if isinstance(part, str) or hasattr(part, "index")
    )
    return Markup("".join(pieces))


def urlquote(text: object) -> str:
    """Text for a query in a URL."""
    return quote(str(text), safe="")


def slug(text: object) -> str:
    """Text as a URL path segment."""
    return paths.slugify(str(text))


def written(value: object) -> object:
    """A value as people write it: `true`, not `True`, and nothing for none; HTML stays HTML."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value


def css_value(text: object) -> str:
    """A text in an attribute `style`, or a word without effect when it may be more than a value.

    https://pkg.go.dev/html/template: the filter for values in CSS
    """
    value = str(text)
    letters = re.sub(r"[^a-z0-9_-]", "", value.lower())
    if _CSS_SIGNS.search(value) or "expression" in letters or "mozbinding" in letters:
        return "ZgotmplZ"
    return value


_CSS_SIGNS = re.compile(r"""[\0"'()/;@\[\\\]`{}<>]|--""", re.DOTALL)
_PARAGRAPH = re.compile(r"\s*<p>((?:(?!<p>|</p>).)*)</p>\s*", re.DOTALL)


def unwrapped(html: object) -> Markup:
    """HTML that is one paragraph without the paragraph's tags; other HTML as it is."""
    match = _PARAGRAPH.fullmatch(str(html))
    return Markup(match[1] if match else str(html))


def mark_current(html: object, url: str) -> Markup:
    """HTML in which the first link to an address is marked as the current page.

    So a sidebar is made once for a section, and marked for each of its pages.
    """
    link = f'<a href="{Markup.escape(url)}"'
    return Markup(str(html).replace(link, f'{link} aria-current="page"', 1))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": format_date,
    "iso": iso,
    "plain": plain,
    "written": written,
    "css_value": css_value,
    "unwrapped": unwrapped,
    "mark_current": mark_current,
    "markdown": markdown,
    "urlquote": urlquote,
    "slug": slug,
    "tone": tone,
    "columns": columns,
    "steps": steps,
    "file_tree": file_tree,
}


def translate(
    found: Value, name: str, values: Mapping[str, object], language: Callable[[], str]
) -> str:
    """A theme's text with `{{ .Count }}` and the like filled in; its name when there is no text.

    A text with plural forms is chosen by `count` as the language does it, whose tag is asked for;
    or `form` says which of them it is.
    """
    if type(found) is not str and isinstance(found, Mapping):
        count, form = values.get("count"), str(values.get("form", "other"))
        if isinstance(count, int | float):
            form = plural_form(language(), count)
        found = found.get(form, found.get("other", name))
    text = name if found is None else str(found)
    if "{{" not in text:
        return text
    given = {key.lower(): str(value) for key, value in values.items()}
    given.setdefault("", given.get("count", next(iter(given.values()), "")))
    return _VALUE.sub(lambda match: given.get(match[1].lower(), match[0]), text)


def plural_form(language: str, count: float) -> str:
    """The plural form of a number: `zero`, `one`, `two`, `few`, `many` or `other`.

    https://cldr.unicode.org/index/cldr-spec/plural-rules
    """
    if language.partition("-")[0].lower() == "en":
        return "one" if count == 1 else "other"
    return _plural_rules(language)(count)


@cache
def _plural_rules(language: str) -> Callable[[float], str]:
    """The plural rules of a language; where a region is unknown to CLDR those of the language."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - few sites need it

    tag = language.replace("_", "-")
    while tag:
        try:
            return Locale.parse(tag, sep="-").plural_form
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return lambda count: plural_form("en", count)


_VALUE = re.compile(r"\{\{-?\s*\.(\w*)\s*-?\}\}")
