"""What `sitegen check` prints: for people, for programs, for GitHub, for code scanning."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sitegen.commands.project import printed
from sitegen.diagnostics import count_of
from sitegen.model import Diagnostic, Severity

FORMATS = ("text", "json", "github", "sarif")
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
NOTHING = "Nothing: everything that was looked at is well."


def report(found: Sequence[Diagnostic], form: str, root: Path) -> str:
    """The findings in one of the formats.

    For people and programs paths begin at the site's folder; GitHub knows the repository, in which
    the site may lie in a folder.
    """
    if form in ("github", "sarif"):
        found = [_in_repository(one, root) for one in found]
    if form == "json":
        return as_json([record(one) for one in found])
    if form == "sarif":
        from sitegen.checks.sarif import as_sarif  # noqa: PLC0415

        return as_json(as_sarif(found))
    if form == "github":
        return "\n".join(annotation(record(one)) for one in found)
    if not found:
        return NOTHING
    return f"{printed(found, root)}\n\n{counted(found)}"


def _in_repository(one: Diagnostic, root: Path) -> Diagnostic:
    """A finding whose path begins at the checkout, else at the current folder."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    at = one.position
    if at is None or not at.path or root == top or not root.is_relative_to(top):
        return one
    path = Path(os.path.normpath(root / at.path))  # a theme may lie beside the site
    shown = path.relative_to(top).as_posix() if path.is_relative_to(top) else path.as_posix()
    return msgspec.structs.replace(one, position=msgspec.structs.replace(at, path=shown))


def as_json(value: object) -> str:
    """A value as JSON for programs that people may read, too."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def counted(found: Sequence[Diagnostic]) -> str:
    """How many there are of each severity: `2 errors, 1 warning to look at.`"""
    counts = (
        (count_of(found, Severity.ERROR), "error"),
        (count_of(found, Severity.WARNING), "warning"),
        (count_of(found, Severity.INFO), "note"),
    )
    told = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
    return f"{', '.join(told)} to look at."


def exit_status(found: Sequence[Diagnostic], strict: bool) -> int:
    """1 when there is an error, or with `strict` a warning."""
    bad = count_of(found, Severity.ERROR) + (count_of(found, Severity.WARNING) if strict else 0)
    return 1 if bad else 0


def record(one: Diagnostic) -> dict[str, object]:
    """A finding for programs."""
    at = one.position
    return {
        "severity": one.severity.value,
        "code": one.code,
        "path": at.path if at else "",
        "line": at.line if at else 0,
        "column": at.column if at else 0,
        "message": one.message,
        "help": one.help,
    }


def annotation(record: dict[str, object]) -> str:
    """A finding as a command of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    places = {"file": record["path"], "line": record["line"], "col": record["column"]}
    named = {**places, "title": record["code"]}
    inside = ",".join(
        f"{name}={_escaped(str(value), ':,')}" for name, value in named.items() if value
    )
    text = str(record["message"]) + (f"\n{record['help']}" if record["help"] else "")
    return f"::{_COMMANDS[str(record['severity'])]} {inside}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + more else char for char in text)
