"""The MathML of a formula made fit for a page.

In:  what the converter gives.
Out: HTML that works under a policy without style attributes, and in feeds.
"""

from __future__ import annotations

import re
from html import escape, unescape

_SOURCE = '<annotation encoding="application/x-tex">'
_STYLE = re.compile(r' style="([^"]*)"')
_ALONE = re.compile(r'<math><semantics><mtext>(<a href="#[^"]*">[^<]*</a>)</mtext>')
"""A reference to an equation, and nothing else."""

_LINK = re.compile(r"</?a\b[^>]*>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#39);)[A-Za-z]+;")

_CLASSES = {
    "width:100%": "m-all",
    "width:50%": "m-side",
    "width:7.5%": "m-edge",
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "justify-items:start": "",
    "justify-items:end": "",
    "padding-left:0": "m-l0",
    "padding-right:0": "m-r0",
    "padding-left:1em": "m-gap",
    "padding-left:0.1667em": "m-l",
    "padding-right:0.1667em": "m-r",
    "padding-top:0.1667em": "m-t",
    "margin-left:-0.16666667em": "m-back",
    "padding-top:0": "m-low",
    "padding-bottom:0": "",
    "border-top:0.05em solid currentcolor": "m-above",
    "border-bottom:0.05em solid currentcolor": "m-below",
    "border-left:0.05em solid currentcolor": "m-before",
    "border-right:0.05em solid currentcolor": "m-after",
    "border-top:0.05em dashed currentcolor": "m-above m-dash",
    "border-bottom:0.05em dashed currentcolor": "m-below m-dash",
    "border-left:0.05em dashed currentcolor": "m-before m-dash",
    "border-right:0.05em dashed currentcolor": "m-after m-dash",
}
"""A declaration to the class that says it: a strict policy forbids style attributes."""


def finished(html: str, source: str) -> str:
    """The converter's HTML as it goes into a page, with the formula's source as annotation."""
    head, mark, _ = html.rpartition(_SOURCE)
    shown = escape(source.strip(), quote=False)
    if (alone := _ALONE.fullmatch(head)) is not None:
        return alone[1]
    # a formula is one thing to assistive technology: nothing in it can be a link
    head = _LINK.sub("", head)
    head = _ENTITY.sub(lambda match: unescape(match[0]), head)
    head = _STYLE.sub(_as_class, head)
    return f"{head}{mark}{shown}</annotation></semantics></math>"


def _as_class(match: re.Match[str]) -> str:
    names: list[str] = []
    kept: list[str] = []
    colour = ""
    for declaration in match[1].split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        plain = f"{name}:{value}"
        if name == "color":
            colour = f' mathcolor="{value}"'
        elif plain in _CLASSES:
            names += _CLASSES[plain].split()
        elif name:
            kept.append(plain)
    shown = f' class="{" ".join(dict.fromkeys(names))}"' if names else ""
    style = f' style="{";".join(kept)}"' if kept else ""
    return f"{shown}{colour}{style}"
