"""Components of a text: as shortcodes, and in the Markdown of other tools."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import components, icons
from tests.conftest import SiteUnderTest, facts, told

OTHER = {"content/guide/other.md": "# Other\n\n## Part\n"}


def built(site: SiteUnderTest, text: str) -> str:
    """The HTML that a page's text becomes; it is valid, and nothing is told."""
    site.write({**OTHER, "content/guide/a.md": f"---\ntitle: A\n---\n{text}"})
    assert told(site.build().diagnostics) == []
    page = site.read("guide/a/index.html")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    ids = [one.get("id") for one in parser.parse(page).iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    after = page[page.index('<div class="prose"') :].partition(">")[2]
    return re.sub(r"\n+", "\n", after[: after.index('<nav class="pager"')])


def problems(site: SiteUnderTest, text: str) -> list[tuple[str, str, str]]:
    """Place, code and message of what is told of a page's text."""
    site.write({**OTHER, "content/guide/a.md": text})
    found = site.build().diagnostics
    return [(where.split(" ")[0], one.code, one.message) for one, where in zip(found, told(found), strict=True)]  # fmt: skip


# --- tabs -----------------------------------------------------------------------------------


def test_a_tab_is_a_name_and_markdown(site: SiteUnderTest) -> None:
    html = built(
        site,
        '{{< tabs key="os" >}}\n{{< tab "Linux" >}}\n**bold** [other](other.md#part)\n{{< /tab >}}\n'
        '{{< tab "macOS" >}}two{{< /tab >}}\n{{< /tabs >}}\n',
    )

    assert '<div class="part tabs" data-key="os">' in html
    assert '<div class="tab" id="tab-linux">\n<p class="tab-name">Linux</p>' in html
    assert '<p><strong>bold</strong> <a href="/docs/guide/other/#part">other</a></p>' in html
    assert '<div class="tab" id="tab-macos">' in html


def test_both_notations_and_the_names_of_other_themes_give_the_same(site: SiteUnderTest) -> None:
    code = "```py\na = 1\n\nb = 2\n```\n"
    plain = f'{{{{< tabs >}}}}\n{{{{< tab "A" >}}}}\n{code}{{{{< /tab >}}}}\n{{{{< tab "B" >}}}}\nx\n{{{{< /tab >}}}}\n{{{{< /tabs >}}}}\n'
    hextra = plain.replace("tabs >", 'tabs items="A,B" >', 1).replace('tab "A"', "tab").replace('tab "B"', "tab")  # fmt: skip
    relearn = re.sub(r"\{\{<(.*?)>\}\}", r"{{%\1%}}", plain.replace('tab "', 'tab title="'))
    docsy = plain.replace("tabs >", "tabpane text=true >").replace('tab "', 'tab header="')
    docsy = docsy.replace("/tabpane text=true", "/tabpane")

    expected = built(site, plain)
    assert expected.count('class="tab"') == 2
    for other in (hextra, relearn, docsy):
        assert built(site, other) == expected


def test_a_tab_of_a_tabpane_is_code(site: SiteUnderTest) -> None:
    html = built(
        site,
        '{{< tabpane lang="sh" >}}\n{{< tab header="A" >}}\necho *a*\n{{< /tab >}}\n'
        '{{% tab header="B" %}}\n*b*\n{{% /tab %}}\n{{< /tabpane >}}\n',
    )

    assert 'class="language-sh"' in html and "*a*" in html
    assert "<em>b</em>" in html


def test_ids_in_tabs_stand_once(site: SiteUnderTest) -> None:
    """The page's own headings keep theirs."""
    group = '{{< tabs >}}\n{{< tab "A" >}}\n## Use\n{{< /tab >}}\n{{< tab "B" >}}\n## Use\n{{< /tab >}}\n{{< /tabs >}}\n'

    html = built(site, f'{group}\n## Use\n\n{group}\n=== "A"\n\n    ## Use\n')

    ids = re.findall(r'<h2 id="([^"]*)">', html)
    assert len(ids) == 6
    assert re.search(r'</div>\n<h2 id="use">', html)
    assert re.findall(r'id="(tab-a[^"]*)"', html) == ["tab-a", "tab-a-2", "tab-a-1"]


def test_the_tab_that_is_open_first(site: SiteUnderTest) -> None:
    tabs = '{{< tab name="A" >}}a{{< /tab >}}{{< tab name="B" %s>}}b{{< /tab >}}{{< /tabs >}}'
    chosen = '<div class="tab chosen" id="tab-b">'

    assert chosen in built(site, "{{< tabs >}}" + tabs % "selected=true ")
    assert chosen in built(site, "{{< tabs default=2 >}}" + tabs % "")
    assert chosen in built(site, "{{< tabs defaultIndex=1 >}}" + tabs % "")
    assert "chosen" not in built(site, "{{< tabs >}}" + tabs % "")


def test_only_pages_with_components_load_their_files(site: SiteUnderTest) -> None:
    built(site, '{{< badge "x" >}}\n')
    page = site.read("guide/a/index.html")
    assert "css/parts.css" in page and "js/tabs.js" not in page
    assert "css/parts.css" not in site.read("guide/other/index.html")

    built(site, '=== "x"\n\n    y\n')
    assert "js/tabs.js" in site.read("guide/a/index.html")


# --- the others -----------------------------------------------------------------------------


def test_steps_are_a_list_or_headings(site: SiteUnderTest) -> None:
    html = built(site, "{{% steps %}}\n### One\n\n#### Detail\n\n### Two\n{{% /steps %}}\n")
    assert re.findall(r"<(h\d[^>]*)>", html) == [
        'h3 class="step" id="one"', 'h4 id="detail"', 'h3 class="step" id="two"',
    ]  # fmt: skip

    html = built(site, "{{< steps >}}\n1. One\n2. Two\n{{< /steps >}}\n")
    assert '<div class="part steps">\n<ol>\n<li>One</li>' in html


def test_a_card_links_like_any_link(bare: SiteUnderTest) -> None:
    """It is a back-link, with the card's title and text."""
    text = '# A\n\n{{< card title="To *it*" link="other.md#part" text="See **there**" >}}\n'
    bare.write({**OTHER, "content/guide/a.md": text})
    assert told(bare.build().diagnostics) == []

    assert '<a href="/docs/guide/other/#part">To *it*</a>' in facts(bare, "guide/a/index.html")["content"]  # fmt: skip
    assert facts(bare, "guide/other/index.html")["backlinks"] == [["A", "", "To *it*", " See **there**"]]  # fmt: skip


def test_a_card_may_hold_text_and_need_not(site: SiteUnderTest) -> None:
    html = built(
        site,
        '{{< cards cols=2 >}}\n{{< card title="A" link="other.md" icon="rocket" >}}\n'
        '{{< card title="B" tag="new" >}}\nSome **text**\n{{< /card >}}\n{{< card title="C" />}}\n{{< /cards >}}\n',
    )

    assert html.count('class="part link-card"') == 3
    assert '<div class="part card-grid" data-cols="2">' in html
    assert "<p>Some <strong>text</strong></p>" in html
    assert '<svg class="icon" data-icon="rocket"' in html
    assert '<span class="part badge badge-neutral">new</span>' in html


def test_badges_and_buttons_stand_in_a_line(site: SiteUnderTest) -> None:
    html = built(
        site,
        'a {{< badge "x < y" >}} {{% badge content="ok" type="success" %}} b\n\n'
        '{{< button link="other.md" style="primary" >}}Go *on*{{< /button >}} and\n',
    )

    assert '<p>a <span class="part badge badge-neutral">x &lt; y</span> <span class="part badge badge-tip">ok</span> b</p>' in html  # fmt: skip
    assert '<p><a class="part button primary" href="/docs/guide/other/">Go <em>on</em></a> and</p>' in html  # fmt: skip


def test_columns_are_parted_by_a_line(site: SiteUnderTest) -> None:
    html = built(site, "{{< columns >}}\na\n\n<--->\n\n- b\n{{< /columns >}}\n")

    assert '<div class="part columns">\n<div>\n<p>a</p>\n</div>\n<div>\n<ul>\n<li>b</li>\n</ul>\n</div>' in html  # fmt: skip


def test_a_file_tree_is_a_list_or_the_output_of_tree(site: SiteUnderTest) -> None:
    listed = "{{< filetree >}}\n- a\n  - __b__.py\n  - c/\n{{< /filetree >}}\n"
    drawn = listed.replace("- a\n  - __b__.py\n  - c/", "a\n├── __b__.py\n└── c/")

    html = built(site, listed)
    assert built(site, drawn) == html
    assert '<li class="folder"><details open><summary>a</summary>' in html
    assert '<li class="file">__b__.py</li>' in html
    assert '<li class="folder">c</li>' in html

    nested = (
        '{{< filetree/container >}}\n{{< filetree/folder name="a" >}}\n{{< filetree/file name="b" >}}\n'
        "{{< /filetree/folder >}}\n{{< /filetree/container >}}\n"
    )
    assert '<summary>a</summary><ul>\n<li class="file">b</li>' in built(site, nested)


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["a", "b/", "**c**", "[d](e.md)"]))))
def test_every_line_of_a_tree_is_one_entry(lines: list[tuple[int, str]]) -> None:
    def count(entries: object) -> int:
        assert isinstance(entries, list)
        return sum(1 + count(entry["children"]) for entry in entries)

    text = "\n".join(f"{'  ' * depth}- {name}" for depth, name in lines)
    assert count(components.file_tree(text)) == len(lines)


def test_a_callout_is_an_alert(site: SiteUnderTest) -> None:
    alert = built(site, "> [!WARNING] Mind *it*\n> Text\n")

    for same in (
        '{{< callout type="warning" title="Mind *it*" >}}\nText\n{{< /callout >}}\n',
        '{{< callout "warning" "Mind *it*" >}}Text{{< /callout >}}\n',
        '{{% notice style="warning" title="Mind *it*" %}}\nText\n{{% /notice %}}\n',
        '!!! warning "Mind *it*"\n    Text\n',
        ":::warning[Mind *it*]\nText\n:::\n",
        "::: warning Mind *it*\nText\n:::\n",
        ":::{warning} Mind *it*\nText\n:::\n",
        '::: {.callout-warning title="Mind *it*"}\nText\n:::\n',
    ):
        assert built(site, same) == alert, same


def test_a_callout_folds(site: SiteUnderTest) -> None:
    folded = built(site, "> [!tip]- Title\n> Text\n")

    assert built(site, '??? tip "Title"\n    Text\n') == folded
    assert built(site, '{{< callout type="tip" title="Title" open=false >}}Text{{< /callout >}}') == folded  # fmt: skip
    assert built(site, '???+ tip "Title"\n    Text\n') == folded.replace("<details", "<details", 1).replace('tip">', 'tip" open>')  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["!!! wow\n", "!!! note that it rains\n", "!!!note\n", "??? what\n", "::: {.wide}\nx\n", ":::other\nx\n",
     ":: note\n", '=="A"\n', "=== A\n"],
)  # fmt: skip
def test_what_names_no_alert_stays_text(site: SiteUnderTest, text: str) -> None:
    html = built(site, text)
    assert "alert" not in html and "tabs" not in html
    assert html.strip().startswith("<p>")


def test_alerts_of_other_tools_nest_and_hold_code(site: SiteUnderTest) -> None:
    html = built(
        site,
        '!!! note "A"\n\n    ```py\n    a = 1\n    ```\n\n    ??? tip\n        deep\n\n'
        "after\n:::note\n\n- x\n\n  :::\n  y\n:::\n\nend\n",
    )

    assert html.count('class="alert alert-note"') == 2
    assert '<details class="alert alert-tip">\n<summary class="alert-title">Tip</summary>\n<p>deep</p>' in html  # fmt: skip
    assert "<p>after</p>" in html


def test_without_hooks_the_syntaxes_are_text(bare: SiteUnderTest) -> None:
    """As in Hugo, for themes of their own."""
    bare.write({"sitegen.toml": 'theme = "own"\n', "themes/own/theme.toml": ""})
    bare.write({"content/a.md": '# A\n\n!!! note\n\n:::note\n\n=== "A"\n'})
    assert told(bare.build().diagnostics) == []

    assert facts(bare, "a/index.html")["content"].count("<p>") == 3


# --- icons ----------------------------------------------------------------------------------


def test_a_site_has_icons_of_its_own(site: SiteUnderTest) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="8"><script>x()</script><path id="p" onclick="x()" d="M0 0"/></svg>'
    site.write({"assets/icons/mine.svg": svg})

    html = built(site, '{{< icon "mine" >}} {{< icon name="github" label="Git\\"Hub" >}}\n')
    assert '<svg class="icon" data-icon="mine" width="24" height="24" aria-hidden="true" viewBox="0 0 16 8"><path d="M0 0"></path></svg>' in html  # fmt: skip
    assert 'role="img" aria-label="Git&quot;Hub"' in html

    site.write({"assets/icons/mine.svg": svg.replace("M0 0", "M1 1")})
    written = site.build().written
    assert written and [one for one in written.changed if one.endswith("html")] == [
        "guide/a/index.html"
    ]
    assert "M1 1" in site.read("guide/a/index.html")


def test_each_icon_is_an_element_and_documented() -> None:
    page = (Path(__file__).parent.parent / "content/shortcodes/icon.md").read_text()

    assert len(icons.shipped_names()) > 80
    for name in icons.shipped_names():
        drawing = icons.shipped_drawing(name)
        assert drawing
        assert len(ElementTree.fromstring(icons.element(drawing, name)))
        assert f"`{name}`" in page


# --- mistakes -------------------------------------------------------------------------------


def test_mistakes_are_told_where_they_are(site: SiteUnderTest) -> None:
    found = problems(
        site,
        '# A\n\n{{< tab "x" >}}a{{< /tab >}}\n\n{{< icon "githob" >}}\n\n'
        '{{< card titel="x" title="y" link="nowhere.md" >}}\n\n x {{< button link="othr.md" >}}x{{< /button >}}\n\n'
        '{{< tabs >}}{{< tab >}}x{{< /tab >}}{{< /tabs >}}\n\n{{< filetree/file name="x" >}}\n',
    )

    at = "content/guide/a.md"
    assert sorted(found) == sorted(
        [
            (f"{at}:3:1", "shortcode-failed", '"tab" stands outside of "tabs"'),
            (f"{at}:5:1", "unknown-icon", 'no icon is named "githob"'),
            (f"{at}:7:1", "unknown-parameter", '"card" has no parameter "titel"'),
            (f"{at}:7:1", "broken-link", 'no page or file "nowhere.md"'),
            (f"{at}:9:4", "broken-link", 'no page or file "othr.md"'),
            (f"{at}:11:13", "shortcode-failed", 'a tab needs a name: tab "Name"'),
            (
                f"{at}:13:1",
                "shortcode-failed",
                '"filetree/file" stands outside of "filetree/container"',
            ),
        ]
    )


def test_what_stands_beside_the_parts_is_left_out(site: SiteUnderTest) -> None:
    """It would be HTML that nobody has looked at."""
    stray = "<script>alert(1)</script>"
    text = (
        '# A\n\n{{< tabs >}}%s{{< tab "x" >}}a{{< /tab >}}{{< /tabs >}}\n\n'
        '{{< cards >}}{{< card title="b" />}}%s{{< /cards >}}\n\n'
        '{{< filetree/container >}}%s{{< filetree/folder name="c" >}}%s{{< /filetree/folder >}}{{< /filetree/container >}}\n'
    )

    found = problems(site, text.replace("%s", stray))
    assert [code for _, code, _ in found] == ["text-left-out"] * 4
    assert "alert(1)" not in site.read("guide/a/index.html")


def test_a_spoilt_icon_is_a_warning(site: SiteUnderTest) -> None:
    site.write({"assets/icons/bad.svg": "<svg"})

    [(_, code, message)] = problems(site, '# A\n\n{{< icon "bad" >}}\n')
    assert code == "unknown-icon"
    assert message.startswith('the icon "bad" can\'t be shown: it is no XML')


# --- page.has_shortcode -----------------------------------------------------------------------


def test_a_layout_asks_which_shortcodes_a_page_calls(site: SiteUnderTest) -> None:
    site.write(
        {
            "layouts/page.html": "{{ page.has_shortcode('tab') }} {{ page.has_shortcode('steps') }}",
            "content/guide/a.md": '{{< tabs >}}{{< tab "A" >}}x{{< /tab >}}{{< /tabs >}}',
        }
    )
    site.build()
    assert site.read("guide/a/index.html") == "True False"

    site.write({"content/guide/a.md": "{{< steps >}}1. a{{< /steps >}}"})
    site.build()
    assert site.read("guide/a/index.html") == "False True"
