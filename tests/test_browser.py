"""What a reader does, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import SiteUnderTest, note_errors
from tests.web import served

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

LONG = "Say it again, at length. " * 90

FILES = {
    "content/_index.md": "---\ntitle: Start\n---\nBegin with the [guide](guide/first.md).\n",
    "content/guide/first.md": """\
---
title: First steps
date: 2024-05-02
tags: [one, two words]
description: How to begin
---
Words before.

{{< ask_chatgpt >}}
Explain <b>bold</b> & "quotes",
  line by line.
{{< /ask_chatgpt >}}

## Install

"""
    + "Some text about installing. " * 120
    + """

```python {hl_lines=[2] title="a.py"}
def f(x):
    return x  # done
```

## Use

"""
    + "Some text about use. " * 120
    + """

> [!WARNING]
> Mind the step.

| a | b |
|---|--:|
| 1 | 2 |

- [x] done

### Detail

Term
: What it means[^1].

[^1]: A note.

## Last

"""
    + "The end. " * 60
    + "\n\n![A picture](/pic.svg)\n",
    "content/guide/second.md": "---\ntitle: Second\n---\nBack to [the first](first.md), or not.\n",
    "content/guide/long.md": f"# Long\n\n{{{{< ask_chatgpt >}}}}\n{LONG}\n{{{{< /ask_chatgpt >}}}}\n",
    "static/pic.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}

PAGES = (
    "", "guide/", "guide/first/", "guide/long/", "tags/", "tags/one/", "index-az/", "search/", "graph/", "404.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site, served under a sub-path."""
    root = tmp_path_factory.mktemp("served")
    with served(root) as host:
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        site.write({"sitegen.toml": f'baseURL = "{host}/docs/"\ntitle = "Book"\n', **FILES})
        result = site.build(index=True, publishDir=str(root / "docs"))
        assert result.diagnostics == ()
        yield f"{host}/docs/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab that fails the test on a console error or a request to another host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    wrong: list[str] = []
    found.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else 0
    )
    note_errors(found, wrong)
    host = address.removesuffix("docs/")
    found.on("request", lambda one: None if one.url.startswith(host) else wrong.append(one.url))
    yield found
    context.close()
    assert wrong == []


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_sideways(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_no_fault(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    faults = {}
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        for one in found.response["violations"]:
            faults[f"{path} {one['id']}"] = [node["html"] for node in one["nodes"]]
    context.close()
    assert faults == {}


def test_the_table_of_contents_follows_the_reader(page: Page, address: str) -> None:
    page.goto(f"{address}guide/first/")
    current = page.locator(".toc a[aria-current]")
    assert current.text_content() == "Install"

    page.locator("#use").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('use').scrollIntoView()")
    page.wait_for_function("document.querySelector('.toc a[aria-current]').textContent === 'Use'")

    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_function("document.querySelector('.toc a[aria-current]').textContent === 'Last'")


def test_the_colours_are_switched_and_kept(page: Page, address: str) -> None:
    page.goto(address)
    switch = page.locator(".theme-switch")
    colour = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(colour)

    switch.click()
    switch.click()

    dark = page.evaluate(colour)
    assert dark != before
    page.goto(f"{address}guide/")
    assert page.evaluate(colour) == dark
    page.locator(".theme-switch").click()
    assert page.evaluate(colour) == before


def test_the_drawer_opens_and_closes_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}guide/first/")
    entry = page.locator(".tree a", has_text="Second")
    assert not entry.is_visible()

    page.locator(".hamburger").click()
    entry.wait_for(state="visible")
    page.keyboard.press("Escape")
    entry.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className").startswith("icon-button hamburger")

    page.locator(".hamburger").click()
    entry.click()
    page.wait_for_url("**/guide/second/")


def test_the_first_tab_stop_skips_to_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}guide/first/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#sg-main"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "sg-main"


def test_code_and_prompts_are_copied_as_written(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}guide/first/")

    page.locator(".highlight").hover()
    page.locator(".highlight .copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == "def f(x):\n    return x  # done"
    page.locator(".prompt-copy").click()
    prompt = 'Explain <b>bold</b> & "quotes",\n  line by line.'
    assert page.evaluate("navigator.clipboard.readText()") == prompt
    context.close()


def test_a_prompt_opens_in_the_assistant_with_its_text(page: Page, address: str) -> None:
    page.goto(f"{address}guide/first/")
    link = page.locator(".prompt a")

    assert link.get_attribute("href") == (
        "https://chatgpt.com/?prompt=Explain%20%3Cb%3Ebold%3C%2Fb%3E%20%26%20%22quotes%22%2C"
        "%0A%20%20line%20by%20line.&hints=search"
    )
    assert link.get_attribute("rel") == "noopener nofollow noreferrer"
    page.goto(f"{address}guide/long/")
    assert page.locator(".prompt a").get_attribute("href") == "https://chatgpt.com/"
    assert page.locator(".prompt-text").text_content() == LONG.strip()


def test_back_links_show_the_sentence(page: Page, address: str) -> None:
    page.goto(f"{address}guide/first/")

    panel = page.locator(".backlinks")
    assert panel.locator("li > a").all_text_contents() == ["Start", "Second"]
    assert panel.locator("a mark").all_text_contents() == ["guide", "the first"]
    assert "Back to the first, or not." in (panel.text_content() or "")
    panel.locator("a mark", has_text="the first").click()
    page.wait_for_url("**/guide/second/**")


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}guide/first/")

    assert page.locator(".prompt-text").is_visible()
    assert page.locator(".prompt a").is_visible()
    assert not page.locator(".prompt-copy").is_visible()
    entry = page.locator(".tree a", has_text="Second")
    page.locator(".hamburger").click()
    assert entry.is_visible()
    entry.click()
    page.wait_for_url("**/guide/second/")
    context.close()


def test_the_html_is_valid(address: str, tmp_path: Path) -> None:
    """By html5lib's strict parser; ids stand once, every fragment leads somewhere."""
    import urllib.request

    import html5lib

    for path in PAGES:
        with urllib.request.urlopen(address + path) as answer:
            text = answer.read().decode()
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(text)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path
        aims = {e.get("href")[1:] for e in tree.iter("a") if (e.get("href") or "").startswith("#")}
        assert aims <= {*ids, ""}, path
