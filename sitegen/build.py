"""A build: nothing when nothing has changed, else the pipeline.

In:  a `Project`.
Out: a site on disk, and a `BuildResult`.

What the pipeline needs is imported only when it is needed: most builds of a site that is being
looked at change nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Set
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from sitegen.cache import (
    Cache,
    CacheDamaged,
    discard,
    one_build,
    open_cache,
    scratch_folder,
    unusable,
)
from sitegen.config import Config
from sitegen.diagnostics import SitegenError
from sitegen.discover import Tree
from sitegen.executors import Progress, Workers
from sitegen.model import PluginRef, Struct
from sitegen.packing import pack
from sitegen.past import Past
from sitegen.plugin_files import find_plugins
from sitegen.project import Project, discover_all, inputs_of, inside_of, settings_print
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
from sitegen.search_engine import Engine, find_engine
from sitegen.searching import SEARCH_FAILED
from sitegen.site_files import still_so
from sitegen.stamps import Files, clock, in_place, refreshed, same_bytes
from sitegen.urls_lock import Urls
from sitegen.write import Written


class Memory:
    """What a process keeps from one build of a destination to the next."""

    def __init__(self) -> None:
        self.past: Past | None = None
        """The last build that was published."""

        self.saved = True
        """Whether the cache knows it."""

        self.dirty: set[str] | None = None
        """The absolute paths that may have changed since; None for any."""

    def keep(self, past: Past, *, saved: bool) -> None:
        """Take in a build that has seen all changes."""
        self.past, self.saved, self.dirty = past, saved, set()


class _Task(Struct, frozen=True, kw_only=True):
    project: Project
    now: datetime
    workers: Workers
    progress: Progress
    strict: bool
    urls: Urls
    published: Callable[[BuildResult], None]
    index: bool
    cache: Cache
    scratch: Path
    moment: int
    """When the build began, by the file system's clock in nanoseconds."""


def build(
    project: Project,
    now: datetime,
    jobs: int = 1,
    progress: Progress = lambda *_: None,
    *,
    strict: bool = False,
    index: bool = True,
    use_cache: bool = True,
    cluster: str = "",
    waiting: Callable[[], None] = lambda: None,
    memory: Memory | None = None,
    dirty: Set[str] | None = None,
    urls: Urls = "leave",
    published: Callable[[BuildResult], None] = lambda _: None,
) -> BuildResult:
    """Bring the destination up to date.

    Nothing is published unless all of it could be made, with `strict` without a warning. Raises
    SitegenError when nothing can follow: the destination can't be written. `waiting` is called
    when another build of the same site has to end first. `cluster` is the address of a Dask
    scheduler whose workers share the work. `urls` says what becomes of the file `urls.lock`.

    Without `index` the site gets no search index, whatever its settings say: a preview has its own.

    A process that builds a destination again and again hands in its `memory`, and the absolute
    paths of what may be `dirty` since the last time. Without these everything is looked at, and
    the cache gets what was only in memory so far. `published` is called with the result once the
    files are in place; all that follows is for the next build.
    """
    memory = memory or Memory()
    with (
        one_build(project.state, waiting) as moment,
        scratch_folder(project.state if cluster and project.state.is_dir() else None) as scratch,
    ):
        for attempt in ("as it is", "emptied", "aside"):
            use = use_cache and attempt != "aside"
            cache = open_cache(project.state, scratch, use=use, far=bool(cluster))
            probe = partial(_same_place, project.config, project.plugins)
            task = _Task(
                project=project,
                now=now,
                workers=Workers(jobs, cluster, probe),
                progress=progress,
                strict=strict,
                urls=urls,
                published=published,
                index=index,
                cache=cache,
                scratch=scratch,
                moment=moment,
            )
            try:
                told = _build_told(task, memory, dirty) if dirty is not None else None
                return told or _build_all(task, memory, save=dirty is None)
            except (CacheDamaged, msgspec.MsgspecError) as problem:
                if cache.scratch:
                    raise unusable(problem) from problem
            finally:
                cache.close()
            memory.past = None
            with contextlib.suppress(OSError):
                discard(project.state)
    raise AssertionError


def _build_all(task: _Task, memory: Memory, *, save: bool) -> BuildResult:
    """Look at all files, and do what has changed."""
    project, cache, past = task.project, task.cache, memory.past
    memory.dirty = None
    tree = discover_all(project)
    name = record_name(project.root, project.destination)
    searched, engine = _search(task)
    settings = settings_print(project, tree, engine.print if engine is not None else b"")
    record = past.record if past is not None else load_record(cache, name)
    last = _last(task, tree, record, past) if record is not None else None
    begins = task.urls == "begin" and tree.urls_lock is None
    if last is not None and not begins and last.is_current(settings, task.now, project.config):
        if last.looked or not memory.saved:
            record = past.packed(cache) if past is not None else last.record
            save_record(cache, name, _refreshed(last, record, task))
            memory.saved = True
        if past is not None:
            memory.dirty = set()
        return _nothing_done(last.record, task.strict)

    from sitegen.pipeline import Run, run  # noqa: PLC0415 - see above

    if past is None and record is not None:
        past = Past(record, cache)
    with task.workers:
        result, new = run(
            Run(
                project=project,
                tree=tree,
                inputs=last.inputs if last else _digests(project, tree),
                past=past,
                only=None,
                published=last.outputs if last else {},
                cache=cache,
                scratch=task.scratch,
                workers=task.workers,
                now=task.now,
                strict=task.strict,
                urls=task.urls,
                done=task.published,
                progress=task.progress,
                engine=engine,
                searched=searched,
            )
        )
    if new is not None:
        new.record = _settled(new.record, settings, task)
        if save:
            new.record = new.packed(cache)
            save_record(cache, name, new.record)
            cache.prune(len(tree.pages), lambda values: rows_in_use(cache, values))
        memory.keep(new, saved=save)
    return result


def _build_told(task: _Task, memory: Memory, dirty: Set[str]) -> BuildResult | None:
    """Do what page files make necessary that are known to have changed; None if it takes more."""
    past = memory.past
    if past is None or memory.dirty is None:
        return None
    memory.dirty |= dirty

    from sitegen.pipeline import Run, run  # noqa: PLC0415
    from sitegen.warm import seen  # noqa: PLC0415

    found = seen(past, task.project, memory.dirty)
    if found is None:
        return None
    searched, engine = _search(task)
    with task.workers:
        result, new = run(
            Run(
                project=task.project,
                tree=found.tree,
                inputs=found.inputs,
                past=past,
                only=found.only,
                published=past.outputs,
                cache=task.cache,
                scratch=task.scratch,
                workers=task.workers,
                now=task.now,
                strict=task.strict,
                urls=task.urls,
                done=task.published,
                progress=task.progress,
                engine=engine,
                searched=searched,
            )
        )
    if new is not None:
        new.record = _settled(new.record, past.record.settings, task)
        memory.keep(new, saved=False)
    return result


def _search(task: _Task) -> tuple[bool, Engine | None]:
    """Whether the site gets an index, and what makes it."""
    searched = task.index and task.project.config.searched
    return searched, find_engine(os.environ) if searched else None


def _settled(record: Record, settings: bytes, task: _Task) -> Record:
    """A new record with what `run` does not know."""
    return msgspec.structs.replace(
        record,
        settings=settings,
        inputs_moment=task.moment,
        outputs_moment=clock(task.project.destination),
    )


def _same_place(
    config: Config, plugins: tuple[PluginRef, ...]
) -> tuple[bytes, bool, list[tuple[str, str, str, bytes]]]:
    """What has to be the same wherever work is done."""
    root = Path(config.root)
    if plugins:
        try:
            plugins = find_plugins(root, config.plugins, "", inside_of(config))
        except (SitegenError, OSError):
            plugins = ()
    return code_print(), root.is_dir(), [plugin.identity for plugin in plugins]


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

    def is_current(self, settings: bytes, now: datetime, config: Config) -> bool:
        """Whether a build would make just what is there."""
        record = self.record
        in_time = record.since <= now.timestamp() < record.until
        done = self.same_inputs and self.same_outputs and record.settings == settings and in_time
        found = done and not any(one.code == SEARCH_FAILED for one in record.diagnostics)
        return found and still_so(config.root, record.plugin_reads, config.allow_links)


def _last(task: _Task, tree: Tree, record: Record, past: Past | None) -> _Last:
    project, cache = task.project, task.cache
    before = past.inputs if past is not None else load_files(cache, record.inputs)
    inputs, looked = refreshed(inputs_of(project, tree), before, record.inputs_moment, project.root)
    written = past.outputs if past is not None else load_files(cache, record.outputs)
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


def _refreshed(last: _Last, record: Record, task: _Task) -> Record:
    """The same record with the stamps of now, so that no file is read again for its stamp."""
    return msgspec.structs.replace(
        record,
        inputs=task.cache.put(pack(last.inputs)),
        inputs_moment=task.moment,
        outputs=task.cache.put(pack(last.outputs)),
        outputs_moment=clock(task.project.destination),
    )


def _nothing_done(record: Record, strict: bool) -> BuildResult:
    return BuildResult(
        diagnostics=record.diagnostics,
        counts=record.counts,
        written=None if strict and record.diagnostics else Written(changed=(), removed=()),
    )
