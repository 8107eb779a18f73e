"""The steps of a build in their order.

In:  a project, its files, and the record of the last build.
Out: a site on disk, a `BuildResult`, and a new record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.answers import Answers, Prints
from sitegen.cache import Cache
from sitegen.cascade import read_cascades
from sitegen.config import Config
from sitegen.diagnostics import has_errors, in_order, warning
from sitegen.discover import Tree
from sitegen.emitting import Plan, doubles, emit_stale, may_differ, new_traces, plan
from sitegen.executors import Progress, Workers
from sitegen.gitinfo import GitInfo, last_commits
from sitegen.joining import Joined, join
from sitegen.linkgraph import BROKEN_REF, link_problems
from sitegen.model import (
    Diagnostic,
    LinkGraph,
    PageFacts,
    Position,
    Severity,
    Site,
    StaticFile,
    Struct,
)
from sitegen.packing import pack, unpack
from sitegen.project import Project, modified
from sitegen.publish import Emitted, jobs_of
from sitegen.reading import read_base, read_pages
from sitegen.record import Counts, Record, load_facts
from sitegen.result import BuildResult, Done
from sitegen.settings import Asked, SettingPrints, Settings
from sitegen.snapshot import Snapshot
from sitegen.stamps import Files, Known
from sitegen.traces import NO_TRACES, Traces
from sitegen.visibility import left_out
from sitegen.write import (
    Staged,
    commit,
    previous_outputs,
    remember_outputs,
    stage,
    stage_copy,
)


class Run(Struct, frozen=True, kw_only=True):
    """What a build works with."""

    project: Project
    tree: Tree
    inputs: Files
    """The input files whose digests are known."""

    record: Record | None
    """Of the last build of this destination."""

    published: Files
    """The files that lie in the destination as that build wrote them."""

    cache: Cache
    scratch: Path
    workers: Workers
    now: datetime
    strict: bool
    progress: Progress


def run(task: Run) -> tuple[BuildResult, Record | None]:
    """Do what has changed since the last build.

    The record lacks the settings and the moments, which the caller knows; there is none when
    errors kept the site from being written.
    """
    project, tree, cache, record = task.project, task.tree, task.cache, task.record
    config = project.config
    git, git_problems = last_commits(project.root) if config.enable_git_info else ({}, ())
    settings = _settings(task, git)
    setting_prints = SettingPrints(settings)
    base = read_base(project, setting_prints)
    before = load_facts(cache, record) if record else {}

    reading = read_pages(
        project, tree.pages, settings, setting_prints, cache, task.inputs,
        before if record and record.read_base == base else {},
        task.workers, task.scratch, task.progress,
    )  # fmt: skip
    facts = reading.facts
    out = left_out(facts, config, task.now)
    joined = join(settings, tree, facts, out, cache, record, before)
    site = joined.site
    noted = in_order((*git_problems, *_noted(task, facts, joined)))
    counts = _counts(joined, tree)
    result = BuildResult(diagnostics=noted, counts=counts, done=Done(read=reading.read))
    if _stops(noted, task.strict):
        return result, None

    snapshot = Snapshot(
        settings=settings,
        cache=str(cache.path),
        site=joined.site_blob,
        graph=joined.graph_blob,
        facts=cache.put(pack(facts)),
        extra_files=joined.extra_files,
    )
    answers = Answers(snapshot, cache)
    answers.site, answers.graph, answers.facts = site, joined.graph, facts
    prints = Prints(answers, setting_prints)
    traces = unpack(cache.blob(record.traces), Traces) if record else NO_TRACES
    copies = _copies(project, tree, site, joined.graph)
    found = plan(
        jobs_of(site, config),
        traces,
        prints,
        _asks(joined, record, facts, before),
        task.published,
        copies,
    )
    with stage(project.destination) as folder:
        emitted = emit_stale(
            found, snapshot, answers, task.workers, task.scratch, folder,
            project.destination, task.progress,
        )  # fmt: skip
        noted = in_order((*noted, *_leveled(_made_problems(found, emitted), config)))
        done = Done(
            read=reading.read,
            first=record is None,
            made=found.stale,
            outputs={one.name: tuple(o.path for o in one.outputs) for one in emitted},
            kept=found.kept,
        )
        result = msgspec.structs.replace(result, diagnostics=noted, done=done)
        if _stops(noted, task.strict):
            return result, None
        outputs = _outputs(task, found, emitted, copies, folder)
        known = previous_outputs(project.state, project.destination)
        previous = {*known, *task.published}
        remember_outputs(project.state, project.destination, previous | outputs.keys(), known)
        written = commit(folder, project.destination, tuple(outputs.values()), previous)
        remember_outputs(project.state, project.destination, outputs.keys(), known)
    counts = msgspec.structs.replace(counts, files=written.total, size=written.size)
    listed = {one.path: Known(stamp=one.stamp, digest=one.digest) for one in outputs.values()}
    return msgspec.structs.replace(result, counts=counts, written=written), Record(
        settings=b"",
        since=out.since,
        until=out.until,
        inputs_moment=0,
        outputs_moment=0,
        inputs=cache.put(pack(reading.inputs)),
        outputs=cache.put(pack(listed)),
        read_base=base,
        facts=snapshot.facts,
        site_input=joined.input,
        site=joined.site_blob,
        site_problems=joined.problems,
        graph=joined.graph_blob,
        extra_files=joined.extra_files,
        traces=cache.put(pack(new_traces(found, traces, emitted, prints))),
        diagnostics=noted,
        counts=counts,
    )


def _stops(noted: tuple[Diagnostic, ...], strict: bool) -> bool:
    return has_errors(noted) or (strict and bool(noted))


def _settings(task: Run, git: Mapping[str, GitInfo]) -> Settings:
    project, inputs = task.project, task.inputs
    return Settings(
        config=project.config,
        theme=project.theme,
        strings=project.strings,
        digests={
            file.path: inputs[file.path].digest
            for file in project.theme.files()
            if file.path in inputs
        },
        # by these few digits browsers' caches tell the versions of styles and scripts apart
        versions={
            file.target: inputs[file.source].digest.hex()[:10]
            for file in task.tree.statics
            if file.source in inputs and file.target.endswith((".css", ".js", ".svg"))
        },
        git=git,
        modified=modified(project, task.tree),
        cascades=read_cascades(
            project.config.root, task.tree.pages, project.config.cascade, project.config.environment
        ),
    )


def _noted(task: Run, facts: Mapping[str, PageFacts], joined: Joined) -> tuple[Diagnostic, ...]:
    return in_order(
        (
            *task.project.diagnostics,
            *task.tree.diagnostics,
            *_nothing_to_build(task.project, task.tree),
            *(problem for page in facts.values() for problem in page.diagnostics),
            *joined.problems,
            *_leveled(link_problems(joined.graph), task.project.config),
        )
    )


def _leveled(problems: Iterable[Diagnostic], config: Config) -> Iterator[Diagnostic]:
    """The problems; a `ref` that leads nowhere is an error unless the site wants a warning."""
    for problem in problems:
        if problem.code == BROKEN_REF and config.ref_links_error_level == "error":
            yield msgspec.structs.replace(problem, severity=Severity.ERROR)
        else:
            yield problem


def _made_problems(found: Plan, emitted: Iterable[Emitted]) -> Iterator[Diagnostic]:
    paths = [path for trace in found.kept.values() for path, _ in trace.outputs]
    for trace in found.kept.values():
        yield from trace.diagnostics
    for one in emitted:
        yield from one.diagnostics
        paths += (output.path for output in one.outputs)
    yield from doubles(paths)


def _asks(
    joined: Joined,
    record: Record | None,
    facts: Mapping[str, PageFacts],
    before: Mapping[str, PageFacts],
) -> Callable[[Asked], bool]:
    other_site = record is None or record.site != joined.site_blob
    touched = joined.touched
    return may_differ(
        other_site,
        lambda key: facts.get(key) != before.get(key),
        lambda key: other_site or touched is None or not key or key in touched,
    )


def _copies(
    project: Project, tree: Tree, site: Site, graph: LinkGraph
) -> dict[str, tuple[StaticFile, str]]:
    """The files to copy by output path, each with its name among the inputs.

    A page with a file wins over them.
    """
    written = (page for page in site.pages.values() if page.meta.render == "always")
    own = {page.output for page in written if page.path}
    files = {file.target: (file, file.source) for file in tree.statics}
    left_out = _not_wanted(project, site, graph) if site.on_demand else frozenset()
    for resource in tree.resources:
        target = site.assets.get(resource.key)
        if target is not None and resource.key not in left_out:
            source = str(project.root / resource.path)
            file = StaticFile(target=target, source=source, stamp=resource.stamp)
            files[target] = (file, resource.path)
    return {target: file for target, file in files.items() if target not in own}


def _not_wanted(project: Project, site: Site, graph: LinkGraph) -> frozenset[str]:
    """The files for which nobody asks: no link leads to them, and no template shows files."""
    for files in project.theme.templates.values():
        for file in files:
            own = project.theme.layers[file.layer].name != "sitegen"
            if own and b"resources" in Path(file.path).read_bytes():
                return frozenset()
    linked = {url for links in graph.pages.values() for url in links.urls}
    return frozenset(
        key for key in site.on_demand if f"/{paths.encoded(site.assets[key])}" not in linked
    )


def _outputs(
    task: Run,
    found: Plan,
    emitted: Iterable[Emitted],
    copies: Mapping[str, tuple[StaticFile, str]],
    folder: Path,
) -> dict[str, Staged]:
    """Every file of the site by path: published already, or waiting in the stage."""
    published = task.published
    outputs = {
        path: _as_published(path, published)
        for trace in found.kept.values()
        for path, _ in trace.outputs
        if path not in copies
    }
    outputs |= {output.path: output for one in emitted for output in one.outputs}
    for target, (file, name) in copies.items():
        digest = task.inputs[name].digest if name in task.inputs else b""
        before = published.get(target)
        outputs[target] = (
            _as_published(target, published)
            if before is not None and before.digest == digest and target not in outputs
            else stage_copy(folder, task.project.destination, file, digest)
        )
    return outputs


def _as_published(path: str, published: Files) -> Staged:
    known = published[path]
    return Staged(path=path, digest=known.digest, stamp=known.stamp, changed=False)


def _nothing_to_build(project: Project, tree: Tree) -> tuple[Diagnostic, ...]:
    if tree.pages:
        return ()
    shown = "." if project.content == project.root else project.config.content_dir
    return (
        warning(
            "no-pages",
            f'there is no page in "{shown}"',
            Position(path=project.config.file) if project.config.file else None,
            "put Markdown files into it; `sitegen new content hello.md` makes a first one",
        ),
    )


def _counts(joined: Joined, tree: Tree) -> Counts:
    site = joined.site
    kinds = [page.kind for page in site.pages.values()]
    return Counts(
        pages=kinds.count("page") + kinds.count("home"),
        sections=kinds.count("section"),
        terms=kinds.count("term"),
        static_files=len(tree.statics) + len(site.assets),
        aliases=len(site.aliases),
        links=sum(len(links.urls) for links in joined.graph.pages.values()),
        left_out=len(site.left_out),
    )
