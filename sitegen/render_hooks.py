"""Render hooks: the templates that show elements of a page's text.

In:  what Markdown knows of an element, the templates, and what they may see of page and site.
Out: the element's HTML; in phase 1 a template that asks for the site leaves the element's slot,
     which `fill` fills once the site is known.

https://gohugo.io/render-hooks/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from markupsafe import Markup

from sitegen.fragments import Fragments, free_marker
from sitegen.markup.markdown import to_fragment
from sitegen.model import HOLE, Diagnostic, HookSlot, MarkupOptions, Position, Value, in_texts
from sitegen.shortcode_context import Surroundings, context_of
from sitegen.shortcode_view import shown
from sitegen.template_values import Params
from sitegen.templates import HookTemplates, View
from sitegen.templates_api import Called, NeedsSite, TemplateProblem

_HTML = frozenset({"text", "alert_title"})
"""What the template gets as HTML; all else is escaped."""

_HOLE = re.compile(HOLE.format(r"(\d+)"))


class RenderHooks:
    """The hooks for the text of one page."""

    def __init__(
        self,
        templates: HookTemplates,
        options: MarkupOptions,
        page: object,
        site: object,
        path: str,
    ) -> None:
        self.names = templates.names
        self.convert = partial(to_fragment, hooks=self)
        self._templates = templates
        self._around = Surroundings(
            page=page, site=site, path=path, options=options, convert=self.convert
        )

    def call(
        self,
        name: str,
        values: Mapping[str, Value],
        ordinal: int,
        position: Position,
        first_link: int,
    ) -> Called | None:
        """Show an element; None when the template asked for the site."""
        fragments = Fragments(_marker(values), first_link)
        try:
            return self._called(name, values, ordinal, position, fragments)
        except NeedsSite:
            return None

    def fill(self, slot: HookSlot, first_link: int) -> Called:
        """Show the element of a slot, now that the site answers."""
        fragments = Fragments(_marker(slot.values), first_link)

        def filled(text: str) -> str:
            return _HOLE.sub(lambda hole: fragments.embed(slot.fragments[int(hole[1])]), text)

        values = in_texts(slot.values, filled)
        return self._called(slot.name, values, slot.ordinal, slot.position, fragments)

    def _called(
        self,
        name: str,
        values: Mapping[str, Value],
        ordinal: int,
        position: Position,
        fragments: Fragments,
    ) -> Called:
        problems: list[Diagnostic] = []
        view = HookView(values, ordinal, position, self._around.page)
        context = context_of({"hook": view}, position, self._around, fragments, problems)
        try:
            output = self._templates.render(name, context)
        except TemplateProblem as problem:
            problems.append(problem.diagnostic)
            output = ""
        return Called(
            parts=fragments.resolve(output),
            links=tuple(fragments.links),
            diagnostics=tuple(problems),
        )


def _marker(values: Mapping[str, Value]) -> str:
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    in_texts(values, note)
    return free_marker(texts)


class HookView(View):
    """An element of the text, as its render hook sees it."""

    __slots__ = ("_position", "_values", "ordinal", "page")

    def __init__(
        self, values: Mapping[str, Value], ordinal: int, position: Position, page: object
    ) -> None:
        self._values, self._position = values, position
        self.ordinal, self.page = ordinal, page

    @property
    def position(self) -> str:
        """Where it stands: `content/a.md:3:1`."""
        return shown(self._position)

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(name=name, obj=self)
        value = self._values[name]
        if name in ("thead", "tbody"):
            return [[CellView(cell) for cell in row] for row in value]
        if name == "tabs":
            return [TabView(tab) for tab in value]
        if isinstance(value, Mapping):
            return Params(value)
        return Markup(value) if name in _HTML else value

    def sitegen_names(self) -> tuple[str, ...]:
        """The attributes that a template may ask for, for hints."""
        return tuple(sorted((*self._values, "ordinal", "page", "position")))


class TabView(View):
    """One of a group of tabs."""

    __slots__ = ("chosen", "id", "name", "text")

    def __init__(self, tab: Mapping[str, Value]) -> None:
        self.id, self.chosen = tab["id"], tab["chosen"]
        self.name, self.text = Markup(tab["name"]), Markup(tab["text"])


class CellView(View):
    """A cell of a table."""

    __slots__ = ("alignment", "text")

    def __init__(self, cell: Mapping[str, str]) -> None:
        self.text, self.alignment = Markup(cell["text"]), cell["alignment"]
