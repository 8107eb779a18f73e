"""The server: a port, uvicorn in a thread, and a clean end.

In:  an application, an address to listen at.
Out: answered requests, until `stop`.

What a stranger could use up is limited: see the constants.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import ssl
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sitegen.diagnostics import SitegenError, error
from sitegen.serve.hub import Hub

HEAD_SECONDS = 10.0
"""How long a request may take to be sent."""

IDLE_SECONDS = 30
"""How long a connection waits for the next request."""

MOST_CONNECTIONS = 512
LARGEST_HEAD = 64 * 1024
LARGEST_MESSAGE = 4 * 1024
MOST_HEADERS = 100
LONGEST_HEADER = 8000
"""Of a request for a socket: what the library that answers it can read."""

PORTS_TRIED = 100


class Patient(H11Protocol):
    """A connection that ends when a request takes too long to come, or when there are too many."""

    head_seconds = HEAD_SECONDS
    most = MOST_CONNECTIONS
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A browser has connected."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._head_timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """Take what has come; uvicorn's own timer ends with the first byte of a request."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._no_timer()
        elif self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def on_response_complete(self) -> None:
        """The next request has its own time."""
        self._no_timer()
        super().on_response_complete()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From now on another class takes what comes; it waits for ever where this one does not."""
        self._no_timer()
        names = {name for name, _ in self.headers}
        lengths = [len(name) + len(value) for name, value in self.headers]
        too_much = len(lengths) > MOST_HEADERS or max(lengths) > LONGEST_HEADER
        if too_much or names & {b"content-length", b"transfer-encoding"}:
            self.send_400_response("A socket has a short head and no body.")
            return
        super().handle_websocket_upgrade(event)
        self.loop.call_later(self.head_seconds, self._end_unless_agreed)

    def _end_unless_agreed(self) -> None:
        other = self.transport.get_protocol()
        if isinstance(other, WebSocketsSansIOProtocol) and not other.handshake_complete:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._no_timer()
        super().connection_lost(exc)

    def _no_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        self.transport.abort()


class _Uvicorn(uvicorn.Server):
    """Tells when it has begun; ends without waiting for anyone."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().set_exception_handler(_unheard)
        await super().startup(sockets)
        self._begun()


class Server:
    """Serves an application from `start` to `stop`, in a thread of its own."""

    def __init__(
        self,
        app: ASGIApp,
        hub: Hub,
        listening: socket.socket,
        *,
        certificate: Path | None = None,
        key: Path | None = None,
    ) -> None:
        """Raises SitegenError when the certificate can't be used."""
        self._hub = hub
        self._socket = listening
        self._begun = threading.Event()
        _quiet_logs()
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http=Patient,
            ws=WebSocketsSansIOProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=0,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as problem:
            listening.close()
            why = problem.strerror or str(problem)
            raise SitegenError(
                (
                    error(
                        "bad-certificate", f'the certificate "{certificate}" cannot be used: {why}'
                    ),
                )
            ) from problem
        self._server = _Uvicorn(config, self._on_begun)
        self._thread = threading.Thread(target=self._run, name="sitegen-server", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        if hasattr(os, "register_at_fork"):
            mine = weakref.WeakMethod(self._close_in_child)
            os.register_at_fork(after_in_child=lambda: (found := mine()) and found())
        self._thread.start()
        self._begun.wait()

    def stop(self, seconds: float = 2.0) -> None:
        """Close every connection, and the port."""
        self._server.should_exit = True
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._server.run([self._socket])
        finally:
            self._hub.close()
            self._begun.set()
            self._socket.close()

    def _on_begun(self) -> None:
        self._hub.open(asyncio.get_running_loop())
        self._begun.set()

    def _close_in_child(self) -> None:
        """A build's other processes would keep connections open that end here."""
        connections = self._server.server_state.connections
        theirs = [one.transport.get_extra_info("socket") for one in connections if one.transport]
        for found in (self._socket, *theirs):
            if found is not None and found.fileno() >= 0:
                os.close(found.fileno())


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the port, or the next free one; raises SitegenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
    except OSError as problem:
        raise SitegenError((_no_address(host, port, problem),)) from problem
    last = min(port + PORTS_TRIED, 65536) if port else 1
    for number in range(port, last):
        found = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":
                found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6 and host == "::" and hasattr(socket, "IPV6_V6ONLY"):
                found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            found.bind((address[0], number, *address[2:]))
            found.listen(128)
        except OSError as problem:
            found.close()
            taken = problem.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1))
            if not taken or number == last - 1:
                raise SitegenError((_no_address(host, number, problem),)) from problem
        else:
            found.setblocking(False)
            return found
    raise AssertionError


def _no_address(host: str, port: int, problem: OSError) -> Any:
    why = problem.strerror or str(problem)
    help = "ports below 1024 are the system's" if problem.errno == errno.EACCES else ""
    message = f'the preview cannot listen at "{host}", port {port}: {why}'
    return error("no-address", message, help=help or "choose others with --bind and --port")


def _quiet_logs() -> None:
    """Of uvicorn's log only failures of our own code are shown."""
    log = logging.getLogger("uvicorn.error")
    log.setLevel(logging.ERROR)
    log.propagate = False
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(lambda record: record.exc_info is not None)
        log.addHandler(handler)


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What a connection breaks off with is its own affair; all else is shown."""
    if not isinstance(context.get("exception"), OSError | ssl.SSLError):
        loop.default_exception_handler(context)
