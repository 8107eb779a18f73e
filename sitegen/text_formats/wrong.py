"""What the readers of all formats share: their mistake, their limits, their result.

In:  nothing.
Out: the exception by which a reader ends, and small functions on plain values.
"""

from __future__ import annotations

import re

from sitegen.model import Value

Path = tuple[str, ...]

MOST_LEVELS = 100
"""Levels of nesting; the readers call themselves, YAML's in C until the process dies."""


class Wrong(Exception):
    """A text that cannot be read, at a line and column of its own."""

    def __init__(self, message: str, line: int = 0, column: int = 0, help: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.help = message, line, column, help


Result = tuple[dict[str, Value], dict[Path, tuple[int, int]]]
"""Values, and the line and column of each key's path."""


TOO_DEEP = f"it is nested more than {MOST_LEVELS} levels deep"


def lowered(value: Value, level: int = 0) -> Value:
    """Values with all keys in lower case; raises Wrong when they are nested too deep."""
    if level > MOST_LEVELS:
        raise Wrong(f"TOML: {TOO_DEEP}", 1, 1)
    if isinstance(value, dict):
        return {str(key).lower(): lowered(inner, level + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [lowered(inner, level + 1) for inner in value]
    return value


def long_number(form: str, text: str) -> Wrong:
    """The mistake of a number with more digits than Python reads."""
    match = re.search(r"\d{4000}", text)
    line = text.count("\n", 0, match.start()) + 1 if match else 1
    return Wrong(f"{form}: a number is too long", line, 1, "put it in quotes")
