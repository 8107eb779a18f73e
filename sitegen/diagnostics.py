"""Mistakes as values: making them, and showing them with an excerpt.

In:  positions, and on demand the text of the files they point into.
Out: `Diagnostic` values and their printed form.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence

import msgspec

from sitegen.model import Diagnostic, Position, Severity

MOST_SHOWN = 50
"""How many diagnostics are printed; the rest is counted, warnings first."""

MOST_COMPARED = 500
"""Names compared letter by letter to find the nearest."""

MOST_ALIKE = 3
"""How many are printed of those that say the same at different places."""

_EXCERPT_WIDTH = 100
"""Columns of source shown; a longer line is cut around the caret."""


class SitegenError(Exception):
    """The build cannot go on; `diagnostics` say why, in the author's terms."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


def error(code: str, message: str, position: Position | None = None, help: str = "") -> Diagnostic:
    """A mistake that keeps the site from being written."""
    return Diagnostic(
        severity=Severity.ERROR, code=code, message=message, position=position, help=help
    )


def warning(
    code: str, message: str, position: Position | None = None, help: str = ""
) -> Diagnostic:
    """A mistake that the site can be published with."""
    return Diagnostic(
        severity=Severity.WARNING, code=code, message=message, position=position, help=help
    )


def nearest(word: str, candidates: Iterable[str], count: int = 1) -> tuple[str, ...]:
    """The candidates most like `word`, best first; those with little in common are left out."""
    pool = sorted(set(candidates))
    if len(pool) > MOST_COMPARED:
        # a slip rarely touches both ends of a word, and comparing all takes too long
        ends = (word[:2], word[-2:])
        pool = [name for name in pool if name[:2] == ends[0] or name[-2:] == ends[1]]
        pool = sorted(pool, key=lambda name: abs(len(name) - len(word)))[:MOST_COMPARED]
    return tuple(difflib.get_close_matches(word, pool, count, 0.6))


def did_you_mean(word: str, candidates: Iterable[str], count: int = 1) -> str:
    """A hint such as `did you mean "figure"?`, or an empty string."""
    found = [f'"{name}"' for name in nearest(word, candidates, count)]
    return f"did you mean {' or '.join(found)}?" if found else ""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each diagnostic once, by file, line and column; those without a place come first.

    A template's failure stands once though many pages failed by it: only their hints differ.
    """
    listed = sorted(diagnostics, key=lambda diagnostic: (_place(diagnostic), diagnostic.help))
    first: dict[tuple[str, int, int, str, str], Diagnostic] = {}
    for diagnostic in listed:
        first.setdefault(_place(diagnostic), diagnostic)
    return tuple(first.values())


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def count_of(diagnostics: Iterable[Diagnostic], severity: Severity) -> int:
    """How many there are of one severity."""
    return sum(d.severity is severity for d in diagnostics)


def as_text(
    diagnostics: Sequence[Diagnostic],
    read_line: Callable[[str, int], str | None],
    paint: Callable[[str, str], str] = lambda text, style: text,
) -> str:
    """The printed form of diagnostics: notes, warnings, then errors, where a reader's eye ends.

    Of each the first ones, `MOST_SHOWN` in all, errors before warnings; of those that say the same
    at many places, such as an unknown shortcode, `MOST_ALIKE`.

    `read_line(path, line)` gives a line of the site's source or None; `paint(text, style)` may
    colour text, style being one of `error`, `warning`, `info`, `dim`, `help`, `bold`.
    """
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    warnings = [d for d in diagnostics if d.severity is Severity.WARNING]
    notes = [d for d in diagnostics if d.severity is Severity.INFO]
    shown = []
    for found, room, name in (
        (notes, max(0, MOST_SHOWN - len(errors) - len(warnings)), "note"),
        (warnings, max(0, MOST_SHOWN - len(errors)), "warning"),
        (errors, MOST_SHOWN, "error"),
    ):
        picked = _without_repeats(found)
        shown += [_one(d, read_line, paint) for d in picked[:room]]
        if len(picked) > room:
            more = len(picked) - room
            shown.append(f"… and {more} more {name}{'s' if more > 1 else ''}")
    return "\n".join(shown)


def _without_repeats(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The first few of those that say the same; the last of them tells how many more there are."""
    alike: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in found:
        alike.setdefault((diagnostic.code, diagnostic.message), []).append(diagnostic)
    picked = []
    for same in alike.values():
        picked += same[:MOST_ALIKE]
        if len(same) > MOST_ALIKE:
            note = f"and {len(same) - MOST_ALIKE} more places like this"
            help = f"{picked[-1].help}; {note}" if picked[-1].help else note
            picked[-1] = msgspec.structs.replace(picked[-1], help=help)
    return sorted(picked, key=_place)


def _one(
    diagnostic: Diagnostic,
    read_line: Callable[[str, int], str | None],
    paint: Callable[[str, str], str],
) -> str:
    style = diagnostic.severity.value
    head = paint(f"{style}[{diagnostic.code}]", style)
    where = _where(diagnostic.position)
    lines = [f"{paint(where, 'bold')}: {head}: {visible(diagnostic.message)}"]
    if not where:
        lines = [f"{head}: {visible(diagnostic.message)}"]
    position = diagnostic.position
    source = read_line(position.path, position.line) if position and position.line else None
    if position and source is not None and source.strip():
        lines += _excerpt(position, source, paint)
    if diagnostic.help:
        lines.append(f"   {paint('help', 'help')}: {visible(diagnostic.help)}")
    return "\n".join(lines)


def _excerpt(position: Position, source: str, paint: Callable[[str, str], str]) -> list[str]:
    source = visible(source.rstrip("\r\n").replace("\t", " "))
    column = min(position.column, len(source) + 1)
    start = max(0, column - 1 - _EXCERPT_WIDTH // 2) if len(source) > _EXCERPT_WIDTH else 0
    cut = source[start : start + _EXCERPT_WIDTH]
    lead = "…" if start else ""
    number = f"{position.line:5}"
    lines = [f"{paint(f'{number} |', 'dim')} {lead}{cut}"]
    if column:
        offset = column - 1 - start + len(lead)
        carets = "^" * max(1, min(position.length, len(cut) + len(lead) - offset))
        style = paint(carets, "error")
        lines.append(f"{paint('      |', 'dim')} {' ' * offset}{style}")
    return lines


def visible(text: str) -> str:
    """Text with control characters shown, so that content cannot steer the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _where(position: Position | None) -> str:
    if position is None:
        return ""
    where = visible(position.path)
    if position.line:
        where += f":{position.line}"
        if position.column:
            where += f":{position.column}"
    return where


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    at = diagnostic.position or Position(path="")
    return (at.path, at.line, at.column, diagnostic.code, diagnostic.message)
