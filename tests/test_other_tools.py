"""Sites of other tools: what is right in its own tool raises no alarm, with an import and without.

What the tools make of such pages was looked up in what they build: MkDocs 1.6 with Material 9.8,
Jekyll 4.3, Hugo 0.168.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from sitegen.commands import main
from tests.conftest import SiteUnderTest
from tests.test_check import PIXEL, html, records, told

Take = Callable[[dict[str, str | bytes]], list[str]]


@pytest.fixture(params=["read as it is", "imported"])
def checked(request: pytest.FixtureRequest, site: SiteUnderTest) -> Take:
    """Writes a site of another tool, and tells what the check of it finds, besides notes."""

    def take(files: dict[str, str | bytes]) -> list[str]:
        (site.root / "sitegen.toml").unlink()
        site.write(files)
        if request.param == "imported":
            done = CliRunner().invoke(main, ["new", "site", str(site.root)])
            assert done.exit_code == 0, done.output
        return told([one for one in records(site) if one["severity"] != "info"])

    return take


# --- Jekyll --------------------------------------------------------------------------------------

JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "title: Diary\nurl: https://diary.example\ntimezone: America/New_York\n",
    "index.md": "---\ntitle: Start\n---\n\n[2.0](log.md#v2-0) [one](steps/01-one.md) "
    "[steps](/steps/) [post]({% post_url 2023-01-29-news %}) [twice]\n\n"
    "<p id='raw'>Kept</p>\n\n[own](#raw)\n\n[twice]: gone.md\n[twice]: log.md\n",
    "log.md": "---\ntitle: Log\n---\n\n## 2.0 / 2023-01-29\n{: #v2-0}\n\n{: .note #n}\nA note\n\n"
    "*By name*{: #name}, see [there](#name) and [the note](#n). "
    "Open [localhost:4000](http://localhost:4000).\n",
    "steps/01-one.md": "---\ntitle: One\nredirect_from: /steps/\n---\n\nText\n",
    "_posts/2023-01-29-news.md": "---\ndate: 2023-01-29 18:30:22 2023 -0800\n---\n\n# News\n",
}  # fmt: skip


def test_a_healthy_site_of_jekyll_raises_no_alarm(checked: Take, site: SiteUnderTest) -> None:
    assert checked(JEKYLL) == []

    log = site.read("log.html" if site.exists("log.html") else "log/index.html")
    assert '<h2 id="v2-0">' in log
    assert '<p class="note" id="n">' in log
    assert '<em id="name">By name</em>' in log
    assert "url=https://diary.example/steps/01-one" in site.read("steps/index.html")
    assert "<p id='raw'>Kept</p>" in site.read("index.html")
    assert not {"sitegen.toml", "_config.yml"} & site.tree().keys()


def test_links_to_a_list_that_gave_way_take_the_aim_of_its_redirect(
    checked: Take, site: SiteUnderTest
) -> None:
    checked(JEKYLL | {"steps/02-two.md": "---\ntitle: Two\n---\n\n[all](/steps/)\n"})

    assert [one for one in records(site) if one["code"] == "redirected-link"] == []
    two = site.read(
        "steps/02-two.html" if site.exists("steps/02-two.html") else "steps/02-two/index.html"
    )
    assert two.count(">Steps</a>") >= 2, "breadcrumbs and sidebar"
    assert re.search(r'<a href="[^"]*/01-one(\.html|/)">all</a>', two)


def test_what_is_wrong_with_a_site_of_jekyll_is_told(checked: Take) -> None:
    page = "---\ntitle: Two\nredirect_from: /steps/\n---\n\n[x](log.md#v3-0)\n[own](http://localhost:1/)\n"

    assert checked(JEKYLL | {"index.md": "# Start\n[2](two.md) [l](log.md)\n", "two.md": page}) == [
        "two.md:3:0 alias-taken",
        "two.md:6:5 broken-fragment",
        "two.md:7:7 local-address",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-01-29 18:30:22 2023 -0800", "2023-01-29T18:30:22-05:00"),
        ("2023-01-29 18:30 or so", "2023-01-29T18:30:00-05:00"),
        ("2023-01-29 at noon", "2023-01-29T00:00:00-05:00"),
        ("2023-01-29 18:30:22 +0100", "2023-01-29T18:30:22+01:00"),
    ],
)
def test_jekyll_reads_a_date_up_to_what_it_does_not_know(
    bare: SiteUnderTest, written: str, day: str
) -> None:
    (bare.root / "sitegen.toml").unlink()
    bare.write(JEKYLL | {"_posts/2020-02-02-a.md": f"---\ndate: {written}\n---\n\nText\n"})
    bare.write({"_config.yml": f"{JEKYLL['_config.yml']}\nlayouts_dir: none\n"})
    bare.build()

    assert f'"date": "{day}"' in bare.read("posts/a/index.html")


def test_no_date_at_all_is_a_mistake(site: SiteUnderTest) -> None:
    """Jekyll ends with an error, too."""
    site.write({"sitegen.toml": 'dialect = "jekyll"\n'})
    site.write({"content/_posts/2020-02-02-a.md": "---\ndate: tomorrow\n---\n\nText\n"})

    assert [one.code for one in site.build().diagnostics] == ["bad-value"]


# --- MkDocs --------------------------------------------------------------------------------------

HEADINGS = {
    "文": "_1", "字": "_2", "A": "a", " A": "a_1", "A_1": "a_2", "A ": "a_3", "a `b` & c": "a-b-c", "_1": "_3",
    "中 a": "a_4", "A - B": "a-b", "**b** [l](#a)": "b-l", "é à": "e-a", "![img](x.png) t": "t",
    "a's -- c": "as-c", "v1.0.0 / 2": "v100-2", "A_1_1": "a_1_1", "a_7": "a_7", " a_7": "a_8", "  A": "a_5",
    "a_b": "a_b", "Caret, Mark & Tilde": "caret-mark-tilde",
}  # fmt: skip
"""Headings, one after the other, and the ids that Python-Markdown gives them."""

MKDOCS: dict[str, str | bytes] = {
    "mkdocs.yml": "site_name: Manual\nsite_url: https://manual.example/\n"
    "markdown_extensions:\n  - attr_list\n  - pymdownx.emoji\n  - pymdownx.tabbed:\n"
    "      combine_header_slug: true\n      slugify: !!python/name:pymdownx.slugs.uslugify\n"
    "extra:\n  social:\n    - icon: fontawesome/brands/github\n      link: https://github.com/x\n",
    "docs/index.md": "# Manual\n\n"
    + "".join(f"- [{number}](ids.md#{one})\n" for number, one in enumerate(HEADINGS.values()))
    + "\n[locale](theme.md#locale), [button](theme.md){ .button } [twice] "
    "[icon](theme.md#logo-image) [by hand](theme.md#the-logo)\n\n"
    "[twice]: gone.md\n[twice]: theme.md\n",
    "docs/ids.md": "---\ntitle: All ids\n---\n\n"
    + "".join(f"## {name.strip()}\n\n" for name in HEADINGS).replace("## ", "# Ids\n\n## ", 1),
    "docs/theme.md": "---\ntitle: The theme\n---\n\n# Theme :material-brush:\n\n"
    "- __`locale`__{ #locale }: the language\n\n<p id='raw'>Kept</p>\n\n[own](#raw)\n\n"
    '## Logo\n\n=== ":octicons-image-16: Image"\n\n    text\n\n=== "Icon, bundled"\n\n    text\n\n'
    "## The :material-home: logo\n",
    "docs/x.png": PIXEL,
}


def test_a_healthy_site_of_mkdocs_raises_no_alarm(checked: Take, site: SiteUnderTest) -> None:
    assert checked(MKDOCS) == []

    ids = re.findall(r'<h2 id="([^"]*)"', site.read("ids/index.html"))
    assert [one for one in ids if not one.startswith("sg-")] == list(HEADINGS.values())
    theme = site.read("theme/index.html")
    assert len(re.findall("<h1", theme)) == 1
    assert "<title>The theme" in theme
    assert '<strong id="locale"><code>locale</code></strong>' in theme
    assert re.findall('class="tab" id="([^"]*)"', theme) == ["logo-image", "logo-icon-bundled"]
    assert 'class="button"' in site.read("index.html")
    assert 'href="https://github.com/x" rel="me noopener"' in theme


@pytest.mark.parametrize("text", ["Text.\n\n# Own\n", "## Sub\n\n# Own\n", "# Own\n\nText.\n"])
def test_a_page_of_mkdocs_with_a_heading_of_its_own_has_no_other_title(
    checked: Take, site: SiteUnderTest, text: str
) -> None:
    checked(MKDOCS | {"docs/one.md": f"---\ntitle: Other\n---\n\n{text}"})

    assert re.findall(r"<h1[^>]*>(\w+)", site.read("one/index.html")) == ["Own"]


def test_what_is_wrong_with_a_site_of_mkdocs_is_told(checked: Take) -> None:
    page = "# One\n\n# Two\n\n*a*{ #twice } *b*{ #twice }\n\n[x](ids.md#caret-mark--tilde)\n"

    assert checked(MKDOCS | {"docs/one.md": page}) == [
        "docs/one.md:3:1 several-h1",
        "docs/one.md:5:21 duplicate-id",
        "docs/one.md:7:5 broken-fragment",
    ]


@pytest.mark.parametrize(
    ("slugify", "kind", "is_left"),
    [
        ("!!python/name:pymdownx.slugs.uslugify", "pymdownx", False),
        ("!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}", "pymdownx", False),
        ("!!python/object/apply:pymdownx.slugs.slugify {}", "pymdownx", True),
        ("!!python/name:markdown.extensions.toc.slugify_unicode", "python-markdown-unicode", False),
        ("!!python/name:mine.slugs", "pymdownx", True),
    ],
)
def test_an_import_finds_out_how_headings_get_their_ids(
    site: SiteUnderTest, slugify: str, kind: str, is_left: bool
) -> None:
    (site.root / "sitegen.toml").unlink()
    extension = f"markdown_extensions:\n  - toc:\n      slugify: {slugify}\n"
    site.write({"mkdocs.yml": f"site_name: x\n{extension}", "docs/index.md": "# Äh, 文 !\n"})

    done = CliRunner().invoke(main, ["new", "site", str(site.root)])
    site.build()

    assert f'autoHeadingIDType = "{kind}"' in (site.root / "sitegen.toml").read_text()
    assert ("toc.slugify" in done.output) == is_left
    assert 'id="äh-文' in site.read("index.html")


@pytest.mark.parametrize(
    ("slugify", "ids"),
    [
        ("", "a a_1 apfel-co apfel-co_1 a-b_c _1 _2 _3 x-y"),
        ("toc.slugify", "a a_1 apfel-co apfel-co_1 a-b_c _1 _2 _3 x-y"),
        ("toc.slugify_unicode", "a a_1 äpfel-co äpfel-co_1 a-b_c 文 _1 _2 x-y"),
        ("pymdownx.slugs.uslugify", "a a_1 äpfel--co äpfel--co_1 a---b_c 文 _1 _2 x--y"),
    ],
)
def test_the_function_of_toc_makes_ids(
    checked: Take, site: SiteUnderTest, slugify: str, ids: str
) -> None:
    """Other extensions have a `slugify` of their own, and names may be whole."""
    config = (
        "site_name: x\nmarkdown_extensions:\n  - pymdownx.tabbed:\n"
        "      slugify: !!python/name:pymdownx.slugs.uslugify\n  - markdown.extensions.extra\n"
        "  - markdown.extensions.toc:\n      permalink: true\n"
    )
    if slugify:
        name = slugify if slugify.startswith("py") else f"markdown.extensions.{slugify}"
        config += f"      slugify: !!python/name:{name}\n"
    headings = ("a", "a", "Äpfel & Co", "Äpfel & Co", "A - b_c", "文", "![i](x.png)", "!!", "x & y")
    pages = "".join(f"## {one}\n\n" for one in headings)
    text = f"# X\n\n{pages}*b*{{ .c }}\n"

    assert checked({"mkdocs.yml": config, "docs/index.md": text, "docs/x.png": PIXEL}) == []

    page = site.read("index.html")
    found = re.findall(r'<h2 id="([^"]*)"', page)
    assert [one for one in found if not one.startswith("sg-")] == ids.split()
    assert '<em class="c">' in page


@pytest.mark.parametrize(
    ("combined", "ids"),
    [
        (True, "logo-a-b--c logo-a-b--c_1 logo-a- in-it-x logo-a-d more-y"),
        (False, "b--c b--c_1 _1 x_1 d y"),
    ],
)
def test_tabs_have_the_ids_of_mkdocs(
    checked: Take, site: SiteUnderTest, combined: bool, ids: str
) -> None:
    """A heading in a tab or a quote is above no tabs outside of it."""
    config = "site_name: x\nmarkdown_extensions:\n  - pymdownx.tabbed:\n"
    config += f"      combine_header_slug: {str(combined).lower()}\n"
    config += "      slugify: !!python/name:pymdownx.slugs.uslugify\n"
    text = (
        '# X\n\n## Logo a\n\n=== "B & c"\n\n    ### In it\n\n    === "x"\n\n        t\n\n'
        '=== "B & c"\n\n    u\n\n=== "!!"\n\n    u\n\nText\n\n=== "D"\n\n    t\n\n'
        '## More\n\n> ### Quoted\n\n=== "y"\n\n    t\n'
    )

    assert checked({"mkdocs.yml": config, "docs/index.md": text}) == []

    found = re.findall('class="tab" id="([^"]*)"', site.read("index.html"))
    assert sorted(found) == sorted(ids.split())


# --- Hugo ----------------------------------------------------------------------------------------

HUGO: dict[str, str | bytes] = {
    "hugo.toml": 'baseURL = "https://hugo.example/"\ntitle = "Site"\ndisableAliases = true\n',
    "content/_index.md": "---\ntitle: Start\n---\n\n[terms](/terms/) [moved](/old/) <https://hugo.example/old/>\n",
    "content/terms/_index.md": "---\ntitle: Terms\ncascade:\n  build:\n    render: never\n    list: local\n"
    "build: {render: always, list: always}\n---\n\nText\n",
    "content/terms/_content.gotmpl": '{{ .AddPage (dict "path" "p") }}',
    "content/terms/one.md": "---\ntitle: A term\n---\n\nSee [below](#what-includes-it).\n",
    "content/guide.md": "---\ntitle: Guide\naliases: [/old/]\nweight: 1\n---\n\nText\n",
    "content/late.md": "---\ntitle: Late\nweight: 2\n---\n\nText\n",
}  # fmt: skip


def test_a_healthy_site_of_hugo_raises_no_alarm(checked: Take, site: SiteUnderTest) -> None:
    assert checked(HUGO) == []

    terms = site.read("terms/index.html")
    assert "A term" in terms, "a page without an address is listed"
    assert 'href=""' not in terms
    assert not site.exists("old/index.html")
    assert not site.exists("terms/_content.gotmpl")


def test_an_alias_takes_no_list_from_a_site_of_hugo(checked: Take, site: SiteUnderTest) -> None:
    pages = {
        "content/list/a.md": "---\ntitle: A\ntags: [t]\n---\n\nText\n",
        "content/moved.md": "---\ntitle: Moved\naliases: [/list/, /tags/t/, /tags/]\n---\n\nText\n",
    }
    config = 'baseURL = "https://hugo.example/"\ntitle = "Site"\n'

    assert checked(HUGO | pages | {"hugo.toml": config}) == ["content/moved.md:3:0 alias-taken"] * 3

    for folder in ("list", "tags", "tags/t"):
        assert "refresh" not in site.read(f"{folder}/index.html")
        assert site.exists(f"{folder}/index.xml")


def test_an_alias_of_a_page_without_a_file_leads_nowhere(
    checked: Take, site: SiteUnderTest
) -> None:
    page = "---\ntitle: N\nbuild: {render: link}\naliases: [/n/, /m/]\n---\n\nText\n"
    config = 'baseURL = "https://hugo.example/"\ntitle = "Site"\n'

    checked(HUGO | {"hugo.toml": config, "content/n.md": page})

    assert not site.exists("n/index.html")
    assert not site.exists("m/index.html")


FORMER: dict[str, str | bytes] = {
    "content/index.md": "---\ntitle: Start\n---\n\n[a](/alt/)\n\n[b](/de/alt/)\n",
    "content/index.de.md": "---\ntitle: Anfang\n---\n\n[a](/alt/)\n",
    "content/a.md": "---\ntitle: A\n---\n\nText\n",
    "content/a.de.md": "---\ntitle: A\naliases: [/alt/]\n---\n\nText\n",
    "content/deep/p.md": "---\ntitle: P\naliases: [relold, /x/index.html]\n---\n\nText\n",
    "content/deep/q.md": "---\ntitle: Q\n---\n\n[r](/deep/relold/)\n\n[x](/x/)\n",
    "static/s.html": html('<a href="de/alt/">a</a><a href="/deep/relold">r</a><a href="/alt/">w</a>'),
}  # fmt: skip


def test_a_section_without_an_address_keeps_its_pages_in_the_sidebar(site: SiteUnderTest) -> None:
    never = "build: {render: never}"
    site.write({
        "content/group/_index.md": f"---\ntitle: Group\n{never}\n---\n",
        "content/group/a.md": "---\ntitle: A\n---\n",
        "content/group/deep/c.md": "---\ntitle: C\n---\n",
        "content/empty/_index.md": f"---\ntitle: Empty\n{never}\n---\n",
        "content/empty/b.md": f"---\ntitle: B\n{never}\n---\n",
        "content/other.md": "---\ntitle: Other\n---\n",
    })  # fmt: skip
    site.build()

    for page in ("other", "group/a", "group/deep/c"):
        text = site.read(f"{page}/index.html")
        tree = text.split('class="tree"')[1].split("</nav>")[0]
        assert "<a>Group</a>" in tree
        assert 'href="/docs/group/a/"' in tree and 'href="/docs/group/deep/"' in tree
        assert "Empty" not in tree
        assert 'href=""' not in text
    assert "<li><a>Group</a></li>" in text.split('class="crumbs"')[1]
    listed = text.split('"BreadcrumbList"')[1]
    assert "Group" not in listed.split("</script>")[0]

    site.write({
        "content/group/a.md": "---\ntitle: Anew\n---\n", "content/group/deep/c.md": "---\ntitle: C\n---\n",
        "content/empty/b.md": "---\ntitle: B\n---\n",
    })  # fmt: skip
    site.build()
    tree = site.read("other/index.html").split('class="tree"')[1].split("</nav>")[0]
    assert ">Anew</a>" in tree and "<a>Empty</a>" in tree
    before = site.tree()
    shutil.rmtree(site.root / "public")
    shutil.rmtree(site.root / ".sitegen")
    site.build()
    assert site.tree() == before


@pytest.mark.parametrize(
    "host", ["", "disableAliases = true\n", "redirectsFile = true\ndisableAliases = true\n"]
)
def test_a_former_address_is_read_in_one_way_whoever_leads_on(
    site: SiteUnderTest, host: str
) -> None:
    languages = "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n"
    site.write(FORMER | {"sitegen.toml": f'baseURL = "https://example.org/"\n{host}{languages}'})

    found = [one for one in records(site) if one["code"] in ("broken-link", "redirected-link")]

    assert told(found) == [
        "content/index.de.md:5:5 broken-link",
        "content/index.md:5:5 broken-link",
        "static/s.html:12:10 redirected-link",
        "static/s.html:12:33 redirected-link",
        "static/s.html:12:61 broken-link",
    ]
    assert 'href="/de/a/">b</a>' in site.read("index.html")
    assert 'href="/deep/p/">r</a>' in site.read("deep/q/index.html")


def test_a_former_folder_of_jekyll_is_known_where_the_host_leads_on(site: SiteUnderTest) -> None:
    config = 'baseURL = "https://example.org/docs/"\ndialect = "jekyll"\ndisableAliases = true\n'
    page = "---\ntitle: One\nredirect_from: /old/\n---\n\nText\n"
    site.write({"sitegen.toml": config, "content/one.md": page})
    site.write({"static/s.html": html('<a href="/docs/old/">o</a><a href="/docs/new/">n</a>')})

    found = [one for one in records(site) if one["code"] in ("broken-link", "redirected-link")]

    assert told(found) == [
        "static/s.html:12:10 redirected-link",
        "static/s.html:12:36 broken-link",
    ]


def test_what_content_adapters_would_make_is_left_to_do(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    site.write(HUGO)
    place, what = "content/terms/_content.gotmpl", "a content adapter is not run"
    german, other = "content/terms/_content.de.gotmpl", "content/terms/my_content.gotmpl"
    site.write({german: "{{ }}", other: "published as it is"})

    shown = CliRunner().invoke(main, ["check", "--hugo", "-s", str(site.root)]).output
    left = CliRunner().invoke(main, ["new", "site", str(site.root)]).output

    assert place in shown and what in shown
    assert f"{place}: {what}" in left
    assert german in shown and f"{german}: {what}" in left
    assert other not in shown and other not in left
    site.build()
    assert site.exists("terms/my_content.gotmpl") and not site.exists("terms/_content.de.gotmpl")


def test_double_brackets_of_an_imported_site_are_text(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    page = "---\ntitle: Late\n---\n\nAs in `[[x]]`: [[menus.main]]\n"
    site.write(HUGO | {"content/late.md": page})
    assert CliRunner().invoke(main, ["new", "site", str(site.root)]).exit_code == 0

    assert [one for one in records(site) if one["severity"] != "info"] == []
    assert "[[menus.main]]" in site.read("late/index.html")


# --- any site ------------------------------------------------------------------------------------


def test_a_link_that_marks_its_own_place_needs_no_text(site: SiteUnderTest) -> None:
    """As lines of code have it in MkDocs: `anchor_linenums`."""
    lines = '<a id="line-1" name="line-1" href="#line-1"></a>x <a id="y" href="#line-1"></a>'
    lines += '<a id="ä" href="#%C3%A4"></a> <a id="a%20" href="#a%20"></a>'
    site.write({"public/index.html": html(lines)})

    assert [one["code"] for one in records(site, "--no-build")] == ["link-without-text"]


def test_a_place_in_the_same_page_is_looked_for_by_its_whole_path_too(site: SiteUnderTest) -> None:
    site.write(
        {"public/a/index.html": html('<p id="b"><a href="/docs/a/#b">b</a><a href="#c">c</a>')}
    )
    site.write({"public/index.html": html('<a href="/docs/a/#b">b</a><a href="/docs/#d">d</a>')})

    found = records(site, "--no-build")

    assert told(found) == [
        "public/a/index.html:12:46 broken-fragment",
        "public/index.html:12:36 broken-fragment",
    ]


def test_links_with_one_address_are_told_each_at_its_place(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\n[one](#) [two](#)\n\n[three](#)\n"})

    found = [one for one in records(site) if one["code"] == "placeholder-link"]

    assert [(one["line"], one["column"]) for one in found] == [(3, 7), (3, 16), (5, 9)]


def test_what_a_cascade_hands_down_is_told_once_where_it_stands(site: SiteUnderTest) -> None:
    config = 'baseURL = "https://example.org/"\n[[cascade]]\nimage = "gone.png"\n'
    site.write({"sitegen.toml": config, "content/b.md": "---\ntitle: B\nimage: lost.png\n---\n"})
    site.write({f"content/a{number}.md": f"# A{number}\n" for number in range(14)})

    found = [one for one in records(site) if one["severity"] == "error"]

    assert told(found) == [
        "content/b.md:3:1 broken-link",
        "content/b.md:3:8 broken-head",
        "sitegen.toml:0:0 broken-link",
        "sitegen.toml:3:10 broken-head",
    ]


def test_what_a_list_hands_down_is_told_where_it_hands_it_down(site: SiteUnderTest) -> None:
    above = "---\ntitle: Docs\ncascade: {image: missing.png}\n---\n"
    site.write({"content/docs/_index.md": above, "content/docs/deep/c/index.md": "# C\n"})
    site.write({"content/docs/a.md": "# A\n", "content/docs/deep/b.md": "# B\n"})

    found = [one for one in records(site) if one["code"] == "broken-link"]

    assert told(found) == ["content/docs/_index.md:3:1 broken-link"]


def test_a_page_in_the_site_folder_has_no_settings_beside_it(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": 'contentDir = "."\n', "urls.lock": "", "a.md": "# A\n"})
    site.write({"note.txt": "kept"})
    site.build()

    assert {"sitegen.toml", "urls.lock", "note.txt"} & site.tree().keys() == {"note.txt"}


def test_one_habit_at_many_places_is_told_as_one(site: SiteUnderTest) -> None:
    site.write({f"content/a{number}.md": f"# A{number}\n\n### B{number}\n" for number in range(6)})

    shown = CliRunner().invoke(main, ["check", "-s", str(site.root)]).stdout

    assert shown.count("warning[heading-order]") == 3
    assert "and 3 more places like this" in shown
    assert "### B2" in shown


def test_pages_of_jekyll_name_values_of_the_site_and_their_own(
    checked: Take, site: SiteUnderTest
) -> None:
    page = (
        "---\ntitle: Log\nversion: 2\n---\n\n{{ page.title }} {{page.version}} of {{ site.title }}: [#1]\n"
        "{{ site.data.ruby.least }} {{ site.nothing }} {{ page.tags }} {% raw %}{{ site.title }}{% endraw %}\n\n"
        "[#1]: {{ site.repository }}/issues/1\n"
    )
    config = f"{JEKYLL['_config.yml']}repository: https://forge.example/x\n"
    files = JEKYLL | {"log.md": page, "index.md": "# Start\n", "_config.yml": config}

    assert checked(files | {"_data/ruby.yml": "least: 2.7\n"}) == []

    name = "log.html" if site.exists("log.html") else "log/index.html"
    assert 'Log 2 of Diary: <a href="https://forge.example/x/issues/1">#1</a>' in site.read(name)
    assert "{{ site.nothing }} {{ page.tags }} {{ site.title }}" in site.read(name)
    used = next(one for one in ("sitegen.toml", "_config.yml") if (site.root / one).exists())
    told = (site.root / used).read_text()
    site.write({used: told.replace("forge.example", "other.example")})
    site.build()
    assert 'href="https://other.example/x/issues/1"' in site.read(name)
    assert "2.7 {{" in site.read(name)


def test_the_import_tells_of_the_tags_that_stay_and_of_no_other(site: SiteUnderTest) -> None:
    (site.root / "sitegen.toml").unlink()
    stay = (
        "{{ site.data.team.members }}", "{{ site.data.team.nope }}", "{{ page.tags }}", "{{ page.date }}",
        "{{ site.nothing }}", "{{ site.data.broken.x }}",
    )  # fmt: skip
    filled = (
        "{{ site.data.team.name }}", "{{ site.data.deep.er.x }}", "{{ site.flag }}", "{{ page.flag }}",
        "{{page.title-}}", "{{ page.two-words }}",
    )  # fmt: skip
    front = "title: T\ntags: [a]\ndate: 2024-01-02\nflag: true\ntwo-words: 2\n"
    page = "".join(f"{one}\n\n" for one in (*stay, *filled))
    config = f"{JEKYLL['_config.yml']}data_dir: facts\nflag: false\n"
    site.write({
        "_config.yml": config, "index.md": f"---\n{front}---\n\n{page}",
        "facts/team.yml": "name: Us\nmembers: [a, b]\n", "facts/deep/er.yml": "x: 1\n",
        "facts/broken.yml": "x: [\n",
    })  # fmt: skip

    left = CliRunner().invoke(main, ["new", "site", str(site.root)]).output
    site.build()

    assert f"{len(stay)} tags of Liquid in this page" in left
    text = site.read("index.html")
    for one in stay:
        assert one in text
    assert "<p>false</p>\n<p>true</p>\n<p>T</p>\n<p>2</p>" in text
