"""Phase 1: one page at a time, never looking at another.

In:  source files.
Out: a `PageSource` each: typed meta, what others may ask of the text, and the packed body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from sitegen import paths
from sitegen.config import Config
from sitegen.diagnostics import error
from sitegen.discover import read_bytes
from sitegen.early import EarlyPage, EarlySite, early_functions
from sitegen.filters import FILTERS
from sitegen.frontmatter import split
from sitegen.markup.markdown import Rendered, to_body, to_fragment
from sitegen.meta import to_meta
from sitegen.model import (
    Body,
    Diagnostic,
    Document,
    LinkSlot,
    Meta,
    Outline,
    PageSource,
    Parts,
    Position,
    SourceFile,
    Struct,
    Value,
)
from sitegen.shortcodes import expand
from sitegen.spool import Ref, load
from sitegen.templates import Shortcodes, TemplateEnvironment
from sitegen.theme import Theme

_pack = msgspec.msgpack.Encoder().encode


class ReadSettings(Struct, frozen=True, kw_only=True):
    """What phase 1 depends on besides the page itself."""

    config: Config
    theme: Theme
    strings: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Desk:
    """A process's tools for phase 1."""

    settings: ReadSettings
    shortcodes: Shortcodes
    site: EarlySite
    taxonomies: tuple[str, ...]
    zone: tzinfo


@lru_cache(maxsize=2)
def _desk(ref: Ref) -> _Desk:
    settings: ReadSettings = load(ref)
    config = settings.config
    environment = TemplateEnvironment(settings.theme, config.root, FILTERS)
    functions = early_functions(config, settings.strings)
    return _Desk(
        settings=settings,
        shortcodes=Shortcodes(environment, settings.theme, functions),
        site=EarlySite(config),
        taxonomies=tuple(config.taxonomies.values()),
        zone=ZoneInfo(config.time_zone) if config.time_zone else UTC,
    )


def read_batch(ref: Ref, sources: Sequence[SourceFile]) -> list[PageSource]:
    """Read some pages; `ref` leads to the `ReadSettings`."""
    desk = _desk(ref)
    return [_read(source, desk) for source in sources]


def _read(source: SourceFile, desk: _Desk) -> PageSource:
    try:
        raw = read_bytes(desk.settings.config.root, source.path)
    except OSError as problem:
        failure = error(
            "unreadable",
            f"the file cannot be read: {problem.strerror or problem}",
            Position(path=source.path),
        )
        return _page_source(source, Meta(), Rendered(
            body=Body(parts=(), summary=(), truncated=False), outline=Outline(), diagnostics=()
        ), (failure,))  # fmt: skip
    front = split(raw, source.path)
    meta, meta_problems = to_meta(front, source.path, desk.taxonomies, desk.zone)
    document = Document(
        key=source.key,
        path=source.path,
        dialect=source.dialect,
        meta=meta,
        text=front.text,
        first_line=front.first_line,
        markup="markdown" if source.key.lower().endswith(paths.MARKDOWN_SUFFIXES) else "html",
    )
    options = desk.settings.config.markup
    expanded, shortcode_problems = expand(
        document, desk.shortcodes, options, EarlyPage(document), desk.site
    )
    rendered = to_body(expanded, source.path, document.markup, options)
    if meta.summary:
        rendered = _with_summary(rendered, meta, source.path, desk)
    problems = (*front.diagnostics, *meta_problems, *shortcode_problems, *rendered.diagnostics)
    return _page_source(source, meta, rendered, problems)


def _page_source(
    source: SourceFile, meta: Meta, rendered: Rendered, problems: tuple[Diagnostic, ...]
) -> PageSource:
    outline = rendered.outline
    if not meta.title and outline.headings:
        meta = msgspec.structs.replace(meta, title=outline.headings[0].text)
    return PageSource(
        key=source.key,
        path=source.path,
        dialect=source.dialect,
        meta=meta,
        outline=outline,
        body=_pack(rendered.body),
        diagnostics=problems,
    )


def _with_summary(rendered: Rendered, meta: Meta, path: str, desk: _Desk) -> Rendered:
    """The front matter's summary in place of the text's; its links join the page's."""
    line = meta.lines.get("summary", 0)
    lines = (line,) * (meta.summary.count("\n") + 1)
    fragment = to_fragment(meta.summary, lines, path, desk.settings.config.markup)
    offset = len(rendered.outline.links)
    summary: Parts = tuple(
        msgspec.structs.replace(part, index=part.index + offset)
        if isinstance(part, LinkSlot)
        else part
        for part in fragment.parts
    )
    outline = rendered.outline
    return Rendered(
        body=msgspec.structs.replace(rendered.body, summary=summary, truncated=True),
        outline=msgspec.structs.replace(outline, links=outline.links + fragment.links),
        diagnostics=rendered.diagnostics + fragment.diagnostics,
    )
