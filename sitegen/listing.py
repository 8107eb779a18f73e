"""Which pages are published, and which not yet or no more.

In:  a project and the time.
Out: one record for each page file.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sitegen.cache import open_cache, scratch_folder
from sitegen.diagnostics import in_order
from sitegen.executors import Workers
from sitegen.gitinfo import last_commits
from sitegen.joining import page_source
from sitegen.model import Diagnostic, Severity, Struct
from sitegen.project import Project, discover_all, modified
from sitegen.reading import read_base, read_pages
from sitegen.settings import SettingPrints, Settings
from sitegen.site import assemble
from sitegen.visibility import reason_to_leave_out

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
    config = project.config
    settings = Settings(
        config=config,
        theme=project.theme,
        strings=project.strings,
        digests={},
        versions={},
        git=last_commits(project.root)[0] if config.enable_git_info else {},
        modified=modified(project, tree),
    )
    with scratch_folder() as scratch, Workers(1) as workers:
        cache = open_cache(project.state, scratch, use=False)
        prints = SettingPrints(settings)
        base = read_base(project, prints)
        reading = read_pages(
            tree.pages, settings, prints, base, cache, {}, {}, workers, scratch, lambda *_: None
        )
        facts = reading.facts
        sources = [page_source(page, facts[page.key], cache) for page in tree.pages]
        cache.close()
    strict = msgspec.structs.replace(
        config, build_drafts=False, build_future=False, build_expired=False
    )
    moment = now.timestamp()
    states = {
        key: reason_to_leave_out(page, strict, moment) or "published" for key, page in facts.items()
    }
    site, problems = assemble(sources, (), (), config, {})
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
    wrong = (p for page in facts.values() for p in page.diagnostics if p.severity is Severity.ERROR)
    return sorted(found, key=lambda page: page.path), in_order((*wrong, *problems))
