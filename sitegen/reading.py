"""Phase 1 with the cache: only page files that have changed are read.

In:  the page files, what was known of them, the settings.
Out: every page's facts; meta, outline and text lie in the cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import TZPATH

import msgspec

from sitegen.cache import Cache, Row
from sitegen.config import each_language
from sitegen.discover import shown_path
from sitegen.document import ALWAYS_READ, PageRead, read_batch
from sitegen.executors import Progress, Workers, counted, run_batches
from sitegen.model import PageFacts, SourceFile, Struct
from sitegen.packing import digest, fingerprint, pack, unpack
from sitegen.project import Project
from sitegen.record import code_print
from sitegen.settings import SettingPrints, Settings, asked_in
from sitegen.spool import share
from sitegen.stamps import Files, Known

KEPT_TOGETHER = 100
"""Pages that are put into the cache at once: what a killed build has read is not lost."""


class Reading(Struct, frozen=True, kw_only=True):
    """All pages after phase 1."""

    facts: dict[str, PageFacts]
    """By key, in the order of the keys."""

    inputs: Files
    """With the digests of the pages that were read."""

    read: tuple[str, ...]
    """The keys of the pages that were read."""


def read_base(project: Project, prints: SettingPrints) -> bytes:
    """The digest of what every page is read with: code, dialect, settings, where the files lie."""
    zone = project.config.time_zone
    return fingerprint(
        [
            code_print(),
            project.dialect,
            shown_path(project.root, project.content),
            project.config.language,
            [
                (name, [prints.of(query, asked_in(name, about)) for query, about in ALWAYS_READ])
                for name in (own.language for own in each_language(project.config))
            ],
            _zone_print(zone) if zone else "",
        ]
    )


def read_pages(
    pages: Sequence[SourceFile],
    settings: Settings,
    prints: SettingPrints,
    base: bytes,
    cache: Cache,
    inputs: Files,
    known: Mapping[str, PageFacts],
    workers: Workers,
    scratch: Path,
    progress: Progress,
) -> Reading:
    """Every page's facts: as `known`, from the cache, or read anew.

    `base` is the `read_base`; `known` are those of the last build, if it had the same.
    """
    found: dict[str, PageFacts] = {}
    todo: list[SourceFile] = []
    for source in pages:
        content = inputs[source.path].digest if source.path in inputs else None
        facts = known.get(source.key)
        if facts is None or facts.source != content or not prints.holds(facts.reads):
            facts = _from_cache(cache, _input(base, source, content), prints) if content else None
        if facts is None:
            todo.append(source)
        else:
            found[source.key] = facts
    seen: Files = {}
    if todo:
        ref = share(scratch, "settings", settings)
        results = run_batches(workers.for_tasks(len(todo)), read_batch, todo, ref)
        made = counted(results, "Reading", len(todo), progress)
        for source, facts in _kept(zip(todo, made, strict=True), cache, base, prints):
            found[source.key] = facts
            if facts.source:
                seen[source.path] = Known(stamp=source.stamp, digest=facts.source)
    return Reading(
        facts={source.key: found[source.key] for source in pages},
        inputs=inputs | seen,
        read=tuple(source.key for source in todo),
    )


def _input(base: bytes, source: SourceFile, content: bytes) -> bytes:
    return digest(base + content + source.key.encode("utf-8", "surrogateescape"))


def _from_cache(cache: Cache, input: bytes, prints: SettingPrints) -> PageFacts | None:
    for row, packed in cache.find(input):
        facts = unpack(packed, PageFacts)
        if prints.holds(facts.reads):
            return msgspec.structs.replace(facts, row=row)
    return None


def _kept(
    made: Iterator[tuple[SourceFile, PageRead]], cache: Cache, base: bytes, prints: SettingPrints
) -> Iterator[tuple[SourceFile, PageFacts]]:
    """Put pages into the cache, and give their facts with the numbers of their rows."""
    waiting: list[tuple[SourceFile, PageFacts]] = []
    rows: list[Row] = []

    def flush() -> Iterator[tuple[SourceFile, PageFacts]]:
        for number, (source, facts) in zip(cache.add(rows), waiting, strict=True):
            yield source, msgspec.structs.replace(facts, row=number)
        waiting.clear()
        rows.clear()

    for source, page in made:
        prints.saw(page.seen)
        reads = tuple((*asked, prints.of(*asked)) for asked in page.reads)
        facts = msgspec.structs.replace(page.facts, reads=reads)
        waiting.append((source, facts))
        rows.append(
            Row(
                input=_input(base, source, page.facts.source),
                facts=pack(facts),
                meta=page.meta,
                outline=page.outline,
                content=page.content,
                summary=page.summary,
                forms=page.forms,
            )
        )
        if len(rows) == KEPT_TOGETHER:
            yield from flush()
    yield from flush()


def _zone_print(name: str) -> str:
    """The digest of a time zone's rules on this machine."""
    for folder in TZPATH:
        path = Path(folder, name)
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""
