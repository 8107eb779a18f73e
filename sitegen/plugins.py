"""What plug-ins import: the whole interface that is kept stable.

In:  nothing.
Out: `Plugin` and what its functions get, give and are made with; see `content/guide/plugins.md`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup, escape

from sitegen.checks.check import Check
from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError, error, warning
from sitegen.discover import read_bytes
from sitegen.frontmatter import split
from sitegen.model import Diagnostic, Output, PageKey, Position, Struct, Value
from sitegen.outputs.format import Desk, OutputFormat
from sitegen.plugin import Plugin
from sitegen.plugin_context import Call, Context, Files
from sitegen.project import Project, discover_all, load_project

__all__ = [
    "Call",
    "Check",
    "Context",
    "Desk",
    "Diagnostic",
    "Files",
    "Markup",
    "Output",
    "OutputFormat",
    "PageKey",
    "Plugin",
    "Position",
    "Project",
    "SitegenError",
    "Source",
    "Value",
    "error",
    "escape",
    "open_site",
    "sources",
    "warning",
]


class Source(Struct, frozen=True, kw_only=True):
    """A page's file, as its author wrote it."""

    path: str
    """In the site's folder: `content/guide/setup.md`."""

    language: str
    front: dict[str, Value]
    """The front matter; keys in lower case."""

    text: str
    """What follows it."""

    first_line: int
    """The line of the file on which the text begins."""

    def at(self, line: int, column: int = 0, length: int = 1) -> Position:
        """A place in the file, for a Diagnostic; lines and columns count from 1."""
        return Position(path=self.path, line=line, column=column, length=length)


def sources(project: Project) -> Iterator[Source]:
    """The page files of a site, drafts too; those that can't be read are left out."""
    for page in discover_all(project).pages:
        try:
            raw = read_bytes(str(project.root), page.path)
        except OSError:
            continue  # a build tells
        front = split(raw, page.path)
        yield Source(
            path=page.path,
            language=page.language or project.config.language,
            front=dict(front.values),
            text=front.text,
            first_line=front.first_line,
        )


def open_site(folder: str | Path = ".") -> Project:
    """The site in a folder, for a command; raises SitegenError when it can't be loaded."""
    config, problems = load_config(
        Path(folder).resolve(), environment="production", overrides={}, variables=os.environ
    )
    return load_project(config, problems)
