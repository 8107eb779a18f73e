"""What the preview's client does in a real browser.

The server is a stand-in that says what a test wants: see `preview_stand_in.py`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.conftest import SiteUnderTest
from tests.preview import running
from tests.preview_stand_in import StandIn

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

expect.set_options(
    timeout=15_000
)  # milliseconds after which a test has failed, on a busy machine, too

TITLE = "The site can’t be built"
LOST = "Preview server not reachable"
UNREACHABLE = (
    "ERR_CONNECTION_REFUSED",
    "closed before",
    "Connection closed",
    "ERR_CONNECTION_RESET",
)
NOT_FOUND = ("404 (Not Found)",)

HEAD = (
    '<meta charset="utf-8"><title>A page</title><link rel="icon" href="/notes/icon.svg">'
    '<link rel="stylesheet" href="/notes/css/main.css?v=1">'
)
COLOUR = "body { color: rgb(%s); background: Canvas } :root { color-scheme: light dark }"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"/>'
BLUE, GREEN = "0, 0, 150", "0, 90, 0"


def html(body: str, head: str = HEAD) -> str:
    return f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1 id="top">Page</h1>{body}</main></body></html>'


def chapters(first: int = 8) -> str:
    """Text with headings; `first` says how long that before the second one is."""
    paragraphs = "<p>Some text that fills a line or two.</p>"
    sizes = {"one": first, "two": 40, "three": 40}
    return "".join(
        f'<h2 id="{name}">{name}</h2>{paragraphs * size}' for name, size in sizes.items()
    )


def problem(**more: Any) -> dict[str, Any]:
    one = {
        "severity": "error", "code": "unknown-shortcode", "message": 'there is no shortcode "nope"',
        "path": "content/guide/a.md", "line": 3, "column": 9, "length": 4,
        "excerpt": "See {{< nope >}} here", "help": 'did you mean "note"?',
        "open": "vscode://file/site/content/guide/a.md:3:9",
    }  # fmt: skip
    return one | more


def warning(number: int = 1) -> dict[str, Any]:
    return problem(severity="warning", code="dead-link", message=f"link {number} leads nowhere")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StandIn]:
    """A site of three pages under /notes/."""
    found = StandIn(tmp_path)
    found.write(
        {
            "index.html": html("<p>Words.</p>"),
            "other/index.html": html("<p>Other words.</p>"),
            "long/index.html": html(chapters()),
            "404.html": html("<p>Nothing is here.</p>"),
            "css/main.css": COLOUR % BLUE,
            "icon.svg": PICTURE % (9, 9),
        }
    )
    found.start()
    yield found
    found.stop()


class Tabs:
    """Tabs of one browser, with what went wrong in them."""

    def __init__(self, context: BrowserContext, server: StandIn) -> None:
        self._context = context
        self._server = server
        self.wrong: list[str] = []
        self.allowed: tuple[str, ...] = ()
        """Parts of console errors that the browser itself writes and that a test expects."""

    def open(self, path: str = "") -> Page:
        """A new tab, connected to the server; what is set in its window tells of a reload."""
        page = self.begin(path)
        self._server.hears()
        page.evaluate("window.mark = 1")
        return page

    def begin(self, path: str = "") -> Page:
        """A new tab, on its way to a page."""
        page = self._context.new_page()
        page.on("console", lambda one: self.wrong.append(one.text) if one.type == "error" else 0)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda one: self._is_ours(one.url))
        page.on("websocket", lambda one: self._is_ours(one.url.replace("ws:", "http:")))
        page.goto(self._server.address + path, wait_until="commit")
        return page

    def _is_ours(self, url: str) -> None:
        if not url.startswith(self._server.host):
            self.wrong.append(url)

    def check(self) -> None:
        allowed = self.allowed
        assert [one for one in self.wrong if not any(part in one for part in allowed)] == []


@pytest.fixture
def tabs(browser: Browser, server: StandIn) -> Iterator[Tabs]:
    """Fails the test on a console error or a request to another host."""
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.set_default_timeout(15_000)
    found = Tabs(context, server)
    yield found
    context.close()
    found.check()


def reloaded(page: Page, server: StandIn) -> None:
    """Waits until the page is a new one that has told where it is."""
    page.wait_for_function("!('mark' in window)")
    server.hears()
    page.evaluate("window.mark = 1")


def stayed(page: Page, server: StandIn) -> None:
    """Everything that was sent until now has been done, and the page is still the same."""
    server.write({"css/main.css": COLOUR % "1, 2, 3"})
    server.built("css/main.css")
    expect(page.locator("body")).to_have_css("color", "rgb(1, 2, 3)")
    assert page.evaluate("window.mark") == 1


def badge(page: Page) -> Locator:
    return page.locator("sitegen-preview .badge")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name=TITLE)


def panel(page: Page) -> Locator:
    return page.locator("sitegen-preview .panel")


# --- reloads ------------------------------------------------------------------------------------


def test_a_page_that_changed_is_loaded_anew(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    server.write({"index.html": html("<p>New words.</p>")})

    server.built("index.html")

    reloaded(page, server)
    expect(page.get_by_text("New words.")).to_be_visible()
    assert page.evaluate("window.__sitegenPreview.build") == 2


def test_another_page_that_changed_is_none_of_our_business(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    server.built(
        "other/index.html", "css/other.css", "pic.svg", "js/other.js", removed=["long/index.html"]
    )
    server.built(ok=False, problems=[])

    expect(dialog(page)).to_be_visible()
    stayed(page, server)
    assert server.asked.count("") == 1


def test_when_all_may_have_changed_the_page_is_loaded_anew(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    server.built(all=True)

    reloaded(page, server)


def test_each_way_to_write_an_address_is_known(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    for path, name in (
        ("file.html", "file.html"),
        ("other/?q=1#one", "other/index.html"),
        ("sp%20ace/%C3%A9%25/", "sp ace/é%/index.html"),
    ):
        server.write({name: html("")})
        page.goto(server.address + path)
        server.hears()
        page.evaluate("window.mark = 1")

        server.built(name)

        reloaded(page, server)


def test_a_reload_keeps_scrolling_details_and_focus(tabs: Tabs, server: StandIn) -> None:
    blocks = "".join(
        f"<details{' open' if name == 'c' else ''}><summary>{name}</summary>text of {name}</details>"
        for name in "abc"
    )
    fields = "<p><input aria-label=x> <input aria-label=y></p>"
    text = html(blocks + chapters(40) + fields).replace(" id=", " data-id=")
    server.write({"long/index.html": text})
    page = tabs.open("long/")
    page.get_by_text("b", exact=True).click()
    page.get_by_text("c", exact=True).click()
    page.get_by_label("y").focus()
    page.evaluate("scrollTo(0, 777)")

    server.write({"long/index.html": text.replace("</body>", "<p>New.</p></body>")})
    server.built("long/index.html")

    reloaded(page, server)
    page.wait_for_function("scrollY === 777 && history.scrollRestoration === 'auto'")
    opened = "[...document.querySelectorAll('details')].map((one) => one.open)"
    assert page.evaluate(opened) == [False, True, False]
    expect(page.get_by_label("y")).to_be_focused()


def test_details_are_known_by_their_summary_when_others_come_before(
    tabs: Tabs, server: StandIn
) -> None:
    page_of = "".join(f"<details><summary>{{}}{n}</summary>x</details>" for n in (1, 2)).format
    server.write({"index.html": html(page_of("a", "a"))})
    page = tabs.open()
    page.get_by_text("a2").click()

    new = "<details><summary>new</summary>x</details>"
    server.write({"index.html": html(new + page_of("a", "a"))})
    server.built("index.html")

    reloaded(page, server)
    opened = "[...document.querySelectorAll('details')].map((one) => one.open)"
    assert page.evaluate(opened) == [False, False, True]


def test_the_reader_stays_at_a_heading_when_text_above_it_grew(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open("long/")
    top = "Math.round(document.getElementById('two').getBoundingClientRect().top)"
    page.evaluate("scrollTo(0, document.getElementById('two').offsetTop - 100)")
    before, scrolled = page.evaluate(top), page.evaluate("scrollY")
    assert 50 < before < 150

    server.write({"long/index.html": html(chapters(60))})
    server.built("long/index.html")

    reloaded(page, server)
    page.wait_for_function(f"Math.abs({top} - {before}) <= 1")
    assert page.evaluate("scrollY") > scrolled + 500


def test_a_page_that_is_gone_gives_way_to_the_404_page_and_comes_back(
    tabs: Tabs, server: StandIn
) -> None:
    tabs.allowed = NOT_FOUND
    page = tabs.open("other/")
    (server.folder / "other/index.html").unlink()

    server.built(removed=["other/index.html"])

    reloaded(page, server)
    expect(page.get_by_text("Nothing is here.")).to_be_visible()

    server.write({"other/index.html": html("<p>Back again.</p>")})
    server.built("other/index.html")

    reloaded(page, server)
    expect(page.get_by_text("Back again.")).to_be_visible()


def test_the_server_may_lead_to_another_page(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    server.built("other/index.html", navigate="/notes/other/")

    page.wait_for_url("**/notes/other/")
    expect(page.get_by_text("Other words.")).to_be_visible()


def test_it_leads_to_no_other_site(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    for address in (
        "https://example.org/", "//example.org/x", "javascript:window.owned = 1", "data:text/html,x",
        "http://[", 7, ["https://example.org/"],
    ):  # fmt: skip
        server.built(navigate=address)

    stayed(page, server)
    assert page.evaluate("window.owned") is None


def test_an_old_page_is_loaded_anew_once(tabs: Tabs, server: StandIn) -> None:
    """Not for ever, even if the server says that it is old each time."""
    server.stale = 3
    page = tabs.begin()
    server.hears()
    server.hears()
    page.evaluate("window.mark = 1")

    stayed(page, server)
    assert server.asked.count("") == 2


# --- what changes without a reload --------------------------------------------------------------


def test_styles_change_without_a_reload(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    expect(page.locator("body")).to_have_css("color", f"rgb({BLUE})")

    for colour in (GREEN, BLUE, GREEN):
        server.write({"css/main.css": COLOUR % colour})
        server.built("css/main.css")
        expect(page.locator("body")).to_have_css("color", f"rgb({colour})")

    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
    assert page.evaluate("window.mark") == 1
    assert server.asked.count("") == 1


def test_a_page_that_changed_in_the_address_of_its_styles_only_is_kept(
    tabs: Tabs, server: StandIn
) -> None:
    page = tabs.open()
    page.evaluate("document.body.append('made by a script')")
    server.write({"css/main.css": COLOUR % GREEN})
    server.built("css/main.css")
    expect(page.locator("body")).to_have_css("color", f"rgb({GREEN})")

    for version in (2, 3):
        colour = f"{version}, {version}, {version}"
        changed = html("<p>Words.</p>", HEAD.replace("?v=1", f"?v={version}"))
        server.write({"css/main.css": COLOUR % colour, "index.html": changed})
        server.built("css/main.css", "index.html")
        expect(page.locator("body")).to_have_css("color", f"rgb({colour})")

    assert page.evaluate("window.mark") == 1
    link = page.locator("link[rel=stylesheet]")
    expect(link).to_have_count(1)
    assert (link.get_attribute("href") or "").endswith("?v=3")

    server.close_sockets(1012)
    assert server.hears() == {
        "type": "page", "path": "index.html", "etag": server.etag("index.html")
    }  # fmt: skip
    assert page.evaluate("window.mark") == 1

    server.write({"index.html": html("<p>Other.</p>", HEAD.replace("?v=1", "?v=4"))})
    server.built("css/main.css", "index.html")
    reloaded(page, server)


def test_pictures_change_without_a_reload(tabs: Tabs, server: StandIn) -> None:
    images = '<img alt="" src="../a%20pic.svg"><img alt="" srcset="/notes/a%20pic.svg 1x, /notes/a%20pic.svg?2 2x">'
    server.write({"other/index.html": html(images), "a pic.svg": PICTURE % (10, 10)})
    page = tabs.open("other/")

    server.write({"a pic.svg": PICTURE % (20, 20)})
    server.built("a pic.svg")

    page.wait_for_function("[...document.images].every((one) => one.naturalWidth === 20)")
    assert page.evaluate("window.mark") == 1


@pytest.mark.parametrize("name", ["js/main.js", "css/part.css", "pic.svg"])
def test_what_cannot_be_exchanged_reloads_the_page(tabs: Tabs, server: StandIn, name: str) -> None:
    """A script, a sheet that another one imports, a picture of a sheet."""
    server.write(
        {
            "index.html": html("", HEAD + '<script src="js/main.js"></script>'),
            "js/main.js": "",
            "css/main.css": "@import 'part.css'; main { background: url(../pic.svg) }",
            "css/part.css": "",
            "pic.svg": PICTURE % (9, 9),
        }
    )
    page = tabs.open()
    page.wait_for_load_state("load")

    server.built(name)

    reloaded(page, server)


# --- the connection -----------------------------------------------------------------------------


def test_the_page_waits_for_a_server_that_is_gone(tabs: Tabs, server: StandIn) -> None:
    tabs.allowed = UNREACHABLE
    page = tabs.open()
    status = page.get_by_role("status")

    server.stop()
    expect(status).to_have_text(LOST)
    expect(status).to_be_visible()

    server.start()
    assert server.hears()["etag"] == server.etag("index.html")
    expect(status).to_be_hidden()
    assert page.evaluate("[window.mark, window.__sitegenPreview.connected]") == [1, True]
    server.built("index.html")
    reloaded(page, server)


def test_a_page_that_missed_a_build_is_loaded_anew(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    server.stale = 1

    server.close_sockets(1012)

    server.hears()
    reloaded(page, server)


def test_a_socket_closed_for_good_stays_closed(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    page.clock.install()

    server.close_sockets(4400)
    page.wait_for_function("!window.__sitegenPreview.connected")
    page.clock.run_for(60_000)

    expect(page.get_by_role("status")).to_have_text(LOST)
    assert server.connections == 1


def test_two_tabs_each_mind_their_own_page(tabs: Tabs, server: StandIn) -> None:
    first, second = tabs.open(), tabs.open("other/")

    server.built("other/index.html", problems=[warning()])

    reloaded(second, server)
    for page in (first, second):
        if page is first:
            expect(badge(page)).to_have_text("1 warning")
    assert first.evaluate("window.mark") == 1
    second.close()
    server.built("index.html")
    reloaded(first, server)


def test_messages_that_make_no_sense_are_passed_over(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    for text in (
        "",
        "{",
        "null",
        "7",
        "[]",
        '"built"',
        "{}",
        '{"type":"constructor"}',
        '{"type":"__proto__"}',
    ):
        server.send_text(text)
    server.built(problems=[None, 7, "x"])

    stayed(page, server)


# --- mistakes -----------------------------------------------------------------------------------


def test_a_mistake_is_explained(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    server.built(
        "index.html", ok=False, problems=[problem(), warning(), problem(path=None, excerpt=None)]
    )

    box = dialog(page)
    expect(box).to_be_visible()
    expect(box).to_contain_text("2 errors, 1 warning")
    row = box.get_by_role("listitem").first
    expect(row).to_contain_text('there is no shortcode "nope"')
    expect(row).to_contain_text("unknown-shortcode")
    expect(row).to_contain_text('help did you mean "note"?')
    link = row.get_by_role("link", name="content/guide/a.md:3:9")
    expect(link).to_have_attribute("href", "vscode://file/site/content/guide/a.md:3:9")
    expect(row.locator("pre code")).to_have_text("See {{< nope >}} here")
    expect(row.locator("pre")).to_have_attribute("data-line", "3")
    assert marked(row) == ["nope", '"^^^^"']
    expect(box.locator("pre")).to_have_count(2)
    assert page.evaluate("window.mark") == 1


def marked(row: Locator) -> list[str]:
    """The marked part of an excerpt, and what is shown below it."""
    found: list[str] = row.locator(".mark").evaluate(
        "(one) => [one.textContent, getComputedStyle(one, '::after').content]"
    )
    return found


MARKS = [
    ("😀😀 [x](nope.md)", 8, 7, "nope.md"),
    ("\tx: [", 5, 1, "["),
    ("title: ", 8, 1, " "),
    ("short", 99, 4, " "),
    ("all of it", 1, 999, "all of it"),
    ("word " * 2000 + "here" + " word" * 2000, 10001, 4, "here"),
    ("word " * 20 + "there", 101, 5, "there"),
]


def test_the_place_in_the_line_is_marked(tabs: Tabs, server: StandIn) -> None:
    server.problems = [
        problem(excerpt=excerpt, column=column, length=length)
        for excerpt, column, length, _ in MARKS
    ]
    rows = dialog(tabs.open()).get_by_role("listitem")
    expect(rows).to_have_count(len(MARKS))

    for row, (*_, wanted) in zip(rows.all(), MARKS, strict=True):
        assert marked(row) == [wanted, f'"{"^" * len(wanted)}"']
        mark, around = row.locator(".mark").bounding_box(), row.locator("pre").bounding_box()
        assert mark and around
        assert around["x"] <= mark["x"] < mark["x"] + mark["width"] <= around["x"] + around["width"]


def test_a_long_line_without_a_place_is_shown_from_its_start(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    found = problem(severity="warning", excerpt="word " * 2000, column=0)

    server.built("index.html", problems=[found, warning()])

    reloaded(page, server)
    server.built(problems=[found, warning()])
    badge(page).click()
    expect(panel(page).get_by_role("listitem")).to_have_count(2)
    expect(panel(page).locator("pre").first).to_contain_text("word word")
    expect(panel(page).locator(".mark")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 1000])
def test_many_mistakes_are_scrolled(tabs: Tabs, server: StandIn, width: int) -> None:
    page = tabs.open()
    page.set_viewport_size({"width": width, "height": 700})

    server.built(ok=False, problems=[problem(line=line) for line in range(1, 121)])

    expect(dialog(page).locator(".problem")).to_have_count(100)
    expect(dialog(page).get_by_text("… and 20 more")).to_be_attached()
    expect(dialog(page).get_by_role("button", name="Hide")).to_be_in_viewport(ratio=1)
    foot = dialog(page).locator("footer")
    foot.scroll_into_view_if_needed()
    expect(foot).to_be_in_viewport(ratio=1)
    expect(dialog(page).get_by_role("button", name="Hide")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mistake_goes_away_when_it_is_mended(tabs: Tabs, server: StandIn) -> None:
    server.problems = [problem()]
    page = tabs.open()
    expect(dialog(page)).to_be_visible()

    server.built("index.html")

    reloaded(page, server)
    server.problems = []
    server.built("other/index.html")
    expect(dialog(page)).to_be_hidden()
    expect(badge(page)).to_be_hidden()


def test_escape_hides_mistakes_and_a_badge_brings_them_back(tabs: Tabs, server: StandIn) -> None:
    server.write({"index.html": html("<input aria-label=field>")})
    page = tabs.open()
    page.evaluate("addEventListener('keydown', () => { window.keys = 1 + (window.keys ?? 0) })")
    page.get_by_label("field").focus()

    server.built(ok=False, problems=[problem()])
    expect(dialog(page)).to_be_visible()
    assert page.evaluate("document.activeElement.localName") == "sitegen-preview"
    page.keyboard.press("/")
    page.keyboard.press("Escape")

    expect(dialog(page)).to_be_hidden()
    expect(badge(page)).to_have_text("1 error")
    expect(page.get_by_label("field")).to_be_focused()
    assert page.evaluate("window.keys") is None

    badge(page).click()
    expect(dialog(page)).to_be_visible()
    dialog(page).get_by_role("button", name="Hide").click()
    expect(dialog(page)).to_be_hidden()
    expect(badge(page)).to_be_focused()

    server.built(ok=False, problems=[problem(line=4)])
    expect(dialog(page)).to_be_visible()
    server.built()
    expect(dialog(page)).to_be_hidden()
    expect(badge(page)).to_be_hidden()


def test_mistakes_that_were_hidden_stay_hidden_on_the_next_page(
    tabs: Tabs, server: StandIn
) -> None:
    server.problems = [problem()]
    page = tabs.open()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()

    page.goto(f"{server.address}other/")

    expect(badge(page)).to_have_text("1 error")
    expect(dialog(page)).to_be_hidden()


EVIL = '</li></pre><img src=evil onerror="window.owned = 1"><script>window.owned = 1</script>\u202e'


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_what_problems_say_is_never_html(tabs: Tabs, server: StandIn, severity: str) -> None:
    texts = dict.fromkeys(("code", "message", "path", "excerpt", "help", "open"), EVIL)
    page = tabs.open()

    server.built(problems=[problem(severity=severity, **texts), dict.fromkeys(problem(), EVIL)])
    if severity == "warning":
        badge(page).click()

    rows = page.locator("sitegen-preview .problem")
    expect(rows.first).to_be_visible()
    assert (rows.first.text_content() or "").count("onerror=") == 5
    assert "\u202e" not in (rows.first.text_content() or "")
    assert page.locator("sitegen-preview").locator("img, script, a").count() == 0
    stayed(page, server)
    assert page.evaluate("window.owned") is None
    assert not [path for path in server.asked if "evil" in path]


HARMFUL = [
    "javascript:window.owned=1", " javascript:window.owned=1", "JAVASCRIPT:window.owned=1",
    "java\nscript:window.owned=1", "\u0001javascript:window.owned=1", "data:text/html,x", "blob:x",
    "vbscript:x", "file:///etc/passwd", "view-source:x", "about:blank", "filesystem:x",
    "//example.org/", "/x", "", None, 7, {}, ["javascript:window.owned=1"],
]  # fmt: skip


def test_links_lead_to_editors_only(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()

    server.built(ok=False, problems=[*(problem(open=one) for one in HARMFUL), problem()])

    expect(dialog(page).get_by_role("listitem")).to_have_count(len(HARMFUL) + 1)
    expect(dialog(page).get_by_text("content/guide/a.md:3:9")).to_have_count(len(HARMFUL) + 1)
    expect(dialog(page).get_by_role("link")).to_have_count(1)


# --- warnings and the state of the server -------------------------------------------------------


def test_warnings_are_in_a_panel_that_stays_as_the_reader_left_it(
    tabs: Tabs, server: StandIn
) -> None:
    page = tabs.open()
    expect(badge(page)).to_be_hidden()
    server.problems = [warning(1), warning(2)]

    server.built(problems=server.problems)
    expect(badge(page)).to_have_text("2 warnings")
    expect(panel(page)).to_be_hidden()
    expect(badge(page)).to_have_attribute("aria-expanded", "false")

    badge(page).click()
    expect(page.get_by_role("region", name="2 warnings").get_by_role("listitem")).to_have_count(2)
    expect(badge(page)).to_have_attribute("aria-expanded", "true")
    server.built("index.html", problems=server.problems)
    reloaded(page, server)
    expect(panel(page)).to_be_visible()

    badge(page).focus()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(badge(page)).to_be_focused()
    server.built("index.html", problems=server.problems)
    reloaded(page, server)
    expect(badge(page)).to_be_visible()
    expect(panel(page)).to_be_hidden()

    server.built()
    expect(badge(page)).to_be_hidden()


def test_the_badge_makes_room_for_what_has_the_focus(tabs: Tabs, server: StandIn) -> None:
    server.problems = [warning()]
    low = '<a href="#low" style="position: fixed; left: 1rem; bottom: 1rem">low</a>'
    server.write({"index.html": html(f'{low}<p><a href="#high">high</a></p>')})
    page = tabs.open()
    expect(badge(page)).to_be_visible()

    page.get_by_text("low").focus()
    expect(badge(page)).to_be_hidden()
    page.get_by_text("high").focus()
    expect(badge(page)).to_be_visible()


def test_the_first_build_is_told_of(tabs: Tabs, server: StandIn) -> None:
    server.state = "building"
    page = tabs.open()
    expect(page.get_by_role("status")).to_have_text("Showing the last build; building…")
    expect(page.locator("sitegen-preview .line")).to_be_visible()

    server.built()

    expect(page.get_by_role("status")).to_be_hidden()
    expect(page.locator("sitegen-preview .line")).to_be_hidden()


def test_only_a_build_that_takes_its_time_is_told_of(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    page.clock.install()
    status = page.get_by_role("status")

    server.send(type="building")
    server.built(problems=[warning()])
    expect(badge(page)).to_be_visible()
    page.clock.run_for(5000)
    expect(status).to_have_text("")

    server.send(type="building")
    server.send(type="stale?")
    page.wait_for_function("window.__sitegenPreview.connected")
    page.clock.run_for(5000)
    expect(status).to_have_text("Building…")


# --- a guest in the page ------------------------------------------------------------------------


def test_a_strict_policy_of_the_page_is_kept(tabs: Tabs, server: StandIn) -> None:
    """A breach would be a console error; so would waiting for an expression, which the policy forbids."""
    server.headers = {"Content-Security-Policy": "default-src 'self'"}
    page = tabs.open()

    stayed(page, server)
    server.built(ok=False, problems=[problem()])
    expect(dialog(page)).to_have_css("border-radius", "12px")
    assert marked(dialog(page))[1] == '"^^^^"'
    server.write({"index.html": html("<p>New words.</p>")})
    server.built("index.html")
    expect(page.get_by_text("New words.")).to_be_visible()
    assert page.evaluate("window.mark") is None


def test_one_global_name_and_no_more(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open("other/")
    names = "Object.getOwnPropertyNames(window).filter((name) => name !== 'mark')"
    ours = set(page.evaluate(names))
    server.live = False
    page.goto(f"{server.address}other/")

    assert ours - set(page.evaluate(names)) == {"__sitegenPreview"}


def test_a_page_that_has_a_client_gets_no_second_one(tabs: Tabs, server: StandIn) -> None:
    page = tabs.open()
    server.write({"other/index.html": html("<script>window.__sitegenPreview = 'mine'</script>")})

    page.goto(f"{server.address}other/")

    assert page.evaluate("window.__sitegenPreview") == "mine"
    assert page.locator("sitegen-preview").count() == 0
    assert server.connections == 1


PALE = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colours) => {
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((one) => part(one / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const pale = [];
  let looked = 0;
  for (const element of document.querySelector("sitegen-preview").shadowRoot.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const grounds = [];
    for (let one = element; one; one = one.parentElement) grounds.unshift(getComputedStyle(one).backgroundColor);
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (pseudo ? !/[^"]/.test(style.content.replace(/^(none|normal)$/, "")) : !own) continue;
      const under = grounds.slice(0, style.position === "absolute" && pseudo ? -1 : undefined);
      if (pseudo) under.push(style.backgroundColor);
      const [ink, ground] = [light([...under, style.color]), light(under)];
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      looked += 1;
      if (ratio < 4.5) pale.push([element.className || element.localName, pseudo, ratio]);
    }
  }
  return [looked, pale];
}"""
"""How many texts of the client are seen, and those whose contrast is too low: axe can't tell."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(tabs: Tabs, server: StandIn, scheme: Literal["light", "dark"]) -> None:
    page = tabs.open()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    server.write({"css/main.css": ":root { color-scheme: light dark }"})
    server.built("css/main.css")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": {"type": "tag", "values": tags}}

    def faults() -> dict[str, Any]:
        found = Axe().run(page, options=options).response["violations"]
        looked, pale = page.evaluate(PALE)
        assert looked > 5
        return {one["id"]: one["nodes"] for one in found} | ({"pale": pale} if pale else {})

    server.built(
        ok=False, problems=[problem(), warning(), problem(excerpt="long " * 50, column=200)]
    )
    expect(dialog(page)).to_be_visible()
    assert faults() == {}
    server.send(type="building")
    server.built(problems=[warning(), warning(2)])
    badge(page).click()
    expect(panel(page)).to_be_visible()
    assert faults() == {}


# --- with the real server -----------------------------------------------------------------------


def test_an_edit_is_seen_in_the_browser(browser: Browser, site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\nfirst\n", "content/b.md": "# B\n"})
    with running(site) as preview, contextlib.closing(browser.new_context()) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else 0)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://localhost:{preview.port}/docs/a/")
        page.wait_for_function("window.__sitegenPreview.connected")
        page.evaluate("window.mark = 1")

        site.write({"content/b.md": "# B\n\n{{< nope >}}\n"})
        expect(dialog(page)).to_contain_text("content/b.md:3:")
        site.write({"content/b.md": "# B\n"})
        expect(dialog(page)).to_be_hidden()
        assert page.evaluate("window.mark") == 1

        site.write({"content/a.md": "# A\n\nsecond\n"})
        expect(page.locator("main")).to_contain_text("second")
        assert page.evaluate("window.mark") is None
        assert wrong == []
