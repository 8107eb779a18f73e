"""Findings as SARIF 2.1.0, which code scanning reads.

In:  diagnostics.
Out: the log as values for JSON.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub takes of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sitegen import __version__, paths
from sitegen.checks.rules import by_code
from sitegen.model import Diagnostic, Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(found: Sequence[Diagnostic]) -> dict[str, Any]:
    """The log of one run."""
    codes = sorted({one.code for one in found})
    number = {code: index for index, code in enumerate(codes)}
    seen: dict[str, int] = {}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sitegen",
                        "version": __version__,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, number[one.code], seen) for one in found],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    rule = by_code().get(code)
    about = rule.about if rule is not None else code.replace("-", " ")
    found: dict[str, Any] = {"id": code, "shortDescription": {"text": about}}
    if rule is not None:
        level = {"info": "note", "off": "none"}.get(rule.level, rule.level)
        found["help"] = {"text": rule.mend}
        found["defaultConfiguration"] = {"level": level}
    return found


def _uri(path: str) -> str:
    """A path of the repository as it is; one elsewhere as the address of a file."""
    return Path(path).as_uri() if Path(path).is_absolute() else paths.encoded(path)


def _result(one: Diagnostic, rule: int, seen: dict[str, int]) -> dict[str, Any]:
    text = f"{one.message}\n{one.help}" if one.help else one.message
    found: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": {"text": text},
    }
    at = one.position
    path = at.path if at is not None else ""
    # the line is left out: a finding stays the same one when something is written above it
    key = f"{one.code}\0{path}\0{one.message}"
    seen[key] = count = seen.get(key, 0) + 1
    digest = hashlib.sha256(f"{key}\0{count}".encode()).hexdigest()[:32]
    found["partialFingerprints"] = {"sitegen/v1": digest}
    if at is not None and path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
        if at.line:
            region = {"startLine": at.line}
            if at.column:
                region |= {"startColumn": at.column, "endColumn": at.column + at.length}
            place["region"] = region
        found["locations"] = [{"physicalLocation": place}]
    return found
