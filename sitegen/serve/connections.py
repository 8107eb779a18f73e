"""One connection, with limits that uvicorn doesn't have.

In:  bytes from a browser, or from something worse.
Out: requests for the application; a connection that asks too much is ended.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HEAD_SECONDS = 10.0
"""How long a request may take to be sent."""

MOST_CONNECTIONS = 512

MOST_HEADERS = 100
LONGEST_HEADER = 8000
"""Of a request for a socket: what the library that answers it can read."""


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
