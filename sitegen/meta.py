"""Front matter to fields: names and types as people write them.

In:  the values of a page's front matter with their places.
Out: a `Meta`, and an error at its own line for each value that can't be meant.

Names and meanings are Hugo's (https://gohugo.io/content-management/front-matter/), with those that
other tools use for the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

import msgspec

from sitegen import paths
from sitegen.dates import to_datetime
from sitegen.diagnostics import error
from sitegen.frontmatter import FrontMatter
from sitegen.model import Diagnostic, FreeValues, Meta, Position, Value

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "link_title": ("linktitle",),
    "date": ("date", "pubdate", "published_at", "published"),
    "publish_date": ("publishdate", "pubdate", "published"),
    "lastmod": ("lastmod", "modified", "updated", "last_modified_at"),
    "expiry_date": ("expirydate", "unpublishdate"),
    "description": ("description",),
    "summary": ("summary",),
    "weight": ("weight",),
    "draft": ("draft",),
    "slug": ("slug",),
    "url": ("url",),
    "aliases": ("aliases", "alias", "redirect_from"),
    "names": (":names",),
    "outputs": ("outputs",),
    "keywords": ("keywords",),
    "layout": ("layout",),
    "type": ("type",),
}
"""A field to the names it is written by; the first one present wins."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What is no text: HTML and XML forbid it, terminals obey it."""

_OF_TERM = {"tags": "tag", "categories": "category"}
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0", ""})


_DATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "date": ("date", ("date", "publishdate", "pubdate", "published", "lastmod", "modified")),
    "lastmod": (
        "lastmod",
        ("lastmod", "modified", "date", "publishdate", "pubdate", "published"),
    ),
    "publishdate": ("publish_date", ("publishdate", "pubdate", "published", "date")),
    "expirydate": ("expiry_date", ("expirydate", "unpublishdate")),
}
"""What the setting `frontmatter` has rules for: the field, and Hugo's own rule (`:default`)."""

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\..*|[-_]?(.*))")


def to_meta(
    front: FrontMatter,
    path: str,
    taxonomies: tuple[str, ...],
    zone: tzinfo,
    rules: Mapping[str, tuple[str, ...]] = {},
    days: Mapping[str, datetime | None] = {},
) -> tuple[Meta, tuple[Diagnostic, ...]]:
    """The fields of a page; `taxonomies` are plurals, `zone` is that of dates without one.

    `rules` say where a date is taken from: the names of fields, `:filename`, `:default`, or one of
    `days`, which are told of the file; see https://gohugo.io/configuration/front-matter/
    """
    reader = _Reader(front, path, zone)
    readers = {
        "date": reader.day, "publish_date": reader.day, "lastmod": reader.day,
        "expiry_date": reader.day, "weight": reader.number, "draft": reader.flag,
        "aliases": reader.addresses, "names": reader.words, "keywords": reader.words,
        "url": reader.address, "slug": reader.slug, "outputs": reader.names,
    }  # fmt: skip
    fields: dict[str, Any] = {}
    used: set[str] = set()
    for field, names in _SYNONYMS.items():
        for name in names:
            if name in front.values and not (name == "published" and _is_flag(front.values[name])):
                used.add(name)
                try:
                    found = readers.get(field, reader.text)(front.values[name])
                except _Bad as bad:
                    reader.report(name, bad)
                    continue
                if found is not None:
                    fields.setdefault(field, found)
    for name in _DATES if rules else ():
        rule = rules.get(name, (":default",))
        field, default = _DATES[name]
        fields.pop(field, None)
        for source in (
            one for word in rule for one in (default if word == ":default" else (word,))
        ):
            if source == ":filename":
                found, rest = _of_name(path, zone)
                if found is not None and rest:
                    fields.setdefault("slug", rest)
            else:
                found = days.get(source) or reader.any_day(front.values.get(source))
            if found is not None:
                fields[field] = found
                break
    fields["dates_by_rule"] = bool(rules)
    permalink = front.values.get("permalink")
    if isinstance(permalink, str) and permalink.startswith("/") and ":" not in permalink:
        used.add("permalink")
        try:
            fields.setdefault("url", reader.address(permalink))
        except _Bad as bad:
            reader.report("permalink", bad)
    terms: dict[str, tuple[str, ...]] = {}
    for taxonomy in taxonomies:
        for name in (taxonomy.lower(), _OF_TERM.get(taxonomy, "")):
            if name in front.values:
                used.add(name)
                try:
                    terms.setdefault(taxonomy, reader.words(front.values[name]))
                except _Bad as bad:
                    reader.report(name, bad)
    dates = front.values.get("date")
    if isinstance(dates, Mapping) and "updated" in dates:
        fields.setdefault("lastmod", to_datetime(dates["updated"], zone))
    if str(front.values.get("published", "")).lower() == "false":
        fields["draft"] = True
    nested = front.values.get("params")
    if isinstance(nested, Mapping):
        used.add("params")
    build = front.values.get("build")
    if isinstance(build, Mapping):
        used.add("build")
        for field, name, choices in (
            ("render", "render", ("always", "link", "never")),
            ("listing", "list", ("always", "local", "never")),
        ):
            if name in build:
                fields[field] = reader.choice(build[name], choices, name)
        if "publishresources" in build:
            fields["publish_resources"] = reader.flag(build["publishresources"])
    if _is_flag(front.values.get("headless", "")) and reader.flag(front.values.get("headless", "")):
        used.add("headless")
        fields |= {"render": "never", "listing": "never"}
    if "cascade" in front.values:
        used.add("cascade")
        listed = front.values["cascade"]
        if not all(isinstance(one, Mapping) for one in (
            listed if isinstance(listed, list) else [listed]
        )):  # fmt: skip
            reader.report("cascade", _Bad(listed, "a table or a list of tables", ""))
    params = {key: value for key, value in front.values.items() if key not in used}
    params |= nested if isinstance(nested, Mapping) else {}
    meta = Meta(**fields, terms=terms, params=FreeValues(params), lines=front.lines)
    return meta, tuple(reader.problems)


def with_fields(
    meta: Meta,
    front: FrontMatter,
    path: str,
    fields: Mapping[str, Callable[[Value], Value]],
) -> tuple[Meta, tuple[Diagnostic, ...]]:
    """The fields of a page with those that plug-ins know made what they are meant to be."""
    params, problems = dict(meta.params), []
    for name in sorted(fields.keys() & params.keys()):
        try:
            params[name] = fields[name](params[name])
        except ValueError as bad:
            known = front.places.get((name,)) or front.places.get(("params", name), (0, 0))
            place = Position(path=path, line=known[0], column=known[1], length=len(name))
            problems.append(error("bad-value", f'"{name}": {bad}', place))
    return msgspec.structs.replace(meta, params=FreeValues(params)), tuple(problems)


class _Reader:
    """Turns one value after the other into what it is meant to be; None when it can't be."""

    def __init__(self, front: FrontMatter, path: str, zone: tzinfo) -> None:
        self._front, self._path, self._zone = front, path, zone
        self.problems: list[Diagnostic] = []

    def text(self, value: Value) -> str | None:
        if value is None:
            return None
        if isinstance(value, str):
            return _CONTROL.sub("", value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, int | float):
            return str(value)
        raise _Bad(value, "a text", 'write it as one: NAME = "…"')

    def number(self, value: Value) -> int | None:
        if value is None or value == "":
            return None
        try:
            if isinstance(value, str) and value.strip().lower().startswith("0x"):
                return int(value, 16)
            if isinstance(value, str | int | float):
                return int(float(value))
        except (ValueError, OverflowError):
            pass
        raise _Bad(value, "a whole number", "such as NAME = 10")

    def flag(self, value: Value) -> bool | None:
        word = str(value).strip().lower()
        if value is None or word in _FALSE:
            return False
        if word in _TRUE:
            return True
        raise _Bad(value, "true or false", "")

    def day(self, value: Value) -> datetime | None:
        if isinstance(value, Mapping) and "created" in value:
            # as the blog of Material for MkDocs writes it, with `updated` beside it
            value = value["created"]
        if value is None or value == "":
            return None
        found = to_datetime(value, self._zone)
        if found is not None:
            return found
        raise _Bad(value, "a date", "such as 2024-05-02 or 2024-05-02T12:10:45+08:00")

    def any_day(self, value: Value) -> datetime | None:
        """A date; None when it is none, which is told where its own field is read."""
        return None if value in (None, "") else to_datetime(value, self._zone)

    def words(self, value: Value) -> tuple[str, ...]:
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        found: list[str] = []
        for one in listed:
            if isinstance(one, Mapping | list):
                raise _Bad(value, "a list of words", 'such as NAME: ["one", "two"]')
            text = self.text(one)
            if text and text.strip():
                found.append(text.strip())
        return tuple(dict.fromkeys(found))

    def names(self, value: Value) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.words(value))

    def addresses(self, value: Value) -> tuple[str, ...]:
        found = self.words(value)
        bad = next((one for one in found if not _stays_inside(one)), None)
        if bad is not None:
            raise _Bad(bad, "a path in the site", "leave out what leads above its root")
        return found

    def address(self, value: Value) -> str | None:
        text = self.text(value)
        if not text:
            return None
        if paths.is_external(text) or not _stays_inside(text):
            raise _Bad(text, "a path in the site", 'such as NAME = "/about/"')
        return text

    def slug(self, value: Value) -> str | None:
        text = self.text(value)
        if not text:
            return None
        left = paths.slugify(text.replace("/", "")).strip(".")
        if not _stays_inside(text.lstrip("/")) or not left:
            raise _Bad(text, "the last part of a URL", 'such as NAME = "my-page"')
        return text.strip("/-")

    def choice(self, value: Value, choices: tuple[str, ...], name: str) -> str:
        """One of some words; true is the first of them, false the last."""
        word = str(value).lower()
        word = {"true": choices[0], "false": choices[-1]}.get(word, word)
        if word in choices:
            return word
        self.report("build", _Bad(f"{name}: {value}", f"one of {', '.join(choices)}"))
        return choices[0]

    def report(self, name: str, bad: _Bad) -> None:
        """Note a value that can't be meant, at its key."""
        line, column = self._front.places.get((name,), (0, 0))
        shown = f'"{bad.value:.60}"' if isinstance(bad.value, str) else _kind(bad.value)
        place = Position(path=self._path, line=line, column=column, length=len(name))
        message = f'"{name}" is {shown}, not {bad.wanted}'
        self.problems.append(error("bad-value", message, place, bad.help.replace("NAME", name)))


class _Bad(Exception):
    """A value that can't be meant."""

    def __init__(self, value: Value, wanted: str, help: str = "") -> None:
        super().__init__(wanted)
        self.value, self.wanted, self.help = value, wanted, help


def _of_name(path: str, zone: tzinfo) -> tuple[datetime | None, str]:
    """The date that a file's name begins with, or its bundle's, and what follows it."""
    folder, _, name = paths.stem(path).rpartition("/")
    match = _DATED_NAME.fullmatch(folder.rpartition("/")[2] if name == "index" else name)
    if match is None:
        return None, ""
    return to_datetime(match[1], zone), match[2] or ""


def _is_flag(value: Value) -> bool:
    return value is None or str(value).strip().lower() in _TRUE | _FALSE


def _stays_inside(text: str) -> bool:
    plain = paths.decoded(text).replace("\\", "/")
    return ".." not in plain.split("/") and all(char.isprintable() for char in plain)


def _kind(value: Value) -> str:
    if isinstance(value, Mapping):
        return "a table"
    return "a list" if isinstance(value, list) else f"{value!s:.40}"
