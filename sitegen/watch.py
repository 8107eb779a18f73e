"""Tell which files of a site have changed.

In:  the site's folder, and folders in it that are not looked at.
Out: batches of changed paths, each given once nothing more has happened for a moment.

The system's own watcher is used (watchdog); where it can't watch, files are looked at again and
again. A batch is a hint: it may name files that are as they were, or say that anything may be new.
"""

from __future__ import annotations

import errno
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchdog import events
from watchdog.observers import Observer

from sitegen.watch_fold import Changes, Fold
from sitegen.watch_folders import NEVER, Look, identity, inode_of, look, passing, plan

POLL_SECONDS = 1.0
"""How often files are looked at when the system can't watch them."""

_FULL = (errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM)

_WANTED: Any = [
    # by name: not every version of watchdog knows all of them; opening and reading wake nobody
    getattr(events, name)
    for name in (
        "FileCreatedEvent", "FileModifiedEvent", "FileAttribEvent", "FileMovedEvent",
        "FileDeletedEvent", "FileClosedEvent", "DirCreatedEvent", "DirMovedEvent",
        "DirDeletedEvent",
    )
    if hasattr(events, name)
]  # fmt: skip


class Watcher:
    """Watches a site from `start` to `stop`; `wait` may be called from one thread."""

    def __init__(
        self,
        root: Path,
        *,
        leave_out: Iterable[Path] = (),
        also: Iterable[Path] = (),
        linked: Iterable[str] = (),
        poll: float = 0,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`also` are single files elsewhere, `linked` folders that links in the site lead to;
        `poll` seconds between looks, 0 to let the system watch; `tell` is given a line when it
        can't."""
        self._root = str(root)
        self._leave_out = frozenset(str(folder) for folder in leave_out)
        self._also = frozenset(str(file) for file in also if not file.is_relative_to(root))
        self._linked = tuple(folder for folder in linked if not _lies_in(folder, self._root))
        self._poll = poll
        self._tell = tell
        self._condition = threading.Condition()
        self._fold = Fold()
        self._stopped = False
        self._observer: Any = None
        self._watches: dict[tuple[str, int, bool], Any] = {}
        self._shallow: frozenset[str] = frozenset()
        self._replan = False
        self._probe: Any = None
        self._log = _Log(self._unsure)
        self._streams = {identity(number) for number in (1, 2)} - {None}
        """Where our own lines go: a log in the site's folder would wake us for each of them."""

    # --- for its owner ------------------------------------------------------------------------

    def start(self) -> None:
        """Watch from now on: what happens after this call is told."""
        logging.getLogger("watchdog").addHandler(self._log)
        if not self._poll:
            try:
                self._observer = Observer()
                self._observer.start()
                self._schedule()
            except OSError as problem:
                self._give_up(problem)
        if self._poll:
            self._begin_polling()

    def wait(self, timeout: float | None = None) -> Changes | None:
        """The next batch; None when nothing happens in time, or it is stopped."""
        end = None if timeout is None else time.monotonic() + timeout
        with self._condition:
            while not self._stopped:
                now = time.monotonic()
                due = self._fold.due()
                if due is not None and due <= now:
                    break
                if due is None and end is not None and end <= now:
                    return None
                until = due if due is not None else end
                self._condition.wait(None if until is None else until - now)
            if self._stopped:
                return None
            changes = self._fold.take()
            replan, self._replan = self._replan, False
        if replan:
            self._look_again()
        return changes

    def leave_out(self, folders: Iterable[Path]) -> None:
        """Look at these folders no more, but at those that were left out before."""
        wanted = frozenset(str(folder) for folder in folders)
        if wanted != self._leave_out:
            self._leave_out = wanted
            self._look_again()

    def stop(self) -> None:
        """Watch no more, and end a `wait` under way."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        self._end_observer()
        logging.getLogger("watchdog").removeHandler(self._log)

    # --- what the system tells ----------------------------------------------------------------

    def dispatch(self, event: events.FileSystemEvent) -> None:
        """Take an event; watchdog calls this in a thread of its own."""
        for given in (event.src_path, event.dest_path):
            path = os.fsdecode(given)
            if path and self._concerns(path):
                self._seen(path, event.is_directory)

    def _concerns(self, path: str) -> bool:
        top = next((one for one in (self._root, *self._linked) if _lies_in(path, one)), None)
        if top is None:
            return path in self._also
        names = path[len(top) + 1 :].split(os.sep)  # noqa: PTH206 - a third of the time
        if passing(names[-1]) or not NEVER.isdisjoint(names):
            return False
        if any(path == one or path.startswith(one + os.sep) for one in self._leave_out):
            return False
        return not self._streams or identity(path) not in self._streams

    def _seen(self, path: str, is_folder: bool) -> None:
        with self._condition:
            # what lies in a folder that came or went is not told file by file, and a file that a
            # link leads to has another name in the site
            known = not is_folder and (_lies_in(path, self._root) or path in self._also)
            self._fold.add(path if known else None, time.monotonic())
            self._replan |= is_folder
            self._condition.notify_all()

    def _unsure(self) -> None:
        """Events may have been lost."""
        with self._condition:
            self._fold.add(None, time.monotonic())
            self._replan = True
            self._condition.notify_all()

    # --- which folders ------------------------------------------------------------------------

    def _look_again(self) -> None:
        if self._observer is not None and not self._stopped:
            try:
                self._schedule()
            except OSError as problem:
                self._give_up(problem)
                self._begin_polling()

    def _schedule(self) -> None:
        """Watch the folders that are to be watched now; raises OSError when there are too many."""
        wanted = {}
        tops = (self._root, *self._linked)
        found = [one for top in tops for one in plan(top, self._leave_out).items()]
        for folder, deep in found:
            inode = inode_of(folder)
            if inode is not None:
                wanted[folder, inode, deep] = folder
        for file in sorted(self._also):
            folder = os.path.dirname(file)  # noqa: PTH120 - as watchdog tells it
            inode = inode_of(folder)
            if inode is not None:
                wanted[folder, inode, False] = folder
        for key in [key for key in self._watches if key not in wanted]:
            self._unschedule(self._watches.pop(key))
        for key, folder in wanted.items():
            if key not in self._watches:
                try:
                    self._watches[key] = self._observed(folder, key[2])
                except OSError as problem:
                    if problem.errno in _FULL or folder == self._root:
                        raise
                    # it has gone meanwhile, or can't be read
        self._try_one_more()

    def _observed(self, folder: str, deep: bool) -> Any:
        return self._observer.schedule(self, folder, recursive=deep, event_filter=_WANTED)

    def _unschedule(self, watch: Any) -> None:
        try:
            self._observer.unschedule(watch)
        except (KeyError, OSError):
            return  # its folder has gone, and it with that

    def _try_one_more(self) -> None:
        """Raise OSError when no more folders can be watched: then some are not.

        Watchdog says so of the first folder of each call only, not of those below.
        """
        with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
            self._unschedule(self._observed(folder, False))

    # --- without the system -------------------------------------------------------------------

    def _give_up(self, problem: OSError) -> None:
        self._end_observer()
        self._poll = POLL_SECONDS
        limit = problem.errno in _FULL
        why = "too many folders are watched already" if limit else problem.strerror or str(problem)
        more = " (raise fs.inotify.max_user_watches)" if problem.errno == errno.ENOSPC else ""
        self._tell(
            f"The system can't watch this site: {why}{more}; "
            f"its files are looked at every {self._poll:g} s instead."
        )

    def _end_observer(self) -> None:
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()
            if observer.is_alive():
                observer.join()

    def _begin_polling(self) -> None:
        before = self._look()
        threading.Thread(
            target=self._poll_files, args=(before,), name="sitegen-poll", daemon=True
        ).start()

    def _look(self) -> Look:
        files = look(self._root, self._leave_out, self._also)
        for folder in self._linked:
            files = {**files, **look(folder, self._leave_out)}
        return files

    def _poll_files(self, before: Look) -> None:
        while True:
            with self._condition:
                if self._condition.wait_for(lambda: self._stopped, self._poll):
                    return
            now = self._look()
            changed = {path for path, _ in before.items() ^ now.items()}
            before = now
            if changed:
                with self._condition:
                    for path in sorted(changed):
                        if not passing(os.path.basename(path)):  # noqa: PTH119
                            known = _lies_in(path, self._root) or path in self._also
                            self._fold.add(path if known else None, time.monotonic())
                    self._condition.notify_all()


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(folder + os.sep)


class _Log(logging.Handler):
    """Watchdog says by its log when events were lost."""

    def __init__(self, unsure: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._unsure = unsure

    def emit(self, record: logging.LogRecord) -> None:
        """Take a message."""
        self._unsure()
