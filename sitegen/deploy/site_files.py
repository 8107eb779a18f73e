"""The files of a built site, as they are published.

In:  the folder that the site was built to.
Out: its files with their sizes, and warnings about what a host makes trouble with.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sitegen.diagnostics import SitegenError, error, warning
from sitegen.model import Diagnostic, Struct

NO_JEKYLL = ".nojekyll"
"""Its presence keeps GitHub from running Jekyll, which drops folders such as `_assets`."""

CNAME = "CNAME"
"""It holds the domain of one's own: https://docs.github.com/en/pages/configuring-a-custom-domain-for-your-github-pages-site"""

LARGEST_SITE = 1_000_000_000
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits"""

_STAGE = ".sitegen-"
"""What the folder of a build begins with that is under way, or was killed."""

_SHOWN = 3


class SiteFiles(Struct, frozen=True, kw_only=True):
    """What there is to publish."""

    sizes: dict[str, int]
    """Each file's path from the root of the site, and its size in bytes."""

    diagnostics: tuple[Diagnostic, ...] = ()


def site_files(folder: Path) -> SiteFiles:
    """The files of a built site; raises SitegenError when there are none."""
    sizes: dict[str, int] = {}
    links: list[str] = []
    try:
        _collect(folder, "", sizes, links)
    except OSError as problem:
        raise SitegenError(
            (error("unreadable", f'"{problem.filename}" cannot be read: {problem.strerror}'),)
        ) from problem
    if not sizes.keys() - {NO_JEKYLL, CNAME}:
        raise SitegenError(
            (error("no-site", f'there is no built site in "{folder}"',
                   help="build it first: sitegen build"),)
        )  # fmt: skip
    return SiteFiles(sizes=sizes, diagnostics=tuple(_told(sizes, sorted(links))))


def _collect(folder: Path, above: str, sizes: dict[str, int], links: list[str]) -> None:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{above}{entry.name}"
            # the folder may be a work tree of the very branch that it goes to
            if entry.name.lower() == ".git" or (not above and entry.name.startswith(_STAGE)):
                continue
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir(follow_symlinks=False):
                _collect(Path(entry.path), f"{path}/", sizes, links)
            else:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    sizes[path] = status.st_size


def _told(sizes: dict[str, int], links: list[str]) -> list[Diagnostic]:
    found = []
    if "index.html" not in sizes:
        found.append(
            warning("no-home-page", 'the site has no "index.html", so its address shows nothing')
        )
    if links:
        found.append(
            warning("link-left-out", f"symbolic links are not published: {_named(links)}",
                    help="put the files themselves there")
        )  # fmt: skip
    large = [path for path, size in sizes.items() if size > LARGEST_FILE]
    if large:
        found.append(
            warning("file-too-large", f"GitHub takes no file over 100 MB: {_named(large)}",
                    help="keep it elsewhere, such as in a release, and link to it")
        )  # fmt: skip
    total = sum(sizes.values())
    if total > LARGEST_SITE:
        found.append(
            warning("site-too-large",
                    f"the site has {total / 1e9:.1f} GB; GitHub Pages publishes up to 1 GB",
                    help="keep large files elsewhere, or choose another host")
        )  # fmt: skip
    return found


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(f'"{path}"' for path in paths[:_SHOWN]) + more
