"""The preview as an ASGI application: pages with the client in them, files, the socket.

In:  the output folder, and how things stand.
Out: a Starlette application.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from sitegen.serve.answers import AT_ONCE, LargeFile, answer_bytes
from sitegen.serve.content_types import content_type
from sitegen.serve.files import Opened, Redirect, find, names_of, open_output, wanted_path
from sitegen.serve.guard import Guard, Hosts
from sitegen.serve.hub import Hub, Listener
from sitegen.serve.inject import (
    FOLDER,
    SCRIPT,
    SOCKET,
    building_page,
    failed_page,
    missing_page,
    script_tag,
    with_script,
)
from sitegen.serve.messages import Stale, as_json, page_of
from sitegen.serve.packed import packed

FIRST_FILE = "reload.js"
"""The part of the client that brings the others; a page knows it by `inject.SCRIPT`."""

RETRY_AFTER = "1"


def make_app(output: Path, hub: Hub, hosts: Hosts, *, live: bool = True) -> Starlette:
    """The application; without `live` pages are sent as they are, and nothing reloads them."""
    preview = _Preview(output, hub, live)
    return Starlette(routes=[Mount("/", preview)], middleware=[Middleware(Guard, hosts=hosts)])


@cache
def client_files() -> dict[str, bytes]:
    """The parts of the client by the names under which they are sent."""
    folder = resources.files("sitegen.serve").joinpath("client")
    return {
        SCRIPT if file.name == FIRST_FILE else file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.name.endswith(".js")
    }


class _Preview:
    def __init__(self, output: Path, hub: Hub, live: bool) -> None:
        self._output = output
        self._hub = hub
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = bytes(scope["raw_path"]).decode("latin-1")
        own = self._own_name(raw)
        if scope["type"] == "websocket":
            if own == SOCKET and self._live:
                await self._socket(WebSocket(scope, receive, send))
            else:
                await PlainTextResponse("No socket here.\n", 404)(scope, receive, send)
            return
        answer = self._own(own, scope) if own is not None else self._page(raw, scope)
        await packed(answer, scope)(scope, receive, send)

    def _own_name(self, raw: str) -> str | None:
        """The name of a file of the preview's own; None for the site's files."""
        names = names_of(raw)
        home = names_of(self._hub.now.base) or []
        if names is None or names[: len(home) + 1] != [*home, FOLDER]:
            return None
        return "/".join(names[len(home) + 1 :])

    def _own(self, name: str, scope: Scope) -> ASGIApp:
        script = client_files().get(name)
        if script is not None and self._live:
            etag = hashlib.sha256(script).hexdigest()[:16]
            return answer_bytes(Headers(scope=scope), script, etag, name)
        return PlainTextResponse("Nothing here.\n", 404)

    # --- the site's files ---------------------------------------------------------------------

    def _page(self, raw: str, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        found = find(self._output, raw, self._hub.now.base)
        if isinstance(found, Redirect):
            query = bytes(scope["query_string"]).decode("latin-1")
            target = f"{found.to}?{query}" if query else found.to
            return RedirectResponse(target, 308 if found.lasting else 307)
        if found is None:
            return self._missing(raw)
        is_page = content_type(found.path).startswith("text/html")
        if found.status.st_size > AT_ONCE and not is_page:
            return LargeFile(found, headers)
        with found:
            content = found.file.read()
        if is_page and self._live:
            return answer_bytes(
                headers, self._alive(content, found.path, found.etag), self._tag(found), found.path
            )
        return answer_bytes(headers, content, found.etag, found.path)

    def _tag(self, found: Opened) -> str:
        """The etag of a page with the client in it, whose attributes tell how things stand."""
        now = self._hub.now
        return f"{found.etag}-{now.build:x}{'b' if now.building else 'r'}"

    def _alive(self, content: bytes, path: str, etag: str) -> bytes:
        if not self._live:
            return content
        return with_script(content, script_tag(self._hub.now, path, etag))

    def _missing(self, raw: str) -> Response:
        """The page for an address without a file; it comes alive when there is one."""
        now = self._hub.now
        wanted = wanted_path(raw, now.base)
        if not now.made:
            page = building_page() if now.building else failed_page(now.problems)
            headers = {"Retry-After": RETRY_AFTER}
            return _html(self._alive(page, wanted, ""), 503, headers)
        return _html(self._alive(self._own_missing_page(wanted), wanted, ""), 404, {})

    def _own_missing_page(self, wanted: str) -> bytes:
        """The nearest 404 page: that of the folder or one above; each language may have one."""
        folders = wanted.split("/")[:-1]
        for count in range(len(folders), -1, -1):
            found = open_output(self._output, [*folders[:count], "404.html"])
            if found is not None:
                with found:
                    return found.file.read()
        return missing_page(self._hub.now.base)

    # --- the socket ---------------------------------------------------------------------------

    async def _socket(self, socket: WebSocket) -> None:
        listener = self._hub.join()
        if listener is None:
            refusal = PlainTextResponse("Too many pages are connected.\n", 503)
            await socket.send_denial_response(refusal)
            return
        tasks: set[asyncio.Task[object]] = set()
        try:
            await socket.accept()
            tasks = {
                asyncio.create_task(self._send(socket, listener)),
                asyncio.create_task(self._receive(socket, listener)),
                asyncio.create_task(listener.lost.wait()),
            }
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(listener)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, socket: WebSocket, listener: Listener) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it has gone
            while True:
                await socket.send_text(await listener.texts.get())

    async def _receive(self, socket: WebSocket, listener: Listener) -> None:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            page = page_of(message.get("text") or "")
            if page is None:
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    await socket.close(4400, "not a message")
                return
            if page.etag != self._etag_of(page.path):
                listener.put(as_json(Stale()))

    def _etag_of(self, path: str) -> str:
        """The etag of an output; empty when there is none."""
        found = open_output(self._output, path.split("/")) if path and "\0" not in path else None
        if found is None:
            return ""
        with found:
            return found.etag


def _html(page: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(page, status, {**headers, "Content-Type": "text/html; charset=utf-8"})
