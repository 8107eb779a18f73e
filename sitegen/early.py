"""What shortcodes see in phase 1, when only their own page is known.

In:  a parsed document and a reader of the settings.
Out: `page`, `site` and the functions, with the same names as in layouts. What only the whole site
     can tell raises NeedsSite, and the shortcode is rendered in phase 2 instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from markupsafe import Markup

from sitegen import paths
from sitegen.filters import long_date, translate
from sitegen.model import Document, Value
from sitegen.plugin_context import functions_for
from sitegen.prompt_cards import AiView
from sitegen.settings import SettingsReader
from sitegen.template_values import DataFiles, FileView, Params, SettingParams
from sitegen.templates import Function, View
from sitegen.templates_api import NeedsSite


class EarlyPage(View):
    """A page of which only the front matter is known."""

    __slots__ = ("_document",)

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def title(self) -> str:
        """The front matter's title; without one it isn't known yet."""
        if not self._document.meta.title:
            raise NeedsSite
        return self._document.meta.title

    @property
    def params(self) -> Params:
        """Everything else of the front matter."""
        return Params(self._document.meta.params)

    @property
    def file(self) -> FileView:
        """Its file."""
        return FileView(self._document.key)

    def __getattr__(self, name: str) -> Value:
        if name in _OWN:
            return getattr(self._document.meta, name)
        if name in PAGE_LATER:
            raise NeedsSite
        raise AttributeError(name=name, obj=self)


class EarlySite(View):
    """A site of which only the settings are known."""

    __slots__ = ("_reader",)

    def __init__(self, reader: SettingsReader) -> None:
        self._reader = reader

    @property
    def params(self) -> SettingParams:
        """The site's own parameters."""
        return SettingParams(self._reader)

    @property
    def data(self) -> DataFiles:
        """The data files."""
        return DataFiles(self._reader)

    @property
    def ai(self) -> AiView:
        """What the site says of prompts and assistants."""
        return AiView(self._reader)

    @property
    def privacy(self) -> Params:
        """What shortcodes that show other sites may do."""
        return Params(self._reader.setting("privacy"))

    def icon(self, name: str, label: str = "", style: str = "") -> Markup:
        """An icon as SVG; raises ValueError when there is none by this name."""
        return Markup(self._reader.icon(name, label, style))

    def __getattr__(self, name: str) -> Value:
        if name in ("title", "base_url", "copyright"):
            return self._reader.setting(name)
        if name in SITE_LATER:
            raise NeedsSite
        raise AttributeError(name=name, obj=self)


_OWN = frozenset(["description", "draft", "keywords", "aliases", "layout", "weight", "expiry_date"])
"""What the front matter alone decides; dates and titles have fallbacks."""

PAGE_LATER = frozenset(
    """actions ancestors backlinks canonical children content count date excerpt feed_url feeds
    git_info graph has_shortcode headings is_home is_translated kind language lastmod
    link_title link_to links markdown_url mentions nav nav_page next number pages paginate
    paginator parent permalink print_url prev publish_date reading_time related resources
    searchable section sections social_card summary tags terms together toc translations
    truncated type url word_count""".split()
)
"""What only the whole site can tell of a page."""

SITE_LATER = frozenset(
    """az build has home language languages main_sections menus most_linked pages prompts recent
    regular_pages search_page sections statistics taxonomies url""".split()
)


class EarlyResources(View):
    """The asset pipeline: what it publishes is known when the site is."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name=name, obj=self)
        raise NeedsSite


def early_functions(reader: SettingsReader) -> Mapping[str, object]:
    """The functions of layouts, as far as they don't need the site."""

    def t(name: str, /, **values: object) -> str:
        return translate(reader.text(name), name, values, reader.language_tag)

    def rel_url(path: str) -> str:
        rooted = paths.rooted(path)
        base = paths.base_path(reader.setting("base_url"))
        return paths.with_base(rooted, base) if paths.is_site_path(rooted) else path

    def abs_url(path: str) -> str:
        rooted = paths.rooted(path)
        base_url = reader.setting("base_url")
        return paths.absolute(rooted, base_url) if paths.is_site_path(rooted) else path

    def rel_lang_url(path: str) -> str:
        return rel_url(reader.in_language(paths.rooted(path)))

    def abs_lang_url(path: str) -> str:
        return abs_url(reader.in_language(paths.rooted(path)))

    def day(value: datetime | date | None) -> str:
        return long_date(value, reader.language_tag())

    def later(*_: object, **__: object) -> str:
        raise NeedsSite

    found: Mapping[str, Callable[..., object]] = {
        "t": t,
        "rel_url": rel_url,
        "abs_url": abs_url,
        "rel_lang_url": rel_lang_url,
        "abs_lang_url": abs_lang_url,
        "day": day,
        "asset": later,
        "partial_cached": later,
    }
    functions = {name: Function(function) for name, function in found.items()}
    return {**functions, "resources": EarlyResources(), **functions_for(reader)}
