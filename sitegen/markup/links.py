"""Links and images: where they stand, what they aim at, and the sentence around them.

In:  inline tokens with the offsets at which their rules began.
Out: `Link` values, and marks in place of internal addresses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Literal
from urllib.parse import unquote

import msgspec
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen import paths
from sitegen.markup.headings import plain_text
from sitegen.markup.page_state import LINK_MARK, PageState
from sitegen.model import Link, LinkSlot, MarkupOptions

MOST_CONTEXT = 140
"""Characters of a sentence kept on each side of a link."""

_LONGEST = 2000
"""Characters looked at before blanks and placeholders are taken out."""

Rule = Callable[[StateInline, bool], bool]

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\sa-z])|[。！？][」』”]?\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Eq|approx|z\.B|d\.h|bzw|usw)|\b[A-Z])\.\s+$"
)


_AIMS = ("link_open", "image", "embed")
"""The types of tokens that aim at something."""


def noting(rule: Rule) -> Rule:
    """An inline rule that leaves the offset at which it began on the link or image it makes."""

    def noted(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before:]:
                if token.type in _AIMS and "at" not in token.meta:
                    token.meta["at"] = start
                    break
        return True

    return noted


def collect(inline: Token, block: tuple[int, int], page: PageState, anchor: str = "") -> list[int]:
    """Note the links of an inline token, which stands in the lines `block` of the text.

    `anchor` is the nearest id. Gives the numbers of those with no words around them.
    """
    children = inline.children or []
    text = ""
    waiting: list[tuple[Token, int]] = []
    found: list[tuple[int, int, int]] = []
    for child in children:
        if child.type == "link_open":
            waiting.append((child, len(text)))
        elif child.type == "link_close":
            if waiting:
                token, start = waiting.pop()
                number = _noted(token, "href", inline.content, block, page)
                if number is not None:
                    found.append((number, start, len(text)))
        elif child.type == "image":
            alt = plain_text([child])
            number = _noted(child, "src", inline.content, block, page)
            if number is not None:
                found.append((number, len(text), len(text) + len(alt)))
            text += alt
        elif child.type == "embed":
            number = _noted(child, "src", inline.content, block, page)
            if number is not None:
                found.append((number, len(text), len(text) + len(child.content)))
            text += child.content
        else:
            text += plain_text([child])
    ends = _sentence_ends(text) if found else ()
    for number, start, end in found:
        before, label, after = _context(page.without_placeholders, text, ends, start, end)
        page.links[number] = msgspec.structs.replace(
            page.links[number], before=before, label=label, after=after, anchor=anchor
        )
    return [number for number, start, end in found if not (text[:start] + text[end:]).strip()]


def give_neighbours(numbers: Sequence[int], before: str, after: str, page: PageState) -> None:
    """Links that stand alone get the sentence above them as their context, or the one below."""
    if not numbers:
        return
    before = page.without_placeholders(before[-_LONGEST:])
    after = page.without_placeholders(after[:_LONGEST])
    above = context(before, len(before), len(before))[0]
    below = context(after, 0, 0)[2]
    for number in numbers:
        page.links[number] = msgspec.structs.replace(
            page.links[number],
            before=f"{above} " if above else "",
            after=f" {below}" if below and not above else "",
        )


def _noted(
    token: Token, attribute: str, content: str, block: tuple[int, int], page: PageState
) -> int | None:
    """The number of a token's link, made when it is internal; None for what leads elsewhere."""
    address = str(token.attrs.get(attribute, ""))
    if page.placeholder is not None:
        alone = page.placeholder.fullmatch(address)
        if alone is not None:
            number = int(alone[1])
            parts = page.fragments[number] if number < len(page.fragments) else ()
            slot = parts[0] if len(parts) == 1 else None
            return slot.index if isinstance(slot, LinkSlot) else None
        if page.placeholder.search(address):
            return None
    if not address or token.info == "auto" or paths.is_external(address) or "at" not in token.meta:
        if address and _has_own_hook(token, page):
            token.attrSet(attribute, as_by_hook(address))
        return None
    target, offset = _as_written(address, content, int(token.meta["at"]))
    line, column = page.locate(*block, content, offset)
    by_name = "wiki" in token.meta or page.options.obsidian
    kind: Literal["link", "image", "wiki", "tag"] = "wiki" if by_name else "link"
    if token.type == "image" or "tag" in token.meta:
        kind = "image" if token.type == "image" else "tag"
    page.links.append(
        Link(
            kind=kind,
            by_name=by_name and kind == "image",
            target=target,
            position=page.position(line, column, len(target)),
            embed=token.type == "embed",
        )
    )
    token.attrSet(attribute, LINK_MARK.format(len(page.links) - 1))
    return len(page.links) - 1


def written_by_hook(options: MarkupOptions) -> bool:
    """Whether the addresses of all links are written as by Hugo's own render hook."""
    return options.link_hook in ("always", "fallback")


def _has_own_hook(token: Token, page: PageState) -> bool:
    """Whether Hugo would write the address by a render hook of its own."""
    image = token.type == "image"
    wanted = page.options.image_hook if image else page.options.link_hook
    return wanted in ("always", "fallback") and not page.has_hook("image" if image else "link")


def as_by_hook(address: str) -> str:
    """The address of another site as Go's templates write it; it leads to the same place.

    https://pkg.go.dev/html/template#hdr-Contexts
    """
    safe = address.replace("'", "%27").replace("(", "%28").replace(")", "%29").removesuffix("#")
    scheme, colon, rest = safe.partition(":")
    return f"{scheme.lower()}:{rest}" if colon and scheme.isalnum() else safe


def _as_written(address: str, content: str, start: int) -> tuple[str, int]:
    """A target as its author wrote it, and where: markdown-it has percent-encoded it."""
    target = max(content.find("](", start, start + _LONGEST), start)
    candidates = dict.fromkeys((address, unquote(address)))
    for begin in (target, start):
        found = [(at, one) for one in candidates if (at := content.find(one, begin)) >= 0]
        if found:
            offset, candidate = min(found, key=itemgetter(0))
            return candidate, offset
    return unquote(address), start


def context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence around `text[start:end]` in three parts, each side cut at a word."""
    return _context(str, text, _sentence_ends(text), start, end)


def _sentence_ends(text: str) -> list[tuple[int, int]]:
    """Where sentences end, and where the next begin."""
    return [
        match.span()
        for match in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[max(0, match.start() - 8) : match.end()])
    ]


def _context(
    clean: Callable[[str], str],
    text: str,
    ends: Sequence[tuple[int, int]],
    start: int,
    end: int,
) -> tuple[str, str, str]:
    done = bisect_right(ends, start, key=itemgetter(1))
    first = ends[done - 1][1] if done else 0
    done = bisect_left(ends, end, key=itemgetter(0))
    last = ends[done][1] if done < len(ends) else len(text)
    first = max(first, start - _LONGEST)
    last = min(last, end + _LONGEST)
    before, after = clean(text[first:start]), clean(text[end:last])
    if len(before) > MOST_CONTEXT:
        before = "… " + before[-MOST_CONTEXT:].partition(" ")[2]
    if len(after) > MOST_CONTEXT:
        after = after[:MOST_CONTEXT].rpartition(" ")[0] + " …"
    return (
        re.sub(r"\s+", " ", before).lstrip(),
        re.sub(r"\s+", " ", clean(text[start:end])).strip(),
        re.sub(r"\s+", " ", after).rstrip(),
    )


def is_script(address: str) -> bool:
    """Whether an address would run a script or hold a document of its own."""
    plain = re.sub(r"[\x00-\x20]", "", address).lower()
    return plain.startswith(("javascript:", "vbscript:", "file:")) or (
        plain.startswith("data:") and not plain.startswith("data:image/")
    )


def lines_of(token: Token, fallback: Sequence[int] | None) -> tuple[int, int]:
    """The lines of a block token, or those of the block around it."""
    found = token.map or fallback or (0, 1)
    return found[0], found[1]
