"""What a build tells about itself."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.model import Diagnostic, Struct
from sitegen.record import Counts
from sitegen.settings import Asked
from sitegen.traces import JobTrace
from sitegen.write import Written


class Done(Struct, frozen=True, kw_only=True):
    """What a build did, and why."""

    read: tuple[str, ...] = ()
    """The keys of the page files that were read anew."""

    first: bool = False
    """Whether nothing was known of an earlier build."""

    made: Mapping[str, tuple[Asked, ...]] = {}
    """The jobs that were done anew, `format:page`, with those of their questions whose answers
    had changed; none for a job that is new or whose file was not as it was written."""

    outputs: Mapping[str, tuple[str, ...]] = {}
    """The files that these jobs made."""

    kept: Mapping[str, JobTrace] = {}
    """The jobs whose files stayed."""


class BuildResult(Struct, frozen=True, kw_only=True):
    """What a build made."""

    diagnostics: tuple[Diagnostic, ...]
    counts: Counts
    written: Written | None = None
    """None when errors kept the site from being written."""

    done: Done = Done()
