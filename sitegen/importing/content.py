"""The pages of an old project, as far as an importer looks into them.

In:  a folder.
Out: paths and lines; links out of the folder are not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator
from pathlib import Path

from sitegen import paths

_MOST = 1 << 20
"""Bytes of a page that are looked into."""

_FENCE = re.compile(r"\s*(?:>\s*)*(```+|~~~+)")


def pages_below(
    folder: Path,
    endings: tuple[str, ...] = paths.MARKDOWN_SUFFIXES,
    leave_out: Container[str] = (),
) -> Iterator[str]:
    """The paths of pages below a folder, sorted, without hidden files.

    `leave_out` are folders at its top that are no part of the site.
    """
    yield from sorted(_pages(folder, "", endings, leave_out))


def _pages(
    folder: Path, above: str, endings: tuple[str, ...], leave_out: Container[str]
) -> Iterator[str]:
    try:
        found = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError:
        return
    for one in found:
        if one.name.startswith(".") or one.is_symlink() or (not above and one.name in leave_out):
            continue
        if one.is_dir():
            yield from _pages(Path(one.path), f"{above}{one.name}/", endings, leave_out)
        elif one.name.lower().endswith(endings):
            yield above + one.name


def text_of(path: Path) -> str:
    """The text of a page; empty when it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def shown_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page by number, without those inside of fenced code."""
    fence = ""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            continue
        if mark:
            fence = mark[1]
        yield number, line


def has_front_matter(text: str) -> bool:
    """Whether a page begins with front matter between lines of three hyphens."""
    return re.match(r"---[ \t]*\n", text) is not None
