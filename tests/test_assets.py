"""The asset pipeline, and pages without blanks."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.html_space import without_space
from sitegen.minification import minified
from tests.conftest import SiteUnderTest, told

HOME = "layouts/home.html"


@pytest.fixture(autouse=True)
def _home(site: SiteUnderTest) -> None:
    site.write({"content/_index.md": "# Home\n"})


def test_a_style_sheet_is_joined_minified_and_named_by_its_bytes(site: SiteUnderTest) -> None:
    site.write(
        {
            "assets/css/a.css": "a { color : red }\n",
            "assets/css/b.css": "/* b */ b { color: #0000ff }\n",
            "assets/unused.css": "c { }",
            HOME: '{% set one = resources.concat("css/all.css", resources.match("css/*.css")) %}'
            "{% set two = one.minify().fingerprint() %}"
            "{{ two.url }} {{ two.integrity }} {{ two.data.integrity }} {{ two.media_type }} {{ two.content }}",
        }
    )
    assert told(site.build().diagnostics) == []

    url, integrity, also, kind, text = site.read("index.html").split(" ", 4)
    content = (site.root / "public" / url.removeprefix("/docs/")).read_bytes()
    assert content.decode() == text == "a{color:red}b{color:#00f}"
    digest = hashlib.sha256(content)
    assert url == f"/docs/css/all.min.{digest.hexdigest()}.css"
    assert integrity == also == f"sha256-{base64.b64encode(digest.digest()).decode()}"
    assert kind == "text/css"
    assert [path for path in site.tree() if path.startswith(("css/a", "unused"))] == [
        url.removeprefix("/docs/")
    ]


def test_the_sites_file_wins_over_its_themes_and_that_over_its_parents(site: SiteUnderTest) -> None:
    names = ("a.txt", "b.txt", "c.txt")
    site.write(
        {
            "sitegen.toml": 'theme = "child"\n',
            "themes/child/theme.toml": 'parent = "elder"\n',
            "assets/a.txt": "site",
            **{f"themes/child/assets/{name}": "child" for name in names[:2]},
            **{f"themes/elder/assets/{name}": "elder" for name in names},
            HOME: "{% for one in resources.match('*.txt') %}{{ one.name }}={{ one.content }};{% endfor %}"
            "{{ resources.get('nope.txt') }} {{ resources.get('../sitegen.toml') }}",
        }
    )
    site.build()
    assert site.read("index.html") == "a.txt=site;b.txt=child;c.txt=elder;None None"


def test_a_file_is_published_when_its_address_is_asked_for(site: SiteUnderTest) -> None:
    site.write(
        {
            "assets/a.js": "var a = 1",
            "assets/b.js": "var b = 1",
            "assets/c.js": "var c = d => `x  ${d ? `y  z` : 1}`",
            HOME: '{{ resources.get("a.js").url }} {{ resources.get("b.js").content }}'
            '{{ resources.from_string("new/x.json", {"a": 1}|tojson).permalink }}'
            '{{ resources.get("c.js").minify().publish() }}',
        }
    )
    site.build()

    assert site.read("index.html").startswith("/docs/a.js var b = 1https://example.org/docs/new/")
    assert (site.read("a.js"), site.read("new/x.json")) == ("var a = 1", '{"a": 1}')
    assert site.read("c.min.js") == "var c=d=>`x  ${d?`y  z`:1}`;"
    assert not site.exists("b.js")


def test_editing_an_asset_makes_only_what_shows_it(site: SiteUnderTest) -> None:
    site.write(
        {
            "assets/a.css": "a { top: 0 }",
            "layouts/page.html": '{{ resources.get("a.css").fingerprint().url }}',
            HOME: "nothing",
            "content/a.md": "# A\n",
        }
    )
    site.build()
    before = site.read("a/index.html")
    site.write({"assets/a.css": "a { top: 1px }"})

    result = site.build()

    assert list(result.done.made) == ["html:a.md"]
    assert site.read("a/index.html") != before
    assert [path for path in site.tree() if path.startswith("a.")] == [
        site.read("a/index.html").removeprefix("/docs/")
    ]


def test_two_files_at_one_path_are_an_error(site: SiteUnderTest) -> None:
    site.write({"static/x.txt": "static", HOME: '{{ resources.from_string("x.txt", "made").url }}'})
    result = site.build()
    assert result.written is None
    assert [one.code for one in result.diagnostics] == ["duplicate-url"]


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ('resources.get("a.txt").minify()', "only CSS and JavaScript"),
        ('resources.get("a.txt").resize("3x")', "is no image"),
        ('resources.get("a.txt").fingerprint("crc")', "is none of sha256"),
        ('resources.from_string("../x", "y")', "is no path"),
        ('resources.concat("x.css", ["y"])', "is no file"),
        ("resources.get_remote('https://e.org')", 'has no "get_remote"'),
    ],
)
def test_a_wrong_step_is_told_at_the_template(site: SiteUnderTest, call: str, wrong: str) -> None:
    site.write({"assets/a.txt": "a", HOME: f"\n{{{{ {call} }}}}"})
    (problem,) = site.build().diagnostics
    assert problem.position and (problem.position.path, problem.position.line) == (HOME, 2)
    assert wrong in problem.message


# --- pages without blanks ---------------------------------------------------------------------

PAGE = """<!doctype html>
<html>
<head>
  <title>  T  </title>
  <style>
    a { color : red }
  </style>
  <script type="application/ld+json">  { "a" : 1 }  </script>
  <script>  const a  =  1;  </script>
</head>
<body>
  <!-- nobody sees this -->
  <p   class="a  b"
       id=c>One   <b>two</b>
    <i>three</i> <!-- here --> four</p>
  <ul>
    <li>x</li>   <li>y</li>
  </ul>
  <pre>
  kept   <b> as  it </b>
</pre>   <code>a  b</code>
  <textarea>
  also
</textarea>
  <span style="white-space: pre">a   b <i>c   d</i></span>   end
</body>
</html>
"""


def test_what_nobody_sees_goes_and_all_else_stays() -> None:
    assert (
        without_space(PAGE)
        == """<!doctype html>
<html><head><title>  T  </title><style>a{color:red}</style>\
<script type="application/ld+json">  { "a" : 1 }  </script><script>const a=1;</script></head><body>
<p class="a  b" id=c>One <b>two</b>
<i>three</i> four</p>
<ul>
<li>x</li> <li>y</li>
</ul>
<pre>
  kept   <b> as  it </b>
</pre> <code>a  b</code>
<textarea>
  also
</textarea>
<span style="white-space: pre">a   b <i>c   d</i></span> end
</body>
</html>
"""
    )


_TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<pre>", "</pre>", "<code>", "</code>", "<!-- c -->", "<br>",
     "<li>", "</li>", "<textarea>\n a  b</textarea>", '<i title="x  y">', "</i>", "&lt;", "<", "a>b"]
)  # fmt: skip
_TEXTS = st.text(alphabet="ab \n\t&;", max_size=6)


@settings(max_examples=200, deadline=None)
@example(pieces=["; ", "<!-- c -->", " "])
@given(pieces=st.lists(st.one_of(_TAGS, _TEXTS), max_size=25))
def test_only_runs_of_blanks_and_comments_ever_go(pieces: list[str]) -> None:
    html = "".join(pieces)

    def bare(text: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)).strip()

    short = without_space(html)
    assert len(short) <= len(html)
    assert bare(short) == bare(html)
    assert without_space(short) == short
    kept = re.findall(r"<(?:pre|textarea)>[^<]*</", html)
    assert [one for one in kept if one not in short] == []


def test_minify_is_a_flag_a_setting_and_never_a_change_of_the_text(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\nOne *two* three.\n\n```text\na   b\n\n  c\n```\n"})
    site.build()
    plain = site.read("a/index.html")
    site.write(
        {"sitegen.toml": 'baseURL = "https://example.org/docs/"\ntitle = "Site"\nminify = true\n'}
    )
    site.build()

    short = site.read("a/index.html")
    assert len(short) < len(plain)
    assert "One <em>two</em> three." in short and "a   b\n\n  c" in short
    site.build(**{"minify.minifyOutput": False})
    assert site.read("a/index.html") == plain


@pytest.mark.parametrize(
    ("text", "ending", "short"),
    [
        ("let x = ;", "js", "let x = ;"),
        ("a { color: red", "css", "a{color:red}"),
        ("import a from './a.js'; export const  b = await a", "mjs", 'import a from"./a.js";export const b=await a;'),
        ("var s = '</script>'", "js", "var s = '</script>'"),
        ("a { background: url( 'a b.png' ) }", "css", 'a{background:url("a b.png")}'),
        ("", "css", ""),
    ],
)  # fmt: skip
def test_styles_and_scripts_are_minified_or_left(text: str, ending: str, short: str) -> None:
    assert minified(text, ending) == short
