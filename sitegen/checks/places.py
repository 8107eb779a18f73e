"""Where in the sources a finding of the built site was written.

In:  a built site, and findings in its files.
Out: a Diagnostic for each place; one for a template's mistake, however many pages have it.

Looked at in this order: the links of the page, whose places the build remembers; the page's text;
the configuration, templates and data; the built file. What other pages show of a page, such as its
summary, is told once, at the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from sitegen import paths
from sitegen.cache import Cache
from sitegen.check_settings import is_left_alone
from sitegen.checks.built import Built
from sitegen.checks.finding import Finding
from sitegen.checks.written import (
    Spot,
    address_spots,
    attribute_spots,
    heading_spots,
    id_spots,
    reads,
    text_spots,
    without_code,
)
from sitegen.discover import shown_path
from sitegen.model import Diagnostic, Link, Outline, Page, PageKey, Position, Severity
from sitegen.packing import unpack

_MANY = 12
"""Pages with the same finding from which on it is first looked for in templates."""

_KEPT = 500
"""Texts that are kept."""

_LARGEST = 2_000_000
_FRAME = ("<html", "<head", "<!doctype")
"""By what the layout is told that begins a page."""


class Places:
    """Finds places; what was read is kept."""

    def __init__(self, built: Built, cache: Cache | None) -> None:
        self._built = built
        self._cache = cache
        self._root = built.project.root
        self._base = paths.base_path(built.base_url)
        self._pages: dict[str, Page] = {}
        self._statics: dict[str, str] = {}
        self._aliases: dict[str, PageKey] = {}
        self._links_of: dict[PageKey, tuple[Link, ...]] = {}
        self._found_shared: dict[tuple[str, str], Position | None] = {}
        self._texts: dict[str, str] = {}
        self._plain = ("", "")
        if built.past is not None:
            site = built.past.site
            self._pages = {page.output: page for page in site.pages.values()}
            self._aliases = dict(site.aliases)
            root = self._root
            self._statics = {
                one.target: shown_path(root, Path(one.source)) for one in built.tree.statics
            }
            resources = {one.key: one.path for one in built.tree.resources}
            self._statics |= {
                target: resources[key] for key, target in site.assets.items() if key in resources
            }

    def told(self, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
        """The findings at their places, each place once."""
        groups: dict[tuple[str, str, str], list[Finding]] = {}
        for one in findings:
            apart = one.file if one.seek == "file" else one.label
            subject = one.message if one.seek == "page" else one.subject
            groups.setdefault((one.code, subject, apart), []).append(one)
        for group in groups.values():
            yield from self._group(group)

    def left_alone(self, patterns: Sequence[str]) -> frozenset[tuple[str, int, int]]:
        """Where links stand that have a problem and that the site wants to be left alone."""
        past = self._built.past
        if past is None or not patterns:
            return frozenset()
        found = set()
        for key, links in past.graph.pages.items():
            for link in self._links(key) if links.problems else ():
                if is_left_alone(link.target, patterns):
                    at = link.position
                    found.add((at.path, at.line, at.column))
        return frozenset(found)

    def _group(self, group: list[Finding]) -> Iterator[Diagnostic]:
        first = group[0]
        if first.seek == "page":
            for one in group:
                yield _diagnostic(one, self._whole(one.file), 1)
            return
        if len(group) > _MANY and not first.only_written and (shared := self._shared(first)):
            yield _diagnostic(first, shared, len(group))
            return
        lost = []
        told = False
        for one in group:
            found = self._own(one)
            told = told or bool(found)
            for place in found:
                yield _diagnostic(one, place, 1)
            if not found:
                lost.append(one)
        if lost and not first.only_written and not (told and first.seek != "layout"):
            place = self._shared(lost[0]) or self._in_built(lost[0])
            yield _diagnostic(lost[0], place, len(lost))

    # --- the page's own source --------------------------------------------------------------

    def _own(self, one: Finding) -> list[Position]:
        if one.file in self._statics:
            return self._in_static(one)
        if one.file in self._aliases:
            return self._in_aliases(one.file)
        page = self._pages.get(one.file)
        if page is None or not page.path or one.seek == "layout":
            return []
        text = self._text(page.path)
        found: list[Position] = []
        if one.seek in ("address", "image"):
            found = self._by_links(page, one.subject, silent=one.seek == "image")
            if one.code == "missing-alt":
                found = [at for at in found if self._lacks_alt(at)] or found
        if found or one.seek == "image":
            return self._labelled(found, one.label)
        plain = self._without_code(page.path, text)
        spots = _spots(plain, one, self._base) or _spots(text, one, self._base)
        if not spots and one.label:
            spots = text_spots(plain, f"[{one.label}")
        return self._labelled([_at(page.path, spot) for spot in spots], one.label)

    def _labelled(self, found: list[Position], label: str) -> list[Position]:
        """Of the places of an address those whose link reads like the label; all if none does."""
        if len(found) < 2 or not label:
            return found
        return [at for at in found if reads(*self._around(at), label)] or found

    def _by_links(self, page: Page, subject: str, *, silent: bool) -> list[Position]:
        """The places of a page's links with an address; `silent` for images without words."""
        past = self._built.past
        links = past.graph.pages.get(page.key) if past is not None else None
        if links is None or not subject:
            return []
        found = []
        for link, url in zip(self._links(page.key), links.urls, strict=False):
            shown = paths.with_base(url, self._base) if paths.is_site_path(url) else url
            if subject not in (shown, url) or not link.position.line:
                continue
            if not silent or self._is_silent(link):
                found.append(link.position)
        return list(dict.fromkeys(found))

    def _is_silent(self, link: Link) -> bool:
        """Whether a link is an image, written in Markdown without words."""
        before = self._around(link.position)[0]
        return link.kind == "image" and not link.label.strip() and "![" in before

    def _lacks_alt(self, at: Position) -> bool:
        """Whether the tag around a place has no `alt`."""
        before, after = self._around(at)
        tag = before.rpartition("<")[2] + after.partition(">")[0]
        return "<" in before and " alt" not in tag

    def _around(self, at: Position) -> tuple[str, str]:
        """What stands before and behind a place in its line."""
        lines = self._text(at.path).split("\n", at.line)
        line = lines[at.line - 1] if at.line <= len(lines) else ""
        return line[: at.column - 1], line[at.column - 1 :]

    def _links(self, key: PageKey) -> tuple[Link, ...]:
        past = self._built.past
        facts = past.facts.get(key) if past is not None else None
        if facts is None or self._cache is None:
            return ()
        if key not in self._links_of:
            packed = self._cache.column("outline", facts.row, facts.outline)
            self._links_of[key] = unpack(packed, Outline).links
        return self._links_of[key]

    def _in_static(self, one: Finding) -> list[Position]:
        path = self._statics[one.file]
        if one.seek in ("file", "layout"):
            return [Position(path=path)]
        text = self._text(path)
        if one.seek == "address":
            spots = attribute_spots(text, one.subject)
        else:
            spots = _spots(text, one, self._base)
        return [_at(path, spot) for spot in spots[-1:]] or [Position(path=path)]

    def _in_aliases(self, file: str) -> list[Position]:
        past = self._built.past
        page = past.site.pages.get(self._aliases[file]) if past is not None else None
        if page is None or not page.path:
            return []
        text = self._text(page.path)
        name = f"/{file}".removesuffix("index.html").removesuffix(".html")
        for wanted in (name, name.rstrip("/"), name.strip("/"), name.strip("/").rpartition("/")[2]):
            if wanted and (spots := text_spots(text, wanted)):
                return [_at(page.path, spots[0])]
        return [Position(path=page.path, line=page.meta.lines.get("aliases", 0))]

    def _whole(self, file: str) -> Position:
        """A page as a whole: the first line of its source, or the built file."""
        page = self._pages.get(file)
        if page is not None and page.path:
            return Position(path=page.path, line=1)
        if file in self._statics:
            return Position(path=self._statics[file], line=1)
        return Position(path=self._shown(file))

    # --- what many pages share --------------------------------------------------------------

    def _shared(self, one: Finding) -> Position | None:
        """The one place among configuration, templates and data; the first of several."""
        if one.seek == "layout":
            return self._frame(one.file)
        if one.seek == "file" or (
            one.seek == "address" and len(one.subject) < 2 and one.subject != "#"
        ):
            return None
        key = (one.seek, one.subject)
        if key not in self._found_shared:
            self._found_shared[key] = self._in_shared(*key)
        return self._found_shared[key]

    def _in_shared(self, seek: str, subject: str) -> Position | None:
        below = self._built.addresses.below_host(subject)
        for path in self._shared_files:
            text = self._text(path)
            if seek == "address":
                spots = address_spots(text, subject, self._base)
                if not spots and below:
                    spots = address_spots(text, below, self._base)
            elif seek == "id":
                spots = id_spots(text, subject)
            else:
                spots = text_spots(text, subject) if subject else []
            if spots:
                return _at(path, spots[0])
        return None

    @cached_property
    def _shared_files(self) -> tuple[str, ...]:
        """The configuration, then the site's files before those of its themes."""
        config = self._built.project.config
        files = sorted(self._built.project.theme.files(), key=lambda one: one.layer)
        listed = [config.file] if config.file else []
        listed += [shown_path(self._root, Path(one.path)) for one in files]
        return tuple(dict.fromkeys(listed))

    def _frame(self, file: str) -> Position | None:
        """The layout that begins a page."""
        page = self._pages.get(file)
        kinds = [page.meta.layout, page.kind] if page is not None else []
        folders = [f"{page.type}/", ""] if page is not None and page.type else [""]
        templates = self._built.project.theme.templates
        named = [f"{folder}{kind}.html" for kind in kinds if kind for folder in folders]
        names = [f"layouts/{one}" for one in (*named, "baseof.html", "page.html", "section.html")]
        for name in names:
            for one in templates.get(name, ())[:1]:
                path = shown_path(self._root, Path(one.path))
                text = self._text(path).lower()
                for mark in _FRAME:
                    if spots := text_spots(text, mark):
                        return _at(path, spots[0])
        return None

    # --- the built file ---------------------------------------------------------------------

    def _in_built(self, one: Finding) -> Position:
        shown = self._shown(one.file)
        if one.seek in ("file", "page", "layout"):
            return Position(path=shown)
        text = self._built.text_of(one.file)
        if one.seek == "address":
            spots = attribute_spots(text, one.subject)
        elif one.seek == "id":
            spots = id_spots(text, one.subject)
            spots = spots[1:] if one.code == "duplicate-id" and len(spots) > 1 else spots
        else:
            spots = text_spots(text, one.subject)
        return _at(shown, spots[0]) if spots else Position(path=shown)

    def _shown(self, file: str) -> str:
        return shown_path(self._root, self._built.folder / file)

    def _without_code(self, path: str, text: str) -> str:
        if self._plain[0] != path:
            self._plain = (path, without_code(text))
        return self._plain[1]

    def _text(self, path: str) -> str:
        if path not in self._texts:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            self._texts[path] = _read(self._root / path)
        return self._texts[path]


def _read(place: Path) -> str:
    """A source's text with plain line ends; empty for what can't be read."""
    try:
        if place.stat().st_size > _LARGEST:
            return ""
        text = place.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _spots(text: str, one: Finding, base: str) -> list[Spot]:
    if one.seek == "address":
        return address_spots(text, one.subject, base)
    if one.seek == "line":
        return text_spots(text, one.subject)
    if one.seek == "heading":
        return heading_spots(text, one.subject)[-1:]
    if one.seek == "id":
        spots = id_spots(text, one.subject)
        if one.code == "duplicate-id":
            return spots[1:] or spots or heading_spots(text, one.subject.replace("-", " "))[-1:]
        return spots
    return []


def _at(path: str, spot: Spot) -> Position:
    return Position(path=path, line=spot.line, column=spot.column, length=spot.length)


def _diagnostic(one: Finding, place: Position, pages: int) -> Diagnostic:
    help = one.help
    if pages > 1:
        more = f"on {pages} pages, such as {one.file}"
        help = f"{help}; {more}" if help else more
    return Diagnostic(
        severity=Severity.WARNING, code=one.code, message=one.message, position=place, help=help
    )
