"""The preview as browsers and people see it: a real server on a free port."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from websockets.exceptions import ConnectionClosed

from sitegen.build import build
from sitegen.commands import main
from sitegen.config_reader import load_config
from sitegen.diagnostics import error
from sitegen.model import Position
from sitegen.project import load_project
from sitegen.serve import builder, session
from sitegen.serve.hub import Now
from sitegen.serve.inject import failed_page, script_tag, with_script
from sitegen.serve.messages import Problems, editor_in, editor_link, editor_template
from sitegen.serve.sources import Sources
from tests.conftest import NOW, SiteUnderTest
from tests.preview import PATIENCE, Running, running, small

SCRIPT = re.compile(rb'<script type="module" src="[^"]*_sitegen/client\.js"[^>]*></script>')


def attributes(page: str) -> dict[str, str]:
    """The attributes of the script that was put into a page."""
    found = SCRIPT.search(page.encode())
    assert found is not None
    return dict(re.findall(r'([\w-]+)="([^"]*)"', found[0].decode()))


# --- pages and files ----------------------------------------------------------------------------


def test_pages_are_those_of_a_build_with_one_script(site: SiteUnderTest) -> None:
    """Every byte of every file, but for the script."""
    small(site, "/docs/")
    with running(site) as preview:
        config, problems = load_config(
            site.root,
            environment="development",
            overrides={"baseURL": f"http://localhost:{preview.port}/docs/"},
        )
        build(load_project(config, problems), NOW, index=False)
        tree = site.tree()
        assert {"index.html", "guide/a/index.html", "style.css", "404.html"} <= set(tree)
        for path, content in tree.items():
            status, headers, body = preview.ask(f"/docs/{path}")
            assert status == 200
            if path.endswith(".html"):
                assert len(SCRIPT.findall(body)) == 1
                assert body.index(b'<script type="module" src=') < body.rindex(b"</body>")
                body = SCRIPT.sub(b"", body)
            assert body == content, path
            assert headers["content-length"] == str(len(preview.ask(f"/docs/{path}")[2]))
    served = {
        path.relative_to(site.root / ".sitegen/serve").as_posix(): path.read_bytes()
        for path in (site.root / ".sitegen/serve").rglob("*")
        if path.is_file()
    }
    assert served == tree


def test_the_script_tells_how_things_stand(site: SiteUnderTest) -> None:
    small(site, "/docs/")
    with running(site) as preview:
        told = attributes(preview.text("/docs/guide/a/"))
        assert told["src"] == "/docs/_sitegen/client.js"
        assert told["data-path"] == "guide/a/index.html"
        assert told["data-state"] == "ready"
        assert told["data-build"].isdecimal()
        status, headers, body = preview.ask("/docs/_sitegen/client.js")
        assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8")
        assert b"WebSocket" in body
        assert preview.ask("/docs/_sitegen/")[0] == 404
        assert preview.ask("/docs/_sitegen/other.js")[0] == 404
        with preview.browser("/docs/") as browser:
            browser.hears()
            browser.says(type="page", path=told["data-path"], etag=told["data-etag"])
            browser.says(type="page", path=told["data-path"], etag="of old")
            assert browser.hears() == {"type": "stale"}
            site.write({"content/guide/a.md": "# A\n\nsecond\n"})
            assert browser.hears() == {"type": "building"}  # the first page was not stale


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (b"<body>x</body></html>", b"<body>xTAG</body></html>"),
        (b"<BODY>x</BODY >", b"<BODY>xTAG</BODY >"),
        (b"<body></body><!-- </body> -->", b"<body></body><!-- TAG</body> -->"),
        (b"<p>no body", b"<p>no bodyTAG"),
        (b"", b"TAG"),
    ],
)
def test_where_the_script_stands(page: bytes, wanted: bytes) -> None:
    assert with_script(page, b"TAG") == wanted


def test_nothing_of_the_output_lies_where_the_previews_own_files_are(site: SiteUnderTest) -> None:
    small(site)
    site.write({"static/_sitegen/client.js": "evil", "static/_sitegen/x.txt": "x"})
    with running(site) as preview:
        assert b"evil" not in preview.ask("/_sitegen/client.js")[2]
        assert preview.ask("/_sitegen/x.txt")[0] == 404


def test_without_live_reload_pages_are_as_they_are(site: SiteUnderTest) -> None:
    small(site)
    with running(site, live=False) as preview:
        assert b"<script" not in preview.ask("/")[2]
        assert preview.ask("/_sitegen/client.js")[0] == 404


def test_headers(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview:
        for path in ("/", "/style.css", "/nope", "/guide", "/_sitegen/client.js"):
            _, headers, _ = preview.ask(path, origin="http://evil.example")
            assert headers["cache-control"] == "no-cache"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-resource-policy"] == "same-site"
            assert "server" not in headers
            assert not [name for name in headers if name.startswith("access-control")]
            assert "content-encoding" not in headers


def test_slashes_heads_and_what_is_not_there(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview:
        status, headers, _ = preview.ask("/guide?x=1&y=%2F")
        assert (status, headers["location"]) == (308, "/guide/?x=1&y=%2F")
        status, headers, _ = preview.ask("//guide//a")
        assert (status, headers["location"]) == (308, "/guide/a/")
        assert preview.ask("//example.org/")[0] == 404
        status, headers, body = preview.ask("/guide/", method="HEAD")
        assert (status, body) == (200, b"")
        assert headers["content-length"] == str(len(preview.text("/guide/")))
        assert preview.ask("/static/")[0] == 404


def test_a_site_under_a_path(site: SiteUnderTest) -> None:
    small(site, "/my/notes/")
    with running(site) as preview:
        status, headers, _ = preview.ask("/")
        assert (status, headers["location"]) == (307, "/my/notes/")
        assert preview.ask("/my/notes")[1]["location"] == "/my/notes/"
        assert "Home" in preview.text("/my/notes/")
        assert preview.ask("/style.css")[0] == 404
        assert preview.preview.url == f"http://localhost:{preview.port}/my/notes/"
    with running(site, base_url="https://elsewhere.example/b/") as preview:
        assert "Home" in preview.text("/b/")
        assert preview.ask("/b/", host="elsewhere.example")[0] == 200


def test_etags_and_parts(site: SiteUnderTest) -> None:
    small(site)
    large = bytes(range(256)) * 8192  # 2 MB
    site.write({"static/large.bin": large})
    with running(site) as preview:
        for path, content in (("/data.bin", bytes(range(100))), ("/large.bin", large)):
            status, headers, body = preview.ask(path)
            assert (status, body, headers["accept-ranges"]) == (200, content, "bytes")
            etag = headers["etag"]
            assert re.fullmatch(r'"[0-9a-f-]+"', etag)
            status, headers, body = preview.ask(path, if_none_match=f'"x", W/{etag}')
            assert (status, body, headers["etag"]) == (304, b"", etag)
            assert preview.ask(path, if_none_match='"x"')[0] == 200
            size = len(content)
            for asked, start, end in (
                ("bytes=0-9", 0, 10),
                ("bytes=90-", 90, size),
                ("bytes=-5", size - 5, size),
                ("bytes=50-99999999", 50, size),
                (f"bytes=-{size * 2}", 0, size),
            ):
                status, headers, body = preview.ask(path, range=asked)
                assert (status, body) == (206, content[start:end]), asked
                assert headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
            for asked in (f"bytes={size}-", "bytes=-0", "bytes=99999999-"):
                status, headers, body = preview.ask(path, range=asked)
                assert (status, body, headers["content-range"]) == (416, b"", f"bytes */{size}")
            for asked in ("bytes=0-1,3-4", "bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=-"):
                assert preview.ask(path, range=asked)[::2] == (200, content), asked
            assert preview.ask(path, range="bytes=0-9", if_range='"x"')[0] == 200
            assert preview.ask(path, range="bytes=0-9", if_range=etag)[0] == 206
            status, headers, body = preview.ask(path, method="HEAD", range="bytes=0-9")
            assert (status, body, headers["content-length"]) == (206, b"", "10")
        status, headers, _ = preview.ask("/guide/")
        assert preview.ask("/guide/", if_none_match=headers["etag"])[0] == 304


def test_a_page_with_another_state_has_another_etag(site: SiteUnderTest) -> None:
    """Else a browser would keep the script's old attributes."""
    small(site)
    with running(site) as preview:
        before = preview.ask("/guide/")[1]["etag"]
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        preview.built()
        assert preview.ask("/guide/")[1]["etag"] != before


def test_missing_pages(site: SiteUnderTest) -> None:
    small(site)
    site.write({"static/de/404.html": "<body>nicht da</body>"})
    with running(site) as preview:
        status, headers, body = preview.ask("/guide/b/")
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert b"<h1>" in body and "etag" not in headers
        told = attributes(body.decode())
        assert (told["data-path"], told["data-etag"]) == ("guide/b/index.html", "")
        assert b"nicht da" in preview.ask("/de/x/y/")[2]
        with preview.browser() as browser:
            assert browser.hears()["type"] == "hello"
            site.write({"content/guide/b.md": "# B\n"})
            assert told["data-path"] in browser.hears_built()["changed"]
        assert preview.ask("/guide/b/")[0] == 200


def test_a_site_without_a_page_for_it_has_a_plain_one(site: SiteUnderTest) -> None:
    small(site)
    (site.root / "layouts/404.html").unlink()
    site.write({"sitegen.toml": 'baseURL = "/x/"\ndisableKinds = ["404"]\n'})
    with running(site) as preview:
        status, _, body = preview.ask("/x/nope/")
        assert status == 404 and b"_sitegen/client.js" in body
        status, _, body = preview.ask("/elsewhere/<b>/")
        assert status == 404 and b"<b>" not in body and b'data-path=""' in body


# --- builds -------------------------------------------------------------------------------------


def test_a_save_is_told_with_what_it_changed(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview, preview.browser() as one, preview.browser() as two:
        for browser in (one, two):
            hello = browser.hears()
            assert (hello["type"], hello["state"], hello["problems"]) == ("hello", "ready", [])
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        assert one.hears() == {"type": "building"}
        built = one.hears()
        assert built["type"] == "built" and built["build"] == hello["build"] + 1
        assert built["ok"] is True and built["all"] is False and built["navigate"] is None
        assert "guide/a/index.html" in built["changed"] and "style.css" not in built["changed"]
        assert two.hears_built() == built
        assert "second" in preview.text("/guide/a/")
        (site.root / "content/guide/a.md").unlink()
        assert "guide/a/index.html" in one.hears_built()["removed"]
        assert preview.ask("/guide/a/")[0] == 404


def test_every_kind_of_source_is_watched(site: SiteUnderTest) -> None:
    small(site)
    site.write({"content/_index.md": "# Home\n\n{{< now >}}\n", "shortcodes/now.html": "early"})
    shown = "<body>{{ page.content }} {{ site.title }} {{ site.data.x.y }} {{ t('hi') }}</body>"
    site.write(
        {"layouts/home.html": shown, "data/x.toml": 'y = "data1"', "i18n/en.toml": 'hi = "hello"'}
    )
    with running(site) as preview, preview.browser() as browser:
        for name, text, wanted in (
            ("shortcodes/now.html", "late", "late"),
            ("data/x.toml", 'y = "data2"', "data2"),
            ("i18n/en.toml", 'hi = "welcome"', "welcome"),
            ("sitegen.toml", 'baseURL = "/"\ntitle = "Renamed"\n', "Renamed"),
            ("layouts/home.html", f"{shown}<!-- new -->", "<!-- new -->"),
            ("static/style.css", "p { color: blue }", None),
        ):
            assert wanted is None or wanted not in preview.text("/")
            site.write({name: text})
            built = browser.hears_built()
            assert built["ok"], built
            if wanted:
                assert wanted in preview.text("/")
        assert built["changed"] == ["style.css"]
        assert "blue" in preview.text("/style.css")


def test_errors_are_told_and_the_last_good_site_stays(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview, preview.browser() as browser:
        browser.hears()
        site.write({"content/guide/a.md": "# A\n\n  {{< nope >}}<script>\n"})
        built = browser.hears_built()
        assert (built["ok"], built["changed"]) == (False, [])
        problem = built["problems"][0]
        file = f"{site.root.resolve()}/content/guide/a.md"
        assert problem["severity"] == "error" and problem["code"] == "unknown-shortcode"
        assert (problem["path"], problem["line"], problem["column"]) == ("content/guide/a.md", 3, 7)
        assert problem["excerpt"] == "  {{< nope >}}<script>" and problem["length"] == 4
        assert problem["open"] == f"vscode://file{file}:3:7"
        assert "first" in preview.text("/guide/a/")
        with preview.browser() as late:
            assert late.hears()["problems"] == built["problems"]
        site.write({"content/guide/a.md": "# A\n\nmended [x](gone.md)\n"})
        built = browser.hears_built()
        assert built["ok"] and [one["code"] for one in built["problems"]] == ["broken-link"]
        assert "mended" in preview.text("/guide/a/")


def test_an_excerpt_is_that_of_now(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview, preview.browser() as browser:
        for text in ("one", "two"):
            site.write({"content/guide/a.md": f"{{{{< nope >}}}} {text}\n"})
            assert browser.hears_built()["problems"][0]["excerpt"] == f"{{{{< nope >}}}} {text}"


def test_the_browser_is_led_to_the_page_that_is_saved(site: SiteUnderTest) -> None:
    small(site, "/docs/")
    with running(site, navigate=True) as preview, preview.browser("/docs/") as browser:
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        assert browser.hears_built()["navigate"] == "/docs/guide/a/"
        site.write({"content/_index.md": "# Start\n"})
        assert browser.hears_built()["navigate"] == "/docs/"
        site.write({"static/style.css": "p {}"})
        assert browser.hears_built()["navigate"] is None


class Gate:
    """Holds builds until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        known = session.Session._build

        def held(own: Any, *arguments: Any) -> Any:
            self.reached.set()
            assert self.open.wait(PATIENCE)
            return known(own, *arguments)

        monkeypatch.setattr(session.Session, "_build", held)


def test_while_the_first_build_runs_a_page_says_so(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(site)
    gate = Gate(monkeypatch)
    with running(site, wait=False) as preview:
        assert gate.reached.wait(PATIENCE)
        status, headers, body = preview.ask("/guide/a/")
        assert (status, headers["retry-after"]) == (503, "1")
        told = attributes(body.decode())
        assert (told["data-state"], told["data-etag"]) == ("building", "")
        assert told["data-path"] == "guide/a/index.html"
        with preview.browser() as browser:
            assert browser.hears()["state"] == "building"
            gate.open.set()
            built = browser.hears_built()
            assert built["ok"] and built["all"]
        assert preview.ask("/guide/a/")[0] == 200


def test_the_last_good_output_is_served_while_the_first_build_runs(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(site)
    with running(site):
        pass
    gate = Gate(monkeypatch)
    site.write({"content/guide/a.md": "# A\n\nsecond\n"})
    with running(site, wait=False) as preview:
        assert gate.reached.wait(PATIENCE)
        page = preview.text("/guide/a/")
        assert "first" in page and attributes(page)["data-state"] == "building"
        assert preview.ask("/nope/")[0] == 404
        gate.open.set()
        preview.built()
        page = preview.text("/guide/a/")
        assert "second" in page and attributes(page)["data-state"] == "ready"


def test_what_changes_during_a_build_is_built_right_after(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(site)
    with running(site) as preview:
        gate = Gate(monkeypatch)
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        assert gate.reached.wait(PATIENCE)
        site.write({"content/guide/_index.md": "# Guide\n\nlater\n"})
        assert "first" in preview.text("/guide/a/")  # requests are answered meanwhile
        gate.open.set()
        while "later" not in preview.text("/guide/"):
            preview.built()


def test_a_lost_event_does_no_harm(site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while of silence all files are looked at once more."""
    small(site)
    monkeypatch.setattr(session, "QUIET", 1.0)
    with running(site) as preview, preview.browser() as browser:
        browser.hears()
        seen = preview.preview._watcher._concerns
        monkeypatch.setattr(
            preview.preview._watcher, "_concerns", lambda path: "a.md" not in path and seen(path)
        )
        site.write({"static/style.css": "p {}"})
        assert "style.css" in browser.hears_built()["changed"]
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        built = browser.hears()
        assert built["type"] == "built" and "guide/a/index.html" in built["changed"]
        assert "second" in preview.text("/guide/a/")


def test_a_file_that_vanishes_under_a_build_is_tried_again(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(site)
    known = builder.build
    failures = [FileNotFoundError(2, "gone", "x.md"), FileNotFoundError(2, "gone", "x.md")]

    def failing(*arguments: Any, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return known(*arguments, **options)

    monkeypatch.setattr(builder, "build", failing)
    with running(site, wait=False) as preview:
        assert preview.built().result is not None
        failures += [FileNotFoundError(2, "gone", "x.md")] * 3
        site.write({"content/guide/a.md": "# A\n\nsecond\n"})
        assert [one.code for one in preview.built().diagnostics] == ["unreadable"]


def test_a_bug_of_ours_does_not_end_the_preview(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small(site)
    with running(site) as preview:
        with monkeypatch.context() as patched:
            patched.setattr(session.Session, "_build", lambda *_: 1 / 0)
            site.write({"content/guide/a.md": "# A\n\nsecond\n"})
            assert [one.code for one in preview.built().diagnostics] == ["crashed"]
        site.write({"content/guide/a.md": "# A\n\nthird\n"})
        assert preview.built().diagnostics == ()
        assert "third" in preview.text("/guide/a/")
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_build_that_begins_anew_after_its_end_is_told_of_once(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or what is left would be taken for the answer to the next call, and so on for ever."""
    small(site)
    known = builder.build

    def damaged(*arguments: Any, published: Any, **options: Any) -> Any:
        result = known(*arguments, published=published, **options)
        published(result)
        return result

    monkeypatch.setattr(builder, "build", damaged)
    output = site.root / ".sitegen" / "serve"
    sources = Sources(root=site.root, output=output, address="http://localhost:1313")
    ours, theirs = Pipe()
    with ours, theirs:
        builder._answer(theirs, sources, 1, builder.Kept(), None, NOW)
        assert ours.recv().result is not None
        assert not ours.poll()


# --- beginnings and ends ------------------------------------------------------------------------


def test_a_bad_configuration_at_the_start_can_be_mended(site: SiteUnderTest) -> None:
    small(site)
    good = (site.root / "sitegen.toml").read_text()
    site.write({"sitegen.toml": "title = <b>\n"})
    with running(site) as preview, preview.browser() as browser:
        assert browser.hears()["problems"][0]["path"] == "sitegen.toml"
        status, _, body = preview.ask("/guide/")
        assert status == 503 and b"sitegen.toml:1" in body and b"_sitegen/client.js" in body
        assert b"<b>" not in body
        site.write({"sitegen.toml": good})
        assert browser.hears_built()["all"]
        assert preview.ask("/guide/")[0] == 200


def test_what_a_page_of_errors_shows_is_text() -> None:
    evil = "</li><script>alert(1)</script>"
    position = Position(path=f"{evil}.md", line=3)
    one = error("x", f"message {evil}", position, f"help {evil}")
    page = failed_page(Problems(Path("/nowhere"), "").of([one], None)).decode()
    assert "<script" not in page and page.count("&lt;script&gt;") == 3
    tag = script_tag(Now(base='/"><script>/'), '"><script>', '"><script>').decode()
    assert tag.count("<script") == 1


def test_a_folder_without_configuration(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    site.write({"a.md": "# Hello\n"})
    with running(site) as preview:
        assert "Hello" in preview.text("/a/")
        site.write({"b.md": "# More\n"})
        preview.built()
        assert "More" in preview.text("/b/")


def test_a_site_that_moves_to_another_path_is_served_there(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview:
        small(site, "/moved/")
        preview.built()
        assert "Home" in preview.text("/moved/")
        assert preview.ask("/")[1]["location"] == "/moved/"


def test_a_port_that_is_taken_and_two_previews_of_one_site(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as one, running(site, port=one.port) as two:
        assert two.port != one.port
        assert one.preview.output != two.preview.output
        assert f"http://localhost:{one.port}/" in one.text("/sitemap.xml")
        assert f"http://localhost:{two.port}/" in two.text("/sitemap.xml")


def test_browsers_find_a_preview_that_was_started_again(site: SiteUnderTest) -> None:
    small(site)
    with running(site) as preview:
        port, told = preview.port, attributes(preview.text("/guide/a/"))
        with preview.browser() as browser:
            browser.hears()
            preview.preview.stop()
            with pytest.raises(ConnectionClosed) as closed:
                browser.hears()
        assert closed.value.rcvd is not None and closed.value.rcvd.code < 4000
    site.write({"content/guide/a.md": "# A\n\nsecond\n"})
    with running(site, port=port) as preview, preview.browser() as browser:
        assert preview.port == port
        assert browser.hears()["type"] == "hello"
        browser.says(type="page", path="guide/_index.html", etag="")
        browser.says(type="page", path=told["data-path"], etag=told["data-etag"])
        assert browser.hears() == {"type": "stale"}


def test_nothing_stays_open(site: SiteUnderTest) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no way to count")
    small(site)

    def once() -> int:
        with running(site) as preview, preview.browser() as browser:
            browser.hears()
            preview.text("/")
            preview.ask("/data.bin", range="bytes=500-")
        return len(list(Path("/proc/self/fd").iterdir()))

    first = once()
    assert max(once() for _ in range(2)) <= first


def test_a_preview_by_https(site: SiteUnderTest, tmp_path: Path) -> None:
    small(site)
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"],
            check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    with running(site, certificate=certificate, key=key) as preview:
        assert preview.preview.url.startswith("https://localhost:")
        request = f"GET / HTTP/1.1\r\nHost: localhost:{preview.port}\r\nConnection: close\r\n\r\n"
        with (
            socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as plain,
            context.wrap_socket(plain) as connection,
        ):
            connection.sendall(request.encode())
            answer = b""
            while part := connection.recv(65536):
                answer += part
        assert b"200 OK" in answer and b"https://localhost:" not in answer.split(b"\r\n\r\n")[0]
        assert b"200 OK" not in preview.raw(request.encode(), timeout=2)


# --- the command --------------------------------------------------------------------------------


@contextmanager
def serve(root: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "sitegen", "serve", "-s", str(root), "--port", "0", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "NO_COLOR": "1"},
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    assert process.stdout is not None
    found = []
    for line in process.stdout:
        found.append(line.rstrip())
        if wanted in line:
            return found
    raise AssertionError(found)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_command_tells_what_it_does_and_ends_cleanly(site: SiteUnderTest, name: str) -> None:
    small(site)
    site.write({"content/w.md": "[x](gone.md)\n"})
    with serve(site.root) as process:
        first = lines_until(process, "built")
        assert re.fullmatch(r"http://localhost:\d+/  \(Ctrl-C ends it\)", first[0])
        assert re.fullmatch(r"\d\d:\d\d:\d\d built · \d+ pages in .*s", first[1])
        port = int(first[0].split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port)) as idle, running_at(port) as browser:
            idle.sendall(b"GET / HTTP/1.1\r\n")
            browser.hears()
            site.write({"content/guide/a.md": "# A\n\nsecond\n"})
            line = lines_until(process, "changed")[-1]
            assert re.fullmatch(r"[\d:]{8} content/guide/a\.md changed · \d+ files? in .*s", line)
            site.write({"content/guide/a.md": "{{< nope >}}\n"})
            assert "nothing written: 1 error" in lines_until(process, "changed")[-1]
            site.write({"content/guide/a.md": "# A\n", "content/w.md": "fine\n"})
            lines_until(process, "all mended")
            process.send_signal(getattr(signal, name))
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert errors.count("warning[broken-link]") == 1
    assert errors.count("error[unknown-shortcode]") == 1


def running_at(port: int) -> Any:
    stub = Running.__new__(Running)
    stub.port = port
    return stub.browser()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_end_in_the_middle_of_a_build(site: SiteUnderTest) -> None:
    """With other processes at work, too; none is left."""
    small(site)
    site.write({f"content/many/{n}.md": f"# {n}\n\n" + "word *word* " * 300 for n in range(1500)})
    with serve(site.root, "-j", "2") as process:
        lines_until(process, "Ctrl-C")
        children = Path(f"/proc/{process.pid}/task")
        found: set[str] = set()
        while children.is_dir() and not found and process.poll() is None:
            with contextlib.suppress(OSError):  # a thread has ended
                for task in children.iterdir():
                    found |= set((task / "children").read_text().split())
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    until = time.monotonic() + PATIENCE  # Python's own helper ends a moment later
    while [child for child in found if Path(f"/proc/{child}").exists()]:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert not list((site.root / ".sitegen/serve").glob(".sitegen-*"))


def call(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_what_keeps_a_preview_from_starting_is_told(site: SiteUnderTest, tmp_path: Path) -> None:
    small(site)
    (tmp_path / "bad.pem").write_text("no certificate")
    status, output = call("serve", "-s", str(site.root), "--tls-cert", str(tmp_path / "bad.pem"))
    assert (status, "error[bad-certificate]" in output) == (1, True)
    status, output = call("serve", "-s", str(site.root), "--bind", "192.0.2.1")
    assert (status, "error[no-address]" in output) == (1, True)
    status, output = call("serve", "-s", str(site.root), "--tls-key", str(tmp_path / "bad.pem"))
    assert (status, "--tls-key needs --tls-cert" in output) == (2, True)
    for words in (("--poll=0",), ("--poll=x",), ("--editor", "javascript:{path}"), ("-p", "70000")):
        assert call("serve", "-s", str(site.root), *words)[0] == 2
    (site.root / ".sitegen/serve").rmdir()
    (site.root / ".sitegen/serve").write_text("in the way")
    status, output = call("serve", "-s", str(site.root))
    assert (status, "error[unwritable]" in output) == (1, True)
    assert "Traceback" not in output


def test_the_command_is_known_by_other_names(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sitegen.commands import serve_command

    asked: list[Any] = []

    class Refused(Exception):
        pass

    def preview(wishes: Any, **_: Any) -> Any:
        asked.append(wishes)
        raise Refused

    monkeypatch.setattr(serve_command, "Preview", preview)
    hugo = (
        "--buildDrafts --navigateToChanged --bind=0.0.0.0 --baseURL=https://x.org/y/ --poll=700ms "
        "--disableFastRender --disableLiveReload --openBrowser --environment=test --watch"
    )
    for name in ("serve", "server", "dev"):
        with pytest.raises(Refused):
            call(name, "-s", str(site.root), *hugo.split())
    assert asked[0] == asked[1] == asked[2]
    wishes = asked[0]
    assert wishes.overrides == {"buildDrafts": True}
    assert (wishes.navigate, wishes.bind, wishes.poll, wishes.live) == (True, "0.0.0.0", 0.7, False)
    assert (wishes.base_url, wishes.environment, wishes.port) == ("https://x.org/y/", "test", 1313)
    with pytest.raises(Refused):
        call("serve", "-s", str(site.root), "--poll", "-D")
    assert (asked[-1].poll, asked[-1].environment) == (1.0, "development")
    assert "server" not in call("--help")[1]


def test_the_network_is_warned_of_once(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sitegen.commands import serve_command

    small(site)
    monkeypatch.setattr(serve_command, "lan_address", lambda: "10.1.2.3")
    for bind, wanted in (("0.0.0.0", True), ("127.0.0.1", False)):
        lines: list[str] = []
        with running(site, wait=False, bind=bind) as preview:
            wishes = serve_command.Wishes(root=site.root, bind=bind, port=9)
            serve_command._introduce(preview.preview, wishes, lines.append)
            assert lines[0] == f"Port 9 is taken; this is {preview.port}."
            assert lines[1] == f"http://localhost:{preview.port}/  (Ctrl-C ends it)"
            shown = f"drafts included: http://10.1.2.3:{preview.port}/"
            assert any(shown in line for line in lines) is wanted


def test_other_commands_don_t_wait_for_the_server_to_be_imported() -> None:
    code = (
        "import sys, sitegen.commands, sitegen.commands.build_command, sitegen.pipeline;"
        "print({'starlette', 'uvicorn', 'watchdog', 'websockets', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# --- editors ------------------------------------------------------------------------------------


def test_links_that_open_an_editor() -> None:
    def link(editor: str, file: str = "/a b/ü&c.md") -> str | None:
        return editor_link(editor_template(editor), file, 3, 0)

    assert link("none") is None
    assert link("vscode") == "vscode://file/a%20b/%C3%BC%26c.md:3:1"
    assert link("idea") == "idea://open?file=/a%20b/%C3%BC%26c.md&line=3&column=1"
    assert link("vscode", "C:/x.md") == "vscode://file/C:/x.md:3:1"
    assert link("x://o?f={path}&l={line}&c={column}&{other}", "/{line}") == (
        "x://o?f=/%7Bline%7D&l=3&c=1&{other}"
    )
    for word in ("emacs", "javascript:alert('{path}')", "data:text/html,{path}", "x://no-path", ""):
        with pytest.raises(ValueError):
            editor_template(word)


def test_the_editor_whose_terminal_we_run_in() -> None:
    assert editor_in({}) == "none"
    assert editor_in({"TERM_PROGRAM": "vscode", "EDITOR": "subl -w"}) == "vscode"
    assert editor_in({"TERMINAL_EMULATOR": "JetBrains-JediTerm"}) == "idea"
    assert editor_in({"EDITOR": "/usr/bin/code --wait"}) == "vscode"
    assert editor_in({"VISUAL": "vim", "EDITOR": "code"}) == "none"
