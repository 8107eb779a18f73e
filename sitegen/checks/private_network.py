"""Keep requests out of private networks.

In:  addresses, names of machines.
Out: `Private` for what is not of the public internet.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult


class Private(OSError):
    """An address in a private network."""


class Resolver(AbstractResolver):
    """Finds the machine of a name; with `guard` none in a private network.

    The connection is made to just the machine that was looked at, so that a name can't lead to
    another one a moment later.
    """

    def __init__(self, *, guard: bool) -> None:
        self._plain = aiohttp.ThreadedResolver()
        self._guard = guard
        proxies = (urlsplit(one).hostname for one in getproxies().values())
        self._proxies = {one for one in proxies if one}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The machines of a name; raises Private."""
        found = await self._plain.resolve(host, port, family)
        guarded = self._guard and host not in self._proxies
        if guarded and not all(is_public(one["host"]) for one in found):
            raise Private(host)
        return found

    async def close(self) -> None:
        """Let go of what resolves."""
        await self._plain.close()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return inner.is_global
        if found in _NAT64:
            return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF).is_global
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refuse_literal(page: str) -> None:
    """Raise Private for numbers of a private network; names are looked at when resolved."""
    try:
        host = urlsplit(page).hostname or ""
    except ValueError:
        return
    if re.fullmatch(r"[0-9a-fx.]+", host) and not host.strip("0123456789.xabcdef"):
        try:
            packed = socket.inet_aton(host)  # as browsers and libraries read 0x7f.1 and 2130706433
        except OSError:
            return
        if not is_public(socket.inet_ntoa(packed)):
            raise Private(host)
    elif (":" in host and not is_public(host)) or (
        _proxied(page)
        and (host == "localhost" or host.endswith((".localhost", ".local", ".internal")))
    ):
        raise Private(host)


def _proxied(page: str) -> bool:
    """Whether a proxy resolves the names of an address."""
    parts = urlsplit(page)
    return parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")


def is_private(failure: BaseException | None) -> bool:
    """Whether a request failed since it would have led into a private network."""
    while failure is not None:
        if isinstance(failure, Private):
            return True
        inner = getattr(failure, "os_error", None)
        if isinstance(inner, Private):
            return True
        failure = failure.__cause__
    return False
