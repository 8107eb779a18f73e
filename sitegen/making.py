"""Make what pages have asked the asset pipeline for, and keep images for the next build.

In:  recipes, where their files lie, and what is published already.
Out: staged files, those that stay, and what is wrong with the files they are made from.

Images are made in the pool, and kept in `.sitegen/images/` under the digest of all that they are
made from. All else is made anew each time: it takes no time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path

from sitegen import kept_files
from sitegen.answers import Answers
from sitegen.diagnostics import error, warning
from sitegen.discover import shown_path
from sitegen.executors import Progress, Workers, counted, run_batches
from sitegen.image_operations import Operation
from sitegen.image_processing import REVISION, processed
from sitegen.model import Diagnostic, Position, Stamp, StaticFile, Struct
from sitegen.packing import fingerprint
from sitegen.recipes import Source, content_of, format_of, from_argument, is_image, target_of
from sitegen.record import versions
from sitegen.stamps import Files, digest_of
from sitegen.write import Staged, stage_bytes, stage_copy

IMAGE_WEIGHT = 16
"""An image takes the time of so many pages."""

SPARE = 500
"""Images that are kept besides as many as are in use: for another branch, or an undone edit."""

_NOTE = ".problem"


class Task(Struct, frozen=True, kw_only=True):
    """An image to be made."""

    source: str
    operations: tuple[Operation, ...]
    kind: str
    into: str
    """The file that keeps it."""


class Making(Struct, frozen=True, kw_only=True):
    """What became of the recipes."""

    kept: Files
    staged: tuple[Staged, ...]
    problems: tuple[Diagnostic, ...]


NOTHING = Making(kept={}, staged=(), problems=())


def make(
    wanted: Set[str],
    answers: Answers,
    published: Files,
    taken: Set[str],
    state: Path,
    stage_folder: Path,
    destination: Path,
    workers: Workers,
    progress: Progress,
) -> Making:
    """Bring about what the recipes, as arguments of questions, are to make.

    `published` are the files that lie in the destination as they were written, `taken` the paths of
    other outputs, `state` the folder of the cache.
    """
    if not wanted:
        return NOTHING
    kept: Files = {}
    staged: dict[str, Staged] = {}
    problems: list[Diagnostic] = []
    images: dict[str, Task] = {}
    folder = state / kept_files.IMAGES
    root = Path(answers.settings.config.root)
    for argument in sorted(wanted):
        recipe, sources = from_argument(argument), answers.sources(argument)
        if sources is None:
            continue
        try:
            target = target_of(recipe, sources)
            if is_image(recipe):
                kind = format_of(recipe, sources)
                into = folder / _name(sources[0], recipe.operations, kind)
                images[target] = Task(
                    source=sources[0].path, operations=recipe.operations, kind=kind, into=str(into)
                )
                continue
            one = stage_bytes(stage_folder, destination, target, content_of(recipe, sources))
        except (OSError, UnicodeDecodeError) as problem:
            problems.append(_unreadable(root, sources, problem))
            continue
        if target in staged and staged[target].digest != one.digest:
            problems.append(_twice(target))
        staged[target] = one
    missing = [
        task for target, task in images.items()
        if target not in published and not kept_files.is_kept(task.into)
    ]  # fmt: skip
    if missing:
        _make_images(missing, folder, workers, progress)
        _prune(folder, {Path(task.into).name for task in images.values()})
    for target, task in images.items():
        if note := _noted(task.into):
            problems.append(_broken(root, task.source, note))
        before = published.get(target)
        if before is not None and target not in staged:
            kept[target] = before
            continue
        file = StaticFile(target=target, source=task.into, stamp=_ANY)
        staged[target] = stage_copy(
            stage_folder, destination, file, digest_of(Path(task.into)) or b""
        )
    problems += (_twice(path) for path in sorted((kept.keys() | staged.keys()) & taken))
    return Making(kept=kept, staged=tuple(staged.values()), problems=tuple(problems))


_ANY = Stamp(size=0, mtime_ns=0, inode=0)


def make_batch(tasks: Sequence[Task]) -> list[str]:
    """Make some images, perhaps in another process; gives where they lie."""
    for task in tasks:
        found = processed(task.source, task.operations, task.kind)
        if found.problem:
            note = found.problem.encode("utf-8", "replace")
            kept_files.write(Path(f"{task.into}{_NOTE}"), note)
        kept_files.write(Path(task.into), found.content)
    return [task.into for task in tasks]


def _make_images(
    missing: Sequence[Task], folder: Path, workers: Workers, progress: Progress
) -> None:
    if folder.is_symlink():
        folder.unlink()  # it may lead to what belongs to others
    folder.mkdir(parents=True, exist_ok=True)
    where = workers.for_tasks(len(missing) * IMAGE_WEIGHT)
    made = run_batches(where, make_batch, missing, weight=IMAGE_WEIGHT)
    for _ in counted(made, "Images", len(missing), progress):
        pass
    if where.jobs > 1:
        workers.stop()


def _name(source: Source, operations: tuple[Operation, ...], kind: str) -> str:
    """The name of a kept image: by all that it is made from, and what makes it."""
    told = (source.digest, operations, kind, REVISION, _pillow())
    return f"{fingerprint(told).hex()}.{kind}"


@lru_cache(maxsize=1)
def _pillow() -> str:
    return versions(("pillow",))[0]


def _noted(path: str) -> str:
    """What was wrong when an image was made."""
    note = f"{path}{_NOTE}"
    if not kept_files.is_kept(note):
        return ""
    with contextlib.suppress(OSError):
        return Path(note).read_text(encoding="utf-8", errors="replace")[:200]
    return ""


def _prune(folder: Path, used: Set[str]) -> None:
    """Let go of the oldest images that nobody uses, when they are too many."""
    found = [entry for entry in os.scandir(folder) if not entry.is_dir(follow_symlinks=False)]
    spare = [one for one in found if one.name.removesuffix(_NOTE) not in used]
    if len(spare) <= len(used) + SPARE:
        return
    spare.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
    for entry in spare[: len(spare) - len(used) - SPARE]:
        with contextlib.suppress(OSError):
            Path(entry.path).unlink()


def _broken(root: Path, source: str, why: str) -> Diagnostic:
    message = f"the image is broken: {why}"
    help = "what there is of it is shown; save it anew from its original"
    return warning("image", message, Position(path=shown_path(root, Path(source))), help)


def _unreadable(root: Path, sources: Sequence[Source], problem: Exception) -> Diagnostic:
    place = Position(path=shown_path(root, Path(sources[0].path))) if sources else None
    why = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
    return error("asset", f"the file cannot be used: {why}", place)


def _twice(path: str) -> Diagnostic:
    return error(
        "duplicate-url",
        f'two files of the site have the path "{path}"',
        help="give what the template makes another name, or a fingerprint",
    )
