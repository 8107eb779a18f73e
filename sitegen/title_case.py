"""Titles of generated lists in title case.

In:  a name, such as a term.
Out: the same with capitals; https://gohugo.io/configuration/all/#title-case-style
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"""[^\s\-/()\[\]"“”]+""")
_AP = frozenset("a an and as at but by en for if in nor of on or per the to v via vs".split())
_SMALL: Mapping[str, frozenset[str]] = {
    "ap": _AP,
    "chicago": _AP | frozenset("about down from into over upon with".split()),
    "go": frozenset(),
}
"""A style to the words that are not written with a capital, unless they are the first or last."""

STYLES = (*_SMALL, "firstupper", "none")


def title_case(text: str, style: str) -> str:
    """A text in a style.

    >>> title_case("a tale of two", "ap")
    'A Tale of Two'
    """
    if style == "none":
        return text
    if style == "firstupper":
        return text[:1].upper() + text[1:]
    words = list(_WORD.finditer(text))
    pieces: list[str] = []
    end = 0
    for number, word in enumerate(words):
        before = text[end : word.start()]
        inside = 0 < number < len(words) - 1 and not _begins_anew(text[: word.start()])
        small = inside and word[0].lower() in _SMALL[style]
        pieces += (before, word[0].lower() if small else word[0][:1].upper() + word[0][1:])
        end = word.end()
    return "".join((*pieces, text[end:]))


def _begins_anew(before: str) -> bool:
    """Whether a colon or a dash stands before a word."""
    return before != before.rstrip() and before.rstrip().endswith((":", "-", "–", "—"))
