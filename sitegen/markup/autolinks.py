"""Bare addresses become links: http, https, ftp, `www.` and e-mail; no bare domains.

In:  inline text, and text tokens outside links.
Out: link tokens.

The rules are those of GFM's autolinks (https://github.github.com/gfm/#autolinks-extension-), with
goldmark's limits: a host needs a dot and a top-level name, a path is ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_HOST = r"[-A-Za-z0-9@:%._+~\#=]{1,256}\.[a-z]+"
_PATH = r"""(?:[/?\#][-A-Za-z0-9@:%_+.~\#$!?&/=();,'">^{}\[\]`]*)?"""
_WWW_PATH = _PATH.replace("$", "")
_AFTER_SCHEME = re.compile(rf"://{_HOST}(?::[0-9]+)?{_PATH}")
_BARE = re.compile(
    rf"""(?:(?<=[\s*_~("'])|(?<=--)|(?<=\.\.\.)|^)(?:
        (?P<www>www\.{_HOST}{_WWW_PATH})
      | (?P<mail>[A-Za-z0-9][A-Za-z0-9.!\#$%&'*+/=?^_`{{|}}~-]*
          @[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]*[A-Za-z0-9])+(?![-_A-Za-z0-9]))
    )""",
    re.VERBOSE,
)
_SCHEMES = ("https", "http", "ftp")
_MAY_STAND_BEFORE = frozenset(" \t\n*_~(\"'")
_TRAILING = re.compile(r"(?:[?!.,:*_~]|&[a-z0-9]+;)+$", re.IGNORECASE)
_KEPT = "/-._~!$&'()*+,;=:@%?#"
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def bare_address(state: StateInline, silent: bool) -> bool:
    """An inline rule: at `://`, link the address whose scheme stands before.

    It is one because an address may hold characters that mean something elsewhere, such as `_`.
    """
    source, colon = state.src, state.pos
    if silent or state.linkLevel > 0 or not source.startswith("://", colon):
        return False
    pending = state.pending
    scheme = next((name for name in _SCHEMES if pending.endswith(name)), "")
    start = colon - len(scheme)
    if not scheme or not (
        len(pending) == len(scheme)
        or source[start - 1] in _MAY_STAND_BEFORE
        or source.startswith(("--", "..."), start - 3)
        or source.startswith("--", start - 2)
    ):
        return False
    match = _AFTER_SCHEME.match(source, colon, state.posMax)
    if match is None:
        return False
    shown = _trimmed(scheme + match[0])
    state.pending = pending[: -len(scheme)]
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.info = {"href": _encoded(shown)}, "auto"
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1).info = "auto"
    state.pos = start + len(shown)
    return True


def link_bare(protocol: str) -> Callable[[StateCore], None]:
    """A core rule: link what begins with `www.`, by this protocol, and e-mail addresses."""

    def convert(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and ("www." in token.content or "@" in token.content):
                token.children = _linked(token.children or [], f"{protocol}://")

    return convert


def _linked(children: list[Token], scheme: str) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for child, after in zip(children, [*children[1:], None], strict=True):
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not depth:
            # an underscore that ends emphasis belongs to the address, which then is none
            underscore = after is not None and after.nesting < 0 and after.markup.startswith("_")
            found += _split(child, scheme, "_" if underscore else "")
        else:
            found.append(child)
    return found


def _split(token: Token, scheme: str, after: str) -> list[Token]:
    text = token.content
    pieces: list[Token] = []
    end = 0
    for match in _BARE.finditer(text + after):
        if match["mail"] is None and match.end() > len(text):
            continue
        shown = _trimmed(match[0]) if match["www"] else match[0]
        address = (scheme if match["www"] else "mailto:") + _encoded(shown)
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
    match = _TRAILING.search(text, max(0, len(text) - 40))
    if match is not None:
        text = text[: match.start()]
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    return text


def _encoded(address: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", address), safe=_KEPT)
