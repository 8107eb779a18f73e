"""A page through its layout."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.html_space import without_space
from sitegen.model import Output, PageKey
from sitegen.output_kinds import markdown_path
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.outputs.redirects import redirect
from sitegen.page_images import with_image_facts
from sitegen.paging import Paging, numbered_address, pager_address
from sitegen.render import render_page
from sitegen.specials import SPECIALS


def emit(desk: Desk, key: PageKey) -> Iterable[Output]:
    """The page's HTML file; several, and a redirect, when its layout divides its list.

    With the setting `ai.markdown` also its text as Markdown: what that is made from, the page is,
    too.
    """
    reader = desk.reader
    page = reader.page(key)
    if reader.markdown_url(page):
        yield Output(path=markdown_path(page.output), content=reader.as_markdown(page).encode())
    if page.kind == "page" or page.kind in SPECIALS:
        yield Output(path=page.output, content=_page(desk, key).encode())
        return
    paging = reader.paging = Paging(key)
    yield Output(path=page.output, content=_page(desk, key).encode())
    if not paging.size:
        return
    path = str(reader.setting("pager_path"))
    total = paging.total
    for number in range(2, total + 1):
        reader.paging = Paging(key, number, paging.members, paging.size)
        text = _page(desk, key)
        yield Output(path=pager_address(page, path, number).output, content=text.encode())
    # a site that divides its lists has the address with the number 1 for short ones, too
    numbered = total > 1 or reader.setting("pager_size")
    if numbered and not reader.setting("pager_redirects_off"):
        yield redirect(reader, numbered_address(page, path, 1).output, page)


def _page(desk: Desk, key: PageKey) -> str:
    """The page's HTML as it is published."""
    reader = desk.reader
    html = render_page(desk.workplace, reader, key)
    html = with_image_facts(reader, html, reader.page(key).url)
    if reader.setting("minify_output") and not reader.setting("minify_html_off"):
        html = without_space(
            html,
            styles=not reader.setting("minify_css_off"),
            scripts=not reader.setting("minify_js_off"),
        )
    return html


HTML = OutputFormat(name="html", scope="page", emit=emit)
