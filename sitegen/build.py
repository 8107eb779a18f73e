"""The pipeline: the only module that knows the order of the steps.

In:  a `Project`.
Out: a site on disk, and a `BuildResult`.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from sitegen import paths
from sitegen.config import Config
from sitegen.diagnostics import error, has_errors, in_order, warning
from sitegen.dialects import dialect_for
from sitegen.discover import Tree, discover
from sitegen.document import ReadSettings, read_batch
from sitegen.executors import PoolExecutor, SerialExecutor, executor, run_batches
from sitegen.linkgraph import link
from sitegen.model import (
    Diagnostic,
    LinkGraph,
    PageSource,
    Position,
    Site,
    StaticFile,
    Struct,
    Value,
)
from sitegen.publish import Emitted, emit_pages, emit_site, file_names
from sitegen.site import assemble
from sitegen.snapshot import Snapshot
from sitegen.spool import share, write_spool
from sitegen.templates import go_templates
from sitegen.theme import Theme, load_theme, strings
from sitegen.write import Written, commit, previous_outputs, remember_outputs, stage, stage_copy

SERIAL_BELOW = 32
"""Pages up to which everything runs in this process: starting others would cost more."""

STATE_FOLDER = ".sitegen"

Item = TypeVar("Item")

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done, and of how much."""


class Project(Struct, frozen=True, kw_only=True):
    """A site's configuration and theme."""

    config: Config
    theme: Theme
    strings: Mapping[str, Value]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def root(self) -> Path:
        """The site's folder."""
        return Path(self.config.root)

    @property
    def content(self) -> Path:
        """The folder of the pages: the site's own when it has no content folder."""
        named = self.root / self.config.content_dir
        return named if named.is_dir() or self.config.file else self.root

    @property
    def destination(self) -> Path:
        """The folder that the site is written to."""
        return self.root / self.config.publish_dir


class BuildResult(Struct, frozen=True, kw_only=True):
    """What a build made."""

    diagnostics: tuple[Diagnostic, ...]
    written: Written | None = None
    """None when errors kept the site from being written."""

    pages: int = 0
    sections: int = 0
    terms: int = 0
    static_files: int = 0
    aliases: int = 0
    links: int = 0
    left_out: int = 0


def load_project(config: Config, problems: tuple[Diagnostic, ...] = ()) -> Project:
    """Find the theme of a configured site; raises SitegenError when it is missing."""
    root = Path(config.root)
    theme = load_theme(
        root,
        config.theme,
        layout_dir=config.layout_dir,
        i18n_dir=config.i18n_dir,
        static_dirs=config.static_dir,
        config_file=config.file,
    )
    texts, wrong = strings(theme, config.language_code)
    found = (*problems, *wrong, *go_templates(theme, root))
    return Project(config=config, theme=theme, strings=texts, diagnostics=found)


def discover_all(project: Project) -> Tree:
    """All files of the site."""
    config, root = project.config, project.root
    tree = discover(
        root,
        project.content,
        project.theme.static_folders(),
        ignore=config.ignore_files,
        leave_out=_not_content(project),
    )
    dialect = dialect_for(config.file).name
    named = tuple(msgspec.structs.replace(source, dialect=dialect) for source in tree.pages)
    return msgspec.structs.replace(tree, pages=named)


def read_all(
    project: Project,
    tree: Tree,
    where: SerialExecutor | PoolExecutor,
    scratch: Path,
    progress: Progress,
) -> list[PageSource]:
    """Phase 1: every page, in the order of the keys."""
    settings = ReadSettings(config=project.config, theme=project.theme, strings=project.strings)
    ref = share(scratch, "settings", settings)
    results = run_batches(where, read_batch, tree.pages, ref)
    return list(_counted(results, "Reading", len(tree.pages), progress))


def build(
    project: Project,
    now: datetime,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
    *,
    strict: bool = False,
) -> BuildResult:
    """Run the pipeline once.

    Nothing is published unless all of it could be made, with `strict` without a warning. Raises
    SitegenError when nothing can follow: the destination can't be written.
    """
    config = project.config
    tree = discover_all(project)
    few = len(tree.pages) < SERIAL_BELOW
    with (
        tempfile.TemporaryDirectory(prefix="sitegen-") as folder,
        executor(1 if few else jobs) as where,
    ):
        scratch = Path(folder)
        sources = read_all(project, tree, where, scratch, progress)
        site, site_problems = assemble(sources, tree.resources, tree.statics, config, now)
        graph, link_problems = link(
            site, sources, paths.base_path(config.base_url), file_names(site, config)
        )
        noted = in_order(
            (
                *project.diagnostics,
                *tree.diagnostics,
                *_nothing_to_build(project, tree),
                *(problem for source in sources for problem in source.diagnostics),
                *site_problems,
                *link_problems,
            )
        )
        result = _counts(site, graph, tree, sources, noted)
        if has_errors(noted) or (strict and noted):
            return result
        files = (*tree.statics, *_asset_files(project, tree, site))
        snapshot = Snapshot(
            config=config,
            site=site,
            graph=graph,
            bodies=write_spool(scratch, "bodies", ((s.key, s.body) for s in sources)),
            theme=project.theme,
            strings=project.strings,
            versions=_versions(tree.statics),
        )
        with stage(project.destination) as stage_folder:
            ref = share(scratch, "snapshot", snapshot)
            made = run_batches(
                where, emit_pages, tuple(site.pages), ref, stage_folder, project.destination
            )
            emitted = [
                *_counted(made, "Rendering", len(site.pages), progress),
                emit_site(ref, stage_folder, project.destination),
            ]
            noted = in_order(
                (*noted, *(p for one in emitted for p in one.diagnostics), *_doubles(emitted))
            )
            result = msgspec.structs.replace(result, diagnostics=noted)
            if has_errors(noted) or (strict and noted):
                return result
            staged = {output.path: output for one in emitted for output in one.outputs}
            own = {page.output for page in site.pages.values() if page.path}
            for file in files:
                if file.target not in own:
                    staged[file.target] = stage_copy(stage_folder, project.destination, file)
            state = project.root / STATE_FOLDER
            previous = previous_outputs(state, project.destination)
            remember_outputs(state, project.destination, {*previous, *staged})
            written = commit(stage_folder, project.destination, tuple(staged.values()), previous)
            remember_outputs(state, project.destination, staged)
    return msgspec.structs.replace(result, written=written)


def _counted(results: Iterable[Item], step: str, total: int, progress: Progress) -> Iterator[Item]:
    for done, result in enumerate(results, 1):
        progress(step, done, total)
        yield result


def _not_content(project: Project) -> list[Path]:
    """Folders that hold no pages, for a site whose pages lie in its own folder."""
    config = project.config
    names = (
        "themes", "shortcodes", config.layout_dir, *config.static_dir, config.i18n_dir,
        config.data_dir, config.archetype_dir, "assets", "node_modules", "public", "_site",
        "_layouts", "_includes", "_data", "_sass", "vendor", "venv",
    )  # fmt: skip
    beside = [project.root / name for name in names] if project.content == project.root else []
    return [project.destination, *beside]


def _nothing_to_build(project: Project, tree: Tree) -> tuple[Diagnostic, ...]:
    if tree.pages:
        return ()
    shown = paths_shown(project)
    return (
        warning(
            "no-pages",
            f'there is no page in "{shown}"',
            Position(path=project.config.file) if project.config.file else None,
            "put Markdown files into it; `sitegen new content hello.md` makes a first one",
        ),
    )


def paths_shown(project: Project) -> str:
    """The content folder as messages name it."""
    return "." if project.content == project.root else project.config.content_dir


def _asset_files(project: Project, tree: Tree, site: Site) -> Iterator[StaticFile]:
    for resource in tree.resources:
        target = site.assets.get(resource.key)
        if target is not None:
            yield StaticFile(
                target=target,
                source=str(project.root / resource.path),
                size=resource.size,
                mtime_ns=resource.mtime_ns,
            )


def _doubles(emitted: Iterable[Emitted]) -> Iterator[Diagnostic]:
    """An error for each path that two outputs claim, such as a redirect and the sitemap."""
    seen: set[str] = set()
    for output in (output for one in emitted for output in one.outputs):
        if output.path in seen:
            yield error(
                "duplicate-url",
                f'two files of the site have the path "{output.path}"',
                help='look for a page or an alias with this address, or use "disableKinds"',
            )
        seen.add(output.path)


def _versions(statics: Sequence[StaticFile]) -> dict[str, str]:
    """Digests of the styles and scripts, by which browsers' caches tell them apart."""
    return {
        file.target: hashlib.sha256(Path(file.source).read_bytes()).hexdigest()[:10]
        for file in statics
        if file.target.endswith((".css", ".js", ".svg"))
    }


def _counts(
    site: Site,
    graph: LinkGraph,
    tree: Tree,
    sources: Sequence[PageSource],
    noted: tuple[Diagnostic, ...],
) -> BuildResult:
    kinds = [page.kind for page in site.pages.values()]
    return BuildResult(
        diagnostics=noted,
        pages=kinds.count("page") + kinds.count("home"),
        sections=kinds.count("section"),
        terms=kinds.count("term"),
        static_files=len(tree.statics) + len(site.assets),
        aliases=len(site.aliases),
        links=sum(len(urls) for urls in graph.resolved.values()),
        left_out=len(site.left_out),
    )
