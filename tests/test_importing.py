"""Projects of other tools are taken over: nothing of theirs changes, and the site builds.

The addresses of MkDocs and Jekyll stand here as their own builds of the same files gave them
(MkDocs 1.6 with Material 9.8, Jekyll 4.3); Hugo is at hand and asked.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sitegen.commands import main
from sitegen.dialects.liquid import without_liquid
from sitegen.filters import css_value, unwrapped, written
from sitegen.importing.detect import tool_of
from sitegen.importing.gitignore import regular_expression
from sitegen.importing.go_jinja import twin
from sitegen.importing.go_parts import Untranslatable
from sitegen.importing.theme_params import fitted
from sitegen.importing.toml_text import toml_text
from tests.conftest import SiteUnderTest
from tests.test_hugo import by_hugo


def take_over(root: Path, *words: str) -> Result:
    result = CliRunner().invoke(main, ["new", "site", str(root), *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def report(root: Path, *words: str) -> dict[str, Any]:
    result = take_over(root, "--format", "json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def left(found: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """What is left to do: file, line, and the beginning of what is said."""
    return [
        (one["path"], one["line"], one["what"]) for one in found["report"] if one["group"] == "left"
    ]


def digests(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def settings(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "sitegen.toml").read_text("utf-8"))


def imported(site: SiteUnderTest, files: Mapping[str, str | bytes]) -> dict[str, Any]:
    """Write an old project, take it over, see that no byte of it has changed, and build it."""
    site.write(files)
    before = digests(site.root)
    found = report(site.root)
    after = digests(site.root)
    assert before.items() <= after.items()
    assert set(after) - set(before) == set(found["made"])
    result = CliRunner().invoke(main, ["build", "-q", "-s", str(site.root)])
    assert result.exit_code == 0, result.output
    return found


@pytest.fixture
def old(tmp_path: Path) -> SiteUnderTest:
    """A folder without a file."""
    (tmp_path / "old").mkdir()
    return SiteUnderTest(tmp_path / "old")


HUGO = {
    "hugo.toml": """\
baseURL = 'https://old.example/'
title = 'Old site'
theme = 'ink'
# a remark
[params]
author = {name = 'Ada'}
editURL = {base = 'https://code.example/edit/content'}
[params.social]
github = 'https://github.com/ada'
[permalinks]
posts = '/:year/:slug/'
[security]
enableInlineShortcodes = false
[nonsense]
x = 1
[markup.goldmark.renderer]
unsafe = true
[[menu.main]]
name = 'Blog'
pageRef = '/posts'
""",
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/posts/One.md": "---\ntitle: One & only\ndate: 2024-03-04\ncolor: Deep Red\ntags: [A b]\n---\n"
    '{{< box title="<b>" type="a\\"b" width="3px" >}}some *text*{{< /box >}}\n\n'
    '{{< go url="javascript:alert(1)" >}}in{{< /go >}}\n\n'
    '{{< go url="https://x.example/?a=1" blank=true title="a b" >}}in <b>x</b>{{< /go >}}\n\n'
    '{{< pairs b="<i>two</i>" a="one" >}}\n\n{{< pairs "x" "y" >}}\n\n'
    '{{< film a "x&y" >}}\n\n{{< film c "x" >}}\n\n{{< key "<" >}}\n',
    "content/posts/two.md": "---\ntitle: Two\ndate: 2024-05-06\n---\n{{< chart 3 >}}in{{< /chart >}} {{< chart 4 />}}\n",
    "content/docs/_index.md": "---\ntitle: Docs\n---\n",
    "content/docs/deep/Page.md": "---\ntitle: Deep\nslug: way-down\n---\n",
    "content/docs/bundle/index.md": "---\ntitle: Bundle\n---\n",
    "content/docs/bundle/more.md": "A resource.\n",
    "layouts/all.html": "<main>{{ .Content }}</main>\n",
    "layouts/_shortcodes/box.html": """\
{{- /* a box */ -}}
{{ $type := .Get "type" | default "info" }}
<div class="box box-{{ $type }}" style="width: {{ .Get "width" }}">
  {{ with .Get "title" }}<p>{{ . }}</p>{{ end }}
  {{ .Inner | markdownify }}
</div>
""",
    "layouts/_shortcodes/go.html": '<a href="{{ .Get "url" }}"{{ if .Get "blank" }} target="_blank"{{ end }}'
    ' title={{ .Get "title" }}>{{ .Inner }}</a>',
    "layouts/_shortcodes/pairs.html": '<ul>{{ range $k, $v := .Params }}<li data-k="{{ $k }}">{{ $v | safeHTML }}</li>{{ end }}</ul>',
    "layouts/_shortcodes/film.html": """\
{{- $id := .Get 0 -}}
<iframe src="https://v.example/embed/{{ $id }}?from={{ .Get 1 }}"></iframe>
{{ printf "%s by %s" .Page.Title (.Get 1 | upper) }} {{ if eq (.Get 0) "a" "b" }}ab{{ else if .Page.Params.Color }}{{ .Page.Params.Color | urlize }}{{ else }}none{{ end }}
""",
    "layouts/_shortcodes/chart.html": "<p>{{ .Inner }}</p>\n<script>draw({{ .Get 0 }})</script>\n",
    "themes/ink/layouts/_shortcodes/key.html": "<kbd>{{ .Get 0 }}</kbd>",
    "themes/ink/layouts/_shortcodes/unused.html": "<b>{{ .Get 0 }}</b>",
}


def test_a_hugo_site_keeps_its_addresses_and_its_shortcodes(old: SiteUnderTest) -> None:
    found = imported(old, HUGO)
    ours = pages(old.root / "public")
    one = old.read("2024/one-only/index.html")

    assert by_hugo(old.root).returncode == 0  # Hugo writes to public/, too, and still can build

    theirs = {
        path.relative_to(old.root / "public").as_posix()
        for path in (old.root / "public").rglob("*.html")
        if "<main>" in path.read_text("utf-8") or "http-equiv" in path.read_text("utf-8")
    }
    assert theirs <= ours | {"404.html"}
    shown = old.read("2024/one-only/index.html")
    for pattern in (
        r'<div class="box.*?</div>',
        r"<ul><li data-k.*?</ul>",
        r"<iframe.*?</iframe>",
        r"<kbd>&.*?</kbd>",
        r"One &amp; only by \S+ \S+",
    ):
        expected = [re.sub(r"\s+", " ", text) for text in re.findall(pattern, shown, re.DOTALL)]
        assert expected
        made = [re.sub(r"\s+", " ", text) for text in re.findall(pattern, one, re.DOTALL)]
        assert made == expected, pattern
    assert re.findall(r'<a href="[^"]*"(?: target="_blank")? title="[^"]*">.*?</a>', one) == [
        '<a href="" title="">in</a>',
        '<a href="https://x.example/?a=1" target="_blank" title="a b">in <b>x</b></a>',
    ]
    assert settings(old.root)["params"] == {
        "author": "Ada", "edit_url": "https://code.example/edit/content/",
        "editURL": {"base": "https://code.example/edit/content"},
        "social": [{"name": "GitHub", "url": "https://github.com/ada"}],
    }  # fmt: skip
    assert {name for name in found["made"] if "/" in name} == {
        f"shortcodes/{name}.html" for name in ("box", "go", "pairs", "film", "key", "chart")
    }


def test_what_of_a_hugo_site_is_left_to_do_is_told_with_its_line(old: SiteUnderTest) -> None:
    found = imported(old, HUGO)

    told = left(found)
    assert ("hugo.toml", 12, '"security" does nothing here') in told
    assert ("hugo.toml", 14, '"nonsense" does nothing here') in told
    assert (
        "hugo.toml",
        3,
        "theme ink: its templates are Go's; sitegen's own theme is used",
    ) in told
    assert (
        "layouts/_shortcodes/chart.html",
        2,
        '"chart" has no twin: it prints into a script or a style',
    ) in told
    assert ("layouts/all.html", 0, "a Go template, which is left aside") in told
    # a stand-in keeps the build going: the text between the tags is there
    assert "in" in old.read("2024/two/index.html")
    text = (old.root / "sitegen.toml").read_text()
    assert 'title = "Old site" # hugo.toml:2' in text
    assert settings(old.root)["layoutDir"] == "templates"


def test_a_language_of_hugo_keeps_its_future(old: SiteUnderTest) -> None:
    found = imported(
        old,
        {
            "hugo.toml": "title = 'X'\n[languages.en]\nweight = 1\n"
            "[languages.de]\nweight = 2\nbuildFuture = true\n",
            "content/a.md": "---\ndate: 2999-01-01\n---\n",
            "content/a.de.md": "---\ndate: 2999-01-01\n---\n",
        },
    )

    assert left(found) == []
    assert (old.exists("a/index.html"), old.exists("de/a/index.html")) == (False, True)


def test_hugos_own_file_in_the_config_folder_gives_way_to_the_new_one(old: SiteUnderTest) -> None:
    found = imported(
        old,
        {
            "config/_default/hugo.toml": "title = 'Split'\ntheme = 'gone'\n",
            "config/_default/params.toml": "tone = 'calm'\n",
            "config/production/hugo.toml": "title = 'Live'\n",
            "content/a.md": "---\ntitle: A\n---\n{{< param tone >}}\n",
        },
    )

    assert "calm" in old.read("a/index.html")
    assert settings(old.root)["title"] == "Split"
    carried = [one["path"] for one in found["report"] if one["group"] == "carried"]
    assert "config/production/hugo.toml" in carried
    assert "<title>Live" in old.read("index.html")


MKDOCS = {
    "mkdocs.yml": """\
site_name: My docs
site_url: https://docs.example/x/
repo_url: https://github.com/me/docs
edit_uri: edit/main/docs/
theme:
  name: material
  language: de
  palette:
    primary: teal
  features:
    - navigation.tabs
    - content.action.edit
extra:
  social:
    - icon: fontawesome/brands/mastodon
      link: https://social.example/@me
  analytics:
    provider: google
nav:
  - Home: index.md
  - Guide:
    - guide/index.md
    - Setup: guide/setup.md
    - Deeper:
      - One: guide/sub/one.md
  - Loose:
    - API/Big.md
    - About us: about.md
  - Forum: https://forum.example
exclude_docs: |
  drafts/
plugins:
  - search
  - mystery
  - redirects:
      redirect_maps:
        former.md: about.md
markdown_extensions:
  - admonition
  - pymdownx.mark
  - pymdownx.snippets
""",
    "docs/index.md": "# Welcome\n\n[g](guide/index.md) ==m== <b>raw</b>\n",
    "docs/guide/index.md": "# The guide\n",
    "docs/guide/setup.md": '# Set up\n\n!!! note\n    hi\n\n```\n--8<-- "in code.md"\n```\n\n--8<-- "x.md"\n',
    "docs/guide/sub/one.md": "# 1\n",
    "docs/about.md": "# About\n",
    "docs/API/Big.md": "# Big\n",
    "docs/readme/README.md": "# Read\n",
    "docs/with blank.md": "# Blank\n",
    "docs/drafts/x.md": "# Draft\n",
    "docs/img/logo.svg": "<svg/>",
    "static/app.js": "an application's own file",
}
BY_MKDOCS = {
    "API/Big/index.html", "about/index.html", "former/index.html", "guide/index.html", "guide/setup/index.html",
    "guide/sub/one/index.html", "index.html", "readme/index.html", "with blank/index.html",
}  # fmt: skip
BY_MKDOCS_AS_FILES = {
    "API/Big.html", "about.html", "former.html", "guide/index.html", "guide/setup.html", "guide/sub/one.html",
    "index.html", "readme/index.html", "with blank.html",
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "expected"), [("", BY_MKDOCS), ("use_directory_urls: false\n", BY_MKDOCS_AS_FILES)]
)
def test_a_mkdocs_site_keeps_its_addresses(
    old: SiteUnderTest, key: str, expected: set[str]
) -> None:
    imported(old, {**MKDOCS, "mkdocs.yml": key + MKDOCS["mkdocs.yml"]})

    made = pages(old.root / "public")
    assert expected <= made
    own = {"404.html", "API/index.html", "guide/sub/index.html"}
    sitegens = ("tags/", "categories/", "search/", "graph/", "index-az/")
    assert {one for one in made - expected - own if not one.startswith(sitegens)} == set()


@pytest.mark.parametrize(
    ("ugly", "expected"),
    [
        (False, ["/", "/former/", "/old/", "/older/", "/old/x/"]),
        (
            True,
            ["/index.html", "/former.html", "/old/index.html", "/older/index.html", "/old/x.html"],
        ),
    ],
)
def test_redirects_begin_at_the_addresses_of_mkdocs(
    old: SiteUnderTest, ugly: bool, expected: list[str]
) -> None:
    names = ("index.md", "former.md", "old/README.md", "older/index.md", "old/x.md")
    maps = ", ".join(f"{name}: new/page.md" for name in names)
    imported(
        old,
        {
            "mkdocs.yml": f"site_name: X\nuse_directory_urls: {str(not ugly).lower()}\n"
            f"plugins: [redirects: {{redirect_maps: {{{maps}}}}}]\n",
            "docs/new/page.md": "# Page\n",
            "docs/my folder/README.md": "# Mine\n",
        },
    )

    aliases = [one["aliases"] for one in settings(old.root)["cascade"] if "aliases" in one]
    assert aliases == [expected]
    for path in expected:
        file = path.strip("/") if path.endswith(".html") else f"{path[1:]}index.html"
        assert "/new/page" in old.read(file)
    assert old.exists("my folder/index.html")


def test_the_navigation_of_mkdocs_goes_down_to_the_pages(old: SiteUnderTest) -> None:
    found = imported(old, MKDOCS)

    home = old.read("index.html")
    sidebar = home[home.index('class="tree"') : home.index("<main")]
    labels = re.findall(r">([^<>]+)</a>", sidebar)
    assert labels == ["Guide", "API", "About us", "Blank", "Read"]
    assert "Deeper" in old.read("guide/sub/index.html")
    menu = settings(old.root)["menus"]["main"]
    assert [(one["name"], one.get("url", one.get("pageRef"))) for one in menu] == [
        ("Home", "/index.md"), ("Guide", "/guide"), ("Forum", "https://forum.example"),
    ]  # fmt: skip
    told = left(found)
    assert ("mkdocs.yml", 26, 'nav: the group "Loose" is no folder: its pages stay there') in told
    assert ("mkdocs.yml", 34, "the plug-in mystery has no counterpart") in told
    assert [place for place in told if place[0].startswith("docs/")] == [
        ("docs/guide/setup.md", 10, "a snippet is not put in")
    ]
    assert settings(old.root)["staticDir"] == ["_static"]
    assert not old.exists("app.js")
    assert "<mark>m</mark>" in home
    assert "<b>raw</b>" in home


def test_a_folder_in_the_navigation_of_mkdocs_is_found_by_its_path(old: SiteUnderTest) -> None:
    imported(
        old,
        {
            "mkdocs.yml": "site_name: X\nnav: [Team: 'Our team/', Rest: rest.md]\n",
            "docs/Our team/one.md": "# One\n",
            "docs/rest.md": "# Rest\n",
        },
    )

    home = old.read("index.html")
    sidebar = home[home.index('class="tree"') : home.index("<main")]
    assert re.findall(r">([^<>]+)</a>", sidebar) == ["Team", "Rest"]


@pytest.mark.parametrize("folder", ["resources", "public", "site", "vendor"])
def test_folders_of_pages_may_be_named_as_folders_of_tools(old: SiteUnderTest, folder: str) -> None:
    told = imported(
        old,
        {
            "mkdocs.yml": f"site_name: X\nnav: [{folder}/links.md]\nmarkdown_extensions: [pymdownx.snippets]\n",
            f"docs/{folder}/links.md": '# Links\n\n--8<-- "x.md"\n',
        },
    )

    assert (f"docs/{folder}/links.md", 3, "a snippet is not put in") in left(told)
    assert not [one for one in left(told) if "there is no page" in one[2]]


def test_a_shortcode_called_in_any_folder_of_content_has_a_template(old: SiteUnderTest) -> None:
    found = imported(
        old, {"hugo.toml": "title = 'X'\n", "content/resources/a.md": "{{< chart 3 >}}\n"}
    )

    assert "shortcodes/chart.html" in found["made"]


JEKYLL = {
    "_config.yml": """\
title: Diary
url: https://diary.example
baseurl: /blog
description: >-
  Days
  and nights
github_username: ada
header_pages: [About.md]
collections:
  recipes:
    output: true
  people:
    output: false
defaults:
  - scope: {path: "", type: posts}
    values: {author: Ada}
exclude: [draft.md, tmp/]
plugins: [jekyll-feed, jekyll-mystery]
mine: 5
""",
    "index.md": "---\nlayout: home\n---\n",
    "About.md": "---\ntitle: About\n---\n![a](/assets/a.png)\n",
    "archive.html": "---\ntitle: All\n---\n{% for p in site.posts %}{{ p.title }}{% endfor %}\n",
    "_posts/2024-01-02-Hello-World.md": "---\ntitle: Hello\ncategories: diary Days\ntags: a b\n---\n"
    "[x]({% link About.md %}) [y]({{ site.baseurl }}/About.html) [z]({% post_url 2024-01-03-second %})\n\n"
    "{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n"
    '{% include box.html a="b" %}\n\n{% raw %}{{ kept }}{% endraw %}\n',
    "_posts/2024-01-03-second.markdown": "---\ntitle: Second\n---\nhi\n",
    "notes/_posts/2024-02-02-note.md": "---\ntitle: Note\n---\nhi\n",
    "_recipes/soup.md": "---\ntitle: Soup\n---\nhi\n",
    "_people/ada.md": "---\ntitle: Ada\n---\nhi\n",
    "_drafts/later.md": "---\ntitle: Later\n---\nhi\n",
    "_includes/box.html": "<b>{{ include.a }}</b>\n",
    "docs/a.md": "---\ntitle: A\n---\nhi\n",
    "docs/b.md": "---\ntitle: B\npermalink: /special/\n---\nhi\n",
    "draft.md": "---\ntitle: Draft\n---\nhi\n",
    "assets/a.png": b"png",
    "static/s.txt": "copied to its place",
}
BY_JEKYLL = {
    "2024/01/03/second.html", "About.html", "diary/days/2024/01/02/Hello-World.html", "docs/a.html", "index.html",
    "notes/2024/02/02/note.html", "recipes/soup.html", "special/index.html",
}  # fmt: skip


def test_a_jekyll_site_keeps_its_addresses(old: SiteUnderTest) -> None:
    found = imported(old, JEKYLL)

    made = pages(old.root / "public")
    assert made >= BY_JEKYLL
    lists = {
        "404.html",
        "docs/index.html",
        "notes/index.html",
        "notes/posts/index.html",
        "posts/index.html",
        "recipes/index.html",
    }
    sitegens = ("tags/", "categories/", "search/", "graph/", "index-az/")
    assert {one for one in made - BY_JEKYLL - lists if not one.startswith(sitegens)} == set()
    assert old.exists("assets/a.png")
    assert old.exists("static/s.txt")
    assert not old.exists("_config.yml")
    hello = old.read("diary/days/2024/01/02/Hello-World.html")
    assert '<a href="/blog/About.html">x</a> <a href="/blog/About.html">y</a>' in hello
    assert '<a href="/blog/2024/01/03/second.html">z</a>' in hello
    assert "{{ kept }}" in hello
    told = left(found)
    assert (
        "_posts/2024-01-02-Hello-World.md",
        12,
        '{% include box.html a="b" %} is not run',
    ) in told
    assert ("archive.html", 4, "a page that Liquid makes is left out") in told
    assert ("_config.yml", 18, "the plug-in jekyll-mystery has no counterpart") in told


@pytest.mark.parametrize("source", ["src", "./src/", ".src", "_src", "a/../src"])
def test_all_that_jekyll_reads_lies_below_its_source(old: SiteUnderTest, source: str) -> None:
    folder = source.strip("/").rpartition("/")[2]
    text = "---\ntitle: X\n---\nhi\n"
    found = imported(
        old,
        {
            "_config.yml": f"source: {source}\nexclude: [drafts, tmp/]\n"
            "defaults: [{scope: {path: guide}, values: {author: Ada}}]\n",
            f"{folder}/index.md": text,
            f"{folder}/guide/one.md": text,
            f"{folder}/guide/drafts/two.md": text,
            f"{folder}/drafts/early.md": text,
            f"{folder}/tmp/x.md": text,
            f"{folder}/node_modules/x/readme.md": text,
            f"{folder}/_notes/x.md": text,
            f"{folder}/_data/navigation.yml": "- {title: Guide, url: /guide/one.html}\n",
            f"{folder}/_data/tone.yml": "calm: 1\n",
            f"{folder}/_plugins/own.rb": "",
            f"{folder}/_layouts/page.html": "{{ content }}",
            "drafts/mine.md": text,
        },
    )

    made = {
        one for one in pages(old.root / "public") if re.search("drafts|tmp|readme|notes|/", one)
    }
    lists = ("tags/", "categories/", "search/", "graph/", "index-az/")
    assert {one for one in made if not one.startswith(lists)} == {
        "guide/index.html", "guide/drafts/two.html", "guide/drafts/index.html", "guide/one.html"
    }  # fmt: skip
    assert settings(old.root)["dataDir"] == f"{folder}/_data"
    assert settings(old.root)["cascade"] == [{"target": {"path": "/guide/**"}, "author": "Ada"}]
    assert [one["name"] for one in settings(old.root)["menus"]["main"]] == ["Guide"]
    assert {one[0] for one in left(found)} == {f"{folder}/_plugins/own.rb", f"{folder}/_layouts"}


@pytest.mark.parametrize(
    ("scope", "page"),
    [
        ("My notes", "My notes/one.md"),
        ("My notes [old]", "My notes [old]/one.md"),
        ("docs/index.md", "docs/index.md"),
        ("a [b].md", "a [b].md"),
    ],
)
def test_defaults_of_jekyll_go_to_folders_and_files_of_any_name(
    old: SiteUnderTest, scope: str, page: str
) -> None:
    imported(
        old,
        {
            "_config.yml": f"defaults: [{{scope: {{path: '{scope}'}}, values: {{title: Told}}}}]\n",
            page: "---\n---\nx\n",
            "docs/other.md": "---\n---\nx\n",
        },
    )

    told = [one for one in pages(old.root / "public") if "<title>Told" in old.read(one)]
    assert told == [page.replace(".md", ".html")]


def test_front_matter_of_jekyll_may_be_empty(old: SiteUnderTest) -> None:
    """What ends it is the first line that does; a line as that may follow."""
    text = "{% for p in site.posts %}{{ p.title }}{% endfor %}\n---\n"
    found = imported(old, {"_config.yml": "title: X\n", "all.html": f"---\n---\n{text}"})

    assert left(found) == [("all.html", 3, "a page that Liquid makes is left out")]


def test_a_source_out_of_the_project_is_told(old: SiteUnderTest) -> None:
    found = imported(old, {"_config.yml": "title: X\nsource: ../src\n", "a.md": "---\n---\n"})

    assert left(found) == [("_config.yml", 2, "source: ../src lies out of the project")]


def test_what_jekyll_leaves_out_is_not_looked_through(old: SiteUnderTest) -> None:
    unread = "---\n---\n{% mystery %}\n"
    found = imported(
        old,
        {
            "_config.yml": "exclude: [attic]\n",
            "vendor/bundle/gems/README.md": unread,
            "node_modules/x/README.md": unread,
            "attic/old.md": unread,
            "site/here.md": unread,
        },
    )

    assert left(found) == [("site/here.md", 3, "{% mystery %} is not run")]


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        (
            "pretty",
            {
                "2024/01/03/second/index.html",
                "About/index.html",
                "docs/a/index.html",
                "recipes/soup/index.html",
            },
        ),
        ("none", {"second.html", "About.html", "docs/a.html", "recipes/soup.html"}),
        (
            "/:year/:title/",
            {
                "2024/second/index.html",
                "About/index.html",
                "docs/a/index.html",
                "recipes/soup/index.html",
            },
        ),
        ("/b/:i_day-:short_year/:title.html", {"b/3-24/second.html", "About.html", "docs/a.html"}),
    ],
)
def test_the_permalinks_of_jekyll_are_kept(
    old: SiteUnderTest, permalink: str, expected: set[str]
) -> None:
    imported(old, {**JEKYLL, "_config.yml": f"permalink: {permalink}\n{JEKYLL['_config.yml']}"})

    assert expected <= pages(old.root / "public")


def test_posts_in_folders_stand_beside_pages_as_files(old: SiteUnderTest) -> None:
    config = JEKYLL["_config.yml"].replace(
        "collections:\n", "collections:\n  posts:\n    permalink: /news/:title/\n"
    )
    imported(old, {**JEKYLL, "_config.yml": config})

    assert {
        "news/second/index.html",
        "news/note/index.html",
        "About.html",
        "docs/a.html",
        "recipes/soup.html",
    } <= pages(old.root / "public")


def test_a_vault_is_published_as_it_was_without_what_obsidian_leaves_out(
    old: SiteUnderTest,
) -> None:
    found = imported(
        old,
        {
            ".obsidian/app.json": '{\n  "newLinkFormat": "relative",\n  "strictLineBreaks": true\n}\n',
            ".obsidian/publish.json": '{"excluded": ["Secret"]}',
            ".obsidian/daily-notes.json": '{"folder": "Daily", "format": "DD.MM.YYYY"}',
            ".obsidian/community-plugins.json": '[\n  "dataview",\n  "mystery"\n]\n',
            "Home.md": "one\ntwo [[In data]]\n\n```dataview\nLIST\n```\n",
            "data/In data.md": "A note.\n",
            "Secret/Mine.md": "x\n",
            "Daily/2024-05-01.md": "A day.\n",
        },
    )

    assert old.exists("data/in-data/index.html")
    assert not old.exists("secret/mine/index.html")
    assert "<br" not in old.read("home/index.html")
    told = left(found)
    assert ("Home.md", 4, "a dataview block is not rendered: it is shown as code") in told
    assert (".obsidian/community-plugins.json", 3, 'plug-in "mystery"') in told
    assert any(one[0] == ".obsidian/daily-notes.json" for one in told)


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(old: SiteUnderTest) -> None:
    old.write(HUGO)
    before = digests(old.root)

    result = take_over(old.root, "--dry-run")

    assert result.exit_code == 0
    assert 'title = "Old site" # hugo.toml:2' in result.output
    assert "--- shortcodes/box.html" in result.output
    assert digests(old.root) == before


def test_a_second_import_is_refused_and_force_replaces_nothing(old: SiteUnderTest) -> None:
    old.write({**HUGO, "sitegen.toml": "title = 'Mine'\n", "shortcodes/box.html": "mine"})

    refused = take_over(old.root)
    assert refused.exit_code == 1
    assert "has a sitegen.toml already" in refused.output

    found = report(old.root, "--force")
    assert "sitegen.toml" in found["kept"]
    assert settings(old.root) == {"title": "Mine"}
    assert (old.root / "shortcodes/box.html").read_text() == "mine"
    assert "shortcodes/go.html" in found["made"]


def test_twins_are_not_written_through_a_link_out_of_the_project(
    old: SiteUnderTest, tmp_path: Path
) -> None:
    old.write(HUGO)
    (tmp_path / "elsewhere").mkdir()
    (old.root / "shortcodes").symlink_to(tmp_path / "elsewhere")

    result = take_over(old.root)

    assert result.exit_code == 1
    assert not any((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("files", "tool"),
    [
        (("hugo.yaml",), "hugo"), (("config.toml", "content/a.md"), "hugo"), (("config.toml",), ""),
        (("config/_default/hugo.toml", "content/a.md"), "hugo"), (("mkdocs.yml",), "mkdocs"),
        (("_config.yml",), "jekyll"), ((".obsidian/app.json",), "obsidian"), (("a.md",), ""),
    ],
)  # fmt: skip
def test_the_tool_is_told_by_its_files(
    old: SiteUnderTest, files: tuple[str, ...], tool: str
) -> None:
    old.write(dict.fromkeys(files, ""))

    assert tool_of(old.root) == tool


def test_an_import_of_nothing_tells_so(old: SiteUnderTest, tmp_path: Path) -> None:
    old.write({"a.md": "hi"})

    assert take_over(old.root).exit_code == 1
    assert take_over(tmp_path / "nowhere", "--from", "hugo").exit_code == 2
    assert "there is no mkdocs.yml" in take_over(old.root, "--from", "mkdocs").output


def test_a_broken_configuration_is_told_with_its_line(old: SiteUnderTest) -> None:
    old.write({"mkdocs.yml": "site_name: x\nnav: [\n", "docs/a.md": "# A\n"})

    found = report(old.root)

    assert left(found)[0][0] == "mkdocs.yml"
    assert left(found)[0][1] >= 2


def test_a_broken_menu_of_jekyll_is_told_with_its_line(old: SiteUnderTest) -> None:
    menu = "- {title: A, url: /a}\n- {title: B\n"
    old.write({"_config.yml": "title: x\n", "_data/navigation.yml": menu})

    told = [one for one in left(report(old.root)) if one[0] == "_data/navigation.yml"]

    assert [(line, what.partition(":")[0]) for _, line, what in told] == [(2, "YAML")]


TWINS = [
    ("{{ .Get 0 }}", '{{ shortcode.get(0, "")|written }}'),
    ("{{ .Inner }}", "{{ shortcode.inner }}"),
    ("{{ .Inner | safeHTML }}", "{{ shortcode.inner_text|written|safe }}"),
    ("{{ trim .Inner \"\\n\" }}", '{{ shortcode.inner_text|string|trim("\\n") }}'),
    ("a {{- .Name -}} b", "a{{ shortcode.name }}b"),
    ("{{/* no */}}x{{ `{{` }}", 'x{{ "{{" }}'),
    ("{% x %}{# y #}", '{{ "{%" }} x %}{{ "{#" }} y #}'),
    ('<a href="{{ .Get 0 }}">', '<a href="{{ safe_url(shortcode.get(0, "")|written) }}">'),
    ('<a href="/a/{{ .Get 0 }}">', '<a href="/a/{{ shortcode.get(0, "")|written }}">'),
    ('<a href="/a?b={{ .Get 0 }}">', '<a href="/a?b={{ shortcode.get(0, "")|written|urlquote }}">'),
    ('<p style="top: {{ .Get 0 }}">', '<p style="top: {{ shortcode.get(0, "")|written|css_value }}">'),
    ("<p title={{ .Get 0 }}>", '<p title="{{ shortcode.get(0, "")|written }}">'),
    ('<p title="{{ .Inner }}">', '<p title="{{ shortcode.inner|plain }}">'),
    ("{{ with .Page }}{{ .Title }}{{ end }}", "{% if page %}{{ page.title }}{% endif %}"),
    ("{{ if not .Inner }}a{{ else }}b{{ end }}", "{% if not shortcode.inner_text %}a{% else %}b{% endif %}"),
    ('{{ $.Get "a" | upper }}', '{{ shortcode.get("a", "")|upper }}'),
    ("{{ .Site.Params.Main.Color }}", "{{ ((site.params.main or {}).color)|written }}"),
    ("{{ (.Page).Title }}", "{{ page.title }}"),
    ("{{ isset .Params 0 }}", "{{ (shortcode.args|length > 0)|written }}"),
]  # fmt: skip


@pytest.mark.parametrize(("go", "jinja"), TWINS)
def test_a_go_template_has_a_twin(go: str, jinja: str) -> None:
    assert twin(go) == jinja


STOPS = [
    ("a\n<script>{{ .Get 0 }}</script>", 2, "script"),
    ('<p onclick="f({{ .Get 0 }})">', 1, "onclick"),
    ("<p {{ .Get 0 }}>", 1, "attribute"),
    ("<p title=a{{ .Get 0 }}>", 1, "without quotes"),
    ("<p title={{ .Get 0 }}b>", 1, "without quotes"),
    ('<img srcset="{{ .Get 0 }}">', 1, "srcset"),
    ("<!-- {{ .Get 0 }} -->", 1, "comment"),
    ("<style>{{ .Get 0 }}</style>", 1, "style"),
    ('<a href="{{ .Inner }}">', 1, "HTML"),
    ('<a href="{{ if .Get 0 }}/x{{ end }}{{ .Get 1 }}">', 1, "href"),
    ("\n\n{{ partial \"a.html\" . }}", 3, "partial"),
    ("{{ .Page.Scratch.Get 1 }}", 1, "Scratch"),
    ("{{ now }}", 1, "now"),
    ("{{ resources.Get 1 }}", 1, "resources.Get"),
    ("{{ if .Get 0 }}<a href=\"{{ else }}<b>{{ end }}", 1, "branches"),
    ("{{ range .Params }}<p{{ end }}", 1, "loop"),
    ("{{ range .Params }}{{ $x := . }}{{ end }}{{ $x }}", 1, "$x"),
    ("{{ $x := 1 }}{{ range .Params }}{{ $x = . }}{{ end }}", 1, "loop"),
    ("{{ if .Get 0 }}", 1, "no end"),
    ("x{{ end }}", 1, "alone"),
    ("{{ .Get 0 | safeJS }}", 1, "safeJS"),
    ("{{ ! }}", 1, "understood"),
]  # fmt: skip


@pytest.mark.parametrize(("go", "line", "word"), STOPS)
def test_what_can_not_be_translated_safely_is_not(go: str, line: int, word: str) -> None:
    with pytest.raises(Untranslatable) as stopped:
        twin(go)

    assert stopped.value.line == line
    assert word in stopped.value.what


def test_parameters_of_other_themes_take_the_form_of_the_default_one() -> None:
    kept, unfit = fitted(
        {"socialIcons": [{"name": "github", "url": "https://github.com/a"}], "logo": 5, "look": "wild",
         "github_repo": "https://github.com/a/b", "images": ["one.png"], "Own": {"x": 1}}
    )  # fmt: skip

    assert kept["social"] == [{"name": "GitHub", "url": "https://github.com/a"}]
    assert kept["edit_url"] == "https://github.com/a/b/edit/main/content/"
    assert kept["image"] == "one.png"
    assert kept["Own"] == {"x": 1}
    assert unfit == ("look",)


NAMES = st.text(min_size=1, max_size=8)
PLAIN = (
    st.text(max_size=12) | st.integers(-(2**62), 2**62) | st.booleans() | st.floats(allow_nan=False)
)
TREES = st.recursive(
    PLAIN,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(NAMES, inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, TREES, max_size=4))
def test_settings_written_as_toml_read_back_the_same(values: dict[str, Any]) -> None:
    paths = [(name,) for name in values]

    assert tomllib.loads(toml_text(values, dict.fromkeys(paths, "a\nremark"))) == values


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("drafts/", "docs/drafts/a.md", True), ("drafts/", "docs/x/drafts/a.md", True), ("drafts/", "docs/drafts.md", False),
        ("/drafts/", "docs/x/drafts/a.md", False), ("*.py", "docs/a/b.py", True), ("*.py", "docs/a.pyc", False),
        ("a/**/b.md", "docs/a/x/y/b.md", True), ("a/*.md", "docs/a/x/b.md", False), ("a/**", "docs/a/x/b.md", True),
        ("x?.md", "docs/x1.md", True), ("[!a]b.md", "docs/ab.md", False), ("a+b.md", "docs/a+b.md", True),
    ],
)  # fmt: skip
def test_patterns_of_git_are_regular_expressions(pattern: str, path: str, meant: bool) -> None:
    assert bool(re.search(regular_expression(pattern, "docs"), path)) is meant


@given(st.text(alphabet="{%}rawendlink highlightcom\n'\"|a.", max_size=60))
def test_texts_keep_their_lines_without_liquid(text: str) -> None:
    assert without_liquid(text, lambda _name: None).count("\n") == text.count("\n")


def test_filters_write_values_as_hugo_does() -> None:
    assert [written(one) for one in (True, None, 3, "x")] == ["true", "", 3, "x"]
    assert [css_value(one) for one in ("3px", "a;b", "url(x)", "--x", "a--b", "exp\\ression", "#fff")] == [
        "3px", "ZgotmplZ", "ZgotmplZ", "ZgotmplZ", "ZgotmplZ", "ZgotmplZ", "#fff",
    ]  # fmt: skip
    assert unwrapped("<p>a</p>\n") == "a"
    assert unwrapped("<p>a</p><p>b</p>") == "<p>a</p><p>b</p>"
