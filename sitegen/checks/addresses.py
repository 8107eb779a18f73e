"""What an address means on the built site.

In:  the files of the site, its base URL, an address as a page has it.
Out: the file it leads to, or why it leads nowhere.

A server is taken to do what GitHub Pages does: `/a/` is `a/index.html`, `/a` is `a`, `a.html` or a
redirect to `/a/`, and capital letters count.
"""

from __future__ import annotations

import posixpath
from collections.abc import Set
from typing import Literal
from urllib.parse import urlsplit

from sitegen import paths
from sitegen.model import Struct

Where = Literal[
    "file", "missing", "case", "outside-site", "outside-base", "external", "local", "bad", "none"
]


class Place(Struct, frozen=True, kw_only=True):
    """What an address leads to."""

    where: Where
    file: str = ""
    """The file, relative to the output folder; with `case` the one it may mean."""

    fragment: str = ""
    own: bool = False
    """Whether it is the whole address of a page of this site."""

    led_on: bool = False
    """Whether a server leads on from there, as a slash is missing."""


_NONE = Place(where="none")


class Addresses:
    """The addresses of a built site."""

    def __init__(self, files: Set[str], base_url: str) -> None:
        self._files = files
        self._lower: dict[str, str] | None = None
        self._base = paths.base_path(base_url)
        self._host = _host(base_url)
        self._known: dict[tuple[str, str], Place] = {}

    def place(self, address: str, folder: str) -> Place:
        """What an address, as written in a file of a folder of the site, leads to.

        The folder is a path below the base path, such as `guide/setup`.
        """
        relative = not address.startswith("/") and ":" not in address[:12]
        key = (address, folder if relative else "")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._place(address, folder)
        return found

    def below_host(self, address: str) -> str:
        """The path of an own address that is written as a whole; empty for any other."""
        own = paths.is_external(address) and self._host and _host(address) == self._host
        return urlsplit(address).path if own else ""

    def _place(self, address: str, folder: str) -> Place:
        own = False
        if paths.is_external(address):
            try:
                parts = urlsplit(address)
                host, _ = parts.hostname, parts.port
            except ValueError:
                return Place(where="bad")
            if parts.scheme not in ("http", "https", ""):
                return _NONE
            if not host or " " in parts.netloc:
                return Place(where="bad")
            if _host(address) != self._host:
                return Place(where="local" if _is_local(host) else "external")
            if not (parts.path or "/").startswith(self._base):
                return Place(where="external")
            own = True
            rest = f"?{parts.query}" if parts.query else ""
            address = (parts.path or "/") + rest + (f"#{parts.fragment}" if parts.fragment else "")
        path, _, fragment = paths.split_target(address)
        if path.startswith("/"):
            if path + "/" == self._base:
                path = self._base
            if not path.startswith(self._base):
                return Place(where="outside-base")
            wanted = paths.decoded(path[len(self._base) :])
        elif not path:
            wanted = f"{folder}/" if folder else ""
        else:
            wanted = paths.decoded(f"{folder}/{path}" if folder else path)
        slash = wanted.endswith(("/", "/.", "/..")) or wanted in ("", ".", "..")
        whole = posixpath.normpath(wanted or ".")
        if whole == ".." or whole.startswith("../"):
            depth = len([part for part in self._base.split("/") if part])
            steps = whole.split("/").count("..")
            return Place(where="outside-site" if steps > depth else "outside-base")
        plain = "" if whole == "." else whole.lstrip("/")
        return self._file(plain, slash, fragment[1:], own)

    def _file(self, plain: str, slash: bool, fragment: str, own: bool) -> Place:
        index = f"{plain}/index.html" if plain else "index.html"
        wanted = (index,) if slash else (plain, f"{plain}.html", index)
        for one in wanted:
            if one in self._files:
                led_on = one == index and not slash
                return Place(where="file", file=one, fragment=fragment, own=own, led_on=led_on)
        if self._lower is None:
            self._lower = {file.lower(): file for file in sorted(self._files, reverse=True)}
        for one in wanted:
            if one.lower() in self._lower:
                return Place(where="case", file=self._lower[one.lower()], own=own)
        return Place(where="missing", own=own)


def folder_of(file: str) -> str:
    """The folder against which a browser reads the relative addresses in a file."""
    return file.rpartition("/")[0]


def address_of(file: str) -> str:
    """The address of a file below the base path: `guide/` for `guide/index.html`."""
    return paths.encoded(file.removesuffix("index.html") if _is_index(file) else file)


def _is_index(file: str) -> bool:
    return file == "index.html" or file.endswith("/index.html")


def _host(address: str) -> str:
    """Host and port, whatever the scheme; empty for a path."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{(parts.hostname or '').lower()}:{port if port and port != usual else ''}"


def _is_local(host: str) -> bool:
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host.startswith("127.")
        or host in ("::1", "0.0.0.0")
    )
