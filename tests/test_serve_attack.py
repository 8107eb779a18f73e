"""Attacks on a running preview: each is answered safely, and the preview still serves afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sitegen.serve.connections import Patient
from sitegen.serve.guard import Hosts, same_origin
from sitegen.serve.hub import MOST_LISTENERS, MOST_WAITING
from sitegen.serve.server import LARGEST_MESSAGE
from tests.conftest import SiteUnderTest
from tests.preview import PATIENCE, Running, running, small

SECRET = "the-secret-outside"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    top = tmp_path_factory.mktemp("attack")
    (top / "secret.txt").write_text(SECRET)
    site = SiteUnderTest(top / "site")
    small(site, "/docs/")
    site.write(
        {
            "secret.md": SECRET,
            ".env": SECRET,
            "content/guide/draft.md": "---\ndraft: true\n---\n" + SECRET,
        }
    )
    with running(site) as found:
        output = found.preview.output
        (output / "link.txt").symlink_to(top / "secret.txt")
        (output / "folder").symlink_to(top)
        (output / ".hidden").write_text(SECRET)
        (output / ".sitegen-1-x").mkdir()
        (output / ".sitegen-1-x/index.html").write_text(SECRET)
        if hasattr(os, "mkfifo"):
            os.mkfifo(output / "pipe")
        yield found


@pytest.fixture(autouse=True)
def still_serves(preview: Running) -> Iterator[None]:
    yield
    status, _, body = preview.ask("/docs/guide/a/")
    assert status == 200 and b"first" in body
    with preview.browser("/docs/") as browser:
        assert browser.hears()["type"] == "hello"


def status_of(answer: bytes) -> int:
    """The status of the first answer; 0 when there is none."""
    first = answer.split(b"\r\n", 1)[0].split(b" ")
    return int(first[1]) if len(first) > 1 else 0


def request(preview: Running, target: str | bytes, *lines: str, method: str = "GET") -> bytes:
    """The whole answer to a request whose target is sent as it is."""
    raw = target if isinstance(target, bytes) else target.encode("utf-8", "surrogateescape")
    head = "".join(f"{line}\r\n" for line in (f"Host: localhost:{preview.port}", *lines))
    return preview.raw(
        method.encode()
        + b" "
        + raw
        + b" HTTP/1.1\r\n"
        + head.encode()
        + b"Connection: close\r\n\r\n"
    )


# --- out of the output --------------------------------------------------------------------------

UPS = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..;", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae",
       "%uff0e%uff0e", "..%00", "....", "%2e%2e%3b", "..%c0%af", "．．")  # fmt: skip
BARS = ("/", "%2f", "%2F", "%5c", "\\", "%252f", "%c0%af", "//", "/./", "%255c", "∕")
GOALS = ("secret.txt", "site/secret.md", "etc/passwd", ".env")


@pytest.mark.parametrize("up", UPS)
def test_no_way_up(preview: Running, up: str) -> None:
    for bar in BARS:
        for depth in (1, 3, 8):
            for start in ("/docs/", "/", "/docs/guide/", "/docs/_sitegen/"):
                answer = request(preview, start + (up + bar) * depth + "secret.txt")
                assert status_of(answer) in (400, 404, 307, 308), (up, bar)
                assert SECRET.encode() not in answer
                assert b"\nlocation: //" not in answer.lower()
    for goal in GOALS:
        answer = request(preview, f"/docs/{up}/{up}/{up}/{goal}")
        assert status_of(answer) in (400, 404) and SECRET.encode() not in answer


@pytest.mark.parametrize(
    "target",
    [
        "/docs/link.txt", "/docs/folder/secret.txt", "/docs/folder/", "/docs/pipe", "/docs/.hidden",
        "/docs/.sitegen-1-x/", "/docs/.sitegen-1-x/index.html", "/docs/%2ehidden", "/.env", "/docs/.env",
        "/docs/.git/config", "/docs/C:/secret.txt", "/docs/C%3a%5csecret.txt", "/C:/Windows/win.ini",
        "/docs/link.txt%00.html", "/docs/%00", "/docs/style.css%00", "/docs/style.css::$DATA",
        "/docs/con", "/docs/file:///etc/passwd", "/docs//etc/passwd", "//etc/passwd", "///etc/passwd",
        "/docs/guide/draft/", "/docs/" + "a" * 9000, "/docs/" + "a/" * 3000, "/docs/" + "%2e" * 9000,
        "/docs/%", "/docs/%zz", "/docs/%f0%28%8c%28", "/docs/%ff%fe", "/docs/style.css%0d%0aSet-Cookie:%20x=y",
        "/@fs/etc/passwd", "/docs/@fs/etc/passwd?raw??", "/docs/_sitegen/../../secret.txt",
        "/docs/_sitegen/%2e%2e/%2e%2e/secret.txt", "/docs/_sitegen/reload.js", "/docs/_sitegen/client.js/x",
    ],
)  # fmt: skip
def test_nothing_hidden_linked_or_odd(preview: Running, target: str) -> None:
    answer = request(preview, target)
    assert status_of(answer) in (400, 404), answer[:200]
    assert SECRET.encode() not in answer
    assert b"set-cookie" not in answer.lower()


@pytest.mark.parametrize("target", ["/docs/", "/docs/static/", "/docs/guide", "/docs/folder", "/"])
def test_no_folder_is_listed(preview: Running, target: str) -> None:
    answer = request(preview, target)
    assert b"Index of" not in answer and b"link.txt" not in answer and b"draft" not in answer


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost/docs/", "http://evil.example/docs/", "https://localhost/docs/style.css",
        "file:///etc/passwd", "ftp://x/y", "*", "localhost:80", "docs/", "?x", "#x", "\\docs\\",
        "http://localhost:1313@evil.example/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_targets_that_are_no_paths(preview: Running, target: str) -> None:
    answer = request(preview, target)
    assert status_of(answer) in (400, 404)
    assert b"root:" not in answer and b"<h1>Home" not in answer


@pytest.mark.parametrize(
    "target", ["//evil.example/docs", "//evil.example/%2e%2e", "/docs//evil.example", "/\\evil.example",
               "//docs//guide", "///docs/guide", "/docs/guide//", "/%2f%2fevil.example/", "/docs/%09//evil.example",
               "//docs/guide?next=//evil.example"],
)  # fmt: skip
def test_no_redirect_leads_away(preview: Running, target: str) -> None:
    answer = request(preview, target)
    assert status_of(answer) in (307, 308, 400, 404)
    for line in answer.split(b"\r\n\r\n")[0].lower().split(b"\r\n"):
        if line.startswith(b"location:"):
            place = line.partition(b":")[2].strip()
            assert place.startswith(b"/docs/") and b"evil" not in place.split(b"?")[0]


# --- other sites ----------------------------------------------------------------------------------

FOREIGN = (
    "evil.example", "evil.example:{port}", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost",
    "", "localhost:{port}, evil.example", "localhost@evil.example", "evil.example@localhost", "[::2]", "127.0.0.2",
    "10.0.0.1:{port}", "0.0.0.0", "2130706433", "0x7f000001", "127.1", "localhost:x", "localhost:123456",
    "localhost/", "localhost#", "local host", "[::1", "localhost\t", "ⅼocalhost", "[::ffff:127.0.0.1]",
)  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_host_that_is_not_ours(preview: Running, name: str) -> None:
    host = name.format(port=preview.port)
    for target in ("/docs/", "/docs/_sitegen/client.js", "/docs/_sitegen/socket"):
        answer = preview.raw(
            f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        )
        if host.strip() == "localhost":
            continue
        assert status_of(answer) in (400, 421), answer[:100]
        assert b"Home" not in answer and b"WebSocket" not in answer


def test_a_host_told_twice_or_never(preview: Running) -> None:
    for head in (
        f"GET /docs/ HTTP/1.1\r\nHost: localhost:{preview.port}\r\nHost: evil.example\r\n\r\n",
        f"GET /docs/ HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:{preview.port}\r\n\r\n",
        "GET /docs/ HTTP/1.1\r\n\r\n",
        "GET /docs/ HTTP/1.0\r\n\r\n",
        "GET /docs/ HTTP/1.1\r\nX-Forwarded-Host: localhost\r\nHost: evil.example\r\n\r\n",
        "GET /docs/\r\n\r\n",
    ):
        answer = preview.raw(head.encode() + b"GET / HTTP/1.1\r\n\r\n", timeout=5)
        assert status_of(answer) in (400, 421) and b"Home" not in answer


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST.", "127.0.0.1:80", "[::1]:{port}", "my.localhost:1"]
)
def test_our_own_names(preview: Running, name: str) -> None:
    assert preview.ask("/docs/", host=name.format(port=preview.port))[0] == 200


ORIGINS = (
    "http://evil.example", "http://localhost", "http://localhost:1", "https://localhost:{port}.evil.example",
    "http://localhost:{port}.evil.example", "http://localhost:{port}@evil.example", "null", "", "file://",
    "http://127.0.0.1:{port}", "http://evil.example:{port}", "localhost:{port}", "chrome-extension://localhost:{port}",
    "http://localhost:{port}/", "http://localhost:{port} http://evil.example",
)  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_socket_of_another_site(preview: Running, origin: str) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        preview.browser("/docs/", origin=origin.format(port=preview.port)),
    ):
        pass
    assert refused.value.response.status_code == 403


UPGRADE = (
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)  # fmt: skip


def handshake(preview: Running, target: str, *lines: str, host: str | None = None) -> bytes:
    host = host or f"localhost:{preview.port}"
    head = "\r\n".join((f"GET {target} HTTP/1.1", f"Host: {host}", *UPGRADE, *lines))
    with socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n")
        return connection.recv(65536)


def test_sockets_without_an_origin_with_two_or_at_another_address(preview: Running) -> None:
    own = f"Origin: http://localhost:{preview.port}"
    socket_at = "/docs/_sitegen/socket"
    assert status_of(handshake(preview, socket_at, own)) == 101
    assert status_of(handshake(preview, socket_at)) == 403
    assert status_of(handshake(preview, socket_at, own, "Origin: http://evil.example")) == 400
    assert status_of(handshake(preview, socket_at, own, host="evil.example")) == 421
    evil = "Origin: http://evil.example"
    assert status_of(handshake(preview, socket_at, evil, host="evil.example")) == 421
    for target in ("/docs/", "/_sitegen/socket", "/docs/_sitegen/socket/", "/docs/guide/a/"):
        assert status_of(handshake(preview, target, own)) in (101, 404)
    assert status_of(handshake(preview, "/docs/", own)) == 404
    for lines in (
        ("Content-Length: 5",),
        ("Content-Length: 0",),
        ("Transfer-Encoding: chunked",),
        [f"X-{number}: y" for number in range(150)],
        ("X: " + "y" * 9000,),
    ):
        assert status_of(handshake(preview, socket_at, own, *lines)) == 400


def test_no_other_site_may_read_or_embed(preview: Running) -> None:
    for method in ("GET", "OPTIONS"):
        _, headers, _ = preview.ask(
            "/docs/", method=method, origin="http://evil.example",
            access_control_request_method="GET", access_control_request_private_network="true",
        )  # fmt: skip
        assert not [name for name in headers if name.startswith("access-control")]
    assert preview.ask("/docs/style.css")[1]["cross-origin-resource-policy"] == "same-site"


def test_names_of_a_machine_that_listens_everywhere() -> None:
    hosts = Hosts("0.0.0.0", allowed=[".example.org", "Build.Example.net"], own=["laptop"])
    for name, local, allowed in (
        ("10.1.2.3:1313", "10.1.2.3", True),
        ("10.1.2.3:1313", "10.1.2.4", False),
        ("evil.example", "10.1.2.3", False),
        ("laptop:1313", "10.1.2.3", True),
        ("a.example.org", "", True),
        ("evilexample.org", "", False),
        ("build.example.net", "", True),
        ("[fe80::1]:1313", "fe80::1%eth0", True),
        ("10.1.2.3", "::ffff:10.1.2.3", True),
    ):
        assert hosts.allows(name, local) is allowed, name
    assert not Hosts("127.0.0.1").allows("10.1.2.3", "10.1.2.3")
    assert Hosts("::1").allows("[::1]:1313")
    assert same_origin("https://x.example", "x.example:443")
    assert not same_origin("https://x.example", "x.example:80")


# --- what would use the server up ------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "G" * 5000,
    ],
)
def test_other_methods(preview: Running, method: str) -> None:
    answer = request(preview, "/docs/", method=method)
    assert status_of(answer) in (400, 405)
    if status_of(answer) == 405:
        assert b"allow: GET, HEAD" in answer
    assert b"Home" not in answer


SMUGGLED = b"GET /docs/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 6", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding : chunked",),
        ("Transfer-Encoding:\tchunked",),
        (" Transfer-Encoding: chunked",),
        ("X: y\nTransfer-Encoding: chunked",),
        ("Content-Length: 50",),
        ("Content-Length: 50", "Content-Length: 0"),
        ("Content-Length: 0, 50",),
        ("Content-Length: -1",),
        ("Content-Length: +50",),
        ("Content-Length: 0x32",),
        ("Content-Length: 99999999999999999999999",),
        ("Content-Length : 50",),
        ("Expect: 100-continue", "Content-Length: 50"),
        ("Na me: x",),
        ("X: a\x00b",),
        ("X: a\rb",),
        (": empty",),
        ("no colon",),
    ],
)  # fmt: skip
def test_requests_that_mean_two_things(preview: Running, lines: tuple[str, ...]) -> None:
    """None has a body here, and what may be one is not taken for the next request."""
    head = "\r\n".join(("GET /docs/ HTTP/1.1", f"Host: localhost:{preview.port}", *lines))
    answer = preview.raw(head.encode() + b"\r\n\r\n" + b"0\r\n\r\n" + SMUGGLED, timeout=5)
    # a line that goes on in the next one makes a host of two words
    assert status_of(answer) == 421 if lines[0][0] == " " else status_of(answer) in (400, 413)
    assert b"color: red" not in answer and b"Home" not in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_heads_that_are_too_large(preview: Running) -> None:
    for head in (
        b"GET /docs/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000,
        b"GET /docs/ HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 40_000,
        b"GET /" + b"a" * 200_000,
        b"\x00" * 200_000,
        b"\r\n" * 100_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" * 30_000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        answer = preview.raw(head, timeout=5)
        assert status_of(answer) in (0, 400, 405)
        assert b"Home" not in answer


def test_heads_that_never_end(preview: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that trickle in don't buy time, neither first nor on a connection that was of use."""
    monkeypatch.setattr(Patient, "head_seconds", 0.3)
    first = f"GET /docs/style.css HTTP/1.1\r\nHost: localhost:{preview.port}\r\n\r\n".encode()
    for before in (b"", first):
        with socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as connection:
            connection.sendall(before)
            if before:
                received = b""
                while b"color: red" not in received:
                    received += connection.recv(65536)
            connection.sendall(b"GET /docs/ HTTP/1.1\r\n")
            connection.settimeout(0.05)
            until = time.monotonic() + PATIENCE
            ended = False
            while not ended and time.monotonic() < until:
                try:
                    connection.sendall(b"X: y\r\n")
                    ended = connection.recv(65536) == b""
                except TimeoutError:
                    continue
                except ConnectionError:
                    ended = True
            assert ended
    with socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as silent:
        assert silent.recv(1) == b"" if os.name == "nt" else _is_ended(silent)


def _is_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_very_many_connections(preview: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patient, "most", 20)
    monkeypatch.setattr(Patient, "head_seconds", 3600)
    with ExitStack() as stack:
        many = [
            stack.enter_context(socket.create_connection(("127.0.0.1", preview.port), PATIENCE))
            for _ in range(60)
        ]
        assert all(_is_ended(one) for one in many[30:])
    while status_of(request(preview, "/docs/")) != 200:  # until the others are seen to have gone
        time.sleep(0.01)


def test_very_many_sockets(preview: Running) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_LISTENERS):
            stack.enter_context(preview.browser("/docs/")).hears()
        with pytest.raises(InvalidStatus) as refused, preview.browser("/docs/"):
            pass
        assert refused.value.response.status_code == 503
    while len(preview.preview.hub._listeners):
        time.sleep(0.01)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "null", "[]", "{}", '{"type":"page"}', '{"type":"reload","path":"a","etag":""}',
        '{"type":"page","path":1,"etag":""}', "[" * 4000, '{"type":"page","path":"a","etag":"\\ud800"}',
        "x" * (LARGEST_MESSAGE + 1), b"\x00\x01", b'{"type":"page"}',
    ],
    ids=range(13),
)  # fmt: skip
def test_messages_that_are_none(preview: Running, text: str | bytes) -> None:
    with preview.browser("/docs/") as browser:
        browser.hears()
        with pytest.raises(ConnectionClosed) as closed:
            browser.connection.send(text)
            while True:
                browser.hears()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == (1009 if len(text) > LARGEST_MESSAGE else 4400)


def test_a_message_tells_nothing_of_files_outside(preview: Running) -> None:
    """Whether a file is there can't be learnt either: all are as missing."""
    for path in (
        "../secret.txt", "../../secret.txt", "/etc/passwd", "link.txt", "folder/secret.txt", ".hidden", "pipe",
        "a\0b", "..\\secret.txt", "C:\\secret.txt", "", "/", ".", "x" * 3000, "guide/../../secret.txt",
    ):  # fmt: skip
        with preview.browser("/docs/") as browser:
            browser.hears()
            browser.says(type="page", path=path, etag="")
            browser.says(type="page", path="index.html", etag="x")
            assert browser.hears() == {"type": "stale"}
            browser.says(type="page", path=path, etag="y")
            assert browser.hears() == {"type": "stale"}


def test_a_browser_that_never_listens(preview: Running) -> None:
    """What waits for it is bounded; then its connection is ended, and it may come again."""
    hub = preview.preview.hub
    with preview.browser("/docs/") as browser:
        browser.hears()
        (listener,) = hub._listeners
        hub._call(lambda: [listener.put("{}") for _ in range(MOST_WAITING + 1)] and None)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                browser.hears()
        assert closed.value.rcvd is None or closed.value.rcvd.code < 4000
    while hub._listeners:
        time.sleep(0.01)


def test_a_browser_that_says_the_same_again_and_again(preview: Running) -> None:
    own = f"Origin: http://localhost:{preview.port}"
    head = (f"GET /docs/_sitegen/socket HTTP/1.1\r\nHost: localhost:{preview.port}", *UPGRADE, own)
    text = json.dumps({"type": "page", "path": "x", "etag": "y"}).encode()
    frame = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text
    with socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as connection:
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            connection.sendall(frame * 5000)
        assert preview.ask("/docs/")[0] == 200
    while preview.preview.hub._listeners:
        time.sleep(0.01)
