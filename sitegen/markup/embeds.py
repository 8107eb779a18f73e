"""Embeds: pages, recordings and documents that are shown in another page, `![[page]]`.

In:  tokens after inline parsing.
Out: the same; an embed is a block of its own, and where there is no room for one, a link.

https://help.obsidian.md/embeds
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, Literal

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen import paths
from sitegen.markup.page_state import EMBED_MARK, LINK_AT, PageState
from sitegen.model import EmbedSlot

Kind = Literal["page", "image", "audio", "video", "pdf"]

_KINDS: dict[str, Kind] = {
    **dict.fromkeys("avif bmp gif jpeg jpg png svg webp".split(), "image"),
    **dict.fromkeys("3gp flac m4a mp3 oga ogg opus wav".split(), "audio"),
    **dict.fromkeys("m4v mkv mov mp4 ogv webm".split(), "video"),
    "pdf": "pdf",
}
"""File name endings to what is shown: https://help.obsidian.md/file-formats"""

_SIZE = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?")
_HEIGHT = re.compile(r"(?<=[#&])height=(\d{1,5})")


def kind_of(target: str) -> Kind:
    """What an embed's target is by its ending; whatever is no known file is a page."""
    path = target.partition("#")[0].partition("?")[0].rstrip()
    return _KINDS.get(path.rpartition(".")[2].lower(), "page") if "." in path else "page"


def shown_name(target: str) -> str:
    """What a link without a label shows: `page › heading`."""
    return re.sub(r"(?<=.)#(?=.)", " › ", target.lstrip("#"))


def size_of(label: str) -> tuple[str, dict[str, str | int | float]]:
    """An image's label without the size at its end, and the size: `a tree|300x200`."""
    text, _, last = label.rpartition("|")
    size = _SIZE.fullmatch(last.strip())
    if size is None:
        return label, {}
    found: dict[str, str | int | float] = {"width": size[1]}
    if size[2]:
        found["height"] = size[2]
    return text.strip(), found


def lift(state: StateCore) -> None:
    """A core rule after inline parsing: embeds leave their paragraphs."""
    if "![" not in state.src:
        return
    page: PageState = state.env["page"]
    tokens: list[Token] = []
    index, end = 0, len(state.tokens)
    while index < end:
        token = state.tokens[index]
        children = token.children or () if token.type == "inline" else ()
        if page.options.obsidian:
            for child in children:
                if child.type == "image" and "wiki" not in child.meta:
                    _as_in_obsidian(child)
        if any(child.type == "embed" for child in children):
            if tokens and tokens[-1].type == "paragraph_open":
                tokens += _apart(tokens.pop(), token, state.tokens[index + 1])
                index += 2
                continue
            token.children = list(_with_links(children))
        tokens.append(token)
        index += 1
    state.tokens = tokens


def _as_in_obsidian(image: Token) -> None:
    """A Markdown image with a size in its text; it may show what is no image, too."""
    source = str(image.attrs.get("src", ""))
    texts = image.children or []
    if texts and texts[-1].type == "text" and texts[-1].content[-1:].isdigit():
        texts[-1].content, size = size_of(texts[-1].content)
        image.attrs.update(size)
    if paths.is_external(source) or kind_of(paths.decoded(source)) == "image" or not source:
        return
    image.type, image.tag = "embed", ""
    image.content = "".join(one.content for one in texts)
    image.attrs, image.children = {"src": source}, None


def _apart(opening: Token, inline: Token, closing: Token) -> Iterator[Token]:
    """A paragraph's tokens, in which each embed stands between two paragraphs."""
    piece: list[Token] = []
    pieces: list[list[Token]] = [piece]
    for child in inline.children or ():
        if child.type == "embed" and child.level == 0:
            piece = []
            pieces += [[child], piece]
        else:
            piece.append(child)
    for number, children in enumerate(pieces):
        embed = number % 2 == 1
        shown = children if embed else _trimmed(list(_with_links(children)))
        if not shown:
            continue
        first, text, last = copy(opening), copy(inline), copy(closing)
        first.attrs = {} if embed else dict(opening.attrs)
        first.hidden = last.hidden = embed or opening.hidden
        text.children, text.meta = shown, dict(inline.meta)
        yield from (first, text, last)


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Inline tokens without line ends and blanks at both ends."""
    while tokens and _is_blank(tokens[0]):
        del tokens[0]
    while tokens and _is_blank(tokens[-1]):
        del tokens[-1]
    if tokens and tokens[0].type == "text":
        tokens[0].content = tokens[0].content.lstrip()
    if tokens and tokens[-1].type == "text":
        tokens[-1].content = tokens[-1].content.rstrip()
    return tokens


def _is_blank(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak") or (
        token.type == "text" and not token.content.strip()
    )


def _with_links(children: Sequence[Token]) -> Iterator[Token]:
    """Inline tokens with a link in the place of each embed."""
    for child in children:
        if child.type != "embed":
            yield child
            continue
        target = str(child.attrs["src"])
        opening = Token("link_open", "a", 1, attrs={"href": target}, meta=child.meta)
        yield opening
        yield Token("text", "", 0, content=child.content or shown_name(target))
        yield Token("link_close", "a", -1)


def render(_r: Any, tokens: Sequence[Token], index: int, _o: Any, env: Any) -> str:
    """A render rule: the place of an embed."""
    token, page = tokens[index], env["page"]
    mark = LINK_AT.fullmatch(str(token.attrs.get("src", "")))
    if mark is None:
        return ""
    link = page.links[int(mark[1])]
    kind = kind_of(paths.decoded(link.target))
    told = _HEIGHT.search(link.target)
    label, size = (token.content, {}) if kind == "page" else size_of(token.content)
    page.embeds.append(
        EmbedSlot(
            index=int(mark[1]),
            kind=kind if kind != "image" else "page",
            name=shown_name(paths.decoded(link.target)),
            label=label,
            width=int(size.get("width", 0)),
            height=int(told[1] if told else size.get("height", 0)),
            position=link.position,
        )
    )
    return EMBED_MARK.format(len(page.embeds) - 1)
