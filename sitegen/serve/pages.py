"""The built site, as GitHub Pages would serve it.

In:  the folder that a build wrote to, and the site's path.
Out: a server that answers as Pages does: nothing is built, put into pages or loaded anew.

What an address means is as people have measured it, for GitHub doesn't tell:
https://github.com/slorber/trailing-slash-guide/blob/main/docs/Hosting-Providers.md and, for
folders without a page, https://github.com/jekyll/jekyll/issues/4920

What differs on purpose: browsers ask again each time (Pages lets them keep all for ten minutes),
and pages of other sites can't read what is served here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from sitegen.serve.answers import AT_ONCE, LargeFile, answer_bytes
from sitegen.serve.content_types import content_type
from sitegen.serve.files import Opened, Redirect, address_of, is_folder, names_of, open_output
from sitegen.serve.guard import Guard, Hosts
from sitegen.serve.hub import Hub, Now
from sitegen.serve.packed import packed
from sitegen.serve.server import Server, listen, origin

_TYPES = {
    "js": "application/javascript; charset=utf-8",
    "mjs": "application/javascript; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "xml": "application/xml",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "svg": "image/svg+xml",
    "yaml": "text/yaml; charset=utf-8",
    "yml": "text/yaml; charset=utf-8",
}
"""Where Pages, which goes by https://github.com/jshttp/mime-db, differs from our own table."""

_MISSING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Page not found</title></head>
<body><h1>404</h1><p>There is nothing here. The <a href="{base}">site</a> is.</p></body></html>
"""
"""GitHub shows a page of its own where a site has none, and outside of the site's path."""

_CASE_BLIND = sys.platform in ("darwin", "win32")
"""Whether the file system finds `Guide.html` for `guide.html`, which Pages does not."""


def pages_type(name: str) -> str:
    """The content type that Pages gives a file."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return _TYPES.get(suffix) or content_type(name)


def find_page(output: Path, raw: str, base: str) -> Opened | Redirect | None:
    """What the path of a request leads to; `base` is the site's own, `/` or `/notes/`.

    `/a` is the file `a`, else `a.html`, else the folder `a/`; `/a/` is `a/index.html` alone.
    """
    names, home = names_of(raw), names_of(base) or []
    if names is None or names[: len(home)] != home:
        return None
    below = names[len(home) :]
    if not below and not raw.endswith("/"):
        return Redirect(to=address_of(names, True))
    if not below or raw.endswith("/"):
        return _opened(output, [*below, "index.html"])
    found = _opened(output, below)
    if found is None:
        found = _opened(output, [*below[:-1], f"{below[-1]}.html"])
    if found is None and is_folder(output, below) and _as_written(output, below):
        return Redirect(to=address_of(names, True))
    return found


def _opened(output: Path, names: Sequence[str]) -> Opened | None:
    return open_output(output, names) if _as_written(output, names) else None


def _as_written(output: Path, names: Sequence[str]) -> bool:
    """Whether names are spelt as those on disk."""
    if not _CASE_BLIND:
        return True
    try:
        return all(
            name in os.listdir(output.joinpath(*names[:depth]))  # noqa: PTH208 - names alone
            for depth, name in enumerate(names)
        )
    except OSError:
        return False


class _Pages:
    def __init__(self, output: Path, base: str) -> None:
        self._output = output
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await Response(status_code=404)(scope, receive, send)
            return
        await packed(self._answer(scope), scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp:
        raw = bytes(scope["raw_path"]).decode("latin-1")
        headers = Headers(scope=scope)
        found = find_page(self._output, raw, self._base)
        if isinstance(found, Redirect):
            query = bytes(scope["query_string"]).decode("latin-1")
            return RedirectResponse(f"{found.to}?{query}" if query else found.to, 301)
        if found is None:
            return self._missing(headers, raw)
        if found.status.st_size > AT_ONCE:
            return LargeFile(found, headers, pages_type)
        with found:
            content = found.file.read()
        return answer_bytes(headers, content, found.etag, found.path, types=pages_type)

    def _missing(self, headers: Headers, raw: str) -> Response:
        """The site's own page for what is not there: the one at its root, whatever was asked."""
        below = unquote(raw).startswith(unquote(self._base))
        found = open_output(self._output, ["404.html"]) if below else None
        if found is None:
            page = _MISSING.format(base=escape(self._base))
            return answer_bytes(headers, page.encode(), "", "404.html", 404)
        with found:
            return answer_bytes(headers, found.file.read(), "", "404.html", 404)


def pages_app(output: Path, base: str, hosts: Hosts) -> Starlette:
    """The application; `base` is encoded, as it stands in addresses."""
    return Starlette(
        routes=[Mount("/", _Pages(output, base))], middleware=[Middleware(Guard, hosts=hosts)]
    )


class PagesServer:
    """Serves a built site from `start` to `stop`."""

    def __init__(
        self, output: Path, base: str, *, bind: str, port: int, allowed: Iterable[str] = ()
    ) -> None:
        """Raises SitegenError when it can't listen there."""
        listening = listen(bind, port)
        self.port: int = listening.getsockname()[1]
        self.url = origin("http", bind, self.port) + base
        app = pages_app(output, base, Hosts(bind, allowed=allowed))
        self._server = Server(app, Hub(Now(base=base, building=False, made=True)), listening)

    def start(self) -> None:
        """Answer from now on."""
        self._server.start()

    def stop(self) -> None:
        """Close every connection, and the port."""
        self._server.stop()
