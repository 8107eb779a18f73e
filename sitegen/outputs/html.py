"""A page through its layout."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Output, PageKey
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.render import render_page


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """The page's HTML file."""
    page = desk.reader.page(key)
    text = render_page(desk.workplace, desk.reader, key)
    yield Output(path=page.output, content=text.encode())


HTML = OutputFormat(name="html", scope="page", emit=emit)
