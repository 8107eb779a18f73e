"""The search index of a preview: made when it has been quiet for a while, in a process of its own.

In:  the output folder, and word that something in it has changed.
Out: the index beside the pages, a little later; nobody waits for it.

It reads what was written, so that it needs nothing of the builds; while it works, the index of
before is there. A preview's builds know nothing of an index: to them it is a folder of others.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from sitegen.search_engine import Engine, find_engine
from sitegen.searching import FOLDER, index_of, is_page, state_of, texts_of
from sitegen.stamps import digest_of

QUIET = 1.0
"""Seconds without a build before an index is begun; as long as the last one took comes on top."""

_NICE = 10


class Indexer:
    """Makes the index from `start` to `stop`, in a thread that only waits for the process."""

    def __init__(self, output: Path, say: Callable[[str], None]) -> None:
        """`say` is called with what keeps the site from having a search, once."""
        self._output = output
        self._say = say
        self._said = ""
        self._wanted = True
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._awake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sitegen-index", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def built(self, *, wanted: bool) -> None:
        """Something may have changed; whether the site is to have a search is said again."""
        self._wanted = wanted
        self._awake.set()

    def stop(self) -> None:
        """End it at once, whatever it does."""
        self._stopped.set()
        self._awake.set()
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def _run(self) -> None:
        took = 0.0
        while True:
            self._awake.wait()
            while self._awake.is_set() and not self._stopped.is_set():
                self._awake.clear()
                self._awake.wait(QUIET + took)
            if self._stopped.is_set():
                return
            started = time.perf_counter()
            if self._wanted:
                self._index()
            else:
                _remove(self._output)
            took = time.perf_counter() - started

    def _index(self) -> None:
        engine = find_engine(os.environ)
        if engine is None:
            self._tell(
                "The preview has no search: Pagefind is not installed (pip install pagefind_bin)."
            )
            return
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        with self._lock:
            if self._stopped.is_set():
                return
            self._process = context.Process(
                target=_work, args=(theirs, self._output, engine), name="sitegen-index", daemon=True
            )
            self._process.start()
        theirs.close()
        with ours:
            try:
                problem = ours.recv()
            except EOFError:
                problem = "its process was ended"
        self._process.join()
        if problem and not self._stopped.is_set():
            self._tell(f"The search stays as it was: its index could not be made: {problem}")

    def _tell(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._say(text)


# --- in the process of its own ------------------------------------------------------------------


def _give_way() -> None:
    """Let who reads and who builds go first."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    if hasattr(os, "sched_setscheduler") and hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):  # some containers don't allow it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _work(pipe: Connection, output: Path, engine: Engine) -> None:
    _give_way()
    try:
        index_folder(output, engine)
        problem = ""
    except Exception as failure:
        problem = str(failure) or type(failure).__name__
    with contextlib.suppress(OSError):
        pipe.send(problem)


def index_folder(output: Path, engine: Engine) -> bool:
    """Make the index of the pages in a folder, unless it is there; gives whether it was made."""
    found = {}
    for folder, below, names in os.walk(output):
        below[:] = [name for name in below if not name.startswith(".")]  # the stages of builds
        for name in names:
            path = Path(folder, name).relative_to(output).as_posix()
            digest = digest_of(output / path) if is_page(path) else None
            if digest is not None:
                found[path] = digest

    def read(path: str) -> bytes:
        return (output / path).read_bytes()

    texts = texts_of(found, read, {})
    print = state_of(texts, engine).print.hex()
    note = _note(output)
    place = output / FOLDER
    if note.is_file() and note.read_text(encoding="utf-8") == print and place.is_dir():
        return False
    made = note.with_suffix(".new")
    shutil.rmtree(made, ignore_errors=True)
    for path, content in index_of(texts, read, engine).items():
        file = made / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    _remove(output)
    (made / FOLDER).rename(place)
    shutil.rmtree(made, ignore_errors=True)
    note.write_text(print, encoding="utf-8")
    return True


def _note(output: Path) -> Path:
    """Where the digest of what the index was made from stands."""
    return output.parent / f"{output.name}.search"


def _remove(output: Path) -> None:
    _note(output).unlink(missing_ok=True)
    shutil.rmtree(output / FOLDER, ignore_errors=True)
