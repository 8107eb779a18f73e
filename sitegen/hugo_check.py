"""What of a site made for Hugo does not work as it is, and what to do about it.

In:  a project.
Out: findings, each with its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitegen import config_sources
from sitegen.config_reader import is_inert
from sitegen.dialects.hugo import ADAPTER
from sitegen.discover import files_below, shown_path
from sitegen.model import Struct
from sitegen.project import Project, inside_of
from sitegen.settings_table import INERT, known
from sitegen.text_formats import format_of, parse
from sitegen.theme import is_go_template

OTHER_FORMATS = {
    ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".ad": "AsciiDoc", ".org": "Org",
    ".rst": "reStructuredText", ".pandoc": "Pandoc", ".pdc": "Pandoc",
}  # fmt: skip
"""Formats of pages that Hugo reads and sitegen doesn't, by the endings of their names."""

ABOUT_ADAPTERS = (
    "a content adapter is not run: the pages that it would make aren't there",
    "make them as files before the build",
)
"""What is said of a content adapter, and what to do."""

CALL = re.compile(r"\{\{[<%]\s*([\w./-]+)")
"""The call of a shortcode, with its name."""

_COMMENT = re.compile(r"\{\{[<%]/\*.*?\*/[>%]\}\}", re.DOTALL)
_TWINS = (
    (re.compile(r"(?:_default/)?_markup/render-(.+)"), r"layouts/render/\1"),
    (re.compile(r"_?shortcodes/(.+)"), r"shortcodes/\1"),
    (re.compile(r"_?partials/(.+)"), r"layouts/partials/\1"),
    (re.compile(r"(.+/)?_?default/(.+)"), r"layouts/\2"),
    (re.compile(r"index\.html"), "layouts/home.html"),
    (re.compile(r"(.+)"), r"layouts/\1"),
)
_NAMES = {
    "layouts/single.html": "layouts/page.html",
    "layouts/list.html": "layouts/section.html",
    "layouts/all.html": "layouts/page.html",
}


class Finding(Struct, frozen=True, kw_only=True):
    """Something that a person has to look at."""

    topic: str
    """`layouts`, `shortcodes`, `settings`, `content` or `site`."""

    path: str
    """Relative to the site."""

    line: int = 0
    """0 for the file as a whole."""

    what: str
    todo: str


def findings(project: Project) -> Iterator[Finding]:
    """All findings, by topic."""
    yield from _layouts(project)
    yield from _shortcodes(project)
    yield from _settings(project)
    yield from _content(project)
    yield from _site(project)


def _folders(project: Project) -> list[Path]:
    themes = [project.root / "themes" / name for name in project.config.theme]
    return [project.root, *themes]


def _go_layouts(project: Project) -> Iterator[tuple[str, str]]:
    """The Go templates among the layouts: the name below their folder, and the path shown."""
    for folder in _folders(project):
        layouts = folder / project.config.layout_dir
        for path, _ in files_below(
            layouts, (".html", ".xml", ".txt", ".json"), inside_of(project.config)
        ):
            if is_go_template(path.read_text("utf-8", "replace")):
                yield path.relative_to(layouts).as_posix(), shown_path(project.root, path)


def _layouts(project: Project) -> Iterator[Finding]:
    for name, shown in _go_layouts(project):
        yield Finding(
            topic="layouts",
            path=shown,
            what="a Go template, which is left aside",
            todo=f"write {twin_of(name)} in Jinja if you need its look",
        )


def twin_of(name: str) -> str:
    """The Jinja template that does the work of a layout of Hugo's.

    >>> twin_of("_default/_markup/render-link.html"), twin_of("_default/single.html")
    ('layouts/render/link.html', 'layouts/page.html')
    """
    for pattern, twin in _TWINS:
        match = pattern.fullmatch(name)
        if match is not None:
            found = match.expand(twin)
            return _NAMES.get(found, found)
    return name


def _shortcodes(project: Project) -> Iterator[Finding]:
    known = {
        name.removesuffix(".html")
        for name in project.theme.names("shortcodes")
        if not _is_go(project, name)
    }
    go_templates = {
        twin_of(name).removeprefix("shortcodes/").removesuffix(".html").lower(): shown
        for name, shown in _go_layouts(project)
        if twin_of(name).startswith("shortcodes/")
    }
    uses: dict[str, tuple[int, str, int]] = {}
    for path, _ in files_below(
        project.content, (".md", ".markdown", ".html"), inside_of(project.config)
    ):
        text = path.read_text("utf-8", "replace")
        if "{{" not in text:
            continue
        plain = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        for match in CALL.finditer(plain):
            name = match[1].removesuffix(".html").lower()
            if name not in known and name[0] != "/":
                count, first, line = uses.get(name, (0, "", 0))
                if not count:
                    first = shown_path(project.root, path)
                    line = plain.count("\n", 0, match.start()) + 1
                uses[name] = (count + 1, first, line)
    for name, (count, first, line) in sorted(uses.items()):
        times = "once" if count == 1 else f"{count} times"
        lack = "its template stands in the page, which is never run"
        if not name.endswith(".inline"):
            goes = go_templates.get(name)
            lack = f"{goes} is a Go template" if goes else "it has no template"
        yield Finding(
            topic="shortcodes",
            path=first,
            line=line,
            what=f'"{name}" is called {times}, first here; {lack}',
            todo=f"write shortcodes/{name.removesuffix('.inline')}.html in Jinja",
        )


def _is_go(project: Project, name: str) -> bool:
    found = project.theme.find("shortcodes", name)
    return found is not None and is_go_template(found[1].read_text("utf-8", "replace"))


def _settings(project: Project) -> Iterator[Finding]:
    inside = inside_of(project.config)
    for path, table in config_sources.files(project.root, project.config.environment):
        if not inside.holds(path):
            continue
        shown = shown_path(project.root, path)
        parsed = parse(path.read_text("utf-8-sig", "replace"), format_of(path.name), shown)
        told: set[tuple[str, ...]] = set()
        for key, (line, _) in parsed.places.items():
            whole = (*table, *key)
            if whole[:1] in told or whole[:-1] in told:
                told.add(whole)
                continue
            dotted = ".".join(whole)
            works = any(f"{name}.".startswith(f"{dotted}.") for name in known())
            if is_inert(whole) and not works:
                told.add(whole)
                name, todo = about_setting(whole)
                yield Finding(
                    topic="settings",
                    path=shown,
                    line=line,
                    what=f'"{name}" does nothing here',
                    todo=todo,
                )


def about_setting(path: tuple[str, ...]) -> tuple[str, str]:
    """The name of a setting that does nothing, as Hugo spells it, and what to do about it."""
    name = ".".join(_SPELT.get(part, part) for part in path)
    return name, _ABOUT.get(path[0], "look whether you need it; it does no harm")


_SPELT = {name.lower(): name for name in INERT}
_ABOUT = {
    "security": "nothing of a page is run; inline shortcodes are listed above",
    "module": "modules are not fetched; copy what they bring into the site",
}


def _content(project: Project) -> Iterator[Finding]:
    for path, _ in files_below(project.content, tuple(OTHER_FORMATS), inside_of(project.config)):
        kind = OTHER_FORMATS[path.suffix.lower()]
        yield Finding(
            topic="content",
            path=shown_path(project.root, path),
            what=f"{kind} is not read; the file is copied as it is",
            todo="convert it to Markdown, for instance by pandoc",
        )
    for path, _ in files_below(project.content, (".gotmpl",), inside_of(project.config)):
        what, todo = ABOUT_ADAPTERS
        shown = shown_path(project.root, path)
        if ADAPTER.search(shown):
            yield Finding(topic="content", path=shown, what=what, todo=todo)


def _site(project: Project) -> Iterator[Finding]:
    for name, what, todo in (
        ("go.mod", "modules are not fetched", "copy what they bring into the site"),
        ("_vendor", "what modules brought is not read", "copy it into the site's own folders"),
        ("assets", "Sass, PostCSS and js.Build don't run", "put what they make into assets/"),
    ):
        if (project.root / name).exists():
            yield Finding(topic="site", path=name, what=what, todo=todo)
