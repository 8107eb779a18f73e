"""What is kept between builds: how little is done again, and that nothing can spoil it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen import cache as cache_module
from sitegen import linkgraph, record
from sitegen.build import build
from sitegen.explain import PHRASES, explained
from sitegen.questions import QUERIES
from sitegen.result import BuildResult
from sitegen.settings import SETTING_QUERIES
from tests.conftest import NOW, SiteUnderTest
from tests.incremental_site import CONFIG, START
from tests.test_incremental import spoil, tree

KILLS = int(os.environ.get("SITEGEN_KILLS", "12"))


@pytest.fixture
def three(site: SiteUnderTest) -> SiteUnderTest:
    """Three pages that link in a ring, built once."""
    site.write(
        {
            "content/guide/a.md": "---\ntitle: A\nweight: 1\n---\n\nTo [b](b.md).\n",
            "content/guide/b.md": "---\ntitle: B\nweight: 2\n---\n\nTo [c](c.md).\n",
            "content/guide/c.md": "---\ntitle: C\nweight: 3\n---\n\nTo [a](a.md).\n",
            "content/away.md": "---\ntitle: Away\n---\n\nAlone.\n",
            "layouts/baseof.html": "{% block main %}{% endblock %}",
            "layouts/page.html": "<h1>{{ page.title }}</h1>{{ page.content }}"
            "{% for one in page.backlinks %}{{ one.page.title }}{% endfor %}",
            "layouts/section.html": "{% for one in page.children %}{{ one.title }}{% endfor %}",
            "layouts/home.html": "{{ page.title }}",
        }
    )
    site.build()
    return site


def changed(result: BuildResult) -> tuple[str, ...]:
    assert result.written is not None
    return result.written.changed


def made(result: BuildResult) -> list[str]:
    return sorted(result.done.made)


def clean(site: SiteUnderTest, now: datetime = NOW) -> dict[str, bytes]:
    build(site.project(publishDir="clean"), now, 1, use_cache=False, index=False)
    return tree(site.root / "clean")


# --- how little is done ----------------------------------------------------------------------


def test_nothing_changed_nothing_is_done(three: SiteUnderTest) -> None:
    result = three.build()

    assert (result.done.read, made(result), changed(result)) == ((), [], ())
    assert result.counts.pages == 5


def test_an_edited_body_is_one_page(three: SiteUnderTest) -> None:
    three.write({"content/away.md": "---\ntitle: Away\n---\n\nNo longer alone.\n"})
    result = three.build()

    assert result.done.read == ("away.md",)
    assert changed(result) == ("away/index.html", "index.xml")


def test_an_edited_title_is_shown_where_the_page_is_named(three: SiteUnderTest) -> None:
    """B links to C, so the back-links of C name B; A only has the link, with its own words."""
    three.write({"content/guide/b.md": "---\ntitle: New\nweight: 2\n---\n\nTo [c](c.md).\n"})
    result = three.build()

    assert result.done.read == ("guide/b.md",)
    pages = {path for path in changed(result) if path.endswith("index.html")}
    assert pages == {
        "guide/b/index.html", "guide/c/index.html", "guide/index.html", "index-az/index.html",
        "graph/index.html",
    }  # fmt: skip


def test_a_title_that_moves_its_page_leads_no_link_elsewhere(
    three: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    links_of = linkgraph._links_of
    monkeypatch.setattr(
        linkgraph, "_links_of", lambda page, *rest: looked.append(page.key) or links_of(page, *rest)
    )
    three.write({"content/guide/a.md": "---\ntitle: Z\nweight: 9\n---\n\nTo [b](b.md).\n"})
    three.build()

    assert looked == []


def test_the_missing_page_of_a_broken_link_is_seen_when_it_comes(three: SiteUnderTest) -> None:
    three.write({"content/away.md": "---\ntitle: Away\n---\n\n[x](new.md)\n"})
    assert [one.code for one in three.build().diagnostics] == ["broken-link"]

    three.write({"content/new.md": "---\ntitle: New\n---\n\nHere.\n"})
    result = three.build()

    assert not result.diagnostics
    assert result.done.read == ("new.md",)
    assert 'href="/docs/new/"' in three.read("away/index.html")


def test_a_template_that_did_not_exist_is_seen_when_it_comes(three: SiteUnderTest) -> None:
    three.write({"layouts/guide/page.html": "guide: {{ page.title }}"})
    result = three.build()

    assert result.done.read == ()
    assert three.read("guide/a/index.html") == "guide: A"
    assert not any(path.startswith("away") for path in changed(result))


def test_an_unused_setting_changes_nothing(three: SiteUnderTest) -> None:
    text = (three.root / "sitegen.toml").read_text()
    three.write({"sitegen.toml": text + '[params]\ncolour = "red"\n'})

    assert made(three.build()) == []


def test_a_broken_link_is_reported_by_every_build(three: SiteUnderTest) -> None:
    three.write({"content/away.md": "---\ntitle: Away\n---\n\n[x](nix.md)\n"})
    first = three.build().diagnostics

    assert first and three.build().diagnostics == first


def test_the_clock_alone_publishes_a_page(three: SiteUnderTest) -> None:
    three.write({"content/later.md": "---\ntitle: Later\ndate: 2026-06-01\n---\n\nText.\n"})
    three.build()
    assert not three.exists("later/index.html")

    result = build(three.project(), datetime(2026, 6, 2, tzinfo=UTC), index=False)
    assert three.exists("later/index.html") and result.done.read == ()


def test_a_file_changed_in_the_output_is_made_again(three: SiteUnderTest) -> None:
    wanted = three.tree()
    (three.root / "public/guide/a/index.html").write_text("defaced")
    (three.root / "public/css/main.css").unlink()
    result = three.build()

    assert three.tree() == wanted
    assert made(result) == ["html:guide/a.md"]


def test_an_earlier_state_is_still_known(three: SiteUnderTest) -> None:
    page = three.root / "content/away.md"
    before = page.read_text()
    page.write_text(before + "More.\n")
    three.build()
    page.write_text(before)

    assert three.build().done.read == ()


def test_several_destinations_each_have_their_record(three: SiteUnderTest) -> None:
    build(three.project(publishDir="other", baseURL="/x/"), NOW, index=False)

    assert made(three.build()) == []
    assert made(build(three.project(publishDir="other", baseURL="/x/"), NOW, index=False)) == []


def test_pages_that_no_build_uses_go(three: SiteUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "SPARE_ROWS", 3)
    for number in range(40):
        three.write({"content/away.md": f"---\ntitle: Away\n---\n\nState {number}.\n"})
        three.build()

    found = cache_module.stats(three.root / ".sitegen")
    assert found is not None and found.pages <= 4 + 4 + 3
    assert three.tree() == clean(three)


def test_no_cache_keeps_nothing(site: SiteUnderTest) -> None:
    site.write({"content/a.md": "# A\n"})
    build(site.project(), NOW, use_cache=False, index=False)

    assert site.exists("a/index.html")
    assert cache_module.stats(site.root / ".sitegen") is None


# --- why -------------------------------------------------------------------------------------


def test_every_question_has_words() -> None:
    assert PHRASES.keys() == QUERIES.keys() | SETTING_QUERIES.keys()


def test_a_page_made_anew_is_explained(three: SiteUnderTest) -> None:
    three.write({"content/guide/b.md": "---\ntitle: New\nweight: 2\n---\n\nTo [c](c.md).\n"})
    done = three.build().done

    for name in ("guide/c.md", "content/guide/c.md", "/guide/c/", "guide/c/index.html"):
        assert list(explained(done, name, "content")) == [
            "guide/c/index.html: made anew",
            '  changed: the title, address, dates or parameters of "guide/b.md"',
        ]
    assert list(explained(done, "away", "content")) == ["away/index.html: as it was"]
    assert "did you mean" in next(explained(done, "guide/d.md", "content"))
    assert list(explained(three.build().done, "away", "content")) == [
        "Nothing has changed since the last build."
    ]


# --- nothing spoils it -----------------------------------------------------------------------


@pytest.fixture
def full(site: SiteUnderTest) -> SiteUnderTest:
    """The site of the incremental tests, built once."""
    site.write(START)
    site.write(
        {
            "sitegen.toml": CONFIG.format(
                base_url="/", title="T", colour="red", look="docs", menu="Guide", options=""
            )
        }
    )
    site.build()
    return site


def edited(site: SiteUnderTest, number: int) -> None:
    with (site.root / "content/guide/b.md").open("a") as file:
        file.write(f"\nEdit {number}, see [c](../notes/c.md).\n")
    site.write({f"content/notes/n{number % 3}.md": f"---\ntitle: N {number}\n---\n\nText.\n"})


@pytest.mark.parametrize("how", ["remove", "truncate", "flip", "garbage"])
def test_a_spoilt_cache_does_no_harm(full: SiteUnderTest, how: str) -> None:
    for place in range(0, 100, 9):
        spoil(full.root / ".sitegen/cache.db", how, place)
        edited(full, place)
        full.build()
        assert full.tree() == clean(full)


@pytest.mark.parametrize(
    "column", ["rows.meta", "rows.outline", "texts.content", "texts.summary", "blobs.value"]
)
def test_what_a_template_reads_may_be_damaged(full: SiteUnderTest, column: str) -> None:
    """Damage is first met while a template runs, and is not the template's failure."""
    table, name = column.split(".")
    with contextlib.closing(sqlite3.connect(full.root / ".sitegen/cache.db")) as cache:
        cache.execute(f"UPDATE {table} SET {name} = CAST('!' || {name} AS BLOB)")
        cache.commit()
    shutil.rmtree(full.root / "public")
    told = full.build().diagnostics

    assert full.tree() == clean(full)
    assert told == build(full.project(), NOW, 1, use_cache=False, index=False).diagnostics


def test_a_cache_of_another_version_is_not_used(
    full: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "code_print", lambda: b"another version.")
    monkeypatch.setattr("sitegen.reading.code_print", lambda: b"another version.")
    result = full.build()

    assert result.done.first and len(result.done.read) > 5
    assert full.tree() == clean(full)


def test_nobody_looks_twice_for_a_library_that_a_site_can_do_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)  # to import it fails
    with_fonts = record.code_print.__wrapped__()

    monkeypatch.setattr(record, "OPTIONAL", ("not-installed",))

    assert record.code_print.__wrapped__() != with_fonts


def test_a_state_folder_that_cannot_be_written_does_no_harm(full: SiteUnderTest) -> None:
    """As in a read-only checkout; here a file is in the folder's place."""
    state = full.root / ".sitegen"
    for file in state.iterdir():
        file.unlink()
    state.rmdir()
    state.write_text("")
    edited(full, 1)
    full.build()

    assert full.tree() == clean(full)


def test_a_read_only_cache_does_no_harm(
    full: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write to it fails, whoever runs the test."""
    real = cache_module.sqlite3.connect

    def read_only(path: object, *arguments: object, **options: object) -> object:
        if ".sitegen/cache.db" in str(path):
            return real(f"{Path(str(path)).as_uri()}?mode=ro", uri=True, isolation_level=None)
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(cache_module.sqlite3, "connect", read_only)
    edited(full, 1)
    full.build()
    monkeypatch.undo()

    assert full.tree() == clean(full)


def _build_in(root: str) -> None:
    SiteUnderTest(Path(root)).build()


def test_two_builds_at_once_take_turns(full: SiteUnderTest) -> None:
    context = multiprocessing.get_context("spawn")
    edited(full, 1)
    builds = [context.Process(target=_build_in, args=(str(full.root),)) for _ in range(3)]
    for process in builds:
        process.start()
    for process in builds:
        process.join(60)

    assert [process.exitcode for process in builds] == [0, 0, 0]
    assert full.tree() == clean(full)
    assert made(full.build()) == []


def test_a_killed_build_does_no_harm(full: SiteUnderTest) -> None:
    chance = random.Random(2)
    full.write(
        {
            f"content/many/p{n}.md": f"---\ntitle: P {n}\n---\n\n[n](p{n + 1}.md)\n"
            for n in range(60)
        }
    )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    for number in range(KILLS):
        edited(full, number)
        full.write({"layouts/partials/footer-extra.html": f"footer {number}"})
        process = subprocess.Popen(
            [sys.executable, "-m", "sitegen", "build", "-j", "2"],
            cwd=full.root, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.05, 0.6))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        full.build()
        assert full.tree() == clean(full)


# --- the same everywhere -----------------------------------------------------------------------


def _with(**more: str) -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": "1767225600", **more}


@pytest.mark.parametrize(
    ("environment", "options"),
    [
        (_with(PYTHONHASHSEED="1", TZ="Asia/Kolkata", LC_ALL="C.UTF-8"), ()),
        (_with(PYTHONHASHSEED="77", TZ="America/New_York", LANG="de_DE.UTF-8"), ("-j", "3")),
        (_with(PYTHONHASHSEED="0", LC_ALL="C"), ("--no-cache",)),
    ],
)
def test_the_same_input_gives_the_same_bytes(
    full: SiteUnderTest, environment: dict[str, str], options: tuple[str, ...]
) -> None:
    full.write({f"content/many/p{n}.md": f"---\ntitle: Ü {n}\n---\n\nx\n" for n in range(40)})
    full.build(index=True)
    wanted = full.tree()
    subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "-d", "again", *options],
        cwd=full.root, env=environment, check=True, capture_output=True,
    )  # fmt: skip

    assert tree(full.root / "again") == wanted


class Backwards:
    """A folder's entries in the other order."""

    def __init__(self, path: Any) -> None:
        self._entries = iter(list(REAL_SCANDIR(path))[::-1])

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> Backwards:
        return self

    def __exit__(self, *problem: object) -> None:
        return None


REAL_SCANDIR = os.scandir


def test_the_order_of_the_folder_listing_does_not_matter(
    full: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = full.tree()
    monkeypatch.setattr(os, "scandir", Backwards)

    assert clean(full) == wanted


def test_a_site_that_was_moved_is_still_known(three: SiteUnderTest, tmp_path: Path) -> None:
    """As after a checkout elsewhere, with the cache and the site restored: all stamps are new."""
    moved = SiteUnderTest(tmp_path / "elsewhere")
    shutil.copytree(three.root, moved.root, copy_function=shutil.copyfile)
    result = moved.build()

    assert (result.done.read, made(result), changed(result)) == ((), [], ())
    assert moved.tree() == three.tree()


def test_a_link_in_the_place_of_the_cache_is_not_followed(
    full: SiteUnderTest, tmp_path: Path
) -> None:
    """A repository may bring one that leads to another program's database."""
    other = tmp_path / "cache.db"
    database = sqlite3.connect(other)
    database.execute("CREATE TABLE theirs (value TEXT)")
    database.commit()
    database.close()
    before = other.read_bytes()
    for file in (full.root / ".sitegen").glob("cache.db*"):
        file.unlink()
    (full.root / ".sitegen/cache.db").symlink_to(other)
    full.build()
    shutil.rmtree(full.root / ".sitegen")
    (full.root / ".sitegen").symlink_to(tmp_path)
    full.build()

    assert other.read_bytes() == before
    assert full.tree() == clean(full)


def test_a_link_in_the_place_of_an_output_folder_is_not_followed(
    three: SiteUnderTest, tmp_path: Path
) -> None:
    """What it leads to stays, and the site's own folder is made again with all its files."""
    wanted = three.tree()
    (three.root / "public/guide").rename(tmp_path / "moved")
    (three.root / "public/guide").symlink_to(tmp_path / "moved")
    three.build()

    assert three.tree() == wanted
    assert not (three.root / "public/guide").is_symlink()
    assert (tmp_path / "moved/a/index.html").is_file()


def test_no_address_in_memory_is_shown(bare: SiteUnderTest) -> None:
    bare.write(
        {
            "content/a.md": "---\ntitle: A\n---\n\n{{< show >}}\n",
            "shortcodes/show.html": "{{ page }}{{ site }}{{ t }}{{ page.params }}{{ site.params }}",
            "layouts/page.html": "{{ page.content }}{{ page }}{{ site }}{{ site.menus }}{{ asset }}"
            "{{ site.language }}{{ site.pages }}{{ page.nav }}{{ site.az }}",
        }
    )
    bare.build()

    assert " at 0x" not in bare.read("a/index.html")
