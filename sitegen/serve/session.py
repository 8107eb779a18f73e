"""The loop of a preview: wait for a change, build, tell.

In:  the site's folder, and what the command line says.
Out: the output folder kept up to date, messages to the browsers, lines on the terminal.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime

from sitegen import paths
from sitegen.model import Diagnostic, Struct
from sitegen.result import BuildResult
from sitegen.serve.builder import Builder, Report, crashed
from sitegen.serve.hub import Hub
from sitegen.serve.indexer import Indexer
from sitegen.serve.messages import MOST_PATHS, Built, Problems
from sitegen.serve.sources import Sources, left_out
from sitegen.watch import Watcher
from sitegen.watch_fold import Changes

ANYTHING = Changes(paths=None)

QUIET = 2.0
"""Seconds without a change after which all files are looked at once more: an event may be lost."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build came to."""

    changes: Changes
    diagnostics: tuple[Diagnostic, ...]
    result: BuildResult | None
    seconds: float
    again: bool
    """Whether it was only to make sure that nothing was missed."""


class Session:
    """Builds from `start` to `stop`, in a thread of its own."""

    def __init__(
        self,
        sources: Sources,
        hub: Hub,
        watcher: Watcher,
        builder: Builder,
        indexer: Indexer | None,
        *,
        now: Callable[[], datetime],
        tell: Callable[[Outcome], None],
        editor: str = "",
        navigate: bool = False,
    ) -> None:
        """`tell` is called after each build that is worth a word; `editor` is a template."""
        self._sources = sources
        self._hub = hub
        self._watcher = watcher
        self._builder = builder
        self._indexer = indexer
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
        if self._indexer is not None:
            self._indexer.start()

    def give_up(self) -> None:
        """Build no more; what is under way is ended."""
        self._stop.set()
        self._builder.stop()
        if self._indexer is not None:
            self._indexer.stop()

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
        report = self._made(changes)
        if self._stop.is_set():
            return  # the process that builds may have been ended under it
        result, diagnostics = report.result, report.diagnostics
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
            if self._indexer is not None and written is not None:
                self._indexer.built(wanted=report.search)
        if news or not self._told:
            self._tell(outcome)
            self._told = True

    def _made(self, changes: Changes) -> Report:
        try:
            report = self._build(changes)
        except Exception as problem:
            return crashed(problem)
        if report.base is not None:
            self._hub.update(base=report.base)
            self._watcher.leave_out(left_out(self._sources, report.published))
        return report

    def _build(self, changes: Changes) -> Report:
        """The one place that builds."""
        return self._builder.build(changes.paths, self._now())

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


def new_ones(
    diagnostics: Sequence[Diagnostic], shown: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Those that have not been shown yet."""
    known = set(shown)
    return tuple(one for one in diagnostics if one not in known)
