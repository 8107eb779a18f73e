"""How alike two texts are, told by a few numbers of each.

In:  texts.
Out: a sketch of each, some 100 characters, and from two sketches the share that the texts have in
     common.

A text is the set of its runs of three words; the sketch is the smallest of their hashes, as many as
fit. From these the likeness of the sets can be told well enough, and an edit of a sentence leaves
most of them as they are. https://en.wikipedia.org/wiki/MinHash#Variant_with_a_single_hash_function
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from heapq import nsmallest

NUMBERS = 24
"""Hashes in a sketch."""

_RUN = 3
"""Words of a run."""

_BYTES = 3
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; in Chinese, Japanese and Korean a character."""


def sketch(text: str) -> str:
    """The sketch of a text; empty for one without words."""
    words = _TOKEN.findall(text.lower())
    if not words:
        return ""
    runs = {" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))}
    hashes = {_mixed(zlib.crc32(run.encode("utf-8", "surrogatepass"))) for run in runs}
    packed = b"".join(one.to_bytes(_BYTES, "big") for one in nsmallest(NUMBERS, hashes))
    return base64.urlsafe_b64encode(packed).decode()


def likeness(one: str, other: str) -> float:
    """The share of two texts that is the same, from 0 to 1, by their sketches.

    As git tells it of files: what they have in common, in parts of their size
    (https://git-scm.com/docs/git-diff#Documentation/git-diff.txt--Mltngt).
    """
    if one == other:
        return 1.0 if one else 0.0
    first, second = _numbers(one), _numbers(other)
    smallest = set(nsmallest(NUMBERS, first | second))
    if not smallest:
        return 0.0
    same = len(smallest & first & second) / len(smallest)
    return 2 * same / (1 + same)


def is_sketch(text: str) -> bool:
    """Whether a text may be a sketch."""
    try:
        return len(base64.urlsafe_b64decode(text)) % _BYTES == 0
    except (binascii.Error, ValueError):
        return False


def _mixed(checksum: int) -> int:
    """A checksum's bits well mixed, so that small ones are chosen fairly; the upper 24."""
    return (checksum * 0x9E3779B1 & 0xFFFFFFFF) >> 8


def _numbers(packed: str) -> set[int]:
    data = base64.urlsafe_b64decode(packed)
    return {int.from_bytes(data[at : at + _BYTES], "big") for at in range(0, len(data), _BYTES)}
