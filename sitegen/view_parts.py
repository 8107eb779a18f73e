"""The smaller things that templates see: a row, a mention, a menu entry, a letter.

In:  a `Reader`, or what it answered.
Out: views without data of their own, or of plain values only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol
from urllib.parse import quote

from markupsafe import Markup

from sitegen import paths
from sitegen.gitinfo import GitInfo
from sitegen.model import Backlink, Heading, MenuEntry, Page, PageKey, Prompt
from sitegen.navigation import Row
from sitegen.output_kinds import FEEDS
from sitegen.queries import Reader
from sitegen.questions import Statistics
from sitegen.template_values import Params
from sitegen.templates import View
from sitegen.together import Contained


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
    """A link that leads here: the sentence around it, in three parts of plain text, and its place.

    `url` leads to the very words where browsers know text fragments, else to `anchor`, the nearest
    id in the page. https://wicg.github.io/scroll-to-text-fragment/
    """

    __slots__ = ("after", "anchor", "before", "embed", "label", "url")

    def __init__(self, link: Backlink, page_url: str) -> None:
        self.before, self.label, self.after = link.before, link.label, link.after
        self.anchor, self.embed = link.anchor, link.embed
        words = "" if link.embed else text_directive(link.before, link.label, link.after)
        fragment = paths.encoded_target(link.anchor) + words
        self.url = f"{page_url}#{fragment}" if fragment else page_url


def text_directive(before: str, label: str, after: str) -> str:
    """What makes a browser go to words in a page: those of a link, and a few around them.

    >>> text_directive("Here is ", "the setup", ", as it was")
    ':~:text=Here%20is-,the%20setup'
    """
    if not label.strip() or len(label) > _MOST_TEXT:
        return ""
    words = before.split()[-3:]
    around = [word for word in words if word != "…"]
    start = f"{_directive_text(' '.join(around))}-," if around and before[-1:].isspace() else ""
    end = ""
    if not start and after[:1].isspace():
        following = [word for word in after.split()[:3] if word != "…"]
        end = f",-{_directive_text(' '.join(following))}" if following else ""
    return f":~:text={start}{_directive_text(label.strip())}{end}"


_MOST_TEXT = 100
"""Characters of a link's text by which it is found."""


_PLAIN = re.compile(r"[A-Za-z0-9_.~ ]*")


def _directive_text(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20")  # the same, and most are like that
    return quote(text, safe="").replace("-", "%2D")


class BacklinkView(View):
    """A page that links here, with each place where it does."""

    __slots__ = ("mentions", "page")

    def __init__(self, page: Shown, mentions: list[MentionView]) -> None:
        self.page, self.mentions = page, mentions


class RowView(View):
    """A row of the sidebar, with the rows below it."""

    __slots__ = (
        "active", "badge", "children", "more", "number", "open", "plain", "section", "title",
        "tone", "url",
    )  # fmt: skip

    def __init__(self, row: Row, url: str, active: bool, children: list[RowView]) -> None:
        self.title, self.url, self.section = row.title, url, row.section
        self.open, self.more, self.number = row.open, row.more, row.number
        self.badge, self.tone = row.badge, row.tone
        self.active, self.children = active, children
        self.plain = not (row.section or row.open or row.more or row.badge)


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

    __slots__ = (
        "active", "children", "identifier", "name", "params", "post", "pre", "title", "url",
        "weight",
    )  # fmt: skip

    def __init__(self, reader: Reader, entry: MenuEntry, current: PageKey | None) -> None:
        self.name, self.url = entry.name, reader.address(entry.url)
        self.identifier, self.weight, self.title = entry.identifier, entry.weight, entry.title
        self.pre, self.post = Markup(entry.pre), Markup(entry.post)
        self.params = Params(entry.params)
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


class GitView(View):
    """The last commit of a file."""

    __slots__ = (
        "abbreviated_hash", "author_date", "author_email", "author_name", "body", "commit_date",
        "contributors", "hash", "subject",
    )  # fmt: skip

    def __init__(self, info: GitInfo) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(info, name))


class LanguageView(View):
    """A language of the site."""

    __slots__ = ("_key", "_reader")

    def __init__(self, reader: Reader, key: str) -> None:
        self._reader, self._key = reader, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LanguageView) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _told(self) -> tuple[str, str, str, str]:
        return next(one for one in self._reader.languages() if one[0] == self._key)

    @property
    def key(self) -> str:
        """Its key in the configuration: `de`."""
        return self._key

    @property
    def is_default(self) -> bool:
        """Whether it is the site's default language."""
        return bool(self._reader.setting("default_language") == self._key)

    @property
    def code(self) -> str:
        """The tag for `<html lang>`: `en-us`."""
        return self._told[1]

    @property
    def name(self) -> str:
        """Its name for people; the tag when it has none."""
        own = self._key == self._reader.language
        text = self._reader.text("language_name") if own else None
        return self._told[2] or str(text or self.code)

    @property
    def direction(self) -> str:
        """`rtl` for scripts that run from right to left, else `ltr`."""
        told = self._told[3].lower()
        script = "rtl" if self.code.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
        return told if told in ("rtl", "ltr") else script

    @property
    def home_url(self) -> str:
        """The path of the home page in this language."""
        return self._reader.address(self._reader.page(self._reader.home_of(self._key)).url)


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


class StatisticsView(View):
    """A site's figures: numbers, and the pages that stand out."""

    __slots__ = (
        "broken", "components", "dead_ends", "largest_component", "links", "most_linked",
        "most_linking", "newest", "orphans", "pages", "sections", "terms", "words",
    )  # fmt: skip

    def __init__(self, found: Statistics, page_of: Callable[[PageKey], View]) -> None:
        figures = found.figures
        self.pages, self.sections, self.terms = found.pages, found.sections, found.terms
        self.words, self.links, self.broken = found.words, figures.links, figures.broken
        self.orphans = [page_of(key) for key in figures.orphans]
        self.dead_ends = [page_of(key) for key in figures.dead_ends]
        self.most_linked = [HubView(page_of(key), n) for key, n in figures.most_linked]
        self.most_linking = [HubView(page_of(key), n) for key, n in figures.most_linking]
        self.components = len(figures.components)
        self.largest_component = max((len(one) for one in figures.components), default=0)
        self.newest = [page_of(key) for key in found.newest]


class HubView(View):
    """A page with many links, and how many."""

    __slots__ = ("links", "page")

    def __init__(self, page: View, links: int) -> None:
        self.page, self.links = page, links


class FeedView(View):
    """A feed of a list."""

    __slots__ = ("name", "type", "url")

    def __init__(self, name: str, url: str) -> None:
        self.name, self.type, self.url = name, FEEDS[name], url


class ContainedView(View):
    """A page in a file that shows several."""

    __slots__ = ("content", "depth", "id", "page", "titled")

    def __init__(self, found: Contained, page: View) -> None:
        self.page, self.id, self.depth, self.titled = page, found.id, found.depth, found.titled
        self.content = Markup(found.html)


class LetterView(View):
    """A letter of the A–Z index."""

    __slots__ = ("entries", "letter")

    def __init__(self, letter: str, entries: list[EntryView]) -> None:
        self.letter, self.entries = letter, entries


class LinkedView(View):
    """A page, and how many others link to it."""

    __slots__ = ("count", "page")

    def __init__(self, page: Shown, count: int) -> None:
        self.page, self.count = page, count


class EntryView(View):
    """An entry of the A–Z index."""

    __slots__ = ("kind", "qualifier", "title", "url")

    def __init__(self, page: Page, url: str, qualifier: str) -> None:
        self.title, self.url, self.kind = page.meta.title, url, page.kind
        self.qualifier = qualifier


class PromptView(View):
    """A prompt in the list of all prompts."""

    __slots__ = ("date", "id", "model", "text", "title", "url")

    def __init__(self, prompt: Prompt, page_url: str) -> None:
        self.id, self.text, self.title = prompt.id, prompt.text, prompt.title
        self.model, self.date = prompt.model, prompt.date
        self.url = f"{page_url}#{paths.encoded(prompt.id)}"


class PromptsView(View):
    """A page with its prompts."""

    __slots__ = ("page", "prompts")

    def __init__(self, page: Shown, prompts: list[PromptView]) -> None:
        self.page, self.prompts = page, prompts
