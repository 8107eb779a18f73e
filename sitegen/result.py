"""What a build tells about itself."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.model import Diagnostic, Struct
from sitegen.record import Counts
from sitegen.settings import Asked
from sitegen.write import Written


class Done(Struct, frozen=True, kw_only=True):
    """What a build did, and why."""

    read: tuple[str, ...] = ()
    """The keys of the page files that were read anew."""

    made: Mapping[str, tuple[Asked, ...]] = {}
    """The jobs that were done anew, `format:page`, with those of their questions whose answers
    had changed; none for a job that is new or whose file was not as it was written."""


class BuildResult(Struct, frozen=True, kw_only=True):
    """What a build made."""

    diagnostics: tuple[Diagnostic, ...]
    counts: Counts
    written: Written | None = None
    """None when errors kept the site from being written."""

    done: Done = Done()
