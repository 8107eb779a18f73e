"""Which pages are published, and which not yet or no more.

In:  a project and the time.
Out: one record for each page file.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen.build import Project, discover_all, read_all
from sitegen.diagnostics import in_order
from sitegen.executors import executor
from sitegen.model import Diagnostic, Severity, Struct
from sitegen.site import assemble, reason_to_leave_out

KINDS = ("all", "published", "drafts", "future", "expired")


class Listed(Struct, frozen=True, kw_only=True):
    """A page file, as `sitegen list --json` prints it."""

    path: str
    state: str
    """`published`, `draft`, `future` or `expired`."""

    title: str
    date: str
    """ISO 8601 with zone; empty when the page has none."""

    url: str
    """Its whole address."""


def listed_pages(
    project: Project, kind: str, now: datetime
) -> tuple[list[Listed], tuple[Diagnostic, ...]]:
    """The pages of a kind, one of `KINDS`, by path; and what is wrong with their files."""
    tree = discover_all(project)
    with tempfile.TemporaryDirectory(prefix="sitegen-") as scratch, executor(1) as where:
        sources = read_all(project, tree, where, Path(scratch), lambda *_: None)
    config = project.config
    strict = msgspec.structs.replace(
        config, build_drafts=False, build_future=False, build_expired=False
    )
    everything = msgspec.structs.replace(
        config, build_drafts=True, build_future=True, build_expired=True
    )
    site, problems = assemble(sources, (), (), everything, now)
    states = {
        source.key: reason_to_leave_out(source, strict, now) or "published" for source in sources
    }
    wanted = {"drafts": "draft"}.get(kind, kind)
    found = [
        Listed(
            path=page.path,
            state=states[key],
            title=page.meta.title,
            date=page.meta.date.isoformat() if page.meta.date else "",
            url=config.base_url.rstrip("/") + page.url,
        )
        for key, page in site.pages.items()
        if page.path and wanted in ("all", states[key])
    ]
    wrong = (p for source in sources for p in source.diagnostics if p.severity is Severity.ERROR)
    return sorted(found, key=lambda page: page.path), in_order((*wrong, *problems))
