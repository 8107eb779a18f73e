"""Phase 2 with the cache: which files of the site have to be made anew, and making them.

In:  the site's answers, what the outputs of the last build were made from, what is published.
Out: emitted files in the stage; the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from pathlib import Path

from sitegen.answers import Answers
from sitegen.diagnostics import error
from sitegen.executors import Progress, Workers, counted, run_batches
from sitegen.model import Diagnostic, PageKey, Struct
from sitegen.outputs.graph_json import GRAPH
from sitegen.publish import Emitted, Job, emit, emit_batch, handed_down
from sitegen.questions import QUERIES, Prints, may_have_changed
from sitegen.render import Workplace
from sitegen.settings import Asked
from sitegen.snapshot import Snapshot
from sitegen.spool import share
from sitegen.stamps import Files
from sitegen.traces import (
    Index,
    JobTrace,
    Made,
    Rest,
    Traces,
    changed_questions,
    reasons,
    renewed,
    stale_jobs,
)

Changed = Mapping[int, bytes]


class Plan(Struct, frozen=True, kw_only=True):
    """What has to be made anew."""

    jobs: Mapping[str, Job]
    """All jobs of the site, by name."""

    changed: Changed
    """The numbers of the questions whose answers have changed, with the new fingerprints."""

    stale: Mapping[str, tuple[Asked, ...]]
    """The jobs to do, with those of their questions that have changed; none when something else
    is the reason: the job is new, or its file is not as it was written."""

    kept: Mapping[str, JobTrace]
    """The other jobs."""

    same_jobs: bool = False
    """Whether these jobs were made before, and all of their files lie in the destination."""


def changed_answers(traces: Traces, prints: Prints, asks: Callable[[Asked], bool]) -> Changed:
    """The questions whose answers have changed; `asks` tells which may have."""
    return changed_questions(enumerate(traces.questions), prints.of, asks)


def changed_since(
    traces: Traces,
    index: Index,
    prints: Prints,
    before: Answers,
    texts: Set[PageKey],
    touched: Set[PageKey] | None,
) -> Changed:
    """The same with the answers of `before` in memory, when the settings have not changed.

    `texts` are the pages whose texts may have changed, `touched` those whose links may have.
    """
    found = {
        number
        for query, arguments in may_have_changed(before, prints.answers, texts, touched)
        for number in index.questions(query, arguments)
    }
    numbered = ((number, traces.questions[number]) for number in sorted(found))
    return changed_questions(numbered, prints.of, lambda _: True)


def plan(
    jobs: Mapping[str, Job],
    traces: Traces,
    changed: Changed,
    index: Index | None,
    published: Files | None,
    covered: Mapping[str, object],
) -> Plan:
    """Compare what every output was made from with what is so now.

    `published` are the files that lie in the destination as they were written, None when those
    of all these jobs do; `covered` are output paths that a copied file takes.
    """
    asked = (
        stale_jobs(traces, changed.keys())
        if index is None
        else index.stale_jobs(traces, changed.keys())
    )
    if published is None:
        stale = {name: tuple(reasons(traces, changed.keys(), name)) for name in sorted(asked)}
        kept = Rest(traces.jobs, stale.keys())
        return Plan(jobs=jobs, changed=changed, stale=stale, kept=kept, same_jobs=True)
    stale, lying = {}, {}
    for name in jobs:
        trace = traces.jobs.get(name)
        if trace is not None and name not in asked and _lies(trace, published, covered):
            lying[name] = trace
        else:
            why = reasons(traces, changed.keys(), name) if trace is not None else ()
            stale[name] = tuple(why)
    return Plan(jobs=jobs, changed=changed, stale=stale, kept=lying)


def _lies(trace: JobTrace, published: Files, covered: Mapping[str, object]) -> bool:
    """Whether the files of a job lie in the destination as it made them."""
    return all(
        path in covered or (path in published and published[path].digest == digest)
        for path, digest in trace.outputs
    )


def may_differ(
    site: bool,
    rewritten: Callable[[str], bool],
    linked: Callable[[str], bool],
    related: Callable[[str], bool],
) -> Callable[[Asked], bool]:
    """Which questions to ask again: those whose input has changed.

    `site` tells whether the site is another one, `rewritten` whether a page's text may be,
    `linked` whether the links from or to a page may be, and `related` whether other pages may be
    about the same.
    """

    def asks(asked: Asked) -> bool:
        query = QUERIES.get(asked[0])
        if query is None or query.input in ("all", "terms", "files"):
            return True
        if query.input == "site":
            return site
        if query.input == "kin":
            return related(asked[1])
        return rewritten(asked[1]) if query.input == "text" else linked(asked[1])

    return asks


def emit_stale(
    found: Plan,
    workplace: Workplace,
    snapshot: Callable[[], Snapshot],
    workers: Workers,
    scratch: Path,
    stage_folder: Path,
    destination: Path,
    prints: Prints,
    progress: Progress,
) -> list[Emitted]:
    """Do the jobs of a plan: a few here, many in other processes, which get the `snapshot`.

    `prints` are made of what they asked for.
    """
    todo = [found.jobs[name] for name in found.stale]
    where = workers.for_tasks(len(todo), len(workplace.answers.site.pages))
    if where.jobs == 1:
        here = (one for job in todo for one in emit(workplace, stage_folder, destination, (job,)))
        return list(counted(here, "Rendering", len(todo), progress))
    ref = share(scratch, "snapshot", snapshot())
    # maps are drawn where they are kept for the next build
    drawn = [job for job in todo if job.format == GRAPH.name]
    others = [job for job in todo if job.format != GRAPH.name]
    made = []
    with handed_down(ref, workplace.answers):
        where = workers.started_anew(where)
        there = run_batches(where, emit_batch, others, ref, stage_folder, destination)
        maps = emit(workplace, stage_folder, destination, drawn)
        results = counted(chain(maps, there), "Rendering", len(todo), progress)
        for job, one in zip((*drawn, *others), results, strict=True):
            if one.related is not None:
                workplace.answers.related_found[job.key] = one.related
            # it can be done now, while this process has nothing to do but wait
            prints.prepare(one.reads)
            made.append(one)
    workers.stop()
    return made


def new_traces(
    found: Plan,
    traces: Traces,
    emitted: Sequence[Emitted],
    prints: Prints,
    index: Index | None,
) -> Traces:
    """The traces of the site as it is now; `index` is of those before."""
    made = (
        Made(
            job=one.name,
            common=one.common,
            reads=one.reads,
            outputs=tuple((output.path, output.digest) for output in one.outputs),
            diagnostics=one.diagnostics,
        )
        for one in emitted
    )
    return renewed(
        traces, found.changed, made, found.jobs, prints.of, index, same_jobs=found.same_jobs
    )


def doubles(listed: Iterable[str]) -> Iterator[Diagnostic]:
    """An error for each path that two outputs claim, such as a redirect and the sitemap."""
    seen: set[str] = set()
    for path in listed:
        if path in seen:
            yield error(
                "duplicate-url",
                f'two files of the site have the path "{path}"',
                help='look for a page or an alias with this address, or use "disableKinds"',
            )
        seen.add(path)
