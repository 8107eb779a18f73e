"""A build: nothing when nothing has changed, else the pipeline.

In:  a `Project`.
Out: a site on disk, and a `BuildResult`.

What the pipeline needs is imported only when it is needed: most builds of a site that is being
looked at change nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from sitegen.cache import (
    Cache,
    CacheDamaged,
    clear,
    one_build,
    open_cache,
    scratch_folder,
    unusable,
)
from sitegen.discover import Tree
from sitegen.executors import Progress, Workers
from sitegen.model import Struct
from sitegen.packing import pack
from sitegen.project import Project, discover_all, inputs_of, settings_print
from sitegen.record import (
    Record,
    code_print,
    load_files,
    load_record,
    record_name,
    rows_in_use,
    save_record,
)
from sitegen.result import BuildResult
from sitegen.stamps import Files, clock, in_place, refreshed, same_bytes
from sitegen.write import Written


def build(
    project: Project,
    now: datetime,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
    *,
    strict: bool = False,
    use_cache: bool = True,
    cluster: str = "",
    waiting: Callable[[], None] = lambda: None,
) -> BuildResult:
    """Bring the destination up to date.

    Nothing is published unless all of it could be made, with `strict` without a warning. Raises
    SitegenError when nothing can follow: the destination can't be written. `waiting` is called
    when another build of the same site has to end first. `cluster` is the address of a Dask
    scheduler whose workers share the work.
    """
    with (
        one_build(project.state, waiting) as moment,
        scratch_folder(project.state if cluster and project.state.is_dir() else None) as scratch,
    ):
        for attempt in ("as it is", "emptied", "aside"):
            use = use_cache and attempt != "aside"
            cache = open_cache(project.state, scratch, use=use, far=bool(cluster))
            workers = Workers(jobs, cluster, partial(_same_place, str(project.root)))
            try:
                return _build(project, now, workers, progress, strict, cache, moment, scratch)
            except (CacheDamaged, msgspec.MsgspecError) as problem:
                if cache.scratch:
                    raise unusable(problem) from problem
            finally:
                cache.close()
            with contextlib.suppress(OSError):
                clear(project.state)
    raise AssertionError


def _build(
    project: Project,
    now: datetime,
    workers: Workers,
    progress: Progress,
    strict: bool,
    cache: Cache,
    moment: int,
    scratch: Path,
) -> BuildResult:
    tree = discover_all(project)
    name = record_name(project.root, project.destination)
    settings = settings_print(project, tree)
    record = load_record(cache, name)
    last = _last(project, tree, cache, record) if record is not None else None
    if last is not None and last.is_current(settings, now):
        if last.looked:
            save_record(cache, name, _refreshed(last, cache, moment, project))
        return _nothing_done(last.record, strict)

    from sitegen.pipeline import Run, run  # noqa: PLC0415 - see above

    inputs = last.inputs if last else _digests(project, tree)
    with workers:
        result, new = run(
            Run(
                project=project,
                tree=tree,
                inputs=inputs,
                record=record,
                published=last.outputs if last else {},
                cache=cache,
                scratch=scratch,
                workers=workers,
                now=now,
                strict=strict,
                progress=progress,
            )
        )
    if new is not None:
        new = msgspec.structs.replace(
            new,
            settings=settings,
            inputs_moment=moment,
            outputs_moment=clock(project.destination),
        )
        save_record(cache, name, new)
        cache.prune(len(tree.pages), lambda values: rows_in_use(cache, values))
    return result


def _same_place(root: str) -> tuple[bytes, bool]:
    """What has to be the same wherever work is done."""
    return code_print(), Path(root).is_dir()


class _Last(Struct, frozen=True, kw_only=True):
    """The last build of the destination, beside what lies there now."""

    record: Record
    inputs: Files
    """The input files as they are now,"""

    same_inputs: bool
    outputs: Files
    """and those of the last build's outputs that lie in the destination as they were written."""

    same_outputs: bool
    looked: bool
    """Whether a file had to be read because its stamp did not tell enough."""

    def is_current(self, settings: bytes, now: datetime) -> bool:
        """Whether a build would make just what is there."""
        record = self.record
        in_time = record.since <= now.timestamp() < record.until
        return self.same_inputs and self.same_outputs and record.settings == settings and in_time


def _last(project: Project, tree: Tree, cache: Cache, record: Record) -> _Last:
    before = load_files(cache, record.inputs)
    inputs, looked = refreshed(inputs_of(project, tree), before, record.inputs_moment, project.root)
    written = load_files(cache, record.outputs)
    outputs, looked_again = in_place(project.destination, written, record.outputs_moment)
    return _Last(
        record=record,
        inputs=inputs,
        same_inputs=same_bytes(inputs, before),
        outputs=outputs,
        same_outputs=len(outputs) == len(written),
        looked=looked or looked_again,
    )


def _digests(project: Project, tree: Tree) -> Files:
    """The digests of all input files but the pages, which are read once, in phase 1."""
    pages = {page.path for page in tree.pages}
    stamps = inputs_of(project, tree)
    rest = {path: stamp for path, stamp in stamps.items() if path not in pages}
    return refreshed(rest, {}, 0, project.root)[0]


def _refreshed(last: _Last, cache: Cache, moment: int, project: Project) -> Record:
    """The same record with the stamps of now, so that no file is read again for its stamp."""
    return msgspec.structs.replace(
        last.record,
        inputs=cache.put(pack(last.inputs)),
        inputs_moment=moment,
        outputs=cache.put(pack(last.outputs)),
        outputs_moment=clock(project.destination),
    )


def _nothing_done(record: Record, strict: bool) -> BuildResult:
    counts = record.counts
    written = Written(total=counts.files, changed=(), removed=(), size=counts.size)
    return BuildResult(
        diagnostics=record.diagnostics,
        counts=counts,
        written=None if strict and record.diagnostics else written,
    )
