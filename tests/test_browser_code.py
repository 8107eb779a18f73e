"""What a reader does with code, formulas and diagrams, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import SiteUnderTest, note_errors
from tests.web import served, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

LIBRARY = """\
window.drawn = [];
window.mermaid = {
  initialize(settings) { this.settings = settings; },
  async render(id, source) {
    if (source.includes("mistake")) throw new Error("Parse error on line 1");
    window.drawn.push([source.trim(), this.settings.themeVariables.background, this.settings.securityLevel]);
    return { svg: `<svg id="${id}" width="90" height="40"><style>#${id} text { fill: rgb(1, 2, 3); }</style>`
      + `<text y="20" style="font-size: 7px">drawn</text></svg>` };
  },
};
"""
"""What stands in for Mermaid: the calls and their answers are those of version 11."""

FILES = {
    "content/code.md": """\
---
title: Code
---
```js {1} ins={2} del={3} linenos=inline
const a = 1;
b = 2; // [!code focus]
c = 3;
d = 4; // (1)!
```

1. A *note* with [a link](math.md).

```console {frame="terminal" title="Install"}
$ pip install it
Done
$ it build
```

```text
"""
    + "a long line of words " * 30
    + """
```

```py {collapse=true title="folded.py"}
x = 1
```

`#!python x = 1`
""",
    "content/math.md": """\
---
title: Formulas
---
Let $x^2$ be.

$$\\begin{align} a &= b \\\\ \\cancel{c} &= d \\label{q} \\end{align}$$

$$ """
    + " + ".join(f"a_{{{n}}}" for n in range(80))
    + """ $$

By $\\eqref{q}$.
""",
    "content/diagram.md": """\
---
title: Diagrams
---
```mermaid {title="The way"}
flowchart LR
```

"""
    + "Words. " * 3000
    + """

```mermaid
mistake
```
""",
    "node_modules/mermaid/dist/mermaid.min.js": LIBRARY,
}
PATHS = ("code/", "math/", "diagram/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the built site, sent with a strict policy."""
    root = tmp_path_factory.mktemp("served")
    with served(root, "default-src 'self'; img-src 'self' data:") as host:
        site = SiteUnderTest(tmp_path_factory.mktemp("site"))
        site.write({"sitegen.toml": f'baseURL = "{host}/docs/"\ntitle = "Book"\n', **FILES})
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
    """A tab that fails the test on an error of a script or a request to another host."""
    found = context.new_page()
    wrong: list[str] = []
    note_errors(found, wrong)
    host = address.removesuffix("docs/")
    found.on("request", lambda one: None if one.url.startswith(host) else wrong.append(one.url))
    yield found
    assert wrong == []


def copied(page: Page, block: str) -> str:
    page.locator(block).hover()
    page.locator(f"{block} .copy").click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_button_copies_what_a_reader_would_type(page: Page, address: str) -> None:
    page.goto(f"{address}code/")
    assert copied(page, ".code-focus") == "const a = 1;\nb = 2;\nd = 4;"
    assert copied(page, ".code-terminal") == "pip install it\nit build"


def test_long_lines_are_wrapped_by_a_button(page: Page, address: str) -> None:
    page.goto(f"{address}code/")
    box = page.locator(".highlight:has(.language-text)")
    button = box.locator(".wrap")
    sideways = "one => one.querySelector('pre').scrollWidth > one.querySelector('pre').clientWidth"
    assert box.evaluate(sideways)
    assert page.locator(".code-terminal .wrap").is_hidden(), "nothing to wrap there"

    button.focus()
    page.keyboard.press("Enter")
    assert not box.evaluate(sideways) and button.get_attribute("aria-pressed") == "true"
    assert button.is_visible()
    page.keyboard.press("Enter")
    assert box.evaluate(sideways) and button.get_attribute("aria-pressed") == "false"


def test_a_note_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}code/")
    note = page.locator(".code-popover")
    button = page.locator("button.code-note")
    assert page.locator(".code-notes").is_hidden() and note.is_hidden()
    assert button.get_attribute("aria-label") == "Note 1"

    button.focus()
    page.keyboard.press("Enter")
    note.wait_for(state="visible")
    assert note.text_content() == "A note with a link."
    box, at = note.bounding_box(), button.bounding_box()
    assert box and at and 0 <= box["y"] - at["y"] - at["height"] < 20
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "a link"
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "code-note"


def test_without_javascript_all_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}code/")
    assert page.locator(".code-notes").is_visible()
    page.locator("a.code-note").click()
    assert page.url.rpartition("#")[2] == page.locator(".code-notes li").get_attribute("id")
    page.locator(".code-fold summary").click()
    assert page.locator(".code-fold pre").is_visible()

    page.goto(f"{address}math/")
    size = page.locator("math").first.bounding_box()
    assert size and size["width"] > 5 and size["height"] > 5
    row = page.locator("mtable > mtr").first.bounding_box()
    tag = page.locator("mtd[class='m-side m-right']").first.bounding_box()
    table = page.locator(".formula").first.bounding_box()
    assert row and tag and table
    assert abs(tag["x"] + tag["width"] - table["x"] - table["width"]) < 3, "numbers are at the edge"

    page.goto(f"{address}diagram/")
    assert page.locator("code.language-mermaid").first.is_visible()
    context.close()


def test_a_wide_formula_scrolls_and_can_be_reached(page: Page, address: str) -> None:
    page.goto(f"{address}math/")
    wide = page.locator(".formula").nth(1)
    assert wide.get_attribute("tabindex") == "0"
    assert page.locator(".formula").nth(0).get_attribute("tabindex") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    wide.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "document.querySelectorAll('.formula')[1].scrollLeft > 0")


def test_a_diagram_is_drawn_in_the_themes_colours(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}diagram/")
    drawing = page.locator(".code-drawing svg")
    drawing.wait_for()
    assert sum("mermaid.min.js?v=" in url for url in asked) == 1
    assert drawing.get_attribute("role") == "img"
    assert drawing.get_attribute("aria-label") == "The way"
    # the policy forbids styles in what is put in as text
    style = "one => [getComputedStyle(one).fill, getComputedStyle(one).fontSize]"
    assert page.locator(".code-drawing text").evaluate(style) == ["rgb(1, 2, 3)", "7px"]
    assert page.locator("code.language-mermaid").first.is_hidden()
    page.locator(".code-diagram summary").click()
    assert page.locator("code.language-mermaid").first.is_visible()
    assert page.evaluate("drawn") == [["flowchart LR", "rgb(255, 255, 255)", "strict"]]

    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    wait_until(page, "drawn.length === 2")
    assert page.evaluate("drawn[1][1]") == "rgb(17, 22, 23)"


def test_a_diagram_with_a_mistake_stays_code(page: Page, address: str) -> None:
    page.goto(f"{address}diagram/")
    page.locator(".code-drawing svg").wait_for()
    assert page.locator(".code-fault").count() == 0, "it is far away"
    code = page.locator("code.language-mermaid").nth(1)
    code.scroll_into_view_if_needed()
    page.locator(".code-fault").wait_for()
    assert "Parse error on line 1" in str(page.locator(".code-fault").text_content())
    assert code.is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_no_fault(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # axe puts in a script of its own
    )
    page = context.new_page()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    faults = {}
    for path in PATHS:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        for one in found.response["violations"]:
            faults[f"{path} {one['id']}"] = [node["html"] for node in one["nodes"]]
    context.close()
    assert faults == {}
