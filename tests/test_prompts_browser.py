"""Prompt cards, the list of all prompts and the menu of a page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import SiteUnderTest
from tests.web import served, wait_until

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

FILES = {
    "content/_index.md": "---\ntitle: Start\n---\nSee [a](a.md).\n",
    "content/a.md": """\
---
title: A
---
{{< ask assistant="claude, gemini" >}}
Why is <b>it</b> so?
{{< /ask >}}
<!-- answer: small-1, 2026-03-01 -->

Because of [that](_index.md).

## More

{{< ask title="Second" >}}Two{{< /ask >}}

Text.
""",
}


POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("served")
    with served(root, POLICY) as host:
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        config = (
            f'baseURL = "{host}/docs/"\n[ai]\nanswers = true\nmarkdown = true\n'
            'pageMenu = ["copy", "view", "link", "claude", "gemini"]\n'
        )
        site.write({"sitegen.toml": config, **FILES})
        assert site.build(publishDir=str(root / "docs")).diagnostics == ()
        yield f"{host}/docs/"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 1440, "height": 900})
    found.grant_permissions(["clipboard-read", "clipboard-write"])
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A tab that fails the test on an error or a request to another host."""
    found = context.new_page()
    wrong: list[str] = []
    found.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else 0
    )
    host = address.removesuffix("docs/")
    found.on("request", lambda one: None if one.url.startswith(host) else wrong.append(one.url))
    yield found
    assert wrong == []


IN_CLIPBOARD = "wanted => navigator.clipboard.readText().then(text => text === wanted)"


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_menu_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}a/")
    summary = page.locator(".page-menu summary")
    copy = page.get_by_role("button", name="Copy as Markdown")
    summary.focus()
    with page.expect_response("**/a/index.md"):
        page.keyboard.press("Enter")
    assert copy.is_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".page-menu [role=status]", has_text="Copied").wait_for(state="attached")
    assert clipboard(page).startswith(f"# A\n\n<{address}a/>\n\n> **Prompt**\n")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "View as Markdown"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_until(page, IN_CLIPBOARD, f"{address}a/")
    page.keyboard.press("Escape")

    assert not copy.is_visible()
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_the_prompt_is_shown_before_an_assistant_opens(page: Page, address: str) -> None:
    page.goto(f"{address}a/")
    page.locator(".page-menu summary").click()
    prompt = f"Read {address}a/, I want to ask questions about it."

    assert page.locator(".page-menu q").text_content() == prompt
    assert page.locator(".page-menu q").is_visible()
    page.evaluate("addEventListener('click', event => event.preventDefault(), true)")
    page.get_by_role("link", name="Open Gemini and paste the prompt").first.click()
    wait_until(page, IN_CLIPBOARD, prompt)
    page.locator("h1").click(position={"x": 5, "y": 5})  # its end is below the menu
    assert not page.locator(".page-menu ul").is_visible()


def test_a_link_leads_from_the_list_to_the_card(page: Page, address: str) -> None:
    page.goto(f"{address}prompts/")

    page.get_by_role("link", name="Second").click()

    page.wait_for_url("**/a/#prompt-two")
    assert page.locator(".prompt:target .prompt-text").text_content() == "Two"
    names = page.locator("section.prompt-answer").evaluate_all(
        "all => all.map(one => one.ariaLabel)"
    )
    assert names == ["Why is <b>it</b> so?", "Second"]


def test_without_javascript_the_menu_has_its_links(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}a/")

    page.locator(".page-menu summary").click()

    assert page.get_by_role("link", name="View as Markdown").is_visible()
    assert page.locator(".page-menu q").is_visible()
    assert page.locator(".page-menu button").evaluate_all("all => all.every(b => !b.offsetParent)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_buttons_of_ones_own_leave_the_menu_its_room(browser: Browser, site: SiteUnderTest) -> None:
    button = '<a class="button" href="#x">A button of mine</a>'
    site.write({**FILES, "layouts/partials/page-actions.html": button})
    site.build(**{"ai.markdown": True, "params": {"look": "blog"}})
    style = "".join(site.read(f"css/{name}.css") for name in ("main", "blog", "page-menu"))
    page = browser.new_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.set_content(f"<style>{style}</style>{site.read('a/index.html')}")

    page.locator(".page-menu summary").click()
    box = page.locator(".page-menu ul").bounding_box()

    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_out_of_reach(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for path in ("a/", "prompts/"):
        page.goto(address + path)
        if path == "a/":
            page.locator(".page-menu summary").click()
            box = page.locator(".page-menu ul").bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
