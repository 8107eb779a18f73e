"""Which pages a site's search index is made of, and whether it has to be made anew.

In:  the HTML files of a site.
Out: the files of the index, and what the next build wants to know of them.

What goes wrong with it is a warning: a site without search, or with that of before, is better than
none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sitegen import paths
from sitegen.diagnostics import warning
from sitegen.model import Diagnostic, Struct
from sitegen.packing import digest
from sitegen.search_engine import Engine
from sitegen.stamps import Files, Known
from sitegen.write import Staged, stage_bytes

FOLDER = "pagefind/"
"""Where the index lies in a site."""

THEME_FILES = ("js/search.js", "css/search.css")
"""What the default theme has for searching alone: a site without search doesn't publish it."""

Read = Callable[[str], bytes]
"""The bytes of a file of the site, by its output path."""

Texts = dict[str, tuple[bytes, bytes]]
"""Output path to the digest of the file and that of what is searched of it; the latter is empty
when the page has no marks."""

_NOTHING = b"-"
"""In place of a digest: the page has marks, but there is nothing to search in it."""


class SearchState(Struct, frozen=True, kw_only=True):
    """What an index was made from."""

    texts: Texts
    print: bytes
    """The digest of all that the index depends on; empty when it couldn't be made."""

    files: tuple[str, ...]
    """The output paths of the index."""


SEARCH_FAILED = "search-failed"
"""The code of what may go well the next time."""

NO_SEARCH = SearchState(texts={}, print=b"", files=())


class Searched(Struct, frozen=True, kw_only=True):
    """The index of a build."""

    state: SearchState = NO_SEARCH
    kept: Mapping[str, Known] = {}
    """Those of its files that are published already,"""

    staged: tuple[Staged, ...] = ()
    """and those that wait for it."""

    problems: tuple[Diagnostic, ...] = ()


def searched(
    engine: Engine | None,
    before: SearchState,
    kept: Files,
    staged: Sequence[Staged],
    published: Files,
    folder: Path,
    destination: Path,
) -> Searched:
    """The index of a site that consists of the files that are `kept` and `staged`.

    `before` is what the index among the `published` files was made from. `folder` is the stage.
    """
    if engine is None:
        return Searched(problems=(_not_here(),))
    pages = {path: known.digest for path, known in kept.items() if is_page(path)}
    pages |= {one.path: one.digest for one in staged if is_page(one.path)}
    waiting = {one.path for one in staged if one.changed}

    def read(path: str) -> bytes:
        return ((folder if path in waiting else destination) / path).read_bytes()

    state = state_of(texts_of(pages, read, before.texts), engine)
    lying = {path: published[path] for path in before.files if path in published}
    if state.print == before.print and len(lying) == len(before.files):
        return Searched(state=msgspec.structs.replace(state, files=before.files), kept=lying)
    from sitegen.search_index import IndexFailed  # noqa: PLC0415 - not in every build

    try:
        files = index_of(state.texts, read, engine)
    except IndexFailed as problem:
        state = SearchState(texts=state.texts, print=b"", files=tuple(lying))
        return Searched(state=state, kept=lying, problems=(_failed(problem),))
    made = tuple(stage_bytes(folder, destination, *file) for file in files.items())
    return Searched(state=msgspec.structs.replace(state, files=tuple(files)), staged=made)


def _not_here() -> Diagnostic:
    return warning(
        "no-indexer",
        "the site has no search: Pagefind, which makes its index, is not installed",
        None,
        "try `pip install pagefind_bin`; `search.enabled = false` leaves search out",
    )


def _failed(problem: Exception) -> Diagnostic:
    return warning(
        SEARCH_FAILED,
        f"the search index could not be made, it stays as it was: Pagefind said: {problem}",
        None,
        "build again; `search.enabled = false` leaves search out",
    )


def is_page(path: str) -> bool:
    """Whether an output may be searched."""
    return path.endswith((".html", ".htm")) and not path.startswith(FOLDER)


def texts_of(pages: Mapping[str, bytes], read: Read, before: Texts) -> Texts:
    """What is searched of each page; `pages` are output paths with the digests of their files.

    Only files that are not as they were `before` are read.
    """
    from sitegen.search_text import has_marks, searchable  # noqa: PLC0415 - not in every build

    found: Texts = {}
    for path in sorted(pages):
        known = before.get(path)
        if known is not None and known[0] == pages[path]:
            found[path] = known
        else:
            page = read(path)
            text = searchable(page)
            found[path] = (
                pages[path],
                digest(text.encode()) if text else _NOTHING if has_marks(page) else b"",
            )
    return found


def state_of(texts: Texts, engine: Engine) -> SearchState:
    """What an index of these texts depends on; its files are not known yet."""
    parts = (f"{path}\0".encode() + found for path, found in _indexed(texts).items())
    print = digest(b"\0".join((engine.print, *parts)))
    return SearchState(texts=texts, print=print, files=())


def index_of(texts: Texts, read: Read, engine: Engine) -> dict[str, bytes]:
    """The files of the index by output path; raises `search_index.IndexFailed`."""
    from sitegen.search_index import Document, index_files  # noqa: PLC0415
    from sitegen.search_text import searchable, whole  # noqa: PLC0415

    text_of = searchable if any(text for _, text in texts.values()) else whole

    def documents() -> Iterator[Document]:
        for path in _indexed(texts):
            if html := text_of(read(path)):
                yield Document(url=_address(path), html=html)

    return {FOLDER + name: content for name, content in index_files(engine, documents()).items()}


def _indexed(texts: Texts) -> dict[str, bytes]:
    """The pages of the index with their digests: those with something marked.

    Where no page of the site has marks, as with a layout of one's own, all are indexed as they are.
    """
    if any(text for _, text in texts.values()):
        return {path: text for path, (_, text) in texts.items() if text not in (b"", _NOTHING)}
    return {path: file for path, (file, _) in texts.items()}


def _address(path: str) -> str:
    folder = path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path
    return f"/{paths.encoded(folder)}"
