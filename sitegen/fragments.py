"""Finished HTML that waits outside a text while the text goes through Markdown.

In:  HTML, slots and links, each as it is met.
Out: placeholders to put into text, and at the end what each of them stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from sitegen.model import HOLE, EmbedSlot, HookSlot, Link, LinkSlot, Part, Parts, in_texts

_STEM = "sgfragment"
_TAG = re.compile(r"""<[a-zA-Z/!](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_OPEN_TAG = re.compile(r"<[a-zA-Z/]")


def free_marker(texts: Iterable[str]) -> str:
    """A run of small letters that occurs in none of the texts; the same for the same texts."""
    whole = "\n".join(texts).lower()
    marker = _STEM
    while marker in whole:
        marker += "q"
    return marker


class Fragments:
    """The fragments of one page, and the links in them."""

    def __init__(self, marker: str, first_link: int = 0) -> None:
        self.marker = marker
        self.parts: list[Parts] = []
        self.links: list[Link] = []
        self.ids: set[str] = set()
        """The ids of elements so far."""

        self._first_link = first_link
        self._placeholder = re.compile(f"{marker}([0-9]+)x")

    def add(self, parts: Parts) -> str:
        """Keep a fragment; gives its placeholder."""
        self.parts.append(parts)
        return f"{self.marker}{len(self.parts) - 1}x"

    def add_link(self, link: Link, absolute: bool = False) -> str:
        """Keep a link; gives the placeholder of its address."""
        self.links.append(link)
        index = self._first_link + len(self.links) - 1
        return self.add((LinkSlot(index=index, absolute=absolute),))

    def embed(self, parts: Parts, links: Sequence[Link] = ()) -> str:
        """A text for parts, with a placeholder for each slot.

        With `links`, the parts' link slots count in these.
        """
        offset = self._first_link + len(self.links) if links else 0
        self.links += links
        return "".join(
            part if isinstance(part, str) else self.add((self._own(part, offset),))
            for part in parts
        )

    def _own(self, part: Part, offset: int) -> Part:
        """A slot as it counts here: its links `offset` later, its placeholders filled."""
        if isinstance(part, LinkSlot | EmbedSlot):
            return msgspec.structs.replace(part, index=part.index + offset)
        if not isinstance(part, HookSlot):
            return part
        fragments = [tuple(self._own(one, offset) for one in parts) for parts in part.fragments]

        def taken_out(text: str) -> str:
            def hole(match: re.Match[str]) -> str:
                fragments.append(self._standing_for(match[1]))
                return HOLE.format(len(fragments) - 1)

            return self._placeholder.sub(hole, text)

        values = in_texts(part.values, taken_out)
        return msgspec.structs.replace(part, values=values, fragments=tuple(fragments))

    def resolve(self, html: str) -> Parts:
        """HTML with its placeholders replaced by what they stand for.

        One inside a tag, such as in an attribute, stands for its text there.
        """
        pieces = self._placeholder.split(html)
        found: list[Part] = [pieces[0]]
        before = pieces[0]
        for number, text in zip(pieces[1::2], pieces[2::2], strict=True):
            in_tag = _in_tag(before)
            for part in self._standing_for(number):
                found.append(_as_value(part) if in_tag and isinstance(part, str) else part)
            found.append(text)
            before = before + text if in_tag else text
        return merged(found)

    def _standing_for(self, number: str) -> Parts:
        if len(number) < 10 and int(number) < len(self.parts):
            return self.parts[int(number)]
        return (f"{self.marker}{number}x",)

    def free_id(self, wanted: str) -> str:
        """The wanted id, or the first free one with a number; it is taken from now on."""
        found, number = wanted, 1
        while found in self.ids:
            number += 1
            found = f"{wanted}-{number}"
        self.ids.add(found)
        return found

    def mark(self) -> tuple[int, int]:
        """A point to come back to."""
        return len(self.parts), len(self.links)

    def roll_back(self, mark: tuple[int, int]) -> None:
        """Forget what was kept since `mark`."""
        del self.parts[mark[0] :]
        del self.links[mark[1] :]


def _in_tag(html: str) -> bool:
    """Whether HTML breaks off inside a tag."""
    end = 0
    for tag in _TAG.finditer(html):
        end = tag.end()
    return _OPEN_TAG.search(html, end) is not None


def _as_value(html: str) -> str:
    """HTML as an attribute's value: without tags."""
    return _TAG.sub("", html).replace('"', "&#34;").replace("'", "&#39;").replace("<", "&lt;")


def merged(parts: Iterable[Part]) -> Parts:
    """Parts without empty strings, and with neighbouring strings joined."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
