"""Bare addresses become links: http, https, ftp, `www.` and e-mail; no bare domains.

In:  text tokens outside links.
Out: link tokens, by the rules of GFM's autolinks (https://github.github.com/gfm/#autolinks-extension-)
     with goldmark's pattern for hosts: a dot and a top-level name are needed.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BARE = re.compile(
    r"""(?:(?<=[\s*_~(])|^)(?:
        (?P<url>(?:https?|ftp)://[-\w@:%.+~\#=]{1,256}\.[a-z]+(?::\d+)?(?:[/\#?][^\s<]*)?)
      | (?P<www>www\.[-\w@:%.+~\#=]{1,256}\.[a-z]+(?:[/\#?][^\s<]*)?)
      | (?P<mail>[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]*[A-Za-z0-9])+)
    )""",
    re.VERBOSE,
)
_TRAILING = re.compile(r"""(?:[?!.,:*_~'"]|&[a-z0-9]+;)$""", re.IGNORECASE)


def link_bare(state: StateCore) -> None:
    """A core rule."""
    if not state.md.options.linkify:
        return
    for token in state.tokens:
        content = token.content
        if token.type != "inline" or not ("://" in content or "www." in content or "@" in content):
            continue
        token.children = _linked(token.children or [])


def _linked(children: list[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not depth:
            found += _split(child)
        else:
            found.append(child)
    return found


def _split(token: Token) -> list[Token]:
    text = token.content
    pieces: list[Token] = []
    end = 0
    for match in _BARE.finditer(text):
        shown = _trimmed(match[0])
        address = {"www": "https://", "mail": "mailto:"}.get(match.lastgroup or "", "") + shown
        if match.start() > end:
            pieces.append(_text(text[end : match.start()], token.level))
        opening = Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        opening.info = "auto"
        closing = Token("link_close", "a", -1, level=token.level, info="auto")
        pieces += (opening, _text(shown, token.level + 1), closing)
        end = match.start() + len(shown)
    if not pieces:
        return [token]
    if end < len(text):
        pieces.append(_text(text[end:], token.level))
    return pieces


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _trimmed(text: str) -> str:
    """An address without the punctuation that ends the sentence around it."""
    while True:
        if text.endswith(")") and text.count(")") > text.count("("):
            text = text[:-1]
            continue
        match = _TRAILING.search(text)
        if match is None:
            return text
        text = text[: match.start()]
