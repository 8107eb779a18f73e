"""Split a text at its shortcode tags.

In:  a page's text below its front matter.
Out: texts and tags in order, and one Diagnostic for each tag that is not well formed.

Which tags belong together is `shortcode_parser`'s matter.
"""

from __future__ import annotations

import re

from sitegen.diagnostics import error
from sitegen.model import Diagnostic, Struct
from sitegen.shortcode_tag import RIGHT, Source, Tag, TagReader

_OPENER = re.compile(r"\{\{[<%]")


class Text(Struct, frozen=True, kw_only=True):
    """Text between tags; escapes such as `{{</* x */>}}` are already resolved."""

    text: str
    line: int
    """The source line on which it begins; it has the source's line breaks."""


Token = Text | Tag


def scan(text: str, first_line: int, path: str) -> tuple[tuple[Token, ...], tuple[Diagnostic, ...]]:
    """Split a text into texts and tags; `first_line` is the line its first character stands on."""
    source = Source(text, first_line, path)
    tokens: list[Token] = []
    problems: list[Diagnostic] = []
    plain: list[str] = []
    plain_start = done = 0

    def flush(next_start: int) -> None:
        nonlocal plain_start
        if found := "".join(plain):
            tokens.append(Text(text=found, line=source.line(plain_start)))
        plain.clear()
        plain_start = next_start

    while opener := _OPENER.search(text, done):
        start = opener.start()
        plain.append(text[done:start])
        right = RIGHT[opener.group()]
        if text.startswith("/*", start + 3):
            end = text.find("*/" + right, start + 5)
            if end < 0:
                problems.append(_unclosed_escape(source, start, right))
                plain.append(opener.group())
                done = start + 3
            else:
                plain += [opener.group(), text[start + 5 : end], right]
                done = end + 5
            continue
        reader = TagReader(source, start, right)
        tag, done = reader.read()
        problems += reader.problems
        flush(done)
        tokens.append(tag)
    plain.append(text[done:])
    flush(len(text))
    return tuple(tokens), tuple(problems)


def _unclosed_escape(source: Source, start: int, right: str) -> Diagnostic:
    return error(
        "shortcode-syntax",
        f'"{source.text[start : start + 5]}" is not closed',
        source.position(start, start + 5),
        f'end it with "*/{right}"',
    )
