"""Answers sent compressed, off the hot path.

In:  an answer, and the request that it is for.
Out: the same answer, as gzip when it goes to another machine and is text.

On one machine packing takes longer than sending, so a browser there never waits for it; for one
elsewhere, such as a phone, a thread does it while others are answered.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sitegen.serve.content_types import is_text

SMALLEST = 1024
"""Bytes that are worth it."""

LEVEL = 5

_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(?:\.0*)?(?![.0-9])", re.IGNORECASE)
_ACCEPTED = re.compile(r"(?:^|[,\s])(?:gzip|\*)(?=$|[,;\s])", re.IGNORECASE)


def packed(answer: ASGIApp, scope: Scope) -> ASGIApp:
    """The answer, to be packed before it is sent if that is worth it."""
    if not isinstance(answer, Response) or answer.status_code != 200 or not _is_elsewhere(scope):
        return answer
    if len(answer.body) < SMALLEST or not is_text(answer.headers["content-type"]):
        return answer
    answer.headers["Vary"] = "Accept-Encoding"
    if not accepts_gzip(Headers(scope=scope)):
        return answer

    async def send_packed(scope: Scope, receive: Receive, send: Send) -> None:
        body = await asyncio.to_thread(gzip.compress, bytes(answer.body), LEVEL, mtime=0)
        headers = dict(answer.headers) | {"Content-Encoding": "gzip"}
        del headers["content-length"]
        if "etag" in headers:
            # the same page, but not the same bytes: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
            headers["etag"] = f"W/{headers['etag']}"
        headers.pop("accept-ranges", None)
        await Response(body, 200, headers)(scope, receive, send)

    return send_packed


def accepts_gzip(headers: Headers) -> bool:
    """Whether a browser takes gzip: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3"""
    told = ",".join(headers.getlist("accept-encoding"))
    return bool(_ACCEPTED.search(told)) and not _REFUSED.search(told)


def _is_elsewhere(scope: Scope) -> bool:
    """Whether the browser runs on another machine than the preview."""
    client = scope.get("client")
    if not client:
        return False
    try:
        return not ip_address(client[0].partition("%")[0]).is_loopback
    except ValueError:
        return False
