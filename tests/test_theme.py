"""What the default theme makes of front matter and parameters: looks, landing page, badges, what others see."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PIXEL, SiteUnderTest, told

CSS, SCRIPT, SHELL = 12, 10, 6
"""What all pages load may weigh, in KB (1024 bytes) with gzip, and a page without its text."""

BOOK = {
    "content/preface.md": "---\ntitle: Preface\nweight: 1\nnumbered: false\n---\nBefore.\n",
    "content/trees/_index.md": "---\ntitle: Trees\nweight: 2\n---\nOf trees.\n",
    "content/trees/roots.md": "---\ntitle: Roots\nweight: 1\n---\nBelow.\n",
    "content/trees/leaves.md": "---\ntitle: Leaves\nweight: 2\n---\nAbove.\n",
    "content/end.md": "---\ntitle: The end\nweight: 3\n---\nDone.\n",
}


def looking(site: SiteUnderTest, look: str, more: str = "") -> None:
    """Set the look of a site, and other parameters."""
    start = 'baseURL = "https://example.org/docs/"\ntitle = "Site"\n'
    site.write({"sitegen.toml": f'{start}[params]\nlook = "{look}"\n{more}'})


def linked_data(html: str) -> dict[str, dict[str, Any]]:
    """The page's JSON-LD by type."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    graph = json.loads(found[1])["@graph"]
    return {one["@type"]: one for one in graph}


def size(data: bytes) -> float:
    return len(gzip.compress(data, 9, mtime=0)) / 1024


def test_the_frame_stays_small(site: SiteUnderTest) -> None:
    site.write({
        f"content/{section}/{name}.md": f"---\ntitle: {name} of {section}\ntags: [a]\n---\nText.\n"
        for section in ("guide", "reference", "notes")
        for name in ("one", "two", "three", "four", "five", "six")
    })  # fmt: skip
    site.build()

    page = site.read("guide/one/index.html")
    shell = re.sub(r'<div class="prose">.*?</div>', "", page, flags=re.DOTALL)
    assert size(shell.encode()) <= SHELL
    public = site.root / "public"
    sheets = [(public / "css" / name).read_bytes() for name in ("main.css", "print.css")]
    assert sum(map(size, sheets)) <= CSS
    for look in ("blog", "book"):
        assert sum(map(size, [*sheets, (public / f"css/{look}.css").read_bytes()])) <= CSS + 1
    scripts = [(public / "js" / name).read_bytes() for name in ("early.js", "main.js")]
    assert sum(map(size, scripts)) <= SCRIPT


def test_nothing_in_a_page_breaks_a_strict_policy(site: SiteUnderTest) -> None:
    """Under `default-src 'self'` no script, style or handler may stand in the page itself."""
    site.write({"content/a.md": "---\ntitle: A\n---\n## One\n\n## Two\n\nText.\n"})
    site.build()

    page = site.read("a/index.html")
    for attributes in re.findall(r"<script\b([^>]*)>", page):
        assert "src=" in attributes or "application/ld+json" in attributes
    assert "<style" not in page
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)


def test_a_landing_page_is_made_by_front_matter(site: SiteUnderTest) -> None:
    site.write({
        "content/_index.md": """---
title: Start
hero:
  title: Big *words*
  tagline: Small words
  image: {light: day.svg, dark: night.svg, alt: A view}
  actions:
    - {text: Begin, link: guide/a.md}
    - {text: Elsewhere, link: "https://example.com/", variant: minimal}
    - {text: Bad, link: "javascript:alert(1)"}
features:
  - {title: Fast, details: "Very `fast`", link: "guide/a.md#part"}
  - {title: Small, icon: "*"}
---
""",
        "content/guide/a.md": "# A\n\n## Part\n\nText.\n",
        "static/day.svg": "<svg/>",
        "static/night.svg": "<svg/>",
    })  # fmt: skip
    assert told(site.build().diagnostics) == []

    page = site.read("index.html")
    assert "<h1>Big <em>words</em></h1>" in page
    assert '<a class="button primary" href="/docs/guide/a/">Begin</a>' in page
    assert '<a class="button minimal" href="https://example.com/">' in page
    assert "javascript:" not in page
    assert '<img class="on-dark" src="/docs/night.svg" alt="A view" loading="lazy"' in page
    assert '<h2><a href="/docs/guide/a/#part">Fast</a></h2>' in page
    assert "Very <code>fast</code>" in page
    assert "splash" in page.split("<body", 1)[1].split(">", 1)[0]


def test_a_link_of_front_matter_that_leads_nowhere_is_told(site: SiteUnderTest) -> None:
    site.write({"content/_index.md": "---\nhero: {actions: [{text: Go, link: gone.md}]}\n---\n"})

    assert told(site.build().diagnostics) == ["content/_index.md:2:1 broken-link"]


def test_the_sidebar_shows_badges_and_leaves_out_what_is_hidden(site: SiteUnderTest) -> None:
    site.write({
        "content/a.md": "---\ntitle: A\nbadge: New\n---\nText.\n",
        "content/b.md": "---\ntitle: B\nsidebar:\n  label: Short\n"
        "  badge: {text: Old, variant: caution}\n---\nText.\n",
        "content/c.md": "---\ntitle: C\nsidebar: {hidden: true}\n---\nText.\n",
        "content/d.md": "---\ntitle: D\n---\nText.\n",
    })  # fmt: skip
    site.build()

    tree = site.read("d/index.html").split('class="tree"')[1].split("</nav>")[0]
    assert 'A <span class="badge">New</span>' in tree
    assert 'Short <span class="badge caution">Old</span>' in tree
    assert ">C<" not in tree

    site.write({"content/a.md": "---\ntitle: A\nbadge: Newer\n---\nText.\n"})
    site.build()
    assert "Newer" in site.read("d/index.html")


def test_the_chapters_of_a_book_are_numbered(site: SiteUnderTest) -> None:
    looking(site, "book")
    site.write(BOOK)
    site.build()

    assert 'class="chapter">1.2<' in site.read("trees/leaves/index.html")
    assert 'class="chapter">Chapter 2<' in site.read("end/index.html")
    assert "chapter" not in site.read("preface/index.html").split("<header class=")[2]
    tree = site.read("trees/roots/index.html").split('class="tree"')[1]
    assert '<span class="number">1.1</span> Roots' in tree
    home = site.read("index.html")
    numbers = re.findall(r'<span class="number">(.*?)</span> <span><a[^>]*>(.*?)</a>', home)
    assert numbers == [
        ("", "Preface"), ("1", "Trees"), ("1.1", "Roots"), ("1.2", "Leaves"), ("2", "The end"),
    ]  # fmt: skip
    assert 'class="button primary" href="/docs/preface/">' in home


def test_a_new_chapter_moves_the_numbers_of_those_behind_it(site: SiteUnderTest) -> None:
    looking(site, "book")
    site.write(BOOK)
    site.build()

    site.write({"content/new.md": "---\ntitle: New\nweight: 2\n---\nHm.\n"})
    site.build()

    assert 'class="chapter">Chapter 3<' in site.read("end/index.html")
    assert 'class="chapter">2.2<' in site.read("trees/leaves/index.html")


def test_a_chapter_that_goes_takes_its_number_along(site: SiteUnderTest) -> None:
    looking(site, "book")
    site.write(BOOK)
    site.build()

    (site.root / "content/trees/roots.md").unlink()
    (site.root / "content/trees/_index.md").unlink()
    (site.root / "content/trees/leaves.md").unlink()
    site.build()

    assert 'class="chapter">Chapter 1<' in site.read("end/index.html")


POSTS = {
    f"content/posts/p{n}.md": f"---\ntitle: Post {n}\ndate: {2020 + n // 4}-0{n % 4 + 1}-05\n"
    f"tags: [odd]\nauthors: [ada, Grace]\nimage: {{src: /pic.png, alt: A sea}}\n---\nWords {n}.\n"
    for n in range(12)
}


def blog(site: SiteUnderTest) -> None:
    more = 'authors.ada = {name = "Ada Quill", url = "/about/", avatar = "/ada.png"}\n'
    looking(site, "blog", more)
    site.write({
        **POSTS,
        "content/about.md": "---\ntitle: About\n---\nUs.\n",
        "content/archive.md": "---\ntitle: Archive\nlayout: archive\n---\n",
        "static/pic.png": PIXEL,
        "static/ada.png": PIXEL,
    })  # fmt: skip
    assert told(site.build().diagnostics) == []


def test_a_blog_lists_its_newest_posts_and_its_archive_goes_by_year(site: SiteUnderTest) -> None:
    blog(site)

    def titles(path: str) -> list[str]:
        return re.findall(r"<h3><a[^>]*>(.*?)</a>", site.read(path))

    assert titles("index.html") == [f"Post {n}" for n in range(11, 1, -1)]
    assert titles("page/2/index.html") == ["Post 1", "Post 0"]
    assert len(titles("tags/odd/index.html")) == 10
    archive = site.read("archive/index.html")
    assert re.findall(r'<h2 id="year-\d+">(\d+)</h2>', archive) == ["2022", "2021", "2020"]
    assert archive.index("Post 11") < archive.index("Post 10")
    assert 'class="tree"' not in site.read("posts/p1/index.html")


def test_a_post_names_its_authors(site: SiteUnderTest) -> None:
    blog(site)

    page = site.read("posts/p3/index.html")
    assert '<img src="/docs/ada.png" alt="" width="32" height="32">' in page
    assert '<a href="/docs/about/" rel="author">Ada Quill</a>' in page
    assert "<span>Grace</span>" in page
    data = linked_data(page)["BlogPosting"]
    assert [one["name"] for one in data["author"]] == ["Ada Quill", "Grace"]
    assert data["image"] == "https://example.org/docs/pic.png"
    assert data["datePublished"] == "2020-04-05"
    assert '<meta property="og:image:alt" content="A sea">' in page
    assert 'href="mailto:?subject=Post%203&amp;body=https%3A%2F%2Fexample.org' in page


def test_what_other_sites_show_is_escaped_and_whole(site: SiteUnderTest) -> None:
    site.write({
        "content/guide/a.md": '---\ntitle: "</script> & \\"quoted\\""\ndate: 2024-05-02\n---\nText.\n'
    })  # fmt: skip
    site.build()

    page = site.read("guide/a/index.html")
    data = linked_data(page)
    assert data["TechArticle"]["headline"] == '</script> & "quoted"'
    crumbs = data["BreadcrumbList"]["itemListElement"]
    assert [(one["position"], one["name"]) for one in crumbs] == [
        (1, "Site"), (2, "Guide"), (3, '</script> & "quoted"'),
    ]  # fmt: skip
    assert crumbs[1]["item"] == "https://example.org/docs/guide/"
    for name in ("og:site_name", "og:locale", "article:published_time"):
        assert f'<meta property="{name}"' in page
    assert '<meta name="twitter:card" content="summary">' in page
    assert linked_data(site.read("index.html"))["WebSite"]["name"] == "Site"


def test_parameters_shape_the_header(site: SiteUnderTest) -> None:
    more = """announcement = "Out *now*"
favicon = "mine.svg"
css = ["css/mine.css"]
version = "2"
versions = [{name = "2", url = "/"}, {name = "1", url = "https://old.example.org/"}]
social = [{name = "GitHub", url = "https://github.com/x"}, {name = "Us", url = "/us/"}]
logo = {light = "l.svg", dark = "d.svg", alt = "Site"}
colors = {accent = ["#123456", "#abcdef"], bg = "}</style><b>"}
fonts = {sans = '"My Font", sans-serif'}
edit_url = "https://example.com/edit/"
source_url = "https://example.com/blob/"
"""
    looking(site, "docs", more)
    site.write({"content/a.md": "---\ntitle: A\nbanner: Mind *this*.\n---\nText.\n"})
    site.build()

    page = site.read("a/index.html")
    assert 'data-id="out-now"' in page
    assert "Out <em>now</em>" in page
    assert "Mind <em>this</em>." in page
    assert '<link rel="icon" type="image/svg+xml" href="/docs/mine.svg">' in page
    assert '<link rel="stylesheet" href="/docs/css/mine.css">' in page
    assert '<li><a href="/docs/" aria-current="true">2</a></li>' in page
    assert "icons.svg" in page
    assert "#github" in page
    assert "#link" in page
    assert 'class="on-dark" src="/docs/d.svg" alt="Site"' in page
    assert "--accent:light-dark(#123456,#abcdef);" in page
    assert '--sans:"My Font", sans-serif;' in page
    assert "<b>" not in page
    assert 'href="https://example.com/edit/a.md"' in page
    assert 'href="https://example.com/blob/a.md"' in page


def test_dates_are_written_as_in_the_language(site: SiteUnderTest) -> None:
    site.write({
        "sitegen.toml": 'baseURL = "https://example.org/"\ntitle = "S"\nlanguageCode = "de"\n',
        "content/a.md": "---\ntitle: A\ndate: 2024-05-02\n---\nText.\n",
    })  # fmt: skip
    site.build()

    assert ">2. Mai 2024</time>" in site.read("a/index.html")


@pytest.mark.parametrize("look", ["docs", "blog", "book"])
def test_a_look_is_the_same_from_the_cache(site: SiteUnderTest, look: str, tmp_path: Path) -> None:
    """Front matter that only a look shows is among what its pages are made from."""
    looking(site, look)
    site.write({**BOOK, **POSTS, "static/pic.png": PIXEL})
    site.build()
    site.write({
        "content/trees/roots.md": "---\ntitle: Rootlets\nnumbered: false\nbadge: b\n---\nBelow.\n",
        "content/posts/p9.md": "---\ntitle: Changed\ndescription: D\ndate: 2025-01-01\n---\nNew.\n",
    })  # fmt: skip
    site.build()
    after = site.tree()

    clean = SiteUnderTest(tmp_path / "clean")
    clean.write({
        path.relative_to(site.root).as_posix(): path.read_bytes()
        for path in site.root.rglob("*")
        if path.is_file() and path.relative_to(site.root).parts[0] not in ("public", ".sitegen")
    })  # fmt: skip
    clean.build()
    assert after == clean.tree()


def test_a_strict_build_tells_all_that_is_wrong(site: SiteUnderTest) -> None:
    """What templates notice, too, though the texts have mistakes enough to stop it."""
    site.write({
        "content/_index.md": "---\nhero: {actions: [{text: Go, link: nowhere.md}]}\n---\n",
        "content/a.md": "# A\n\n[b](neither.md)\n",
    })  # fmt: skip

    strict = site.build(strict=True)

    assert strict.written is None
    assert sorted(one.message for one in strict.diagnostics) == [
        'no page or file "neither.md"', 'no page or file "nowhere.md"',
    ]  # fmt: skip
