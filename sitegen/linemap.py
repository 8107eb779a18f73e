"""Text that knows which line of its source each of its lines comes from.

In:  pieces of text with the source lines they come from.
Out: one text with one line map.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.model import Struct


class Mapped(Struct, frozen=True, kw_only=True):
    """A text and the source line of each of its lines."""

    text: str = ""
    lines: tuple[int, ...]
    """One number for each line of `text`; an empty text has one line."""


def consecutive(text: str, line: int) -> Mapped:
    """A text as it stands in the source, from `line` on."""
    return Mapped(text=text, lines=tuple(range(line, line + text.count("\n") + 1)))


def made_at(text: str, line: int) -> Mapped:
    """A text that was made: all of it comes from one line."""
    return Mapped(text=text, lines=(line,) * (text.count("\n") + 1))


def around(text: str, inner: Mapped, line: int, end_line: int) -> Mapped:
    """A text that was made from `line` to `end_line`, and may hold `inner` as it was."""
    start = text.find(inner.text) if inner.text.strip() else -1
    if start < 0:
        return made_at(text, line)
    end = start + len(inner.text)
    return joined(
        (made_at(text[:start], line), inner, made_at(text[end:], end_line)),
        line,
    )


def joined(pieces: Iterable[Mapped], line: int) -> Mapped:
    """The pieces as one text; a line counts for the piece that begins it, blanks apart."""
    texts: list[str] = []
    lines = [line]
    blank = True
    for piece in pieces:
        if not piece.text:
            continue
        if blank:
            lines[-1] = piece.lines[0]
        lines += piece.lines[1:]
        texts.append(piece.text)
        _, newline, last = piece.text.rpartition("\n")
        blank = not last.strip() and (blank or bool(newline))
    return Mapped(text="".join(texts), lines=tuple(lines))
