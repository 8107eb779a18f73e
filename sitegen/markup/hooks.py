"""Render hooks: elements of a page's text that a template shows, in place of the standard markup.

In:  the tokens of a block, and which templates there are.
Out: the same tokens, each such element as a single one whose HTML is what its template gives.

What a template sees of an element is what Hugo gives it: https://gohugo.io/render-hooks/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from sitegen.markup.headings import as_pymdownx, free_counted, plain_text, without_icons
from sitegen.markup.highlight import fence_info, split_options
from sitegen.markup.links import is_script
from sitegen.markup.page_state import HOOK_MARK, LINK_AT, PageState
from sitegen.model import HookSlot, Value
from sitegen.paths import anchor

_CLOSING = {
    "link_open": "link_close",
    "heading_open": "heading_close",
    "blockquote_open": "blockquote_close",
    "table_open": "table_close",
    "tabs_open": "tabs_close",
    "tab_open": "tab_close",
}
"""An element's first token to its last."""


def names_of(token: Token, page: PageState) -> tuple[str, ...]:
    """The hooks that may show an element, the one that is tried first in front."""
    kind = token.type
    if kind == "link_open":
        return ("link",)
    if kind == "image":
        return ("image",)
    if kind == "heading_open":
        return ("heading",)
    if kind == "table_open":
        return ("table",)
    if kind == "tabs_open":
        return ("tabs",)
    if kind == "fence":
        language = fence_info(token.info)[0]
        if not page.options.code_fences:
            return ()
        if language == "goat":
            # without a hook it is drawn, unless a shortcode in it isn't known yet
            return () if page.holds_placeholder(token.content) else ("codeblock-goat",)
        return (f"codeblock-{language}", "codeblock") if language else ("codeblock",)
    if kind == "blockquote_open":
        return (f"blockquote-{'alert' if 'alert' in token.meta else 'regular'}", "blockquote")
    if kind in ("passthrough_block", "passthrough_inline"):
        return (kind.replace("_", "-"), "passthrough")
    return ()


_TYPES = {
    "link": ("link_open",),
    "image": ("image",),
    "heading": ("heading_open",),
    "table": ("table_open",),
    "tabs": ("tabs_open",),
    "codeblock": ("fence",),
    "blockquote": ("blockquote_open",),
    "passthrough": ("passthrough_inline", "passthrough_block"),
}
"""The first part of a hook's name to the types of its elements' first tokens."""

_INLINE = frozenset({"link_open", "image", "passthrough_inline"})


_PASSED = frozenset(_TYPES["passthrough"])


@lru_cache(maxsize=64)
def _types_of(names: frozenset[str], passthrough: bool) -> frozenset[str]:
    """The types of tokens at which elements with a hook begin."""
    found = frozenset(kind for name in names for kind in _TYPES.get(name.partition("-")[0], ()))
    return found if passthrough else found - _PASSED


def _types(page: PageState) -> frozenset[str]:
    """The same for the hooks that a page may meet."""
    if page.hooks is None:
        return frozenset()
    return _types_of(page.hooks.names, page.options.passthrough)


_COUNTED = {
    "image": "image",
    "fence": "codeblock",
    "table_open": "table",
    "blockquote_close": "blockquote",
    "passthrough_block": "passthrough",
    "passthrough_inline": "passthrough",
}
"""The token at which an element is counted; a quote in a quote comes before the outer one."""


def count(tokens: Sequence[Token], page: PageState) -> None:
    """Tell each element how many of its kind stand before it, whether they have a hook or not."""
    types = _types(page)
    if not types:
        return
    opened: list[Token] = []
    for token in tokens:
        if token.children and not types.isdisjoint(_INLINE):
            count(token.children, page)
        if token.type == "blockquote_open":
            opened.append(token)
        kind = _COUNTED.get(token.type)
        if kind is not None:
            counted = opened.pop() if token.type == "blockquote_close" else token
            counted.meta["ordinal"] = page.ordinals.get(kind, 0)
            page.ordinals[kind] = counted.meta["ordinal"] + 1


def gathered(
    tokens: Sequence[Token], page: PageState, lines: list[int] | None = None
) -> Sequence[Token]:
    """Tokens in which each element with a hook is one token of the type `hook`.

    `lines` are those of the block around inline tokens.
    """
    types = _types(page)
    inside = not types.isdisjoint(_INLINE)
    if not inside and not any(token.type in types for token in tokens):
        return tokens
    assert page.hooks is not None
    names = page.hooks.names
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        lines = token.map or lines
        if inside and token.type == "inline" and token.children:
            token.children = list(gathered(token.children, page, lines))
        hook = next((name for name in names_of(token, page) if name in names), "")
        if not hook:
            found.append(token)
            index += 1
            continue
        end = _end(tokens, index)
        element = Token("hook", "", 0, map=lines, level=token.level, block=token.block)
        element.meta = {"name": hook, "first": token, "inside": tokens[index + 1 : end]}
        found.append(element)
        index = end + 1
    return found


def _end(tokens: Sequence[Token], start: int) -> int:
    """Where the element that begins at `start` ends."""
    closing = _CLOSING.get(tokens[start].type)
    if closing is None:
        return start
    level = tokens[start].level
    return next(
        index
        for index in range(start + 1, len(tokens))
        if tokens[index].type == closing and tokens[index].level == level
    )


def render(r: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A render rule: what the template makes of an element."""
    token = tokens[index]
    page: PageState = env["page"]
    assert page.hooks is not None
    name, first = token.meta["name"], token.meta["first"]
    show = _Inside(r, options, env, token.map)
    values = _VALUES[first.type](first, token.meta["inside"], show)
    ordinal = first.meta.get("ordinal", 0)
    position = page.position(token.map[0] if token.map else 0, 1)
    called = page.hooks.call(name, values, ordinal, position, len(page.links))
    if called is None:
        page.hooked.append(
            (HookSlot(name=name, values=values, ordinal=ordinal, position=position),)
        )
        return HOOK_MARK.format(len(page.hooked) - 1)
    page.links += called.links
    page.problems += called.diagnostics
    if all(isinstance(part, str) for part in called.parts):
        return "".join(part for part in called.parts if isinstance(part, str))
    page.hooked.append(called.parts)
    return HOOK_MARK.format(len(page.hooked) - 1)


class _Inside:
    """Shows what stands in an element."""

    def __init__(self, renderer: Any, options: Any, env: Any, lines: list[int] | None) -> None:
        self._renderer, self._options, self._env, self._lines = renderer, options, env, lines
        self.page: PageState = env["page"]

    def inline(self, tokens: Sequence[Token]) -> str:
        """Inline tokens as HTML."""
        shown = gathered(tokens, self.page, self._lines)
        return str(self._renderer.renderInline(shown, self._options, self._env))

    def blocks(self, tokens: Sequence[Token]) -> str:
        """Block tokens as HTML."""
        shown = gathered(tokens, self.page, self._lines)
        return str(self._renderer.render(shown, self._options, self._env))


def _link(first: Token, inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    return {
        **_destination(str(first.attrs.get("href", "")), show.page),
        "title": str(first.attrs.get("title", "")),
        "text": show.inline(inside),
        "plain_text": plain_text(inside),
    }


def _image(first: Token, _inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    children = first.children or []
    attributes = {
        name: value for name, value in first.attrs.items() if name not in ("src", "alt", "title")
    }
    return {
        **_destination(str(first.attrs.get("src", "")), show.page),
        "title": str(first.attrs.get("title", "")),
        "text": show.inline(children),
        "plain_text": plain_text(children),
        "attributes": attributes,
        "is_block": bool(first.meta.get("is_block")),
    }


def _destination(address: str, page: PageState) -> dict[str, Value]:
    """Where a link leads as its author wrote it, and as a reader's browser needs it."""
    mark = LINK_AT.fullmatch(address)
    if mark is not None:
        return {"destination": page.links[int(mark[1])].target, "url": address}
    if is_script(address) and not page.options.unsafe:
        address = ""
    return {"destination": address, "url": address}


def _heading(first: Token, inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    children = inside[0].children or []
    return {
        "level": int(first.tag[1]),
        "anchor": str(first.attrs.get("id", "")),
        "text": show.inline(children),
        "plain_text": plain_text(children),
        "attributes": dict(first.attrs),
    }


def _blockquote(first: Token, inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    kind, sign, title = "", "", ""
    if "alert" in first.meta:
        kind, sign = first.meta["alert"]
        title = show.inline(inside[0].children or [])
        inside = inside[1:]
    return {
        "type": "alert" if kind else "regular",
        "alert_type": kind,
        "alert_sign": sign,
        "alert_title": title,
        "text": show.blocks(inside),
        "attributes": dict(first.attrs),
    }


def _table(first: Token, inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    rows: dict[str, list[list[dict[str, str]]]] = {"thead": [], "tbody": []}
    part = rows["thead"]
    for index, token in enumerate(inside):
        if token.type in ("thead_open", "tbody_open"):
            part = rows[token.tag]
        elif token.type == "tr_open":
            part.append([])
        elif token.type in ("th_open", "td_open"):
            style = str(token.attrs.get("style", ""))
            text = show.inline(inside[index + 1].children or [])
            part[-1].append({"text": text, "alignment": style.partition(":")[2].strip()})
    return {**rows, "attributes": dict(first.attrs)}


def _tab_id(group: Token, name: Sequence[Token], page: PageState) -> str:
    """A tab's id: the usual one, or that of MkDocs.

    https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/#options
    """
    if page.options.tab_ids not in ("name", "heading"):
        return page.free_id(f"tab-{anchor(plain_text(name))}")
    own = as_pymdownx(without_icons(plain_text(name)))
    above = str(group.meta.get("above", "")) if page.options.tab_ids == "heading" else ""
    return free_counted(f"{above}-{own}" if above else own, page)


def _tabs(first: Token, inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    """The tabs of a group; groups with the same names have one key."""
    tabs: list[dict[str, Value]] = []
    names: list[str] = []
    index = 0
    while index < len(inside):
        tab, end = inside[index], _end(inside, index)
        name = inside[index + 1].children or []
        names.append(anchor(plain_text(name)))
        tabs.append(
            {
                "id": _tab_id(first, name, show.page),
                "name": show.inline(name),
                "chosen": tab.meta["chosen"],
                "text": show.blocks(inside[index + 2 : end]),
            }
        )
        index = end + 1
    return {"key": "/".join(names), "tabs": tabs}


def _code(first: Token, _inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    language, found = fence_info(first.info)
    attributes, options = split_options(found | first.meta.get("attributes", {}))
    return {
        "type": language,
        "inner": first.content.rstrip("\n"),
        "attributes": attributes,
        "options": options,
    }


def _passthrough(first: Token, _inside: Sequence[Token], show: _Inside) -> dict[str, Value]:
    return {
        "type": first.type.removeprefix("passthrough_"),
        "inner": first.content,
        "attributes": dict(first.attrs),
    }


_VALUES = {
    "link_open": _link,
    "image": _image,
    "heading_open": _heading,
    "blockquote_open": _blockquote,
    "table_open": _table,
    "tabs_open": _tabs,
    "fence": _code,
    "passthrough_block": _passthrough,
    "passthrough_inline": _passthrough,
}
"""An element's first token to what its template sees."""
