"""The smaller things that templates see: a row, a mention, a menu entry, a letter.

In:  a `Reader`, or what it answered.
Out: views without data of their own, or of plain values only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from markupsafe import Markup

from sitegen.model import Heading, MenuEntry, PageKey
from sitegen.navigation import Row
from sitegen.queries import Reader
from sitegen.templates import View


class Shown(Protocol):
    """A page, as far as these views show it."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def url(self) -> str:
        """Its path with the base path in front."""

    @property
    def kind(self) -> str:
        """Its kind."""


class MentionView(View):
    """A link that leads here: the sentence around it, in three parts of plain text."""

    __slots__ = ("after", "before", "label")

    def __init__(self, before: str, label: str, after: str) -> None:
        self.before, self.label, self.after = before, label, after


class BacklinkView(View):
    """A page that links here, with each place where it does."""

    __slots__ = ("mentions", "page")

    def __init__(self, page: Shown, mentions: list[MentionView]) -> None:
        self.page, self.mentions = page, mentions


class ResourceView(View):
    """A file that belongs to a page's bundle."""

    __slots__ = ("name", "permalink", "url")

    def __init__(self, name: str, url: str, permalink: str) -> None:
        self.name, self.url, self.permalink = name, url, permalink


class RowView(View):
    """A row of the sidebar, with the rows below it."""

    __slots__ = ("active", "children", "more", "open", "plain", "section", "title", "url")

    def __init__(self, row: Row, url: str, active: bool, children: list[RowView]) -> None:
        self.title, self.url, self.section = row.title, url, row.section
        self.open, self.more = row.open, row.more
        self.active, self.children = active, children
        self.plain = not (row.section or row.open or row.more)


class HeadingView(View):
    """A heading of a page."""

    __slots__ = ("html", "id", "level", "text")

    def __init__(self, heading: Heading) -> None:
        self.level, self.id, self.text = heading.level, heading.id, heading.text
        self.html = Markup(heading.html)


class TaxonomyView(View):
    """A taxonomy: its page and its terms."""

    __slots__ = ("name", "page", "terms", "title", "url")

    def __init__(self, name: str, page: Shown, terms: Sequence[Shown]) -> None:
        self.name, self.page, self.terms = name, page, terms
        self.title, self.url = page.title, page.url


class MenuView(View):
    """An entry of a menu."""

    __slots__ = ("active", "children", "name", "url")

    def __init__(self, reader: Reader, entry: MenuEntry, current: PageKey | None) -> None:
        self.name, self.url = entry.name, reader.address(entry.url)
        self.active = entry.page is not None and entry.page == current
        self.children = [MenuView(reader, child, current) for child in entry.children]


class MenusView(View):
    """The menus: `site.menus.main` is a list of entries, empty when there is none."""

    __slots__ = ("_current", "_reader")

    def __init__(self, reader: Reader, current: PageKey | None) -> None:
        self._reader, self._current = reader, current

    def __getattr__(self, name: str) -> list[MenuView]:
        if name.startswith("_"):
            raise AttributeError(name)
        entries = self._reader.menu(name)
        return [MenuView(self._reader, entry, self._current) for entry in entries]

    def __getitem__(self, name: str) -> list[MenuView]:
        return self.__getattr__(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._reader.menu_names())


class LanguageView(View):
    """A language of the site."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def code(self) -> str:
        """The tag for `<html lang>`: `en-us`."""
        return str(self._reader.setting("language_code"))

    @property
    def name(self) -> str:
        """Its name for people; the tag when it has none."""
        return str(self._reader.text("language_name") or self.code)

    @property
    def direction(self) -> str:
        """`rtl` for scripts that run from right to left, else `ltr`."""
        return "rtl" if self.code.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he khw ks ps sd ug ur yi".split())


class BuildView(View):
    """The build: for templates that show what made the site."""

    __slots__ = ("_reader", "version")

    def __init__(self, reader: Reader, version: str) -> None:
        self._reader, self.version = reader, version

    @property
    def environment(self) -> str:
        """`production` for a build, unless told otherwise."""
        return str(self._reader.setting("environment"))


class LetterView(View):
    """A letter of the A–Z index."""

    __slots__ = ("entries", "letter")

    def __init__(self, letter: str, entries: list[EntryView]) -> None:
        self.letter, self.entries = letter, entries


class EntryView(View):
    """An entry of the A–Z index."""

    __slots__ = ("kind", "qualifier", "title", "url")

    def __init__(self, page: Shown, qualifier: str) -> None:
        self.title, self.url, self.kind = page.title, page.url, page.kind
        self.qualifier = qualifier
