"""The settings of `sitegen check`: what they may say, and what they mean.

In:  the tables `check.severity` and `check.ignore`, and lists of patterns.
Out: what is wrong with them; whether an address or a file is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from sitegen.globs import matches
from sitegen.model import Value

Level = Literal["error", "warning", "info", "off"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info", "off")

ALL = "all"
"""What stands for every code in `check.ignore`."""

_SPECIAL = re.compile(r"[\\^$+(|\[]|\.\*")


def listed(value: Value) -> tuple[Value, ...]:
    """What may be written as one value or as a list, as a tuple."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def is_expression(pattern: str) -> bool:
    """Whether a pattern is a regular expression between slashes, and no path: `/^old-.*/`."""
    inside = len(pattern) > 2 and pattern[0] == pattern[-1] == "/"
    return inside and _SPECIAL.search(pattern) is not None


def is_left_alone(address: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns fits: the address itself, a glob, or a regular expression."""
    return any(_fits(pattern, address) for pattern in patterns)


def codes_for(path: str, ignore: Mapping[str, Value]) -> frozenset[str]:
    """The codes that `check.ignore` leaves out in a file; `all` stands for every one."""
    return frozenset(
        str(code)
        for pattern, codes in ignore.items()
        if pattern == path or matches(pattern, path)
        for code in listed(codes)
    )


def wrong_levels(severity: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Codes with a severity that there is not, and what is said of each."""
    for code, level in severity.items():
        if str(level).lower() not in LEVELS:
            yield code, f'"check.severity.{code}" is "{level}"'


def wrong_expressions(patterns: Sequence[str]) -> Iterator[str]:
    """What is wrong with regular expressions among patterns."""
    for pattern in patterns:
        if is_expression(pattern):
            try:
                re.compile(pattern[1:-1])
            except re.error as problem:
                yield f'"{pattern}" is no regular expression: {problem}'


def _fits(pattern: str, address: str) -> bool:
    if is_expression(pattern):
        return re.search(pattern[1:-1], address) is not None
    return pattern == address or matches(pattern, address)
