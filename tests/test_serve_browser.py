"""What an author sees of a live preview, in a real browser beside an editor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import SiteUnderTest
from tests.preview import running

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

LONG = "\n\n".join(f"Paragraph {n}. {'Word upon word. ' * 30}" for n in range(40))
BASEOF = """<!doctype html><html lang="en"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('css/own.css') }}"></head>
<body><header>{{ site.title }} {{ site.data.words.greeting }}</header>
<main>{% block main %}<h1>{{ page.title }}</h1>{{ page.content }}
{% for one in page.backlinks %}<a class="from" href="{{ one.page.url }}">{{ one.page.title }}</a>{% endfor %}
{% for one in page.children %}<div class="child">{{ one.title }}: {{ one.summary }}</div>{% endfor %}
{% endblock %}</main></body></html>
"""
FILES = {
    "sitegen.toml": 'baseURL = "https://example.org/docs/"\ntitle = "Notes"\n',
    "layouts/baseof.html": BASEOF,
    **{f"layouts/{kind}.html": '{% extends "baseof.html" %}' for kind in ("home", "section", "page")},
    "shortcodes/mark.html": "<b>plain</b>",
    "static/css/own.css": "h1 { color: rgb(1, 2, 3) }\n",
    "data/words.toml": 'greeting = "Hello"\n',
    "content/_index.md": "---\ntitle: Start\n---\n",
    "content/guide/_index.md": "---\ntitle: Guide\n---\n",
    "content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nThe first text. {{< mark >}}\n",
    "content/guide/beta.md": "---\ntitle: Beta\n---\n\nRead [[Alpha]] first.\n",
    "content/guide/long.md": f"---\ntitle: Long\n---\n\n{LONG}\n",
}  # fmt: skip


@pytest.fixture
def notes(site: SiteUnderTest) -> SiteUnderTest:
    """A small site with layouts of its own."""
    site.write(FILES)
    return site


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without anything in it."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield context
    context.close()


def opened(window: BrowserContext, port: int, path: str) -> Page:
    """A tab whose socket has said hello, with a mark that a reload takes away."""
    page = window.new_page()
    page.goto(f"http://localhost:{port}/docs/{path}")
    connected(page)
    page.evaluate("window.mark = true")
    return page


def connected(page: Page) -> None:
    page.wait_for_function("window.__sitegenPreview?.connected")


def was_reloaded(page: Page) -> bool:
    return page.evaluate("window.mark") is None


def test_what_is_saved_is_seen_where_one_was(notes: SiteUnderTest, window: BrowserContext) -> None:
    with running(notes, process=True) as preview:
        page = opened(window, preview.port, "guide/long/")
        page.evaluate("scrollTo(0, 2000)")
        notes.write({"content/guide/long.md": f"{FILES['content/guide/long.md']}\nA new end.\n"})

        expect(page.locator("main")).to_contain_text("A new end.")
        assert was_reloaded(page)
        page.wait_for_function("scrollY === 2000")


def test_a_mistake_is_explained_until_it_is_mended(
    notes: SiteUnderTest, window: BrowserContext
) -> None:
    with running(notes) as preview:
        page = opened(window, preview.port, "guide/alpha/")
        notes.write({"content/guide/alpha.md": '---\ntitle: "Alpha\n---\n\nText.\n'})
        dialog = page.get_by_role("dialog")

        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("content/guide/alpha.md:2:8")
        expect(dialog).to_contain_text('title: "Alpha')
        expect(dialog.get_by_role("link", name="content/guide/alpha.md:2:8")).to_have_attribute(
            "href", f"vscode://file{(notes.root / 'content/guide/alpha.md').resolve()}:2:8"
        )
        expect(page.locator("main")).to_contain_text("The first text.")

        notes.write({"content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nMended.\n"})
        expect(dialog).to_be_hidden()
        expect(page.locator("main")).to_contain_text("Mended.")


def test_links_follow_a_file_that_is_renamed(notes: SiteUnderTest, window: BrowserContext) -> None:
    with running(notes) as preview:
        beta = opened(window, preview.port, "guide/beta/")
        expect(beta.get_by_role("link", name="Alpha")).to_have_attribute(
            "href", "/docs/guide/alpha/"
        )
        old = opened(window, preview.port, "guide/alpha/")
        expect(old.locator(".from")).to_have_text("Beta")
        (notes.root / "content/guide/alpha.md").rename(notes.root / "content/guide/omega.md")

        expect(beta.get_by_role("link", name="Alpha")).to_have_attribute(
            "href", "/docs/guide/omega/"
        )
        beta.get_by_role("link", name="Alpha").click()
        expect(beta.locator(".from")).to_have_text("Beta")
        old.wait_for_function("window.mark === undefined")  # its page is gone
        assert "The first text." not in old.content()


def test_a_style_changes_without_a_reload(notes: SiteUnderTest, window: BrowserContext) -> None:
    """Also where its address has a version, so that the page's own text changes with it."""
    with running(notes) as preview:
        page = opened(window, preview.port, "guide/alpha/")
        expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
        for colour in ("rgb(4, 5, 6)", "rgb(7, 8, 9)"):
            notes.write({"static/css/own.css": f"h1 {{ color: {colour} }}\n"})
            expect(page.locator("h1")).to_have_css("color", colour)
        assert not was_reloaded(page)


@pytest.mark.parametrize(
    ("file", "text", "seen"),
    [
        ("layouts/page.html", '{% extends "baseof.html" %}{% block main %}<h1>Bare</h1>{% endblock %}', "Bare"),
        ("shortcodes/mark.html", "<b>marked</b>", "marked"),
        ("sitegen.toml", 'baseURL = "https://example.org/docs/"\ntitle = "Diary"\n', "Diary"),
        ("data/words.toml", 'greeting = "Good day"\n', "Good day"),
    ],
)  # fmt: skip
def test_all_that_a_page_is_made_of_is_shown_anew(
    notes: SiteUnderTest, window: BrowserContext, file: str, text: str, seen: str
) -> None:
    with running(notes) as preview:
        page = opened(window, preview.port, "guide/alpha/")
        notes.write({file: text})

        expect(page.locator("body")).to_contain_text(seen)


def test_a_page_that_shows_another_one_is_shown_anew(
    notes: SiteUnderTest, window: BrowserContext
) -> None:
    with running(notes) as preview:
        section = opened(window, preview.port, "guide/")
        other = opened(window, preview.port, "guide/beta/")
        notes.write({"content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nAnother beginning.\n"})

        expect(section.locator(".child").first).to_contain_text("Another beginning.")
        assert not was_reloaded(other)


def test_two_tabs_and_a_server_that_is_started_again(
    notes: SiteUnderTest, window: BrowserContext
) -> None:
    with running(notes) as preview:
        port = preview.port
        tabs = [opened(window, port, "guide/alpha/"), opened(window, port, "guide/alpha/")]
        still = opened(window, port, "guide/beta/")
        notes.write({"content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nSecond.\n"})
        for tab in tabs:
            expect(tab.locator("main")).to_contain_text("Second.")
            connected(tab)
    for tab in (*tabs, still):
        tab.wait_for_function("!window.__sitegenPreview.connected")
    notes.write({"content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nThird.\n"})
    with running(notes, port=port):
        for tab in tabs:
            expect(tab.locator("main")).to_contain_text("Third.")
        connected(still)
        assert not was_reloaded(still)


def test_the_browser_goes_where_the_author_writes(
    notes: SiteUnderTest, window: BrowserContext
) -> None:
    with running(notes, navigate=True) as preview:
        page = opened(window, preview.port, "guide/beta/")
        notes.write({"content/guide/alpha.md": "---\ntitle: Alpha\n---\n\nSecond.\n"})

        page.wait_for_url("**/docs/guide/alpha/")
        expect(page.locator("main")).to_contain_text("Second.")


def test_a_page_that_is_not_there_yet_appears(notes: SiteUnderTest, window: BrowserContext) -> None:
    with running(notes) as preview:
        page = window.new_page()
        page.goto(f"http://localhost:{preview.port}/docs/guide/new/")
        connected(page)
        notes.write({"content/guide/new.md": "---\ntitle: New\n---\n\nHere I am.\n"})

        expect(page.locator("main")).to_contain_text("Here I am.")
