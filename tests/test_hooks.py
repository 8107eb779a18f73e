"""Render hooks: what their templates may do; what they are given is compared in `test_hugo`."""

from __future__ import annotations

import pytest

from tests.conftest import SiteUnderTest, facts, told

PAGE = "content/a.md"


def content(site: SiteUnderTest, path: str = "a/index.html") -> str:
    found = facts(site, path)["content"]
    assert isinstance(found, str)
    return found.strip()


def test_a_hook_shows_an_element_with_its_links(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/link.html": '<a class="x" href="{{ hook.url }}">{{ hook.text }}</a>',
            "layouts/render/heading.html": "<h{{ hook.level }}>{{ hook.text }}</h{{ hook.level }}>",
            "content/b.md": "# B\n",
            PAGE: "# To [*b*](b.md) & more\n",
        }
    )

    assert told(bare.build().diagnostics) == []

    assert content(bare) == '<h1>To <a class="x" href="/docs/b/"><em>b</em></a> &amp; more</h1>'
    assert "A" not in content(bare, "b/index.html")


def test_a_hook_may_ask_for_the_site(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/link.html": '<a title="{{ site.home.title }}" href="{{ hook.url }}">'
            "{{ hook.text }}</a>",
            "layouts/render/blockquote.html": "<q>{{ page.next.title }}: {{ hook.text }}</q>",
            "content/_index.md": "---\ntitle: Start\n---\n",
            "content/b.md": "# Bee\n",
            "shortcodes/late.html": "{{ site.home.title }}",
            PAGE: "> See [b](b.md), {{< late >}}.\n",
        }
    )

    assert told(bare.build().diagnostics) == []

    assert content(bare) == (
        '<q>Bee: <p>See <a title="Start" href="/docs/b/">b</a>, Start.</p>\n</q>'
    )


def test_a_hook_in_a_shortcodes_text_may_ask_for_the_site(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/link.html": '<a title="{{ site.home.title }}" href="{{ hook.url }}">'
            "{{ hook.text }}</a>",
            "content/_index.md": "---\ntitle: Start\n---\n",
            "content/b.md": "# Bee\n",
            "shortcodes/em.html": "<em>{{ shortcode.inner }}</em>",
            "shortcodes/box.html": "<div>{{ shortcode.inner_markdown }}</div>",
            PAGE: "{{< box >}}One [{{< em >}}b{{< /em >}}](b.md) and [c](b.md).{{< /box >}}\n",
        }
    )

    assert told(bare.build().diagnostics) == []

    link = '<a title="Start" href="/docs/b/">'
    assert content(bare) == (f"<div><p>One {link}<em>b</em></a> and {link}c</a>.</p>\n</div>")


def test_functions_of_a_hook(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/codeblock-box.html": '<a href="{{ link_to("b.md") }}">'
            "{{ markdown(hook.inner) }}</a>{{ hook.attributes.kind }}",
            "layouts/render/codeblock.html": "<i>{{ highlight(hook.inner, hook.type) }}</i>",
            "content/b.md": "# B\n",
            PAGE: "```box {kind=wide}\n*a* [b](b.md)\n```\n\n```py\n1\n```\n",
        }
    )

    assert told(bare.build().diagnostics) == []

    found = content(bare)
    assert found.startswith('<a href="/docs/b/"><em>a</em> <a href="/docs/b/">b</a></a>wide')
    assert '<i><div class="highlight"><pre' in found


def test_what_an_author_writes_is_escaped(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "layouts/render/link.html": '<a href="{{ hook.url }}" title="{{ hook.title }}">'
            "{{ hook.plain_text }}|{{ hook.destination }}</a>",
            PAGE: """[`<b>`](javascript:alert(1) '"><script>')\n""",
        }
    )

    bare.build()

    assert content(bare) == ('<p><a href="" title="&#34;&gt;&lt;script&gt;">&lt;b&gt;|</a></p>')


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ hook.txt }}", 'a hook has no "txt"; did you mean "text"?'),
        ("{% if %}", "the template is wrong"),
        ("{{ fail('not here') }}", "not here"),
        ("{{ markdown('[a](b.md)') }}", "includes itself"),
    ],
)
def test_a_hook_that_fails_is_told(bare: SiteUnderTest, template: str, message: str) -> None:
    bare.write({"layouts/render/link.html": template, PAGE: "[a](b.md)\n", "content/b.md": "# B\n"})

    found = bare.build().diagnostics

    assert message in found[0].message
    assert found[0].severity == "error"
    assert not bare.exists("a/index.html")


def test_a_theme_of_its_own_has_no_hooks_of_the_default_theme(site: SiteUnderTest) -> None:
    site.write(
        {
            "themes/own/theme.toml": 'name = "own"\n',
            "themes/own/layouts/page.html": "{{ page.content }}",
            "themes/heir/theme.toml": 'parent = "default"\n',
            "themes/heir/layouts/page.html": "{{ page.content }}",
            PAGE: "> [!NOTE]\n> text\n",
        }
    )

    site.build(theme="own")
    assert site.read("a/index.html") == "<blockquote>\n<p>[!NOTE]\ntext</p>\n</blockquote>\n"
    site.build(theme="heir")
    assert '<p class="alert-title">Note</p>' in site.read("a/index.html")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("> [!NOTE]\n> *a*", '<div class="alert alert-note" role="note">\n'
         '<p class="alert-title">Note</p>\n<p><em>a</em></p>\n</div>'),
        ("> [!tip] Do **this**\n> a", '<div class="alert alert-tip" role="note">\n'
         '<p class="alert-title">Do <strong>this</strong></p>\n<p>a</p>\n</div>'),
        ("> [!info] Just this", '<div class="alert alert-note" role="note">\n'
         '<p class="alert-title">Just this</p>\n</div>'),
        ("> [!recipe]\n> a", '<div class="alert alert-note" role="note">\n'
         '<p class="alert-title">Recipe</p>\n<p>a</p>\n</div>'),
        ("> [!bug]- Closed\n> a", '<details class="alert alert-caution">\n'
         '<summary class="alert-title">Closed</summary>\n<p>a</p>\n</details>'),
        ("> [!todo]+\n> a", '<details class="alert alert-note" open>\n'
         '<summary class="alert-title">To do</summary>\n<p>a</p>\n</details>'),
        ("> [!] no", "<blockquote>\n<p>[!] no</p>\n</blockquote>"),
    ],
)  # fmt: skip
def test_alerts_of_the_default_theme(bare: SiteUnderTest, source: str, shown: str) -> None:
    bare.write({PAGE: f"{source}\n"})

    bare.build()

    assert content(bare) == shown


def test_an_alerts_heading_is_in_the_themes_language(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "sitegen.toml": 'languageCode = "de"\n',
            "i18n/de.toml": 'alert_note = "Hinweis"\n',
            PAGE: "> [!NOTE]\n> text\n",
        }
    )

    bare.build()

    assert '<p class="alert-title">Hinweis</p>' in content(bare)
