"""`sitegen check`: the site is built, then looked at as its readers get it.

In:  a project, and what is wanted.
Out: a Diagnostic for each thing that needs a hand, with the severity that the site gives it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from sitegen.build import Memory, build
from sitegen.cache import Cache, CacheDamaged, open_cache, scratch_folder
from sitegen.checks import CHECKS
from sitegen.checks.built import Built, built_files
from sitegen.checks.finding import Finding
from sitegen.checks.links import links
from sitegen.checks.page_faults import page_faults
from sitegen.checks.places import Places
from sitegen.checks.reach import orphans, sitemaps
from sitegen.checks.redirects import redirects
from sitegen.checks.scan import scan
from sitegen.checks.unused import unused
from sitegen.checks.verdicts import judged, unknown_codes, wanted
from sitegen.diagnostics import SitegenError, error, in_order
from sitegen.discover import shown_path
from sitegen.executors import Progress
from sitegen.model import Diagnostic, Position, Struct
from sitegen.past import Past
from sitegen.plugin_loading import failure, load_plugins
from sitegen.project import Project
from sitegen.record import load_record, record_name
from sitegen.urls_lock import Urls

SiteCheck = Callable[[Built], Iterator[Finding]]

SITE_CHECKS: tuple[SiteCheck, ...] = (links, page_faults, redirects, orphans, sitemaps, unused)
"""What looks at the built site, in the order of its findings."""

_TOLD_BY_BUILDS = frozenset(("broken-link", "broken-fragment", "broken-ref", "ambiguous-link"))
"""What a build says of a link, with better hints than what is seen of it in the HTML."""


class Wishes(Struct, frozen=True, kw_only=True):
    """What the command line says."""

    build: bool = True
    """Whether the site is brought up to date first."""

    external: bool = False
    jobs: int = 1
    urls: Urls = "leave"


class Checked(Struct, frozen=True, kw_only=True):
    """What was found."""

    diagnostics: tuple[Diagnostic, ...]
    pages: int
    """HTML files that were looked at; 0 when the site could not be built."""


def check_site(
    project: Project,
    now: datetime,
    wishes: Wishes,
    progress: Progress = lambda *_: None,
    waiting: Callable[[], None] = lambda: None,
) -> Checked:
    """Look at the whole site; raises SitegenError when there is none to look at."""
    told: list[Diagnostic] = [*unknown_codes(project.config)]
    memory = Memory()
    if wishes.build:
        result = build(
            project, now, wishes.jobs, progress, memory=memory, urls=wishes.urls, waiting=waiting
        )
        told += result.diagnostics
        if result.written is None:
            return Checked(diagnostics=_judged(told, project), pages=0)
    else:
        told += project.diagnostics
    told += (one for check in CHECKS for one in check.run(project))
    if project.plugins:
        told += _by_plugins(project)
    if not project.destination.is_dir():
        raise SitegenError((_nothing(project),))
    with scratch_folder() as scratch:
        cache = open_cache(project.state, scratch, use=wishes.build or project.state.is_dir())
        try:
            past = memory.past or _past(project, cache)
            built = _built(project, past, wishes, progress)
            found = wanted(_findings(built, wishes, progress), project.config)
            places = Places(built, None if cache.scratch else cache)
            alone = places.left_alone(project.config.check_ignore_links)
            told = [one for one in told if one.code not in _TOLD_BY_BUILDS or _at(one) not in alone]
            told += _not_twice(told, list(places.told(found)))
        finally:
            cache.close()
    return Checked(diagnostics=_judged(told, project), pages=len(built.pages))


def _by_plugins(project: Project) -> list[Diagnostic]:
    """What the checks of plug-ins find; a failure of theirs is told at its line."""
    found: list[Diagnostic] = []
    for check in load_plugins(project.plugins).checks:
        try:
            found += check.run(project)
        except SitegenError:
            raise
        except Exception as problem:
            told = failure(problem, project.plugins, project.root)
            if told is None:
                raise
            note = f'in the check "{check.name}"'
            found.append(msgspec.structs.replace(told, help=note))
    return found


def _findings(built: Built, wishes: Wishes, progress: Progress) -> Iterator[Finding]:
    for check in SITE_CHECKS:
        yield from check(built)
    if wishes.external:
        try:
            from sitegen.checks.external_links import external_links  # noqa: PLC0415 - optional
        except ImportError as problem:
            missing = error(
                "no-aiohttp", "asking other sites takes aiohttp, which isn't installed",
                help="pip install 'sitegen[external]'",
            )  # fmt: skip
            raise SitegenError((missing,)) from problem
        yield from external_links(
            built, time.time(), lambda done, total: progress("Asked for", done, total)
        )


def _past(project: Project, cache: Cache) -> Past | None:
    """What the last build of the destination left behind."""
    try:
        record = load_record(cache, record_name(project.root, project.destination))
        return Past(record, cache) if record is not None and not cache.scratch else None
    except CacheDamaged:
        return None


def _built(project: Project, past: Past | None, wishes: Wishes, progress: Progress) -> Built:
    folder = project.destination
    files = frozenset(built_files(folder))
    digests: dict[str, bytes] = {}
    if past is not None and wishes.build:
        digests = {file: known.digest for file, known in past.outputs.items()}
    html = sorted(file for file in files if file.endswith((".html", ".htm")))
    pages = scan(folder, html, digests, project.state, wishes.jobs, progress)
    return Built(project, folder, files, pages, past)


def _not_twice(told: list[Diagnostic], found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings but for those at links of which the build has told."""
    known = {_at(one) for one in told if one.code in _TOLD_BY_BUILDS}
    for one in found:
        if one.code not in _TOLD_TWICE or _at(one) not in known:
            yield one


def _at(one: Diagnostic) -> tuple[str, int, int] | None:
    at = one.position
    return (at.path, at.line, at.column) if at is not None else None


_TOLD_TWICE = _TOLD_BY_BUILDS | {"broken-image", "broken-media", "outside-site", "outside-base"}


def _judged(told: list[Diagnostic], project: Project) -> tuple[Diagnostic, ...]:
    return in_order(judged(told, project.config))


def _nothing(project: Project) -> Diagnostic:
    shown = shown_path(project.root, project.destination)
    return error(
        "nothing-built", f'there is no folder "{shown}"', Position(path=shown),
        "build the site first, or leave out --no-build",
    )  # fmt: skip
