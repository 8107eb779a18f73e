"""Alerts: a quote that begins with `[!NOTE]`, as on GitHub and in Obsidian.

In:  block tokens.
Out: a `div` (or `details`, for Obsidian's `[!tip]-`) with a title in place of the quote.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LABELS = {
    "note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning",
    "caution": "Caution", "info": "Info", "todo": "To do", "success": "Success",
    "question": "Question", "failure": "Failure", "danger": "Danger", "bug": "Bug",
    "example": "Example", "quote": "Quote", "abstract": "Abstract",
}  # fmt: skip
"""What an alert is headed by when its author gives no title."""

_LOOK_OF = {
    "info": "note", "todo": "note", "abstract": "note", "success": "tip", "hint": "tip",
    "question": "important", "example": "important", "attention": "warning",
    "failure": "caution", "danger": "caution", "error": "caution", "bug": "caution",
    "quote": "note",
}  # fmt: skip
_MARK = re.compile(r"\[!([A-Za-z][\w-]*)\]([+-]?)[ \t]*([^\n]*)(?:\n|$)")


def convert(state: StateCore) -> None:
    """A core rule, run before inline parsing."""
    if "[!" not in state.src:
        return
    opened: list[str] = []
    tokens: list[Token] = []
    for index, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            match = _mark_of(state.tokens, index)
            opened.append("")
            tokens.append(token)
            if match is not None:
                opened[-1] = _open(token, match, tokens, state.tokens, index)
            continue
        if token.type == "blockquote_close":
            tag = opened.pop()
            if tag:
                token.tag, token.type = tag, "alert_close"
        if not token.meta.get("empty"):
            tokens.append(token)
    state.tokens = tokens


def _mark_of(tokens: list[Token], index: int) -> re.Match[str] | None:
    following = tokens[index + 1 : index + 3]
    if len(following) < 2 or following[0].type != "paragraph_open":
        return None
    return _MARK.match(following[1].content)


def _open(
    quote: Token, match: re.Match[str], tokens: list[Token], source: list[Token], index: int
) -> str:
    kind = match[1].lower()
    look = _LOOK_OF.get(kind, kind if kind in LABELS else "note")
    fold = match[2]
    tag = "details" if fold else "div"
    quote.type, quote.tag = "alert_open", tag
    quote.attrJoin("class", f"alert alert-{look}")
    if fold == "+":
        quote.attrSet("open", "")
    if not fold:
        quote.attrSet("role", "note")
    title_tag = "summary" if fold else "p"
    inline = source[index + 2]
    level = quote.level + 1
    opening = Token("alert_title_open", title_tag, 1, {"class": "alert-title"}, level=level)
    title = Token(
        "inline", "", 0, map=quote.map, level=level + 1,
        content=match[3].strip() or LABELS.get(kind, kind.capitalize()), children=[],
    )  # fmt: skip
    closing = Token("alert_title_close", title_tag, -1, level=level)
    for token in (opening, closing):
        token.block = True
    tokens += (opening, title, closing)
    rest = inline.content[match.end() :]
    if rest:
        inline.content = rest
        if inline.map:
            inline.map = [inline.map[0] + 1, inline.map[1]]
    else:
        for token in source[index + 1 : index + 4]:
            token.meta["empty"] = True
    return tag
