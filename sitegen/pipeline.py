"""The steps of a build in their order.

In:  a project, its files, and the record of the last build.
Out: a site on disk, a `BuildResult`, and a new record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import msgspec

from sitegen import card_cache, kept_files, paths
from sitegen.answers import Answers
from sitegen.cache import Cache
from sitegen.cascade import read_cascades
from sitegen.config import Config, each_language
from sitegen.diagnostics import error, has_errors, in_order, warning
from sitegen.discover import Tree, read_bytes
from sitegen.emitting import (
    Plan,
    changed_answers,
    changed_since,
    doubles,
    emit_stale,
    may_differ,
    new_traces,
    plan,
)
from sitegen.executors import Progress, Workers
from sitegen.gitinfo import GitInfo, last_commits
from sitegen.joining import Joined, join, join_texts, other_sketches
from sitegen.linkgraph import BROKEN_REF, link_problems
from sitegen.making import NOTHING, Making, make
from sitegen.model import (
    Diagnostic,
    LinkGraph,
    PageFacts,
    PageKey,
    Position,
    Severity,
    Site,
    SourceFile,
    StaticFile,
    Struct,
)
from sitegen.outputs.graph_json import GRAPH, graph_roots
from sitegen.packing import pack, to_json
from sitegen.past import Past
from sitegen.plugin_loading import load_plugins
from sitegen.project import Project, modified
from sitegen.publish import Emitted, Job, jobs_of
from sitegen.questions import Prints, concerned
from sitegen.reading import Reading, read_base, read_pages
from sitegen.recipes import Source
from sitegen.record import Counts, Record
from sitegen.render import Workplace, templates_for
from sitegen.result import BuildResult, Done
from sitegen.search_engine import Engine
from sitegen.searching import NO_SEARCH, THEME_FILES, Searched, searched
from sitegen.settings import Asked, SettingPrints, Settings
from sitegen.snapshot import Snapshot
from sitegen.stamps import Files, Known
from sitegen.theme import builtin_root
from sitegen.traces import NO_TRACES, Index, Traces, arguments, is_asked
from sitegen.urls_lock import NAME, Lock, Urls, parsed, renewed
from sitegen.visibility import LeftOut, left_out
from sitegen.warm import Copies, Ground, Warm, warmth
from sitegen.whole_graph import Maps, name_of
from sitegen.write import (
    Staged,
    Written,
    commit,
    is_noted,
    previous_outputs,
    remember_outputs,
    stage,
    stage_copy,
    write_beside,
)


class Run(Struct, frozen=True, kw_only=True):
    """What a build works with."""

    project: Project
    tree: Tree
    inputs: Files
    """The input files whose digests are known."""

    past: Past | None
    """The last build of this destination."""

    only: tuple[SourceFile, ...] | None
    """The page files that may have changed since, when nothing else has; None for everything."""

    published: Files
    """The files that lie in the destination as that build wrote them."""

    cache: Cache
    scratch: Path
    workers: Workers
    now: datetime
    strict: bool
    urls: Urls
    done: Callable[[BuildResult], None]
    """Called once the files are in place."""

    progress: Progress
    engine: Engine | None
    """What makes the search index, if it is here."""

    searched: bool
    """Whether the site gets an index."""


class _Known(Struct, frozen=True, kw_only=True):
    """A site that is read and put together."""

    reading: Reading
    facts: dict[str, PageFacts]
    texts: frozenset[PageKey] | None
    """The pages whose texts may have changed, when nothing else has."""

    out: LeftOut
    joined: Joined
    workplace: Workplace


class _Planned(Struct, frozen=True, kw_only=True):
    """What is to be made of it."""

    plan: Plan
    traces: Traces
    """Of the last build."""

    prints: Prints
    index: Index | None
    """Of these traces, if it is in memory."""

    copies: Copies


def run(task: Run) -> tuple[BuildResult, Past | None]:
    """Do what has changed since the last build.

    The new record lacks the settings and the moments, which the caller knows; there is none when
    errors kept the site from being written.
    """
    warm = warmth(task.past) if task.only is not None else None
    ground = _ground(task) if warm is None else warm.ground
    known = _put_together(task, warm, ground)
    joined, config = known.joined, task.project.config
    answers = known.workplace.answers
    terms = answers.glossary.problems if config.glossary_enabled else ()
    noted = in_order((*ground.problems, *terms, *_noted(task, known.facts, joined)))
    counts = _counts(joined, task.tree, task.past)
    done = Done(read=known.reading.read)
    result = BuildResult(diagnostics=noted, counts=counts, done=done)
    if has_errors(noted):
        return result, None

    def snapshot() -> Snapshot:
        return Snapshot(
            settings=ground.settings,
            cache=str(task.cache.path),
            site=task.cache.put(to_json(joined.site)),
            graph=task.cache.put(pack(joined.graph)),
            facts=task.cache.put(pack(known.facts)),
            files=task.cache.put(pack(known.workplace.answers.files)),
            extra_files=joined.extra_files,
        )

    planned = _planned(task, warm, ground, known)
    found = planned.plan
    known.workplace.answers.maps = dict(task.past.maps) if task.past is not None else {}
    with stage(task.project.destination) as folder:
        emitted = emit_stale(
            found, known.workplace, snapshot, task.workers, task.scratch, folder,
            task.project.destination, planned.prints, task.progress,
        )  # fmt: skip
        maps = _maps(found, task.past, known.workplace.answers)
        making = _making(task, warm, planned, emitted, answers, folder)
        problems = (*_made_problems(planned, emitted), *making.problems)
        noted = in_order((*noted, *_leveled(problems, config)))
        done = Done(
            read=known.reading.read,
            first=task.past is None,
            made=found.stale,
            outputs={one.name: tuple(_paths(one)) for one in emitted},
            kept=found.kept,
        )
        result = msgspec.structs.replace(result, diagnostics=noted, done=done)
        if has_errors(noted):
            return result, None
        kept, staged = _outputs(task, found, emitted, planned.copies, making, folder)
        search = _searched(task, kept, staged, folder)
        noted = in_order((*noted, *search.problems))
        result = msgspec.structs.replace(result, diagnostics=noted)
        # a strict build stops here, when it has told all that is wrong
        if noted and (task.strict or has_errors(noted)):
            return result, None
        kept, staged = {**kept, **search.kept}, [*staged, *search.staged]
        written = _publish(task, kept, staged, folder)
    outputs = kept | {one.path: Known(stamp=one.stamp, digest=one.digest) for one in staged}
    size = sum(known.stamp.size for known in outputs.values())
    counts = msgspec.structs.replace(counts, files=len(outputs), size=size)
    result = msgspec.structs.replace(result, counts=counts, written=written)
    task.done(result)
    places = warm.places if warm is not None else _places(task.tree)
    past = _remembered(task, ground, places, known, planned, emitted, result)
    if warm is None:
        card_cache.tidy(task.project.state / kept_files.CARDS, task.now)
    past.search = search.state
    past.maps = maps
    past.outputs = outputs
    past.made = making
    if making.staged:
        fresh = {one.path: outputs[one.path] for one in making.staged}
        past.made = msgspec.structs.replace(making, kept=making.kept | fresh, staged=())
    if ground.lock is not None and task.urls != "leave":
        moved = joined.vanished.moved
        text = renewed(ground.lock, joined.site, known.facts, moved)
        past.inputs |= {NAME: write_beside(task.project.root / NAME, text)}
    return result, past


def _put_together(task: Run, warm: Warm | None, ground: Ground) -> _Known:
    past, settings, cache = task.past, ground.settings, task.cache
    same = past is not None and past.record.read_base == ground.read_base
    reading = read_pages(
        task.tree.pages if task.only is None else task.only, settings, ground.prints,
        ground.read_base, cache, task.inputs, past.facts if past is not None and same else {},
        task.workers, task.scratch, task.progress,
    )  # fmt: skip
    texts = _texts(task, warm, reading)
    if past is not None and warm is not None and texts is not None:
        facts = past.facts | reading.facts
        answers, out = warm.workplace.answers, warm.out
        joined = join_texts(
            settings, facts, cache, past, warm.sources, lambda: answers.names,
            lambda: answers.page_names, texts,
        )  # fmt: skip
        workplace = warm.workplace.with_texts(cache, joined.graph, facts, texts)
    else:
        facts = past.facts | reading.facts if past is not None and warm else reading.facts
        out = left_out(task.tree.pages, facts, settings.config, task.now)
        joined = join(
            settings, task.tree, facts, out, cache, past, warm.sources if warm else {},
            reading.facts.keys(), ground.lock or {},
            lambda: cast(Warm, warm).workplace.answers.names,
        )  # fmt: skip
        answers = _answers(settings, joined, facts, reading, cache, warm)
        if "files" not in answers.__dict__:
            answers.files = _files(task, joined.site)
        templates = warm.workplace.templates if warm is not None else templates_for(settings)
        workplace = Workplace(answers, templates)
    return _Known(
        reading=reading, facts=facts, texts=texts, out=out, joined=joined, workplace=workplace
    )


def _answers(
    settings: Settings,
    joined: Joined,
    facts: dict[str, PageFacts],
    reading: Reading,
    cache: Cache,
    warm: Warm | None,
) -> Answers:
    """The answers about a site; those before have what an edit of front matter doesn't change."""
    changed = frozenset(PageKey(key) for key in reading.facts)
    if warm is not None and joined.names is not None and joined.touched is not None:
        before, changed = warm.workplace.answers, changed | joined.touched
        return before.with_cards(
            cache, joined.site, joined.graph, facts, changed, joined.edited or frozenset(),
            joined.names,
        )  # fmt: skip
    answers = Answers(settings, joined.extra_files, cache)
    answers.site, answers.graph, answers.facts = joined.site, joined.graph, facts
    if warm is not None:
        answers.take_words(warm.workplace.answers, changed)
        if warm.workplace.answers.site.assets == joined.site.assets:
            answers.files = warm.workplace.answers.files
    return answers


def _planned(task: Run, warm: Warm | None, ground: Ground, known: _Known) -> _Planned:
    past, joined, config = task.past, known.joined, task.project.config
    prints = Prints(known.workplace.answers, ground.prints)
    traces = past.traces if past is not None else NO_TRACES
    jobs: Mapping[str, Job] | None = None
    copies: Copies | None = None
    published: Files | None = task.published
    index: Index | None = None
    if past is None or warm is None:
        changed = changed_answers(traces, prints, _asks(joined, past, known, task.cache))
    else:
        index = past.index
        before, read = warm.workplace.answers, {PageKey(key) for key in known.reading.facts}
        changed = changed_since(traces, index, prints, before, read, joined.touched)
        # no page is another one, none has moved to another address, and no file of theirs is away
        if known.texts is not None or joined.edited is not None:
            jobs, published = warm.jobs, None
            copies = None if joined.site.on_demand else warm.copies
    if jobs is None:
        jobs = {job.name: job for job in jobs_of(joined.site, config, task.project.plugins)}
    if copies is None:
        copies = _copies(task.project, task.tree, joined.site, joined.graph)
    found = plan(jobs, traces, changed, index, published, copies)
    return _Planned(plan=found, traces=traces, prints=prints, index=index, copies=copies)


def _remembered(
    task: Run,
    ground: Ground,
    places: Mapping[str, int],
    known: _Known,
    planned: _Planned,
    emitted: Sequence[Emitted],
    result: BuildResult,
) -> Past:
    """What the next build wants to know of this one."""
    past, joined, found = task.past, known.joined, planned.plan
    record = Record(
        settings=b"",
        since=known.out.since,
        until=known.out.until,
        inputs_moment=0,
        outputs_moment=0,
        inputs=b"",
        outputs=b"",
        read_base=ground.read_base,
        facts=b"",
        site_input=joined.input,
        site=past.record.site if past is not None and not joined.other_site else b"",
        site_problems=joined.problems,
        vanished=joined.vanished,
        graph=past.record.graph if past is not None and past.graph is joined.graph else b"",
        maps=b"",
        extra_files=joined.extra_files,
        traces=b"",
        search=b"",
        diagnostics=result.diagnostics,
        counts=result.counts,
    )
    new = Past(record, None)
    new.inputs, new.facts = known.reading.inputs, known.facts
    new.site, new.graph = joined.site, joined.graph
    for one in emitted:
        ground.prints.saw(one.seen)
    new.record = msgspec.structs.replace(record, plugin_reads=ground.prints.of_files())
    new.traces = new_traces(found, planned.traces, emitted, planned.prints, planned.index)
    if planned.index is not None:
        planned.index.follow(planned.traces, new.traces, found.stale)
        new.index = planned.index
    new.warm = Warm(
        tree=task.tree,
        places=places,
        ground=ground,
        sources=joined.sources,
        out=known.out,
        workplace=known.workplace,
        jobs=found.jobs,
        copies=planned.copies,
    )
    return new


def _maps(found: Plan, past: Past | None, answers: Answers) -> Maps:
    """The maps of the whole graph: those of the last build, but for those with other links.

    They are kept for the next build, in which only titles may be others.
    """
    site = answers.site
    job = Job(format=GRAPH.name, key=site.folders[answers.settings.config.language_folder]).name
    before = past.maps if past is not None else {}
    if job not in found.jobs:
        return {}
    if job not in found.stale:
        return before
    roots = graph_roots(site)
    return {name_of(answers.structure(root)): answers.map_of(root) for root in roots}


def _places(tree: Tree) -> dict[str, int]:
    return {page.path: number for number, page in enumerate(tree.pages)}


def _ground(task: Run) -> Ground:
    project = task.project
    if project.plugins:
        load_plugins(project.plugins)  # here what is wrong with them is told at once
    git, problems = last_commits(project.root) if project.config.enable_git_info else ({}, ())
    lock = _lock(task)
    if lock is not None:
        problems = (*problems, *lock[1])
    settings = _settings(task, git, locked=lock is not None)
    prints = SettingPrints(settings)
    base = read_base(project, prints)
    return Ground(
        settings=settings,
        prints=prints,
        read_base=base,
        problems=problems,
        lock=lock[0] if lock is not None else None,
    )


def _lock(task: Run) -> tuple[Lock, list[Diagnostic]] | None:
    """What `urls.lock` says; nothing yet when it is to be begun."""
    if task.tree.urls_lock is None:
        return ({}, []) if task.urls == "begin" else None
    try:
        return parsed(read_bytes(str(task.project.root), NAME).decode("utf-8", "replace"))
    except OSError as problem:
        message = f"the file cannot be read: {problem.strerror or problem}"
        return {}, [error("unreadable", message, Position(path=NAME))]


def _texts(task: Run, warm: Warm | None, reading: Reading) -> frozenset[PageKey] | None:
    """The pages that were read, when nothing but their texts may have changed; else None."""
    past, now = task.past, task.now.timestamp()
    if past is None or warm is None or not warm.out.since <= now < warm.out.until:
        return None
    for key, facts in reading.facts.items():
        before = past.facts[key]
        # a first prompt, or the last one gone, may change which pages the site has
        if facts.meta != before.meta or bool(facts.prompts) != bool(before.prompts):
            return None
    if past.record.vanished.by_text and other_sketches(past.facts, reading.facts, reading.facts):
        return None
    return frozenset(PageKey(key) for key in reading.facts)


def _settings(task: Run, git: Mapping[str, GitInfo], *, locked: bool) -> Settings:
    project, inputs = task.project, task.inputs
    fonts = {name for own in each_language(project.config) for name in own.cards_fonts}
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
            if file.source in inputs
            and (file.target.endswith((".css", ".js", ".svg")) or file.target in fonts)
        },
        font_files={file.target: file.source for file in task.tree.statics if file.target in fonts},
        card_folder="" if task.cache.scratch else str(project.state / kept_files.CARDS),
        git=git,
        modified=modified(project, task.tree),
        cascades=read_cascades(
            project.config.root, task.tree.pages, project.config.cascade, project.config.environment
        ),
        locked=locked,
        plugins=project.plugins,
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


def _made_problems(planned: _Planned, emitted: Sequence[Emitted]) -> Iterator[Diagnostic]:
    kept, index = planned.plan.kept, planned.index
    telling = kept if index is None else index.telling
    for name in telling:
        if name in kept:
            yield from kept[name].diagnostics
    for one in emitted:
        yield from one.diagnostics
    if any(_paths(one) != _paths_before(planned.traces, one.name) for one in emitted):
        listed = [path for trace in kept.values() for path, _ in trace.outputs]
        yield from doubles((*listed, *(path for one in emitted for path in _paths(one))))


def _paths(one: Emitted) -> list[str]:
    return [output.path for output in one.outputs]


def _paths_before(traces: Traces, job: str) -> list[str]:
    trace = traces.jobs.get(job)
    return [path for path, _ in trace.outputs] if trace is not None else []


def _asks(
    joined: Joined, past: Past | None, known: _Known, cache: Cache
) -> Callable[[Asked], bool]:
    other_site = past is None or joined.other_site
    touched, facts = joined.touched, known.facts
    before = past.facts if past is not None else {}

    @lru_cache(maxsize=1)
    def related() -> Set[PageKey]:
        if past is None or touched is None:
            return frozenset()
        texts = {key for key in facts if facts[key] != before.get(key)}
        now = known.workplace.answers
        then = Answers(now.settings, joined.extra_files, cache)
        then.site, then.graph, then.facts = past.site, past.graph, before
        return concerned(then, now, texts, touched, frozenset())

    return may_differ(
        other_site,
        lambda key: facts.get(key) != before.get(key),
        lambda key: other_site or touched is None or not key or key in touched,
        lambda key: other_site or touched is None or key in related(),
    )


def _files(task: Run, site: Site) -> dict[str, Source]:
    """The files that are copied, by output path."""
    inputs, root = task.inputs, task.project.root
    found = {
        file.target: Source(path=file.source, digest=inputs[file.source].digest)
        for file in task.tree.statics
        if file.source in inputs
    }
    for resource in task.tree.resources:
        target = site.assets.get(resource.key)
        if target is not None and resource.path in inputs:
            path = f"{root}/{resource.path}"
            found[target] = Source(path=path, digest=inputs[resource.path].digest)
    return found


def _copies(project: Project, tree: Tree, site: Site, graph: LinkGraph) -> Copies:
    """The files to copy by output path, each with its name among the inputs.

    A page with a file wins over them.
    """
    written = (page for page in site.pages.values() if page.meta.render == "always")
    own = {page.output for page in written if page.path}
    files = {file.target: (file, file.source) for file in tree.statics}
    if not project.config.searched:
        for name in THEME_FILES:
            if name in files and Path(files[name][1]).is_relative_to(builtin_root()):
                del files[name]
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


def _making(
    task: Run,
    warm: Warm | None,
    planned: _Planned,
    emitted: Sequence[Emitted],
    answers: Answers,
    folder: Path,
) -> Making:
    """What pages have asked the asset pipeline for."""
    found, traces = planned.plan, planned.traces
    wanted = {argument for one in emitted for query, argument in one.reads if query == "made"}
    made = task.past.made if task.past is not None else None
    if made is not None and warm is not None and found.jobs is warm.jobs:
        # no file but pages has changed: when these want what they wanted, so does the site
        stale = (traces.jobs[name] for name in found.stale if name in traces.jobs)
        if wanted == arguments(traces, stale, "made"):
            return made
    if is_asked(traces, "made", planned.index):
        wanted |= arguments(traces, found.kept.values(), "made")
    if not wanted:
        return NOTHING
    others = {path for trace in found.kept.values() for path, _ in trace.outputs}
    others.update(path for one in emitted for path in _paths(one))
    return make(
        wanted, answers, task.published, others | planned.copies.keys(), task.cache.path.parent,
        folder, task.project.destination, task.workers, task.progress,
    )  # fmt: skip


def _outputs(
    task: Run,
    found: Plan,
    emitted: Iterable[Emitted],
    copies: Copies,
    making: Making,
    folder: Path,
) -> tuple[Files, list[Staged]]:
    """Every file of the site: those that are published already, and those that were made."""
    published, past = task.published, task.past
    made = past.made if past is not None else None
    if past is not None and made and found.same_jobs and past.search == NO_SEARCH:
        kept = dict(published)
        for path in made.kept if making is not made else ():
            kept.pop(path, None)
        for name in found.stale:
            for path, _ in past.traces.jobs[name].outputs:
                kept.pop(path, None)
        if making is not made:
            kept |= making.kept
    else:
        kept = {
            path: published[path]
            for trace in found.kept.values()
            for path, _ in trace.outputs
            if path not in copies
        }
        kept |= making.kept
    staged = {output.path: output for one in emitted for output in one.outputs}
    staged |= {output.path: output for output in making.staged}
    for target, (file, name) in copies.items():
        digest = task.inputs[name].digest if name in task.inputs else b""
        before = published.get(target)
        if before is not None and before.digest == digest and target not in staged:
            kept[target] = before
        else:
            kept.pop(target, None)
            staged[target] = stage_copy(folder, task.project.destination, file, digest)
    return kept, list(staged.values())


def _searched(task: Run, kept: Files, staged: Sequence[Staged], folder: Path) -> Searched:
    if not task.searched:
        return Searched()
    before = task.past.search if task.past is not None else NO_SEARCH
    return searched(
        task.engine, before, kept, staged, task.published, folder, task.project.destination
    )


def _publish(task: Run, kept: Files, staged: Sequence[Staged], folder: Path) -> Written:
    """Put the files in place; what was written before and isn't now goes."""
    state, destination, past = task.project.state, task.project.destination, task.past
    current = kept.keys() | {one.path for one in staged}
    together: Set[str] = past.outputs.keys() if past is not None else frozenset()
    if warmth(past) is not None and current == together and is_noted(state, destination):
        return commit(folder, destination, staged, current, together, together)
    known = previous_outputs(state, destination)
    previous = {*known, *task.published}
    remember_outputs(state, destination, previous | current, known)
    written = commit(folder, destination, staged, current, previous, together)
    remember_outputs(state, destination, current, known)
    return written


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


def _counts(joined: Joined, tree: Tree, past: Past | None) -> Counts:
    site = joined.site
    same_site = (
        past is not None
        and past.warm is not None
        and (site is past.site or joined.edited is not None)
    )
    if past is not None and same_site and joined.graph is past.graph:
        return past.record.counts
    links = unresolved = 0
    for own in joined.graph.pages.values():
        links += len(own.urls)
        unresolved += own.unresolved
    if past is not None and same_site:
        return msgspec.structs.replace(past.record.counts, links=links, unresolved=unresolved)
    kinds = [page.kind for page in site.pages.values() if page.meta.render != "never"]
    return Counts(
        pages=kinds.count("page") + kinds.count("home"),
        sections=kinds.count("section"),
        terms=kinds.count("term"),
        static_files=len(tree.statics) + len(site.assets),
        aliases=len(site.aliases),
        links=links,
        unresolved=unresolved,
        left_out=len(site.left_out),
    )
