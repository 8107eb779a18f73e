"""Phase 1: one page at a time, never looking at another.

In:  source files.
Out: a `PageRead` each: its facts, and packed meta, outline and text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.cache import CacheDamaged
from sitegen.cascade import cascaded, completed, kind_of, logical_path
from sitegen.config import file_of, in_language, time_zone
from sitegen.diagnostics import SitegenError, error
from sitegen.diagrams import LIBRARY, MISSING, OFF
from sitegen.dialects import DIALECTS
from sitegen.dialects.dialect import Told, as_it_is, told_of
from sitegen.discover import read_bytes
from sitegen.early import EarlyPage, EarlySite, early_functions
from sitegen.filters import FILTERS
from sitegen.frontmatter import FrontMatter, split
from sitegen.glossary import is_glossary
from sitegen.keywords import keywords
from sitegen.markup import text_tags
from sitegen.markup.markdown import Rendered, to_body, to_fragment, without_paragraph
from sitegen.markup.summary import DIVIDER
from sitegen.meta import to_meta, with_fields
from sitegen.model import (
    Body,
    Diagnostic,
    Document,
    EmbedSlot,
    Link,
    LinkSlot,
    MarkupOptions,
    Meta,
    OtherForms,
    Outline,
    PageFacts,
    Parts,
    Position,
    Read,
    Severity,
    SourceFile,
    Struct,
    Summary,
    Value,
)
from sitegen.name_finder import vocabulary
from sitegen.other_forms import markdown_of, plain_text_of
from sitegen.packing import digest, fingerprint, pack, to_json
from sitegen.plugin_context import coded_for
from sitegen.plugin_loading import failure, load_plugins
from sitegen.render_hooks import RenderHooks
from sitegen.settings import Asked, Settings, SettingsReader
from sitegen.shortcodes import expand
from sitegen.sketch import sketch
from sitegen.spool import PerThread, Ref, load
from sitegen.templates import HookTemplates, Shortcodes, TemplateEnvironment
from sitegen.templates_api import TemplateProblem


class PageRead(Struct, frozen=True, kw_only=True):
    """A page file after phase 1, ready to be kept."""

    source: bytes
    """The digest of the bytes that were read."""

    reads: tuple[Asked, ...]
    facts: PageFacts
    """Without its row and reads, which the main process knows."""

    meta: bytes
    outline: bytes
    content: bytes
    summary: bytes
    forms: bytes
    """The text in other forms; empty when nobody needs them."""

    seen: tuple[Read, ...] = ()
    """What plug-ins saw of other files."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """A process's tools for phase 1."""

    settings: Settings
    environment: TemplateEnvironment
    shortcodes: Shortcodes
    hooks: HookTemplates


def _desk(ref: Ref) -> _Desk:
    settings: Settings = load(ref)
    environment = TemplateEnvironment(
        settings.theme, settings.config.root, FILTERS, settings.plugins
    )
    return _Desk(
        settings=settings,
        environment=environment,
        shortcodes=Shortcodes(environment, settings.theme),
        hooks=HookTemplates(environment, settings.theme),
    )


_DESKS = PerThread(_desk)

ALWAYS_READ = (
    ("setting", "markup"),
    ("setting", "taxonomies"),
    ("setting", "time_zone"),
    ("setting", "frontmatter"),
    ("setting", "other_forms"),
    ("setting", "related_enabled"),
    ("setting", "mentions_enabled"),
    ("setting", "glossary_enabled"),
    ("setting", "glossary_name"),
    ("hooks", ""),
    ("cascades", ""),
    ("locked", ""),
    ("plugins", ""),
)
"""What every page asks."""


def read_batch(ref: Ref, sources: Sequence[SourceFile]) -> list[PageRead]:
    """Read some pages; `ref` leads to the `Settings`."""
    desk = _DESKS.of(ref)
    if not desk.settings.plugins:
        return [_read(source, desk) for source in sources]
    return [_read_by_plugins(source, desk) for source in sources]


def _read_by_plugins(source: SourceFile, desk: _Desk) -> PageRead:
    """Read a page; what a plug-in raises is the page's mistake, at the line of the plug-in."""
    try:
        return _read(source, desk)
    except (SitegenError, CacheDamaged):
        raise
    except Exception as problem:
        found = failure(problem, desk.settings.plugins, Path(desk.settings.config.root))
        if found is None:
            raise
        note = f'while reading the page "{source.path}"'
        return _unread((msgspec.structs.replace(found, help=note),))


def _told_by(reader: SettingsReader, own: Mapping[str, Value], dialect: str) -> Told:
    """Who knows what a page names: values of its front matter, of `[params.DIALECT]`, of data."""

    def data(name: str) -> Value:
        try:
            return reader.data(name)
        except TemplateProblem:
            return None  # the tag stays as it is written

    return told_of(own, lambda: reader.param(dialect), data)


def _unread(problems: tuple[Diagnostic, ...]) -> PageRead:
    """A page of which nothing is known but what is wrong."""
    empty = Body(parts=(), summary=(), truncated=False)
    rendered = Rendered(body=empty, outline=Outline(), diagnostics=())
    return _page_read(b"", [], Meta(), rendered, problems)


def _read(source: SourceFile, desk: _Desk) -> PageRead:
    reader = SettingsReader(desk.settings, source.language)
    config = in_language(desk.settings.config, source.language)
    taxonomies, zone = tuple(config.taxonomies.values()), time_zone(config)
    desk.environment.asked.clear()
    try:
        raw = read_bytes(desk.settings.config.root, source.path)
    except OSError as problem:
        unreadable = error(
            "unreadable",
            f"the file cannot be read: {problem.strerror or problem}",
            Position(path=source.path),
        )
        return _unread((unreadable,))
    dialect = DIALECTS[source.dialect]
    front = split(raw, source.path)
    if dialect.meta is not as_it_is:
        front = msgspec.structs.replace(front, values=dialect.meta(front.values))
    if desk.settings.cascades:
        folder, kind = paths.parent(source.place), kind_of(source.place, taxonomies)
        reader.note_cascade(folder)
        path = logical_path(source.place)
        front = completed(
            front, cascaded(desk.settings.cascades, folder, path, kind, reader.language)
        )
    words = {word for rule in config.frontmatter.values() for word in rule}
    days = {word: reader.file_date(word, source.path) for word in words & {":git", ":filemodtime"}}
    meta, meta_problems = to_meta(front, source.path, taxonomies, zone, config.frontmatter, days)
    if desk.settings.plugins:
        fields = load_plugins(desk.settings.plugins).fields
        meta, problems_of_fields = with_fields(meta, front, source.path, fields)
        meta_problems = (*meta_problems, *problems_of_fields)
    document = Document(
        key=file_of(desk.settings.config, source.language, source.key),
        path=source.path,
        dialect=source.dialect,
        meta=meta,
        text=dialect.text(front.text, _told_by(reader, front.values, dialect.name)),
        first_line=front.first_line,
        markup="markdown" if source.key.lower().endswith(paths.MARKDOWN_SUFFIXES) else "html",
    )
    options = reader.markup() if desk.settings.plugins else config.markup
    if isinstance(cjk := meta.params.get("iscjklanguage"), bool):
        options = msgspec.structs.replace(options, cjk_language=cjk)
    names = config.mentions_enabled or config.glossary_enabled
    if names:
        explains = config.glossary_enabled and is_glossary(
            source.place, meta, config.glossary_name.lower()
        )
        options = msgspec.structs.replace(
            options, prose=True, definition_id=options.definition_id or explains
        )
    page, site, functions = EarlyPage(document), EarlySite(reader), early_functions(reader)
    hooks = RenderHooks(desk.hooks.using(functions), options, page, site, source.path)
    expanded, shortcode_problems = expand(
        document, desk.shortcodes.using(functions, coded_for(reader)), options, page, site,
        convert=hooks.convert,
    )  # fmt: skip
    rendered = to_body(expanded, source.path, document.markup, options, hooks)
    if meta.summary and DIVIDER not in document.text:
        rendered = _with_summary(rendered, meta, source.path, options, hooks)
    if dialect.links_in_meta and config.markup.wikilinks and b"[[" in raw:
        rendered = _with_properties(rendered, front, source.path)
    if not meta.title:
        headings = rendered.outline.headings
        title = dialect.title(source.place, headings[0].text if headings else "")
        meta = msgspec.structs.replace(meta, title=title)
    if rendered.tags and text_tags.TAXONOMY in taxonomies:
        meta = _with_tags(meta, rendered.tags)
    if expanded.shortcodes:
        outline = msgspec.structs.replace(rendered.outline, shortcodes=expanded.shortcodes)
        rendered = msgspec.structs.replace(rendered, outline=outline)
    problems = (*front.diagnostics, *meta_problems, *shortcode_problems, *rendered.diagnostics)
    if dialect.lenient:
        problems = tuple(
            msgspec.structs.replace(one, severity=Severity.WARNING) for one in problems
        )
    if _lacks_library(rendered.body, options, reader):
        problems = (MISSING, *problems)
    forms = b""
    if config.other_forms:
        forms = pack(_other_forms(config.other_forms, document, front, rendered, reader))
    asked = sorted(reader.asked() | desk.environment.asked)
    return _page_read(
        digest(raw), asked, meta, rendered, problems, forms,
        keywords=_keywords(meta, rendered) if config.related_enabled else "",
        sketch=sketch(document.text) if desk.settings.locked else "",
        vocabulary=vocabulary(rendered.outline.prose) if names else b"",
        seen=tuple((*one, found) for one, found in sorted(reader.seen.items())),
    )  # fmt: skip


def _other_forms(
    wanted: Sequence[str],
    document: Document,
    front: FrontMatter,
    rendered: Rendered,
    reader: SettingsReader,
) -> OtherForms:
    markdown = None
    if "markdown" in wanted and document.markup == "markdown":
        markdown = markdown_of(
            front.text, front.first_line, rendered.outline.links, document.path,
            document.meta.params, reader,
        )  # fmt: skip
    plain = plain_text_of(rendered.body.parts) if "plain" in wanted else ""
    return OtherForms(markdown=markdown, plain=plain)


def _lacks_library(body: Body, options: MarkupOptions, reader: SettingsReader) -> bool:
    """Whether a diagram stays code though it need not; another theme may draw it in its own way."""
    if not any('="language-mermaid"' in part for part in body.parts if isinstance(part, str)):
        return False
    themes = reader.setting("theme")
    own = not themes or (isinstance(themes, list | tuple) and "default" in themes)
    return own and options.mermaid != OFF and not reader.version(LIBRARY)


def _page_read(
    source: bytes,
    asked: Sequence[Asked],
    meta: Meta,
    rendered: Rendered,
    problems: tuple[Diagnostic, ...],
    forms: bytes = b"",
    *,
    keywords: str = "",
    sketch: str = "",
    vocabulary: bytes = b"",
    seen: tuple[Read, ...] = (),
) -> PageRead:
    outline, body = rendered.outline, rendered.body
    packed_meta, packed_outline, content = to_json(meta), pack(outline), pack(body.parts)
    apart = body.truncated or body.summary is not body.parts
    summary = pack(Summary(parts=body.summary if apart else (), truncated=body.truncated))
    published = meta.publish_date or meta.date
    facts = PageFacts(
        source=source,
        row=0,
        reads=(),
        meta=digest(packed_meta),
        outline=digest(packed_outline),
        headings=fingerprint(outline.headings),
        anchors=fingerprint((outline.anchors, outline.headings)),
        contexts=fingerprint(
            [(one.before, one.label, one.after, one.anchor, one.embed) for one in outline.links]
        ),
        content=digest(content),
        summary=digest(summary),
        prompts=fingerprint(outline.prompts) if outline.prompts else b"",
        forms=digest(forms) if forms else b"",
        words=outline.words,
        excerpt=outline.excerpt,
        keywords=keywords,
        sketch=sketch,
        vocabulary=vocabulary,
        draft=meta.draft,
        published=published.timestamp() if published else None,
        expires=meta.expiry_date.timestamp() if meta.expiry_date else None,
        diagnostics=problems,
    )
    return PageRead(
        source=source,
        reads=tuple(asked),
        facts=facts,
        meta=packed_meta,
        outline=packed_outline,
        content=content,
        summary=summary,
        forms=forms,
        seen=seen,
    )


def _keywords(meta: Meta, rendered: Rendered) -> str:
    headings = (heading.text for heading in rendered.outline.headings)
    return keywords(meta.title, headings, rendered.text, meta.keywords)


_PROPERTY = re.compile(r"\s*\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]\s*")


def _with_properties(rendered: Rendered, front: FrontMatter, path: str) -> Rendered:
    """The links that stand in front matter, `up: "[[page]]"`, join the page's.

    https://help.obsidian.md/properties#Property+types
    """
    found = []
    for key, value in front.values.items():
        for one in value if isinstance(value, list) else (value,):
            match = _PROPERTY.fullmatch(one) if isinstance(one, str) and "[[" in one else None
            if match is not None:
                line, column = front.places.get((key,), (0, 0))
                target = match[1].strip()
                place = Position(path=path, line=line, column=column, length=max(1, len(key)))
                label = (match[2] or target).strip()
                found.append(
                    Link(kind="wiki", target=target, position=place, before=f"{key}: ", label=label)
                )
    if not found:
        return rendered
    outline = msgspec.structs.replace(rendered.outline, links=(*rendered.outline.links, *found))
    return msgspec.structs.replace(rendered, outline=outline)


def _with_tags(meta: Meta, tags: Sequence[str]) -> Meta:
    """A page's fields with the tags in its text, each spelling once."""
    own = meta.terms.get(text_tags.TAXONOMY, ())
    known = {one.lower() for one in own}
    more = [one for one in paths.nested(tags) if one.lower() not in known]
    return msgspec.structs.replace(meta, terms={**meta.terms, text_tags.TAXONOMY: (*own, *more)})


def _with_summary(
    rendered: Rendered, meta: Meta, path: str, options: MarkupOptions, hooks: RenderHooks
) -> Rendered:
    """The front matter's summary in place of the text's; its links join the page's."""
    line = meta.lines.get("summary", 0)
    lines = (line,) * (meta.summary.count("\n") + 1)
    fragment = to_fragment(meta.summary, lines, path, options, hooks=hooks)
    offset = len(rendered.outline.links)
    summary: Parts = tuple(
        msgspec.structs.replace(part, index=part.index + offset)
        if isinstance(part, LinkSlot | EmbedSlot)
        else part
        for part in without_paragraph(fragment.parts)
    )
    outline = rendered.outline
    return Rendered(
        body=msgspec.structs.replace(rendered.body, summary=summary, truncated=False),
        outline=msgspec.structs.replace(outline, links=outline.links + fragment.links),
        diagnostics=rendered.diagnostics + fragment.diagnostics,
        text=rendered.text,
    )
