"""The command line as a person uses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.commands import main
from tests.conftest import SiteUnderTest


def call(*words: str, env: dict[str, str] | None = None) -> Result:
    result = CliRunner().invoke(main, list(words), env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def notes(tmp_path: Path) -> SiteUnderTest:
    folder = tmp_path / "notes"
    assert call("new", "site", str(folder)).exit_code == 0
    return SiteUnderTest(folder)


def test_a_new_site_builds_without_a_warning(notes: SiteUnderTest) -> None:
    result = call("build", "-s", str(notes.root), "--strict")

    assert result.exit_code == 0
    assert "Warnings            0" in result.output
    assert notes.exists("hello/index.html")


def test_a_folder_that_is_not_empty_is_refused(notes: SiteUnderTest) -> None:
    result = call("new", "site", str(notes.root))

    assert result.exit_code == 1
    assert "is not empty" in result.output
    (notes.root / "content/hello.md").write_text("mine")
    assert call("new", "site", str(notes.root), "--force").exit_code == 0
    assert (notes.root / "content/hello.md").read_text() == "mine"


def test_new_content_uses_the_archetype(notes: SiteUnderTest) -> None:
    notes.write(
        {"archetypes/guide.md": "---\ntitle: '{{ title }}!'\n---\n{{ name }} {{ section }}\n"}
    )
    fixed = {"SOURCE_DATE_EPOCH": "0"}

    assert (
        call("new", "content", "a/first-page.md", "-s", str(notes.root), env=fixed).exit_code == 0
    )
    assert call("new", "content", "guide/x", "-s", str(notes.root)).exit_code == 0

    first = (notes.root / "content/a/first-page.md").read_text()
    assert 'title = "First page"' in first
    assert "date = 1970-01-01T00:00:00+00:00" in first
    assert "draft = true" in first
    assert (notes.root / "content/guide/x.md").read_text() == "---\ntitle: 'X!'\n---\nx guide\n"


@pytest.mark.parametrize("path", ["../x.md", "/etc/x.md", "a/../../x.md"])
def test_new_content_stays_below_the_content_folder(notes: SiteUnderTest, path: str) -> None:
    assert call("new", "content", path, "-s", str(notes.root)).exit_code == 1
    assert call("new", "content", "hello.md", "-s", str(notes.root)).exit_code == 1


def test_list_tells_what_is_published(notes: SiteUnderTest) -> None:
    notes.write(
        {
            "content/d.md": "---\ntitle: D\ndraft: true\n---\n",
            "content/f.md": "---\ntitle: F\ndate: 2999-01-01\n---\n",
            "content/e.md": "---\ntitle: E\nexpiryDate: 2000-01-01\n---\n",
        }
    )

    def paths(kind: str) -> list[str]:
        found = json.loads(call("list", kind, "--json", "-s", str(notes.root)).stdout)
        return [page["path"] for page in found]

    assert paths("drafts") == ["content/d.md"]
    assert paths("future") == ["content/f.md"]
    assert paths("expired") == ["content/e.md"]
    assert paths("published") == ["content/_index.md", "content/hello.md"]
    assert len(paths("all")) == 5
    assert "content/d.md" in call("list", "-s", str(notes.root)).stdout


def test_config_prints_settings_and_schema(notes: SiteUnderTest) -> None:
    settings = json.loads(call("config", "--json", "-s", str(notes.root)).stdout)
    assert settings["baseURL"] == "https://example.org/"
    schema = json.loads(call("config", "--schema", "-s", str(notes.root)).stdout)
    assert "title" in schema["properties"]


def test_flags_are_known_by_hugos_names(notes: SiteUnderTest) -> None:
    notes.write({"content/d.md": "---\ntitle: D\ndraft: true\n---\n"})

    result = call("build", "-s", str(notes.root), "--buildDrafts", "--baseURL", "https://x.org/")

    assert result.exit_code == 0
    assert "https://x.org/d/" in notes.read("sitemap.xml")


def test_what_is_wrong_in_many_places_is_told_a_few_times(notes: SiteUnderTest) -> None:
    notes.write({f"content/p{i}.md": "{{< nope >}} {{< other >}}\n" for i in range(9)})

    output = call("build", "-s", str(notes.root)).output

    assert output.count('no shortcode is named "nope"') == 3
    assert output.count("and 6 more places like this") == 2
    assert "18 errors" in output


def test_quiet_prints_nothing_but_errors(notes: SiteUnderTest) -> None:
    notes.write({"content/w.md": "[x](nope.md)\n"})
    assert call("build", "-q", "-s", str(notes.root)).output == ""

    notes.write({"content/w.md": "{{< nope >}}\n"})
    result = call("build", "-q", "-s", str(notes.root))
    assert result.exit_code == 1
    assert "unknown-shortcode" in result.output


# --- bad input: what the person sees, and that nothing published is lost --------------------

BAD = {
    "broken TOML": ({"content/x.md": '+++\ntitle = "T\n+++\n'}, "content/x.md:2:11: error[bad-toml]"),
    "broken YAML": ({"content/x.md": "---\na: b: c\n---\n"}, "content/x.md:2:5: error[bad-yaml]"),
    "unknown shortcode": (
        {"content/x.md": "a {{< ask_chatgtp >}}\n"},
        'content/x.md:1:7: error[unknown-shortcode]: no shortcode is named "ask_chatgtp"\n'
        "    1 | a {{< ask_chatgtp >}}\n"
        "      |       ^^^^^^^^^^^\n"
        '   help: did you mean "ask_chatgpt"?',
    ),
    "unclosed shortcode": (
        {"content/x.md": "\n{{< ask_chatgpt >}}\nhey\n"},
        "content/x.md:2:1: error[unclosed-shortcode]",
    ),
    "duplicate URL": (
        {"content/x.md": "---\nslug: hello\n---\n"},
        'content/x.md:2: error[duplicate-url]: two pages have the URL "/hello/": "content/hello.md" '
        'and "content/x.md"',
    ),
    "slug that climbs": ({"content/x.md": "---\nslug: ../../etc\n---\n"}, "content/x.md:2:1: error[bad-value]"),
    "not UTF-8": ({"content/x.md": b"caf\xe9\n"}, "content/x.md:1:4: error[not-utf8]"),
    "missing theme": ({"sitegen.toml": 'theme = "defalt"\n'}, 'error[missing-theme]: no theme "defalt"'),
    "template error": (
        {"layouts/page.html": '{% extends "page.html" %}\n{% block main %}\n{{ page.titel }}{% endblock %}'},
        'layouts/page.html:3: error[template-error]: the template failed: a page has no "titel"; '
        'did you mean "title"?\n    3 | {{ page.titel }}{% endblock %}\n'
        '   help: while making the page "content/hello.md"',
    ),
    "template syntax": ({"layouts/page.html": "a\n{% if %}"}, "layouts/page.html:2: error[template-syntax]"),
    "template missing": (
        {"layouts/page.html": '{% include "partials/fooder.html" %}'},
        'layouts/page.html:1: error[missing-template]: no template "partials/fooder.html"',
    ),
    "template that reaches out": (
        {"layouts/page.html": "{{ page.title.__class__.__mro__[1].__subclasses__() }}"},
        "layouts/page.html:1: error[template-error]",
    ),
    "shortcodes that show each other": (
        {
            "shortcodes/all.html": "{% for p in site.pages %}{{ p.content }}{% endfor %}",
            "content/x.md": "{{< all >}}\n",
            "content/y.md": "{{< all >}}\n",
        },
        "error[endless-shortcode]",
    ),
    "shortcode without end": (
        {"shortcodes/me.html": "{{ page.content }}", "content/x.md": "{{< me >}}\n"},
        "error[endless-shortcode]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_explained_and_the_published_site_stays(
    notes: SiteUnderTest, name: str
) -> None:
    assert call("build", "-s", str(notes.root)).exit_code == 0
    before = notes.tree()
    files, wanted = BAD[name]
    notes.write(files)

    result = call("build", "-s", str(notes.root))

    assert result.exit_code == 1
    assert wanted in result.output
    assert "Traceback" not in result.output
    assert notes.tree() == before


def test_a_destination_that_cannot_be_written_is_told(notes: SiteUnderTest) -> None:
    (notes.root / "file").write_text("")

    result = call("build", "-s", str(notes.root), "-d", str(notes.root / "file" / "x"))

    assert result.exit_code == 1
    assert "error[unwritable]" in result.output


def test_no_link_leads_out_of_the_site(notes: SiteUnderTest, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    (notes.root / "content/leak.md").symlink_to(tmp_path / "secret.md")
    (notes.root / "content/loop").symlink_to(notes.root / "content")

    result = call("build", "-s", str(notes.root))

    assert result.output.count("warning[link-left-out]") == 2
    assert not notes.exists("leak/index.html")


@pytest.mark.parametrize(
    ("place", "secret"),
    [
        ("content", "a.md"), ("content/below", "a.md"), ("content/leak.txt", ""), ("static", "a.txt"),
        ("static/leak.txt", ""), ("data", "words.toml"), ("data/words.toml", ""),
        ("shortcodes/leak.html", ""), ("layouts/404.html", ""), ("i18n/en.toml", ""),
        ("themes/other/static", "a.txt"), ("config/_default/params.toml", ""),
    ],
)  # fmt: skip
def test_what_lies_elsewhere_stays_there_unless_it_is_allowed(
    tmp_path: Path, place: str, secret: str
) -> None:
    """Whichever folder of a site is a link, or holds one: the site may be somebody else's."""
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    target = elsewhere / "secret"
    (target / secret if secret else target).parent.mkdir(parents=True)
    text = 'words = "SECRET"' if "toml" in place + secret else "SECRET"
    (target / secret if secret else target).write_text(text)
    files = {
        "sitegen.toml": 'theme = "other"\n',
        "themes/other/layouts/footer.html": "",
        "layouts/home.html": "{{ site.data.words.words }} {{ site.params.words }} {{ t('words') }}"
        "{% for page in site.pages %}{{ page.content }}{% endfor %}",
        "shortcodes/leak.html": "",
        "content/_index.md": "{{< leak >}}",
    }
    link = site / place
    for name, content in files.items():
        file = site / name
        if not file.is_relative_to(link):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)

    def found(*options: str) -> bool:
        shutil.rmtree(site / "public", ignore_errors=True)
        result = call("build", "-s", str(site), *options)
        assert ("link-left-out" in result.output) == (not options), result.output
        made = (site / "public").rglob("*")
        return any(b"SECRET" in file.read_bytes() for file in made if file.is_file())

    assert not found()
    assert found("--allow-links", str(elsewhere))


def test_a_theme_that_lies_elsewhere_is_refused(notes: SiteUnderTest, tmp_path: Path) -> None:
    (tmp_path / "other/layouts").mkdir(parents=True)
    (notes.root / "themes").mkdir(exist_ok=True)
    (notes.root / "themes/other").symlink_to(tmp_path / "other")
    notes.write({"sitegen.toml": 'theme = "other"\n'})

    result = call("build", "-s", str(notes.root))
    assert (result.exit_code, "error[link-left-out]" in result.output) == (1, True)
    assert f"--allow-links {tmp_path / 'other'}" in result.output
    assert call("build", "-s", str(notes.root), "--allow-links", str(tmp_path)).exit_code == 0


def test_wrong_words_end_with_2(tmp_path: Path) -> None:
    assert call("build", "--nope").exit_code == 2
    result = call("bild")
    assert result.exit_code == 2
    assert 'Did you mean "build"?' in result.output
    assert call("build", "-s", str(tmp_path / "missing")).exit_code == 2


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "--version"],
        capture_output=True, text=True, check=True, env={**os.environ},
    )  # fmt: skip
    assert done.stdout.startswith("sitegen, version ")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, the time zone, the locale and the number of processes."""
    root = Path(__file__).parent.parent
    trees = []
    for seed, zone, locale, jobs in (("1", "Asia/Tokyo", "C", "1"), ("7", "UTC", "C.UTF-8", "2")):
        target = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "sitegen", "build", "-q", "-s", root, "-d", target, "-j", jobs],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
        )
        files = (path for path in target.rglob("*") if path.is_file())
        trees.append({path.relative_to(target): path.read_bytes() for path in files})

    assert trees[0] == trees[1]
    assert len(trees[0]) > 50


def test_check_lists_what_of_a_hugo_site_needs_a_hand(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'title = "Old"\ntheme = "t"\n\n[imaging]\nquality = 5\nhint = "text"\n'
        "[markup.goldmark.renderHooks.link]\nuseEmbedded = 'always'\n",
        "go.mod": "module x\n",
        "layouts/_default/single.html": '{{ define "main" }}{{ .Content }}{{ end }}',
        "layouts/page.html": "{{ page.content }}",
        "layouts/_markup/render-link.html": "{{ .Destination }}",
        "themes/t/layouts/partials/head.html": "{{ .Title }}",
        "layouts/shortcodes/box.html": "{{ .Inner }}",
        "shortcodes/mine.html": "x",
        "content/a.md": "# A\n\n{{< box >}}x{{< /box >}}\n{{</* not */>}} {{< mine >}}\n",
        "content/b.md": "{{% BOX %}}y{{% /BOX %}} {{< box >}}\n{{< figure src=a >}}\n"
        "{{< now.inline >}}{{ now }}{{< /now.inline >}}\n",
        "content/c.adoc": "= C\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    done = CliRunner().invoke(main, ["check", "--hugo", "-s", str(tmp_path), "--format", "json"])

    assert done.exit_code == 1, done.output
    found = {(one["topic"], one["path"], one["line"]): one for one in json.loads(done.stdout)}
    assert set(found) == {
        ("layouts", "layouts/_default/single.html", 0),
        ("layouts", "layouts/_markup/render-link.html", 0),
        ("layouts", "layouts/shortcodes/box.html", 0),
        ("layouts", "themes/t/layouts/partials/head.html", 0),
        ("shortcodes", "content/a.md", 3),
        ("shortcodes", "content/b.md", 3),
        ("settings", "hugo.toml", 6),
        ("content", "content/c.adoc", 0),
        ("site", "go.mod", 0),
    }
    assert "layouts/page.html" in found["layouts", "layouts/_default/single.html", 0]["todo"]
    box = found["shortcodes", "content/a.md", 3]["what"]
    assert "called 3 times" in box and "layouts/shortcodes/box.html is a Go template" in box
    assert "never run" in found["shortcodes", "content/b.md", 3]["what"]
    assert "shortcodes/now.html" in found["shortcodes", "content/b.md", 3]["todo"]
    shown = CliRunner().invoke(main, ["check", "--hugo", "-s", str(tmp_path)])
    assert '  hugo.toml:6\n    "imaging.hint" does nothing here\n' in shown.stdout


def test_check_of_a_site_without_anything_to_do(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "New"\n')
    done = CliRunner().invoke(main, ["check", "--hugo", "-s", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (
        0, "Nothing: everything that was looked at works as it is.\n"
    )  # fmt: skip
