"""Searching, and previews of links, as readers do it: by keyboard and mouse, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import SiteUnderTest, note_errors
from tests.web import served, wait_until

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

FILES = {
    "content/_index.md": "---\ntitle: Garden\n---\nStart with the [fern](plants/fern.md), "
    "see [how to water it](plants/fern.md#watering) or [the evil one](plants/evil.md), "
    "then [elsewhere](https://example.com/) and [below](#below).[^note]\n\n[^note]: Said in passing.\n\n"
    + "\n\n".join(["More."] * 60)
    + "\n\n## Below\n\nThe end of it.\n",
    "content/plants/fern.md": "---\ntitle: Fern\ntags: [shade]\n---\nFerns like moisture.\n\n"
    "![Leaf](leaf.svg)\n\n## Watering\n\nWater it often, and *never* with cold water.\n\n"
    "### In winter\n\nLess.\n\n## Light\n\nMoisture is not all: shade.\n",
    "content/plants/leaf.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "content/plants/cactus.md": "---\ntitle: Cactus\ntags: [sun]\n---\nNo moisture.\n",
    "content/plants/evil.md": "---\ntitle: Evil\nsearch: false\n---\n"
    "<script>window.ran = 1</script><p id='main' onclick='window.ran = 2'>Quiet words"
    "<img src='nix.png' onerror='window.ran = 3'><img src='https://example.com/x.png'>"
    "<iframe srcdoc='<script>parent.ran = 4</script>'></iframe><a href='javascript:1'>x</a></p>\n",
    **{
        f"content/notes/n{n}.md": f"---\ntitle: Note {n}\ntags: [many]\n---\nA pebble, number {n}.\n"
        for n in range(14)
    },
}
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"
"""What the documentation tells."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with its index, under a sub-path and a policy."""
    root = tmp_path_factory.mktemp("served")
    with served(root, POLICY) as host:
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        config = f'baseURL = "{host}/docs/"\ntitle = "Garden"\n[markup.goldmark.renderer]\nunsafe = true\n'
        site.write({"sitegen.toml": config, **FILES})
        site.build(index=True, publishDir=str(root / "docs"))
        yield f"{host}/docs/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab; no script of a page may ask another host for anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    wrong: list[str] = []
    note_errors(found, wrong)
    host = address.removesuffix("docs/")
    found.on("request", lambda one: None if one.url.startswith(host) else wrong.append(one.url))
    yield found
    told = list(wrong)  # what is cut off by the end of the test is no mistake
    context.close()
    assert told == []


def search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.wait_for_selector(".search-dialog[open]")
    page.keyboard.type(text)
    page.wait_for_selector(".search-results li, .search-status:has-text('Nothing')")


def focused(page: Page) -> str:
    """The text of the element with the focus, or its class."""
    found: str = page.evaluate(
        "document.activeElement.querySelector('strong')?.textContent || document.activeElement.type"
    )
    return found


# --- searching ----------------------------------------------------------------------------------


def test_nothing_is_fetched_before_it_is_used(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(address, wait_until="networkidle")

    assert not [url for url in asked if "search" in url or "pagefind" in url or "preview" in url]


def test_it_is_used_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}plants/cactus/")
    page.keyboard.press("Tab")
    opener = page.locator(".search-open")
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".search-dialog[open]")
    page.keyboard.type("moisture")
    expect(page.locator(".search-status")).to_have_text("2 results")

    assert focused(page) == "search"
    first = page.locator(".search-results strong").first.inner_text()
    page.keyboard.press("ArrowDown")
    assert focused(page) == first
    page.keyboard.press("ArrowUp")
    assert focused(page) == "search"
    page.keyboard.press("Escape")
    assert not page.locator(".search-dialog").is_visible()
    assert page.evaluate("document.activeElement.className") == "search-open"

    page.keyboard.press("Control+k")
    page.wait_for_selector(".search-dialog[open]")
    page.keyboard.type("often")
    expect(page.locator(".search-status")).to_have_text("1 result")
    page.keyboard.press("Enter")
    page.wait_for_url("**/docs/plants/fern/?highlight=often")


def test_the_keys_are_letters_where_one_writes(page: Page, address: str) -> None:
    page.goto(f"{address}search/")
    field = page.locator("#search input[type=search]")
    field.wait_for(state="visible")
    page.keyboard.type("a/b")

    assert field.input_value() == "a/b"
    assert not page.locator(".search-dialog").count()


def test_results_show_their_way_their_text_and_their_places(page: Page, address: str) -> None:
    page.goto(address)
    search(page, "shade")

    hit = page.locator(".search-results > li").first
    assert hit.locator("strong").first.inner_text() == "Fern"
    assert hit.locator("small").first.inner_text() == "Plants"
    assert hit.locator("mark").first.inner_text().strip(".") == "shade"
    place = hit.locator("ul a")
    assert place.locator("strong").all_inner_texts() == ["Light"]
    assert (place.get_attribute("href") or "").endswith("/docs/plants/fern/?highlight=shade#light")


def test_what_is_left_out_is_not_found_and_that_is_said(page: Page, address: str) -> None:
    page.goto(address)
    search(page, "quiet")

    expect(page.locator(".search-status")).to_have_text("Nothing found for “quiet”.")
    assert page.locator(".search-status").get_attribute("role") == "status"


def test_more_results_come_when_asked_for(page: Page, address: str) -> None:
    page.goto(address)
    search(page, "pebble")
    expect(page.locator(".search-status")).to_have_text("14 results")
    assert page.locator(".search-results > li").count() == 10

    page.locator(".search-more").click()

    expect(page.locator(".search-results > li")).to_have_count(14)
    assert not page.locator(".search-more").is_visible()
    eleventh = page.locator(".search-results > li").nth(10).locator("strong").first.inner_text()
    assert focused(page) == eleventh


def test_filters_narrow_the_results(page: Page, address: str) -> None:
    page.goto(address)
    search(page, "moisture")
    expect(page.locator(".search-status")).to_have_text("2 results")
    page.locator(".search-filters summary").click()

    page.get_by_label("Sun", exact=False).check()

    expect(page.locator(".search-status")).to_have_text("1 result")
    assert page.locator(".search-results strong").all_inner_texts() == ["Cactus"]
    assert page.evaluate("document.activeElement.value") == "Sun", "the focus stays"
    assert re.search(r"\?q=moisture&tag=Sun$", page.url)


def test_an_address_with_a_query_opens_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}plants/?q=moisture&section=Plants&tag=Shade")

    page.wait_for_selector(".search-dialog[open] .search-results li")
    assert page.locator(".search-results > li strong").first.inner_text() == "Fern"
    assert page.locator(".search-chosen").inner_text() == "Plants, Shade"
    page.keyboard.press("Escape")
    wait_until(page, "location.search === ''")

    page.goto(f"{address}search/?q=moisture")
    expect(page.locator("main .search-status")).to_have_text("2 results")
    assert not page.locator(".search-note").is_visible()


def test_what_was_found_is_marked_until_it_is_not_wanted(page: Page, address: str) -> None:
    page.goto(f"{address}plants/fern/?highlight=moisture")

    page.wait_for_selector("mark.found")
    assert page.locator("mark.found").all_inner_texts() == ["moisture", "Moisture"]
    page.keyboard.press("Escape")
    assert page.locator("mark.found").count() == 0
    assert page.url == f"{address}plants/fern/"


def test_a_failure_is_told_and_tried_again(page: Page, address: str) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/pagefind.js", refuse)
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_selector(".search-dialog[open]")
    expect(page.locator(".search-status")).to_contain_text("could not be loaded")


def test_an_index_that_was_replaced_is_loaded_anew(page: Page, address: str) -> None:
    page.goto(address)
    search(page, "moisture")
    expect(page.locator(".search-status")).to_have_text("2 results")
    failed: list[str] = []

    def once(route: Route) -> None:
        failed.append(route.request.url)
        route.abort() if len(failed) == 1 else route.continue_()

    page.route("**/*.pf_fragment", once)
    page.locator(".search input").fill("pebble")
    expect(page.locator(".search-status")).to_have_text("14 results")
    assert failed


def test_without_javascript_the_page_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator(".search-open").click()
    page.wait_for_url("**/docs/search/")

    assert "needs JavaScript" in page.locator(".search-note").inner_text()
    page.locator(".search-note a").click()
    page.wait_for_url("**/docs/index-az/")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_no_fault_in_the_dialog(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{address}?q=moisture&tag=Shade")
    page.wait_for_selector(".search-dialog[open] .search-results li")
    page.locator(".search-filters summary").click()
    page.wait_for_selector(".search-filters fieldset")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE}})
    assert [(one["id"], one["nodes"]) for one in found.response["violations"]] == []
    page.goto(f"{address}plants/fern/?highlight=moisture")
    page.wait_for_selector("mark.found")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE}})
    assert [(one["id"], one["nodes"]) for one in found.response["violations"]] == []
    context.close()


# --- previews -----------------------------------------------------------------------------------

OPEN = ".preview:popover-open"


def test_a_link_shows_what_it_leads_to(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="fern", exact=True).hover()
    page.wait_for_selector(OPEN)

    assert page.locator(".preview-title").inner_text() == "Fern"
    assert "Ferns like moisture." in page.locator(OPEN).inner_text()
    assert page.locator(f"{OPEN} img").get_attribute("src") == f"{address}plants/leaf.svg"
    page.locator(OPEN).hover()
    page.wait_for_timeout(400)
    assert page.locator(OPEN).is_visible(), "the mouse may go into it"
    page.mouse.move(1400, 880)
    page.wait_for_selector(OPEN, state="hidden")


def test_a_link_to_a_section_shows_that_section(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="how to water it").hover()
    page.wait_for_selector(OPEN)

    text = page.locator(OPEN).inner_text()
    assert text.startswith("Fern\nWatering") or text.startswith("Fern\n\nWatering")
    assert "never" in text and "In winter" in text
    assert "Light" not in text and "Ferns like" not in text


def test_focus_shows_it_and_escape_hides_it(page: Page, address: str) -> None:
    page.goto(address)
    link = page.get_by_role("link", name="fern", exact=True)
    page.locator("#sg-main").focus()
    page.keyboard.press("Tab")
    page.wait_for_selector(OPEN)
    assert page.evaluate("document.activeElement.textContent") == "fern"

    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN, state="hidden")
    assert link.evaluate("link => link === document.activeElement")
    page.keyboard.press("Tab")
    page.wait_for_selector(OPEN)
    assert "Watering" in page.locator(OPEN).inner_text()


def test_nothing_of_the_other_page_runs(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="the evil one").hover()
    page.wait_for_selector(OPEN)

    assert "Quiet words" in page.locator(OPEN).inner_text()
    page.locator(f"{OPEN} p", has_text="Quiet words").click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    names = page.locator(f"{OPEN} *").evaluate_all("all => all.map(one => one.localName)")
    assert not {"script", "iframe", "a"} & set(names)
    held = page.locator(f"{OPEN} *").evaluate_all(
        "all => all.flatMap(one => one.getAttributeNames())"
    )
    assert set(held) <= {"class", "src", "alt"}


def test_notes_and_what_is_out_of_sight_are_shown_from_this_page(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".footnote-ref a, a.footnote-ref").first.hover()
    page.wait_for_selector(OPEN)
    assert page.locator(OPEN).inner_text().strip() == "Said in passing."

    page.get_by_role("link", name="below", exact=True).hover()
    expect(page.locator(OPEN)).to_contain_text("The end of it.")


def test_other_sites_and_what_is_in_sight_have_none(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 9000})
    page.goto(address)
    for name in ("elsewhere", "below"):
        page.get_by_role("link", name=name, exact=True).hover()
        page.wait_for_timeout(600)
        assert page.locator(OPEN).count() == 0


def test_it_stays_in_sight(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 500, "height": 300})
    page.goto(address)
    page.get_by_role("link", name="how to water it").hover()
    page.wait_for_selector(OPEN)

    box = page.locator(OPEN).bounding_box()
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 500
    assert box["y"] >= 0 and box["y"] + box["height"] <= 300


def test_touch_has_none(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(address)
    page.route("**/plants/fern/", lambda route: route.abort())
    page.get_by_role("link", name="fern", exact=True).tap()
    page.wait_for_timeout(700)

    assert page.locator(".preview").count() == 0
    context.close()


def test_previews_are_turned_off_by_a_parameter(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n"})
    site.build()
    assert "data-preview" in site.read("a/index.html")

    site.write({"content/a.md": "---\npreviews: false\n---\n# A\n"})
    site.build()
    assert "data-preview" not in site.read("a/index.html")
    assert "data-preview" in site.read("index.html")
    site.build(params={"previews": False})
    assert "data-preview" not in site.read("index.html")
