"""What a reader does with the graph, in a real browser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.conftest import SiteUnderTest, note_errors
from tests.web import served

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

FILES = {
    "content/guide/_index.md": "---\ntitle: Guide\n---\n",
    "content/guide/first.md": "---\ntitle: First steps\ntags: [one]\n---\n[the deep](/notes/deep/) and [the other one](other.md)\n",
    "content/guide/other.md": "---\ntitle: Another way\n---\n[The deep](/notes/deep/)\n",
    "content/notes/deep.md": "---\ntitle: Deep waters\ntags: [one, two]\n---\n[The first](/guide/first/)\n",
    "content/notes/alone.md": "---\ntitle: Élan\n---\nAlone.\n",
}


# the theme works under the strictest usual policy, but for its two inline scripts
POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site, served under a sub-path."""
    root = tmp_path_factory.mktemp("served")
    with served(root, POLICY) as host:
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        site.write({"sitegen.toml": f'baseURL = "{host}/docs/"\ntitle = "Book"\n', **FILES})
        result = site.build(publishDir=str(root / "docs"))
        assert result.diagnostics == ()
        yield f"{host}/docs/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab that fails the test on a console error or a request to another host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = context.new_page()
    wrong: list[str] = []
    found.on("console", lambda one: wrong.append(one.text) if one.type == "error" else 0)
    note_errors(found, wrong)
    host = address.removesuffix("docs/")
    found.on("request", lambda one: None if one.url.startswith(host) else wrong.append(one.url))
    yield found
    context.close()
    assert wrong == []


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("#graph-map[data-ready]").wait_for()
    return page


def colour_of(page: Page, name: str) -> int:
    """How many points of the canvas have the colour of a section."""
    return int(
        page.evaluate(
            """async (name) => {
              for (let n = 0; n < 30; n++) await new Promise(requestAnimationFrame);
              const swatch = document.querySelector("." + name);
              const wanted = getComputedStyle(swatch).backgroundColor.match(/\\d+/g).map(Number);
              const canvas = document.querySelector(".map canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let found = 0;
              for (let i = 0; i < data.length; i += 4)
                found += wanted.every((part, at) => Math.abs(part - data[i + at]) < 3) && data[i + 3] > 250;
              return found;
            }""",
            name,
        )
    )


def test_a_page_is_found_and_opened_by_keyboard(page: Page, address: str) -> None:
    opened(page, f"{address}graph/")
    page.get_by_label("Find a page").focus()
    page.keyboard.type("elan")
    expect(page.locator(".map-results h2")).to_have_text("Pages found: 1")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Élan").first).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url(f"{address}notes/alone/")


def test_the_first_result_is_chosen_by_enter_with_its_neighbours(page: Page, address: str) -> None:
    opened(page, f"{address}graph/?find=deep")
    page.get_by_label("Find a page").press("Enter")

    panel = page.locator(".map-chosen")
    expect(panel.locator("h2 a")).to_be_focused()
    assert panel.locator("p").inner_text() == "Notes · Linked with it: 2"
    assert panel.locator("li").all_inner_texts() == ["Another way", "First steps"]
    assert page.url.endswith("#/docs/notes/deep/")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("canvas")).to_be_focused()


def test_sections_and_tags_filter_the_map_and_the_search(page: Page, address: str) -> None:
    opened(page, f"{address}graph/")
    assert colour_of(page, "colour-0") > 100
    assert colour_of(page, "colour-1") > 100

    page.get_by_label("Guide").uncheck()
    assert colour_of(page, "colour-0") == 0
    assert colour_of(page, "colour-1") > 100
    page.get_by_label("Guide").check()
    page.get_by_label("Tag").select_option("Two")
    assert colour_of(page, "colour-0") == 0
    page.get_by_label("Find a page").fill("e")
    assert page.locator(".map-results a").all_inner_texts() == ["Deep waters"]


def test_a_click_on_a_page_opens_it_and_keys_move_the_map(page: Page, address: str) -> None:
    opened(page, f"{address}graph/#/docs/notes/deep/")
    canvas = page.locator(".map canvas")
    box = canvas.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # the page that the address names lies in the middle; three steps of the arrow key move it by 180
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.mouse.move(*middle)
    page.mouse.move(middle[0] + 180, middle[1])
    assert canvas.evaluate("one => one.style.cursor") == "pointer"
    page.mouse.click(middle[0] + 180, middle[1])

    page.wait_for_url(f"{address}notes/deep/")


def test_a_finger_chooses_first_and_opens_then(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    page = opened(context.new_page(), f"{address}graph/#/docs/notes/deep/")
    page.get_by_role("button", name="Close").click()
    page.locator(".map canvas").tap()
    expect(page.locator(".map-chosen h2")).to_have_text("Deep waters")
    with contextlib.suppress(TimeoutError):  # the page that is left may not answer any more
        page.locator(".map canvas").tap(timeout=10_000)

    page.wait_for_url(f"{address}notes/deep/")
    context.close()


def test_the_map_follows_the_theme(page: Page, address: str) -> None:
    opened(page, f"{address}graph/")
    assert colour_of(page, "colour-0") > 100
    page.locator(".theme-switch").click()
    page.locator(".theme-switch").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"

    assert colour_of(page, "colour-0") > 100


def test_the_graph_of_a_page_is_gone_through_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}guide/other/")
    page.locator("details.graph summary").focus()
    page.keyboard.press("Tab")
    names = []
    for _ in range(2):
        names.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert names == ["Deep waters", "First steps"]
    picture = page.get_by_role("group", name="Pages linked with “Another way”")
    picture.get_by_role("link", name="Deep waters").press("Enter")

    page.wait_for_url(f"{address}notes/deep/")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_no_fault_in_the_graphs_in_use(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    faults = {}
    for path in ("graph/?find=e#/docs/notes/deep/", "guide/first/"):
        page.goto(address + path)
        if path.startswith("graph"):
            page.locator("#graph-map[data-ready]").wait_for()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        for one in found.response["violations"]:
            faults[f"{path} {one['id']}"] = [node["html"] for node in one["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert faults == {}


def test_without_javascript_the_most_linked_pages_are_listed(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}graph/")

    assert page.locator(".rows a").all_inner_texts() == [
        "Deep waters",
        "First steps",
        "Another way",
    ]
    assert page.get_by_text("is drawn with JavaScript").is_visible()
    assert page.get_by_role("link", name="Browse A–Z").is_visible()
    assert not page.locator(".map").is_visible()
    page.goto(f"{address}guide/first/")
    assert page.locator("svg.links a").count() == 2
    context.close()
