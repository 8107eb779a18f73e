"""A page and its template: HTML.

In:  a reader of the site, the templates, a page's key.
Out: the text of its HTML file; a template's failure as a TemplateProblem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime

from markupsafe import Markup

from sitegen import __version__, paths
from sitegen.answers import Answers, Facts, Store
from sitegen.filters import FILTERS, long_date, translate
from sitegen.model import Diagnostic, HookSlot, LinkGraph, PageKey, ShortcodeSlot
from sitegen.plugin_context import coded_for, functions_for
from sitegen.queries import Reader
from sitegen.questions import QUERIES
from sitegen.render_hooks import RenderHooks
from sitegen.resource_views import AssetsView
from sitegen.settings import Asked, Settings
from sitegen.shortcodes import render_slot
from sitegen.templates import (
    Function,
    HookTemplates,
    Shortcodes,
    TemplateEnvironment,
    render,
)
from sitegen.templates_api import Called
from sitegen.views import PageView, SiteView


@dataclass(frozen=True, slots=True)
class Templates:
    """A process's templates, compiled once."""

    environment: TemplateEnvironment
    shortcodes: Shortcodes
    hooks: HookTemplates


@dataclass(frozen=True, slots=True)
class Partial:
    """A part that many outputs share, and what it was made from."""

    html: Markup
    asked: frozenset[Asked]
    problems: Sequence[Diagnostic]
    seen: Mapping[Asked, bytes]
    """What plug-ins saw of files."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a process makes outputs with."""

    answers: Answers
    templates: Templates
    partials: dict[tuple[str, PageKey | None, str], Partial] = field(default_factory=dict)
    """What `partial_cached` has made, by template, page and language."""

    def with_texts(
        self, store: Store, graph: LinkGraph, facts: Facts, changed: Set[PageKey]
    ) -> Workplace:
        """The same for the same pages when some of them have `changed` texts and links."""
        kept = {
            name: partial
            for name, partial in self.partials.items()
            if all(
                query not in QUERIES or QUERIES[query].input == "site" for query, _ in partial.asked
            )
        }
        return Workplace(
            self.answers.with_texts(store, graph, facts, changed), self.templates, kept
        )


def templates_for(settings: Settings) -> Templates:
    """The templates of a site."""
    environment = TemplateEnvironment(
        settings.theme, settings.config.root, FILTERS, settings.plugins
    )
    return Templates(
        environment,
        Shortcodes(environment, settings.theme),
        HookTemplates(environment, settings.theme),
    )


def reader_for(workplace: Workplace, language: str) -> Reader:
    """A reader for one output in a language."""

    def fill(
        reader: Reader, key: PageKey, slot: ShortcodeSlot | HookSlot, first_link: int
    ) -> Called:
        names, called = context(workplace, reader, key), functions(workplace, reader)
        page, site, options = names["page"], names["site"], reader.markup()
        path = slot.position.path
        hooks = RenderHooks(workplace.templates.hooks.using(called), options, page, site, path)
        if isinstance(slot, HookSlot):
            return hooks.fill(slot, first_link)
        shortcodes = workplace.templates.shortcodes.using(called, coded_for(reader))
        return render_slot(slot, shortcodes, options, page, site, first_link, hooks.convert)

    return Reader(workplace.answers, fill, language)


def render_page(workplace: Workplace, reader: Reader, key: PageKey) -> str:
    """The page's HTML; raises TemplateProblem."""
    names = context(workplace, reader, key)
    return render(workplace.templates.environment, layouts_for(reader, key), names)


def layouts_for(reader: Reader, key: PageKey, suffix: str = "html") -> tuple[str, ...]:
    """The layouts to try for a page, the first existing one wins."""
    page = reader.page(key)
    names = (page.meta.layout, page.kind) if page.meta.layout else (page.kind,)
    return tuple(
        candidate
        for name in names
        for candidate in (f"{page.type}/{name}.{suffix}", f"{name}.{suffix}")
    )


def context(workplace: Workplace, reader: Reader, key: PageKey | None) -> dict[str, object]:
    """The names that a template sees; without a page, those that do not depend on it."""
    page = {"page": PageView(reader, key)} if key is not None else {}
    return {
        "site": SiteView(reader, key, __version__),
        **page,
        **functions(workplace, reader),
    }


def _partial(workplace: Workplace, name: str, key: PageKey | None, language: str) -> Partial:
    """A partial made for a page, or for none, whoever asks: from its own questions only."""
    found = workplace.partials.get((name, key, language))
    if found is None:
        environment = workplace.templates.environment
        asked_before = environment.asked
        environment.asked = set()
        try:
            reader = reader_for(workplace, language)
            html = Markup(render(environment, (name,), context(workplace, reader, key)))
            asked = frozenset(reader.asked() | environment.asked)
        finally:
            environment.asked = asked_before
        found = Partial(html, asked, reader.problems, reader.seen)
        workplace.partials[name, key, language] = found
    return found


def functions(workplace: Workplace, reader: Reader) -> Mapping[str, object]:
    """The functions that a template may call."""

    def t(name: str, /, **values: object) -> str:
        return translate(reader.text(name), name, values, reader.language_tag)

    def rel_url(path: str) -> str:
        return reader.address(paths.rooted(path))

    def abs_url(path: str) -> str:
        return reader.address(paths.rooted(path), absolute=True)

    def rel_lang_url(path: str) -> str:
        return reader.address(reader.in_language(paths.rooted(path)))

    def abs_lang_url(path: str) -> str:
        return reader.address(reader.in_language(paths.rooted(path)), absolute=True)

    def asset(path: str) -> str:
        version = reader.version(path.lstrip("/"))
        address = reader.address(paths.rooted(path))
        return f"{address}?v={version}" if version else address

    def day(value: datetime | date | None) -> str:
        return long_date(value, reader.language_tag())

    def partial_cached(name: str, page: PageView | None = None) -> Markup:
        key = page._key if page is not None else None
        found = _partial(workplace, name, key, reader.language)
        reader.note_all(found.asked)
        reader.problems += found.problems
        if found.seen:
            reader.seen = {**found.seen, **reader.seen}
        return found.html

    found = (t, rel_url, abs_url, rel_lang_url, abs_lang_url, asset, day, partial_cached)
    named: dict[str, object] = {function.__name__: Function(function) for function in found}
    named["resources"] = AssetsView(reader)
    return {**named, **functions_for(reader)} if reader.plugins else named
