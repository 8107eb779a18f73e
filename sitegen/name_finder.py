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
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

Meaning = TypeVar("Meaning")

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTERS = re.compile(r"[^\W_]+")
_ASCII = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_BLANK = re.compile(r"\s+")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "‐": "-", "\u00a0": " "})
_HASH = 4
"""Bytes of a word's hash."""


# compiled when they are wanted: so wide ranges take their time, and most sites have no use for them


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    """A word; in Chinese, Japanese and Korean, which have no blanks between them, a character."""
    return re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+")


@lru_cache(maxsize=1)
def _one() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


def plain(text: str) -> str:
    """A text as names are compared, as long as it was, in small letters and signs as typed."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return small if small.isascii() else small.translate(_SIGNS)


def is_name(name: str, least: int) -> bool:
    """Whether a name is looked for: long enough, and not a number; CJK ones may be half as long."""
    words = _word().findall(name)
    letters = sum(2 if len(word) == 1 and word >= "\u3040" else len(word) for word in words)
    return letters >= least and any(not word.isdecimal() for word in words)


def _pattern(small: str) -> re.Pattern[str]:
    """What finds the words of a text."""
    return _LETTERS if small.isascii() or _one().search(small) is None else _word()


def _words(small: str) -> list[str]:
    """The words of a text in small letters."""
    if small.isascii():
        return small.translate(_ASCII).split()
    return _pattern(small).findall(small)


class _Shape(NamedTuple):
    """What names have in common that begin with the same word."""

    words: int
    trail: int
    """Signs behind the last word: 2 of `C++`."""

    lead: int
    """Signs before the first one: 1 of `.NET`."""


class Finder(Generic[Meaning]):
    """Finds some names in texts."""

    def __init__(self, names: Mapping[str, Meaning]) -> None:
        self._names: dict[str, Meaning] = {}
        self._shapes: dict[str, list[_Shape]] = {}
        """The first word of names to their shapes, the longest first."""

        for name, meaning in names.items():
            wanted = _BLANK.sub(" ", plain(name)).strip()
            words = list(_word().finditer(wanted))
            if words:
                self._names.setdefault(wanted, meaning)
                shape = _Shape(len(words), len(wanted) - words[-1].end(), words[0].start())
                shapes = self._shapes.setdefault(words[0][0], [])
                if shape not in shapes:
                    shapes.append(shape)
        for shapes in self._shapes.values():
            shapes.sort(reverse=True)

    def find(self, text: str) -> Iterator[tuple[int, int, Meaning]]:
        """Where names stand in a text, one after the other: from, to, and what is meant."""
        small = plain(text)
        if self._shapes.keys().isdisjoint(_words(small)):
            return
        words = list(_pattern(small).finditer(small))
        past = 0
        for number, word in enumerate(words):
            for shape in self._shapes.get(word[0], ()):
                start, last = word.start() - shape.lead, number + shape.words - 1
                if start < past or last >= len(words):
                    continue
                end = words[last].end() + shape.trail
                name = small[start:end]
                # a line may end where the name has a blank
                found = self._names.get(name if shape.words == 1 else _BLANK.sub(" ", name))
                if found is not None:
                    yield start, end, found
                    past = end
                    break


def vocabulary(texts: Iterable[str]) -> bytes:
    """The words of some texts, by their hashes, so that most names need not be looked for."""
    words = set(_words(plain("\n".join(texts))))
    return b"".join(sorted(map(_hash, words)))


def may_hold(known: bytes) -> Callable[[frozenset[bytes]], bool]:
    """Whether a name of these hashes may stand in the texts of a vocabulary; never wrongly no."""
    return lambda hashes: all(one in known for one in hashes)


def hashes_of(name: str) -> frozenset[bytes]:
    """The hashes of a name's words."""
    return frozenset(map(_hash, _words(plain(name))))


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
