"""Which kinds of files a page is made as: HTML, a feed, and those that a site adds.

In:  a page's kind and front matter, the settings `outputs`, `outputFormats` and `mediaTypes`.
Out: names of output formats, and what is known of each.

https://gohugo.io/configuration/output-formats/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sitegen import paths
from sitegen.model import Page, Struct, Value
from sitegen.specials import SPECIALS

LISTS = frozenset({"home", "section", "taxonomy", "term"})


class OutputKind(Struct, frozen=True, kw_only=True):
    """An output format that layouts of its own make."""

    suffix: str
    base_name: str = "index"
    path: str = ""
    """A folder that it is put into, at the root of the site."""

    plain: bool = True
    """Whether it is no HTML: nothing is escaped."""

    in_folder: bool = False
    """Whether it lies in the page's folder also where addresses are ugly (`noUgly`)."""


FEEDS: Mapping[str, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "jsonfeed": "application/feed+json",
}
"""The feeds that lists can have, with their media types."""

_BUILT_IN: Mapping[str, OutputKind] = {
    "rss": OutputKind(suffix="xml", in_folder=True),
    "atom": OutputKind(suffix="xml", base_name="atom", in_folder=True),
    "jsonfeed": OutputKind(suffix="json", base_name="feed", in_folder=True),
    "print": OutputKind(suffix="html", base_name="print", plain=False, in_folder=True),
    "json": OutputKind(suffix="json"),
    "csv": OutputKind(suffix="csv"),
    "markdown": OutputKind(suffix="md"),
    "calendar": OutputKind(suffix="ics"),
    "webappmanifest": OutputKind(suffix="webmanifest", base_name="manifest"),
}
_SUFFIXES = {
    "text/plain": "txt", "text/markdown": "md", "text/html": "html", "text/calendar": "ics",
    "text/csv": "csv", "application/json": "json", "application/xml": "xml",
    "application/rss+xml": "xml", "application/atom+xml": "xml", "application/feed+json": "json",
    "application/manifest+json": "webmanifest",
    "application/yaml": "yaml", "application/toml": "toml", "image/svg+xml": "svg",
    "text/javascript": "js", "text/css": "css",
}  # fmt: skip


def output_kinds(
    formats: Mapping[str, Value], media_types: Mapping[str, Value]
) -> dict[str, OutputKind]:
    """All formats besides HTML by name in lower case; keys are in lower case."""
    found = dict(_BUILT_IN)
    for name, told in formats.items():
        if not isinstance(told, Mapping) or name == "html":
            continue
        before = found.get(name)
        media_type = str(told.get("mediatype", "")).lower()
        own = media_types.get(media_type)
        listed = own.get("suffixes") if isinstance(own, Mapping) else None
        suffix = (
            str(listed[0])
            if isinstance(listed, list) and listed
            else _SUFFIXES.get(media_type) or (before.suffix if before else name)
        )
        base_name, path = str(told.get("basename", "")), str(told.get("path", ""))
        safe = (paths.normalized(base_name) or "index", paths.normalized(path) or "")
        found[name] = OutputKind(
            suffix=suffix,
            base_name=safe[0] if base_name else (before.base_name if before else "index"),
            path=safe[1],
            plain=bool(told.get("isplaintext", suffix != "html")),
            in_folder=bool(told.get("nougly", before.in_folder if before else False)),
        )
    return found


def output_names(page: Page, configured: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The formats of a page: its own, those of its kind, or HTML, and feeds for lists."""
    if page.kind in SPECIALS:
        return ("html",)
    usual = ("html", "rss") if page.kind in LISTS else ("html",)
    return page.meta.outputs or configured.get(page.kind) or usual


def output_path(output: str, kind: OutputKind) -> str:
    """Where a page's file in a format is written, by where its HTML is."""
    folder = paths.parent(output)
    name = output.rpartition("/")[2]
    if kind.in_folder and name != "index.html":
        folder, name = output.removesuffix(".html"), "index.html"
    stem = kind.base_name if name == "index.html" else name.removesuffix(".html")
    return paths.below(kind.path, paths.below(folder, f"{stem}.{kind.suffix}"))


def is_markdown(page: Page) -> bool:
    """Whether a page is written in Markdown, and published."""
    return page.path.lower().endswith(paths.MARKDOWN_SUFFIXES) and page.meta.render == "always"


def markdown_path(output: str) -> str:
    """Where a page is written as Markdown, by where its HTML is."""
    return f"{output.removesuffix('.html')}.md"


def has_card(page: Page, setting: Callable[[str], Any]) -> bool:
    """Whether a card is made of a page: not of one with a picture of its own.

    `setting` gives a field of the configuration in the page's language.
    """
    if not setting("cards_enabled"):
        return False
    params = page.meta.params
    return (
        not {"card", "html"} & {*setting("disable_kinds")}
        and "html" in output_names(page, setting("outputs"))
        and page.kind not in SPECIALS
        and page.meta.render == "always"
        and not (params.get("image") or params.get("images"))
        and params.get("socialcard") is not False
    )


def card_path(output: str) -> str:
    """Where a page's card is written, by where its HTML is."""
    stem = output.removesuffix("index.html").rstrip("/") or "index"
    return f"social/{stem.removesuffix('.html')}.png"
