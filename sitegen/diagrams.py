"""The library that draws Mermaid diagrams in browsers; the site's author installs it.

In:  the configuration.
Out: the file that is copied into the site, or what to tell when a diagram needs it.

https://mermaid.js.org/config/usage.html
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from sitegen.config import Config
from sitegen.diagnostics import error, warning
from sitegen.discover import Inside, Tree, stamp_of
from sitegen.model import Diagnostic, Position, StaticFile

LIBRARY = "js/mermaid.min.js"
"""Where browsers find it; a file of the site's own in this place wins."""

INSTALLED = "node_modules/mermaid/dist/mermaid.min.js"
"""Where `npm install mermaid` puts it: the build that needs no other file."""

OFF = "false"
"""The setting that says that diagrams are meant to be shown as code."""


def with_library(tree: Tree, config: Config, inside: Inside) -> Tree:
    """The site's files with the library among those that are copied, if there is one."""
    named = config.markup.mermaid
    if named == OFF or any(file.target == LIBRARY for file in tree.statics):
        return tree
    problems: tuple[Diagnostic, ...] = ()
    found = _library(named or INSTALLED, config, inside)
    if isinstance(found, StaticFile):
        statics = sorted((*tree.statics, found), key=lambda file: file.target)
        tree = msgspec.structs.replace(tree, statics=tuple(statics))
    elif named:
        problems = (error("bad-setting", f'"markup.mermaid" is "{named}": {found}',
                          Position(path=config.file), f'such as "{INSTALLED}"'),)  # fmt: skip
    return msgspec.structs.replace(tree, diagnostics=(*tree.diagnostics, *problems))


def _library(named: str, config: Config, inside: Inside) -> StaticFile | str:
    """The file, or why there is none."""
    root = Path(config.root)
    path = root / named
    if not path.is_file():
        return "there is no such file"
    if path.suffix != ".js" or not path.absolute().is_relative_to(root.absolute()):
        return "not a script in the site's folder"
    if ".." in path.parts or not inside.holds(path):
        return "it lies outside of the site's folder"
    return StaticFile(target=LIBRARY, source=str(path), stamp=stamp_of(path.stat()))


MISSING = warning(
    "mermaid",
    "Mermaid diagrams are shown as code, as the site has nothing to draw them with",
    help="run `npm install mermaid` in the site's folder, or name the file: "
    'markup.mermaid = "path/of/mermaid.min.js"; with markup.mermaid = false code is what is meant',
)
"""Without a place: it is told once, whatever the number of diagrams."""
