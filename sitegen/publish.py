"""Phase 2: the files of each page, and those of the site as a whole.

In:  a reference to the snapshot, page keys.
Out: staged files, and what went wrong; the bytes go straight to the stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sitegen import paths
from sitegen.config import Config
from sitegen.model import Diagnostic, Output, PageKey, Site, Struct, Trace
from sitegen.outputs import FORMATS, Desk
from sitegen.render import reader_for, workplace
from sitegen.spool import Ref
from sitegen.templates_api import TemplateProblem
from sitegen.write import Staged, stage_bytes


class Emitted(Struct, frozen=True, kw_only=True):
    """The files of a page, or of the site."""

    outputs: tuple[Staged, ...]
    traces: tuple[Trace, ...]
    """What each of them was made from."""

    diagnostics: tuple[Diagnostic, ...]


def emit_pages(
    ref: Ref, stage_folder: Path, destination: Path, keys: Sequence[PageKey]
) -> list[Emitted]:
    """The files of some pages."""
    return [_emit(ref, stage_folder, destination, key, "page") for key in keys]


def emit_site(ref: Ref, stage_folder: Path, destination: Path) -> Emitted:
    """The files of the site as a whole."""
    home = workplace(ref)[0].site.folders[""]
    return _emit(ref, stage_folder, destination, home, "site")


def file_names(site: Site, config: Config) -> tuple[str, ...]:
    """The output paths besides pages, for links to them."""
    feeds: Iterable[str] = ()
    if "rss" not in config.disable_kinds:
        feeds = (
            paths.decoded(f"{page.url.rpartition('/')[0]}/index.xml").lstrip("/")
            for page in site.pages.values()
            if page.kind in ("home", "section", "taxonomy", "term")
        )
    return ("sitemap.xml", "robots.txt", *feeds)


def _emit(ref: Ref, stage_folder: Path, destination: Path, key: PageKey, scope: str) -> Emitted:
    snapshot, templates = workplace(ref)
    staged: list[Staged] = []
    traces: list[Trace] = []
    problems: list[Diagnostic] = []
    for form in FORMATS:
        if form.scope != scope or form.name in snapshot.config.disable_kinds:
            continue
        reader = reader_for(snapshot, templates)
        try:
            found: list[Output] = list(form.emit(Desk(reader, templates), key))
        except TemplateProblem as problem:
            problems.append(_on_page(problem.diagnostic, snapshot.site.pages[key].path or key))
            found = []
        problems += reader.problems
        for output in found:
            staged.append(stage_bytes(stage_folder, destination, output.path, output.content))
            traces.append(output.trace)
    return Emitted(outputs=tuple(staged), traces=tuple(traces), diagnostics=tuple(problems))


def _on_page(diagnostic: Diagnostic, page: str) -> Diagnostic:
    """A template's failure with the page that it was to show."""
    note = f'while making the page "{page}"'
    return Diagnostic(
        severity=diagnostic.severity,
        code=diagnostic.code,
        message=diagnostic.message,
        position=diagnostic.position,
        help=f"{diagnostic.help}; {note}" if diagnostic.help else note,
    )
