"""What a process that builds again and again need not make anew, and what it need not look at.

In:  the last build that this process made, and the paths of files that may have changed since.
Out: the files as they are now, if it is only pages that may have changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from stat import S_ISREG

import msgspec

from sitegen import paths
from sitegen.cascade import may_hand_down, read_cascades
from sitegen.discover import Tree, shown_path, stamp_of
from sitegen.model import Diagnostic, PageSource, SourceFile, StaticFile, Struct
from sitegen.past import Past
from sitegen.project import Project
from sitegen.publish import Job
from sitegen.render import Workplace
from sitegen.settings import SettingPrints, Settings
from sitegen.site_files import FILE
from sitegen.stamps import Files, Known, digest_of
from sitegen.urls_lock import Lock
from sitegen.visibility import LeftOut


class Ground(Struct, frozen=True, kw_only=True):
    """What all pages are made with."""

    settings: Settings
    prints: SettingPrints
    read_base: bytes
    """The digest of what every page is read with."""

    problems: tuple[Diagnostic, ...]
    """What was wrong with git's log, or with `urls.lock`."""

    lock: Lock | None
    """What `urls.lock` says; None without one."""


Copies = Mapping[str, tuple[StaticFile, str]]
"""The files to copy by output path, each with its name among the inputs."""


class Warm(Struct, frozen=True, kw_only=True):
    """What the process that made a build has besides its results."""

    tree: Tree
    places: Mapping[str, int]
    """The number of each page file in it, by its path in the site."""

    ground: Ground
    sources: Mapping[str, PageSource]
    """The page files as the site was put together from them, if it was."""

    out: LeftOut
    workplace: Workplace
    jobs: Mapping[str, Job]
    copies: Copies


def warmth(past: Past | None) -> Warm | None:
    """What the last build left in memory; None when another process made it."""
    return past.warm if past is not None and isinstance(past.warm, Warm) else None


class Seen(Struct, frozen=True, kw_only=True):
    """The files of a site of which only some pages may have changed."""

    tree: Tree
    inputs: Files
    only: tuple[SourceFile, ...]
    """These pages."""


def seen(past: Past, project: Project, dirty: Set[str]) -> Seen | None:
    """The files as they are when nothing but these `dirty` ones may have changed since `past`.

    The paths are absolute. None when more than pages may have changed.
    """
    warm = warmth(past)
    if warm is None or warm.ground.settings.modified:
        return None
    settings = warm.ground.settings
    # a page may be what a plug-in reads for another one
    read_too = {argument for query, argument, _ in past.record.plugin_reads if query == FILE}
    pages = list(warm.tree.pages)
    changed: Files = {}
    only: list[SourceFile] = []
    for path in sorted(dirty):
        shown = shown_path(project.root, Path(path))
        place = warm.places.get(shown)
        try:
            stat = os.lstat(path)
        except OSError:
            if place is None and _never_was(past, project, shown):
                continue
            return None
        digest = digest_of(Path(path)) if place is not None and S_ISREG(stat.st_mode) else None
        if place is None or digest is None or shown in read_too:
            return None
        pages[place] = msgspec.structs.replace(pages[place], stamp=stamp_of(stat))
        changed[shown] = Known(stamp=pages[place].stamp, digest=digest)
        only.append(pages[place])
    if any(may_hand_down(page) for page in only) and settings.cascades != read_cascades(
        project.config.root, pages, project.config.cascade, project.config.environment
    ):
        return None
    return Seen(
        tree=msgspec.structs.replace(warm.tree, pages=tuple(pages)),
        inputs=past.inputs | changed,
        only=tuple(sorted(only, key=lambda source: source.key)),
    )


def are_pages(past: Past | None, root: Path, dirty: Iterable[str]) -> bool:
    """Whether these absolute paths are those of pages of the last build."""
    warm = warmth(past)
    return warm is not None and all(shown_path(root, Path(path)) in warm.places for path in dirty)


def _never_was(past: Past, project: Project, path: str) -> bool:
    """Whether a file that is gone, such as an editor's, meant nothing to the site.

    A page may have meant something without being read: another one may have been taken for it.
    """
    content = shown_path(project.root, project.content)
    if content == "." or not path.startswith(f"{content}/"):
        return False
    if path.lower().endswith(paths.PAGE_SUFFIXES):
        return False
    return path not in past.inputs and not any(
        known.startswith(f"{path}/") for known in past.inputs
    )
