"""What a build may use again: one SQLite file in `.sitegen/`.

In:  packed values.
Out: the same values in a later build, checked against their digests.

Three tables: `rows` holds what was made of each page file, found by the digest of all that it was
made from; `blobs` holds larger values by their own digest; `records` says what the last build of
each destination used. Deleting the file is always safe. Only the main process writes.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from sitegen import kept_files
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Struct
from sitegen.packing import digest
from sitegen.stamps import clock

NAME = "cache.db"
SCHEMA = 2

MOST_RECORDS = 8
"""Destinations whose last build is remembered."""

SPARE_ROWS = 500
"""Unused rows kept besides as many as are in use: for another branch, or an undone edit."""

_DIGEST = 16
_PATIENCE = 3600.0
"""Seconds to wait for another build of the same folder."""

Column = Literal["meta", "outline", "content", "summary", "forms"]

_TABLES = """
CREATE TABLE rows (
    id INTEGER PRIMARY KEY AUTOINCREMENT, input BLOB, facts BLOB, meta BLOB, outline BLOB
);
CREATE TABLE texts (id INTEGER PRIMARY KEY, content BLOB, summary BLOB, forms BLOB);
CREATE INDEX inputs ON rows (input);
CREATE TABLE blobs (id INTEGER PRIMARY KEY, digest BLOB, value BLOB);
CREATE UNIQUE INDEX digests ON blobs (digest);
CREATE TABLE records (name TEXT PRIMARY KEY, saved INTEGER, blobs BLOB, value BLOB);
"""


class CacheDamaged(Exception):
    """What the cache holds is not what was put into it."""


class Row(Struct, frozen=True, kw_only=True):
    """What was made of a page file."""

    input: bytes
    """The digest of what it was made from."""

    facts: bytes
    meta: bytes
    outline: bytes
    content: bytes
    summary: bytes
    forms: bytes


MOST_HELD = 64 * 1024 * 1024
"""Bytes of pages just read that stay in memory, as they are asked for soon."""

Held = Mapping[tuple[Column, int], bytes]
"""Parts of rows that need no look into the file."""


class _Reading:
    """What is read of a cache, by whoever has it open."""

    def __init__(self, database: sqlite3.Connection, held: Held) -> None:
        self._database = database
        self.held = held
        """The parts of rows that need no look into the file."""

    def blob(self, name: bytes) -> bytes:
        """The value of a digest; raises CacheDamaged."""
        with _damage_told():
            found = self._database.execute(
                "SELECT value FROM blobs WHERE digest = ?", (name,)
            ).fetchone()
        return _same(found, name)

    def column(self, column: Column, number: int, expected: bytes) -> bytes:
        """A part of a row, whose digest must be the expected one; raises CacheDamaged."""
        held = self.held.get((column, number))
        if held is not None:
            return held
        table = "rows" if column in ("meta", "outline") else "texts"
        with _damage_told():
            found = self._database.execute(
                f"SELECT {column} FROM {table} WHERE id = ?", (number,)
            ).fetchone()
        return _same(found, expected)


class Cache(_Reading):
    """An open cache; `scratch` ones are gone at the end of the build."""

    def __init__(self, path: Path, *, scratch: bool, far: bool) -> None:
        self.path = path
        self.scratch = scratch
        self._added: dict[tuple[Column, int], bytes] = {}
        self._size = 0
        # a write-ahead log is quick and safe, but for processes of one machine only
        journal = "DELETE" if far else "MEMORY" if scratch else "WAL"
        super().__init__(_opened(path, journal, scratch), self._added)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # --- what the last build used ---------------------------------------------------------

    def record(self, name: str) -> bytes | None:
        """What `remember` kept under a name; None when there is nothing."""
        with _damage_told():
            found = self._database.execute(
                "SELECT value FROM records WHERE name = ?", (name,)
            ).fetchone()
        return None if found is None else _checked(found[0])

    def remember(self, name: str, value: bytes, blobs: Iterable[bytes]) -> None:
        """Keep a value with the blobs that it names; blobs that no record names go."""
        with _damage_told(), self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)",
                (name, time.time_ns(), b"".join(blobs), digest(value) + value),
            )
            self._database.execute(
                "DELETE FROM records WHERE name NOT IN "
                "(SELECT name FROM records ORDER BY saved DESC LIMIT ?)",
                (MOST_RECORDS,),
            )
            named = {
                joined[i : i + _DIGEST]
                for (joined,) in self._database.execute("SELECT blobs FROM records")
                for i in range(0, len(joined), _DIGEST)
            }
            kept = self._database.execute("SELECT digest FROM blobs").fetchall()
            self._database.executemany(
                "DELETE FROM blobs WHERE digest = ?", [one for one in kept if one[0] not in named]
            )

    # --- larger values --------------------------------------------------------------------

    def put(self, value: bytes) -> bytes:
        """Keep a value; gives its digest."""
        name = digest(value)
        with _damage_told(), self._transaction():
            self._database.execute(
                "INSERT OR IGNORE INTO blobs (digest, value) VALUES (?, ?)", (name, value)
            )
        return name

    # --- pages ----------------------------------------------------------------------------

    def add(self, rows: Sequence[Row]) -> list[int]:
        """Keep what was made of some pages; gives their numbers."""
        numbers = []
        with _damage_told(), self._transaction():
            for row in rows:
                number = self._database.execute(
                    "INSERT INTO rows (input, facts, meta, outline) VALUES (?, ?, ?, ?)",
                    (row.input, digest(row.facts) + row.facts, row.meta, row.outline),
                ).lastrowid
                if number is None:
                    raise CacheDamaged
                self._database.execute(
                    "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)",
                    (number, row.content, row.summary, row.forms),
                )
                numbers.append(number)
        for number, row in zip(numbers, rows, strict=True):
            self._hold(number, row)
        return numbers

    def _hold(self, number: int, row: Row) -> None:
        self._size += len(row.meta) + len(row.outline) + len(row.content)
        if self._size <= MOST_HELD:
            self._added["meta", number] = row.meta
            self._added["outline", number] = row.outline
            self._added["content", number] = row.content

    def find(self, input: bytes) -> list[tuple[int, bytes]]:
        """What was made from something, the latest first: numbers and packed facts."""
        with _damage_told():
            found = self._database.execute(
                "SELECT id, facts FROM rows WHERE input = ? ORDER BY id DESC", (input,)
            ).fetchall()
        return [(number, _checked(facts)) for number, facts in found]

    def prune(self, pages: int, used: Callable[[Sequence[bytes]], set[int]]) -> None:
        """Let go of the oldest rows that nobody uses, when they are too many.

        `pages` are in use at least; `used` gives all rows in use, from the values of all records.
        """
        with _damage_told():
            (count,) = self._database.execute("SELECT count(*) FROM rows").fetchone()
        if count <= 2 * pages + SPARE_ROWS:
            return
        with _damage_told(), self._transaction():
            values = self._database.execute("SELECT value FROM records").fetchall()
            kept = used([_checked(value) for (value,) in values])
            if count <= 2 * len(kept) + SPARE_ROWS:
                return
            listed = self._database.execute("SELECT id FROM rows ORDER BY id")
            unused = [(number,) for (number,) in listed if number not in kept]
            gone = unused[: len(unused) // 2]
            self._database.executemany("DELETE FROM rows WHERE id = ?", gone)
            self._database.executemany("DELETE FROM texts WHERE id = ?", gone)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


class CacheReader(_Reading):
    """A cache as worker processes see it."""

    def __init__(self, path: str, held: Held = MappingProxyType({})) -> None:
        with _damage_told():
            database = sqlite3.connect(
                f"{Path(path).as_uri()}?mode=ro", uri=True, isolation_level=None
            )
        super().__init__(database, held)


def open_cache(folder: Path, scratch: Path, *, use: bool, far: bool = False) -> Cache:
    """The cache in a site's state folder.

    Without `use`, and where it can't be written, an empty one in the `scratch` folder. With `far`
    processes of other machines may read it, by a network's file system.
    """
    if use and _is_ours(folder):
        for _ in range(2):
            try:
                return Cache(folder / NAME, scratch=False, far=far)
            except CacheDamaged:
                with contextlib.suppress(OSError):
                    discard(folder)
    return Cache(scratch / NAME, scratch=True, far=far)


def _is_ours(folder: Path) -> bool:
    try:
        make_folder(folder)
        if (folder / NAME).is_symlink():
            (folder / NAME).unlink()
    except OSError:
        return False
    return True


def clear(folder: Path) -> int:
    """Remove a cache with the pictures beside it; gives its size in bytes."""
    return discard(folder) + sum(kept_files.remove(folder / name) for name in kept_files.FOLDERS)


def discard(folder: Path) -> int:
    """Remove the cache's own file, such as a damaged one; gives its size in bytes.

    Pictures, which take long to make, don't depend on it.
    """
    size = 0
    if folder.is_symlink():
        return size
    for file in _files(folder / NAME):
        size += file.stat().st_size
        file.unlink()
    return size


def make_folder(folder: Path) -> None:
    """Make the state folder, which git leaves alone; raises OSError.

    A link in its place is no such folder, nor is a link in it the cache: it may lead to what
    belongs to others.
    """
    if folder.is_symlink():
        raise OSError(f"{folder} is a link")
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


class Stats(Struct, frozen=True, kw_only=True):
    """How much a cache holds."""

    pages: int
    destinations: int
    size: int
    """Bytes."""


def stats(folder: Path) -> Stats | None:
    """How much a cache holds; None when there is none. Raises CacheDamaged."""
    files = _files(folder / NAME)
    if not files:
        return None
    with _damage_told():
        database = sqlite3.connect(f"{(folder / NAME).as_uri()}?mode=ro", uri=True)
        try:
            (pages,) = database.execute("SELECT count(*) FROM rows").fetchone()
            (records,) = database.execute("SELECT count(*) FROM records").fetchone()
        finally:
            database.close()
    size = sum(file.stat().st_size for file in files)
    size += sum(kept_files.size(folder / name) for name in kept_files.FOLDERS)
    return Stats(pages=pages, destinations=records, size=size)


@contextlib.contextmanager
def one_build(folder: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Let one build at a time work in a state folder; gives the file system's time in nanoseconds.

    `waiting` is called when another one is under way. A killed process lets go by itself.
    """
    lock = None
    try:
        make_folder(folder)
        now = clock(folder)
        lock = sqlite3.connect(folder / "lock.db", isolation_level=None, timeout=1.0)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            waiting()
            lock.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
            lock.execute("BEGIN EXCLUSIVE")
            now = clock(folder)
    except (OSError, sqlite3.Error):
        now = time.time_ns()
    try:
        yield now
    finally:
        if lock is not None:
            lock.close()


@contextlib.contextmanager
def scratch_folder(inside: Path | None = None) -> Iterator[Path]:
    """A private folder for the length of a build, in the system's own or `inside` another."""
    folder = Path(tempfile.mkdtemp(prefix="sitegen-", dir=inside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(path: Path, journal: str, scratch: bool) -> sqlite3.Connection:
    with _damage_told():
        database = sqlite3.connect(path, isolation_level=None, timeout=60.0)
        try:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if version not in (0, SCHEMA) or (version == 0 and tables):
                raise CacheDamaged("not a cache of this version")
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute(f"PRAGMA synchronous = {'OFF' if scratch else 'NORMAL'}")
            if version == 0:
                database.execute("PRAGMA page_size = 32768")
            database.execute(f"PRAGMA journal_mode = {journal}")
            if version == 0:
                database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
            else:
                database.execute("BEGIN IMMEDIATE")
                database.execute("ROLLBACK")
        except BaseException:
            database.close()
            raise
    return database


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as problem:
        raise CacheDamaged(str(problem)) from problem


def _same(found: tuple[object] | None, expected: bytes) -> bytes:
    if found is None or not isinstance(found[0], bytes) or digest(found[0]) != expected:
        raise CacheDamaged
    return found[0]


def _checked(value: object) -> bytes:
    if not isinstance(value, bytes) or digest(value[_DIGEST:]) != value[:_DIGEST]:
        raise CacheDamaged
    return value[_DIGEST:]


def _files(path: Path) -> list[Path]:
    named = (path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm"))
    return [file for file in named if file.is_file()]


def unusable(problem: Exception) -> SitegenError:
    """What is told when not even a fresh cache can be used, such as on a full disk."""
    message = f"the build's scratch file cannot be used: {problem}"
    return SitegenError((error("bad-scratch", message, help="is the disk full?"),))
