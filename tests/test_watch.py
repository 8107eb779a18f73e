"""What wakes a preview, and how bursts become one batch."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitegen import watch
from sitegen.watch import Watcher
from sitegen.watch_fold import FEW, LONGEST, MANY, MOST_QUIET, QUIET, Changes, Fold
from sitegen.watch_folders import passing, plan

PATIENCE = 20.0


@contextmanager
def watching(root: Path, **options: Any) -> Iterator[Watcher]:
    watcher = Watcher(root, **options)
    watcher.start()
    try:
        yield watcher
    finally:
        watcher.stop()


def told(watcher: Watcher, *wanted: Path) -> None:
    """Wait until all these have been told, or that anything may have changed."""
    left = {str(path) for path in wanted}
    while left:
        changes = watcher.wait(PATIENCE)
        assert changes is not None, f"not told: {left}"
        if changes.paths is None:
            return
        left -= changes.paths


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = tmp_path.resolve() / "site"
    (found / "content/guide").mkdir(parents=True)
    (found / "content/a.md").write_text("a")
    (found / ".sitegen/serve").mkdir(parents=True)
    (found / "public").mkdir()
    return found


def test_a_folder_that_links_may_lead_to_is_watched(root: Path) -> None:
    """Its files have other names in the site."""
    elsewhere = root.parent / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    for poll in (0, 0.05):
        with watching(root, linked=[str(elsewhere)], poll=poll) as watcher:
            (elsewhere / "deep/a.md").write_text(f"{poll}")
            assert watcher.wait(PATIENCE) == Changes(paths=None)
        with watching(root, poll=poll) as watcher:
            (elsewhere / "deep/a.md").write_text("b")
            (root / "content/a.md").write_text(f"{poll}")
            assert watcher.wait(PATIENCE) == Changes(paths=frozenset({str(root / "content/a.md")}))


# --- the fold -----------------------------------------------------------------------------------


def test_one_save_is_due_after_a_short_silence() -> None:
    fold = Fold()
    assert fold.due() is None
    fold.add("/a", 10.0)
    fold.add("/a", 10.001)
    fold.add("/a~", 10.002)
    assert fold.due() == pytest.approx(10.002 + QUIET)
    assert fold.take() == Changes(paths=frozenset(["/a", "/a~"]))
    assert fold.due() is None


def test_a_burst_gets_more_silence_but_not_for_ever() -> None:
    fold = Fold()
    for number in range(MANY - 1):
        fold.add(f"/{number}", 10.0 + number / 1000)
    last = 10.0 + (MANY - 2) / 1000
    assert fold.due() == pytest.approx(last + MOST_QUIET)
    fold.add("/0", 10.0 + LONGEST - 0.001)
    assert fold.due() == pytest.approx(10.0 + LONGEST)
    assert fold.take().paths is not None


def test_silence_grows_with_each_path() -> None:
    fold = Fold()
    for number in range(FEW + 5):
        fold.add(f"/{number}", 10.0)
    due = fold.due()
    assert due is not None
    assert 10.0 + QUIET < due < 10.0 + MOST_QUIET


def test_very_many_paths_are_anything() -> None:
    fold = Fold()
    for number in range(MANY):
        fold.add(f"/{number}", 10.0)
    assert fold.take() == Changes(paths=None)
    fold.add("/a", 10.0)
    fold.add(None, 10.0)
    assert fold.take() == Changes(paths=None)
    fold.add("/a", 11.0)
    assert fold.take() == Changes(paths=frozenset(["/a"]))


# --- which folders ------------------------------------------------------------------------------


def test_the_plan_watches_whole_folders_where_nothing_is_left_out(root: Path) -> None:
    (root / "themes/t/node_modules/x").mkdir(parents=True)
    (root / "themes/t/layouts/deep").mkdir(parents=True)
    (root / ".git/objects").mkdir(parents=True)
    (root / "link").symlink_to(root.parent)
    found = {
        Path(path).relative_to(root).as_posix(): deep
        for path, deep in plan(str(root), {str(root / "public")}).items()
    }
    assert found == {
        ".": False,
        "content": True,
        "themes": False,
        "themes/t": False,
        "themes/t/layouts": True,
    }


@pytest.mark.parametrize("name", ["a.md~", "#a.md#", ".#a.md", ".a.md.swp", "4913", ".DS_Store"])
def test_what_editors_make_for_a_moment_is_passed_by(name: str) -> None:
    assert passing(name)
    assert not passing("a.md")


# --- the watcher, by the system and by polling --------------------------------------------------


@pytest.fixture(params=["system", "poll"])
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"poll": 0.05} if request.param == "poll" else {}


def test_saves_new_files_renames_and_deletions_are_told(
    root: Path, options: dict[str, Any]
) -> None:
    with watching(root, **options) as watcher:
        (root / "content/a.md").write_text("changed")
        told(watcher, root / "content/a.md")
        (root / "content/guide/b.md").write_text("new")
        told(watcher, root / "content/guide/b.md")
        (root / "content/guide/.b.tmp").write_text("by rename")
        (root / "content/guide/.b.tmp").replace(root / "content/guide/b.md")
        told(watcher, root / "content/guide/b.md")
        (root / "content/guide/b.md").rename(root / "content/guide/c.md")
        told(watcher, root / "content/guide/b.md", root / "content/guide/c.md")
        (root / "content/guide/c.md").unlink()
        told(watcher, root / "content/guide/c.md")
        (root / "sitegen.toml").write_text("")
        told(watcher, root / "sitegen.toml")


def test_new_and_moved_folders_are_watched(root: Path, options: dict[str, Any]) -> None:
    with watching(root, **options) as watcher:
        (root / "data/deep").mkdir(parents=True)
        (root / "data/deep/x.toml").write_text("a = 1")
        told(watcher, root / "data/deep/x.toml")
        (root / "content").rename(root / "pages")
        told(watcher, root / "pages/a.md")
        (root / "content").mkdir()
        (root / "content/z.md").write_text("z")
        told(watcher, root / "content/z.md")
        while watcher.wait(0.3):
            continue
        (root / "content/z.md").write_text("zz")
        told(watcher, root / "content/z.md")
        (root / "pages/a.md").write_text("aa")
        told(watcher, root / "pages/a.md")
        # another folder under the same name, before anybody could look
        (root / "content").rename(root / "older")
        (root / "content").mkdir()
        while watcher.wait(0.8):
            continue
        (root / "content/y.md").write_text("y")
        told(watcher, root / "content/y.md")


def test_output_other_tools_and_reading_wake_nobody(root: Path, options: dict[str, Any]) -> None:
    (root / ".git").mkdir()
    outside = root.parent / "outside"
    outside.mkdir()
    (root / "content/link").symlink_to(outside)
    with watching(root, leave_out=[root / "public"], **options) as watcher:
        (root / ".sitegen/serve/index.html").write_text("x")
        (root / "public/index.html").write_text("x")
        (root / ".git/index").write_text("x")
        (root / "node_modules/m").mkdir(parents=True)
        (root / "node_modules/m/x.js").write_text("x")
        (root / "content/.a.md.swp").write_text("x")
        (root / "content/a.md").read_text()
        list((root / "content").iterdir())
        (outside / "x.md").write_text("x")
        assert watcher.wait(0.4) is None
        watcher.leave_out([])
        (root / "public/index.html").write_text("changed")
        told(watcher, root / "public/index.html")


def test_a_checkout_of_many_files_is_one_batch(root: Path) -> None:
    with watching(root) as watcher:
        for number in range(1000):
            (root / f"content/guide/{number}.md").write_text(str(number))
        batches = []
        while (changes := watcher.wait(0.6)) is not None:
            batches.append(changes)
    assert batches == [Changes(paths=None)]


def test_a_file_outside_that_the_user_names_is_told(root: Path) -> None:
    other = root.parent / "other.toml"
    other.write_text("")
    with watching(root, also=[other]) as watcher:
        (root.parent / "else.toml").write_text("x")
        assert watcher.wait(0.2) is None
        other.write_text("x")
        told(watcher, other)


def test_a_log_of_our_own_in_the_site_wakes_nobody(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sitegen serve > serve.log` in the site's folder would feed itself."""
    log = root / "content/serve.log"
    log.write_text("")
    known = watch.identity
    monkeypatch.setattr(watch, "identity", lambda file: known(str(log) if file == 1 else file))
    with watching(root) as watcher:
        log.write_text("a line")
        assert watcher.wait(0.2) is None
        (root / "content/a.md").write_text("x")
        told(watcher, root / "content/a.md")


# --- limits -------------------------------------------------------------------------------------


def _full(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, "inotify watch limit reached")


def test_when_the_system_has_no_room_files_are_polled(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(watch.Observer, "schedule", _full)
    lines: list[str] = []
    with watching(root, tell=lines.append) as watcher:
        (root / "content/a.md").write_text("changed")
        told(watcher, root / "content/a.md")
    assert len(lines) == 1
    assert "max_user_watches" in lines[0] and "every 0.05 s" in lines[0]


def test_no_more_instances_is_no_end_either(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(watch, "Observer", _full)
    lines: list[str] = []
    with watching(root, tell=lines.append) as watcher:
        (root / "content/a.md").write_text("changed")
        told(watcher, root / "content/a.md")
    assert len(lines) == 1


def test_a_limit_reached_later_is_noticed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Watchdog says nothing when a folder inside of a watched one can't be watched."""
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.05)
    lines: list[str] = []
    with watching(root, tell=lines.append) as watcher:
        assert not lines
        monkeypatch.setattr(watch.Observer, "schedule", _full)
        (root / "content/new").mkdir()
        told(watcher, root / "content/new")
        assert len(lines) == 1
        (root / "content/new/x.md").write_text("x")
        told(watcher, root / "content/new/x.md")


def test_stop_ends_a_wait(root: Path) -> None:
    watcher = Watcher(root)
    watcher.start()
    threading.Timer(0.05, watcher.stop).start()
    assert watcher.wait() is None


def test_nothing_is_left_open(root: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0

    with watching(root):
        pass
    before = count()
    for _ in range(3):
        with watching(root) as watcher:
            (root / "content/a.md").write_text(str(time.time_ns()))
            told(watcher, root / "content/a.md")
    assert count() <= before
