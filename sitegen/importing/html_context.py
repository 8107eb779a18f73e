"""Where in HTML a value of a template is printed: Go escapes by that, and so must its twin.

In:  the literal text of a template, piece by piece.
Out: the context that follows it; https://pkg.go.dev/html/template#hdr-Contexts
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from sitegen.model import Struct

State = Literal["text", "tag", "name", "before", "value", "comment", "raw", "title"]
Sort = Literal["plain", "url", "style", "script", "sources"]

_URLS = frozenset(
    """action archive background cite classid codebase data formaction href icon longdesc
    manifest poster profile src usemap xmlns""".split()
)
"""Attributes that hold an address: those of html/template's table."""

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")


class Context(Struct, frozen=True, kw_only=True):
    """A place in HTML."""

    state: State = "text"
    element: str = ""
    attribute: str = ""
    quote: str = ""
    """What the value began with; empty for none."""

    before: str = ""
    """What an address has before: `start`, `path`, `query`, or `unknown` behind a branch."""

    @property
    def sort(self) -> Sort:
        """What kind of value the attribute has."""
        name = self.attribute.removeprefix("data-").rpartition(":")[2]
        if name.startswith("on"):
            return "script"
        if name == "style":
            return "style"
        if name in ("srcset", "imagesrcset", "srcdoc"):
            return "sources"
        if name in _URLS or "src" in name or "uri" in name or "url" in name:
            return "url"
        return "plain"


TEXT = Context()


def after(context: Context, text: str) -> Context:
    """The context behind a piece of literal text."""
    at = 0
    while at < len(text):
        context, at = _STEPS[context.state](context, text, at)
    return context


def joined(one: Context, other: Context) -> Context | None:
    """The context where two branches meet; None when they end at different places."""
    if one == other:
        return one
    if (unknown := msgspec.structs.replace(one, before="unknown")) == msgspec.structs.replace(
        other, before="unknown"
    ):
        return unknown
    if {one.state, other.state} <= {"tag", "name"} and one.element == other.element:
        return Context(state="tag", element=one.element)
    return None


def _text(context: Context, text: str, at: int) -> tuple[Context, int]:
    opening = text.find("<", at)
    if opening < 0:
        return context, len(text)
    if text.startswith("<!--", opening):
        return Context(state="comment"), opening + 4
    match = _TAG.match(text, opening)
    if match is None:
        return context, opening + 1
    return Context(state="tag", element=("/" if match[1] else "") + match[2].lower()), match.end()


def _tag(context: Context, text: str, at: int) -> tuple[Context, int]:
    sign = text[at]
    if sign == ">":
        return _inside(context.element), at + 1
    if sign.isspace() or sign == "/":
        return Context(state="tag", element=context.element), at + 1
    match = re.compile(r"[^\s=>/]+").match(text, at)
    end = match.end() if match else at + 1
    name = text[at:end].lower()
    return Context(state="name", element=context.element, attribute=name), end


def _inside(element: str) -> Context:
    if element in ("script", "style"):
        return Context(state="raw", element=element)
    if element in ("textarea", "title"):
        return Context(state="title", element=element)
    return TEXT


def _name(context: Context, text: str, at: int) -> tuple[Context, int]:
    sign = text[at]
    if sign == "=":
        return msgspec.structs.replace(context, state="before"), at + 1
    if sign.isspace():
        return context, at + 1
    return _tag(Context(state="tag", element=context.element), text, at)


def _before(context: Context, text: str, at: int) -> tuple[Context, int]:
    sign = text[at]
    if sign.isspace():
        return context, at + 1
    if sign == ">":
        return _inside(context.element), at + 1
    quote = sign if sign in "\"'" else ""
    found = msgspec.structs.replace(context, state="value", quote=quote, before="start")
    return found, at + 1 if quote else at


def _value(context: Context, text: str, at: int) -> tuple[Context, int]:
    if context.quote:
        end = text.find(context.quote, at)
        if end >= 0:
            return Context(state="tag", element=context.element), end + 1
        end = len(text)
    else:
        match = re.compile(r"[\s>]").search(text, at)
        if match:
            return Context(state="tag", element=context.element), match.start()
        end = len(text)
    piece = text[at:end]
    before = context.before
    if piece.strip():
        query = "?" in piece or "#" in piece
        before = "query" if query or before == "query" else "path" if before == "start" else before
    return msgspec.structs.replace(context, before=before), end


def _comment(context: Context, text: str, at: int) -> tuple[Context, int]:
    end = text.find("-->", at)
    return (TEXT, end + 3) if end >= 0 else (context, len(text))


def _raw(context: Context, text: str, at: int) -> tuple[Context, int]:
    match = re.compile(rf"</{context.element}(?=[\s>/])", re.IGNORECASE).search(text, at)
    return (
        (Context(state="tag", element=f"/{context.element}"), match.end())
        if match
        else (context, len(text))
    )


_STEPS = {
    "text": _text, "tag": _tag, "name": _name, "before": _before, "value": _value,
    "comment": _comment, "raw": _raw, "title": _raw,
}  # fmt: skip
