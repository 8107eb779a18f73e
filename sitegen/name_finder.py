"""Names in a text: whole words, in any case, the longest first.

In:  names, each with what it stands for, and texts.
Out: where they stand.

A text is cut into words once; each is looked up among the first words of the names. So the number
of names hardly matters.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+")
"""A word; in Chinese, Japanese and Korean, which have no blanks between them, a character."""

_ONE = re.compile(f"[{_CJK}]")
_BLANK = re.compile(r"\s+")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "‐": "-", "\u00a0": " "})
_HASH = 4
"""Bytes of a word's hash."""


def plain(text: str) -> str:
    """A text as names are compared, as long as it was, in small letters and signs as typed."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return small if small.isascii() else small.translate(_SIGNS)


def is_name(name: str, least: int) -> bool:
    """Whether a name is looked for: long enough, and not a number; CJK ones may be half as long."""
    words = _WORD.findall(name)
    letters = sum(2 if len(word) == 1 and word >= "\u3040" else len(word) for word in words)
    return letters >= least and any(not word.isdecimal() for word in words)


class Finder(Generic[Meaning]):
    """Finds some names in texts."""

    def __init__(self, names: Mapping[str, Meaning]) -> None:
        self._by_first: dict[str, list[tuple[str, int, int, Meaning]]] = {}
        for name, meaning in names.items():
            wanted = _BLANK.sub(" ", plain(name)).strip()
            first = _WORD.search(wanted)
            if first is not None:
                entry = (wanted, first.start(), len(_WORD.findall(wanted)), meaning)
                self._by_first.setdefault(first[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))

    def find(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Where names stand in a text, one after the other: from, to, and what is meant."""
        small = plain(text)
        words = list(_WORD.finditer(small))
        past = 0
        number = 0
        while number < len(words):
            word = words[number]
            number += 1
            for wanted, lead, count, meaning in self._by_first.get(word[0], ()):
                start = word.start() - lead
                if start < past or number - 1 + count > len(words):
                    continue
                end = _end(small, start, wanted)
                if end:
                    yield start, end, meaning
                    past = end
                    while number < len(words) and words[number].start() < end:
                        number += 1
                    break


def _end(text: str, start: int, name: str) -> int:
    """Where a name ends that begins in a text; 0 when another one stands there."""
    end = start + len(name)
    if text[start:end] != name:
        # a line may end where the name has a blank
        piece = text[start : end + 8 * name.count(" ")]
        match = re.match(r"\s+".join(map(re.escape, name.split(" "))), piece)
        if match is None or " " not in name:
            return 0
        end = start + match.end()
    inner = name[-1].isalnum() and not _is_cjk(name[-1])
    if inner and end < len(text) and text[end].isalnum() and not _is_cjk(text[end]):
        return 0
    return end


def _is_cjk(char: str) -> bool:
    return char >= "\u3040" and _ONE.match(char) is not None


def vocabulary(texts: Iterable[str]) -> bytes:
    """The words of some texts, by their hashes, so that most names need not be looked for."""
    words = {word for text in texts for word in _WORD.findall(plain(text))}
    return b"".join(sorted(map(_hash, words)))


def may_hold(known: bytes) -> Callable[[frozenset[bytes]], bool]:
    """Whether a name of these hashes may stand in the texts of a vocabulary; never wrongly no."""
    return lambda hashes: all(one in known for one in hashes)


def hashes_of(name: str) -> frozenset[bytes]:
    """The hashes of a name's words."""
    return frozenset(map(_hash, _WORD.findall(plain(name))))


def _hash(word: str) -> bytes:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")).to_bytes(_HASH, "big")


# --- a block of text, as far as names are looked for in it -------------------------------------

APART, BACK = "\x01", "\x02"
"""Between these stands what is read, but not looked through: links, code."""

_APART = re.compile(f"{APART}[^{BACK}]*{BACK}?")


def shown(block: str) -> str:
    """A block as a reader sees it."""
    return block.replace(APART, "").replace(BACK, "")


def pieces(block: str) -> Iterator[tuple[int, str]]:
    """The pieces of a block that are looked through, each with its place in what is `shown`."""
    if APART not in block:
        yield 0, block
        return
    at = end = 0
    for match in _APART.finditer(block):
        piece = block[end : match.start()]
        yield at, piece
        at += len(piece) + len(shown(match[0]))
        end = match.end()
    yield at, block[end:]


def marked_apart(parts: Sequence[tuple[str, bool]]) -> str:
    """A block of texts, each with whether it is looked through."""
    found = []
    for text, looked in parts:
        clean = text.replace(APART, " ").replace(BACK, " ")
        found.append(clean if looked else f"{APART}{clean}{BACK}")
    return "".join(found)
