"""Which file an address means: whatever is asked, a file inside the output, or none."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from sitegen.serve import files
from sitegen.serve.answers import answer_bytes
from sitegen.serve.content_types import content_type
from sitegen.serve.files import Opened, Redirect, find, names_of, open_output, wanted_path
from sitegen.serve.packed import packed

SECRET = b"secret"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("serve-files")
    (top / "secret.txt").write_bytes(SECRET)
    (top / "secret").mkdir()
    (top / "secret/index.html").write_bytes(SECRET)
    root = top / "out"
    for name in (
        "index.html", "guide/index.html", "guide/a/index.html", "style.css", "only/x.txt",
        ".hidden/index.html", ".env", ".sitegen-1-x/index.html", ".well-known/security.txt",
        "guide/.well-known/x", "é/index.html", "a b/index.html", "c++/index.html", "~tilde/index.html",
        "100%/index.html",
    ):  # fmt: skip
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SECRET if "/." in f"/{name}" else name.encode())
    (root / ".well-known/security.txt").write_bytes(b"open")
    (root / "link.txt").symlink_to(top / "secret.txt")
    (root / "linked").symlink_to(top / "secret")
    (root / "guide/up").symlink_to(top)
    (root / "inner").symlink_to(root / "guide")
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "pipe")
    return root


@contextmanager
def opener(stepwise: bool) -> Iterator[None]:
    before, files._STEPWISE = files._STEPWISE, stepwise
    try:
        yield
    finally:
        files._STEPWISE = before


def content(found: Opened | Redirect | None) -> str | None:
    if isinstance(found, Redirect):
        return f"-> {found.to}"
    if found is None:
        return None
    with found:
        return found.file.read().decode()


@pytest.mark.parametrize("stepwise", [True, False])
@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/guide/", "guide/index.html"),
        ("/guide", "-> /guide/"),
        ("/guide/a", "-> /guide/a/"),
        ("/guide/a/index.html", "guide/a/index.html"),
        ("/style.css", "style.css"),
        ("/style.css/", None),
        ("/only/", None),
        ("/only", None),
        ("/nope", None),
        ("/%C3%A9/", "é/index.html"),
        ("/é/", "é/index.html"),
        ("/a%20b", "-> /a%20b/"),
        ("/c++/", "c++/index.html"),
        ("/~tilde", "-> /~tilde/"),
        ("/100%25/", "100%/index.html"),
        ("/100%/", "100%/index.html"),
        ("/.well-known/security.txt", "open"),
        ("/guide/.well-known/x", None),
        # collapsed, never the address of another server
        ("//guide/", "-> /guide/"),
        ("//guide", "-> /guide/"),
        ("/guide//a//", "-> /guide/a/"),
        ("//evil.com", None),
        ("//evil.com/", None),
        ("//evil.com/..", None),
        ("/\\evil.com", None),
        ("/%5cevil.com/", None),
        # out of the output
        ("/../secret.txt", None),
        ("/guide/../style.css", None),
        ("/%2e%2e/secret.txt", None),
        ("/%2E%2E/secret.txt", None),
        ("/.%2e/secret.txt", None),
        ("/%2e%2e%2fsecret.txt", None),
        ("/..%2fsecret.txt", None),
        ("/..%5csecret.txt", None),
        ("/..\\secret.txt", None),
        ("/%252e%252e/secret.txt", None),
        ("/%252e%252e%252fsecret.txt", None),
        ("/..;/secret.txt", None),
        ("/guide/..;/..;/secret.txt", None),
        ("/%c0%ae%c0%ae/secret.txt", None),
        ("/%c0%af../secret.txt", None),
        ("/%e0%80%ae%e0%80%ae/secret.txt", None),
        ("/%uff0e%uff0e/secret.txt", None),
        ("/style.css%00.html", None),
        ("/%00", None),
        ("/style.css%0d%0aX: y", None),
        ("/./style.css", None),
        ("/C:/Windows/win.ini", None),
        ("/C:%5cWindows", None),
        ("/file:///etc/passwd", None),
        ("http://localhost/style.css", None),
        ("*", None),
        ("", None),
        ("style.css", None),
        ("/" + "a" * 5000, None),
        ("/" + "guide/" * 2000, None),
        # hidden
        ("/.env", None),
        ("/.hidden/", None),
        ("/.sitegen-1-x/", None),
        ("/%2eenv", None),
        # links and what is no file
        ("/link.txt", None),
        ("/linked/", None),
        ("/linked", None),
        ("/guide/up/secret.txt", None),
        ("/inner/", None),
        ("/pipe", None),
    ],
)  # fmt: skip
def test_addresses(output: Path, raw: str, wanted: str | None, stepwise: bool) -> None:
    if stepwise and not files._STEPWISE:
        pytest.skip("not on this system")
    with opener(stepwise):
        assert content(find(output, raw, "/")) == wanted


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("/", "-> /my%20notes/x/"),
        ("/my%20notes/x", "-> /my%20notes/x/"),
        ("/my%20notes/x/", "index.html"),
        ("/my%20notes/x/guide", "-> /my%20notes/x/guide/"),
        ("/my%20notes//x/style.css", "-> /my%20notes/x/style.css"),
        ("/my%20notes/x/.well-known/security.txt", "open"),
        ("/my%20notes/", None),
        ("/style.css", None),
        ("/my%20notes/x/../../secret.txt", None),
        ("/my%20notes/xstyle.css", None),
    ],
)
def test_addresses_below_a_path(output: Path, raw: str, wanted: str | None) -> None:
    assert content(find(output, raw, "/my%20notes/x/")) == wanted


def test_only_the_way_to_the_site_is_for_a_while(output: Path) -> None:
    """Browsers keep lasting redirects, and another site is served at this port tomorrow."""
    found = find(output, "/", "/notes/")
    assert isinstance(found, Redirect) and not found.lasting
    found = find(output, "/guide", "/")
    assert isinstance(found, Redirect) and found.lasting


@pytest.mark.parametrize(
    "name", ["con", "NUL.txt", "a:b", "C:", "lpt1", "x.", "x ", "a|b", "aux .x"]
)
def test_names_that_windows_takes_for_devices(name: str) -> None:
    assert names_of(f"/{quote(name)}", windows=True) is None
    assert names_of("/guide/a~1/", windows=True) == ["guide", "a~1"]


_PIECES = st.sampled_from(
    """/ // . .. %2e %2E %2f %2F %5c \\ %00 %25 %252e ..; ; : C: ~ secret secret.txt up linked
    link.txt guide a inner index.html style.css .env .hidden out é %c3%a9 %c0%ae %ff %u002e ? #
    file: http: pipe only .well-known""".split()
) | st.text(max_size=3)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(_PIECES, max_size=9), stepwise=st.booleans())
def test_whatever_is_asked_a_file_inside_the_output_or_none(
    output: Path, pieces: list[str], stepwise: bool
) -> None:
    with opener(stepwise and files._STEPWISE):
        found = find(output, "/" + "".join(pieces), "/")
    if isinstance(found, Redirect):
        assert found.to.startswith("/") and not found.to.startswith(("//", "/\\"))
        assert "\\" not in found.to and found.to.isascii() and found.to.isprintable()
        again = find(output, found.to, "/")
        assert isinstance(again, Opened)
        found = again
    if found is not None:
        with found:
            assert found.file.read() != SECRET
            place = output / found.path
            assert Path(os.path.realpath(place)) == place


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(_PIECES, max_size=6))
def test_no_list_of_names_opens_what_is_outside(output: Path, names: list[str]) -> None:
    """The path of a page that a browser tells is not an address: it has its own way in."""
    for parts in (names, "/".join(names).split("/")):
        found = open_output(output, parts)
        if found is not None:
            with found:
                assert found.file.read() != SECRET


def test_a_file_that_is_replaced_has_another_etag(tmp_path: Path) -> None:
    etags = set()
    for text in ("one", "two", "one"):
        (tmp_path / "new").write_text(text)
        (tmp_path / "new").replace(tmp_path / "page.html")
        found = open_output(tmp_path, ["page.html"])
        assert found is not None
        with found:
            etags.add(found.etag)
    assert len(etags) == 3


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("/notes/", "index.html"),
        ("/notes/guide/b/", "guide/b/index.html"),
        ("/notes/guide/b", "guide/b/index.html"),
        ("/notes/feed.xml", "feed.xml"),
        ("/other/", ""),
        ("/notes/../x", ""),
    ],
)
def test_an_address_without_a_file_has_a_path_to_wait_for(raw: str, wanted: str) -> None:
    assert wanted_path(raw, "/notes/") == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.MJS", "text/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.webmanifest", "application/manifest+json; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("llms.md", "text/plain; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.tar.gz", "application/gzip"),
        ("a.unknown-kind", "application/octet-stream"),
        ("CNAME", "application/octet-stream"),
    ],
)  # fmt: skip
def test_content_types_are_the_same_everywhere(name: str, wanted: str) -> None:
    assert content_type(name) == wanted


# --- packing --------------------------------------------------------------------------------------


def answered(client: tuple[str, int] | None, accepted: str, size: int = 5000, name: str = "a.html"):
    """The status line's headers and the body that a browser at an address gets."""
    scope = {
        "type": "http", "method": "GET", "client": client,
        "headers": [(b"accept-encoding", accepted.encode())] if accepted else [],
    }  # fmt: skip
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    answer = answer_bytes(Headers({}), b"a" * size, "tag", name)
    asyncio.run(packed(answer, scope)(scope, None, send))
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*", "deflate,GZIP"])
def test_text_goes_packed_to_another_machine(accepted: str) -> None:
    headers, body = answered(("192.0.2.7", 5), accepted)

    assert headers["content-encoding"] == "gzip"
    assert headers["etag"] == 'W/"tag"'
    assert headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body) < 1000
    assert "accept-ranges" not in headers
    assert gzip.decompress(body) == b"a" * 5000


@pytest.mark.parametrize(
    ("client", "accepted", "size", "name"),
    [
        (("127.0.0.1", 5), "gzip", 5000, "a.html"),
        (("::1", 5), "gzip", 5000, "a.html"),
        (None, "gzip", 5000, "a.html"),
        (("192.0.2.7", 5), "", 5000, "a.html"),
        (("192.0.2.7", 5), "gzip;q=0", 5000, "a.html"),
        (("192.0.2.7", 5), "br, gzip; q=0.000", 5000, "a.html"),
        (("192.0.2.7", 5), "gzip", 100, "a.html"),
        (("192.0.2.7", 5), "gzip", 5000, "a.png"),
    ],
)
def test_everything_else_goes_as_it_is(
    client: tuple[str, int] | None, accepted: str, size: int, name: str
) -> None:
    headers, body = answered(client, accepted, size, name)

    assert "content-encoding" not in headers
    assert headers["etag"] == '"tag"'
    assert body == b"a" * size


def test_a_packed_page_is_known_by_its_tag() -> None:
    assert answer_bytes(Headers({"if-none-match": 'W/"tag"'}), b"a", "tag", "a").status_code == 304
