"""A page and its template: HTML.

In:  a reader of the site, the templates, a page's key.
Out: the text of its HTML file; a template's failure as a TemplateProblem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sitegen import __version__, paths
from sitegen.filters import FILTERS, translate
from sitegen.model import PageKey, ShortcodeSlot
from sitegen.queries import Reader
from sitegen.shortcodes import Filled, render_slot
from sitegen.snapshot import Snapshot
from sitegen.spool import Ref, load
from sitegen.templates import Shortcodes, TemplateEnvironment, render
from sitegen.views import PageView, SiteView


@dataclass(frozen=True, slots=True)
class Templates:
    """A process's templates, compiled once."""

    environment: TemplateEnvironment
    shortcodes: Shortcodes


@lru_cache(maxsize=2)
def workplace(ref: Ref) -> tuple[Snapshot, Templates]:
    """The shared snapshot and the templates for it; one of each in a process."""
    snapshot: Snapshot = load(ref)
    return snapshot, templates_for(snapshot)


def templates_for(snapshot: Snapshot) -> Templates:
    """The templates of a site."""
    environment = TemplateEnvironment(snapshot.theme, snapshot.config.root, FILTERS)
    return Templates(environment, Shortcodes(environment, snapshot.theme))


def reader_for(snapshot: Snapshot, templates: Templates) -> Reader:
    """A reader for one output."""

    def fill(reader: Reader, key: PageKey, slot: ShortcodeSlot, links: int) -> Filled:
        names = context(reader, key)
        shortcodes = templates.shortcodes.using(functions(reader))
        options = reader.setting("markup")
        return render_slot(slot, shortcodes, options, names["page"], names["site"], links)

    return Reader(snapshot, fill)


def render_page(reader: Reader, templates: Templates, key: PageKey) -> str:
    """The page's HTML; notes the templates used. Raises TemplateProblem."""
    templates.environment.loads.clear()
    text = render(templates.environment, layouts_for(reader, key), context(reader, key))
    for name in templates.environment.loads:
        reader.note("template", name)
    return text


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
