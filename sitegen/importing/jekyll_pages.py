"""The pages of a Jekyll project: what Liquid would fill in, and where pages have their addresses.

In:  the project's folder.
Out: lines of the report, the pages that say no address, and expressions for those to leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from pathlib import Path

from sitegen import paths
from sitegen.dialects import DIALECTS
from sitegen.dialects.liquid import UNDERSTOOD, VALUE
from sitegen.frontmatter import split
from sitegen.importing.content import has_front_matter, pages_below, text_of
from sitegen.importing.draft import Draft
from sitegen.importing.jekyll_addresses import Addresses

_TAG = re.compile(r"\{%-?\s*(\w+)\s*([^%]*?)-?%\}|\{\{-?\s*([^}]*?)-?\}\}")
_RAW = re.compile(
    r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}",
    re.DOTALL,
)
_LISTS = re.compile(r"\{%-?\s*for\s")


def look_through(
    found: Draft, addresses: Addresses, ignored: Iterable[str], named: Set[str]
) -> list[str]:
    """Note what needs a hand; gives expressions for templates among the pages.

    `ignored` are expressions for what is left out already, such as the gems in `vendor/`; `named`
    are the words of the configuration that pages may name.
    """
    folder = addresses.source
    root = found.root / folder
    beside = () if folder else DIALECTS["jekyll"].beside
    unpublished = [re.compile(pattern) for pattern in ignored]
    left_out: list[str] = []
    tags = _Tags(named, _names_of_data(root / "_data"))
    for path in pages_below(root, paths.PAGE_SUFFIXES, beside):
        shown = paths.below(folder, path)
        if any(pattern.search(shown) for pattern in unpublished):
            continue
        parts = path.split("/")
        hidden = [part for part in parts if part.startswith("_") and part != "_posts"]
        if any(part.removeprefix("_") not in addresses.collections for part in hidden):
            continue
        if "_posts" in parts:
            addresses.post_folders.add("/".join(parts[: parts.index("_posts")]))
        written = text_of(root / path)
        if not has_front_matter(written):
            left_out += _without_front_matter(found, shown)
            continue
        front = split(written.encode(), shown)
        if path.endswith((".html", ".htm")) and _LISTS.search(front.text):
            left_out.append(f"^{re.escape(shown)}$")
            found.left(
                "a page that Liquid makes is left out",
                shown,
                front.first_line,
                "sitegen lists pages itself: home, sections, tags, categories, feeds",
            )
            continue
        stem = paths.stem(path)
        own = "permalink" in front.values
        if not own and "_posts" not in parts and stem.rpartition("/")[2] != "index":
            (addresses.documents if hidden else addresses.pages).append(path)
        tags.note(shown, written, front.values.keys())
    tags.tell(found)
    return left_out


def _names_of_data(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()} if folder.is_dir() else set()


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

    def __init__(self, site: Set[str], data: Set[str]) -> None:
        """`site` are the words of the configuration that pages may name, `data` the data files."""
        self._site, self._data = site, data
        self._includes: dict[str, tuple[int, str, int, str]] = {}
        self._others: dict[str, tuple[int, int, str]] = {}

    def note(self, shown: str, written: str, own: Set[str]) -> None:
        """Look through a page."""
        plain = _RAW.sub(lambda match: "\n" * match[0].count("\n"), written)
        for match in _TAG.finditer(plain):
            if UNDERSTOOD.fullmatch(match[0]) or (match[1] or "").startswith("end"):
                continue
            if (value := VALUE.fullmatch(match[0])) and self._is_known(value["value"], own):
                continue
            line = plain.count("\n", 0, match.start()) + 1
            file = match[2].split()[0] if match[2] and match[2].split() else ""
            if (match[1] or "") in ("include", "include_relative", "include_cached") and file:
                count, path, first, tag = self._includes.get(file, (0, shown, line, match[0]))
                self._includes[file] = (count + 1, path, first, tag)
            else:
                count, first, tag = self._others.get(shown, (0, line, match[0]))
                self._others[shown] = (count + 1, first, tag)

    def _is_known(self, name: str, own: Set[str]) -> bool:
        owner, first, *rest = name.split(".")
        if owner == "page":
            return not rest and first.lower() in own
        return rest[0] in self._data if first == "data" and rest else first in self._site

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
