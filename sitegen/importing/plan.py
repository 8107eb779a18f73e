"""An import: what would be written, and writing it.

In:  a folder, and the name of the tool that it was made for.
Out: a `Plan`; files that were not there before. No file that exists is changed or replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.diagnostics import SitegenError, error
from sitegen.discover import Inside
from sitegen.importing.draft import Item
from sitegen.importing.toml_text import toml_text
from sitegen.importing.tools import TOOLS
from sitegen.model import Position, Struct

CONFIG = "sitegen.toml"

_TITLES = {"hugo": "Hugo", "jekyll": "Jekyll", "mkdocs": "MkDocs", "obsidian": "Obsidian"}


class Plan(Struct, frozen=True, kw_only=True):
    """What an import makes of an old project."""

    tool: str
    files: Mapping[str, str]
    """The paths of new files, relative to the project, and their texts."""

    kept: tuple[str, ...]
    """Files among them that are there already, and stay as they are."""

    report: tuple[Item, ...]


def plan(root: Path, tool: str, *, force: bool = False) -> Plan:
    """Read an old project.

    Raises SitegenError when it has a `sitegen.toml` already, unless `force` is true: then that is
    kept, and only what is missing is written.
    """
    if (root / CONFIG).exists() and not force:
        place = Position(path=CONFIG)
        help = "move it away, or --force to keep it and write only what is missing"
        raise SitegenError(
            (error("exists", "the project has a sitegen.toml already", place, help),)
        )
    draft = TOOLS[tool](root)
    head = (
        f"# Made from the files of {_TITLES[tool]} by: sitegen new site --from {tool}\n"
        "# Behind a value stands where it comes from. Every setting: sitegen config\n\n"
    )
    files = {CONFIG: head + toml_text(draft.settings, draft.comments), **draft.twins}
    kept = tuple(name for name in files if (root / name).exists())
    order = {"carried": 0, "translated": 1, "left": 2}
    report = sorted(dict.fromkeys(draft.report), key=lambda item: order[item.group])
    return Plan(tool=tool, files=files, kept=kept, report=tuple(report))


def carry_out(root: Path, planned: Plan) -> tuple[str, ...]:
    """Write the new files; gives their paths. Raises SitegenError when it can't."""
    made = []
    inside = Inside(root)
    for name, text in planned.files.items():
        target = root / name
        if not inside.holds(target.parent):
            raise SitegenError(tuple(inside.refused))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # "x": a file that came in between stays, too
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as problem:
            message = f'cannot write "{name}": {problem.strerror}'
            raise SitegenError((error("unwritable", message),)) from problem
        made.append(name)
    return tuple(made)
