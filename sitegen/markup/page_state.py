"""What gathers while one page's Markdown is read; seen by this package only.

In:  the expanded text of a page.
Out: a `PageState`, kept in markdown-it's `env`, and positions in the source file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitegen.model import (
    Diagnostic,
    EmbedSlot,
    Heading,
    Link,
    MarkupOptions,
    Parts,
    Position,
    Prompt,
)
from sitegen.templates_api import Hooks

LINK_MARK = "\x00L{}\x00"
"""Where a link's address goes; a NUL cannot be in the input, so it cannot be forged."""

LINK_AT = re.compile(r"\x00L(\d+)\x00")

ATTRIBUTE_MARK = "\x00A{}\x00"
"""Where the whole `href="…"` of a link goes."""

EMBED_MARK = "\x00E{}\x00"
"""Where an embed goes."""

HOOK_MARK = "\x00H{}\x00"
"""Where goes what a render hook made, or will make in phase 2."""

PLACEHOLDER_STEM = "sgfragment"
"""What every marker of a page's fragments begins with."""

ANY_PLACEHOLDER = re.compile(rf"{PLACEHOLDER_STEM}q*([0-9]{{1,7}})x")


@dataclass
class PageState:
    """One page's links, headings and problems, in order."""

    path: str
    lines: Sequence[str]
    """The expanded text's lines."""

    numbers: Sequence[int]
    """The source line of each of them."""

    options: MarkupOptions
    nested: bool = False
    """Whether the text stands in a shortcode: its HTML may go through Markdown once more."""

    marker: str = ""
    fragments: tuple[Parts, ...] = ()
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    """Ids that are taken."""

    prompts: tuple[Prompt, ...] = ()
    """The prompt cards of the page."""

    last_numbers: dict[str, int] = field(default_factory=dict)
    """An id that stands several times, to the number last added to it."""

    problems: list[Diagnostic] = field(default_factory=list)
    hooks: Hooks | None = None
    hooked: list[Parts] = field(default_factory=list)
    """What the render hooks made; texts in it may hold marks."""

    embeds: list[EmbedSlot] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    """The tags in the text, as written."""

    has_formulas: bool = False
    ordinals: dict[str, int] = field(default_factory=dict)
    """How many elements of a kind there are, for render hooks."""

    placeholder: re.Pattern[str] | None = None
    """What stands for a shortcode, its number in a group; in a text without any, None."""

    def __post_init__(self) -> None:
        if self.marker:
            self.placeholder = re.compile(rf"{re.escape(self.marker)}([0-9]{{1,7}})x")

    def has_hook(self, *names: str) -> bool:
        """Whether the site has one of these render hooks."""
        return self.hooks is not None and not self.hooks.names.isdisjoint(names)

    def free_id(self, wanted: str) -> str:
        """The wanted id, or the first free one with a number; it is taken from now on.

        The numbers given out are remembered.
        """
        found, number = wanted, self.last_numbers.get(wanted, 0)
        while found in self.ids:
            number += 1
            found = f"{wanted}-{number}"
        self.last_numbers[wanted] = number
        self.ids.add(found)
        return found

    def number(self, line: int) -> int:
        """The source line of a line of the text, counted from 0."""
        if not self.numbers:
            return 0
        return self.numbers[min(max(line, 0), len(self.numbers) - 1)]

    def position(self, line: int, column: int = 0, length: int = 1) -> Position:
        """A place in the source file; `line` counts from 0 in the text."""
        return Position(
            path=self.path, line=self.number(line), column=column, length=max(1, length)
        )

    def without_placeholders(self, text: str) -> str:
        """Text without the places of shortcodes."""
        return self.placeholder.sub("", text) if self.placeholder else text

    def holds_placeholder(self, text: str) -> bool:
        """Whether a shortcode stands in a text."""
        return self.placeholder is not None and self.placeholder.search(text) is not None

    def locate(self, first: int, last: int, content: str, offset: int) -> tuple[int, int]:
        """Line (from 0) and column (from 1) of an offset in a block's inline content.

        `first` and `last` are the block's lines; its content lacks their indentation and markers.
        """
        row = content.count("\n", 0, offset)
        start = content.rfind("\n", 0, offset) + 1
        end = content.find("\n", offset)
        piece = content[start : end if end >= 0 else len(content)]
        line = min(first + row, max(first, last - 1))
        if line >= len(self.lines):
            return line, 0
        column = self.lines[line].find(piece.strip())
        if column < 0 and "|" in piece:
            # bars in a cell of a table are escaped
            column = self.lines[line].find(piece.strip().replace("|", "\\|"))
            offset += piece.count("|", 0, offset - start)
        if column < 0:
            return line, 0
        return line, column + 1 + (offset - start) - (len(piece) - len(piece.lstrip()))
