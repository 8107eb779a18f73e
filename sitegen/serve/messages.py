"""What the server and the pages in the browser tell each other.

In:  diagnostics, and what a build did.
Out: values that become JSON texts, and links that open a file in an editor.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

from sitegen.discover import line_of
from sitegen.model import Diagnostic, Severity, Struct

MOST_PATHS = 2000
"""Changed paths that are listed; of more it is said that all may have changed."""

MOST_PROBLEMS = 200
LONGEST_EXCERPT = 2000

EDITORS: Mapping[str, str] = {
    "none": "",
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
}
"""How the address of a place in a file is written for each editor; `{path}` begins with a slash."""

_RUNS_CODE = re.compile(r"^\s*(javascript|data|vbscript|about|blob):", re.IGNORECASE)
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")


class Problem(Struct, frozen=True, kw_only=True):
    """A diagnostic as a page shows it."""

    severity: str
    code: str
    message: str
    path: str | None
    line: int
    column: int
    length: int
    excerpt: str | None
    help: str
    open: str | None
    """The address that opens the place in the author's editor."""


class Hello(Struct, frozen=True, kw_only=True, tag_field="type", tag="hello"):
    """The first message."""

    build: int
    state: str
    problems: Sequence[Problem]


class Building(Struct, frozen=True, kw_only=True, tag_field="type", tag="building"):
    """A build has begun."""


class Built(Struct, frozen=True, kw_only=True, tag_field="type", tag="built"):
    """A build has ended."""

    build: int
    ok: bool
    """Whether something could be written."""

    seconds: float
    changed: Sequence[str]
    removed: Sequence[str]
    all: bool
    """Whether any page may have changed."""

    problems: Sequence[Problem]
    navigate: str | None = None
    """The address to go to."""


class Stale(Struct, frozen=True, kw_only=True, tag_field="type", tag="stale"):
    """The page that a browser shows is not the one that is there now."""


class Page(Struct, frozen=True, kw_only=True, tag_field="type", tag="page"):
    """A browser tells which page it shows, by output path and etag."""

    path: str
    etag: str


Message = Hello | Building | Built | Stale


def as_json(message: Message) -> str:
    """The text of a message."""
    return msgspec.json.encode(message).decode()


def page_of(text: str) -> Page | None:
    """What a browser tells; None when it is nothing that we know."""
    try:
        return msgspec.json.decode(text, type=Page)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def editor_template(word: str) -> str:
    """The template that an editor's name stands for, or the word when it is one itself.

    Raises ValueError for anything else.
    """
    if word.lower() in EDITORS:
        return EDITORS[word.lower()]
    if "{path}" not in word or not _SCHEME.match(word) or _RUNS_CODE.match(word):
        raise ValueError(word)
    return word


def editor_in(variables: Mapping[str, str]) -> str:
    """The editor whose terminal we run in, or that the user's variables name; else `none`."""
    terminal = variables.get("TERM_PROGRAM", "").lower()
    if terminal in ("vscode", "zed"):
        return terminal
    if "JetBrains" in variables.get("TERMINAL_EMULATOR", ""):
        return "idea"
    programs = {
        "code": "vscode", "codium": "vscodium", "cursor": "cursor", "zed": "zed", "subl": "sublime",
        "idea": "idea",
    }  # fmt: skip
    for name in ("VISUAL", "EDITOR"):
        words = variables.get(name, "").split()
        if words:
            return programs.get(Path(words[0]).stem.lower(), "none")
    return "none"


def editor_link(template: str, file: str, line: int, column: int) -> str | None:
    """The address that opens a place in a file; the file's path is absolute."""
    if not template:
        return None
    path = file.replace(os.sep, "/")
    rooted = quote(path if path.startswith("/") else f"/{path}", safe="/:")
    values = {"{path}": rooted, "{line}": str(max(1, line)), "{column}": str(max(1, column))}
    return re.sub(r"\{(path|line|column)\}", lambda found: values[found[0]], template)


class Problems:
    """Turns diagnostics into problems; what was read for the last ones is not read again."""

    def __init__(self, root: Path, editor: str) -> None:
        self._root = root
        self._editor = editor
        self._known: dict[Diagnostic, Problem] = {}

    def of(
        self, diagnostics: Sequence[Diagnostic], changed: Collection[str] | None
    ) -> tuple[Problem, ...]:
        """The problems of a build, errors first; `changed` files are read anew, None for all."""
        ordered = sorted(diagnostics, key=lambda one: one.severity is not Severity.ERROR)
        found = {}
        for one in ordered[:MOST_PROBLEMS]:
            known = self._known.get(one) if changed is not None else None
            if known is not None and one.position is not None:
                fresh = str(self._root / one.position.path) in (changed or ())
                known = None if fresh else known
            found[one] = known or self._one(one)
        self._known = found
        return tuple(found.values())

    def _one(self, one: Diagnostic) -> Problem:
        at = one.position
        return Problem(
            severity=one.severity.value,
            code=one.code,
            message=one.message,
            path=at.path if at else None,
            line=at.line if at else 0,
            column=at.column if at else 0,
            length=at.length if at else 1,
            excerpt=self._excerpt(one),
            help=one.help,
            open=editor_link(self._editor, str(self._root / at.path), at.line, at.column)
            if at
            else None,
        )

    def _excerpt(self, one: Diagnostic) -> str | None:
        at = one.position
        if at is None or not at.line or at.column > LONGEST_EXCERPT:
            return None
        line = line_of(self._root, at.path, at.line)
        return line.rstrip("\r\n")[:LONGEST_EXCERPT] if line is not None else None
