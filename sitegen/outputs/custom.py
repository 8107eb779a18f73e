"""Files that a site's own layouts make of a page: JSON, text, a calendar.

https://gohugo.io/configuration/output-formats/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.model import Output, PageKey
from sitegen.output_kinds import output_path
from sitegen.outputs.format import Desk
from sitegen.render import context, layouts_for
from sitegen.templates import render


def emit(desk: Desk, key: PageKey, name: str) -> Iterable[Output]:
    """A page's file in a format; none when no layout is there for it.

    The format `search` with the suffix `json` is made by `home.search.json`, else `home.json`.
    """
    kind = desk.reader.output_kinds()[name]
    names = _own_layouts(desk, key, name)
    if kind.suffix != "html":
        names = (*names, *layouts_for(desk.reader, key, kind.suffix))
    return _made(desk, key, name, names)


def emit_by(desk: Desk, key: PageKey, name: str, *others: str) -> Iterable[Output]:
    """The same by a layout for this very format, `home.atom.xml`, else by one of the others."""
    return _made(desk, key, name, (*_own_layouts(desk, key, name), *others))


def _own_layouts(desk: Desk, key: PageKey, name: str) -> tuple[str, ...]:
    kind = desk.reader.output_kinds()[name]
    return layouts_for(desk.reader, key, f"{name}.{kind.suffix}")


def _made(desk: Desk, key: PageKey, name: str, names: tuple[str, ...]) -> Iterator[Output]:
    reader, environment = desk.reader, desk.workplace.templates.environment
    kind = reader.output_kinds()[name]
    if environment.has_any(names):
        text = render(environment, names, context(desk.workplace, reader, key))
        yield Output(path=output_path(reader.page(key).output, kind), content=text.encode())
