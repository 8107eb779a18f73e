"""The same bytes wherever the work is done."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen import executors
from sitegen.build import build
from sitegen.diagnostics import SitegenError
from tests.conftest import NOW, SiteUnderTest

PAGES = 120


@pytest.fixture
def many(site: SiteUnderTest) -> SiteUnderTest:
    """A site with enough pages for other processes."""
    site.write(
        {
            f"content/s{n % 7}/p{n}.md": f"---\ntitle: Page {n}\ntags: [t{n % 5}]\n---\n\n"
            f"See [another](../s{(n + 1) % 7}/p{n + 1}.md). {{{{< title >}}}}\n\n```python\nx = {n}\n```\n"
            for n in range(PAGES)
        }
    )
    site.write(
        {
            "shortcodes/title.html": "{{ site.title|own }} {{ site.regular_pages|length }}",
            "plugins/own.py": "from sitegen.plugins import Plugin\n"
            "PLUGIN = Plugin(name='own', version='1', filters={'own': lambda text: f'own {text}'})\n",
            "sitegen.toml": "title = 'Many'\nplugins = ['own']\n",
        }
    )
    return site


def serial(site: SiteUnderTest) -> dict[str, bytes]:
    build(site.project(publishDir="alone"), NOW, 1, use_cache=False, index=False)
    root = site.root / "alone"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_several_processes_make_the_same_bytes(many: SiteUnderTest) -> None:
    many.build(jobs=3)

    assert many.tree() == serial(many)


def test_spawned_processes_make_the_same_bytes(
    many: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on systems where a process can't be forked safely."""
    wanted = serial(many)
    started = []
    context = multiprocessing.get_context("spawn")

    def spawn(method: str) -> object:
        started.append(method)
        return context

    monkeypatch.setattr(executors.multiprocessing, "get_context", spawn)
    many.build(jobs=2)

    assert started and many.tree() == wanted


@pytest.mark.parametrize("weight", [1, 16, 1000])
@pytest.mark.parametrize("jobs", [1, 2, 5, 64])
@pytest.mark.parametrize("count", [0, 1, 7, 40, 1000, 1001])
def test_batches_are_the_whole_in_order_and_work_for_all(
    count: int, jobs: int, weight: int
) -> None:
    found = executors.batches(range(count), jobs, weight)

    assert [one for batch in found for one in batch] == list(range(count))
    assert len(found) >= min(count, jobs)
    assert all(0 < len(batch) <= max(1, executors.LARGEST_BATCH // weight) for batch in found)
    if count >= 1000 and weight == 1:
        assert len(found[-1]) <= executors.SMALLEST_BATCH <= len(found[0])


# --- Dask ------------------------------------------------------------------------------------


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers as processes, on this machine only."""
    file = folder / "scheduler.json"
    python = (sys.executable, "-m")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*python, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
         "--no-dashboard", "--scheduler-file", str(file)], **quiet,
    )  # fmt: skip
    workers = [
        subprocess.Popen(
            [*python, "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-nanny",
             "--no-dashboard", "--nthreads", "2", "--host", "127.0.0.1",
             "--local-directory", str(folder)], **quiet,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        wait_for(lambda: bool(file.exists() and file.read_text().strip()))
        found = json.loads(file.read_text())
        from distributed import Client

        with Client(found["address"], set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield found["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def wait_for(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_makes_the_same_bytes_even_when_a_worker_dies(
    many: SiteUnderTest, tmp_path: Path
) -> None:
    wanted = serial(many)
    with cluster(tmp_path) as (address, workers):
        build(many.project(), NOW, 1, cluster=address, index=False)
        assert many.tree() == wanted
        assert b"own Many" in wanted["s1/p1/index.html"]

        killed = []

        def kill_one(step: str, done: int, _total: int) -> None:
            if step == "Rendering" and done == 1 and not killed:
                workers[0].kill()
                killed.append(done)

        many.write({"layouts/partials/footer-extra.html": "anew"})
        build(many.project(), NOW, 1, kill_one, cluster=address, index=False)
        assert killed and many.tree() == serial(many)
        assert b"anew" in many.tree()["s1/p1/index.html"]


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_told(many: SiteUnderTest) -> None:
    with pytest.raises(SitegenError) as told:
        build(many.project(), NOW, 1, cluster="tcp://127.0.0.1:1")

    assert told.value.diagnostics[0].code == "no-cluster"
    assert not many.tree()
