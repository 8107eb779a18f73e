"""The tools whose projects can be taken over, each with its importer.

In:  the name of a tool.
Out: the function that reads a project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sitegen.importing import hugo, jekyll, mkdocs, obsidian
from sitegen.importing.draft import Draft

TOOLS: Mapping[str, Callable[[Path], Draft]] = {
    "hugo": hugo.draft,
    "jekyll": jekyll.draft,
    "mkdocs": mkdocs.draft,
    "obsidian": obsidian.draft,
}
