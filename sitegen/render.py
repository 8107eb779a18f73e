"""A page and its template: HTML.

In:  a reader of the site, the templates, a page's key.
Out: the text of its HTML file; a template's failure as a TemplateProblem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sitegen import __version__, paths
from sitegen.answers import Answers
from sitegen.filters import FILTERS, translate
from sitegen.model import PageKey, ShortcodeSlot
from sitegen.queries import Reader
from sitegen.settings import Settings
from sitegen.shortcodes import Filled, render_slot
from sitegen.templates import Shortcodes, TemplateEnvironment, render
from sitegen.views import PageView, SiteView


@dataclass(frozen=True, slots=True)
class Templates:
    """A process's templates, compiled once."""

    environment: TemplateEnvironment
    shortcodes: Shortcodes


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a process makes outputs with."""

    answers: Answers
    templates: Templates


def templates_for(settings: Settings) -> Templates:
    """The templates of a site."""
    environment = TemplateEnvironment(settings.theme, settings.config.root, FILTERS)
    return Templates(environment, Shortcodes(environment, settings.theme))


def reader_for(workplace: Workplace) -> Reader:
    """A reader for one output."""

    def fill(reader: Reader, key: PageKey, slot: ShortcodeSlot, links: int) -> Filled:
        names = context(reader, key)
        shortcodes = workplace.templates.shortcodes.using(functions(reader))
        options = reader.setting("markup")
        return render_slot(slot, shortcodes, options, names["page"], names["site"], links)

    return Reader(workplace.answers, fill)


def render_page(reader: Reader, templates: Templates, key: PageKey) -> str:
    """The page's HTML; raises TemplateProblem."""
    return render(templates.environment, layouts_for(reader, key), context(reader, key))


def layouts_for(reader: Reader, key: PageKey) -> tuple[str, ...]:
    """The layouts to try for a page, the first existing one wins."""
    page = reader.page(key)
    names = (page.meta.layout, page.kind) if page.meta.layout else (page.kind,)
    return tuple(
        candidate for name in names for candidate in (f"{page.type}/{name}.html", f"{name}.html")
    )


def context(reader: Reader, key: PageKey) -> Mapping[str, object]:
    """The names that a template sees."""
    return {
        "site": SiteView(reader, key, __version__),
        "page": PageView(reader, key),
        **functions(reader),
    }


def functions(reader: Reader) -> Mapping[str, Callable[..., object]]:
    """The functions that a template may call."""

    def t(name: str, /, **values: object) -> str:
        return translate(reader.text(name), name, values)

    def rel_url(path: str) -> str:
        return reader.address(paths.rooted(path))

    def abs_url(path: str) -> str:
        return reader.address(paths.rooted(path), absolute=True)

    def asset(path: str) -> str:
        version = reader.version(path.lstrip("/"))
        address = reader.address(paths.rooted(path))
        return f"{address}?v={version}" if version else address

    return {"t": t, "rel_url": rel_url, "abs_url": abs_url, "asset": asset}
