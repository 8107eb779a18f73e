"""How each tool's content folder is read: one record of functions a dialect.

In:  the files of a content folder.
Out: a `Dialect`; the pipeline calls its fields and never looks at its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.dialects.dialect import Dialect, Folders, Placement
from sitegen.dialects.hugo import HUGO
from sitegen.dialects.jekyll import JEKYLL
from sitegen.dialects.plain import PLAIN

__all__ = ["DIALECTS", "Dialect", "Folders", "Placement", "dialect_for"]

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (PLAIN, HUGO, JEKYLL)}


def dialect_for(config_file: str) -> Dialect:
    """The dialect of a site, told by its configuration file; the plain one reads a mixture."""
    folder, _, name = config_file.rpartition("/")
    if folder.startswith("config/"):
        return HUGO
    for dialect in DIALECTS.values():
        if name in dialect.markers:
            return dialect
    return PLAIN
