"""What the steps below the theme need of templates: two protocols and two exceptions.

In:  nothing.
Out: `ShortcodeTemplates`, which the theme implements and the shortcode expander calls, and
     `Hooks`, which Markdown calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sitegen.model import Diagnostic, Link, Parts, Position, Struct, Value


class NeedsSite(Exception):
    """A template asked for something that only the whole site can tell."""


class TemplateProblem(Exception):
    """A template failed; `diagnostic` says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


class ShortcodeTemplates(Protocol):
    """The shortcode templates of a site, its themes and sitegen itself."""

    def names(self) -> tuple[str, ...]:
        """The names of all shortcodes, such as `figure` or `cards/card`."""

    def has(self, name: str) -> bool:
        """Whether there is a template for this name, whatever its case."""

    def uses_inner(self, name: str) -> bool:
        """Whether the template shows the text between its tags."""

    def does_without_inner(self, name: str) -> bool:
        """Whether a template that shows inner text asks first whether there is any."""

    def render(self, name: str, context: Mapping[str, object], problems: list[Diagnostic]) -> str:
        """The template's output; one in Python may leave warnings in `problems`.

        Raises TemplateProblem for a template's mistake, NeedsSite when it asked for the site. Both
        are passed on untouched when a function of the context raises them.
        """


class Called(Struct, frozen=True, kw_only=True):
    """What a template made of an element."""

    parts: Parts
    """HTML; its link slots count in the page's links, and then in `links`."""

    links: tuple[Link, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Hooks(Protocol):
    """The render hooks of a site, for the text of one page."""

    @property
    def names(self) -> frozenset[str]:
        """The elements that have one: `link`, `codeblock-mermaid`, `blockquote-alert`."""

    def call(
        self,
        name: str,
        values: Mapping[str, Value],
        ordinal: int,
        position: Position,
        first_link: int,
    ) -> Called | None:
        """Show an element; None when the template asked for the site.

        `first_link` is the number of the page's links so far.
        """
