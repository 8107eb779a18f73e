"""The theme's looks and keys in a real browser: without fault for axe, by keyboard, large, under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import PIXEL, SiteUnderTest, note_errors
from tests.test_theme import BOOK, POSTS
from tests.web import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TEXT = "Say it again, at length, with averylongwordthatcannotbebrokenanywhere. " * 60
FRAME = """announcement = "Out [now](/guide/first/)"
versions = [{name = "2", url = "/docs/"}, {name = "1", url = "https://old.example.org/"}]
social = [{name = "GitHub", url = "https://github.com/x"}]
edit_url = "https://example.com/edit/"
share = true
"""
DOCS = {
    "content/_index.md": "---\ntitle: Start\nhero:\n  tagline: Words\n  actions: [{text: Go, "
    "link: guide/first.md}]\nfeatures: [{title: Fast, details: Very, link: guide/first.md}]\n---\n",
    "content/guide/first.md": "---\ntitle: First\ndate: 2024-05-02\ntags: [one]\nauthor: Ada\n"
    f"badge: New\nbanner: Mind this.\n---\n## One\n\n{TEXT}\n\n### Two\n\n{TEXT}\n\n"
    "![A sea](/sea.svg)\n\n```text\nlong line " + "of code " * 40 + "\n```\n",
    "content/guide/second.md": "---\ntitle: Second\n---\nBack to [the first](first.md).\n",
    "content/archive.md": "---\ntitle: Archive\nlayout: archive\n---\n",
    "static/sea.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="1200"/>',
}
SITES = {
    "docs": (DOCS, ("", "guide/", "guide/first/", "archive/")),
    "blog": (POSTS, ("", "posts/", "posts/p3/", "tags/odd/", "tags/")),
    "book": (BOOK, ("", "trees/", "trees/roots/")),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sites are served, each in a folder with the name of its look."""
    root = tmp_path_factory.mktemp("served")
    with served(root, "default-src 'self'") as server:
        host = f"{server}/"
        for look, (files, _) in SITES.items():
            site = SiteUnderTest(tmp_path_factory.mktemp(look))
            start = f'baseURL = "{host}{look}/"\ntitle = "Book"\n[params]\nlook = "{look}"\n{FRAME}'
            site.write({"sitegen.toml": start, "static/pic.png": PIXEL, **files})
            site.build(publishDir=str(root / look))
        yield host


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab that fails the test when the policy is broken or a script fails."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = context.new_page()
    wrong: list[str] = []
    found.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    note_errors(found, wrong)
    yield found
    context.close()
    assert [one for one in wrong if "old.example.org" not in one] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_no_fault(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    tab = context.new_page()
    faults = {}
    for look, (_, paths) in SITES.items():
        for path in paths:
            tab.goto(f"{address}{look}/{path}")
            found = Axe().run(tab, options={"runOnly": {"type": "tag", "values": TAGS}})
            for one in found.response["violations"]:
                faults[f"{look}/{path} {one['id']}"] = [node["html"] for node in one["nodes"]]
    context.close()
    assert faults == {}


def test_nothing_is_cut_off_at_320_pixels(page: Page, address: str) -> None:
    """WCAG 1.4.10: 320 CSS pixels are 1280 at 400 %."""
    page.set_viewport_size({"width": 320, "height": 640})
    for look, (_, paths) in SITES.items():
        for path in paths:
            page.goto(f"{address}{look}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{look}/{path}"


STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const card = one.closest(".card");
  const ring = style.outlineStyle !== "none" || (card && getComputedStyle(card).outlineStyle !== "none");
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  one.dataset.reached = "yes";
  return { name: one.outerHTML.slice(0, 80), ring, seen };
}"""


@pytest.mark.parametrize("path", ["docs/guide/first/", "blog/posts/p3/", "book/trees/roots/"])
def test_everything_is_reached_by_tab_and_seen(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    hidden = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        if not (stop["ring"] and stop["seen"]):
            hidden.append(stop["name"])
    assert hidden == []
    left = page.evaluate("""() => [...document.querySelectorAll("a[href], button, summary, input")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.dataset.reached && !one.disabled)
      .map((one) => one.outerHTML.slice(0, 80))""")
    assert left == []


def test_keys_lead_on_and_can_be_switched_off(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")
    page.keyboard.press("n")
    page.wait_for_url("**/guide/second/")
    page.keyboard.press("p")
    page.wait_for_url("**/guide/first/")

    page.keyboard.press("?")
    box = page.get_by_role("dialog").get_by_role("checkbox")
    assert page.get_by_role("dialog").locator("kbd").all_text_contents()[0] == "?"
    box.uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("n")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").count() == 0
    assert page.url.endswith("/guide/first/")

    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("dialog").get_by_role("checkbox").check()
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("n")
    page.wait_for_url("**/guide/second/")


def test_a_closed_announcement_stays_closed(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")
    page.get_by_role("button", name="Dismiss").click()

    page.goto(f"{address}docs/guide/second/")

    assert not page.locator(".announcement").is_visible()


def test_an_image_is_enlarged_and_put_back(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")
    page.get_by_role("button", name="Enlarge the image: A sea").click()
    assert page.locator("dialog.zoomed img").get_attribute("alt") == "A sea"

    page.keyboard.press("Escape")

    page.locator("dialog.zoomed").wait_for(state="detached")
    assert page.evaluate("document.activeElement.className") == "zoom"


def test_who_scrolls_up_is_offered_the_top(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")
    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(f"(scrollTo(0, 3000), {frames})")  # or both are told as one
    page.evaluate(f"(scrollTo(0, 2500), {frames})")
    page.get_by_role("link", name="Back to top").click()

    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.id") == "sg-main"


def test_a_page_is_fetched_while_the_reader_points_at_its_link(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")

    page.locator(".pager .next").hover()

    page.wait_for_selector("link[rel=prefetch][href$='/guide/second/']", state="attached")


def test_menus_close_by_escape(page: Page, address: str) -> None:
    page.goto(f"{address}docs/guide/first/")
    page.locator(".versions summary").click()
    assert page.locator(".versions a").first.is_visible()

    page.keyboard.press("Escape")

    assert not page.locator(".versions a").first.is_visible()
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_all_is_read_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}blog/posts/p3/")
    assert tab.locator(".share a").is_visible()
    assert not tab.locator(".share button").first.is_visible()
    tab.goto(f"{address}book/trees/roots/")
    tab.locator(".hamburger").click()
    tab.locator(".tree a", has_text="Leaves").click()
    tab.wait_for_url("**/trees/leaves/")
    context.close()
