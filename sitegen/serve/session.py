"""The loop of a preview: wait for a change, build, tell.

In:  the site's folder, and what the command line says.
Out: the output folder kept up to date, messages to the browsers, lines on the terminal.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.build import build
from sitegen.config import Config
from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Diagnostic, Struct, Value
from sitegen.project import Project, load_project
from sitegen.result import BuildResult
from sitegen.serve.hub import Hub
from sitegen.serve.messages import MOST_PATHS, Built, Problems
from sitegen.watch import Watcher
from sitegen.watch_fold import Changes

ANYTHING = Changes(paths=None)

QUIET = 0.5
"""Seconds without a change after which all files are looked at once more: an event may be lost."""

TRIES = 3
"""How often a build is begun again because a file vanished under it."""


class Sources(Struct, frozen=True, kw_only=True):
    """Where a site comes from and where its preview goes."""

    root: Path
    files: tuple[Path, ...] = ()
    """Configuration files that the user names."""

    environment: str = "development"
    overrides: Mapping[str, Value] = {}
    output: Path
    address: str
    """Scheme, host and port of the preview: `http://localhost:1313`."""

    base: str | None = None
    """The path of the site; None for that of the configured address."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build came to."""

    changes: Changes
    diagnostics: tuple[Diagnostic, ...]
    result: BuildResult | None
    seconds: float
    again: bool
    """Whether it was only to make sure that nothing was missed."""


class Stopped(BaseException):
    """The preview ends in the middle of a build."""


def load(sources: Sources) -> tuple[Project, str]:
    """The site as it is configured now, to be shown at the preview's address.

    Also the folder that a usual build publishes to. Raises SitegenError.
    """
    config, problems = load_config(
        sources.root,
        files=sources.files,
        environment=sources.environment,
        overrides=sources.overrides,
        variables=os.environ,
    )
    base = sources.base or paths.base_path(config.base_url)
    published = config.publish_dir
    shown = _shown_at(config, f"{sources.address}{base}", str(sources.output))
    return load_project(shown, problems), published


def _shown_at(config: Config, base_url: str, output: str) -> Config:
    languages = {key: _shown_at(own, base_url, output) for key, own in config.languages.items()}
    return msgspec.structs.replace(
        config, base_url=base_url, publish_dir=output, languages=languages
    )


class Session:
    """Builds from `start` to `stop`, in a thread of its own."""

    def __init__(
        self,
        sources: Sources,
        hub: Hub,
        watcher: Watcher,
        *,
        jobs: int,
        now: Callable[[], datetime],
        tell: Callable[[Outcome], None],
        editor: str = "",
        navigate: bool = False,
    ) -> None:
        """`tell` is called after each build that is worth a word; `editor` is a template."""
        self._sources = sources
        self._hub = hub
        self._watcher = watcher
        self._jobs = jobs
        self._now = now
        self._tell = tell
        self._navigate = navigate
        self._problems = Problems(sources.root, editor)
        self._last: tuple[Diagnostic, ...] = ()
        self._told = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sitegen-build", daemon=True)

    def start(self) -> None:
        """Build now, and whenever something changes."""
        self._thread.start()

    def give_up(self) -> None:
        """Build no more; a build under way ends when it next tells how far it is."""
        self._stop.set()

    def ended(self, seconds: float) -> bool:
        """Whether it has ended in time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        changes: Changes | None = ANYTHING
        again = False
        while not self._stop.is_set():
            try:
                self._once(changes or ANYTHING, again=again)
                changes = self._watcher.wait(None if again else QUIET)
                again = changes is None
            except Stopped:
                return
            except Exception:
                # the preview outlives a bug of ours, but doesn't stay silent about it
                traceback.print_exc()
                self._stop.wait(1.0)

    # --- one build ----------------------------------------------------------------------------

    def _once(self, changes: Changes, *, again: bool = False) -> None:
        """Build, and tell; `again` when nothing is known to have changed."""
        if not again:
            self._hub.building()
        started = time.perf_counter()
        result, diagnostics = self._made(changes)
        if self._stop.is_set():
            raise Stopped  # its processes may have been ended under it
        written = result.written if result is not None else None
        outcome = Outcome(
            changes=changes,
            diagnostics=diagnostics,
            result=result,
            seconds=time.perf_counter() - started,
            again=again,
        )
        news = diagnostics != self._last or (written and (written.changed or written.removed))
        self._last = diagnostics
        if news or not again:
            self._publish(outcome)
        if news or not self._told:
            self._tell(outcome)
            self._told = True

    def _made(self, changes: Changes) -> tuple[BuildResult | None, tuple[Diagnostic, ...]]:
        for attempt in range(TRIES):
            try:
                project, published = load(self._sources)
                self._hub.update(base=shown_base(project.config.base_url))
                self._watcher.leave_out(left_out(self._sources, published))
                result = self._build(project, changes if not attempt else ANYTHING)
                return result, result.diagnostics
            except SitegenError as failure:
                return None, failure.diagnostics
            except BrokenExecutor:
                help = "it may have run out of memory; try fewer processes: --jobs 1"
                return None, (error("worker-died", "a process of the build was ended from outside",
                                    help=help),)  # fmt: skip
            except OSError as problem:
                if attempt == TRIES - 1:
                    where = f'"{problem.filename}": ' if problem.filename else ""
                    why = problem.strerror or str(problem)
                    return None, (error("unreadable", f"a file cannot be used: {where}{why}"),)
                time.sleep(0.05)  # it vanished between two looks: things are still moving
            except Exception as problem:
                # the preview outlives a bug of ours: the next save may pass it by
                if not self._stop.is_set():
                    traceback.print_exc()
                why = f"{type(problem).__name__}: {problem}"
                return None, (error("crashed", f"the build failed: {why}",
                                    help="a bug of sitegen: please report it"),)  # fmt: skip
        raise AssertionError

    def _build(self, project: Project, _changes: Changes) -> BuildResult:
        """The one place that builds."""
        return build(project, self._now(), self._jobs, self._progress)

    def _progress(self, _step: str, _done: int, _total: int) -> None:
        if self._stop.is_set():
            raise Stopped

    # --- what is told -------------------------------------------------------------------------

    def _publish(self, outcome: Outcome) -> None:
        written = outcome.result.written if outcome.result is not None else None
        problems = self._problems.of(outcome.diagnostics, outcome.changes.paths)
        changed = written.changed if written else ()
        removed = written.removed if written else ()
        first = not self._hub.now.made or self._hub.now.building
        everything = written is not None and (
            not self._hub.now.made or len(changed) + len(removed) > MOST_PATHS
        )
        message = Built(
            build=0,
            ok=written is not None,
            seconds=round(outcome.seconds, 4),
            changed=() if everything else changed,
            removed=() if everything else removed,
            all=everything,
            problems=problems,
            navigate=self._target(outcome) if self._navigate and not first else None,
        )
        made = {"made": True} if written is not None else {}
        self._hub.built(message, building=False, **made)

    def _target(self, outcome: Outcome) -> str | None:
        """The address of the page whose file was saved."""
        result = outcome.result
        if result is None or result.written is None or not outcome.changes.paths:
            return None
        for key in result.done.read:
            for path in result.done.outputs.get(f"html:{key}", ()):
                folder = path.removesuffix("index.html") if path.endswith("/index.html") else path
                folder = "" if path == "index.html" else folder
                return self._hub.now.base + paths.encoded(folder)
        return None


def shown_base(base_url: str) -> str:
    """The path of a base URL as it stands in addresses: `/caf%C3%A9/`."""
    return paths.encoded(paths.base_path(base_url))


def left_out(sources: Sources, published: str) -> list[Path]:
    """The folders that are not watched: what builds write."""
    return [sources.output, Path(os.path.normpath(sources.root / published))]


def new_ones(
    diagnostics: Sequence[Diagnostic], shown: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Those that have not been shown yet."""
    known = set(shown)
    return tuple(one for one in diagnostics if one not in known)
