"""A preview that a test runs: requests, sockets, builds as they end."""

from __future__ import annotations

import http.client
import json
import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any
from unittest import mock

from websockets.sync.client import ClientConnection, connect

from sitegen.serve import builder
from sitegen.serve import preview as preview_module
from sitegen.serve.messages import editor_template
from sitegen.serve.preview import Preview, Wishes
from sitegen.serve.session import Outcome
from sitegen.serve.sources import Sources
from tests.conftest import NOW, SiteUnderTest

PATIENCE = 20.0
"""Seconds after which a test has failed; none waits that long when all is well."""

LAYOUT = "<!doctype html><html><head></head><body><h1>{{ page.title }}</h1>{{ page.content }}</body></html>"


class Here:
    """Builds in this process, which tests can look into."""

    def __init__(self, sources: Sources, jobs: int) -> None:
        self._given = sources, jobs, builder.Kept()

    def build(self, paths: builder.Paths, now: datetime) -> builder.Report:
        return builder.report(*self._given, paths, now)

    def stop(self) -> None:
        """There is nothing to end."""


class Running:
    """A preview under test."""

    def __init__(self, preview: Preview, builds: queue.Queue[Outcome]) -> None:
        self.preview = preview
        self.port = preview.port
        self._builds = builds

    def built(self) -> Outcome:
        """The next build that is worth a word."""
        return self._builds.get(timeout=PATIENCE)

    def ask(
        self, path: str, method: str = "GET", host: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host or f"localhost:{self.port}")
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()

    def text(self, path: str) -> str:
        """The body of a page."""
        return self.ask(path)[2].decode()

    def raw(self, request: bytes, *, timeout: float = PATIENCE) -> bytes:
        """What the server answers to these bytes before it closes; empty when it says nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            received = b""
            try:
                connection.sendall(request)
                while part := connection.recv(65536):
                    received += part
            except (ConnectionError, TimeoutError):
                pass
            return received

    @contextmanager
    def browser(self, base: str = "/", **headers: str) -> Iterator[Browser]:
        """A socket as a page opens it."""
        address = f"ws://localhost:{self.port}{base}_sitegen/socket"
        origin = headers.pop("origin", f"http://localhost:{self.port}")
        with connect(
            address, origin=origin, additional_headers=headers, proxy=None, open_timeout=PATIENCE  # type: ignore[arg-type]
        ) as found:  # fmt: skip
            yield Browser(found)


class Browser:
    """A connected page."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def hears(self) -> dict[str, Any]:
        """The next message."""
        found: dict[str, Any] = json.loads(self.connection.recv(timeout=PATIENCE))
        return found

    def hears_built(self) -> dict[str, Any]:
        """The next message about a build that has ended."""
        while (message := self.hears())["type"] != "built":
            continue
        return message

    def says(self, **message: str) -> None:
        self.connection.send(json.dumps(message))


@contextmanager
def running(
    site: SiteUnderTest, *, wait: bool = True, process: bool = False, **wishes: Any
) -> Iterator[Running]:
    """A preview of a site on a free port; with a `process` for its builds as usual."""
    builds: queue.Queue[Outcome] = queue.Queue()
    wishes.setdefault("port", 0)
    wishes["editor"] = editor_template(wishes.get("editor", "vscode"))
    wishes.setdefault("index", False)  # one that is looked at waits for nothing else
    asked = Wishes(root=site.root.resolve(), **wishes)
    with nullcontext() if process else mock.patch.object(preview_module, "Builder", Here):
        preview = Preview(asked, now=lambda: NOW, tell=builds.put)
    preview.start()
    try:
        found = Running(preview, builds)
        if wait:
            found.built()
        yield found
    finally:
        preview.stop()


def small(site: SiteUnderTest, base: str = "/") -> None:
    """A site that is quickly built."""
    kinds = ("home", "section", "page", "taxonomy", "term", "404")
    site.write({f"layouts/{kind}.html": LAYOUT for kind in kinds})
    site.write(
        {
            "sitegen.toml": f'baseURL = "https://example.org{base}"\ntitle = "Site"\n',
            "content/_index.md": "# Home\n",
            "content/guide/_index.md": "# Guide\n",
            "content/guide/a.md": "# A\n\nfirst\n",
            "static/style.css": "p { color: red }\n",
            "static/data.bin": bytes(range(100)),
        }
    )
