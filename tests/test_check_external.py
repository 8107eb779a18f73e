"""`sitegen check --external`, with a server that answers as a test wants."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from sitegen.checks.external import ask, retry_after
from sitegen.checks.private_network import Private, is_public, refuse_literal
from sitegen.commands import main
from tests.conftest import SiteUnderTest


class OtherSite:
    """A web server that remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.together = self.most = 0
        self.pause = 0.0
        outer, lock = self, threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            def _answer(self) -> None:
                with lock:
                    outer.requests.append(f"{self.command} {self.path}")
                    outer.together += 1
                    outer.most = max(outer.most, outer.together)
                    key = f"{self.command} {self.path}"
                    listed = outer.answers.get(key) or outer.answers.get(self.path)
                    told = listed.pop(0) if listed and len(listed) > 1 else (listed or [None])[0]
                time.sleep(outer.pause)
                status, headers, body = told or (404, {}, b"")
                with lock:
                    outer.together -= 1
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = _answer

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True).start()
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def other() -> Iterator[OtherSite]:
    found = OtherSite()
    found.answers["/ok"] = [(200, {}, b"")]
    yield found
    found.close()


SETTINGS = """\
baseURL = "https://example.org/docs/"
title = "Site"

[check.severity]
local-address = "off"
missing-description = "off"

[check.external]
private = true
delay = 0
retries = 1
timeout = 5
"""


def check(site: SiteUnderTest, *words: str) -> tuple[int, list[tuple[str, int, str, str, str]]]:
    words = ("check", "-s", str(site.root), "-j", "1", "--external", "--format", "json", *words)
    done = CliRunner().invoke(main, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    found = json.loads(done.stdout)
    return done.exit_code, [
        (one["path"], one["line"], one["code"], one["message"], one["help"]) for one in found
    ]


def linked(site: SiteUnderTest, *addresses: str, settings: str = "") -> None:
    lines = "".join(f"[x]({one})\n\n" for one in addresses)
    site.write(
        {
            "sitegen.toml": SETTINGS + settings,
            "content/_index.md": f"---\ntitle: Start\n---\n{lines}",
        }
    )


def test_what_is_there_costs_one_request_and_is_remembered(
    site: SiteUnderTest, other: OtherSite
) -> None:
    linked(site, f"{other.url}/ok", f"{other.url}/ok#part", f"{other.url}/gone")
    other.answers["/gone"] = [(410, {}, b"")]

    status, found = check(site)

    assert [one[:3] for one in found] == [("content/_index.md", 8, "external-broken")]
    assert f'"{other.url}/gone" isn\'t there: it says 410 (gone)' in found[0][3]
    assert status == 1
    assert sorted(other.requests) == ["GET /gone", "HEAD /gone", "HEAD /ok"]

    check(site)
    assert sorted(other.requests[3:]) == ["GET /gone", "HEAD /gone"]

    site.write({"sitegen.toml": SETTINGS + "maxAge = 0\n"})
    check(site)
    assert other.requests[5:].count("HEAD /ok") == 1


def test_a_server_without_head_is_asked_by_get(site: SiteUnderTest, other: OtherSite) -> None:
    linked(site, f"{other.url}/x")
    other.answers["HEAD /x"] = [(405, {}, b"")]
    other.answers["GET /x"] = [(200, {}, b"there")]
    assert check(site) == (0, [])


def test_a_busy_server_is_asked_again_when_it_wants(site: SiteUnderTest, other: OtherSite) -> None:
    linked(site, f"{other.url}/busy", f"{other.url}/down")
    other.answers["/busy"] = [(429, {"Retry-After": "0"}, b""), (200, {}, b"")]
    other.answers["/down"] = [(503, {"Retry-After": "0"}, b"")]

    status, found = check(site)

    assert [one[2] for one in found] == ["external-failed"] and "it says 503" in found[0][3]
    assert status == 0, "a server that is down is no fault of the site"
    assert other.requests.count("HEAD /busy") == 2
    assert other.requests.count("GET /down") == 2
    assert check(site, "--strict")[0] == 1


def test_what_moved_for_good_is_told_with_its_new_address(
    site: SiteUnderTest, other: OtherSite
) -> None:
    linked(site, *(f"{other.url}/{name}" for name in ("old", "now", "both", "loop")))
    other.answers["/old"] = [(301, {"Location": "/older"}, b"")]
    other.answers["/older"] = [(308, {"Location": "/ok"}, b"")]
    other.answers["/now"] = [(302, {"Location": "/ok"}, b"")]
    other.answers["/both"] = [(301, {"Location": "/now"}, b"")]
    other.answers["/loop"] = [(302, {"Location": "/loop"}, b"")]

    _, found = check(site)

    assert [(line, code, help) for _, line, code, _, help in found if code == "external-moved"] == [
        (4, "external-moved", f'it is "{other.url}/ok" now'),
        (8, "external-moved", f'it is "{other.url}/now" now'),
    ]
    assert [one[:3] for one in found if one[2] == "external-failed"] == [
        ("content/_index.md", 10, "external-failed")
    ]


def test_a_server_that_leads_on_to_no_address_has_failed(
    site: SiteUnderTest, other: OtherSite
) -> None:
    linked(site, f"{other.url}/bad", f"{other.url}/gone")
    other.answers["/bad"] = [(302, {"Location": "http://[oops/"}, b"")]

    _, found = check(site)

    assert [one[:3] for one in found] == [
        ("content/_index.md", 4, "external-failed"),
        ("content/_index.md", 6, "external-broken"),
    ]
    assert 'it leads on to "http://[oops/"' in found[0][3]


def test_fragments_are_looked_for_when_it_is_wanted(site: SiteUnderTest, other: OtherSite) -> None:
    page = b"<!doctype html><html><h2 id=there>x</h2><h2 id='user-content-hub'>y</h2></html>"
    other.answers["/page"] = [(200, {"Content-Type": "text/html; charset=utf-8"}, page)]
    parts = ("there", "gone", "hub", "/route", "L10-L20")
    linked(site, *(f"{other.url}/page#{one}" for one in parts))
    assert check(site) == (0, [])

    site.write({"sitegen.toml": f"{SETTINGS}fragments = true\n"})
    _, found = check(site)

    assert [(line, code) for _, line, code, _, _ in found] == [(6, "external-fragment")]
    assert other.requests == ["HEAD /page", "GET /page"]


def test_an_address_can_be_left_out_and_a_status_be_well(
    site: SiteUnderTest, other: OtherSite
) -> None:
    settings = 'ignore = ["/\\\\/secret\\\\d+$/", "http://127.0.0.1:*/a/**"]\naccept = ["403", "520-529"]\n'
    other.answers["/forbidden"] = [(403, {}, b"")]
    other.answers["/odd"] = [(521, {}, b"")]
    names = ("secret1", "a/b/c", "forbidden", "odd")
    linked(site, *(f"{other.url}/{name}" for name in names), settings=settings)
    assert check(site) == (0, [])
    assert sorted(other.requests) == [
        "GET /forbidden", "GET /odd", "HEAD /forbidden", "HEAD /odd",
    ]  # fmt: skip


def test_a_host_is_not_asked_more_at_once_than_is_polite(
    site: SiteUnderTest, other: OtherSite
) -> None:
    other.pause = 0.05
    for number in range(8):
        other.answers[f"/{number}"] = [(200, {}, b"")]
    linked(site, *(f"{other.url}/{number}" for number in range(8)))
    assert check(site) == (0, [])
    assert len(other.requests) == 8 and other.most <= 2


def test_silence_and_broken_connections_are_told(site: SiteUnderTest, other: OtherSite) -> None:
    gone = OtherSite()
    gone.close()
    linked(site, f"{gone.url}/x", "https://no-such-host.invalid/")
    site.write({"sitegen.toml": SETTINGS.replace("retries = 1", "retries = 0")})

    _, found = check(site)

    reasons = sorted(one[3].rpartition(": ")[2] for one in found)
    assert reasons == ["no connection can be made", "no machine has this name"]


def test_nothing_in_a_private_network_is_asked_for(site: SiteUnderTest, other: OtherSite) -> None:
    """The texts of a site may be somebody else's, and CI stands beside what is not for the public."""
    site.write({"sitegen.toml": SETTINGS.replace("private = true", "private = false")})
    config = site.project().config
    listed = [
        f"{other.url}/x",
        f"http://localhost:{other.port}/x",
        f"http://2130706433:{other.port}/",
    ]

    found = ask(listed, config)

    assert {one.kind for one in found.values()} == {"private"}
    assert other.requests == []
    linked(site, "http://192.168.0.1/")
    site.write({"sitegen.toml": SETTINGS.replace("private = true", "private = false")})
    assert [one[2] for one in check(site)[1]] == ["external-private"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False),
        ("10.1.2.3", False), ("172.16.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_which_machines_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("host", ["127.1", "0x7f.0.0.1", "2130706433", "017700000001", "[::1]"])
def test_an_address_of_numbers_is_seen_through(host: str) -> None:
    with pytest.raises(Private):
        refuse_literal(f"http://{host}/")


def test_how_long_a_server_wants_to_be_left_alone() -> None:
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert retry_after("7", now) == 7
    assert retry_after("Thu, 01 Jan 2026 12:01:00 GMT", now) == 60
    assert retry_after("Thu, 01 Jan 2026 11:00:00 GMT", now) == 0
    assert retry_after("soon", now) is None and retry_after("", now) is None


def test_what_was_remembered_by_others_is_no_harm(site: SiteUnderTest, other: OtherSite) -> None:
    linked(site, f"{other.url}/ok")
    site.write({".sitegen/external.json": "[1, 2", ".sitegen/check.bin": "nothing"})
    assert check(site) == (0, [])
    assert other.requests == ["HEAD /ok"]
