"""What a build of a destination leaves behind for the next one.

In:  the results of a build.
Out: a `Record` in the cache, and the larger lists that it names by digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sitegen.cache import Cache
from sitegen.model import Diagnostic, PageFacts, Read, Struct
from sitegen.packing import digest, from_json, to_json, unpack
from sitegen.stamps import Files
from sitegen.urls_lock import Vanished

LIBRARIES = (
    "babel", "cbor2", "emoji", "igraph", "jinja2", "markdown-it-py", "markupsafe", "math-core",
    "mdit-py-plugins", "minify-html", "msgspec", "pillow", "pygments", "pyyaml", "segno", "tomli",
)  # fmt: skip
"""What outputs are made with."""

OPTIONAL = ("manimgx-fonts",)
"""The same, if it is installed."""


class Counts(Struct, frozen=True, kw_only=True):
    """The figures that are printed after a build."""

    pages: int = 0
    sections: int = 0
    terms: int = 0
    static_files: int = 0
    aliases: int = 0
    links: int = 0
    unresolved: int = 0
    """Wiki links that lead nowhere."""

    left_out: int = 0
    size: int = 0
    """Bytes of the whole site."""

    files: int = 0


class Record(Struct, frozen=True, kw_only=True):
    """The last build of a destination; larger lists by the digests of their blobs."""

    settings: bytes
    """The fingerprint of all settings."""

    since: float
    """The moments between which the same pages are left out, in seconds since 1970."""

    until: float
    inputs_moment: int
    """When the inputs' stamps were taken, by the file system's clock in nanoseconds,"""

    outputs_moment: int
    """and when those of the outputs were."""

    inputs: bytes
    outputs: bytes
    read_base: bytes
    """The digest of what every page was read with."""

    facts: bytes
    site_input: bytes
    """The digest of what the site was put together from."""

    site: bytes
    site_problems: tuple[Diagnostic, ...]
    vanished: Vanished
    """What became of addresses in `urls.lock` that no page has any more."""

    graph: bytes
    maps: bytes
    """The blob of the maps of the whole graph."""

    extra_files: tuple[str, ...]
    traces: bytes
    search: bytes
    """Empty for a site without an index."""

    diagnostics: tuple[Diagnostic, ...]
    counts: Counts
    plugin_reads: tuple[Read, ...] = ()
    """What plug-ins saw of files."""

    def blobs(self) -> tuple[bytes, ...]:
        """The digests of all blobs that it names."""
        named = (
            self.inputs,
            self.outputs,
            self.facts,
            self.site,
            self.graph,
            self.traces,
            self.maps,
            self.search,
        )
        return tuple(blob for blob in named if blob)


def record_name(root: Path, destination: Path) -> str:
    """The name of a destination's record: its path in the site, wherever that lies."""
    place = destination.resolve()
    inside = place.is_relative_to(root)
    return os.fspath(place.relative_to(root) if inside else place)


def load_record(cache: Cache, name: str) -> Record | None:
    """The record of a destination; None when there is none, or one of another version."""
    value = cache.record(name)
    code = code_print()
    if value is None or not value.startswith(code):
        return None
    return from_json(value[len(code) :], Record)


def save_record(cache: Cache, name: str, record: Record) -> None:
    """Keep a record; nothing is kept in a cache that is gone with this build."""
    if not cache.scratch:
        cache.remember(name, code_print() + to_json(record), record.blobs())


def load_files(cache: Cache, blob: bytes) -> Files:
    """A list of files that a record names."""
    return unpack(cache.blob(blob), Files)


def load_facts(cache: Cache, record: Record) -> dict[str, PageFacts]:
    """The facts of the pages that a record names."""
    return unpack(cache.blob(record.facts), dict[str, PageFacts])


@lru_cache(maxsize=1)
def code_print() -> bytes:
    """The digest of all that turns the same input into other output: our code and its libraries."""
    hasher = hashlib.blake2b(digest_size=16)
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        hasher.update(path.relative_to(package).as_posix().encode() + b"\0")
        hasher.update(digest(path.read_bytes()))
    hasher.update("\0".join((sys.version, *versions((*LIBRARIES, *OPTIONAL)))).encode())
    return hasher.digest()


def versions(names: Sequence[str]) -> list[str]:
    """Names with versions, from the names of the folders that installers make.

    Where there is no such folder, the slower way by `importlib.metadata`; but what is optional is
    then taken as not installed: most sites lack it, and would pay for the look at each start.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208 - much faster than Path
                name, _, rest = entry.removesuffix(".dist-info").partition("-")
                if entry.endswith(".dist-info"):
                    found.setdefault(name.lower().replace("_", "-"), rest)
    listed = []
    for name in names:
        version = found.get(name, "" if name in OPTIONAL else None)
        if version is None:
            import importlib.metadata  # noqa: PLC0415 - slow, and seldom needed

            version = importlib.metadata.version(name)
        listed.append(f"{name} {version}")
    return listed


def rows_in_use(cache: Cache, values: Sequence[bytes]) -> set[int]:
    """The rows of the pages that any record names."""
    code = code_print()
    found: set[int] = set()
    for value in values:
        if value.startswith(code):
            record = from_json(value[len(code) :], Record)
            found |= {facts.row for facts in load_facts(cache, record).values()}
    return found
