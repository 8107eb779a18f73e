"""A stand-in for the preview server: serves a folder with the client in it, and says what a test wants.

In:  a folder of outputs, messages.
Out: pages and a socket at a free port, as the real server would give them.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import queue
import socket
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sitegen.serve.app import client_files
from sitegen.serve.content_types import content_type
from sitegen.serve.hub import Now
from sitegen.serve.inject import script_tag, with_script

PATIENCE = 20.0
"""Seconds after which a test has failed; none waits that long when all is well."""


class StandIn:
    """A server that can be stopped and started again on its port."""

    def __init__(self, folder: Path, base: str = "/notes/") -> None:
        self.folder = folder
        self.base = base
        self.headers: dict[str, str] = {}
        """Sent with every answer, such as a Content-Security-Policy."""
        self.live = True
        """Whether pages have the client in them."""
        self.state = "ready"
        self.problems: list[Any] = []
        """Told on connecting."""
        self.build = 1
        self.stale = 0
        """How many of the next pages that report are told that they are old."""
        self.asked: list[str] = []
        """The paths that were asked for, relative to the base, but for the client's own."""
        self.connections = 0
        """How often a page has connected."""
        self._heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self._sockets: set[WebSocket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.host = f"http://127.0.0.1:{self.port}/"
        self.address = f"{self.host.rstrip('/')}{base}"

    # --- what a test does with it -------------------------------------------------------------

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)

    def etag(self, path: str) -> str:
        """As the real server's, of the file without the client in it."""
        file = self.folder / path
        return _etag(file.read_bytes()) if file.is_file() else ""

    def hears(self) -> dict[str, Any]:
        """The next thing that a page says; each says where it is when it has connected."""
        return self._heard.get(timeout=PATIENCE)

    def send(self, **message: Any) -> None:
        """Tell all pages."""
        self.send_text(json.dumps(message))

    def send_text(self, text: str) -> None:
        async def tell() -> None:
            for one in list(self._sockets):
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # a tab is closing
                    await one.send_text(text)

        self._wait_for(tell())

    def built(self, *changed: str, **more: Any) -> None:
        """Tell all pages that a build has ended."""
        self.build += 1
        message = {"changed": changed, "removed": [], "all": False, "problems": [], "ok": True}
        message |= {"build": self.build, "seconds": 0.03, "navigate": None}
        self.send(type="built", **(message | more))

    def close_sockets(self, code: int) -> None:
        async def close() -> None:
            for one in list(self._sockets):
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    await one.close(code)

        self._wait_for(close())

    def start(self) -> None:
        if self._listening.fileno() < 0:
            self._listening = socket.create_server(("127.0.0.1", self.port))
        routes = [
            WebSocketRoute(f"{self.base}_sitegen/socket", self._socket),
            Route("/{path:path}", self._file),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            loop="asyncio",
            ws=WebSocketsSansIOProtocol,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()

    # --- the server ---------------------------------------------------------------------------

    def _run(self) -> None:
        self._loop.run_until_complete(self._server.serve([self._listening]))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _socket(self, connection: WebSocket) -> None:
        await connection.accept()
        self.connections += 1
        hello = {"type": "hello", "build": self.build, "state": self.state}
        await connection.send_text(json.dumps(hello | {"problems": self.problems}))
        self._sockets.add(connection)
        try:
            while True:
                heard = json.loads(await connection.receive_text())
                if self.stale:
                    self.stale -= 1
                    await connection.send_text('{"type":"stale"}')
                self._heard.put(heard)
        except WebSocketDisconnect:
            pass
        finally:
            self._sockets.discard(connection)

    async def _file(self, request: Request) -> Response:
        path = unquote(request.url.path).removeprefix(self.base)
        if path.startswith("_sitegen/"):
            name = path.removeprefix("_sitegen/")
            return self._answer(client_files()[name], name)
        self.asked.append(path)
        wanted = f"{path}index.html" if not path or path.endswith("/") else path
        found = wanted if (self.folder / wanted).is_file() else "404.html"
        data = (self.folder / found).read_bytes()
        if content_type(found).startswith("text/html") and self.live:
            now = Now(base=self.base, build=self.build, building=self.state == "building")
            data = with_script(data, script_tag(now, wanted, self.etag(wanted)))
        return self._answer(data, found, 200 if found == wanted else 404)

    def _answer(self, data: bytes, name: str, status: int = 200) -> Response:
        headers = {
            "Content-Type": content_type(name),
            "Cache-Control": "no-cache",
            "ETag": f'"{_etag(data)}"',
        }
        return Response(data, status, headers | self.headers)


def _etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
