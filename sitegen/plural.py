"""English plurals, for the titles of lists that have none of their own, as Hugo makes them.

In:  a folder's name.
Out: the name with its last word in the plural; https://gohugo.io/configuration/all/
"""

from __future__ import annotations

import re

_SAME = frozenset(
    """aircraft bacteria criteria data deer equipment fish information media money people
    sheep""".split()
)
_ODD = {
    "alumnus": "alumni", "appendix": "appendices", "cactus": "cacti", "child": "children",
    "datum": "data",
    "focus": "foci", "foot": "feet", "goose": "geese", "index": "indices", "leaf": "leaves",
    "matrix": "matrices", "medium": "media", "mouse": "mice", "ox": "oxen", "person": "people",
    "phenomenon": "phenomena", "potato": "potatoes", "quiz": "quizzes", "tomato": "tomatoes",
    "tooth": "teeth", "wolf": "wolves",
}  # fmt: skip
_RULES = tuple(
    (re.compile(ending, re.IGNORECASE), plural)
    for ending, plural in (
        (r"(?<=[b-df-hj-np-tv-z])y$", "ies"),
        (r"fe$", "ves"),
        (r"(?<=m)an$", "en"),
        (r"(?<=[a-z])sis$", "ses"),
        (r"(?<=ax)is$", "es"),
        (r"(?<=[a-z]us)$|(?<=ss)$|(?<=x)$|(?<=ch)$|(?<=sh)$|(?<=z)$", "es"),
        (r"(?<=s)$|(?<=[ti]a)$", ""),
        (r"(?<=[iol]o|to)$|(?<=ano)$", "s"),
        (r"(?<=o)$", "es"),
    )
)


def plural(name: str) -> str:
    """A name with its last word in the plural.

    >>> plural("case-study"), plural("posts"), plural("UPPER")
    ('case-studies', 'posts', 'UPPERs')
    """
    cut = max(name.rfind(char) for char in " -_") + 1
    word = name[cut:]
    return name[:cut] + _plural_word(word)


def _plural_word(word: str) -> str:
    lowered = word.lower()
    if lowered in _SAME:
        return word
    if lowered in _ODD:
        return word[:1] + _ODD[lowered][1:]
    for ending, new in _RULES:
        if found := ending.search(word):
            return word[: found.start()] + new
    return f"{word}s"
