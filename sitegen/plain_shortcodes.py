"""What shortcodes are in a page's Markdown.

In:  a text with shortcode calls, the fields of its page, the settings.
Out: the text with Markdown in their place: what they hold, or what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sitegen.model import Value
from sitegen.prompt_cards import SHORTCODES, cleaned
from sitegen.settings import SettingsReader
from sitegen.shortcode_parser import Call, Node, parse
from sitegen.shortcode_scanner import Text
from sitegen.shortcode_view import deindented

_SPOKEN = ("text", "title", "label", "name", "alt", "caption", "summary")
"""Arguments that a shortcode nobody knows here may say something by."""


Fields = Mapping[str, Value]


def as_text(text: str, path: str, fields: Fields, reader: SettingsReader) -> str:
    """A text without shortcodes; `fields` are its page's parameters."""
    nodes, _ = parse(text, 1, path)
    return _joined(nodes, fields, reader)


def _joined(nodes: Sequence[Node], fields: Fields, reader: SettingsReader) -> str:
    pieces: list[str] = []
    for node in nodes:
        piece = node.text if isinstance(node, Text) else _one(node, fields, reader)
        if pieces and pieces[-1].startswith(">") and re.match(r"[ \t]*\n[ \t]*\S", piece):
            piece = "\n" + piece  # else it would go on with the quote
        pieces.append(piece)
    return "".join(pieces)


def _one(call: Call, fields: Fields, reader: SettingsReader) -> str:
    inner = deindented(_joined(call.children, fields, reader), call.indent)
    if call.name in SHORTCODES:
        return _prompt(inner or _told(call, "prompt"), reader).replace("\n", "\n" + call.indent)
    if call.name == "param":
        return _param(_told(call, "name"), fields, reader)
    known = _KNOWN.get(call.name)
    if known is not None:
        return known(call, inner)
    if inner.strip():
        return inner
    return next((str(call.params[name]) for name in _SPOKEN if name in call.params), "") or (
        str(call.args[0]) if call.args else ""
    )


def _told(call: Call, name: str) -> str:
    """The argument of a name, or the first without one."""
    value: Value = call.params.get(name, call.args[0] if call.args else "")
    return "" if value is None else str(value)


def _prompt(written: str, reader: SettingsReader) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in cleaned(written).split("\n"))
    return f"> **{reader.text('prompt') or 'Prompt'}**\n>\n{quoted}"


def _param(name: str, fields: Fields, reader: SettingsReader) -> str:
    value: Value = fields
    for part in name.lower().split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        value = reader.param(name)
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _figure(call: Call, _inner: str) -> str:
    image = f"![{_param_of(call, 'alt')}]({_told(call, 'src')})"
    if link := _param_of(call, "link"):
        image = f"[{image}]({link})"
    said = [f"**{_param_of(call, 'title')}**" if call.params.get("title") else ""]
    said += [_param_of(call, "caption")]
    return "\n\n".join([image, *(one for one in said if one)])


def _param_of(call: Call, name: str) -> str:
    return str(call.params.get(name) or "")


def _details(call: Call, inner: str) -> str:
    return f"**{_param_of(call, 'summary') or 'Details'}**\n\n{inner.strip()}"


def _highlight(call: Call, inner: str) -> str:
    code = inner.strip("\n")
    fence = "```"
    while fence in code:
        fence += "`"
    language = call.params.get("lang", call.args[0] if call.args else "")
    return f"{fence}{language or ''}\n{code}\n{fence}"


def _address(pattern: str, *names: str) -> Callable[[Call, str], str]:
    """A link to what a shortcode shows of another site."""

    def link(call: Call, _inner: str) -> str:
        told = [
            str(call.params.get(name, call.args[number] if number < len(call.args) else ""))
            for number, name in enumerate(names)
        ]
        return f"<{pattern.format(*told)}>"

    return link


_KNOWN: Mapping[str, Callable[[Call, str], str]] = {
    "comment": lambda _call, _inner: "",
    "details": _details,
    "figure": _figure,
    "highlight": _highlight,
    "ref": lambda call, _: _told(call, "path"),
    "relref": lambda call, _: _told(call, "path"),
    "qr": lambda call, inner: inner.strip() or _told(call, "text"),
    "gist": _address("https://gist.github.com/{}/{}", "user", "id"),
    "instagram": _address("https://www.instagram.com/p/{}/", "id"),
    "vimeo": _address("https://vimeo.com/{}", "id"),
    "x": _address("https://x.com/{}/status/{}", "user", "id"),
    "youtube": _address("https://www.youtube.com/watch?v={}", "id"),
}
"""The shortcodes that ship with sitegen and are more, or less, than the text they hold."""
