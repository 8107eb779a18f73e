"""Patterns of paths, as Hugo writes them.

In:  a pattern such as `/docs/**` or `*.{jpg,png}`.
Out: whether a path matches; a path as a pattern; https://gohugo.io/quick-reference/glob-patterns/
"""

from __future__ import annotations

import re
from functools import lru_cache

_PIECE = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|\[!?[^\]]*\]|\\.|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a whole path fits a pattern, whatever its case; `*` stays within a folder.

    >>> matches("/docs/*", "/docs/a"), matches("/docs/*", "/docs/a/b"), matches("**.{a,b}", "c/d.B")
    (True, False, True)
    """
    return _expression(pattern).fullmatch(path) is not None


def literal(path: str) -> str:
    """A path as a pattern that means it alone.

    >>> literal("notes [draft]")
    'notes \\\\[draft\\\\]'
    """
    return re.sub(r"([*?{}\[\]\\])", r"\\\1", path)


@lru_cache(maxsize=1 << 13)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(_translated(pattern), re.IGNORECASE)


def _translated(pattern: str) -> str:
    return "".join(_part(piece[0]) for piece in _PIECE.finditer(pattern))


def _part(piece: str) -> str:
    if piece == "**":
        return ".*"
    if piece == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("{") and len(piece) > 1:
        return f"(?:{'|'.join(_translated(one) for one in piece[1:-1].split(','))})"
    if piece.startswith("[") and len(piece) > 2:
        inside = piece[1:-1]
        negated = inside.startswith("!")
        kept = re.escape(inside[negated:]).replace(r"\-", "-")
        return f"[{'^' if negated else ''}{kept}]" if kept else re.escape(piece)
    return re.escape(piece[1:] if piece.startswith("\\") and len(piece) > 1 else piece)
