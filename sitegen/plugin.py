"""The record that describes a plug-in.

In:  nothing.
Out: `Plugin`; plug-ins import it from `sitegen.plugins`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import click
from markdown_it import MarkdownIt

from sitegen.model import Diagnostic, Output, PageKey, Value


class Format(Protocol):
    """An output format, as `sitegen.plugins.OutputFormat` makes it."""

    @property
    def name(self) -> str:
        """Also the kind by which `disableKinds` turns it off, in lower case."""

    @property
    def scope(self) -> Literal["page", "site"]:
        """Whether it is made for every page, or once."""

    @property
    def emit(self) -> Callable[[Any, PageKey], Iterable[Output]]:
        """The files, made from a `Desk` and a page's key."""


class SourceCheck(Protocol):
    """A check of a site's sources, as `sitegen.plugins.Check` makes it."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def run(self) -> Callable[[Any], Iterable[Diagnostic]]:
        """What it finds in a `Project`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a plug-in adds to a site.

    All functions must give the same result for the same arguments and files: no clock, no chance,
    no network. They run in several processes, and again only when something has changed.
    """

    name: str
    """The name by which sites turn it on: `plugins = ["NAME"]`."""

    version: str
    markdown: Callable[[MarkdownIt], object] | None = None
    """Is given the Markdown parser, to add rules as a plug-in of markdown-it-py does."""

    fields: Mapping[str, Callable[[Value], Value]] = field(default_factory=dict)
    """A front matter field (in lower case) to what makes `page.params.FIELD` of its value.

    It raises ValueError, with what is wrong, for a value that can't be meant.
    """

    shortcodes: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """A shortcode's name to a function of a `Call`; it gives `Markup`, or text to be escaped."""

    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """A function of templates by name; it is given a `Context`, then the template's arguments."""

    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    """A filter of templates by name; it is given the value, then the template's arguments."""

    outputs: tuple[Format, ...] = ()
    checks: tuple[SourceCheck, ...] = ()
    """What `sitegen check` looks for besides."""

    commands: tuple[click.Command, ...] = ()
    """Each is `sitegen NAME`, in a site that has the plug-in."""
