"""The record that describes an output format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sitegen.model import Output, PageKey
from sitegen.queries import Reader
from sitegen.render import Workplace


@dataclass(frozen=True, slots=True)
class Desk:
    """What a format works with."""

    reader: Reader
    workplace: Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFormat:
    """One kind of file made from the site."""

    name: str
    """Also the kind by which `disableKinds` turns it off, in lower case."""

    scope: Literal["page", "site"]
    """Whether `emit` is called for every page, or once with the home page."""

    emit: Callable[[Desk, PageKey], Iterable[Output]]
