"""Builds in a process of their own: it keeps what is warm, and nobody waits for it who reads.

In:  where a site comes from, and the paths that may have changed.
Out: what a build came to.

It is started anew, not forked: this process has threads. Its own helpers may be forked, as it has
none.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from datetime import datetime
from multiprocessing.connection import Connection

import msgspec

from sitegen.build import Memory, build
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Diagnostic, Struct
from sitegen.project import Project
from sitegen.result import BuildResult, Done
from sitegen.serve.sources import Sources, load, shown_base

TRIES = 3
"""How often a build is begun again because a file vanished under it."""

Paths = frozenset[str] | None
"""The absolute paths that may have changed since the last build; None for any."""


class Report(Struct, frozen=True, kw_only=True):
    """What a build came to."""

    diagnostics: tuple[Diagnostic, ...]
    result: BuildResult | None = None
    """None when there was nothing to build; of what was done it has only what was read."""

    base: str | None = None
    """The path of the site in addresses; None when its configuration cannot be read."""

    published: str = ""
    """Where a usual build publishes to."""

    search: bool = True
    """Whether the site is to have a search."""


class Builder:
    """The process that builds; it is begun when it is needed, and again when it was lost."""

    def __init__(self, sources: Sources, jobs: int) -> None:
        self._sources = sources
        self._jobs = jobs
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def build(self, paths: Paths, now: datetime) -> Report:
        """Bring the output up to date."""
        try:
            pipe = self._begun()
            pipe.send((paths, now))
            found = pipe.recv()
            assert isinstance(found, Report)
        except (EOFError, OSError):
            self._end()
            return _lost()
        return found

    def stop(self) -> None:
        """End it at once, whatever it does; a build that waits for it gets a report."""
        self._stopped = True
        self._end()

    def _begun(self) -> Connection:
        with self._lock:
            if self._stopped:
                raise EOFError
            if self._pipe is None or self._process is None or not self._process.is_alive():
                context = multiprocessing.get_context("spawn")
                ours, theirs = context.Pipe()
                arguments = (theirs, self._sources, self._jobs)
                process = context.Process(target=_work, args=arguments, name="sitegen-build")
                process.daemon = False  # it has helpers of its own
                process.start()
                atexit.register(_kill, process)  # Python would wait for it
                theirs.close()
                self._process, self._pipe = process, ours
            return self._pipe

    def _end(self) -> None:
        with self._lock:
            if self._process is not None:
                _kill(self._process)
                self._process.join(0.5)
            self._process = None
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()


def _kill(process: multiprocessing.process.BaseProcess) -> None:
    """End a process and its helpers."""
    if hasattr(os, "killpg") and process.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _lost() -> Report:
    help = "it may have run out of memory; try fewer processes: --jobs 1"
    problem = error("worker-died", "a process of the build was ended from outside", help=help)
    return Report(diagnostics=(problem,))


def crashed(problem: Exception) -> Report:
    """The report of a bug of ours: the preview outlives it, as the next save may pass it by."""
    traceback.print_exception(problem)
    why = f"{type(problem).__name__}: {problem}"
    help = "a bug of sitegen: please report it"
    return Report(diagnostics=(error("crashed", f"the build failed: {why}", help=help),))


# --- in the process that builds ---------------------------------------------------------------


def _work(pipe: Connection, sources: Sources, jobs: int) -> None:
    """Build whenever it is asked for, until nobody is there to ask."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that Ctrl-C is not for it, and it can be ended with its helpers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what a build leaves is looked through between builds, not in the middle of one
    gc.disable()
    kept = Kept()
    while True:
        try:
            paths, now = pipe.recv()
            _answer(pipe, sources, jobs, kept, paths, now)
        except (EOFError, OSError):
            return
        gc.collect()
        if paths is None:
            gc.freeze()


def _answer(
    pipe: Connection, sources: Sources, jobs: int, kept: Kept, paths: Paths, now: datetime
) -> None:
    """Build, and send one report: a second one would be taken for the answer to the next call."""
    told = False

    def tell(found: Report) -> None:
        nonlocal told
        if not told:
            pipe.send(found)
            told = True

    tell(report(sources, jobs, kept, paths, now, tell))


class Kept(Memory):
    """What the process keeps from one build to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: tuple[Project, str] | None = None
        """The site as it was configured, and where a usual build publishes to."""


def report(
    sources: Sources,
    jobs: int,
    memory: Kept,
    paths: Paths,
    now: datetime,
    tell: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Build the site as it is configured now; `tell` hears of it once the files are in place."""
    from sitegen.warm import are_pages  # noqa: PLC0415 - only the process that builds needs it

    for attempt in range(TRIES):
        try:
            site = memory.loaded
            pages = not attempt and paths is not None
            if site is None or not pages or not are_pages(memory.past, sources.root, paths or ()):
                site = memory.loaded = load(sources)
            return _built(site, jobs, memory, None if attempt else paths, now, tell)
        except SitegenError as failure:
            memory.dirty = None
            return Report(diagnostics=failure.diagnostics)
        except BrokenExecutor:
            return _lost()
        except OSError as problem:
            if attempt == TRIES - 1:
                where = f'"{problem.filename}": ' if problem.filename else ""
                why = problem.strerror or str(problem)
                return Report(
                    diagnostics=(error("unreadable", f"a file cannot be used: {where}{why}"),)
                )
            time.sleep(0.05)  # it vanished between two looks: things are still moving
        except Exception as problem:
            memory.dirty = None
            return crashed(problem)
    raise AssertionError


def _built(
    site: tuple[Project, str],
    jobs: int,
    memory: Memory,
    dirty: Paths,
    now: datetime,
    tell: Callable[[Report], None],
) -> Report:
    project, published = site

    def reported(result: BuildResult) -> Report:
        return Report(
            diagnostics=result.diagnostics,
            result=_small(result),
            base=shown_base(project.config.base_url),
            published=published,
            search=project.config.searched,
        )

    def done(result: BuildResult) -> None:
        tell(reported(result))

    return reported(
        build(project, now, jobs, memory=memory, index=False, dirty=dirty, published=done)
    )


def _small(result: BuildResult) -> BuildResult:
    """A result without what only `--explain` wants to know."""
    done = result.done
    read = {f"html:{key}" for key in done.read}
    outputs = {name: paths for name, paths in done.outputs.items() if name in read}
    return msgspec.structs.replace(result, done=Done(read=done.read, outputs=outputs))
