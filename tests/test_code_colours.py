"""Code that names a style: its colours are written into it, and no stylesheet is needed."""

from __future__ import annotations

import pytest

from sitegen.markup.highlight import highlight
from sitegen.model import MarkupOptions, Value

CLASSES = '<span class="k">'
COLOURS = '<span style="color:#66d9ef">'


def made(site: MarkupOptions | None = None, code: str = "if x: y", **fence: Value) -> str:
    return highlight(code, "python", fence, site or MarkupOptions())


@pytest.mark.parametrize(
    ("site", "fence", "wanted"),
    [
        (None, {}, CLASSES),
        (None, {"style": "monokai"}, COLOURS),
        (None, {"style": "Monokai"}, COLOURS),
        (None, {"noclasses": True}, COLOURS),
        (None, {"noclasses": "true"}, COLOURS),
        (None, {"style": "monokai", "noclasses": False}, CLASSES),
        (None, {"style": "nosuch"}, CLASSES),
        (True, {}, COLOURS),
        (True, {"noclasses": False}, CLASSES),
        (False, {"style": "monokai"}, CLASSES),
    ],
)
def test_who_decides(site: bool | None, fence: dict[str, Value], wanted: str) -> None:
    assert wanted in made(MarkupOptions(no_classes=site), **fence)


def test_the_sites_style_is_used_where_a_fence_names_none() -> None:
    site = MarkupOptions(no_classes=True, style="emacs")

    assert "color:#aa22ff;font-weight:bold" in made(site)
    assert COLOURS in made(site, style="monokai")


def test_styles_have_the_names_of_chroma_too() -> None:
    assert made(style="onedark") == made(style="one-dark") != made()


def test_the_block_has_the_styles_ground() -> None:
    assert 'class="chroma" style="color:#f8f8f2;background-color:#272822;">' in made(
        style="monokai"
    )


def test_a_marked_line_can_be_read_on_any_ground() -> None:
    html = made(code="a\nb", style="gruvbox-light", hl_lines=[2])

    assert '<span class="line hl hll" style="background-color:rgb(127 127 127/30%)">' in html


def test_a_span_ends_on_its_line_and_nothing_is_lost() -> None:
    html = made(code='x = """a <b>\n& c"""', style="monokai")

    assert html.count("<span") == html.count("</span>")
    assert all(line.count("<span") == line.count("</span>") for line in html.splitlines())
    assert "a &lt;b&gt;" in html and "&amp; c" in html
