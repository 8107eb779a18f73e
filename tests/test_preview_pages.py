"""`sitegen preview`: the built site as GitHub Pages would serve it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.serve import pages
from sitegen.serve.pages import PagesServer
from tests.conftest import SiteUnderTest
from tests.test_commands import call

FILES = {
    "index.html": b"home", "404.html": b"own 404", "page.html": b"page", "guide/index.html": b"guide",
    "both.html": b"both, the file", "both/index.html": b"both, the folder", "plain": b"no suffix",
    "only/x.txt": b"x", "only.html": b"beside a folder", "bare/x.txt": b"x", "de/404.html": b"german 404",
    "a b/index.html": b"blank", "a.md": b"# A", "a.js": b"1", "feed.xml": b"<x/>", "f.woff2": b"f",
    "large.bin": b"0123456789" * 200_000, ".hidden": b"secret", ".well-known/x": b"open",
    "Case.html": b"case",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PagesServer]:
    root = tmp_path_factory.mktemp("pages") / "public"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "up").symlink_to("/etc")
    found = PagesServer(root, "/notes/", bind="127.0.0.1", port=0)
    found.start()
    yield found
    found.stop()


class Answer:
    def __init__(self, server: PagesServer, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()
        connection.close()


@pytest.mark.parametrize(
    ("path", "status", "what"),
    [
        ("/notes", 301, "/notes/"),
        ("/notes?q=1", 301, "/notes/?q=1"),
        ("/notes/", 200, b"home"),
        ("/notes/index.html", 200, b"home"),
        ("/notes/index", 200, b"home"),
        ("/notes/page", 200, b"page"),
        ("/notes/page.html", 200, b"page"),
        ("/notes/page/", 404, b"own 404"),
        ("/notes/guide", 301, "/notes/guide/"),
        ("/notes/guide?q=1", 301, "/notes/guide/?q=1"),
        ("/notes/guide/", 200, b"guide"),
        ("/notes/both", 200, b"both, the file"),
        ("/notes/both/", 200, b"both, the folder"),
        ("/notes/only", 200, b"beside a folder"),
        ("/notes/only/", 404, b"own 404"),
        ("/notes/bare", 301, "/notes/bare/"),
        ("/notes/bare/", 404, b"own 404"),
        ("/notes/plain", 200, b"no suffix"),
        ("/notes/a%20b", 301, "/notes/a%20b/"),
        ("/notes/a%20b/", 200, b"blank"),
        ("/notes/Case", 200, b"case"),
        ("/notes/case", 404, b"own 404"),
        ("/notes/GUIDE/", 404, b"own 404"),
        ("/notes/de/nothing", 404, b"own 404"),
        ("/notes/.hidden", 404, b"own 404"),
        ("/notes/.well-known/x", 200, b"open"),
        ("/notes/up/hostname", 404, b"own 404"),
        ("/notes/../notes/page", 404, b"own 404"),
        ("/notes/%2e%2e/page", 404, b"own 404"),
        ("/other/", 404, None),
        ("/", 404, None),
    ],
)
def test_an_address_means_what_it_does_at_github(
    server: PagesServer, path: str, status: int, what: str | bytes | None
) -> None:
    answer = Answer(server, path)
    assert answer.status == status
    if isinstance(what, str):
        assert answer.headers["Location"].endswith(what)
    elif what is not None:
        assert answer.body == what
    else:
        assert b'href="/notes/"' in answer.body


def test_types_etags_heads_and_ranges(server: PagesServer) -> None:
    types = {
        path: Answer(server, f"/notes/{path}").headers["Content-Type"]
        for path in ("page", "a.md", "a.js", "feed.xml", "f.woff2", "plain", "nothing")
    }
    assert types == {
        "page": "text/html; charset=utf-8",
        "a.md": "text/markdown; charset=utf-8",
        "a.js": "application/javascript; charset=utf-8",
        "feed.xml": "application/xml",
        "f.woff2": "font/woff2",
        "plain": "application/octet-stream",
        "nothing": "text/html; charset=utf-8",
    }
    for path, size in (("page", 4), ("large.bin", 2_000_000)):
        etag = Answer(server, f"/notes/{path}").headers["ETag"]
        assert Answer(server, f"/notes/{path}", If_None_Match=etag).status == 304
        head = Answer(server, f"/notes/{path}", "HEAD")
        assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(size))
        part = Answer(server, f"/notes/{path}", Range="bytes=1-2")
        assert (part.status, part.headers["Content-Range"]) == (206, f"bytes 1-2/{size}")
    assert Answer(server, "/notes/nothing", "HEAD").status == 404
    assert Answer(server, "/notes/", "POST").status == 405
    assert Answer(server, "/notes/", Host="evil.org").status == 421


def test_names_are_compared_where_the_file_system_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_CASE_BLIND", True)
    (tmp_path / "Guide").mkdir()
    (tmp_path / "Guide/index.html").write_text("x")
    assert pages._as_written(tmp_path, ["Guide", "index.html"])
    assert not pages._as_written(tmp_path, ["guide", "index.html"])
    assert not pages._as_written(tmp_path, ["Guide", "Index.html"])


def test_the_command_serves_what_was_built(site: SiteUnderTest) -> None:
    site.write({"content/_index.md": "# Home\n", "layouts/baseof.html": "{{ page.title }}"})
    result = call("preview", "-s", str(site.root))
    assert result.exit_code == 1 and "sitegen build" in result.output

    site.build()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "sitegen", "preview", "-s", str(site.root), "-p", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split()[0]
        host, _, path = url.removeprefix("http://").partition("/")
        assert path == "docs/"
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", "/docs/")
        assert connection.getresponse().read().decode() == site.read("index.html")
        connection.close()
    finally:
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        assert process.wait(20) == 0
        process.stdout.close()
