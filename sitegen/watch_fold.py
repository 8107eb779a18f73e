"""Fold a burst of events into one batch.

In:  changed paths and the moments at which they were told.
Out: when the batch is complete, and the batch.
"""

from __future__ import annotations

from sitegen.model import Struct

QUIET = 0.008
"""Seconds of silence after which a file or two are complete: a save must show at once."""

FEW = 3
"""Paths that one save may touch: the file, its backup, the editor's own."""

QUIET_EACH = 0.002
"""More silence for each path above that: a checkout of many files stutters."""

MOST_QUIET = 0.3
LONGEST = 2.0
"""Seconds after its first event at which a batch is given, though it goes on."""

MANY = 500
"""Paths from which on it is quicker to look at all files."""


class Changes(Struct, frozen=True, kw_only=True):
    """What may have changed."""

    paths: frozenset[str] | None
    """Absolute paths of files; None when it may be anything."""


class Fold:
    """Collects paths until it has been quiet for long enough."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._anything = False
        self._first = self._last = 0.0

    def add(self, path: str | None, now: float) -> None:
        """Note that a file has changed, or that anything may have."""
        if not self._paths and not self._anything:
            self._first = now
        self._last = now
        if path is None:
            self._anything = True
        else:
            self._paths.add(path)

    def due(self) -> float | None:
        """When the batch is complete if nothing more comes; None when there is none."""
        count = len(self._paths)
        if not count and not self._anything:
            return None
        quiet = QUIET + QUIET_EACH * max(0, count - FEW)
        return min(self._last + min(quiet, MOST_QUIET), self._first + LONGEST)

    def take(self) -> Changes:
        """The batch; the next one begins empty."""
        anything = self._anything or len(self._paths) >= MANY
        found = Changes(paths=None if anything else frozenset(self._paths))
        self._paths = set()
        self._anything = False
        return found
