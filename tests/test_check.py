"""`sitegen check`: what is wrong with a built site, told where it was written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from sitegen.checks.addresses import Addresses
from sitegen.checks.built_page import parsed
from sitegen.checks.page_parts import BuiltPage
from sitegen.checks.rules import RULES
from sitegen.checks.sarif import as_sarif
from sitegen.checks.written import address_spots, heading_spots, id_spots, without_code
from sitegen.commands import main
from sitegen.diagnostics import error
from sitegen.model import Position
from tests.conftest import SiteUnderTest

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15"
    b"\xc4\x89\x00\x00\x00\rIDATx\xdac\xfc\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9\x8c!\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)

_MARK = re.compile(r"«([\w-]+)\|([^»]*)»")
"""A planted fault: «code|what the caret underlines»."""


def planted(files: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Files without marks, and each mark as `path:line:column code`."""
    clean, told = {}, []
    for path, marked in files.items():
        text = marked
        while mark := _MARK.search(text):
            line = text.count("\n", 0, mark.start()) + 1
            column = mark.start() - (text.rfind("\n", 0, mark.start()) + 1) + 1
            told.append(f"{path}:{line}:{column} {mark[1]}")
            text = text[: mark.start()] + mark[2] + text[mark.end() :]
        clean[path] = text
    return clean, told


def html(body: str, head: str = "", title: str = "T") -> str:
    """A page in which nothing else is wrong."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta name="description" content="x">\n<title>{title}</title>\n{head}\n</head>\n'
        f"<body>\n<h1>Own</h1>\n{body}\n</body>\n</html>\n"
    )


def leads_on(target: str) -> str:
    return f'<!doctype html>\n<meta http-equiv="refresh" content="0; url={target}">\n<title>x</title>\n'


FAULTS = {
    "sitegen.toml": """\
baseURL = "https://example.org/docs/"
title = "Site"
refLinksErrorLevel = "warning"

[markup.goldmark.renderer]
unsafe = true

[[menus.main]]
name = "Gone"
url = "«broken-link|/menu-gone/»"

[check.severity]
insecure-link = "info"
duplicate-title = "info"
""",
    "content/_index.md": "---\ntitle: Start\n---\n\n[links](links.md) [own](own.html) [bare](bare.md)\n",
    "content/target.md": "---\ntitle: Target\naliases: [/old/]\ndescription: Aim\n---\n\n## Part\n",
    "content/one/double.md": "---\ntitle: Same\n---\n\nText.\n",
    "content/two/double.md": "---\ntitle: «duplicate-title|»Same\n---\n\nText.\n",
    "content/links.md": """\
---
title: Links
---

Here is [a link](«broken-link|gone.md»), and [one to a part](«broken-fragment|target.md#nowhere»),
[one here](«broken-fragment|#nowhere»), `[no link](gone.md)`.
[[«ambiguous-link|double»]]
«broken-ref|»{{< ref "gone-too" >}}

```html
<a href="http://localhost:1313/">shown only</a>
```

- [mine](«local-address|http://localhost:1313/»)
- <a href="«blank-in-link|https://example.com/a b»">blank</a>
- [empty«empty-link|]()»
- [top](«placeholder-link|#»)
- <a href="«script-link|javascript:alert(1)»">act</a>
- [](«link-without-text|links.md»)
- [write](«bad-mail|mailto:nobody»)
- [own](«absolute-link|https://example.org/docs/one/»)
- ![loaded](«mixed-content|http://example.com/x.png»)
- <a href="«bad-address|https://[oops/»">odd</a>
- [plain](«insecure-link|http://example.com/»)
""",
    "content/images.md": """\
---
title: Images
---

<img src="x.png" srcset="«broken-image|/docs/gone-2x.png» 2x" alt="Sizes">
<img src="«missing-alt|x.png»">

![](«empty-alt|x.png»)

![Gone](«broken-link|gone.png»)

<object data="«broken-media|/docs/gone.pdf»"></object>
<iframe src="«frame-without-title|https://example.com/»"></iframe>
""",
    "content/headings.md": """\
---
title: Headings
---

«several-h1|»# Once more

## One

«heading-order|»#### Deep

«empty-heading|»##

<span id="twice"></span> <span id="«duplicate-id|twice»"></span>
<label for="«broken-reference|nobody»">Name</label>
""",
    "content/bare.md": "---\ntitle: ''\nlayout: bare\n---\n\nText.\n",
    "layouts/bare.html": """\
<!-- a layout that lacks everything -->
«missing-doctype|»«missing-lang|»«missing-charset|»«missing-viewport|»«missing-h1|»«several-canonicals|»<html>
<head>
<link rel="canonical" href="{{ page.permalink }}">
<link rel="canonical" href="{{ site.home.permalink }}">
<link rel="stylesheet" href="«broken-style|/docs/gone.css»">
<link rel="alternate" href="«broken-head|/docs/gone.xml»">
<script src="«broken-script|/docs/gone.js»"></script>
</head>
<body>{{ page.content }}</body>
</html>
""",
    "static/own.css": "body { background: url(«broken-style|gone.woff2») }\n",
    "static/own.html": html(
        """<a href="«case-mismatch|/docs/Target/»">a</a>
<a href="«outside-base|/elsewhere/»">b</a>
<a href="«outside-site|../../up/»">c</a>
<a href="«redirected-link|/docs/old/»">d</a>
<a href="/docs/target/">e</a>""",
        '<link rel="stylesheet" href="own.css">',
    ),
    "static/loop-a.html": leads_on("«redirect-loop|loop-b.html»"),
    "static/loop-b.html": leads_on("loop-a.html"),
    "static/chain.html": leads_on("«redirect-chain|/docs/old/»"),
    "static/lost.html": leads_on("«broken-redirect|/docs/lost/»"),
    "static/_redirects": "«shadowed-redirect|/docs/target/» /docs/one/ 301\n"
    "«broken-redirect|/docs/former/» /docs/nowhere/\n/docs/splat/* /docs/:splat 301\n",
    "static/sitemap-more.xml": "<urlset><url><loc>«broken-sitemap|https://example.org/docs/lost/page/»"
    "</loc></url></urlset>\n",
    "content/hidden.md": "---\ntitle: Hidden\nbuild: {list: never}\n---\n\nAlone.\n",
    "content/taken.md": "---\ntitle: Taken\naliases: [/target/]\n---\n\nText.\n",
    "content/ask.md": "---\ntitle: Ask\ndescription: Asks\n---\n\n{{< ask >}}\n«prompt-memory|Remember us».\n{{< /ask >}}\n",
}  # fmt: skip
WHOLE = [
    "content/bare.md:1:0 missing-description",
    "content/bare.md:1:0 missing-title",
    "content/hidden.md:1:0 orphan",
    "content/taken.md:3:0 alias-taken",
    "static/unused.png:0:0 unused-asset",
    "content/bundle/unused.pdf:0:0 unused-asset",
]
"""Faults of a page or file as a whole."""


def check(site: SiteUnderTest, *words: str) -> Result:
    done = CliRunner().invoke(main, ["check", "-s", str(site.root), "-j", "1", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def records(site: SiteUnderTest, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(check(site, "--format", "json", *words).stdout)
    return found


def told(found: list[dict[str, Any]]) -> list[str]:
    return [f"{one['path']}:{one['line']}:{one['column']} {one['code']}" for one in found]


@pytest.fixture
def faults(site: SiteUnderTest) -> tuple[SiteUnderTest, list[str]]:
    files, marks = planted(FAULTS)
    site.write(files)
    site.write(
        {
            "content/x.png": PIXEL,
            "static/unused.png": PIXEL,
            "content/bundle/index.md": "---\ntitle: Bundle\n---\n\nText.\n",
            "content/bundle/unused.pdf": b"%PDF",
        }
    )
    marks = [mark.replace(":2:8 duplicate-title", ":1:0 duplicate-title") for mark in marks]
    return site, sorted([*marks, *WHOLE])


def test_each_planted_fault_is_found_at_its_place_and_nothing_else(
    faults: tuple[SiteUnderTest, list[str]],
) -> None:
    site, marks = faults
    assert len(marks) >= 40

    found = records(site)

    assert sorted(told(found)) == marks
    assert all(one["help"] for one in found)
    assert sorted(told(records(site))) == marks, "what is known of a page tells the same"
    assert check(site).exit_code == 1


# --- what counts, and how it is told -------------------------------------------------------------

MENDED = 'baseURL = "https://example.org/docs/"\n[check.severity]\nmissing-description = "off"\n'


def test_a_mended_site_ends_with_0(site: SiteUnderTest) -> None:
    site.write({"sitegen.toml": MENDED, "content/a.md": "# A\n\n[home](_index.md)\n"})
    site.write({"content/_index.md": "---\ntitle: Start\n---\n\n[a](a.md#a)\n"})
    done = check(site)
    assert (done.exit_code, done.stdout) == (
        0,
        "Nothing: everything that was looked at is well.\n",
    )
    assert check(site, "--format", "github").stdout == ""
    assert site.exists("a/index.html"), "the site was built"


def test_the_site_says_how_bad_a_finding_is(site: SiteUnderTest) -> None:
    page = "# A\n\n![](x.png)\n\n[gone](gone.md)\n\n<img src='x.png'>\n"
    unsafe = "[markup.goldmark.renderer]\nunsafe = true\n"
    page = f"---\ndescription: About A\n---\n\n{page}"
    site.write({"content/a.md": page, "content/x.png": PIXEL, "content/old/b.md": page})
    site.write({"content/old/x.png": PIXEL})

    def levels(settings: str) -> list[tuple[str, str]]:
        site.write({"sitegen.toml": unsafe + settings})
        return sorted({(one["code"], one["severity"]) for one in records(site)})

    assert levels("") == [
        ("broken-link", "error"), ("empty-alt", "info"), ("missing-alt", "warning"),
    ]  # fmt: skip
    changed = '[check.severity]\nbroken-link = "warning"\nempty-alt = "off"\nmissing-alt = "info"\n'
    assert levels(changed) == [("broken-link", "warning"), ("missing-alt", "info")]
    assert check(site).exit_code == 0
    assert check(site, "--strict").exit_code == 1
    ignored = '[check.ignore]\n"content/old/**" = ["all"]\n"content/a.md" = "broken-link"\n'
    assert levels(ignored) == [("empty-alt", "info"), ("missing-alt", "warning")]
    assert levels('[check]\nignoreLinks = ["gone*"]\n') == [
        ("empty-alt", "info"), ("missing-alt", "warning"),
    ]  # fmt: skip


def test_a_wrong_setting_is_told_at_its_place(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n", "sitegen.toml": '[check.severity]\norphan = "loud"\n'})
    done = check(site)
    assert done.exit_code == 1
    assert 'sitegen.toml:2:1: error[bad-setting]: "check.severity.orphan" is "loud"' in done.stderr

    site.write({"sitegen.toml": '[check]\nignoreLinks = ["/(x/"]\n'})
    assert "is no regular expression" in check(site).stderr

    site.write({"sitegen.toml": '[check.severity]\nmissing-alf = "off"\n'})
    (found,) = [one for one in records(site) if one["code"] == "unknown-setting"]
    assert found["help"] == 'did you mean "missing-alt"?'


def test_a_build_does_not_look_at_the_settings_of_checks(site: SiteUnderTest) -> None:
    told_so_far = 'baseURL = "https://example.org/docs/"\ntitle = "Site"\n'
    languages = "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n"
    site.write({"content/a.md": "# A\n", "sitegen.toml": told_so_far + languages})
    assert site.build().done.made

    site.write({"sitegen.toml": f'{told_so_far}[check]\nignoreLinks = ["x"]\n{languages}'})

    done = site.build().done
    assert not done.made and not done.kept, "nothing was even compared"


def test_a_template_s_mistake_is_told_once(site: SiteUnderTest) -> None:
    site.write({f"content/{number}.md": f"# P{number}\n" for number in range(30)})
    site.write(
        {"layouts/partials/footer-extra.html": '<p>\n<a href="/docs/imprint/">Imprint</a></p>\n'}
    )

    (found,) = [one for one in records(site) if one["code"] == "broken-link"]

    assert (found["path"], found["line"], found["column"]) == (
        "layouts/partials/footer-extra.html", 2, 10,
    )  # fmt: skip
    assert re.search(r"on \d\d pages, such as ", found["help"])


def test_a_site_that_cannot_be_built_tells_why(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\n{{< unknown >}}\n\n{{< ask >}}Remember us{{< /ask >}}\n"})
    done = check(site)
    assert done.exit_code == 1
    assert "content/a.md:3:" in done.stdout and "error[unknown-shortcode]" in done.stdout
    assert "could not be built" in done.stdout
    assert not (site.root / "public").exists()


def test_a_process_that_was_ended_from_outside_is_told(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("sitegen.checks.site_check.check_site", killed)
    done = check(site)
    assert done.exit_code == 1
    assert "error[worker-died]" in done.stderr and "--jobs 1" in done.stderr


def test_a_folder_that_something_else_built_is_checked_as_it_is(site: SiteUnderTest) -> None:
    site.write({"other/index.html": html('<a href="gone.html">x</a>'), "content/a.md": "# A\n"})

    found = records(site, "--no-build", "-d", str(site.root / "other"))

    assert told(found) == ["other/index.html:12:10 broken-link"]
    assert not (site.root / "public").exists()
    done = check(site, "--no-build", "-d", str(site.root / "nowhere"))
    assert done.exit_code == 1 and "nothing-built" in done.stderr


def test_what_changed_is_seen_at_the_next_look(site: SiteUnderTest) -> None:
    """What was seen of the pages is remembered by their bytes."""
    site.write({"sitegen.toml": MENDED, "content/a.md": "# A\n\n[b](b.md#part)\n"})
    site.write({"content/b.md": "# B\n\n## Part\n"})
    assert records(site) == []
    site.write({"content/b.md": "# B\n\n## Other\n"})
    assert told(records(site)) == ["content/a.md:3:5 broken-fragment"]
    site.write({"content/b.md": "# B\n\n## Part\n"})
    assert records(site) == []


def test_what_is_kept_goes_with_the_cache(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n"})
    check(site)
    assert (site.root / ".sitegen/check.bin").is_file()
    CliRunner().invoke(main, ["cache", "clear", "-s", str(site.root)])
    assert not (site.root / ".sitegen/check.bin").exists()


def test_pages_that_were_seen_are_known_without_their_build(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = html('<img src="gone.png" alt="Harbour" width="1" height="1">')
    site.write({"sitegen.toml": MENDED, "content/a.md": "# A\n", "static/own.html": page})
    found = records(site)
    kept = site.root / ".sitegen/check.bin"
    before = kept.stat()
    read: list[bytes] = []

    def read_again(content: bytes) -> BuiltPage:
        read.append(content)
        return parsed(content)

    monkeypatch.setattr("sitegen.checks.scan.parsed", read_again)
    assert found and records(site, "--no-build") == found
    assert not read
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    (site.root / "public/own.html").write_text(page.replace("gone.png", "lost.png"))
    assert any('"lost.png"' in one["message"] for one in records(site, "--no-build"))
    assert len(read) == 1


def test_what_cannot_be_kept_leaves_nothing_behind(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n", ".sitegen/check.bin/in-the-way": ""})
    assert check(site).exit_code == 0
    left = [one.name for one in (site.root / ".sitegen").iterdir() if one.name.startswith(".")]
    assert left == [".gitignore"]


def test_github_shows_each_finding_at_its_line(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n\n[x](gone.md) ![](x.png)\n", "content/x.png": PIXEL})
    lines = check(site, "--format", "github").stdout.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::notice"]
    assert lines[0].startswith("::error file=content/a.md,line=3,col=5,title=broken-link::")


def test_github_gets_paths_of_the_repository(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write({"content/a.md": "# A\n\n[x](gone.md)\n"})
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.root.parent))
    assert "file=site/content/a.md," in check(site, "--format", "github").stdout
    assert '"uri": "site/content/a.md"' in check(site, "--format", "sarif").stdout
    assert "content/a.md:3:5 broken-link" in told(records(site))


def test_code_scanning_can_read_it(faults: tuple[SiteUnderTest, list[str]]) -> None:
    """What the schema of SARIF 2.1.0 asks for, and what GitHub asks beyond it."""
    site, marks = faults
    log = json.loads(check(site, "--format", "sarif").stdout)

    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "sitegen"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted(set(ids)) and all(
        rule["shortDescription"]["text"] for rule in driver["rules"]
    )
    assert len(run["results"]) == len(marks)
    prints = [one["partialFingerprints"]["sitegen/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)
    for one in run["results"]:
        assert one["level"] in ("none", "note", "warning", "error")
        assert ids[one["ruleIndex"]] == one["ruleId"] and one["message"]["text"]
        (place,) = one["locations"]
        where = place["physicalLocation"]
        assert not where["artifactLocation"]["uri"].startswith(("/", "file:"))
        region = where.get("region", {"startLine": 1})
        assert region["startLine"] >= 1 and region.get("startColumn", 1) >= 1
        assert region.get("endColumn", 2) > region.get("startColumn", 1)


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    def prints(line: int) -> list[str]:
        at = Position(path="a b.md", line=line, column=2, length=3)
        (run,) = as_sarif([error("x", "m", at), error("x", "m", at)])["runs"]
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
            "uri": "a%20b.md"
        }
        return [one["partialFingerprints"]["sitegen/v1"] for one in run["results"]]

    assert prints(1) == prints(7) and len(set(prints(1))) == 2


@pytest.mark.parametrize(
    "words", [("--graph", "--prompts"), ("--hugo", "--external"), ("--graph", "--format", "sarif")]
)
def test_what_does_not_go_together_is_a_mistake_of_the_command_line(
    site: SiteUnderTest, words: tuple[str, ...]
) -> None:
    assert check(site, *words).exit_code == 2


def test_the_hooks_for_pre_commit_are_valid() -> None:
    manifest = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for hook in yaml.safe_load(manifest.read_text()):
        name, *words = hook["entry"].split()
        assert name == "sitegen"
        assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0
        assert hook["pass_filenames"] is False


# --- rules ----------------------------------------------------------------------------------------


def codes(body: str, head: str = "") -> list[str]:
    return [fault.code for fault in parsed(html(body, head).encode()).faults]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ('<a href="/x"></a>', ["link-without-text"]),
        ('<a href="/x"><img src="y.png" alt=""></a>', ["empty-alt", "link-without-text"]),
        ('<a href="/x"><img src="y.png" alt="Y"></a>', []),
        ('<a href="/x" aria-label="Y"><svg></svg></a>', []),
        ('<a href="/x"><svg><title>Y</title></svg></a>', []),
        ('<a href="/x" aria-hidden="true"></a>', []),
        ("<a>placeholder of an unresolved link</a>", []),
        ('<a href=" ">x</a>', ["empty-link"]),
        ('<a href="/x" data-check-ignore></a>', []),
        ('<a href="mailto:a@example.org,b@example.org?subject=Hi">x</a>', []),
        ('<a href="mailto:?subject=Hi">x</a>', []),
        ('<a href="mailto:">x</a>', ["bad-mail"]),
        ('<a href="tel:+49-1">x</a>', []),
        ('<a href="tel:call">x</a>', ["bad-mail"]),
        ('<a href="#top">x</a> <a href="#">y</a>', ["placeholder-link"]),
        ('<b id="ä b">x</b> <a href="#%C3%A4%20b">y</a>', []),
        ('<a name="old"></a> <a href="#old">y</a>', []),
        ('<a href="#:~:text=words">y</a>', []),
        ('<img src="x.png" role="presentation">', []),
        ('<img src="x.png" aria-hidden="true">', []),
        ('<input type="image" src="x.png">', ["missing-alt"]),
        ('<area href="/x">', ["missing-alt"]),
        ('<iframe src="/x" title="X"></iframe>', []),
        ("<h2>A</h2><h4>B</h4>", ["heading-order"]),
        ("<h2>A</h2><h3>B</h3><h2>C</h2>", []),
        ("<h2 hidden></h2><section hidden><h4>x</h4></section>", []),
        ('<template><b id="a"></b><a href="#gone"></a></template><b id="a">x</b>', []),
        ('<label for="a b">x</label>', ["broken-reference"] * 2),
        ('<p id="a">x</p><p aria-describedby="a">y</p>', []),
    ],
)  # fmt: skip
def test_what_is_a_fault_of_a_page(body: str, wanted: list[str]) -> None:
    assert sorted(codes(body)) == sorted(wanted)


def test_every_address_of_a_page_is_seen() -> None:
    page = parsed(
        html(
            '<a href="1"></a><area href="2"><img src="3" srcset="4 1x, 5, 6 2x" alt="">'
            '<picture><source srcset="7"></picture><video src="8" poster="9"><track src="10"></video>'
            '<audio src="11"></audio><embed src="12"><object data="13"></object><iframe src="14">'
            '</iframe><svg><use href="15#x"/></svg><p style="background: url(\'16\')"></p>'
            '<img srcset="data:image/png;base64,AA== 1x" alt="">',
            '<link rel="stylesheet" href="17"><link rel="icon" href="18"><script src="19"></script>'
            '<meta property="og:image" content="20"><style>@import "21";</style>'
            '<link rel="preconnect" href="22">',
        ).encode()
    )
    seen = {ref[1:] for ref in page.refs}
    assert seen == {str(number) for number in range(1, 22)} - {"15"} | {
        "15#x", "data:image/png;base64,AA==",
    }  # fmt: skip


def test_no_page_is_too_deep_or_too_broken() -> None:
    deep = html("<div>" * 1500 + '<a href="/x">y</a>')
    assert parsed(deep.encode()).refs == ("L/x",)
    for broken in (b"", b"\0", b"<", b"<!doctype html>", b"\xff\xfe<a href='x'>", b"<a href='x'"):
        parsed(broken)


FILES = frozenset(
    ("index.html", "a/index.html", "b.html", "img/X.png", "ä/index.html", "c d/index.html")
)


@pytest.mark.parametrize(
    ("address", "where", "file"),
    [
        ("/docs/", "file", "index.html"), ("/docs", "file", "index.html"),
        ("/docs/a/", "file", "a/index.html"), ("/docs/a", "file", "a/index.html"),
        ("/docs/b", "file", "b.html"), ("/docs/b.html#x", "file", "b.html"),
        ("/docs/a/index.html?x=1", "file", "a/index.html"),
        ("https://Example.org/docs/a/", "file", "a/index.html"),
        ("//example.org/docs/a/", "file", "a/index.html"),
        ("http://example.org:80/docs/a/", "file", "a/index.html"),
        ("https://example.org:8443/docs/a/", "external", ""),
        ("https://example.org/other/", "external", ""),
        ("../b.html", "file", "b.html"), ("./", "file", "a/index.html"),
        ("", "file", "a/index.html"), ("#x", "file", "a/index.html"),
        ("../img/x.png", "case", "img/X.png"), ("/docs/%C3%A4/", "file", "ä/index.html"),
        ("/docs/c%20d/", "file", "c d/index.html"), ("/docs/b/", "missing", ""),
        ("/docs/nothing", "missing", ""), ("/other/", "outside-base", ""),
        ("../../x/", "outside-base", ""), ("../../../x/", "outside-site", ""),
        ("mailto:a@b.c", "none", ""), ("data:,x", "none", ""), ("https://[x", "bad", ""),
        ("https://", "bad", ""), ("https://a b/", "bad", ""), ("http://127.0.0.1/", "local", ""),
        ("http://[::1]/", "local", ""), ("https://example.com/", "external", ""),
    ],
)  # fmt: skip
def test_what_an_address_means(address: str, where: str, file: str) -> None:
    place = Addresses(FILES, "https://example.org/docs/").place(address, "a")
    assert (place.where, place.file) == (where, file)


def test_places_in_a_source() -> None:
    text = "[a](x/y.md) and x/y.md.old\n```\n[b](x/y.md)\n```\n`x/y.md`\n"
    assert [
        tuple(spot) for spot in address_spots(without_code(text), "/docs/x/y.md", "/docs/")
    ] == [(1, 5, 6)]
    assert without_code(text).count("\n") == text.count("\n")
    headings = "# One\n\nTwo *of* them\n---\n\n```\n# One\n```\n<h3>Three</h3>\n## One {#x}\n"
    assert [spot.line for spot in heading_spots(headings, "One")] == [1, 10]
    assert [spot.line for spot in heading_spots(headings, "Two of them")] == [3]
    assert [spot.line for spot in heading_spots(headings, "Three")] == [9]
    assert [tuple(spot) for spot in id_spots(headings, "x")] == [(10, 10, 1)]
    # only what ends a line in Markdown ends one here
    assert [spot.line for spot in heading_spots("a\u2028b\f\n## X\n", "X")] == [2]


def test_codes_are_told_apart() -> None:
    listed = [rule.code for rule in RULES]
    assert len(set(listed)) == len(listed)
    assert all(re.fullmatch(r"[a-z0-9-]+", code) for code in listed)
