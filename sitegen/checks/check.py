"""The record that describes a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.model import Diagnostic
from sitegen.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look for in a site."""

    name: str
    """Its option: `--prompts`."""

    about: str
    """What help says of it."""

    run: Callable[[Project], Iterator[Diagnostic]]
