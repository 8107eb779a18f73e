"""Small whole sites: what goes in, what comes out."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

import pytest

from sitegen.diagnostics import SitegenError
from tests.conftest import SiteUnderTest, facts, told

# --- links and back-links -------------------------------------------------------------------

GUIDE = {
    "content/_index.md": "---\ntitle: Start\n---\n",
    "content/guide/setup.md": "# Setup\n\n## On Linux\n\ntext\n",
    "content/guide/_index.md": "---\ntitle: Guide\n---\n",
    "content/guide/a.png": "png",
    "static/logo.svg": "<svg/>",
}


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[x](setup.md)", "/docs/guide/setup/"),
        ("[x](./setup.md)", "/docs/guide/setup/"),
        ("[x](setup.html)", "/docs/guide/setup/"),
        ("[x](setup)", "/docs/guide/setup/"),
        ("[x](setup/)", "/docs/guide/setup/"),
        ("[x](../setup/)", "/docs/guide/setup/"),
        ("[x](/guide/setup/)", "/docs/guide/setup/"),
        ("[x](/guide/setup.md)", "/docs/guide/setup/"),
        ("[x](/docs/guide/setup/)", "/docs/guide/setup/"),
        ("[x](guide/setup.md)", "/docs/guide/setup/"),
        ("[x](SETUP.md)", "/docs/guide/setup/"),
        ("[x](setup.md#on-linux)", "/docs/guide/setup/#on-linux"),
        ("[x](setup.md?a=1#on-linux)", "/docs/guide/setup/?a=1#on-linux"),
        ("[x](index.html)", "/docs/guide/"),
        ("[x](../index.html)", "/docs/"),
        ("[x](../)", "/docs/"),
        ("[x](_index.md)", "/docs/guide/"),
        ("[x](/)", "/docs/"),
        ("[[Setup]]", "/docs/guide/setup/"),
        ("[[setup|how]]", "/docs/guide/setup/"),
        ("[[guide/setup]]", "/docs/guide/setup/"),
        ("[[Setup#On Linux]]", "/docs/guide/setup/#on-linux"),
        ("[x](#here)", "#here"),
        ("![x](a.png)", "/docs/guide/a.png"),
        ("![x](/logo.svg)", "/docs/logo.svg"),
        ("![[a.png]]", "/docs/guide/a.png"),
        ("[x](/sitemap.xml)", "/docs/sitemap.xml"),
        ("[x](https://example.com/a.md)", "https://example.com/a.md"),
        ("[x](mailto:a@example.com)", "mailto:a@example.com"),
        ('[x]({{< relref "setup.md" >}})', "/docs/guide/setup/"),
        ('[x]({{< ref "setup.md#on-linux" >}})', "https://example.org/docs/guide/setup/#on-linux"),
    ],
)
@pytest.mark.parametrize("ugly", [False, True])
def test_a_link_leads_where_its_author_meant(
    bare: SiteUnderTest, written: str, href: str, ugly: bool
) -> None:
    bare.write(GUIDE | {"content/guide/page.md": f"# Page\n\n## Here\n\nSee {written} now.\n"})

    result = bare.build(uglyURLs=ugly)

    assert told(result.diagnostics) == []
    if ugly:
        href = re.sub(r"/setup/", "/setup.html", href)
        href = re.sub(r"^/docs/(guide/)?$", r"/docs/\1index.html", href)
    content = facts(bare, "guide/page.html" if ugly else "guide/page/index.html")["content"]
    assert f'"{href}"' in content


@pytest.mark.parametrize(
    ("written", "column", "code", "hint"),
    [
        ("See [x](setpu.md).", 9, "broken-link", 'did you mean "setup.md"?'),
        ("See [[Stup]].", 5, "broken-link", 'did you mean "[[setup]]"?'),
        ("See [x](setup.md#on-linus).", 9, "broken-fragment", 'did you mean "#on-linux"?'),
        ("See ![x](b.png).", 10, "broken-link", 'did you mean "a.png"?'),
        ("> - and *so* [x](nope.md)", 18, "broken-link", None),
    ],
)
def test_a_broken_link_is_told_where_it_stands(
    bare: SiteUnderTest, written: str, column: int, code: str, hint: str | None
) -> None:
    bare.write(GUIDE | {"content/guide/page.md": f"---\ntitle: P\n---\n\n{written}\n"})

    (problem,) = bare.build().diagnostics

    assert problem.severity == "warning"
    assert problem.code == code
    assert problem.position is not None
    assert (problem.position.path, problem.position.line) == ("content/guide/page.md", 5)
    assert problem.position.column in (column, column + 2)
    if hint is not None:
        assert problem.help == hint


def test_a_warning_keeps_a_strict_build_from_being_written(bare: SiteUnderTest) -> None:
    bare.write(GUIDE | {"content/guide/page.md": "[x](nope.md)\n"})

    assert bare.build(strict=True).written is None
    assert not bare.exists("index.html")
    assert bare.build().written is not None


def test_a_page_knows_who_links_to_it_with_the_sentence(bare: SiteUnderTest) -> None:
    bare.write(
        GUIDE
        | {
            "content/a.md": "# A\n\nFirst this. Then [set *it* up](guide/setup.md), e.g. today. "
            "Last that.\n\n- [[Setup]]\n",
            "content/b.md": '# B\n\nSee <span>the</span> "[guide](/guide/setup/)".\n',
        }
    )

    bare.build()

    assert facts(bare, "guide/setup/index.html")["backlinks"] == [
        ["A", "Then ", "set it up", ", e.g. today."],
        ["A", "Last that. ", "Setup", ""],
        ["B", "See the “", "guide", "”."],
    ]


def test_an_excerpt_begins_with_words_not_with_the_way_back(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "---\ntitle: A\n---\n[Back](index.html)\n\n---\n\nReal words.\n"})

    site.build()

    assert '<meta name="description" content="Real words.">' in site.read("a/index.html")


def test_a_wiki_link_that_fits_two_pages_is_told(bare: SiteUnderTest) -> None:
    bare.write({f"content/{name}/note.md": f"# Note {name}\n" for name in ("one", "two")})
    bare.write({"content/page.md": "[[note]]\n", "content/one/near.md": "[[note]]\n"})

    result = bare.build()

    assert told(result.diagnostics) == ["content/page.md:1:3 ambiguous-link"]
    assert "/docs/one/note/" in facts(bare, "one/near/index.html")["content"]


@pytest.mark.parametrize(
    "written",
    [
        "[x](java&#9;script:alert(1))", "[x](java&#10;script:alert(1))", "[x](&#1;javascript:alert(1))",
        "[x](<java\tscript:alert(1)>)", "[[java\tscript:alert(1)|w]]", "![x](java&Tab;script:alert(1))",
        "[x][r]\n\n[r]: java&#9;script:alert(1)", "[x](JAVASCRIPT&colon;alert(1))",
    ],
)  # fmt: skip
def test_no_spelling_of_a_script_gets_through(bare: SiteUnderTest, written: str) -> None:
    bare.write({"content/a.md": f"{written}\n"})

    bare.build()

    content = facts(bare, "a/index.html")["content"]
    for address in re.findall(r'(?:href|src)="([^"]*)"', content):
        plain = re.sub(r"[\x00-\x20]", "", html.unescape(address)).lower()
        assert not plain.startswith("javascript:")
        assert plain == html.unescape(address).lower(), "what a browser would skip is encoded"


def test_a_wiki_link_to_a_name_with_a_hash(bare: SiteUnderTest) -> None:
    bare.write({"content/c#.md": "---\ntitle: C#\n---\n", "content/a.md": "[[C#]] and [[c#]]\n"})

    assert bare.build().diagnostics == ()
    assert facts(bare, "a/index.html")["content"].count('href="/docs/c%23/') == 2
    assert ">C#</a>" in facts(bare, "a/index.html")["content"]


def test_a_link_to_a_draft_says_so(bare: SiteUnderTest) -> None:
    bare.write({"content/a.md": "[b](b.md)\n", "content/b.md": "---\ndraft: true\n---\n# B\n"})

    (problem,) = bare.build().diagnostics

    assert problem.message == 'the page "b.md" is a draft'
    assert bare.build(buildDrafts=True).diagnostics == ()


# --- pages, sections, terms -----------------------------------------------------------------


def test_titles_come_from_front_matter_heading_or_file_name(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/one.md": "+++\ntitle = 'Named'\n+++\n# Other\n",
            "content/two.md": "text\n\n# From *heading*\n",
            "content/getting-started.md": "text\n",
            "content/bundle-page/index.md": "text\n",
            "content/some_folder/page.md": "text\n",
        }
    )

    bare.build()

    assert facts(bare, "one/index.html")["title"] == "Named"
    assert facts(bare, "two/index.html")["title"] == "From heading"
    assert facts(bare, "getting-started/index.html")["title"] == "Getting started"
    assert facts(bare, "bundle-page/index.html")["title"] == "Bundle page"
    assert facts(bare, "some_folder/index.html")["title"] == "Some folder"
    assert facts(bare, "index.html")["title"] == "Site"


def test_order_is_weight_then_newest_then_title(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/s/a.md": "---\ntitle: Zeta\n---\n",
            "content/s/b.md": "---\ntitle: alpha\n---\n",
            "content/s/c.md": "---\ntitle: Old\ndate: 2020-01-01\n---\n",
            "content/s/d.md": "---\ntitle: New\ndate: 2024-01-01\n---\n",
            "content/s/e.md": '---\ntitle: Second\nweight: "2"\n---\n',
            "content/s/f.md": "---\ntitle: First\nweight: -1\n---\n",
        }
    )

    bare.build()

    children = facts(bare, "s/index.html")["children"]
    assert children == ["First", "Second", "New", "Old", "alpha", "Zeta"]
    assert facts(bare, "s/d/index.html")["prev"] == "Second"
    assert facts(bare, "s/d/index.html")["next"] == "Old"


def test_sections_nest_with_and_without_an_index(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a/_index.md": "---\ntitle: Alpha\n---\n",
            "content/a/b/c/page.md": "# Deep\n",
        }
    )

    bare.build()

    page = facts(bare, "a/b/c/page/index.html")
    assert page["ancestors"] == ["Site", "Alpha", "B", "C"]
    assert facts(bare, "a/b/index.html")["kind"] == "section"
    assert facts(bare, "a/index.html")["children"] == ["B"]


def test_an_index_beside_pages_is_their_start_page(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/index.md": "# Welcome\n",
            "content/manual/README.md": "# Manual\n",
            "content/manual/use.md": "# Use\n",
            "content/alone/index.md": "# Alone\n",
        }
    )

    bare.build()

    assert facts(bare, "index.html")["title"] == "Welcome"
    assert facts(bare, "manual/index.html")["children"] == ["Use"]
    assert facts(bare, "alone/index.html")["kind"] == "page"


def test_a_page_beside_a_folder_of_its_name_stands_for_it(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/guide.md": "# The guide\n",
            "content/guide/use.md": "---\ntags: [x]\n---\n# Use\n",
            "content/other.md": "# Page\n",
            "content/other/_index.md": "---\ntitle: Own\nslug: x\nurl: /own/\n---\n",
            "content/other/a.md": "# A\n",
            "content/tags.md": "# All tags\n",
        }
    )

    assert bare.build().diagnostics == ()

    guide = facts(bare, "guide/index.html")
    assert (guide["kind"], guide["title"], guide["children"]) == ("section", "The guide", ["Use"])
    assert facts(bare, "other/index.html")["kind"] == "page"
    assert facts(bare, "own/index.html")["children"] == ["A"]
    assert facts(bare, "tags/index.html")["kind"] == "taxonomy"
    assert facts(bare, "tags/index.html")["title"] == "All tags"


def test_terms_have_pages_and_one_spelling(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a.md": "---\ntitle: A\ntags: Deep Learning\ncategories: [x]\n---\n",
            "content/b.md": "---\ntitle: B\ntags: [deep learning, C++]\n---\n",
        }
    )

    bare.build()

    assert facts(bare, "tags/deep-learning/index.html")["children"] == ["A", "B"]
    assert facts(bare, "tags/deep-learning/index.html")["title"] == "Deep Learning"
    assert facts(bare, "tags/c++/index.html")["children"] == ["B"]
    assert facts(bare, "b/index.html")["tags"] == ["/docs/tags/deep-learning/", "/docs/tags/c++/"]
    assert facts(bare, "categories/x/index.html")["kind"] == "term"


@pytest.mark.parametrize(
    ("front", "flag"),
    [
        ("draft: true", "buildDrafts"),
        ("date: 2030-01-01", "buildFuture"),
        ("publishDate: 2030-01-01", "buildFuture"),
        ("expiryDate: 2020-01-01", "buildExpired"),
    ],
)
def test_unpublished_pages_are_left_out_unless_asked_for(
    bare: SiteUnderTest, front: str, flag: str
) -> None:
    bare.write({"content/a.md": "# A\n", "content/x.md": f"---\ntitle: X\n{front}\n---\n"})

    assert bare.build().counts.left_out == 1
    assert not bare.exists("x/index.html")
    bare.build(**{flag: True})
    assert bare.exists("x/index.html")
    bare.build()
    assert not bare.exists("x/index.html"), "what is not built any more is removed"


def test_slug_url_and_aliases(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/s/a.md": '---\nslug: Other Name\naliases: [old, "/very/old.html"]\n---\n# A\n',
            "content/s/b.md": "---\nurl: /x/y.html\n---\n# B\n",
            "content/s/Big Name.md": "# C\n",
        }
    )

    bare.build()

    assert facts(bare, "s/other-name/index.html")["url"] == "/docs/s/other-name/"
    assert facts(bare, "x/y.html")["url"] == "/docs/x/y.html"
    assert facts(bare, "s/big-name/index.html")["title"] == "C"
    for alias in ("s/old/index.html", "very/old.html"):
        redirect = bare.read(alias)
        assert 'content="0; url=https://example.org/docs/s/other-name/"' in redirect
        assert '<link rel="canonical" href="https://example.org/docs/s/other-name/">' in redirect


def test_two_pages_with_one_url_are_an_error_that_names_both(bare: SiteUnderTest) -> None:
    bare.write({"content/a.md": "# A\n", "content/b.md": "---\nslug: a\n---\n# B\n"})

    (problem,) = bare.build().diagnostics

    assert told((problem,)) == ["content/b.md:2:0 duplicate-url"]
    assert '"content/a.md" and "content/b.md"' in problem.message


# --- other files ----------------------------------------------------------------------------


def test_feeds_sitemap_and_robots_are_well_formed(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/blog/a.md": "---\ntitle: A & <b>\ndate: 2024-05-02T12:10:45+08:00\n---\n"
            "Text with [a link](b.md) & more.\n",
            "content/blog/b.md": "---\ntitle: B\ndate: 2024-06-01\ntags: [t]\n---\n",
        }
    )

    site.build()

    feed = ElementTree.fromstring(site.read("blog/index.xml"))
    assert [item.findtext("title") for item in feed.iter("item")] == ["B", "A & <b>"]
    first = list(feed.iter("item"))[1]
    assert first.findtext("pubDate") == "Thu, 02 May 2024 12:10:45 +0800"
    assert 'href="https://example.org/docs/blog/b/"' in (first.findtext("description") or "")
    for path in ("index.xml", "tags/t/index.xml"):
        ElementTree.fromstring(site.read(path))
    sitemap = ElementTree.fromstring(site.read("sitemap.xml"))
    addresses = [
        loc.text for loc in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert "https://example.org/docs/blog/a/" in addresses
    assert not any("404" in str(address) for address in addresses)
    assert "Sitemap: https://example.org/docs/sitemap.xml" in site.read("robots.txt")


def test_kinds_can_be_turned_off(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "---\ntags: [t]\n---\n# A\n"})

    site.build(
        disableKinds=[
            "RSS",
            "sitemap",
            "robotsTXT",
            "404",
            "taxonomy",
            "term",
            "index-az",
            "search",
            "graph",
        ]
    )

    assert {path for path in site.tree() if not path.startswith(("css/", "js/", "favicon"))} == {
        "index.html",
        "a/index.html",
    }


def test_the_index_tells_equal_titles_apart(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/one.md": "---\ntitle: Deep Learning\n---\n",
            "content/two.md": "---\ntitle: Deep Learning\n---\n",
            "content/Éclair.md": "# Éclair\n",
            "content/x.md": "---\ntitle: X\ntags: [zebra]\n---\n",
        }
    )

    site.build()

    index = site.read("index-az/index.html")
    assert "/one/" in index
    assert "/two/" in index
    assert re.findall(r'<h2 id="az-\d+">(\w)</h2>', index) == ["D", "E", "X", "Z"]
    qualified = re.findall(r'Deep Learning</a> <span class="dim">([^<]*)<', index)
    assert sorted(qualified) == ["/one/", "/two/"]


def test_files_beside_pages_and_static_files_are_copied(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a/index.md": "---\nslug: other\n---\n![x](pic.png)\n",
            "content/a/pic.png": b"\x89PNG",
            "content/a/sub/data.csv": "1,2",
            "static/robots.txt": "mine",
            "static/.well-known/x": "y",
        }
    )

    bare.build()

    assert bare.exists("other/pic.png")
    assert bare.exists("other/sub/data.csv")
    assert "/docs/other/pic.png" in facts(bare, "other/index.html")["content"]
    assert bare.read("robots.txt") != ""
    assert bare.exists(".well-known/x")


def test_every_suffix_of_markdown_is_a_page(bare: SiteUnderTest) -> None:
    bare.write({f"content/{name}": "# T\n" for name in ("a.markdown", "b.mdown", "c.MD")})
    bare.write({"content/d.md": "[a](a.markdown) [b](b.mdown) [c](c.md)\n"})

    assert bare.build().diagnostics == ()
    assert {facts(bare, f"{name}/index.html")["title"] for name in "abc"} == {"T"}


def test_outputs_change_between_file_and_folder(bare: SiteUnderTest) -> None:
    bare.write({"content/x.md": "---\nurl: /a.html\n---\n"})
    bare.build()
    (bare.root / "content/x.md").unlink()
    bare.write({"static/a.html/deep.txt": "1"})
    bare.build()
    assert bare.read("a.html/deep.txt") == "1"

    (bare.root / "static/a.html/deep.txt").unlink()
    bare.write({"content/x.md": "---\nurl: /a.html\n---\n"})
    bare.build()
    assert facts(bare, "a.html")["url"] == "/docs/a.html"

    bare.write({"static/a.html/deep.txt": "1"})
    with pytest.raises(SitegenError, match="output-clash"):
        bare.build()
    assert facts(bare, "a.html")["url"] == "/docs/a.html"


def test_html_files_are_pages(bare: SiteUnderTest) -> None:
    bare.write(
        {"content/a.html": '---\ntitle: A\n---\n<b class=x>raw</b> <a href="b.md">b</a>\n',
         "content/b.md": "# B\n"}
    )  # fmt: skip

    assert bare.build().diagnostics == ()
    content = facts(bare, "a/index.html")["content"]
    assert '<b class=x>raw</b> <a href="/docs/b/">b</a>' in content


def test_a_folder_of_markdown_without_anything_else_is_a_site(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    site.write({"README.md": "# Notes\n", "one/two.md": "# Two\n"})

    result = site.build()

    assert result.diagnostics == ()
    assert site.exists("one/two/index.html")
    assert site.build().counts.pages == result.counts.pages, "the output is not taken for content"


def test_static_files_win_over_what_sitegen_makes_itself(site: SiteUnderTest) -> None:
    own = {"robots.txt": "mine", "404.html": "mine", "index.html": "mine", "sitemap.xml": "mine"}
    site.write({f"static/{name}": text for name, text in own.items()})
    site.write({"content/a.md": "# A\n\n[home](/)\n"})

    for _ in range(2):
        assert site.build().diagnostics == ()
        assert {name: site.read(name) for name in own} == own
    assert 'href="/docs/"' in site.read("a/index.html")


@pytest.mark.parametrize(
    "files",
    [
        {"content/a.md": "---\nurl: /sitemap.xml\n---\n"},
        {"content/a.md": "---\naliases: [/sitemap.xml]\n---\n# A\n"},
        {"content/a.md": "---\nurl: /index.xml\n---\n"},
    ],
)
def test_two_outputs_with_one_path_are_an_error(site: SiteUnderTest, files: dict[str, str]) -> None:
    site.write(files)

    result = site.build()

    assert result.written is None
    assert [problem.code for problem in result.diagnostics] == ["duplicate-url"]


# --- laws -----------------------------------------------------------------------------------

LARGE = {
    f"content/s{i % 7}/page-{i}.md": f"---\ntitle: Page {i}\ntags: [t{i % 5}]\nweight: {i % 3}\n---\n"
    f"Text [next](page-{(i + 7) % 70}.md) {{{{< ask_chatgpt >}}}}\nwhy {i}?\n{{{{< /ask_chatgpt >}}}}\n"
    for i in range(70)
}


def test_parallel_equals_serial_and_twice_equals_once(site: SiteUnderTest) -> None:
    site.write(LARGE)

    first = site.build(jobs=1)
    serial = site.tree()
    again = site.build(jobs=3)

    assert first.diagnostics == ()
    assert site.tree() == serial
    assert again.written is not None
    assert again.written.changed == ()
    assert again.written.removed == ()


def test_only_what_changed_is_written(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n", "content/b.md": "# B\n"})
    site.build()

    site.write({"content/b.md": "# B\n\nmore\n"})

    written = site.build().written
    assert written is not None
    assert "b/index.html" in written.changed
    assert "a/index.html" not in written.changed


def test_files_of_others_in_the_destination_are_left_alone(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n", "public/CNAME": "example.org", "public/keep/x.html": "x"})

    site.build()
    (site.root / "content/a.md").unlink()
    site.write({"content/b.md": "# B\n"})
    site.build()

    assert site.read("CNAME") == "example.org"
    assert site.read("keep/x.html") == "x"
    assert not site.exists("a/index.html")
    assert not site.exists("a")


# --- data files -------------------------------------------------------------------------------


def test_a_data_file_that_is_wrong_is_told_where(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a.md": "# A\n\n{{< of >}}\n",
            "data/bad.yaml": "a: 1\nb: [\n",
            "shortcodes/of.html": "{{ site.data.bad.a }}",
        }
    )

    (problem,) = bare.build().diagnostics

    assert problem.position is not None
    assert (problem.position.path, problem.position.line) == ("data/bad.yaml", 3)
    assert "content/a.md:3:1" in problem.help


def test_what_reads_data_is_made_anew_when_it_changes(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a.md": "# A\n\n{{< of >}}\n",
            "content/b.md": "# B\n",
            "data/people/ada.toml": 'name = "Ada"\n',
            "data/table.csv": 'a,b\n"c, d",2\n',
            "shortcodes/of.html": "{{ site.data.people.ada.name }} {{ site.data.table[1][0] }} "
            "{{ site.data.nosuch }}",
        }
    )
    assert told(bare.build().diagnostics) == []
    assert "Ada c, d None" in facts(bare, "a/index.html")["content"]

    bare.write({"data/people/ada.toml": 'name = "Ada Lovelace"\n'})
    result = bare.build()

    assert "Ada Lovelace c, d" in facts(bare, "a/index.html")["content"]
    assert result.done.read == ("a.md",)
