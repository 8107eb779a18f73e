"""Split a page's file into front matter and text.

In:  the bytes of a file.
Out: values with the lines of their keys, the text below, the line on which it begins, mistakes.

TOML stands between lines of `+++`, YAML between lines of `---`, JSON in braces; see
https://gohugo.io/content-management/front-matter/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from sitegen.diagnostics import error
from sitegen.model import Diagnostic, Position, Struct, Value
from sitegen.text_formats import Format, Parsed, decoded, parse


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What stands above a page's text, and the text."""

    values: Mapping[str, Value]
    """Keys in lower case at every level."""

    places: Mapping[tuple[str, ...], tuple[int, int]]
    """The path of a key to its line and column in the file."""

    text: str
    """The body; lines end in LF."""

    first_line: int
    """The line of the file on which `text` begins."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def lines(self) -> Mapping[str, int]:
        """A top-level key to its line."""
        return {path[0]: place[0] for path, place in self.places.items() if len(path) == 1}


_DELIMITERS: Mapping[str, Format] = {"+++": "toml", "---": "yaml"}
_NEARLY_KEY = re.compile(r"\s*[A-Za-z_][\w-]*\s?[:=]\s*\S")
"""What misses a blank after its colon, or is TOML between the wrong delimiters."""

_KEY = re.compile(r"^[ \t]*[\w\"'-][^\n]*:(?:\s|$)", re.MULTILINE)


def split(raw: bytes, path: str) -> FrontMatter:
    """Read a file; an author's mistake is a diagnostic, never an exception."""
    text, problems = decoded(raw, path)
    if problems:
        return FrontMatter(values={}, places={}, text="", first_line=1, diagnostics=problems)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = len(text) - len(text.lstrip())
    rest = text[start:]
    above = text.count("\n", 0, start)
    first = rest.partition("\n")[0].rstrip()
    if first in _DELIMITERS:
        return _delimited(text, rest, above, first, path)
    if rest.startswith("{") and re.match(r"\{\s*(?:\"|\}|$)", rest):
        return _braced(text, rest, above, path)
    return FrontMatter(values={}, places={}, text=text, first_line=1)


def _delimited(text: str, rest: str, above: int, mark: str, path: str) -> FrontMatter:
    lines = rest.split("\n")
    form = _DELIMITERS[mark]
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == mark), None)
    if end is None:
        written = [line for line in lines[1:] if line.strip() and not line.lstrip().startswith("#")]
        if form == "yaml" and not _KEY.match("\n".join(written[:1])):
            return FrontMatter(values={}, places={}, text=text, first_line=1)
        problem = error(
            "unclosed-front-matter",
            f'the front matter that begins with "{mark}" is not closed',
            Position(path=path, line=above + 1, column=1, length=3),
            f'put a line with "{mark}" below it',
        )
        return FrontMatter(values={}, places={}, text=text, first_line=1, diagnostics=(problem,))
    block = "\n".join(lines[1:end])
    parsed = parse(block, form, path, above + 2)
    if form == "yaml" and _is_prose(block, parsed) and end + 1 < len(lines):
        # two thematic breaks with prose between them, not front matter
        return FrontMatter(values={}, places={}, text=text, first_line=1)
    return _with_text(parsed, "\n".join(lines[end + 1 :]), above + end + 2)


def _is_prose(block: str, parsed: Parsed) -> bool:
    """Whether lines between `---` are not even meant as names with values."""
    if parsed.values or not block.strip() or _KEY.search(block):
        return False
    written = [line for line in block.split("\n") if line.strip()]
    return not all(_NEARLY_KEY.match(line) for line in written)


def _braced(text: str, rest: str, above: int, path: str) -> FrontMatter:
    try:
        _, end = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError):
        parsed = parse(rest, "json", path, above + 1)
        return _with_text(parsed, "", 1)
    parsed = parse(rest[:end], "json", path, above + 1)
    line = above + 1 + rest.count("\n", 0, end)
    body = rest[end:]
    head, newline, tail = body.partition("\n")
    if newline and not head.strip():
        return _with_text(parsed, tail, line + 1)
    return _with_text(parsed, body, line)


def _with_text(parsed: Parsed, text: str, first_line: int) -> FrontMatter:
    return FrontMatter(
        values=parsed.values,
        places=parsed.places,
        text=text,
        first_line=first_line,
        diagnostics=parsed.diagnostics,
    )
