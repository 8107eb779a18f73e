"""The tokens of code as HTML: with classes for a stylesheet, or with the colours of a style.

In:  the tokens of a lexer, and a style's name where no stylesheet is meant to give the colours.
Out: spans with the classes of Pygments, or with colours as Hugo's Chroma writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType
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


def spans(tokens: Iterable[tuple[_TokenType, str]], style: type[Style] | None) -> str:
    """The tokens as HTML, with classes where there is no style.

    Each span is closed on its own line; neighbours that look the same are in one, as from
    https://pygments.org/docs/formatters/#HtmlFormatter, which takes three times as long.
    """
    pieces: list[str] = []
    put = pieces.append
    last = ""
    for kind, text in tokens:
        opening = _opening(style, kind)
        rest = escape(text, quote=False)
        while True:
            line, newline, rest = rest.partition("\n")
            if line:
                if opening != last:
                    put(f"</span>{opening}" if last else opening)
                    last = opening
                put(line)
            if not newline:
                break
            put("</span>\n" if last else newline)
            last = ""
    if last:
        put("</span>")
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _opening(style: type[Style] | None, kind: _TokenType) -> str:
    """The tag before a kind of token; empty for one that looks like none."""
    if style is not None:
        css = _css(style, kind)
        return f'<span style="{css}">' if css else ""
    classes = _classes(kind)
    return f'<span class="{classes}">' if classes else ""


def _classes(kind: _TokenType) -> str:
    """The classes of Pygments: one that stylesheets know, and behind it those of finer kinds."""
    if kind in STANDARD_TYPES or kind.parent is None:
        return STANDARD_TYPES.get(kind, "")
    wider = _classes(kind.parent)
    return f"{wider} {wider.rpartition(' ')[2]}-{kind[-1]}"


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
