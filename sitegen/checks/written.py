"""Where a text, an address or a heading stands in a source file.

In:  the text of a file.
Out: line, column and length of each place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from sitegen import paths

_INSIDE = re.compile(r"[\w/.~%-]")
"""What an address goes on with, so that a part of another one isn't taken for it."""

_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)")
_ATX = re.compile(r"\s{0,3}(?:>\s*)*(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
_TAG = re.compile(r"<h([1-6])\b[^>]*>(.*?)(?:</h\1>|$)", re.I)
_ID_OF_HEADING = re.compile(r"\s*\{[^{}]*\}\s*$")
_LETTERS = re.compile(r"[^\w]+")


LONGEST = 200
"""Characters of an address, an id or a heading that are kept of what is wrong in a page."""


class Spot(NamedTuple):
    """A place in a text: line and column from 1."""

    line: int
    column: int
    length: int


def address_spots(text: str, address: str, base: str) -> list[Spot]:
    """Where an address of the HTML is written, in the likeliest spelling that is found."""
    if address in ("", "#", "#!"):
        return _empty_spots(text, address)
    for spelling in _spellings(address, base):
        found = text_spots(text, spelling)
        if found:
            return found
    return []


def without_code(text: str) -> str:
    """A Markdown text whose code is blank: what stands there is shown, it does nothing."""
    return "\n".join(
        " " * len(line) if code else _SPAN.sub(lambda found: " " * len(found[0]), line)
        for line, code in _lines(text)
    )


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a Markdown text, and whether each belongs to a fenced block of code."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        yield line, bool(fence or mark)
        if not fence:
            fence = mark[1] if mark else ""
        elif mark and mark[1].startswith(fence):
            fence = ""


def text_spots(text: str, wanted: str) -> list[Spot]:
    """Where a text stands by itself, not as a part of a longer word or path."""
    found: list[Spot] = []
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        before, after = text[start - 1 : start], text[end : end + 1]
        alone = not (before and _INSIDE.match(before) and _INSIDE.match(wanted))
        rest = text[end : end + 2]
        ends = not after or not _INSIDE.match(after) or (rest[:1] == "." and not rest[1:].strip())
        if alone and ends:
            found.append(_spot(text, start, len(wanted)))
        start = text.find(wanted, end)
    return found


def reads(before: str, after: str, label: str) -> bool:
    """Whether a link has a text, by what stands in its line before and behind its address."""
    wanted = _plain(label)
    shown = after.partition(">")[2].partition("</a")[0]
    return _plain(shown) == wanted or _plain(before.rpartition("[")[2]) == wanted


def attribute_spots(html: str, address: str) -> list[Spot]:
    """Where an attribute of a built page has a value."""
    if address in ("", "#", "#!"):
        return _empty_spots(html, address)
    kinds = {address, escape(address), escape(address, quote=False)}
    behind = r"(?=[\s\"'>,])" if len(address) < LONGEST else ""
    for value in sorted(kinds):
        found = [
            _spot(html, match.start("value"), max(1, len(value)))
            for match in re.finditer(rf"=\s*[\"']?\s*(?P<value>{re.escape(value)}){behind}", html)
        ]
        if found:
            return found
    return text_spots(html, address)[:1]


def id_spots(text: str, name: str) -> list[Spot]:
    """Where an id is given: an attribute, or braces behind a heading."""
    own = re.escape(name)
    braces = rf"\{{[^{{}}\n]*#(?P<a>{own})(?=[\s}}])"
    attribute = r"\b(?:id|name|for|aria-labelledby|aria-describedby)=[\"']?(?:[^\"'\n>]*\s)?"
    pattern = rf"{braces}|{attribute}(?P<b>{own})(?=[\"'\s>])"
    found = []
    for match in re.finditer(pattern, text):
        group = "a" if match["a"] is not None else "b"
        found.append(_spot(text, match.start(group), len(name)))
    return found


def heading_spots(text: str, wanted: str) -> list[Spot]:
    """Where a heading of a text stands."""
    sought = _plain(wanted)
    return [spot for spot, title in _headings(text) if _plain(title) == sought]


def _headings(text: str) -> Iterator[tuple[Spot, str]]:
    above = ""
    for number, (line, code) in enumerate(_lines(text), 1):
        if code:
            above = ""
        elif found := _ATX.match(line):
            title = _ID_OF_HEADING.sub("", found[2] or "")
            column = found.start(1) + 1
            yield Spot(number, column, len(line.rstrip()) - column + 1), title
            above = ""
        elif (found := _UNDERLINE.match(line)) and above.strip():
            yield Spot(number - 1, 1, len(above.rstrip())), _ID_OF_HEADING.sub("", above)
            above = ""
        else:
            for tag in _TAG.finditer(line):
                title = re.sub(r"<[^>]*>", "", tag[2])
                yield Spot(number, tag.start() + 1, tag.end() - tag.start()), title
            above = line


def _plain(text: str) -> str:
    """A text without markup and marks, for comparing."""
    text = re.sub(r"\]\([^)]*\)|<[^>]*>|&\w+;", " ", text)
    return " ".join(_LETTERS.sub(" ", text.replace("_", " ")).casefold().split())


def _empty_spots(text: str, address: str) -> list[Spot]:
    inside = re.escape(address)
    pattern = rf"\]\((?P<a>{inside})\)|\bhref\s*=\s*[\"'](?P<b>{inside})[\"']"
    return [_spot(text, match.start(), len(match[0])) for match in re.finditer(pattern, text)]


def _spellings(address: str, base: str) -> Iterator[str]:
    """How an address of the HTML may be written in a source."""
    seen = {""}
    below = address.removeprefix(base) if base != "/" and address.startswith(base) else ""
    for one in (address, below and f"/{below}", below):
        for spelling in (one, paths.decoded(one), escape(one)):
            if spelling not in seen and len(spelling) > 1:
                seen.add(spelling)
                yield spelling


def _spot(text: str, offset: int, length: int) -> Spot:
    start = text.rfind("\n", 0, offset) + 1
    return Spot(text.count("\n", 0, offset) + 1, offset - start + 1, length)
