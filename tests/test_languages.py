"""Sites in several languages, where Hugo is no help: what is told, and what only sitegen makes."""

from __future__ import annotations

import pytest

from tests.conftest import PIXEL, SiteUnderTest

LANGUAGES = """baseURL = "https://example.org/docs/"
title = "Site"
defaultContentLanguage = "en"
[languages.en]
weight = 1
label = "English"
[languages.de]
weight = 2
label = "Deutsch"
title = "Seite"
"""


@pytest.fixture
def site(site: SiteUnderTest) -> SiteUnderTest:
    site.write(
        {
            "sitegen.toml": LANGUAGES,
            "content/a.md": "---\ntitle: A\ntags: [x]\nmenus: main\n---\nSee [b](b.md).\n",
            "content/a.de.md": "---\ntitle: A deutsch\n---\nSiehe [b](b.md), [[b]] und [a](a.md).\n",
            "content/b.md": "---\ntitle: B\n---\n",
        }
    )
    return site


def test_each_language_has_a_map_and_translations_in_it(site: SiteUnderTest) -> None:
    assert site.build().diagnostics == ()

    whole = site.read("sitemap.xml")
    assert "https://example.org/docs/en/sitemap.xml" in whole
    german = site.read("de/sitemap.xml")
    assert "<loc>https://example.org/docs/de/a/</loc>" in german
    assert 'hreflang="en" href="https://example.org/docs/a/"' in german
    assert "https://example.org/docs/b/" not in german
    assert site.exists("de/404.html") and site.exists("de/index-az/index.html")
    assert 'content="0; url=https://example.org/docs/"' in site.read("en/index.html")


def test_what_a_language_lacks_is_linked_in_the_default_one(site: SiteUnderTest) -> None:
    site.build()

    german = site.read("de/a/index.html")
    assert german.count('<a href="/docs/b/">') == 2
    assert '<a href="/docs/de/a/">a</a>' in german
    assert "A deutsch" in site.read("b/index.html")  # the back-link


def test_the_default_theme_leads_to_translations(site: SiteUnderTest) -> None:
    site.build()

    page = site.read("a/index.html")
    assert '<link rel="alternate" hreflang="de" href="https://example.org/docs/de/a/">' in page
    assert '<a href="/docs/de/a/" lang="de" hreflang="de">Deutsch</a>' in page
    assert '<a href="/docs/de/" lang="de" hreflang="de">Deutsch</a>' in site.read("b/index.html")


def test_menus_are_those_of_the_language(site: SiteUnderTest) -> None:
    layout = "{% for entry in site.menus.main %}{{ entry.name }}={{ entry.url }};{% endfor %}"
    site.write({"layouts/page.html": layout})
    site.build()

    assert (site.read("a/index.html"), site.read("de/a/index.html")) == ("A=/docs/a/;", "")


@pytest.mark.parametrize(
    ("front", "setting"),
    [
        ("draft: true", "buildDrafts"),
        ("date: 2999-01-01", "buildFuture"),
        ("expiryDate: 2001-01-01", "buildExpired"),
    ],
)
def test_what_is_published_is_for_each_language_to_say(
    site: SiteUnderTest, front: str, setting: str
) -> None:
    page = f"---\n{front}\n---\n"
    site.write(
        {
            "sitegen.toml": f"{LANGUAGES}{setting} = true\n",
            "content/c.md": page,
            "content/c.de.md": page,
        }
    )
    site.build()

    assert (site.exists("c/index.html"), site.exists("de/c/index.html")) == (False, True)


@pytest.mark.parametrize("path", ['path="b" lang="de"', 'path="/b.md" lang="de"', '"b" lang="it"'])
def test_a_ref_to_a_language_is_not_answered_by_another(site: SiteUnderTest, path: str) -> None:
    call = path if path.startswith("path") else 'path="b" lang="it"'
    site.write({"content/c.md": f"---\ntitle: C\n---\n{{{{< relref {call} >}}}}\n"})

    problems = site.build().diagnostics

    assert [(one.code, one.severity) for one in problems] == [("broken-ref", "error")]


def test_a_folder_may_be_called_like_a_language(site: SiteUnderTest) -> None:
    layout = "{{ page.language.key }} {{ page.type }} {{ page.file.path if page.file }}"
    site.write({"layouts/page.html": layout, "content/de/x.md": "---\ntitle: X\n---\n"})
    assert site.build().diagnostics == ()

    assert site.read("de/x/index.html") == "en de de/x.md"
    assert "Seite" in site.read("de/index.html")


def test_a_bundles_files_are_named_without_their_language(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/p/index.md": "---\ntitle: P\n---\n![a](a.png)\n",
            "content/p/index.de.md": "---\ntitle: P\n---\n![a](a.png) ![b](b.png)\n",
            "content/p/a.png": PIXEL,
            "content/p/a.de.png": PIXEL + b"y",
            "content/p/b.png": PIXEL,
        }
    )
    assert site.build().diagnostics == ()

    assert 'src="/docs/p/a.png"' in site.read("p/index.html")
    german = site.read("de/p/index.html")
    assert 'src="/docs/de/p/a.de.png"' in german and 'src="/docs/p/b.png"' in german
    assert site.exists("de/p/a.de.png") and not site.exists("de/p/b.png")


def test_the_other_file_of_a_page_is_told(site: SiteUnderTest) -> None:
    site.write({"content/b.en.md": "---\ntitle: The one that is taken\n---\n"})

    problems = site.build().diagnostics

    assert [(one.code, one.position and one.position.path) for one in problems] == [
        ("told-twice", "content/b.md")
    ]
    assert "The one that is taken" in site.read("b/index.html")


def test_plural_forms_are_those_of_the_language(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": LANGUAGES.replace(".de]", ".ru]"),
            "content/a.ru.md": "---\ntitle: A\n---\n",
            "layouts/page.html": "{% for n in (1, 2, 5, 21) %}{{ t('n', count=n) }};{% endfor %}",
            "i18n/ru.toml": '[n]\none = "{{ . }} o"\nfew = "{{ .Count }} f"\nmany = "m"\n',
            "i18n/en.toml": '[n]\none = "one"\nother = "{{ .Count }} more"\n',
        }
    )
    site.build()

    assert site.read("ru/a/index.html") == "1 o;2 f;m;21 o;"
    assert site.read("a/index.html") == "one;2 more;5 more;21 more;"


def test_menus_of_any_shape_end(site: SiteUnderTest) -> None:
    entry = '[[menus.{}]]\nname = "L{}"\nparent = "L{}"\nurl = "/"\n'
    twice = "".join(2 * entry.format("main", n, n - 1) for n in range(30))
    deep = "".join(entry.format("deep", n, n - 1) for n in range(1500))
    ring = entry.format("ring", 1, 2) + entry.format("ring", 2, 1)
    site.write({"sitegen.toml": 'title = "Site"\n' + twice + deep + ring})

    assert site.build().written is not None


def test_a_page_that_a_menu_names_must_be_there(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": LANGUAGES + '[[menus.main]]\npageRef = "/nope"\n[[menus.main]]\n'
                'name = "More"\n[[menus.main]]\npageRef = "/b.md"\n'})  # fmt: skip
    site.write({"layouts/page.html": "{% for e in site.menus.main %}{{ e.url }};{% endfor %}"})

    problems = site.build().diagnostics

    assert {one.code for one in problems} == {"menu-page"}
    assert sorted(site.read("a/index.html").split(";")) == ["", "", "", "/docs/a/", "/docs/b/"]


def test_a_list_is_divided_where_its_layout_asks(site: SiteUnderTest) -> None:
    section = (
        "{% set pager = page.paginate(page.children, 2) %}{{ page.canonical }} "
        "{% for one in pager.pages %}{{ one.title }}{% endfor %}"
    )
    site.write({"layouts/section.html": section})
    site.write({f"content/s/{n}.md": f"---\ntitle: P{n}\n---\n" for n in range(5)})
    site.build()
    assert site.read("s/index.html") == "https://example.org/docs/s/ P0P1"
    assert site.read("s/page/3/index.html") == "https://example.org/docs/s/page/3/ P4"
    assert 'content="0; url=https://example.org/docs/s/"' in site.read("s/page/1/index.html")

    (site.root / "content/s/4.md").unlink()
    site.build()

    assert site.exists("s/page/2/index.html") and not site.exists("s/page/3/index.html")


@pytest.mark.parametrize("call", ["page.paginate(page.children, 0)", "site.home.paginate([])"])
def test_what_cannot_be_divided_is_told(site: SiteUnderTest, call: str) -> None:
    site.write({"layouts/section.html": f"{{{{ {call} }}}}", "content/s/a.md": "# A\n"})

    problems = site.build().diagnostics

    assert [one.code for one in problems] == ["template-error"]


def test_a_page_may_be_made_in_other_formats(site: SiteUnderTest) -> None:
    site.write(
        {
            "sitegen.toml": 'title = "Site"\n[outputs]\nhome = ["html", "search"]\n'
            '[outputFormats.search]\nmediaType = "application/json"\nbaseName = "find"\n',
            "layouts/home.search.json": "{{ site.regular_pages|map(attribute='title')|list|tojson }}",
            "layouts/page.json": '"{{ page.title }}"',
            "content/c.md": "---\ntitle: '<C>'\noutputs: [HTML, json]\n---\n",
            "content/d.md": "---\ntitle: D\noutputs: [json]\n---\n",
            "content/e.md": "---\ntitle: E\n---\n[d](d.md) [json](/c/index.json)\n",
        }
    )
    assert site.build().diagnostics == ()

    assert '"\\u003cC\\u003e"' in site.read("find.json")
    assert site.read("c/index.json") == '"<C>"' and site.exists("c/index.html")
    assert not site.exists("d/index.html") and not site.exists("index.xml")
    assert 'href="/d/index.json"' in site.read("e/index.html")
