"""Components of a text in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import SiteUnderTest, note_errors
from tests.web import served

pytestmark = [
    pytest.mark.browser,
    # asyncio leaves its loop to the garbage collector when Playwright stops
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TABS = """\
{{< tabs key="os" >}}
{{< tab "Linux" >}}
apt

```sh
apt install it
```
{{< /tab >}}
{{< tab "macOS" >}}brew{{< /tab >}}
{{< tab "Windows" >}}
winget

{{< tabs >}}
{{< tab "Deep" >}}d1{{< /tab >}}
{{< tab "Deeper" >}}
### Found

d2
{{< /tab >}}
{{< /tabs >}}
{{< /tab >}}
{{< /tabs >}}

{{< tabs key="os" >}}
{{< tab "Windows" >}}w2{{< /tab >}}
{{< tab "Linux" >}}l2{{< /tab >}}
{{< /tabs >}}
"""

ALL = (
    """\
Some {{< badge "neutral" >}} {{< badge content="n" type="note" >}} {{< badge content="t" type="tip" >}}
{{< badge content="i" type="important" >}} {{< badge content="w" type="warning" link="tabs.md" >}}
{{< badge content="c" type="caution" >}} {{< icon name="github" label="GitHub" >}}

"""
    + TABS
    + """
{{< steps >}}
## Begin

Text.

## End

Text.
{{< /steps >}}

{{< steps >}}
1. One
2. Two
{{< /steps >}}

{{< cards cols=2 >}}
{{< card title="Tabs" link="tabs.md" icon="rocket" text="Some *words*" tag="new" >}}
{{< card title="No link" >}}With [one](tabs.md) inside.{{< /card >}}
{{< /cards >}}

{{< button link="tabs.md" style="primary" icon="check" >}}Go{{< /button >}}
{{< button link="tabs.md" >}}Or not{{< /button >}}

{{< filetree >}}
- a/
  - a-file-with-a-rather-long-name-that-does-not-fit.md  and a remark about it that is long too
  - **b**
{{< /filetree >}}

{{< columns >}}
a

<--->

b
{{< /columns >}}

{{< callout type="tip" title="Own" icon="rocket" >}}Text{{< /callout >}}

!!! note "Title"
    Text

=== "One"

    1

=== "Two"

    2
"""
)


# nothing that a component does needs more than this allows, besides the theme's own scripts
POLICY = "default-src 'self' 'unsafe-inline' data:"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site."""
    root = tmp_path_factory.mktemp("served")
    with served(root, POLICY) as server:
        host = f"{server}/"
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        site.write(
            {
                "sitegen.toml": f'baseURL = "{host}"\ntitle = "Parts"\n[languages.ar]\n[languages.en]\n',
                "content/tabs.md": f"---\ntitle: Tabs\n---\n{TABS}",
                "content/all.md": f"---\ntitle: All\n---\n{ALL}",
                "content/tabs.ar.md": f"---\ntitle: Tabs\n---\n{TABS}",
                "content/all.ar.md": f"---\ntitle: All\n---\n{ALL}",
            }
        )
        assert site.build(publishDir=str(root)).diagnostics == ()
        yield host


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of the browser in which no error may happen."""
    context = browser.new_context(viewport={"width": 1200, "height": 600})
    found = context.new_page()
    wrong: list[str] = []
    found.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    note_errors(found, wrong)
    yield found
    context.close()
    assert wrong == []


def shown(page: Page) -> list[str]:
    """The names of the tabs that are open, outer ones and inner ones in order."""
    return [one.text_content() or "" for one in page.locator("[role=tab][aria-selected=true]").all()]  # fmt: skip


def test_tabs_are_used_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}tabs/")
    linux = page.get_by_role("tab", name="Linux").first
    expect(page.get_by_role("tabpanel", name="Linux").first).to_be_visible()
    linux.focus()

    for key, name in (
        ("ArrowRight", "macOS"), ("ArrowRight", "Windows"), ("ArrowRight", "Linux"),
        ("ArrowLeft", "Windows"), ("Home", "Linux"), ("End", "Windows"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == name
        assert shown(page)[0] == name
        assert page.locator(".tabs").first.locator(":scope > .tab:visible").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "tab-windows"


def test_arrow_keys_follow_the_direction_of_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}ar/tabs/")
    page.get_by_role("tab", name="Linux").first.focus()

    page.keyboard.press("ArrowLeft")

    assert page.evaluate("document.activeElement.textContent") == "macOS"


def test_tabs_with_one_key_switch_together_and_are_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}tabs/")
    assert shown(page) == ["Linux", "Deep", "Windows"]
    second = page.locator(".tabs[data-key]").nth(1)

    second.get_by_role("tab", name="Linux").click()
    assert shown(page)[0] == "Linux"
    top = second.bounding_box()
    second.get_by_role("tab", name="Windows").click()
    assert shown(page) == ["Windows", "Deep", "Windows"]
    assert top and second.bounding_box()["y"] == pytest.approx(top["y"], abs=1)  # type: ignore[index]

    page.goto(f"{address}all/")
    assert shown(page)[0] == "Windows"
    page.get_by_role("tab", name="macOS").click()
    assert shown(page)[2] == "Windows"  # it has no tab of this name


@pytest.mark.parametrize(("fragment", "open"), [("tab-deeper", "Windows"), ("found", "Windows"), ("tab-macos", "macOS")])  # fmt: skip
def test_an_address_opens_the_tab_that_it_aims_at(
    page: Page, address: str, fragment: str, open: str
) -> None:
    page.goto(f"{address}tabs/#{fragment}")

    assert shown(page)[0] == open
    expect(page.locator(f"#{fragment}")).to_be_in_viewport()
    page.evaluate("location.hash = '#tab-linux'")
    expect(page.locator("#tab-linux")).to_be_visible()


def test_all_tabs_are_there_without_javascript_and_in_print(browser: Browser, page: Page, address: str) -> None:  # fmt: skip
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}tabs/")
    page.goto(f"{address}tabs/")
    page.emulate_media(media="print")

    for text in ("apt", "brew", "winget", "d1", "d2", "w2", "l2"):
        for found in (plain, page):
            expect(found.get_by_text(text, exact=True).first).to_be_visible()
    for found in (plain, page):
        assert found.locator(".tab-name:visible").count() == 7
        assert found.locator("[role=tab]:visible").count() == 0
    context.close()


@pytest.mark.parametrize(
    ("path", "scheme", "width"),
    [("all/", "light", 390), ("all/", "dark", 1440), ("ar/all/", "light", 1440), ("ar/all/", "dark", 390)],
)  # fmt: skip
def test_axe_finds_no_fault(browser: Browser, address: str, path: str, scheme: str, width: int) -> None:  # fmt: skip
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page).response["violations"]
    context.close()

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert wide <= width
