"""Ask a server that speaks the OpenAI chat API.

In:  its address, a key, a model, a prompt.
Out: the answer's text, or a `ChatProblem` that says what went wrong.

https://platform.openai.com/docs/api-reference/chat/create; llama.cpp, Ollama, vLLM and LM Studio
speak it, too. This is the only module of sitegen that talks to another machine, and only `sitegen
ask` uses it.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin, urlsplit

from sitegen import __version__
from sitegen.model import Struct

LARGEST_RESPONSE = 2_000_000
"""Bytes of a response that are read."""

LONGEST_ANSWER = 100_000
LONGEST_PROMPT = 100_000
"""Characters of an answer that are taken, and of a prompt that is sent."""

TRIES = 4
_LONGEST_WAIT = 60.0
"""Seconds that a server may ask to wait before the next try."""

_MOST_REDIRECTS = 3
_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504})
_SAME_REQUEST = frozenset({307, 308})
_TOLD = 300
"""Characters of a server's own words that are told."""


class ChatProblem(Exception):
    """There is no answer; the message says why, and never holds the key."""


class Server(Struct, frozen=True, kw_only=True):
    """Whom to ask."""

    url: str
    """`https://api.openai.com/v1`; without a slash at its end."""

    key: str
    """Empty for a server that wants none."""

    model: str
    timeout: float = 120.0
    """Seconds until an answer must be there."""

    def __repr__(self) -> str:
        return f"Server({self.url!r}, {self.model!r})"


class Reply(Struct, frozen=True, kw_only=True):
    """An answer."""

    text: str
    model: str
    """As the server calls it."""

    cut: bool
    """Whether the server ended it at its own limit of length."""


class _Again(Exception):
    """It may go well the next time, after some seconds."""

    def __init__(self, problem: str, seconds: float | None) -> None:
        super().__init__(problem)
        self.seconds = seconds


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to us: the key must not go to another host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: it becomes an HTTPError."""
        return


def ask(
    server: Server, prompt: str, system: str = "", *, wait: Callable[[float], None] = time.sleep
) -> Reply:
    """The server's answer to a prompt; raises ChatProblem."""
    if len(prompt) + len(system) > LONGEST_PROMPT:
        raise ChatProblem(f"the prompt has more than {LONGEST_PROMPT:,} characters")
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": prompt})
    body = json.dumps({"model": server.model, "messages": messages}).encode()
    for number in range(1, TRIES + 1):
        try:
            return _reply(_sent(server, body), server)
        except _Again as problem:
            seconds = 2.0 ** (number - 1) if problem.seconds is None else problem.seconds
            if number == TRIES:
                raise ChatProblem(_safe(f"{problem} ({TRIES} tries)", server)) from None
            if seconds > _LONGEST_WAIT:
                message = f"{problem}; it asks to wait {seconds:.0f} seconds: try again later"
                raise ChatProblem(_safe(message, server)) from None
            wait(seconds)
    raise AssertionError


def _sent(server: Server, body: bytes) -> bytes:
    """The response to a request."""
    opener = urllib.request.build_opener(_NoRedirects)
    url = f"{server.url}/chat/completions"
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": f"sitegen/{__version__}",
    }
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    end = time.monotonic() + server.timeout
    for _ in range(_MOST_REDIRECTS + 1):
        request = urllib.request.Request(url, body, headers, method="POST")
        try:
            with opener.open(request, timeout=server.timeout) as response:
                kind = response.headers.get_content_type()
                if kind != "application/json" and not kind.endswith("+json"):
                    message = (
                        f'the server answers with "{kind}", not with JSON: is the address right?'
                    )
                    raise ChatProblem(_safe(message, server))
                return _read(response, end)
        except urllib.error.HTTPError as failure:
            with failure:
                url = _redirected(failure, url, server) or ""
                if not url:
                    _refused(failure, end, server)
        except TimeoutError:
            raise _Again(f"no answer within {server.timeout:g} seconds", None) from None
        except (urllib.error.URLError, HTTPException, OSError) as failure:
            reason = getattr(failure, "reason", None) or failure
            if isinstance(reason, TimeoutError):
                raise _Again(f"no answer within {server.timeout:g} seconds", None) from None
            raise _Again(f"the server can't be reached: {reason}", None) from None
    raise ChatProblem("the server redirects without end")


def _read(response: Any, end: float) -> bytes:
    found = bytearray()
    while piece := response.read1(65536):
        found += piece
        if len(found) > LARGEST_RESPONSE:
            raise ChatProblem(f"the response has more than {LARGEST_RESPONSE:,} bytes")
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(found)


def _redirected(failure: urllib.error.HTTPError, url: str, server: Server) -> str | None:
    """Where a redirect leads on the same host; None when it is none."""
    if not 300 <= failure.code < 400:
        return None
    target = urljoin(url, failure.headers.get("Location", ""))
    if failure.code not in _SAME_REQUEST or _host(target) != _host(url):
        message = (
            f'the server redirects to "{target:.100}", which is not followed: mend the address'
        )
        raise ChatProblem(_safe(message, server))
    return target


def _host(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None


def _refused(failure: urllib.error.HTTPError, end: float, server: Server) -> None:
    """Raise what a status other than success means."""
    try:
        said = _message_of(_read(failure, end))
    except (ChatProblem, HTTPException, OSError):
        said = ""
    problem = f"the server says {failure.code} {failure.reason}" + (f": {said}" if said else "")
    if failure.code in _AGAIN:
        raise _Again(problem, _retry_after(failure.headers))
    if failure.code in (401, 403):
        problem += "; is OPENAI_API_KEY right?"
    if failure.code == 404:
        problem += f'; is the address right, and does it know the model "{server.model}"?'
    raise ChatProblem(_safe(problem, server))


def _message_of(raw: bytes) -> str:
    """What a server says of an error: `{"error": {"message": "…"}}`, or the like."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    told = value.get("error", value) if isinstance(value, dict) else None
    told = told.get("message", "") if isinstance(told, dict) else told
    return " ".join(str(told).split())[:_TOLD] if isinstance(told, str) else ""


def _retry_after(headers: Message) -> float | None:
    """Seconds to wait by `Retry-After` (RFC 9110, 10.2.3), a number or a date; None if untold."""
    told = str(headers.get("Retry-After", "")).strip()
    if told.isascii() and told.isdecimal():
        return float(told[:9])
    try:
        day = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    day = day if day.tzinfo else day.replace(tzinfo=UTC)
    return max(0.0, (day - datetime.now(UTC)).total_seconds())


def _reply(raw: bytes, server: Server) -> Reply:
    try:
        value = json.loads(raw)
        choice = value["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ChatProblem(
            "the response is not one of the chat API: no choices with a message"
        ) from None
    if isinstance(content, list):  # some servers divide a text into parts
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str) or not content.strip():
        raise ChatProblem("the answer is empty")
    if len(content) > LONGEST_ANSWER:
        raise ChatProblem(f"the answer has more than {LONGEST_ANSWER:,} characters")
    model = value.get("model")
    return Reply(
        text=content,
        model=model[:80] if isinstance(model, str) and model.strip() else server.model,
        cut=choice.get("finish_reason") == "length",
    )


def _safe(message: str, server: Server) -> str:
    """A message without the key, which a server may have repeated."""
    return message.replace(server.key, "…") if server.key else message
