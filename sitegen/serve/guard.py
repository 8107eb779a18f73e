"""Who may ask what: the checks before anything is looked at.

In:  requests.
Out: those that may be answered go on; the others get a plain refusal.

A page of another site must not read a preview. It could, if it made its own name lead to this
machine (DNS rebinding): so requests must name a host that is known. It could, too, by a socket,
which browsers let every page open: so sockets must come from the very address that they go to.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_AUTHORITY = re.compile(
    r"(?P<host>[a-z0-9_](?:[a-z0-9_.-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?\Z",
    re.IGNORECASE,
)
_LOOPBACK = frozenset(["localhost", "127.0.0.1", "[::1]"])
_PORTS = {"http": "80", "https": "443"}

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-cache",
}
"""What each answer carries: other sites can't embed what is drafted here."""


class Hosts:
    """The names that this server goes by.

    Ports don't matter: it is a name that rebinding needs.
    """

    def __init__(self, bound: str, allowed: Iterable[str] = (), own: Iterable[str] = ()) -> None:
        """`bound` is the address that is listened at, `allowed` what the user adds, where
        `.example.org` stands for all names below, and `own` the names of this machine."""
        self._anywhere = bound in ("0.0.0.0", "::", "")
        names = {name.lower().rstrip(".") for name in (*allowed, bound, *own) if name}
        bracketed = {f"[{name}]" for name in names if ":" in name and name[0] != "["}
        self._names = _LOOPBACK | names | bracketed
        self._endings = tuple(name for name in names if name.startswith("."))

    def allows(self, authority: str, local: str = "") -> bool:
        """Whether a request may name this host; `local` is the address of ours that it came to."""
        found = _AUTHORITY.match(authority)
        if found is None:
            return False
        host = found["host"].lower().rstrip(".")
        if (
            host in self._names
            or host.endswith(".localhost")
            or host.endswith(self._endings or "\0")
        ):
            return True
        # whoever names the very address that the connection has come to needs no name of ours
        return self._anywhere and bool(local) and _same_address(host, local)


def _same_address(host: str, local: str) -> bool:
    try:
        one, other = (
            ipaddress.ip_address(text.strip("[]").split("%")[0]) for text in (host, local)
        )
    except ValueError:
        return False
    mapped = getattr(other, "ipv4_mapped", None)
    return one in (other, mapped)


def same_origin(origin: str, host: str) -> bool:
    """Whether the page that opens a socket has the address that the socket goes to."""
    scheme, mark, authority = origin.partition("://")
    port = _PORTS.get(scheme.lower())
    if not mark or port is None:
        return False
    one, other = _AUTHORITY.match(authority), _AUTHORITY.match(host)
    if one is None or other is None:
        return False
    same_host = one["host"].lower() == other["host"].lower()
    return same_host and (one["port"] or port) == (other["port"] or port)


class Guard:
    """ASGI middleware that refuses what is not to be answered."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let it through."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        socket = scope["type"] == "websocket"
        if not socket and scope["method"] not in ("GET", "HEAD"):
            return _refuse(405, "Only GET and HEAD are answered here.", Allow="GET, HEAD")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return _refuse(413, "A request has no body here.")
        if not bytes(scope.get("raw_path", b"")).startswith(b"/"):
            return _refuse(400, "The address must be a path.")
        named = headers.getlist("host")
        local = (scope.get("server") or ("",))[0]
        if len(named) != 1 or not self._hosts.allows(named[0], local):
            return _refuse(
                421,
                "This preview does not go by the name that was asked for.\n"
                "If it is right, start it with --allow-host NAME.",
            )
        if socket:
            origins = headers.getlist("origin")
            if len(origins) != 1 or not same_origin(origins[0], named[0]):
                return _refuse(403, "The socket is for the pages of this preview only.")
        return None


def _refuse(status: int, text: str, **headers: str) -> PlainTextResponse:
    # what may still come on this connection is not looked at
    return PlainTextResponse(text + "\n", status, {**headers, "Connection": "close"})
