"""Phase 2: the files of each page, and those of the site as a whole.

In:  a snapshot, and jobs: which format of which page.
Out: staged files, what they were made from, and what went wrong; the bytes go to the stage.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import Path

from sitegen import paths
from sitegen.answers import Answers
from sitegen.cache import CacheDamaged, CacheReader
from sitegen.config import Config, each_language, in_language
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Diagnostic, Output, PageKey, PluginRef, Read, Site, Struct
from sitegen.output_kinds import (
    has_card,
    is_markdown,
    markdown_path,
    output_kinds,
    output_names,
)
from sitegen.outputs import FORMATS, Desk
from sitegen.outputs.custom import emit as emit_custom
from sitegen.outputs.graph_json import graph_files
from sitegen.outputs.llms import FULL, INDEX
from sitegen.outputs.redirects_file import NAME
from sitegen.outputs.site_json import NAME as SITE_JSON
from sitegen.outputs.sitemap import map_name
from sitegen.plugin import Format
from sitegen.plugin_loading import failure, load_plugins
from sitegen.questions import QUERIES
from sitegen.render import Workplace, reader_for, templates_for
from sitegen.settings import Asked
from sitegen.snapshot import Snapshot
from sitegen.specials import SPECIALS
from sitegen.spool import PerThread, Ref, load
from sitegen.templates_api import TemplateProblem
from sitegen.write import Staged, stage_bytes


class Job(Struct, frozen=True, kw_only=True, array_like=True):
    """A page in one format, or the site in one."""

    format: str
    key: PageKey
    """The page; for the site as a whole the home page."""

    @property
    def name(self) -> str:
        """Its name in traces: `html:guide/setup.md`."""
        return f"{self.format}:{self.key}"


class Emitted(Struct, frozen=True, kw_only=True):
    """The files of a job."""

    name: str
    """The job's name."""

    outputs: tuple[Staged, ...]
    reads: tuple[Asked, ...]
    """The questions about pages that they were made from,"""

    common: tuple[Asked, ...]
    """and those about the site, which many jobs share."""

    diagnostics: tuple[Diagnostic, ...]
    seen: tuple[Read, ...] = ()
    """What plug-ins saw of files."""

    related: tuple[PageKey, ...] | None = None
    """The pages related to the job's, if they were looked for: that takes long."""


def jobs_of(site: Site, config: Config, plugins: tuple[PluginRef, ...] = ()) -> list[Job]:
    """All jobs of a site, in its order; those for the site as a whole last."""
    own = _of_plugins(plugins).values() if plugins else ()
    forms = [form for form in (*FORMATS, *own) if form.name not in config.disable_kinds]
    each = [form.name for form in own if form in forms and form.scope == "page"]
    pages_too = "html" not in config.disable_kinds
    jobs = []
    for page in site.pages.values():
        if page.meta.render == "always":
            settings = in_language(config, page.language)
            if pages_too and "html" in output_names(page, settings.outputs):
                jobs.append(Job(format="html", key=page.key))
                if has_card(page, partial(getattr, settings)):
                    jobs.append(Job(format="card", key=page.key))
            jobs += [Job(format=name, key=page.key) for name in site.formats.get(page.key, ())]
            if each and page.kind not in SPECIALS:
                jobs += [Job(format=name, key=page.key) for name in each]
    home = site.folders[config.language_folder]
    return jobs + [Job(format=form.name, key=home) for form in forms if form.scope == "site"]


def _of_plugins(plugins: tuple[PluginRef, ...]) -> Mapping[str, Format]:
    """The output formats that plug-ins add; raises SitegenError for a name that sitegen has."""
    found = {form.name: form for form in load_plugins(plugins).outputs}
    taken = sorted(found.keys() & {*_FORMATS, *output_kinds({}, {})})
    if taken:
        message = f'a plug-in adds an output "{taken[0]}", which sitegen has'
        raise SitegenError((error("plugin-names", message, help="give it another name"),))
    return found


def file_names(site: Site, config: Config) -> tuple[str, ...]:
    """The output paths besides pages, for links to them."""
    found = ["robots.txt", map_name(config.sitemap)]
    if len(site.roots) > 1:
        found += [f"{language}/{map_name(config.sitemap)}" for language in site.roots]
    found += graph_files(site)
    found += [NAME] if config.redirects_file else []
    for own in each_language(config):
        wanted = {INDEX: own.ai_llms, FULL: own.ai_llms_full, SITE_JSON: own.site_json}
        found += [paths.below(own.language_root, name) for name in wanted if wanted[name]]
    found += [path for formats in site.formats.values() for path in formats.values()]
    if any(own.ai_markdown for own in each_language(config)):
        found += [markdown_path(page.output) for page in site.pages.values() if is_markdown(page)]
    return tuple(found)


def _workplace(ref: Ref) -> Workplace:
    """The shared snapshot and the templates for it."""
    snapshot: Snapshot = load(ref)
    known = _HANDED_DOWN.get(ref)
    store = CacheReader(snapshot.cache, known.held if known is not None else {})
    answers = Answers(snapshot.settings, snapshot.extra_files, store, snapshot)
    if known is not None:
        answers.site, answers.graph, answers.facts = known.site, known.graph, known.facts
        answers.files = known.files
    return Workplace(answers, templates_for(snapshot.settings))


_HANDED_DOWN: dict[Ref, Answers] = {}
"""What forked processes find in memory: so they need not unpack it, nor hold it twice."""


@contextlib.contextmanager
def handed_down(ref: Ref, answers: Answers) -> Iterator[None]:
    """Processes that are forked meanwhile have these answers for a snapshot."""
    _HANDED_DOWN[ref] = answers
    try:
        yield
    finally:
        del _HANDED_DOWN[ref]


_WORKPLACES = PerThread(_workplace)


def emit_batch(
    ref: Ref, stage_folder: Path, destination: Path, jobs: Sequence[Job]
) -> list[Emitted]:
    """The files of some jobs, made in another process; `ref` leads to the snapshot."""
    return emit(_WORKPLACES.of(ref), stage_folder, destination, jobs)


def emit(
    workplace: Workplace, stage_folder: Path, destination: Path, jobs: Sequence[Job]
) -> list[Emitted]:
    """The files of some jobs."""
    common: dict[frozenset[Asked], tuple[Asked, ...]] = {}
    made = []
    for job in jobs:
        found, asked, problems, seen = _outputs(workplace, job)
        staged = [
            stage_bytes(stage_folder, destination, output.path, output.content) for output in found
        ]
        shared = frozenset(one for one in asked if one[0] not in QUERIES)
        if shared not in common:
            common[shared] = tuple(sorted(shared))
        made.append(
            Emitted(
                name=job.name,
                outputs=tuple(staged),
                reads=tuple(sorted(asked - shared)),
                common=common[shared],
                diagnostics=problems,
                seen=seen,
                related=workplace.answers.related_found.get(job.key),
            )
        )
    return made


_FORMATS = {form.name: form for form in FORMATS}


def _outputs(
    workplace: Workplace, job: Job
) -> tuple[list[Output], Set[Asked], tuple[Diagnostic, ...], tuple[Read, ...]]:
    environment = workplace.templates.environment
    environment.asked.clear()
    reader = reader_for(workplace, workplace.answers.site.pages[job.key].language)
    problems: tuple[Diagnostic, ...] = ()
    try:
        desk = Desk(reader, workplace)
        form: Format | None = _FORMATS.get(job.format)
        if plugins := workplace.answers.settings.plugins:
            reader.note("plugins")
            form = form or _of_plugins(plugins).get(job.format)
        made = form.emit(desk, job.key) if form else emit_custom(desk, job.key, job.format)
        found = list(made)
    except TemplateProblem as problem:
        found, problems = [], (_on_page(problem.diagnostic, workplace, job.key),)
    except Exception as problem:
        settings = workplace.answers.settings
        told = failure(problem, settings.plugins, Path(settings.config.root))
        if told is None or isinstance(problem, SitegenError | CacheDamaged):
            raise
        found, problems = [], (_on_page(told, workplace, job.key),)
    asked = reader.asked() | environment.asked
    seen = tuple((*one, value) for one, value in sorted(reader.seen.items()))
    return found, asked, (*problems, *reader.problems), seen


def _on_page(diagnostic: Diagnostic, workplace: Workplace, key: PageKey) -> Diagnostic:
    """The failure of a template or a plug-in with the page that it was to show."""
    page = workplace.answers.site.pages[key].path or key
    note = f'while making the page "{page}"'
    return Diagnostic(
        severity=diagnostic.severity,
        code=diagnostic.code,
        message=diagnostic.message,
        position=diagnostic.position,
        help=f"{diagnostic.help}; {note}" if diagnostic.help else note,
    )
