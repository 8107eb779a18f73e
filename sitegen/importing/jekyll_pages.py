"""The pages of a Jekyll project: what Liquid would fill in, and where pages have their addresses.

In:  the project's folder.
Out: lines of the report, the pages that say no address, and expressions for those to leave out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from sitegen import paths
from sitegen.data import File, data_of
from sitegen.dialects import DIALECTS
from sitegen.dialects.dialect import Told, told_of
from sitegen.dialects.liquid import UNDERSTOOD, VALUE, shown
from sitegen.frontmatter import split
from sitegen.importing.content import has_front_matter, pages_below, text_of
from sitegen.importing.draft import Draft
from sitegen.importing.jekyll_addresses import Addresses
from sitegen.model import Value
from sitegen.templates_api import TemplateProblem
from sitegen.text_formats import DATA_SUFFIXES

_TAG = re.compile(r"\{%-?\s*(\w+)\s*([^%]*?)-?%\}|\{\{-?\s*([^}]*?)-?\}\}")
_RAW = re.compile(
    r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}",
    re.DOTALL,
)
_LISTS = re.compile(r"\{%-?\s*for\s")


def look_through(
    found: Draft,
    addresses: Addresses,
    ignored: Iterable[str],
    named: Mapping[str, Value],
    data: Path,
) -> list[str]:
    """Note what needs a hand; gives expressions for templates among the pages.

    `ignored` are expressions for what is left out already, such as the gems in `vendor/`; `named`
    are the values of the configuration that pages may name, `data` is the folder of data files.
    """
    folder = addresses.source
    root = found.root / folder
    beside = () if folder else DIALECTS["jekyll"].beside
    unpublished = [re.compile(pattern) for pattern in ignored]
    left_out: list[str] = []
    tags = _Tags()
    in_data = _reader_of(data)
    for path in pages_below(root, paths.PAGE_SUFFIXES, beside):
        page = paths.below(folder, path)
        if any(pattern.search(page) for pattern in unpublished):
            continue
        parts = path.split("/")
        hidden = [part for part in parts if part.startswith("_") and part != "_posts"]
        if any(part.removeprefix("_") not in addresses.collections for part in hidden):
            continue
        if "_posts" in parts:
            addresses.post_folders.add("/".join(parts[: parts.index("_posts")]))
        written = text_of(root / path)
        if not has_front_matter(written):
            left_out += _without_front_matter(found, page)
            continue
        front = split(written.encode(), page)
        if path.endswith((".html", ".htm")) and _LISTS.search(front.text):
            left_out.append(f"^{re.escape(page)}$")
            found.left(
                "a page that Liquid makes is left out",
                page,
                front.first_line,
                "sitegen lists pages itself: home, sections, tags, categories, feeds",
            )
            continue
        stem = paths.stem(path)
        placed = "permalink" in front.values
        if not placed and "_posts" not in parts and stem.rpartition("/")[2] != "index":
            (addresses.documents if hidden else addresses.pages).append(path)
        own = DIALECTS["jekyll"].meta(front.values)
        tags.note(page, written, told_of(own, lambda: named, in_data))
    tags.tell(found)
    return left_out


def _reader_of(folder: Path) -> Callable[[str], Value]:
    """Who reads the data files of a folder; None is what one holds that can't be read."""
    files: dict[str, list[File]] = {}
    for path in pages_below(folder, DATA_SUFFIXES):
        place = PurePosixPath(path).with_suffix("").parts
        written = (folder / path).stat().st_mtime_ns
        files.setdefault(place[0], []).append((place, str(folder / path), str(written).encode()))

    def read(name: str) -> Value:
        try:
            return data_of(files.get(name, ()), folder)
        except TemplateProblem:
            return None

    return read


def _without_front_matter(found: Draft, shown: str) -> list[str]:
    """Jekyll copies such files; a page of HTML would get sitegen's frame."""
    if shown.lower().endswith((".html", ".htm")):
        found.left(
            "HTML without front matter becomes a page with the site's frame",
            shown,
            1,
            "put it into static/ to have it as it is",
        )
    else:
        found.carried(f"{shown} has no front matter, and is a page", shown, 1)
    return []


class _Tags:
    """The tags that are not run: includes by their file, all others by page."""

    def __init__(self) -> None:
        self._includes: dict[str, tuple[int, str, int, str]] = {}
        self._others: dict[str, tuple[int, int, str]] = {}

    def note(self, page: str, written: str, told: Told) -> None:
        """Look through a page; `told` knows what it names."""
        plain = _RAW.sub(lambda match: "\n" * match[0].count("\n"), written)
        for match in _TAG.finditer(plain):
            if UNDERSTOOD.fullmatch(match[0]) or (match[1] or "").startswith("end"):
                continue
            value = VALUE.fullmatch(match[0])
            if value and shown(told(value["value"])) is not None:
                continue
            line = plain.count("\n", 0, match.start()) + 1
            file = match[2].split()[0] if match[2] and match[2].split() else ""
            if (match[1] or "") in ("include", "include_relative", "include_cached") and file:
                count, path, first, tag = self._includes.get(file, (0, page, line, match[0]))
                self._includes[file] = (count + 1, path, first, tag)
            else:
                count, first, tag = self._others.get(page, (0, line, match[0]))
                self._others[page] = (count + 1, first, tag)

    def tell(self, found: Draft) -> None:
        """Write them into the report."""
        for file, (count, path, line, tag) in sorted(self._includes.items()):
            name = paths.stem(file)
            more = f"; {count} calls of {file} in all" if count > 1 else ""
            todo = f"write shortcodes/{name}.html in Jinja, and call it: {{{{< {name} >}}}}"
            found.left(f"{_short(tag)} is not run{more}", path, line, todo)
        for path, (count, line, tag) in self._others.items():
            more = f"; {count} tags of Liquid in this page" if count > 1 else ""
            todo = "write what it gives, or a shortcode"
            found.left(f"{_short(tag)} is not run{more}", path, line, todo)


def _short(tag: str) -> str:
    plain = " ".join(tag.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
