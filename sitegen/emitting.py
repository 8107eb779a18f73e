"""Phase 2 with the cache: which files of the site have to be made anew, and making them.

In:  the site's answers, what the outputs of the last build were made from, what is published.
Out: emitted files in the stage; the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from sitegen.answers import QUERIES, Prints
from sitegen.diagnostics import error
from sitegen.executors import Progress, Workers, counted, run_batches
from sitegen.model import Diagnostic, Struct
from sitegen.publish import Emitted, Job, emit, emit_batch, handed_down
from sitegen.render import Workplace
from sitegen.settings import Asked
from sitegen.snapshot import Snapshot
from sitegen.spool import share
from sitegen.stamps import Files
from sitegen.traces import (
    Index,
    JobTrace,
    Made,
    Traces,
    changed_questions,
    reasons,
    renewed,
    stale_jobs,
)


class Plan(Struct, frozen=True, kw_only=True):
    """What has to be made anew."""

    jobs: Mapping[str, Job]
    """All jobs of the site, by name."""

    changed: Mapping[int, bytes]
    """The numbers of the questions whose answers have changed, with the new fingerprints."""

    stale: Mapping[str, tuple[Asked, ...]]
    """The jobs to do, with those of their questions that have changed; none when something else
    is the reason: the job is new, or its file is not as it was written."""

    kept: Mapping[str, JobTrace]
    """The other jobs."""


def plan(
    jobs: Mapping[str, Job],
    traces: Traces,
    prints: Prints,
    asks: Callable[[Asked], bool],
    published: Files,
    covered: Mapping[str, object],
) -> Plan:
    """Compare what every output was made from with what is so now.

    `asks` tells which questions may have other answers than before; `published` are the files
    that lie in the destination as they were written; `covered` are output paths that a copied
    file takes.
    """
    asks_again = lambda asked: asks(asked) and not prints.same(asked)  # noqa: E731
    changed = changed_questions(enumerate(traces.questions), prints.of, asks_again)
    asked = stale_jobs(traces, changed.keys())
    stale: dict[str, tuple[Asked, ...]] = {}
    kept: dict[str, JobTrace] = {}
    for name in jobs:
        trace = traces.jobs.get(name)
        if trace is not None and name not in asked and _lies(trace, published, covered):
            kept[name] = trace
        else:
            why = reasons(traces, changed.keys(), name) if trace is not None else ()
            stale[name] = tuple(why)
    return Plan(jobs=jobs, changed=changed, stale=stale, kept=kept)


def plan_texts(
    jobs: Mapping[str, Job],
    traces: Traces,
    index: Index,
    prints: Prints,
    texts: Set[str],
    touched: Set[str],
) -> Plan:
    """The same where nothing but some pages' `texts` has changed, and links of those `touched`."""
    asks = may_differ(False, texts.__contains__, lambda key: not key or key in touched)
    pages = {"", *texts, *touched}
    about = ((number, traces.questions[number]) for number in index.questions(pages))
    changed = changed_questions(about, prints.of, asks)
    asked = index.stale_jobs(traces, changed.keys())
    stale = {name: tuple(reasons(traces, changed.keys(), name)) for name in asked}
    kept = {name: trace for name, trace in traces.jobs.items() if name not in stale}
    return Plan(jobs=jobs, changed=changed, stale=stale, kept=kept)


def _lies(trace: JobTrace, published: Files, covered: Mapping[str, object]) -> bool:
    """Whether the files of a job lie in the destination as it made them."""
    return all(
        path in covered or (path in published and published[path].digest == digest)
        for path, digest in trace.outputs
    )


def may_differ(
    site: bool, rewritten: Callable[[str], bool], linked: Callable[[str], bool]
) -> Callable[[Asked], bool]:
    """Which questions to ask again: those whose input has changed.

    `site` tells whether the site is another one, `rewritten` whether a page's text may be, and
    `linked` whether the links from or to a page may be.
    """

    def asks(asked: Asked) -> bool:
        query = QUERIES.get(asked[0])
        if query is None:
            return True
        if query.input == "site":
            return site
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
    progress: Progress,
) -> list[Emitted]:
    """Do the jobs of a plan: a few here, many in other processes, which get the `snapshot`."""
    todo = [found.jobs[name] for name in found.stale]
    where = workers.for_tasks(len(todo))
    if where.jobs == 1:
        here = (one for job in todo for one in emit(workplace, stage_folder, destination, (job,)))
        return list(counted(here, "Rendering", len(todo), progress))
    ref = share(scratch, "snapshot", snapshot())
    with handed_down(ref, workplace.answers):
        where = workers.started_anew(where)
        results = run_batches(where, emit_batch, todo, ref, stage_folder, destination)
        made = list(counted(results, "Rendering", len(todo), progress))
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
    return renewed(traces, found.changed, made, found.jobs, prints.of, index)


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
