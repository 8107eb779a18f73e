"""The colours of a style, written into code where no stylesheet is meant to give them.

In:  a style's name, and the tokens of a lexer.
Out: the style of Pygments, and spans with their colours as Hugo's Chroma writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

_CALLED = {
    "gruvbox": "gruvbox-dark",
    "onedark": "one-dark",
    "pygments": "default",
    "solarized-dark256": "solarized-dark",
}
"""Styles that Chroma knows by another name than Pygments."""


def style_named(name: str) -> type[Style] | None:
    """A style by the name that Pygments or Chroma gives it; None for one that Pygments lacks."""
    name = name.lower()
    try:
        return get_style_by_name(_CALLED.get(name, name))
    except ClassNotFound:
        return None


def spans(tokens: Iterable[tuple[_TokenType, str]], style: type[Style]) -> Iterator[str]:
    """The tokens as HTML; each span is closed on its own line."""
    for kind, text in tokens:
        css = _css(style, kind)
        for line in text.splitlines(keepends=True):
            words, end = (line[:-1], "\n") if line.endswith("\n") else (line, "")
            shown = escape(words, quote=False)
            yield f'<span style="{css}">{shown}</span>{end}' if css and words else shown + end


@lru_cache(maxsize=1024)
def _css(style: type[Style], kind: _TokenType) -> str:
    found = style.style_for_token(kind)
    usual = style.style_for_token(Token)["color"]
    parts = (
        f"color:#{found['color'].lower()}" if found["color"] not in (None, "", usual) else "",
        f"background-color:#{found['bgcolor'].lower()}" if found["bgcolor"] else "",
        "font-weight:bold" if found["bold"] else "",
        "font-style:italic" if found["italic"] else "",
        "text-decoration:underline" if found["underline"] else "",
    )
    return ";".join(filter(None, parts))


def ground(style: type[Style] | None) -> str:
    """The declarations of the block that such code stands in."""
    if style is None:
        return ""
    usual = style.style_for_token(Token)["color"] or "000"
    return f"color:#{usual.lower()};background-color:{style.background_color.lower()};"


MARKED = "background-color:rgb(127 127 127/30%)"
"""The declaration of a marked line in it: on any ground, which those of the styles are not."""
