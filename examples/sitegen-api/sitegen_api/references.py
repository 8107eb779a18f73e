"""Where the documentation of an object stands, for links to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import griffe

from sitegen.plugins import Files

_WRITTEN = re.compile(r"\[([^\]\[]+)\]\[([\w.]+)\]")


@dataclass(frozen=True)
class Settings:
    """What `[params.api]` says."""

    source: str = "src"
    docstrings: str = "google"
    pages: str = "content/api"
    source_url: str = ""

    @classmethod
    def of(cls, table: Any) -> Settings:
        """The settings of a table."""
        told = table if isinstance(table, dict) else {}
        return cls(**{name: str(told[name]) for name in cls.__annotations__ if name in told})


class References:
    """Links from one object to another."""

    def __init__(self, files: Files, settings: Settings) -> None:
        self._files = files
        self._pages = settings.pages

    def to(self, name: str) -> str:
        """The link to an object by its dotted name; empty when no page has it."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            place = "/".join((self._pages, *parts[:length]))
            for page in (f"{place}.md", f"{place}/_index.md"):
                if self._files.exists(page):
                    # an address in a text begins at the content folder
                    address = page.partition("/")[2]
                    return f"/{address}" + (f"#{name}" if length < len(parts) else "")
        return ""

    def in_text(self, text: str) -> str:
        """A docstring in which `[words][package.module.Thing]` is a link."""
        return _WRITTEN.sub(
            lambda match: f"[{match[1]}]({url})" if (url := self.to(match[2])) else match[1], text
        )

    def in_type(self, annotation: str | griffe.Expr | None) -> str:
        """A type in Markdown, each name in it that is documented a link."""
        if annotation is None:
            return ""
        parts = [annotation] if isinstance(annotation, str) else annotation.iterate(flat=True)
        pieces: list[str] = []
        plain = ""
        for part in parts:
            url = self.to(part.canonical_path) if isinstance(part, griffe.ExprName) else ""
            if url:
                pieces += [f"`{plain.strip()}`"] if plain.strip() else []
                pieces.append(f"[`{part}`]({url})")
                plain = ""
            else:
                plain += str(part)
        pieces += [f"`{plain.strip()}`"] if plain.strip() else []
        return " ".join(pieces)
