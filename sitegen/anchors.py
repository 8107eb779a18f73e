"""Which place in a page a fragment names: `#my-heading`, `#My heading`, `#Part#Chapter`, `#^block`.

In:  a fragment as an author wrote it, and the page's ids and headings.
Out: the id; None when the page has no such place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sitegen import paths
from sitegen.model import Heading


class Anchors(NamedTuple):
    """The places of a page."""

    ids: frozenset[str]
    headings: tuple[Heading, ...]


NO_ANCHORS = Anchors(frozenset(), ())

_SIGNS = re.compile(r"[\W_]+")


def by_slug(text: str, known: Anchors) -> str | None:
    """The id that is written in another way: with capitals, or as the heading's text."""
    lowered = text.lower()
    return next((one for one in (paths.anchor(text.strip()), lowered) if one in known.ids), None)


def by_text(text: str, known: Anchors) -> str | None:
    """The id of a block, or of the heading with a text: the last of a way down, `Part#Chapter`.

    https://help.obsidian.md/links#Link+to+a+heading+in+a+note
    """
    parts = [part.strip() for part in text.split("#") if part.strip()]
    if not parts:
        return None
    if parts[-1].startswith("^"):
        wanted = parts[-1].lower()
        return next((one for one in sorted(known.ids) if one.lower() == wanted), None)
    found = _way(parts, known.headings) or _way(parts[-1:], known.headings)
    return found or by_slug(parts[-1], known)


def _way(parts: Sequence[str], headings: Sequence[Heading]) -> str | None:
    start, level = 0, 0
    found = None
    for part in parts:
        end = next(
            (n for n in range(start, len(headings)) if headings[n].level <= level), len(headings)
        )
        inside = headings[start:end]
        at = _first(part, inside, _spaced)
        if at is None:
            at = _first(part, inside, _letters)
        if at is None:
            return None
        found, level = inside[at], inside[at].level
        start += at + 1
    return found.id if found is not None and found.id else None


def _first(part: str, headings: Sequence[Heading], key: Callable[[str], str]) -> int | None:
    wanted = key(part)
    if not wanted:
        return None
    return next(
        (n for n, one in enumerate(headings) if wanted in (key(one.text), key(one.written))), None
    )


def _spaced(text: str) -> str:
    """A heading as it is compared first: without case and with single blanks."""
    return " ".join(text.casefold().split())


def _letters(text: str) -> str:
    """And then: nothing but letters and digits, as signs and marks are lost in links."""
    return _SIGNS.sub("", text.casefold())
