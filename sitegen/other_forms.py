"""A page's text in other forms than HTML: as Markdown without shortcodes, and as plain text.

In:  the source of a page, its links, its HTML.
Out: Markdown with a place for each link's address, which only the whole site can tell; plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from sitegen import paths
from sitegen.model import Link, MarkdownSlot, Parts, Value
from sitegen.plain_shortcodes import as_text
from sitegen.settings import SettingsReader

_WIKI = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*<?)([^\s>]+)", re.MULTILINE)
_MARK_STEM = "sglink"
"""What the mark for the place of a link's address begins with: it may be a word of a call."""

_Edit = tuple[int, int, MarkdownSlot]
"""What to put where in a line: start, end, the slot."""


def markdown_of(
    text: str,
    first_line: int,
    links: Sequence[Link],
    path: str,
    fields: Mapping[str, Value],
    reader: SettingsReader,
) -> tuple[str | MarkdownSlot, ...]:
    """A page's source without shortcodes; a link that can't be found in it stays as it is.

    `first_line` is the line of the file on which the text begins, `fields` are the page's.
    """
    slots: list[MarkdownSlot] = []
    stem = _MARK_STEM
    while stem in text:
        stem += "q"
    marked = _with_marks(text, first_line, links, stem, slots)
    if "{{<" in marked or "{{%" in marked:
        marked = as_text(marked, path, fields, reader)
    return tuple(_parts(marked, stem, slots))


def _parts(text: str, stem: str, slots: Sequence[MarkdownSlot]) -> Iterator[str | MarkdownSlot]:
    done = 0
    for mark in re.finditer(rf"{stem}([0-9]{{1,7}})x", text) if slots else ():
        number = int(mark[1])
        if number < len(slots):  # a setting that a shortcode shows may have such a word
            yield text[done : mark.start()]
            yield slots[number]
            done = mark.end()
    yield text[done:]


def _with_marks(
    text: str, first_line: int, links: Sequence[Link], stem: str, slots: list[MarkdownSlot]
) -> str:
    lines = text.split("\n")
    edits: dict[int, set[_Edit]] = {}
    elsewhere: dict[str, int] = {}
    for index, link in enumerate(links):
        row, at = link.position.line - first_line, link.position.column - 1
        if paths.is_external(link.target) or not 0 <= row < len(lines):
            continue
        found = _edit(lines[row], at, link, index)
        if found is None:
            elsewhere.setdefault(link.target, index)
        else:
            edits.setdefault(row, set()).add(found)

    def mark(slot: MarkdownSlot) -> str:
        slots.append(slot)
        return f"{stem}{len(slots) - 1}x"

    for row, listed in edits.items():
        line, end = lines[row], len(lines[row])
        for start, stop, slot in sorted(listed, key=lambda one: (*one[:2], one[2].index))[::-1]:
            if stop <= end:  # one inside of another stays
                line, end = line[:start] + mark(slot) + line[stop:], start
        lines[row] = line

    def defined(found: re.Match[str]) -> str:
        index = elsewhere.get(found[2])
        if index is None:
            return found[0]
        return found[1] + mark(MarkdownSlot(index=index, written=found[2]))

    text = "\n".join(lines)
    return _DEFINITION.sub(defined, text) if elsewhere else text


def _edit(line: str, at: int, link: Link, index: int) -> _Edit | None:
    if link.kind == "wiki":
        for wiki in _WIKI.finditer(line):
            if wiki.start() <= at < wiki.end() or (at < 0 and wiki[1].strip() == link.target):
                label = (wiki[2] or wiki[1]).strip()
                slot = MarkdownSlot(index=index, written=wiki[0], before=f"[{label}](", after=")")
                return wiki.start(), wiki.end(), slot
        return None
    slot = MarkdownSlot(index=index, written=link.target)
    if at >= 0 and line.startswith(link.target, at):
        return at, at + len(link.target), slot
    # the place of a call, or of a link whose line was put together: what stands apart is the target
    apart = rf"(?<![^\s(\"'`<\[=]){re.escape(link.target)}(?![^\s)\"'`>\]])"
    found = re.compile(apart).search(line, max(at, 0)) if link.target else None
    return (found.start(), found.end(), slot) if found else None


_UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|template|button|svg|annotation)\b.*?</\1\s*>", re.DOTALL
)
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|dl|dt|dd|tr|table|pre|div|section|article|aside|figure|figcaption"
    r"|blockquote|details|summary|br|hr)\b[^>]*>"
)
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_BLANKS = re.compile(r"[ \t\xa0]+")


def plain_text_of(parts: Parts) -> str:
    """What of a page's HTML is text, a block a line; what sees the site is not in it."""
    html = _UNSEEN.sub("", "".join(part for part in parts if isinstance(part, str)))
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", html)))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
