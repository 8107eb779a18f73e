"""Patterns of git's ignore files as regular expressions for `ignoreFiles`.

In:  a pattern, and the folder that it is written for.
Out: an expression that is searched for in the path of a file; https://git-scm.com/docs/gitignore
"""

from __future__ import annotations

import re

_PIECE = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?[^\]/]+\]|\\.|.", re.DOTALL)


def regular_expression(pattern: str, folder: str = "") -> str:
    """An expression for the paths below a folder of the site that a pattern means.

    >>> regular_expression("drafts/", "docs"), regular_expression("*.py", "docs")
    ('^docs/(?:.*/)?drafts/', '^docs/(?:.*/)?[^/]*\\\\.py(?:/|$)')
    """
    whole = pattern.rstrip()
    only_folders = whole.endswith("/")
    body = whole.rstrip("/")
    fixed = "/" in body
    inside = "".join(_part(piece[0]) for piece in _PIECE.finditer(body.lstrip("/")))
    above = f"{re.escape(folder)}/" if folder not in ("", ".") else ""
    return f"^{above}{'' if fixed else '(?:.*/)?'}{inside}{'/' if only_folders else '(?:/|$)'}"


def _part(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece in ("/**", "**"):
        return "/.*" if piece[0] == "/" else ".*"
    if piece == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[0] == "[" and len(piece) > 2:
        inside = piece[1:-1]
        return f"[{'^' + inside[1:] if inside[0] == '!' else inside}]"
    return re.escape(piece[-1])
