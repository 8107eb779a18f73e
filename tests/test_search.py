"""What of a site can be searched, when its index is made, and that nothing is lost by it."""

from __future__ import annotations

import gzip
import json
import os
import stat
import time
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen import search_index
from sitegen.search_engine import find_engine
from sitegen.search_text import searchable
from sitegen.specials import SPECIALS
from tests.conftest import SiteUnderTest, told
from tests.preview import running
from tests.test_incremental import Site

MAIN = "<html lang='en'><nav>Beside</nav><main data-pagefind-body>{{ page.title }} {{ page.content }}</main></html>"


@pytest.fixture
def garden(site: SiteUnderTest) -> SiteUnderTest:
    """A small site of the default theme."""
    site.write(
        {
            "content/plants/fern.md": "---\ntitle: Fern\ntags: [shade, indoors]\ndate: 2025-02-03\n---\n"
            "Ferns like moisture.\n\n## Watering\n\nOften.\n",
            "content/plants/cactus.md": "---\ntitle: Cactus\ntags: [sun, 'hot, dry']\n---\nLikes drought; see [the fern](fern.md).\n",
        }
    )
    return site


def records(site: SiteUnderTest, folder: str = "public") -> dict[str, dict[str, Any]]:
    """What is known of each page of the index, by its address."""
    found = {}
    for file in (site.root / folder / "pagefind/fragment").iterdir():
        one = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[one["url"]] = one
    return found


def indexed(site: SiteUnderTest, **overrides: Any) -> int:
    """Build; gives how often an index was made."""
    with mock.patch.object(search_index, "index_files", wraps=search_index.index_files) as made:
        result = site.build(index=True, **overrides)
    assert result.diagnostics == ()
    return made.call_count


# --- what is found ------------------------------------------------------------------------------


def test_a_page_is_found_by_its_text_and_shown_with_its_way(garden: SiteUnderTest) -> None:
    garden.build(index=True)

    found = records(garden)
    assert set(found) == {"/", "/plants/", "/plants/fern/", "/plants/cactus/"}
    fern = found["/plants/fern/"]
    assert fern["content"] == "Fern. Ferns like moisture. Watering. Often."
    assert fern["meta"] == {"title": "Fern", "crumbs": "Plants"}
    assert {name: sorted(values) for name, values in fern["filters"].items()} == {
        "section": ["Plants"], "tag": ["Indoors", "Shade"],
    }  # fmt: skip
    assert [one["id"] for one in fern["anchors"]] == ["watering"]
    assert "Hot, Dry" in found["/plants/cactus/"]["filters"]["tag"]


@pytest.mark.parametrize(
    "front",
    ["search: false", "pagefind: false", "search: {exclude: true}", "searchable: false",
     "noindex: true", "robots: 'noindex, follow'", "build: {list: never}", "draft: true"],
)  # fmt: skip
def test_a_page_may_be_left_out(garden: SiteUnderTest, front: str) -> None:
    garden.write({"content/plants/fern.md": f"---\ntitle: Fern\n{front}\n---\nFerns.\n"})
    garden.write({"content/plants/cactus.md": "---\ntitle: Cactus\n---\nLikes drought.\n"})
    garden.build(index=True)

    assert set(records(garden)) == {"/", "/plants/", "/plants/cactus/"}


def test_each_language_has_its_index(garden: SiteUnderTest) -> None:
    garden.write(
        {
            "sitegen.toml": 'baseURL = "https://example.org/docs/"\n[languages.en]\n[languages.de]\n',
            "content/plants/fern.de.md": "---\ntitle: Farn\n---\nFarne mögen Feuchte.\n",
        }
    )
    garden.build(index=True)

    entry = json.loads(garden.read("pagefind/pagefind-entry.json"))
    assert {language: one["page_count"] for language, one in entry["languages"].items()} == {
        "de": 3, "en": 4,
    }  # fmt: skip
    assert 'data-index="/docs/pagefind/"' in garden.read("de/search/index.html")


def test_layouts_of_ones_own_are_searched_as_pagefind_does(garden: SiteUnderTest) -> None:
    garden.write({f"layouts/{kind}.html": MAIN for kind in ("page", "home", "section")})
    garden.build(index=True)
    assert records(garden)["/plants/cactus/"]["content"] == "Cactus Likes drought; see the fern."

    plain = MAIN.replace(" data-pagefind-body", "")
    kinds = ("page", "home", "section", "term", "taxonomy", *SPECIALS)
    garden.write({f"layouts/{kind}.html": plain for kind in kinds})
    garden.build(index=True)
    assert records(garden)["/plants/cactus/"]["content"] == "Cactus Likes drought; see the fern."


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<div><div data-pagefind-body>a<div>b</div>c</div>d</div>", "<div data-pagefind-body>a<div>b</div>c</div>"),
        ('<p class="x" data-pagefind-body="">a</p><p>b</p>', '<p class="x" data-pagefind-body="">a</p>'),
        ("<div data-pagefind-body>a<!-- </div> -->b</div>c", "<div data-pagefind-body>a<!-- </div> -->b</div>"),
        ("<div data-pagefind-body>a<script>'</div>'</script>b</div>c", "<div data-pagefind-body>a<script>'</div>'</script>b</div>"),
        ("<div data-pagefind-body>a<divider></divider></div>b", "<div data-pagefind-body>a<divider></divider></div>"),
        ("<img data-pagefind-body alt='a'>b", "<img data-pagefind-body alt='a'>"),
        ("<p data-pagefind-bodyguard>a</p>", ""),
        ("<p title='data-pagefind-body'>a</p>", ""),
    ],
)  # fmt: skip
def test_only_what_is_marked_is_taken(page: str, kept: str) -> None:
    found = searchable(f'<!doctype html><html class="x" lang="de">{page}</html>'.encode())

    wanted = f'<!doctype html><html lang="de"><body>{kept}</body></html>' if kept else ""
    assert found == wanted


TREES = st.recursive(
    st.sampled_from(["", "x", "<br>", "<!--<div>-->", "<p>y</p>"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"<div>{''.join(parts)}</div>"),
)


@given(TREES, TREES, TREES)
def test_a_marked_element_ends_where_it_ends(before: str, inner: str, after: str) -> None:
    marked = f"<div data-pagefind-body>{inner}</div>"

    assert f"<body>{marked}</body>" in searchable(f"{before}{marked}{after}".encode())


# --- when it is made ----------------------------------------------------------------------------


def test_the_index_is_made_when_what_is_searched_changes(garden: SiteUnderTest) -> None:
    assert indexed(garden) == 1
    before = {path: data for path, data in garden.tree().items() if path.startswith("pagefind/")}
    assert indexed(garden) == 0

    garden.write({"layouts/partials/footer-extra.html": "Another footer"})
    assert indexed(garden) == 0
    garden.write({"content/plants/_index.md": "---\ntitle: Plants\nweight: 3\n---\n"})
    assert indexed(garden, title="Another") == 1, "the home page has another title"
    assert indexed(garden) == 1
    after = {path: data for path, data in garden.tree().items() if path.startswith("pagefind/")}
    assert after == before

    garden.write({"content/plants/cactus.md": "---\ntitle: Cactus\n---\nLikes the desert.\n"})
    assert indexed(garden) == 1
    assert records(garden)["/plants/cactus/"]["content"] == "Cactus. Likes the desert."


def test_an_index_that_others_spoilt_is_made_again(garden: SiteUnderTest) -> None:
    garden.build(index=True)
    wanted = garden.tree()
    (garden.root / "public/pagefind/pagefind.js").unlink()

    assert indexed(garden) == 1
    assert garden.tree() == wanted


def test_stale_files_of_the_index_go(garden: SiteUnderTest) -> None:
    garden.build(index=True)
    (garden.root / "content/plants/cactus.md").unlink()
    garden.build(index=True)

    assert len(records(garden)) == 3
    assert garden.tree() == clean(garden)


def clean(site: SiteUnderTest) -> dict[str, bytes]:
    other = SiteUnderTest(site.root.with_name("clean"))
    other.write(sources(site))
    other.build(index=True)
    return other.tree()


def sources(site: SiteUnderTest) -> dict[str, str | bytes]:
    files = (path for path in site.root.rglob("*") if path.is_file())
    named = {path.relative_to(site.root).as_posix(): path for path in files}
    own = {name for name in named if not name.startswith(("public/", ".sitegen/"))}
    return {name: named[name].read_bytes() for name in own}


def test_with_its_index_too_a_site_is_what_a_clean_build_makes() -> None:
    """The law of incremental builds; `check` compares every file, for one process and for two."""
    site = Site()
    site.index = True
    site.check()
    site.write("content/guide/a.md", "---\ntitle: Apples\ntags: [z, y, x]\n---\n\nRed ones.\n")
    site.check()
    site.write("content/guide/a.md", "---\ntitle: Apples\nsearch: false\n---\n\nRed ones.\n")
    site.check()
    site.config["options"] = "search.enabled = false"
    site.configure()
    site.check()
    site.config["options"] = ""
    site.configure()
    site.remove("content/notes/c.md")
    site.check()


def test_filters_are_listed_in_one_order() -> None:
    """Pagefind's own order of them is another one each time."""
    engine = find_engine(os.environ)
    assert engine is not None
    tags = "".join(f'<b data-pagefind-filter="tag">{n}</b>' for n in range(40))
    page = search_index.Document(url="/a/", html=f"<body><h1>A</h1>{tags}</body>")

    assert search_index.index_files(engine, [page]) == search_index.index_files(engine, [page])


# --- without it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [{"search.enabled": False}, {"disableKinds": ["search"]}])
def test_turned_off_it_leaves_no_trace(garden: SiteUnderTest, off: dict[str, Any]) -> None:
    garden.build(index=True)
    assert "search-open" in garden.read("plants/fern/index.html")
    assert indexed(garden, **off) == 0

    for path, content in garden.tree().items():
        assert not path.startswith("pagefind/") and "search" not in path
        if path.endswith((".html", ".xml")):
            # the map's own field, which finds its pages, is of this type
            shown = content.replace(b'<input type="search"', b"<input").lower()
            assert b"pagefind" not in shown and b"search" not in shown, path


def test_a_site_may_have_files_of_these_names(garden: SiteUnderTest) -> None:
    garden.write({"static/js/search.js": "mine()"})
    garden.build(**{"search.enabled": False})

    assert garden.read("js/search.js") == "mine()"


def test_a_page_of_that_address_wins(garden: SiteUnderTest) -> None:
    garden.write({"content/search.md": "---\ntitle: Find\n---\nOur own.\n"})

    assert garden.build().diagnostics == ()
    assert "Our own." in garden.read("search/index.html")
    assert "search-open" not in garden.read("search/index.html")


def broken(folder: Path, script: str) -> str:
    """A program in the place of Pagefind."""
    file = folder / "indexer"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@pytest.mark.parametrize("script", ["exit 3", "echo nothing,", "cat"])
def test_a_failing_indexer_loses_nothing(
    garden: SiteUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    garden.build(index=True)
    before = {path: data for path, data in garden.tree().items() if path.startswith("pagefind/")}
    garden.write({"content/plants/cactus.md": "---\ntitle: Cactus\n---\nLikes the desert.\n"})
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", broken(tmp_path, script))

    result = garden.build(index=True)

    assert told(result.diagnostics) == ["search-failed"]
    assert "Likes the desert." in garden.read("plants/cactus/index.html")
    after = {path: data for path, data in garden.tree().items() if path.startswith("pagefind/")}
    assert after == before
    assert garden.build(index=True, strict=True).written is None
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert indexed(garden) == 1, "it is tried again although nothing has changed"
    assert garden.tree() == clean(garden)


def test_without_an_indexer_the_site_is_built_and_it_is_said(
    garden: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")

    assert told(garden.build(index=True).diagnostics) == ["no-indexer"]
    assert garden.exists("plants/fern/index.html") and not garden.exists("pagefind")
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert indexed(garden) == 1


# --- in the preview -----------------------------------------------------------------------------


def wait_for(path: Path, text: str) -> None:
    """Until a record of the preview's index holds the text."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if path.is_dir():
            try:
                files = [gzip.decompress(file.read_bytes()) for file in path.iterdir()]
            except OSError:
                files = []  # it is being replaced
            if any(text.encode() in file for file in files):
                return
        time.sleep(0.05)
    raise AssertionError(f"{text} did not come into the index")


def test_the_preview_is_searched_too(garden: SiteUnderTest) -> None:
    fragments = garden.root / ".sitegen/serve/pagefind/fragment"
    with running(garden, index=True) as preview:
        wait_for(fragments, "Likes drought")
        garden.write({"content/plants/cactus.md": "---\ntitle: Cactus\n---\nLikes the desert.\n"})
        wait_for(fragments, "Likes the desert")
        assert preview.ask("/docs/pagefind/pagefind-entry.json")[0] == 200

    garden.build(index=True)
    wanted = {path: data for path, data in garden.tree().items() if path.startswith("pagefind/")}
    served = SiteUnderTest(garden.root / ".sitegen")
    (served.root / "serve").rename(served.root / "public")
    got = {path: data for path, data in served.tree().items() if path.startswith("pagefind/")}
    assert got == wanted


def test_a_preview_whose_indexer_fails_goes_on(
    garden: SiteUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", broken(tmp_path, f"touch {ran}; exit 3"))
    with running(garden, index=True) as preview:
        ends = time.monotonic() + 30
        while not ran.exists():
            assert time.monotonic() < ends
            time.sleep(0.05)
        garden.write({"content/plants/cactus.md": "---\ntitle: Cactus\n---\nLikes the desert.\n"})
        preview.built()
        assert "Likes the desert" in preview.text("/docs/plants/cactus/")
