"""How each tool's content folder is read: one record of functions a dialect.

In:  the files of a content folder.
Out: a `Dialect`; the pipeline calls its fields and never looks at its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sitegen.dialects.dialect import Dialect, Folders, Placement
from sitegen.dialects.hugo import HUGO
from sitegen.dialects.jekyll import JEKYLL
from sitegen.dialects.obsidian import OBSIDIAN
from sitegen.dialects.plain import PLAIN

__all__ = ["DIALECTS", "Dialect", "Folders", "Placement", "dialect_for"]

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect for dialect in (PLAIN, HUGO, JEKYLL, OBSIDIAN)
}


def dialect_for(config_file: str, holds: Callable[[str], bool]) -> Dialect:
    """The dialect of a site, told by its configuration file, else by a folder in its content.

    `holds` tells whether there is such a folder; the plain dialect reads a mixture.
    """
    folder, _, name = config_file.rpartition("/")
    if folder.startswith("config/"):
        return HUGO
    found = next((one for one in DIALECTS.values() if name and name in one.markers), None)
    if found is None:
        named = (one for one in DIALECTS.values() if one.marker_folder)
        found = next((one for one in named if holds(one.marker_folder)), PLAIN)
    return found
