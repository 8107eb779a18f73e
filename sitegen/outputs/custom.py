"""Files that a site's own layouts make of a page: JSON, text, a calendar.

https://gohugo.io/configuration/output-formats/
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Output, PageKey
from sitegen.output_kinds import output_path
from sitegen.outputs.format import Desk
from sitegen.render import context, layouts_for
from sitegen.templates import render


def emit(desk: Desk, key: PageKey, name: str) -> Iterable[Output]:
    """A page's file in a format; none when no layout is there for it.

    The format `search` with the suffix `json` is made by `home.search.json`, else `home.json`.
    """
    reader, environment = desk.reader, desk.workplace.templates.environment
    kind = reader.output_kinds()[name]
    own = layouts_for(reader, key, f"{name}.{kind.suffix}")
    names = (*own, *layouts_for(reader, key, kind.suffix))
    if kind.suffix == "html":
        names = own
    if environment.has_any(names):
        text = render(environment, names, context(desk.workplace, reader, key))
        yield Output(path=output_path(reader.page(key).output, kind), content=text.encode())
