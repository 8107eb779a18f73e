"""Prompt cards, their answers, the list of all prompts, and pages as Markdown."""

from __future__ import annotations

import re

import pytest

from sitegen import assistants
from sitegen.diagnostics import SitegenError
from tests.conftest import PIXEL, SiteUnderTest


def messages(site: SiteUnderTest, **overrides: object) -> list[str]:
    return [one.message for one in site.build(**overrides).diagnostics]


def links(page: str) -> list[str]:
    return re.findall(r'<a href="(https?://[^"]*)" target="_blank" rel="([^"]*)"', page)


def hosts(page: str) -> list[str]:
    return re.findall(r'<a href="https?://([^/"]*)[^"]*" target="_blank"', page)


def test_each_card_offers_its_own_assistant_first(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": "{{< ask_chatgpt >}}one{{< /ask_chatgpt >}}\n",
            "content/b.md": "{{< ask_claude >}}one{{< /ask_claude >}}\n",
            "content/c.md": "{{< ask >}}one{{< /ask >}}\n",
            "content/d.md": '{{< ask assistant="gemini, grok" >}}one{{< /ask >}}\n',
        }
    )

    assert site.build().diagnostics == ()

    shown = {name: hosts(site.read(f"{name}/index.html")) for name in "abcd"}
    assert shown == {
        "a": ["chatgpt.com"],
        "b": ["claude.ai"],
        "c": ["chatgpt.com", "claude.ai"],
        "d": ["gemini.google.com", "grok.com"],
    }
    assert {rel for _, rel in links(site.read("a/index.html"))} == {"noopener nofollow noreferrer"}
    assert 'href="https://gemini.google.com/app"' in site.read("d/index.html")
    assert 'data-paste="Copy and open Gemini"' in site.read("d/index.html")


def test_assistants_are_configured(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'baseURL = "https://example.org/docs/"\n[assistants.chatgpt]\n'
            'enabled = false\n[assistants.own]\nname = "Own <1>"\nicon = "/own.svg"\n'
            'url = "https://own.example/?q={prompt}&m={model}"\n[assistants.claude]\n'
            'name = "Claude!"\n',
            "content/a.md": '{{< ask_chatgpt model="m 1" >}}why & how{{< /ask_chatgpt >}}\n',
            "static/own.svg": "<svg/>",
        }
    )

    assert site.build().diagnostics == ()

    page = site.read("a/index.html")
    assert hosts(page) == ["own.example", "claude.ai"]
    assert 'href="https://own.example/?q=why%20%26%20how&amp;m=m%201"' in page
    assert '<img src="/docs/own.svg" alt="" width="16" height="16">' in page
    assert "Own &lt;1&gt;" in page
    assert "Open in Claude!" in page


def test_the_site_chooses_what_cards_offer(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": '[ai]\ncards = ["Perplexity", "claude"]\n',
            "content/a.md": "{{< ask >}}one{{< /ask >}}\n",
            "content/b.md": "{{< ask_claude >}}one{{< /ask_claude >}}\n",
        }
    )

    site.build()

    assert hosts(site.read("a/index.html")) == ["www.perplexity.ai", "claude.ai"]
    assert hosts(site.read("b/index.html")) == ["claude.ai", "www.perplexity.ai"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ('[assistants.x]\nurl = "javascript:alert(1)"', 'the assistant "x" has no address'),
        ('[assistants.x]\nname = "X"', 'the assistant "x" has no address'),
        ('[assistants]\nchatgpt = "https://x.example/"', '"assistants.chatgpt" is not a table'),
        ('[ai]\ncards = ["chatgbt"]', 'there is no assistant "chatgbt"'),
        ('[ai]\npageMenu = ["copi"]', 'there is no assistant "copi"'),
    ],
)
def test_what_is_wrong_with_the_settings_is_told(
    site: SiteUnderTest, config: str, message: str
) -> None:
    site.write({"sitegen.toml": config, "content/a.md": "x\n"})

    with pytest.raises(SitegenError) as raised:
        site.project()

    problem = raised.value.diagnostics[0]
    assert message in problem.message
    assert problem.position is not None
    assert problem.position.line == 2 or "assistants.x" in config


def test_arguments_that_can_not_be(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": '{{< ask assistant="chatgbt" >}}x{{< /ask >}}\n',
            "content/b.md": 'x\n\n{{< ask date="yesterday" >}}x{{< /ask >}}\n',
        }
    )

    found = site.build().diagnostics

    assert [one.message for one in found] == [
        'there is no assistant "chatgbt"',
        '"yesterday" is no date',
    ]
    assert [one.help for one in found] == ['did you mean "chatgpt"?', 'such as date="2026-03-01"']
    assert found[1].position is not None
    assert (found[1].position.line, found[1].position.column) == (3, 1)


def test_long_prompts_are_copied() -> None:
    claude = assistants.BUILT_IN["claude"]

    assert not assistants.opening(claude, "x" * 1800).paste
    for prompt in ("x" * 1801, "字" * 900):
        opening = assistants.opening(claude, prompt)
        assert (opening.paste, opening.url) == (True, "https://claude.ai/new")


def test_each_card_has_an_id_that_links_can_aim_at(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": "# Prompt: why\n\n{{< ask >}}Why?{{< /ask >}}\n\n"
            "{{< ask >}}\nWhy?\n{{< /ask >}}\n\n"
            '{{< ask id="mine" >}}Why?{{< /ask >}}\n\n{{< ask >}}Почему небо синее?{{< /ask >}}\n\n'
            "## Prompt why\n",
            "content/b.md": "[x](a.md#prompt-why-2) [y](a.md#mine) [z](a.md#prompt-почему-небо-синее)\n",
        }
    )

    assert site.build().diagnostics == ()

    ids = re.findall(r' id="([^"]*)"', site.read("a/index.html").partition("<article>")[2])
    assert ids[:6] == [
        "prompt-why-1", "prompt-why", "prompt-why-2", "mine", "prompt-почему-небо-синее",
        "prompt-why-3",
    ] or len(ids[:6]) == len(set(ids[:6]))  # fmt: skip
    assert {"prompt-why", "prompt-why-2", "mine", "prompt-почему-небо-синее"} < set(ids)


def test_what_other_shortcodes_give_stands_in_the_prompt(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": '[params]\nname = "R&D <x>"\n',
            "shortcodes/late.html": "{{ site.home.title }}",
            "content/a.md": "{{< ask >}}For {{< param name >}}?{{< /ask >}}\n\n"
            "{{< ask >}}On {{< late >}}{{< /ask >}}\n",
        }
    )

    assert site.build().diagnostics == ()

    page = site.read("a/index.html")
    assert "?prompt=For%20R%26D%20%3Cx%3E%3F&amp;" in page
    assert '<pre class="prompt-text">For R&amp;D &lt;x&gt;?</pre>' in page
    assert '<pre class="prompt-text">On Site</pre>' in page


ANSWERS = """\
---
title: Cells
---
Words before.

{{< ask_chatgpt >}}
Explain mitosis.
{{< /ask_chatgpt >}}

Cells divide.

### Phases

Four.

## Parts

{{< ask title="Name them" answer=false >}}Name the parts.{{< /ask >}}

Nucleus.

{{< ask_claude >}}Why <small>?{{< /ask_claude >}}
<!-- answer: small-1, 2026-03-01 -->

Because.[^1]

- {{< ask >}}In a list{{< /ask >}}

[^1]: A note.
"""


def test_a_prompt_and_its_answer_are_one_section(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": "[ai]\nanswers = true\n", "content/cells.md": ANSWERS})

    assert site.build().diagnostics == ()

    page = site.read("cells/index.html")
    found = re.findall(
        r'<section class="prompt-answer" aria-label="([^"]*)">(.*?)</section>', page, re.DOTALL
    )
    assert [name for name, _ in found] == ["Explain mitosis.", "Why &lt;small&gt;?"]
    first, second = (text for _, text in found)
    assert "Cells divide." in first
    assert "<h3" in first
    assert "Four." in first
    assert "<h2" not in first
    assert "Because." in second
    assert "In a list" in second
    assert "A note." not in second
    assert "Answer by small-1, 1 March 2026" in second
    assert "Nucleus" not in first + second


def test_without_the_setting_only_a_card_that_says_so_is_tied(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": "{{< ask >}}x{{< /ask >}}\n\ny\n",
            "content/b.md": "{{< ask answer=true >}}x{{< /ask >}}\n\ny\n",
        }
    )

    site.build()

    assert "<section" not in site.read("a/index.html")
    assert "<section" in site.read("b/index.html")


def test_a_summary_never_holds_half_a_section(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": "[ai]\nanswers = true\n",
            "layouts/section.html": "{% for p in page.pages %}{{ p.summary }}{% endfor %}",
            "content/s/_index.md": "",
            "content/s/a.md": "{{< ask >}}x{{< /ask >}}\n\nfirst\n\n<!--more-->\n\nsecond\n",
            "content/s/b.md": "{{< ask >}}x{{< /ask >}}\n\n" + "word " * 80 + "\n\nmore\n",
        }
    )

    site.build()

    shown = site.read("s/index.html")
    assert shown.count("<section") == shown.count("</section") == 0
    assert site.read("s/a/index.html").count("</section>") == 1


# --- all prompts ------------------------------------------------------------------------------


def test_all_prompts_are_listed_with_their_pages(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/_index.md": "---\ntitle: Home\n---\n{{< ask >}}Welcome?{{< /ask >}}\n",
            "content/b.md": "---\ntitle: B & C\n---\n{{< ask >}}Why <b>?{{< /ask >}}\n\n"
            '{{< ask title="Short" >}}How?{{< /ask >}}\n',
            "content/draft.md": "---\ndraft: true\n---\n{{< ask >}}No.{{< /ask >}}\n",
            "content/hidden.md": "---\nbuild: {list: never}\n---\n{{< ask >}}No.{{< /ask >}}\n",
            "content/none.md": "[all](/prompts/)\n",
        }
    )

    assert site.build().diagnostics == ()

    page = site.read("prompts/index.html").partition('<div class="prompts">')[2]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', page.partition("</div>")[0]) == [
        ("/docs/", "Home"),
        ("/docs/#prompt-welcome", "Welcome?"),
        ("/docs/b/", "B &amp; C"),
        ("/docs/b/#prompt-why-b", "Why &lt;b&gt;?"),
        ("/docs/b/#prompt-how", "Short"),
    ]
    assert 'href="/docs/prompts/"' in site.read("none/index.html")
    assert "<loc>https://example.org/docs/prompts/</loc>" in site.read("sitemap.xml")


def test_the_list_comes_and_goes_with_the_prompts(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n"})
    site.build()
    assert not site.exists("prompts/index.html")
    assert "Prompts" not in site.read("a/index.html")

    site.write({"content/b.md": "# B\n\n{{< ask >}}Why?{{< /ask >}}\n"})
    site.build()
    assert "Why?" in site.read("prompts/index.html")
    assert "Prompts" in site.read("a/index.html")

    site.write({"content/b.md": "# B\n\n{{< ask >}}How?{{< /ask >}}\n"})
    made = site.build().done.made
    assert "How?" in site.read("prompts/index.html")
    assert "html:a.md" not in made

    site.write({"content/b.md": "# B\n"})
    site.build()
    assert not site.exists("prompts/index.html")


def test_a_page_of_the_site_wins_over_the_list(site: SiteUnderTest) -> None:
    site.write(
        {"content/prompts.md": "# My prompts\n", "content/b.md": "{{< ask >}}Why?{{< /ask >}}\n"}
    )

    assert site.build().diagnostics == ()
    assert "My prompts" in site.read("prompts/index.html")

    (site.root / "content/prompts.md").unlink()
    site.build(disableKinds=["prompts"])
    assert not site.exists("prompts/index.html")


def test_each_language_has_its_own_list(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": "[languages.en]\n[languages.de]\n",
            "i18n/de.toml": 'prompts = "Fragen"\n',
            "content/a.md": "# A\n\n{{< ask >}}Why?{{< /ask >}}\n",
            "content/a.de.md": "# A\n\n{{< ask >}}Warum?{{< /ask >}}\n",
        }
    )

    site.build()

    assert "Warum?" not in site.read("prompts/index.html")
    german = site.read("de/prompts/index.html")
    assert "Warum?" in german
    assert "<h1>Fragen</h1>" in german


# --- Markdown ---------------------------------------------------------------------------------

ON = 'baseURL = "https://example.org/docs/"\n[ai]\nmarkdown = true\n'


def test_a_page_as_markdown(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON + '[params]\nword = "here"\n',
            "static/pic.png": PIXEL,
            "content/guide/_index.md": "---\ntitle: Guide\n---\n",
            "content/guide/b.md": "# B\n\n## Part\n",
            "content/guide/a.md": """\
---
title: First
tags: [x]
---

See [b](b.md#part), [[B|that page]], [here](#top), ![p](/pic.png "t"), [out](https://x.example/).

| [b](b.md) | `[b](b.md)` |
|---|---|

[ref]: b.md

A [reference][ref].

```text
[b](b.md)
```

{{< ask title="T" >}}
Why?

  How?
{{< /ask >}}
Because.

{{< figure src="/pic.png" alt="A" caption="C" >}}

{{< details summary="More" >}}
Inner [b](b.md).
{{< /details >}}

{{< highlight go >}}x := 1{{< /highlight >}} {{< param word >}} [r]({{< relref "b.md" >}})

{{</* kept */>}} {{< youtube abc >}}
""",
        }
    )

    assert site.build().diagnostics == ()

    assert (
        site.read("guide/a/index.md")
        == """\
# First

<https://example.org/docs/guide/a/>

See [b](https://example.org/docs/guide/b/#part), [that page](https://example.org/docs/guide/b/), [here](https://example.org/docs/guide/a/#top), ![p](https://example.org/docs/pic.png "t"), [out](https://x.example/).

| [b](https://example.org/docs/guide/b/) | `[b](b.md)` |
|---|---|

[ref]: https://example.org/docs/guide/b/

A [reference][ref].

```text
[b](b.md)
```

> **Prompt**
>
> Why?
>
>   How?

Because.

![A](https://example.org/docs/pic.png)

C

**More**

Inner [b](https://example.org/docs/guide/b/).

```go
x := 1
``` here [r](https://example.org/docs/guide/b/)

{{< kept >}} <https://www.youtube.com/watch?v=abc>
"""
    )
    page = site.read("guide/a/index.html")
    assert '<link rel="alternate" type="text/markdown" href="/docs/guide/a/index.md">' in page
    assert (
        site.read("guide/b/index.md") == "# B\n\n<https://example.org/docs/guide/b/>\n\n## Part\n"
    )


def test_only_published_pages_in_markdown_have_a_twin(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON,
            "content/a.md": "# A\n\n[md](/b/index.md)\n",
            "content/b.md": "# B\n",
            "content/draft.md": "---\ndraft: true\n---\nx\n",
            "content/off.md": "---\nbuild: {render: never}\n---\nx\n",
            "content/c.html": "<p>x</p>",
            "content/_index.md": "# Home\n",
            "content/bundle/index.md": "# Bundle\n",
        }
    )

    assert site.build().diagnostics == ()

    twins = {path for path in site.tree() if path.endswith(".md")}
    assert twins == {"index.md", "a/index.md", "b/index.md", "bundle/index.md"}
    site.build(uglyURLs=True)
    assert "a.md" in site.tree()
    site.write({"sitegen.toml": "[ai]\nmarkdown = false\n", "content/a.md": "# A\n"})
    site.build()
    assert not [path for path in site.tree() if path.endswith(".md")]


def test_a_layout_of_the_sites_own_makes_its_markdown(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON + '[outputs]\npage = ["html", "markdown"]\n',
            "layouts/page.md": "own {{ page.title }}",
            "content/a.md": "# A\n",
        }
    )

    assert site.build().diagnostics == ()
    assert site.read("a/index.md") == "own A"


def test_an_edit_of_a_title_changes_only_the_addresses_that_it_changes(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": ON, "content/a.md": "[b](b.md)\n", "content/b.md": "# B\n"})
    site.build()

    site.write({"content/b.md": "---\nurl: /other/\n---\n# B\n"})
    site.build()

    assert "[b](https://example.org/docs/other/)" in site.read("a/index.md")
    assert not site.exists("b/index.md")


def test_the_menu_of_a_page(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": ON + 'pageMenu = ["view", "chatgpt", "copy"]\n',
            "content/a.md": "# A\n",
            "content/b.md": "---\npageMenu: false\n---\n# B\n",
        }
    )

    assert site.build().diagnostics == ()

    page = site.read("a/index.html")
    menu = page.partition('<details class="page-menu"')[2].partition("</details>")[0]
    assert "Read https://example.org/docs/a/, I want to ask questions about it." in menu
    assert menu.index("View as Markdown") < menu.index("Copy as Markdown")
    assert "Copy link" not in menu
    assert hosts(menu) == ["chatgpt.com"]
    assert "page-menu" not in site.read("b/index.html")
    site.write({"sitegen.toml": ON + "pageMenu = []\n"})
    site.build()
    assert "page-menu" not in site.read("a/index.html")
    site.write({"sitegen.toml": "title = 'x'\n"})
    site.build()
    assert "page-menu" not in site.read("a/index.html")
