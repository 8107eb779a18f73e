"""Ask other sites whether what a site links to is there.

In:  addresses, and the settings `check.external`.
Out: what became of each.

This is the only module of checks that talks to other machines, and only for `sitegen check
--external`. It is polite: a few requests at once, fewer to one host and not one on the heels of the
other, `HEAD` before `GET`, `Retry-After` heeded, good answers remembered. Content is not trusted,
and a check may run beside machines that are not for the public: an address in a private network is
not asked for, also when a public name or a redirect leads there, unless the site wants it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from yarl import URL

from sitegen import __version__
from sitegen.checks.built_page import parsed
from sitegen.checks.page_parts import leads_to
from sitegen.checks.private_network import Private, Resolver, is_private, refuse_literal
from sitegen.config import Config
from sitegen.model import Struct

AGENT = f"Mozilla/5.0 (compatible; sitegen/{__version__}; link check)"
MOST_HOPS = 10
LONGEST_WAIT = 60.0
"""Seconds that a server may ask to wait before the next try."""

_LARGEST = 3_000_000
"""Bytes of a page that are read to look for a fragment."""

_GONE = frozenset((404, 410))
_PERMANENT = frozenset((301, 308))
_LEADS_ON = frozenset((301, 302, 303, 307, 308))
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_FIRST_WAIT = 1.0

Kind = Literal["fine", "broken", "failed", "moved", "private", "fragment"]


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of an address."""

    kind: Kind
    detail: str = ""
    """Why, in words; where it moved to."""


def ask(
    addresses: Iterable[str],
    config: Config,
    *,
    told: Callable[[int, int], None] = lambda *_: None,
    pause: Callable[[float], Any] = asyncio.sleep,
) -> dict[str, Outcome]:
    """What became of each address; the fragments of one page cost one request.

    `told` is called with how many pages are done, and of how many. `pause` waits.
    """
    pages: dict[str, list[str]] = {}
    for address in addresses:
        pages.setdefault(urldefrag(address)[0], []).append(address)
    return asyncio.run(_Asking(config, told, pause).all(pages))


class _Host:
    """What a host is asked at the moment."""

    def __init__(self, most: int) -> None:
        self.room = asyncio.Semaphore(most)
        self.turn = asyncio.Lock()
        self.next = 0.0


class _Answer(Struct, frozen=True, kw_only=True):
    status: int
    location: str = ""
    wait: float | None = None
    body: bytes = b""


class _Asking:
    def __init__(
        self, config: Config, told: Callable[[int, int], None], pause: Callable[[float], Any]
    ) -> None:
        self._config = config
        self._told = told
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._accepted = _ranges(config.check_external_accept)
        self._guard = not config.check_external_private
        self._done = 0

    async def all(self, pages: Mapping[str, Sequence[str]]) -> dict[str, Outcome]:
        config = self._config
        connector = aiohttp.TCPConnector(
            limit=config.check_external_concurrency,
            resolver=Resolver(guard=self._guard),
            ttl_dns_cache=300,
        )
        timeout = aiohttp.ClientTimeout(total=config.check_external_timeout)
        found: dict[str, Outcome] = {}
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "*"},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=True,
            max_line_size=32_768,
            max_field_size=32_768,
        ) as session:
            waiting = asyncio.Semaphore(config.check_external_concurrency)

            async def one(page: str, several: Sequence[str]) -> None:
                async with waiting:
                    found.update(await self._page(session, page, several))
                self._done += 1
                self._told(self._done, len(pages))

            await asyncio.gather(*(one(page, several) for page, several in pages.items()))
        return found

    async def _page(
        self, session: aiohttp.ClientSession, page: str, several: Sequence[str]
    ) -> dict[str, Outcome]:
        sought = [one for one in several if self._has_fragment(one)]
        outcome, body = await self._followed(session, page, bool(sought))
        found = dict.fromkeys(several, outcome)
        if sought and body and outcome.kind in ("fine", "moved"):
            ids = await asyncio.to_thread(_ids_of, body)
            for one in sought:
                fragment = urldefrag(one)[1]
                if not leads_to(fragment, ids) and f"user-content-{fragment}" not in ids:
                    found[one] = Outcome(kind="fragment", detail=fragment)
        return found

    def _has_fragment(self, address: str) -> bool:
        fragment = urldefrag(address)[1]
        # those of applications and of GitHub's lines are made by scripts
        made = fragment.startswith(("/", "!", ":~:")) or re.fullmatch(r"L\d+(-L?\d+)?", fragment)
        return self._config.check_external_fragments and bool(fragment) and not made

    async def _followed(
        self, session: aiohttp.ClientSession, page: str, body: bool
    ) -> tuple[Outcome, bytes]:
        """What an address leads to in the end."""
        here, lasting, moved = page, True, ""
        for _ in range(MOST_HOPS):
            try:
                answer = await self._answer(session, here, body)
            except Private:
                return Outcome(kind="private"), b""
            except _Failed as problem:
                return Outcome(kind="failed", detail=str(problem)), b""
            status = answer.status
            if status in _LEADS_ON and answer.location:
                try:
                    there = urljoin(here, answer.location)
                    scheme = urlsplit(there).scheme
                except ValueError:  # what another server says may be no address at all
                    there, scheme = answer.location, ""
                if scheme not in ("http", "https"):
                    return Outcome(kind="failed", detail=f'it leads on to "{there:.100}"'), b""
                lasting = lasting and status in _PERMANENT
                if lasting:
                    moved = there
                here = there
                continue
            if 200 <= status < 300 or status in self._accepted:
                if moved and urldefrag(moved)[0] != page:
                    return Outcome(kind="moved", detail=moved), answer.body
                return Outcome(kind="fine"), answer.body
            if status in _GONE:
                return Outcome(kind="broken", detail=f"it says {_said(status)}"), b""
            return Outcome(kind="failed", detail=f"it says {_said(status)}"), b""
        return Outcome(kind="failed", detail=f"it leads on more than {MOST_HOPS} times"), b""

    async def _answer(self, session: aiohttp.ClientSession, page: str, body: bool) -> _Answer:
        """The answer to HEAD, or to GET where HEAD isn't answered well."""
        if not body:
            with contextlib.suppress(_Failed):  # some servers are silent, others break off
                answer = await self._tried(session, "HEAD", page, body)
                if answer.status < 400:
                    return answer
        return await self._tried(session, "GET", page, body)

    async def _tried(
        self, session: aiohttp.ClientSession, method: str, page: str, body: bool
    ) -> _Answer:
        tries = self._config.check_external_retries + 1
        problem = ""
        wait = _FIRST_WAIT
        for number in range(1, tries + 1):
            asked: float | None = None
            try:
                answer = await self._once(session, method, page, body)
                if answer.status not in _AGAIN or answer.status in self._accepted:
                    return answer
                if number == tries or (method == "HEAD" and answer.status >= 500):
                    return answer
                asked = answer.wait
                if asked is not None and asked > LONGEST_WAIT:
                    return answer
            except Private:
                raise
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
                problem = _reason(failure, self._config.check_external_timeout)
                if method == "HEAD" or isinstance(failure, ValueError) or number == tries:
                    raise _Failed(problem) from None
            await self._pause(wait if asked is None else asked)
            wait *= 2
        raise _Failed(problem)

    async def _once(
        self, session: aiohttp.ClientSession, method: str, page: str, body: bool
    ) -> _Answer:
        host = urlsplit(page).netloc.lower()
        if self._guard:
            refuse_literal(page)
        state = self._hosts.setdefault(host, _Host(self._config.check_external_per_host))
        async with state.room:
            async with state.turn:
                now = time.monotonic()
                if state.next > now:
                    await self._pause(state.next - now)
                state.next = max(now, state.next) + self._config.check_external_delay / 1000
            try:
                async with session.request(method, URL(page), allow_redirects=False) as response:
                    read = b""
                    if body and "html" in response.headers.get("Content-Type", ""):
                        read = await response.content.read(_LARGEST)
                        while len(read) < _LARGEST and (
                            more := await response.content.read(65_536)
                        ):
                            read += more
                    return _Answer(
                        status=response.status,
                        location=response.headers.get("Location", ""),
                        wait=retry_after(
                            response.headers.get("Retry-After", ""), datetime.now(UTC)
                        ),
                        body=read,
                    )
            except aiohttp.ClientConnectorError as failure:
                if is_private(failure):
                    raise Private from None
                raise


class _Failed(Exception):
    """There is no answer; the message says why."""


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a header asks to wait: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    value = value.strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _reason(failure: BaseException, timeout: int) -> str:
    if isinstance(failure, TimeoutError):
        return f"no answer within {timeout} seconds"
    if isinstance(failure, aiohttp.ClientConnectorDNSError):
        return "no machine has this name"
    if isinstance(failure, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not trusted"
    if isinstance(failure, aiohttp.ClientSSLError):
        return "no safe connection can be made"
    if isinstance(failure, aiohttp.ClientConnectorError):
        return "no connection can be made"
    if isinstance(failure, ValueError):
        return "it is no address"
    return "the connection broke off"


def _said(status: int) -> str:
    words = {
        401: "unauthorized",
        403: "forbidden",
        404: "not found",
        410: "gone",
        429: "too many requests",
    }
    return f"{status} ({words[status]})" if status in words else str(status)


def _ranges(written: Sequence[str]) -> frozenset[int]:
    """Status codes of a list such as `403`, `500-599`; what is none is left out."""
    found: set[int] = set()
    for one in written:
        match = re.fullmatch(r"\s*(\d{3})\s*(?:-\s*(\d{3})\s*)?", str(one))
        if match:
            found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


def _ids_of(body: bytes) -> frozenset[str]:
    return frozenset(parsed(body).ids)
