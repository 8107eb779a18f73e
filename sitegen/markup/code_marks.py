"""Marks on the lines of code: changed, in focus, with a note.

In:  code, and the options of its fence.
Out: the code without what marks it, the classes of its lines, and the notes' places.

Comments are those of Shiki and VitePress, `// [!code ++]` (https://shiki.style/packages/transformers),
notes those of Material for MkDocs, `# (1)!` with a list below the block
(https://squidfunk.github.io/mkdocs-material/reference/code-blocks/#adding-annotations).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sitegen.model import Value

_OPENS = r"(?://|\#|--|;|%|/\*|<!--|\{/\*|\(\*|'|REM\b)"
_CLOSES = r"(?:\*/\}?|-->|\*\))?"
_COMMENT = re.compile(
    rf"\s*{_OPENS}\s*\[!code\s+(\+\+|--|focus|highlight|hl|warning|error)(?::(\d{{1,4}}))?\]\s*{_CLOSES}\s*$"
)
_NOTE = re.compile(rf"\s*{_OPENS}\s*\((\d{{1,2}})\)(!?)\s*{_CLOSES}\s*$")

_CLASSES = {
    "++": "ins",
    "--": "del",
    "focus": "focused",
    "highlight": "hl hll",
    "hl": "hl hll",
    "warning": "warned",
    "error": "failed",
}
OPTIONS = {"ins": "ins", "del": "del", "focus": "focused"}
"""A fence's option to the class of the lines that it names."""

MARKING = frozenset(OPTIONS) | {"wrap", "collapse", "frame"}
"""Options of sitegen's own."""


class Marked(NamedTuple):
    """Code and what is marked in it; lines count from 1."""

    code: str
    classes: Mapping[int, str]
    notes: Mapping[int, int]
    """A line to the number of the note at its end."""


def marked(code: str, lines_of: Mapping[str, frozenset[int]], notes: int, any_note: bool) -> Marked:
    """Take the marks out of code.

    `lines_of` are the lines that options name, by class; `notes` is how many notes the list below
    has; `any_note` is true where `# (1)` needs no exclamation mark.
    """
    kept: list[str] = []
    classes: dict[int, str] = {}
    found: dict[int, int] = {}

    def add(line: int, name: str) -> None:
        if name not in classes.get(line, "").split():
            classes[line] = f"{classes[line]} {name}" if line in classes else name

    for written in code.split("\n"):
        text = written
        marks: list[tuple[str, int]] = []
        while (match := _COMMENT.search(text)) is not None:
            marks.append((_CLASSES[match[1]], int(match[2] or 1)))
            text = text[: match.start()]
        note = _NOTE.search(text) if notes else None
        if note and 1 <= int(note[1]) <= notes and (note[2] or any_note):
            text = text[: note.start()]
            found[len(kept) + 1] = int(note[1])
        alone = bool(marks) and not text.strip()
        if not alone:
            kept.append(text.replace("[!!code ", "[!code "))
        first = len(kept) + 1 if alone else len(kept)
        for name, count in marks:
            for line in range(first, first + count):
                add(line, name)
    for name, lines in lines_of.items():
        for line in sorted(lines):
            add(line, name)
    return Marked("\n".join(kept), {n: c for n, c in classes.items() if n <= len(kept)}, found)


def has_marks(code: str, own: Mapping[str, Value], notes: int) -> bool:
    """Whether there is anything to take out or to show."""
    return (
        bool(notes) or "[!code " in code or "[!!code " in code or not own.keys().isdisjoint(OPTIONS)
    )
