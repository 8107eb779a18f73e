"""Slugs and URL arithmetic: strings only, no disk.

In:  names as people write them.
Out: path segments, anchors and addresses.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

PAGE_SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")
"""File name endings of pages, and those by which links name them."""

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown")

INDEX_NAMES = frozenset({"_index", "index", "readme"})
"""File stems, in lower case, that stand for their folder."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_KEPT_IN_URL = "/-._~!$&'()*+,;=:@%"


_KEPT = 1 << 16
"""Results that are kept: one for each page and term of a large site."""


class PathStyle(NamedTuple):
    """How names become addresses; by default as in Hugo."""

    lower: bool = True
    accents: bool = True


AS_HUGO = PathStyle()


def slugify(text: str, style: PathStyle = AS_HUGO) -> str:
    """A URL path segment for a slug or a title, by Hugo's rules.

    Letters, digits, marks and `.` `_` `#` `+` `~` `-` `@` stay, blanks between them become one
    hyphen unless one stands there, the rest goes; lower case.
    https://gohugo.io/configuration/all/#removepathaccents
    """
    kept: list[str] = []
    blank = False
    for char in without_accents(text) if not style.accents else unicodedata.normalize("NFC", text):
        if unicodedata.category(char)[0] in "LNM" or char in "._#+~-@":
            if blank and char != "-":
                kept.append("-")
            blank = False
            kept.append(char.lower() if style.lower else char)
        elif kept and kept[-1] != "-" and char.isspace():
            blank = True
    return "".join(kept)


@lru_cache(maxsize=_KEPT)
def slug_path(path: str, style: PathStyle = AS_HUGO) -> str:
    """A path with each part made fit for a URL; parts of which nothing is left are dropped."""
    parts = (slugify(part, style) for part in path.split("/"))
    return "/".join(part for part in parts if part.strip("."))


@lru_cache(maxsize=_KEPT)
def file_path(path: str, style: PathStyle = AS_HUGO) -> str:
    """The same for the path of a file, a folder or a term: there each blank is a hyphen."""
    return slug_path(re.sub(r"\s", "-", path), style)


def without_accents(text: str) -> str:
    """A text whose letters have lost their accents: `é` becomes `e`."""
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", plain)


def anchor(text: str) -> str:
    """A heading's id as GitHub makes it: lower case, blanks to hyphens, punctuation dropped.

    Not yet unique; empty when no letter or digit is left.
    """
    kept = []
    for char in text.lower():
        if char in " \n":
            kept.append("-")
        elif char in "_-" or unicodedata.category(char) == "Nd" or char.isalpha():
            kept.append(char)
    return "".join(kept)


def is_external(target: str) -> bool:
    """Whether a link target names a scheme or a host of its own."""
    return target.startswith("//") or _SCHEME.match(target) is not None


def split_target(target: str) -> tuple[str, str, str]:
    """A link target as (path, query, fragment), the last two with their `?` and `#`."""
    rest, mark, fragment = target.partition("#")
    path, question, query = rest.partition("?")
    return path, question + query, mark + fragment


def decoded(path: str) -> str:
    """A path with its percent escapes resolved; bytes that are not UTF-8 become U+FFFD."""
    return unquote(path, errors="replace")


def encoded(path: str) -> str:
    """A path fit for a URL: non-ASCII and unsafe characters percent-encoded, escapes kept."""
    return quote(path, safe=_KEPT_IN_URL)


def encoded_target(target: str) -> str:
    """A link target with query and fragment, fit for an attribute: blanks and controls encoded."""
    return quote(target, safe=_KEPT_IN_URL + "?#[]")


def normalized(path: str) -> str | None:
    """A relative path without `.` and `..`, or None when it leads out of its root.

    >>> normalized("guide/../setup.md")
    'setup.md'
    """
    clean = posixpath.normpath(path.lstrip("/") or ".")
    if clean == ".." or clean.startswith("../"):
        return None
    return "" if clean == "." else clean


def stays_below(name: str) -> bool:
    """Whether a name joined to a folder is a place below it: no root, no `..`, no backslash."""
    return not name.startswith("/") and ".." not in name.split("/") and "\\" not in name


def stem(path: str) -> str:
    """A path without its page suffix: `guide/setup.md` becomes `guide/setup`."""
    lower = path.lower()
    for suffix in PAGE_SUFFIXES:
        if lower.endswith(suffix):
            return path[: -len(suffix)]
    return path


def parent(folder: str) -> str:
    """The folder that holds a folder or file; empty for the root."""
    return folder.rpartition("/")[0]


def below(folder: str, path: str) -> str:
    """A path below a folder, either of which may be empty."""
    return f"{folder}/{path}" if folder and path else folder or path


def inside(folder: str, path: str) -> str:
    """What `below` was given; a path that does not lie in the folder as it is."""
    if not folder:
        return path
    return "" if path == folder else path.removeprefix(f"{folder}/")


@lru_cache(maxsize=_KEPT)
def parents(folder: str) -> tuple[str, ...]:
    """The folders above, nearest first, the root (an empty string) last; none above the root."""
    found = []
    while folder:
        folder = parent(folder)
        found.append(folder)
    return tuple(found)


def nested(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags with those that they lie in: `a/b` belongs to `a`, too.

    >>> nested(["a/b", "c"])
    ('a', 'a/b', 'c')
    """
    found: dict[str, None] = {}
    for tag in tags:
        parts = tag.strip("/").split("/")
        found |= dict.fromkeys("/".join(parts[: n + 1]) for n in range(len(parts)))
    return tuple(one for one in found if one)


def title_from(name: str) -> str:
    """A title for a file or folder without one: `getting-started` becomes `Getting started`."""
    words = re.sub(r"[-_\s]+", " ", stem(name)).strip()
    return words[:1].upper() + words[1:]


def base_path(base_url: str) -> str:
    """The path of a base URL, with a slash at both ends: `/project/`."""
    rest = base_url.partition("://")[2] if "://" in base_url else base_url.removeprefix("//")
    path = rest.partition("/")[2].partition("?")[0].partition("#")[0].strip("/")
    if "://" not in base_url and base_url.startswith("/") and not base_url.startswith("//"):
        path = base_url.strip("/")
    return f"/{encoded(path)}/" if path else "/"


def is_site_path(url: str) -> bool:
    """Whether an address is a path from the site's root."""
    return url[:1] == "/" != url[1:2]


def rooted(path: str) -> str:
    """A path as written in a template, from the site's root; other addresses as they are."""
    return path if is_external(path) or path.startswith(("/", "#")) else f"/{path}"


def with_base(url: str, base: str) -> str:
    """A site path (`/guide/`) under the base path (`/project/`): `/project/guide/`."""
    return base.rstrip("/") + url


def absolute(url: str, base_url: str) -> str:
    """A site path (`/guide/`) as a whole address."""
    return base_url.rstrip("/") + url
