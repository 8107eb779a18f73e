"""Files as answers: whole, in part, or not at all when the browser has them.

In:  an open file, and the headers of a request.
Out: the answer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sitegen.serve.content_types import content_type
from sitegen.serve.files import Opened

AT_ONCE = 1 << 20
"""Bytes that are read in the event loop, being there in no time; of more one piece at a time."""

_RANGE = re.compile(
    r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*\Z", re.IGNORECASE
)


def is_known(headers: Headers, etag: str) -> bool:
    """Whether the browser has this already."""
    told = ",".join(headers.getlist("if-none-match"))
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in told.split(","))


def part_of(headers: Headers, etag: str, size: int) -> tuple[int, int] | None:
    """The part that is asked for, from and up to; None for the whole.

    Raises ValueError when there is no such part. Several parts at once are answered by the whole.
    """
    asked = headers.getlist("range")
    match = _RANGE.match(asked[0]) if len(asked) == 1 else None
    if match is None or headers.get("if-range", etag) != etag:
        return None
    first, last, tail = match.groups()
    if tail is not None:
        start, end = max(0, size - int(tail)), size
        if not int(tail):
            raise ValueError
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < int(first):
            return None  # not a range at all
    if start >= size:
        raise ValueError
    return start, end


def answer_bytes(
    headers: Headers,
    body: bytes,
    etag: str,
    name: str,
    status: int = 200,
    types: Callable[[str], str] = content_type,
) -> Response:
    """Bytes as an answer; `etag` without quotes, `types` gives the content type of a name."""
    kind = {"ETag": f'"{etag}"', "Accept-Ranges": "bytes", "Content-Type": types(name)}
    if status != 200:
        return Response(body, status, {"Content-Type": kind["Content-Type"]})
    if is_known(headers, kind["ETag"]):
        return Response(None, 304, {"ETag": kind["ETag"]})
    try:
        part = part_of(headers, kind["ETag"], len(body))
    except ValueError:
        return Response(None, 416, {"Content-Range": f"bytes */{len(body)}"})
    if part is None:
        return Response(body, 200, kind)
    kind["Content-Range"] = f"bytes {part[0]}-{part[1] - 1}/{len(body)}"
    return Response(body[part[0] : part[1]], 206, kind)


class LargeFile:
    """A file sent piece by piece; it is closed when that has ended, however it ends."""

    def __init__(
        self, found: Opened, headers: Headers, types: Callable[[str], str] = content_type
    ) -> None:
        """Takes the file over."""
        self._found = found
        self._headers = headers
        self._types = types

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        with self._found as found:
            size, etag = found.status.st_size, f'"{found.etag}"'
            start, end, extra = 0, size, {}
            status = 200
            try:
                part = part_of(self._headers, etag, size)
            except ValueError:
                refusal = Response(None, 416, {"Content-Range": f"bytes */{size}"})
                await refusal(scope, receive, send)
                return
            if is_known(self._headers, etag):
                await Response(None, 304, {"ETag": etag})(scope, receive, send)
                return
            if part is not None:
                (start, end), status = part, 206
                extra = {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
            kind = {
                "ETag": etag,
                "Accept-Ranges": "bytes",
                "Content-Type": self._types(found.path),
            }
            head = Response(None, status, {**kind, **extra, "Content-Length": str(end - start)})
            await send(
                {"type": "http.response.start", "status": status, "headers": head.raw_headers}
            )
            left = 0 if scope["method"] == "HEAD" else end - start
            found.file.seek(start)
            while left > 0:
                piece = await asyncio.to_thread(found.file.read, min(left, AT_ONCE // 4))
                if not piece:
                    raise OSError("the file is shorter than it was")
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
