"""The record that describes an output format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sitegen import __version__, paths
from sitegen.model import Output, PageKey
from sitegen.plugin_context import Files
from sitegen.queries import Reader
from sitegen.render import Workplace, context
from sitegen.templates import render
from sitegen.views import PageView, SiteView


@dataclass(frozen=True, slots=True)
class Desk:
    """What a format works with."""

    reader: Reader
    workplace: Workplace

    @property
    def files(self) -> Files:
        """The files in the site's folder."""
        return Files(self.reader)

    def page(self, key: PageKey) -> PageView:
        """A page, as templates see it."""
        return PageView(self.reader, key)

    def site(self, key: PageKey | None = None) -> SiteView:
        """The site, as templates see it; `key` is the page that is made, if it is for one."""
        return SiteView(self.reader, key, __version__)

    def beside(self, key: PageKey, name: str) -> str:
        """The path of a file in the folder of a page's HTML, for an `Output`."""
        return paths.below(paths.parent(self.reader.page(key).output), name)

    def render(self, template: str, key: PageKey | None = None, **values: object) -> str:
        """What a layout makes of a page and further values; raises TemplateProblem."""
        names = {**context(self.workplace, self.reader, key), **values}
        return render(self.workplace.templates.environment, (template,), names)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFormat:
    """One kind of file made from the site."""

    name: str
    """Also the kind by which `disableKinds` turns it off, in lower case."""

    scope: Literal["page", "site"]
    """Whether `emit` is called for every page, or once with the home page."""

    emit: Callable[[Desk, PageKey], Iterable[Output]]
