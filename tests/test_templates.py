"""Templates: where they are found, what they can see, what is noted of it."""

from __future__ import annotations

import pytest

from sitegen.publish import Emitted, emit
from sitegen.theme import is_go_template
from sitegen.views import PageView
from tests.conftest import SiteUnderTest, told


def test_a_template_extends_the_one_it_replaces(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'theme = "mine"\n',
            "themes/mine/theme.toml": "",
            "themes/mine/layouts/page.html": '{% extends "page.html" %}'
            "{% block main %}<b>theme</b>{{ super() }}{% endblock %}",
            "layouts/page.html": '{% extends "page.html" %}'
            "{% block main %}<i>site</i>{{ super() }}{% endblock %}",
            "layouts/partials/footer-extra.html": "<u>foot</u>",
            "content/a.md": "# A\n\nwords\n",
        }
    )

    assert site.build().diagnostics == ()

    page = site.read("a/index.html")
    assert "<i>site</i><b>theme</b>" in page
    assert "words" in page
    assert "<u>foot</u>" in page


def test_a_theme_builds_on_its_parent(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'theme = "child"\n',
            "themes/child/theme.toml": 'parent = "base"\n',
            "themes/child/layouts/page.html": "child {{ t('word') }}",
            "themes/base/layouts/page.html": "base",
            "themes/base/layouts/section.html": "base section",
            "themes/base/i18n/en.toml": 'word = "from base"\n',
            "themes/base/static/x.txt": "x",
            "content/s/a.md": "# A\n",
        }
    )

    site.build()

    assert site.read("s/a/index.html") == "child from base"
    assert site.read("s/index.html") == "base section"
    assert site.exists("x.txt")


@pytest.mark.parametrize(
    ("text", "go"),
    [
        ("{{ .Title }}", True), ("{{ with .Params.x }}y{{ end }}", True), ("{{ range .Pages }}", True),
        ('{{ define "main" }}', True), ("{{- if eq .Kind 1 -}}", True), ("{{ $x := 1 }}", True),
        ("{{ page.title }}", False), ("{{ range(3)|list }}", False), ("{{ end }}", False),
        ("{% block main %}{{ block }}{% endblock %}", False), ("{{ partial }}", False),
    ],
)  # fmt: skip
def test_go_templates_are_told_from_jinja(text: str, go: bool) -> None:
    assert is_go_template(text) is go


def test_layouts_by_type_and_name(site: SiteUnderTest) -> None:
    site.write(
        {
            "layouts/page.html": "page",
            "layouts/wide.html": "wide",
            "layouts/posts/page.html": "posts page",
            "layouts/recipes/wide.html": "recipes wide",
            "content/a.md": "",
            "content/b.md": "---\nlayout: wide\n---\n",
            "content/posts/c.md": "",
            "content/d.md": "---\ntype: recipes\nlayout: wide\n---\n",
            "content/e.md": "---\nlayout: none-such\n---\n",
        }
    )

    site.build()

    found = {name: site.read(f"{name}/index.html") for name in ("a", "b", "posts/c", "d", "e")}
    assert list(found.values()) == ["page", "wide", "posts page", "recipes wide", "page"]


def test_texts_are_translated_by_the_site(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'languageCode = "de"\n',
            "i18n/de.toml": 'open_in = "In {{ .Name }} öffnen"\ncopy = "Kopieren"\n',
            "content/a.md": "# A\n\n{{< ask_chatgpt >}}\nWarum?\n{{< /ask_chatgpt >}}\n",
        }
    )

    site.build()

    page = site.read("a/index.html")
    assert "In ChatGPT öffnen" in page
    assert '<html lang="de" dir="ltr">' in page


@pytest.mark.parametrize(
    "expression",
    [
        "{{ ''.__class__ }}",
        "{{ page._reader }}",
        "{{ page['_reader'] }}",
        "{{ site.params.__init__.__globals__ }}",
        "{{ page.title|attr('__class__') }}",
        "{{ '{0.__class__}'.format(page) }}",
        "{{ page.content.__func__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ site.sitegen_names.__func__ }}",
        "{% set _ = page.params.x.append(1) %}",
        "{% include '../../sitegen.toml' %}",
        "{% include '/etc/hostname' %}",
    ],
)
def test_templates_cannot_reach_what_is_not_meant_for_them(
    site: SiteUnderTest, expression: str
) -> None:
    site.write({"layouts/page.html": expression, "content/a.md": "---\nx: [0]\n---\n"})

    result = site.build()

    if result.written is not None:
        assert site.read("a/index.html") in ("", "[0]")
    else:
        assert all(line.startswith("layouts/page.html:1:0 ") for line in told(result.diagnostics))


def test_shortcodes_see_the_site_when_they_ask_for_it(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "shortcodes/newest.html": "<ul>{% for p in site.recent %}<li>{{ p.title }}{% endfor %}</ul>",
            "shortcodes/me.html": "{{ page.url }} {{ shortcode.inner }}",
            "shortcodes/count.html": "**{{ site.regular_pages|length }} pages**",
            "content/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n{{< newest >}}\n",
            "content/b.md": "---\ntitle: B\ndate: 2025-01-01\n---\n"
            "{{< me >}}in [a](a.md){{< /me >}}\n\n{{% count %}}\n",
        }
    )

    assert bare.build().diagnostics == ()

    assert "<ul><li>B<li>A</ul>" in bare.read("a/index.html").replace("\\u003c", "<").replace(
        "\\u003e", ">"
    )
    second = bare.read("b/index.html").replace("\\u003c", "<").replace("\\u003e", ">")
    assert "/docs/b/ in [a](a.md)" in second
    assert "<strong>2 pages</strong>" in second


def test_what_a_template_asks_is_noted(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trace of an output holds its template and each thing it showed, and nothing else."""
    site.write(
        {
            "layouts/page.html": '{% include "partials/x.html" %}{{ page.parent.title }}',
            "layouts/partials/x.html": "{{ page.content }}{{ site.params.colour }}",
            "content/s/a.md": "# A\n\n[b](b.md)\n",
            "content/s/b.md": "# B\n",
        }
    )
    noted: dict[str, set[tuple[str, str]]] = {}

    def spy(*arguments: object) -> list[Emitted]:
        found = emit(*arguments)  # type: ignore[arg-type]
        for one in found:
            for output in one.outputs:
                noted[output.path] = {*one.reads, *one.common}
        return found

    monkeypatch.setattr("sitegen.emitting.emit", spy)
    site.build()

    assert noted["s/a/index.html"] == {
        ("page", "s/a.md"), ("content", "s/a.md"), ("links", "s/a.md"), ("page", "s/"),
        ("param", "colour"), ("setting", "base_url"), ("template", "layouts/page.html"),
        ("setting", "ai_markdown"), ("setting", "minify_output"),
        ("setting", "glossary_enabled"),
        ("template", "layouts/s/page.html"), ("template", "layouts/partials/x.html"),
    }  # fmt: skip


def test_what_can_be_looked_up_can_be_gone_through(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "sitegen.toml": "[params]\na = 1\n[params.b]\nc = 2\n"
            '[[menus.main]]\nname = "M"\nurl = "/m/"\n[[menus.foot]]\nname = "F"\nurl = "/f/"\n',
            "content/a.md": "# A\n",
            "data/d.toml": "x = 1\n",
            "layouts/page.html": "{% for name, value in site.params.items() %}{{ name }}={{ value }};"
            "{% endfor %}{% for name in site.menus %}{{ name }};{% endfor %}{{ site.data|list }}"
            "{{ site.params|length }}{{ page.params|list }}{{ site.privacy|list }}",
        }
    )

    bare.build()

    shown = bare.read("a/index.html")
    assert shown.startswith("a=1;b=")
    assert shown.endswith(";foot;main;[&#39;d&#39;]2[][]")


def test_only_what_a_template_asks_for_in_vain_is_told_as_its_mistake(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PageView, "parent", property(lambda page: page.nothing))
    site.write({"layouts/page.html": "{{ page.parent }}", "content/a.md": "A\n"})

    found, *_ = site.build().diagnostics

    assert found.message.endswith("object has no attribute 'nothing' (AttributeError)")


@pytest.mark.parametrize("asked", ["page.class", "page.titel"])
def test_names_that_are_words_of_python_are_asked_for_as_others(
    site: SiteUnderTest, asked: str
) -> None:
    site.write({"layouts/page.html": f"{{{{ {asked} }}}}", "content/a.md": "A\n"})

    found, *_ = site.build().diagnostics

    assert 'a page has no "' in found.message or "undefined" in found.message
