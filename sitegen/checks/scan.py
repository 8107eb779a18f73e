"""Read the HTML files of a built site, each only when it has changed.

In:  a folder, its HTML files, the digests that are known of them, the state folder.
Out: a `BuiltPage` for each file.

What was seen lies in `.sitegen/check.bin`: texts once, and of each page their numbers. Deleting the
file is always safe; what is no such file, or of another version, is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from sitegen.check_cache import PAGES, keep_for_check, kept_by_check
from sitegen.checks.built_page import parsed
from sitegen.checks.page_parts import BuiltPage, Fault
from sitegen.executors import Progress, Workers, counted, run_batches
from sitegen.model import Struct
from sitegen.packing import digest, pack, unpack
from sitegen.record import code_print


class _Row(Struct, frozen=True, kw_only=True, array_like=True):
    """A page by the numbers of its texts."""

    refs: tuple[int, ...]
    ids: tuple[int, ...]
    faults: tuple[tuple[int, int, int], ...]
    rest: tuple[int, int, int, int, bool, int]
    """Title, language, base, redirect, whether search engines leave it out, canonical address."""


class _Seen(Struct, frozen=True, kw_only=True, array_like=True):
    version: bytes
    texts: tuple[str, ...]
    rows: dict[bytes, _Row]


def scan(
    folder: Path,
    files: Sequence[str],
    digests: Mapping[str, bytes],
    state: Path,
    jobs: int,
    progress: Progress = lambda *_: None,
) -> dict[str, BuiltPage]:
    """Every HTML file of a folder; those whose digest isn't known are read to tell."""
    seen = _load(state)
    known = seen.rows if seen is not None else {}
    texts = seen.texts if seen is not None else ()
    names = {file: digests[file] for file in files if digests.get(file) in known}
    unread = [file for file in files if file not in names]
    new: dict[bytes, BuiltPage] = {}
    with Workers(jobs) as workers:
        where = workers.for_tasks(len(unread))
        results = run_batches(where, _read, unread, str(folder), frozenset(known))
        for file, result in zip(
            unread, counted(results, "Checked", len(unread), progress), strict=True
        ):
            if result is not None:
                names[file], page = result
                if page is not None:
                    new[names[file]] = page
    used = dict.fromkeys(names.values())
    alike = {name: _page(known[name], texts) for name in used if name in known} | new
    found = {file: alike[names[file]] for file in files if file in names}
    if new or len(known) > len(alike):
        _save(state, found, names)
    return found


def _read(
    folder: str, known: frozenset[bytes], files: Sequence[str]
) -> list[tuple[bytes, BuiltPage | None] | None]:
    """Of each file its digest, and the page where that isn't known; None for one unreadable."""
    found: list[tuple[bytes, BuiltPage | None] | None] = []
    for file in files:
        try:
            data = Path(folder, file).read_bytes()
        except OSError:
            found.append(None)
            continue
        name = digest(data)
        found.append((name, None if name in known else parsed(data)))
    return found


def _load(state: Path) -> _Seen | None:
    raw = kept_by_check(state, PAGES)
    if raw is None or raw[:16] != digest(raw[16:]):
        return None
    try:
        seen = unpack(raw[16:], _Seen)
    except msgspec.MsgspecError:
        return None
    return seen if seen.version == code_print() else None


def _save(state: Path, pages: Mapping[str, BuiltPage], names: Mapping[str, bytes]) -> None:
    """Keep what was seen; nothing is kept where that can't be."""
    numbers: dict[str, int] = {}

    def number(text: str) -> int:
        return numbers.setdefault(text, len(numbers))

    def listed(several: Iterable[str]) -> tuple[int, ...]:
        return tuple([numbers.setdefault(one, len(numbers)) for one in several])

    rows: dict[bytes, _Row] = {}
    for file, name in names.items():
        if name in rows:
            continue
        page = pages[file]
        rows[name] = _Row(
            refs=listed(page.refs),
            ids=listed(page.ids),
            faults=tuple(
                (number(one.code), number(one.subject), number(one.detail)) for one in page.faults
            ),
            rest=(
                number(page.title), number(page.lang), number(page.base), number(page.redirect),
                page.noindex, number(page.canonical),
            ),
        )  # fmt: skip
    value = pack(_Seen(version=code_print(), texts=tuple(numbers), rows=rows))
    keep_for_check(state, PAGES, digest(value) + value)


def _page(row: _Row, texts: Sequence[str]) -> BuiltPage:
    title, lang, base, redirect, noindex, canonical = row.rest
    return BuiltPage(
        refs=tuple([texts[one] for one in row.refs]),
        ids=tuple([texts[one] for one in row.ids]),
        faults=tuple(
            Fault(code=texts[code], subject=texts[subject], detail=texts[detail])
            for code, subject, detail in row.faults
        ),
        title=texts[title],
        lang=texts[lang],
        base=texts[base],
        redirect=texts[redirect],
        noindex=noindex,
        canonical=texts[canonical],
    )
