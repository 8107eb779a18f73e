"""What a list shows of a page: its beginning, up to the author's mark or some seventy words.

In:  top-level blocks with their HTML.
Out: the number of blocks that make the summary; https://gohugo.io/content-management/summaries/
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

DIVIDER = "<!--more-->"

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def word_count(text: str) -> int:
    """How many words a text has; each CJK character counts as one."""
    characters = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + characters if characters else len(text.split())


def blocks(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens of each top-level block."""
    found: list[Sequence[Token]] = []
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            found.append(tokens[start : index + 1])
            start = index + 1
    return found


def is_divider(block: Sequence[Token]) -> bool:
    """Whether a block is the author's mark."""
    return len(block) == 1 and block[0].type == "html_block" and block[0].content.strip() == DIVIDER


def automatic(words: Sequence[int], limit: int) -> int:
    """How many blocks it takes until `limit` words are reached."""
    total = 0
    for index, count in enumerate(words):
        total += count
        if total >= limit:
            return index + 1
    return len(words)


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of a plain text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    shorter = cut.rpartition(" ")[0]
    return (shorter if len(shorter) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"
