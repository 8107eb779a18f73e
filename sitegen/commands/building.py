"""What commands share that build a site, to publish it or to check it.

In:  a `Project`.
Out: a `BuildResult`; what keeps the build from going on is told, and ends the program.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from typing import Any

import click

from sitegen.build import build
from sitegen.commands.project import moment, tell
from sitegen.diagnostics import SitegenError, error
from sitegen.executors import Progress, default_jobs
from sitegen.project import Project
from sitegen.result import BuildResult

PATIENCE = 1.0
"""Seconds after which a build on a terminal shows how far it is."""


def built(project: Project, jobs: int | None, *, quiet: bool, **options: Any) -> BuildResult:
    """Build with progress on a terminal; `options` are those of `build`."""
    with failures_told(project):
        return build(
            project,
            moment(),
            jobs or default_jobs(),
            progress(quiet=quiet),
            waiting=waiting,
            **options,
        )


@contextlib.contextmanager
def failures_told(project: Project) -> Iterator[None]:
    """Tell what keeps the work within from going on, and end the program with status 1."""
    try:
        yield
    except SitegenError as failure:
        tell(failure.diagnostics, project.root)
        raise SystemExit(1) from None
    except BrokenExecutor:
        help = "it may have run out of memory; try fewer processes: --jobs 1"
        tell((error("worker-died", "a process of the build was ended from outside", help=help),),
             project.root)  # fmt: skip
        raise SystemExit(1) from None


def waiting() -> None:
    """Say that another build of the site has to end first."""
    click.echo("Waiting for another build of this site to end…", err=True)


def progress(*, quiet: bool) -> Progress:
    """What shows how far the work is, beginning now: a line on a terminal, else nothing."""
    return _shown(time.perf_counter()) if sys.stderr.isatty() and not quiet else _silence


def _silence(_step: str, _done: int, _total: int) -> None:
    """Shows nothing."""


def _shown(started: float) -> Progress:
    last = started

    def show(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        if now - started < PATIENCE or (now - last < 0.1 and done < total):
            return
        last = now
        sys.stderr.write(f"\r\x1b[K{step} {done} of {total} pages" if done < total else "\r\x1b[K")
        sys.stderr.flush()

    return show
