"""A prompt card and the answer below it as one section.

In:  the top-level blocks of a text, and its prompt cards.
Out: the blocks that sections begin and end with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from markdown_it.token import Token

from sitegen.model import Card, Struct

_TITLE = 1
"""The level of a page's title, whether its text has it or not."""

_ENDS = frozenset({"footnote_block_open"})
"""Blocks that belong to the page as a whole."""


class Section(Struct, frozen=True, kw_only=True):
    """A card with its answer."""

    start: int
    """The index of the card's block."""

    end: int
    """That of the first block behind the answer."""

    name: str
    """What the prompt is called by."""

    level: int
    """The level of the heading that ends it."""


def sections(
    blocks: Sequence[Sequence[Token]], placeholder: re.Pattern[str], cards: Iterable[Card]
) -> list[Section]:
    """The sections of a text: each from its card to the next one, or to a heading of its level.

    The level is that of the heading that the card stands below; below the page's title it is the
    highest of the others. A heading right above a card belongs to that one. A card inside of a
    list, a quote or another shortcode begins no section.
    """
    by_fragment = {card.fragment: card for card in cards}
    headings = [int(block[0].tag[1]) for block in blocks if block[0].type == "heading_open"]
    others = headings[1:] if headings[:1] == [_TITLE] else headings
    highest = min(others, default=_TITLE)
    found: list[Section] = []
    opened: tuple[int, str] | None = None
    above = level = highest
    own_headings = 0

    def close(end: int) -> None:
        nonlocal opened
        if opened is not None:
            found.append(Section(start=opened[0], end=end, name=opened[1], level=level))
            opened = None

    for index, block in enumerate(blocks):
        kind = block[0].type
        if kind == "heading_open":
            own = int(block[0].tag[1])
            above = max(own, highest)
            own_headings += 1
            if own <= level:
                close(index)
            continue
        if kind in _ENDS:
            close(index)
        elif kind == "shortcodes":
            card = _only_card(block[0].content, placeholder, by_fragment)
            if card is not None:
                close(index - own_headings)
                if card.answered:
                    level = above
                    opened = (index, card.prompt.title or beginning(card.prompt.text))
        own_headings = 0
    close(len(blocks))
    return found


def joined(pieces: Sequence[str], found: Iterable[Section]) -> str:
    """The blocks' HTML as one text, with the sections' elements around them."""
    marked = list(pieces)
    for one in found:
        name = escape(one.name)
        opening = f'<section class="prompt-answer" aria-label="{name}">\n'
        marked[one.start] = opening + marked[one.start]
        marked[one.end - 1] += "</section>\n"
    return "".join(marked)


def beginning(text: str, limit: int = 80) -> str:
    """The first words of a prompt, on one line."""
    words = " ".join(text.split())
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _only_card(
    content: str, placeholder: re.Pattern[str], cards: Mapping[int, Card]
) -> Card | None:
    alone = placeholder.fullmatch(content.strip())
    return cards.get(int(alone[1])) if alone else None
