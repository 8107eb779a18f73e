"""The server: a port, uvicorn in a thread, and a clean end.

In:  an application, an address to listen at.
Out: answered requests, until `stop`.

What a stranger could use up is limited: see the constants, and `connections.py`.
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

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sitegen.diagnostics import SitegenError, error
from sitegen.serve.connections import Patient
from sitegen.serve.hub import Hub

IDLE_SECONDS = 30
"""How long a connection waits for the next request."""

LARGEST_HEAD = 64 * 1024
LARGEST_MESSAGE = 4 * 1024
PORTS_TRIED = 100

ANYWHERE = ("0.0.0.0", "::")
"""The addresses that stand for all of this machine's."""


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


def origin(scheme: str, host: str, port: int) -> str:
    """How a browser on this machine begins the addresses of what listens at a host and a port."""
    if host in (*ANYWHERE, "127.0.0.1"):
        host = "localhost"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the port, or the next free one; raises SitegenError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
    except OSError as problem:
        raise SitegenError((_no_address(host, port, problem),)) from problem
    last = min(port + PORTS_TRIED, 65536) if port else 1
    for number in range(port, last):
        # asyncio sends at once (TCP_NODELAY) only where it sees that a socket is TCP's
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
