"""`urls.lock` remembers every address that was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.build import build
from sitegen.commands import main
from sitegen.diagnostics import SitegenError
from sitegen.result import BuildResult
from sitegen.sketch import likeness, sketch
from sitegen.urls_lock import Urls, parsed
from tests.conftest import NOW, SiteUnderTest

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Other work may be under way on the machine."""

TEXT = "A kiln is heated slowly. The clay gives off its water, then it hardens for good at last.\n"
OTHER = "Sourdough rests over night in a cool place before somebody shapes the loaf and bakes it.\n"


def keep(site: SiteUnderTest, urls: Urls = "keep", **settings: Any) -> BuildResult:
    return build(site.project(**settings), NOW, urls=urls)


def lines(site: SiteUnderTest) -> dict[str, str]:
    text = (site.root / "urls.lock").read_text()
    rows = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {url: rest.partition("\t")[0] for url, _, rest in rows}


@pytest.fixture
def pots(site: SiteUnderTest) -> SiteUnderTest:
    site.write(
        {
            "content/kiln.md": f"---\ntitle: Kiln\naliases: [/oven/]\n---\n\n{TEXT}",
            "content/bread.md": f"# Bread\n\n{OTHER}",
        }
    )
    keep(site, "begin")
    return site


def move(site: SiteUnderTest, old: str, new: str) -> None:
    target = site.root / "content" / new
    target.parent.mkdir(exist_ok=True)
    (site.root / "content" / old).rename(target)


def test_it_is_begun_when_it_is_asked_for_and_only_then(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n"})
    keep(site)
    assert not (site.root / "urls.lock").exists()
    keep(site, "begin")
    assert lines(site) == {
        "/": "-", "/a/": "a.md", "/categories/": "-", "/tags/": "-",
    }  # fmt: skip


def test_addresses_are_added_and_redirects_too(pots: SiteUnderTest) -> None:
    assert lines(pots)["/kiln/"] == "kiln.md" and lines(pots)["/oven/"] == "-> kiln.md"
    pots.write({"content/new.md": "# New\n"})
    keep(pots)
    assert lines(pots)["/new/"] == "new.md"
    text = (pots.root / "urls.lock").read_text()
    assert [*lines(pots)] == sorted(lines(pots)) and text.count("/new/") == 1


def test_a_build_for_a_preview_leaves_it_alone(pots: SiteUnderTest) -> None:
    before = (pots.root / "urls.lock").read_bytes()
    pots.write({"content/new.md": "# New\n"})
    pots.build()
    assert (pots.root / "urls.lock").read_bytes() == before


def test_an_address_that_would_vanish_is_told_with_what_to_do(pots: SiteUnderTest) -> None:
    move(pots, "kiln.md", "pottery/firing.md")
    told = keep(pots).diagnostics
    assert [one.code for one in told] == ["url-vanished"]
    assert told[0].message == 'nothing has the address "/kiln/" any more; "kiln.md" had it'
    assert 'add aliases = ["/kiln/"] to "content/pottery/firing.md"' in told[0].help
    assert told[0].position and told[0].position.path == "urls.lock"
    assert "/kiln/" in lines(pots) and lines(pots)["/oven/"] == "-> pottery/firing.md"

    text = (pots.root / "content/pottery/firing.md").read_text()
    pots.write({"content/pottery/firing.md": text.replace("[/oven/]", "[/oven/, /kiln/]")})
    assert keep(pots).diagnostics == ()
    assert lines(pots)["/kiln/"] == "-> pottery/firing.md"


def test_a_page_that_moved_leaves_a_redirect_if_the_site_wants_it(pots: SiteUnderTest) -> None:
    move(pots, "kiln.md", "pottery/firing.md")
    pots.write({"content/pottery/other.md": f"# Other\n\n{OTHER}"})
    on = {"urlsLock.redirects": True}
    assert keep(pots, **on).diagnostics == ()
    assert "https://example.org/docs/pottery/firing/" in pots.read("kiln/index.html")
    assert lines(pots)["/kiln/"] == "-> pottery/firing.md"

    # it is settled: the text may become another one, and the page may move on
    pots.write(
        {"content/pottery/firing.md": f"# Firing\n\n{TEXT}{TEXT.upper()} Much more of it.\n"}
    )
    keep(pots, **on)
    move(pots, "pottery/firing.md", "heat.md")
    assert keep(pots, **on).diagnostics == ()
    for old in ("kiln", "oven", "pottery/firing"):
        assert "https://example.org/docs/heat/" in pots.read(f"{old}/index.html")


def test_another_address_of_the_same_file_needs_no_likeness(pots: SiteUnderTest) -> None:
    pots.write({"content/bread.md": "---\nslug: loaf\n---\n\nAll new words here.\n"})
    keep(pots, **{"urlsLock.redirects": True})
    assert "https://example.org/docs/loaf/" in pots.read("bread/index.html")


def test_a_page_that_is_gone_is_told_until_its_line_is_deleted(pots: SiteUnderTest) -> None:
    (pots.root / "content/bread.md").unlink()
    for _ in range(2):
        told = keep(pots, **{"urlsLock.redirects": True}).diagnostics
        assert [one.code for one in told] == ["url-vanished"]
        assert "delete its line from urls.lock" in told[0].help
    text = (pots.root / "urls.lock").read_text()
    kept = [line for line in text.splitlines(True) if not line.startswith("/bread/")]
    pots.write({"urls.lock": "".join(kept)})
    assert keep(pots).diagnostics == () and "/bread/" not in lines(pots)


def test_a_redirect_that_is_taken_out_is_told(pots: SiteUnderTest) -> None:
    pots.write({"content/kiln.md": f"---\ntitle: Kiln\n---\n\n{TEXT}"})
    told = keep(pots).diagnostics
    assert told[0].message == 'nothing has the address "/oven/" any more; it led to "kiln.md"'


def test_building_twice_is_building_once(pots: SiteUnderTest) -> None:
    move(pots, "kiln.md", "firing.md")
    keep(pots, **{"urlsLock.redirects": True})
    tree, text = pots.tree(), (pots.root / "urls.lock").read_bytes()
    again = keep(pots, **{"urlsLock.redirects": True})
    assert again.done.made == {} and again.diagnostics == ()
    assert (pots.tree(), (pots.root / "urls.lock").read_bytes()) == (tree, text)


def test_a_small_edit_changes_no_line(pots: SiteUnderTest) -> None:
    long = " ".join(f"word{n} of many" for n in range(200))
    pots.write({"content/long.md": f"# Long\n\n{long}\n"})
    keep(pots)
    before = (pots.root / "urls.lock").read_text()
    pots.write({"content/long.md": f"# Long\n\n{long}\n\nAnd one sentence more.\n"})
    keep(pots)
    assert (pots.root / "urls.lock").read_text() == before


def test_nothing_is_written_when_the_build_fails(pots: SiteUnderTest) -> None:
    before = (pots.root / "urls.lock").read_bytes()
    pots.write({"content/c.md": "# C\n", "content/d.md": "---\nurl: /c/\n---\n"})
    assert keep(pots).written is None
    assert (pots.root / "urls.lock").read_bytes() == before


def test_lines_that_can_t_be_read_stop_the_build(pots: SiteUnderTest) -> None:
    text = (pots.root / "urls.lock").read_text()
    pots.write({"urls.lock": f"{text}<<<<<<< HEAD\n/../../x/\ta.md\n"})
    told = keep(pots).diagnostics
    assert [(one.code, one.position.line if one.position else 0) for one in told] == [
        ("bad-urls-lock", text.count("\n") + 1), ("bad-urls-lock", text.count("\n") + 2),
    ]  # fmt: skip
    assert told[0].message == "a merge conflict"


def test_each_language_has_its_addresses(site: SiteUnderTest) -> None:
    site.write(
        {
            "content/a.md": f"# A\n\n{TEXT}",
            "content/a.de.md": "# A deutsch\n\nEin Ofen wird langsam heiß, das Wasser geht.\n",
        }
    )
    settings = {"languages": {"en": {"weight": 1}, "de": {"weight": 2}}}
    keep(site, "begin", **settings)
    assert lines(site)["/de/a/"] == "a.de.md" and lines(site)["/a/"] == "a.md"
    move(site, "a.de.md", "b.de.md")
    told = keep(site, **settings).diagnostics
    assert 'add aliases = ["/a/"] to "content/b.de.md"' in told[0].help
    keep(site, **settings, **{"urlsLock.redirects": True})
    assert "https://example.org/docs/de/b/" in site.read("de/a/index.html")


def test_a_move_in_the_preview_is_that_of_a_build(pots: SiteUnderTest) -> None:
    """There the file is not written, so what a page became is told by its text again and again."""
    from sitegen.build import Memory

    move(pots, "kiln.md", "firing.md")
    project, memory = pots.project(**{"urlsLock.redirects": True}), Memory()
    page = pots.root / "content/firing.md"
    build(project, NOW, memory=memory, dirty=frozenset())
    assert pots.exists("kiln/index.html")
    page.write_text(f"---\ntitle: Kiln\naliases: [/oven/]\n---\n\n{OTHER}")
    build(project, NOW, memory=memory, dirty={str(page)})
    assert not pots.exists("kiln/index.html")


def test_the_command_line_begins_and_keeps_it(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n", "content/b.md": "---\ndraft: true\n---\n"})

    def run(*options: str) -> None:
        result = CliRunner().invoke(main, ["build", "-s", str(site.root), "-j1", *options])
        assert result.exit_code == 0, result.output

    run("--lock-urls")
    assert "/a/" in lines(site)
    run("-D")
    assert "/b/" not in lines(site)
    run("-e", "staging")
    site.write({"content/b.md": "# B\n"})
    run()
    assert "/b/" in lines(site)


# --- the parts --------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from("red green blue clay kiln 水 火".split()), max_size=60)


@PATIENT
@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways(one: list[str], other: list[str]) -> None:
    first, second = sketch(" ".join(one)), sketch(" ".join(other))
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1 if one else 0)


def test_likeness_tells_how_much_of_a_text_is_left() -> None:
    words = [f"w{n}" for n in range(400)]
    whole = sketch(" ".join(words))
    assert likeness(whole, sketch(" ".join(words[:380]))) > 0.85
    assert likeness(whole, sketch(" ".join(words[200:] + [f"x{n}" for n in range(200)]))) > 0.3
    assert likeness(whole, sketch(" ".join(f"y{n}" for n in range(400)))) == 0


@PATIENT
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found, problems = parsed(text)
    assert len(found) + len(problems) <= len(text.splitlines())
    assert all(url.startswith("/") and ".." not in url.split("/") for url in found)


def test_a_file_that_isn_t_the_site_s_is_not_followed(site: SiteUnderTest, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("/x/\t-\n")
    site.write({"content/a.md": "# A\n"})
    (site.root / "urls.lock").symlink_to(tmp_path / "secret")
    assert "url-vanished" not in [one.code for one in keep(site).diagnostics]
    assert (tmp_path / "secret").read_text() == "/x/\t-\n"
    with pytest.raises(SitegenError):
        site.project(**{"urlsLock.redirects": "perhaps"})
