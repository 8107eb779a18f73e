"""Mermaid's library: found, copied, asked for by the pages that need it."""

from __future__ import annotations

import pytest

from tests.conftest import SiteUnderTest, told

INSTALLED = "node_modules/mermaid/dist/mermaid.min.js"
PAGES = {
    "content/a.md": "```mermaid\nflowchart LR\n```\n",
    "content/b.md": "{{< details >}}\n```mermaid\npie\n```\n{{< /details >}}\n",
    "content/c.md": "No `mermaid` here.\n",
}


def test_without_the_library_a_diagram_is_code_and_the_build_says_so_once(
    site: SiteUnderTest,
) -> None:
    site.write(PAGES)
    found = site.build()
    assert [(one.code, one.position) for one in found.diagnostics] == [("mermaid", None)]
    assert '<code class="language-mermaid" data-lang="mermaid">flowchart' in site.read(
        "a/index.html"
    )
    assert "diagrams.js" not in site.read("a/index.html")
    assert not site.exists("js/mermaid.min.js")
    assert told(site.build().diagnostics) == ["mermaid"], "though nothing is read again"


def test_the_installed_library_is_used_by_the_pages_with_a_diagram(site: SiteUnderTest) -> None:
    site.write(PAGES)
    site.build()
    site.write({INSTALLED: "window.mermaid = {};"})
    assert site.build().diagnostics == ()
    assert site.read("js/mermaid.min.js") == "window.mermaid = {};"
    for page, has in (("a", True), ("b", True), ("c", False)):
        shown = site.read(f"{page}/index.html")
        assert ("diagrams.js" in shown) is has
        assert ('data-library="/docs/js/mermaid.min.js?v=' in shown) is has

    before = site.read("a/index.html")
    site.write({INSTALLED: "window.mermaid = {newer: true};"})
    site.build()
    assert site.read("a/index.html") != before, "browsers must not take the old one"

    (site.root / INSTALLED).unlink()
    assert told(site.build().diagnostics) == ["mermaid"]
    assert not site.exists("js/mermaid.min.js")


def test_the_setting_names_a_file(site: SiteUnderTest) -> None:
    site.write({**PAGES, "lib/m.js": "1", "sitegen.toml": '[markup]\nmermaid = "lib/m.js"\n'})
    assert site.build().diagnostics == ()
    assert site.read("js/mermaid.min.js") == "1"


def test_diagrams_can_be_turned_off(site: SiteUnderTest) -> None:
    site.write({**PAGES, INSTALLED: "1", "sitegen.toml": "[markup]\nmermaid = false\n"})
    assert site.build().diagnostics == ()
    assert "diagrams.js" not in site.read("a/index.html")
    assert not site.exists("js/mermaid.min.js")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nowhere.js", "there is no such file"),
        ("content/a.md", "not a script in the site's folder"),
        ("../m.js", "it lies outside of the site's folder"),
        ("lib/../../m.js", "it lies outside of the site's folder"),
    ],
)
def test_a_wrong_file_is_an_error(site: SiteUnderTest, named: str, said: str) -> None:
    (site.root.parent / "m.js").write_text("1")
    site.write({**PAGES, "lib/x": "", "sitegen.toml": f'[markup]\nmermaid = "{named}"\n'})
    found = site.build()
    wrong = [one for one in found.diagnostics if one.code == "bad-setting"]
    assert [one.message for one in wrong] == [f'"markup.mermaid" is "{named}": {said}']
    assert not site.exists("js/mermaid.min.js")


def test_another_theme_draws_its_diagrams_itself(site: SiteUnderTest) -> None:
    site.write({**PAGES, "themes/own/layouts/page.html": "{{ page.content }}"})
    assert site.build(theme="own").diagnostics == ()


def test_a_render_hook_draws_them_itself(site: SiteUnderTest) -> None:
    site.write({**PAGES, "layouts/render/codeblock-mermaid.html": "<p>{{ hook.inner }}</p>"})
    assert site.build().diagnostics == ()
    assert "<p>flowchart LR</p>" in site.read("a/index.html")
