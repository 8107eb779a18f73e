"""The lists of Markdown extensions and plug-ins of MkDocs.

In:  the configuration.
Out: settings and lines of the report in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.cascade import logical_path
from sitegen.globs import literal
from sitegen.importing.draft import Draft, Source, entries, named, table, text
from sitegen.importing.mkdocs_nav import address
from sitegen.importing.mkdocs_parts import EXTENSIONS, PLUGINS, Part
from sitegen.mkdocs_extensions import by_name, heading_ids, short_name, tab_ids
from sitegen.model import Value


def carry_extensions(found: Draft, config: Source) -> None:
    """What pages may be written with."""
    for name, _ in named(config.values.get("markdown_extensions")):
        line = config.line_with(name, "markdown_extensions")
        known = EXTENSIONS.get(short_name(name))
        if known is None:
            found.left(f"{name} is not known here", config.path, line, "look for pages that use it")
            continue
        _carry(found, config, line, name, known)


def carry_heading_ids(found: Draft, config: Source) -> None:
    """How headings and tabs get their ids."""
    extensions = by_name(config.values.get("markdown_extensions"))
    ids = heading_ids(extensions, config.text)
    how = f"{config.path}:{ids.line}" if ids.line else "MkDocs makes the ids of headings so"
    if not ids.is_known:
        found.left(
            "toc.slugify: ids of headings are made in another way",
            config.path,
            ids.line,
            "look at links to headings: sitegen check finds those that lead nowhere",
        )
    found.set("markup.goldmark.parser.autoHeadingIDType", ids.kind, how)
    if kind := tab_ids(extensions):
        line = config.line_with("pymdownx.tabbed", "markdown_extensions")
        found.set("markup.tabIDs", kind, f"{config.path}:{line}")


def carry_plugins(found: Draft, config: Source) -> None:
    """What plug-ins did."""
    for name, options in named(config.values.get("plugins")):
        line = config.line_with(name, "plugins")
        known = PLUGINS.get(name.removeprefix("material/"))
        if name == "redirects":
            _redirects(found, config, table(options.get("redirect_maps")))
            continue
        if known is None:
            found.left(
                f"the plug-in {name} has no counterpart",
                config.path,
                line,
                "look what pages lack without it",
            )
            continue
        _carry(found, config, line, f"the plug-in {name}", known)


def _carry(found: Draft, config: Source, line: int, name: str, known: Part) -> None:
    """What a name that is known becomes: settings, and a line of the report."""
    for setting, value in known.settings:
        found.set(setting, value, f"{config.path}:{line}")
    if known.todo:
        found.left(f"{name}: {known.about}", config.path, line, known.todo)
    else:
        found.carried(f"{name}: {known.about}", config.path, line)


def _redirects(found: Draft, config: Source, maps: Mapping[str, Value]) -> None:
    """`old.md: new.md` becomes an alias of the new page."""
    ugly = config.values.get("use_directory_urls") is False
    cascade = [*entries(found.settings.get("cascade"))]
    aliases: dict[str, list[str]] = {}
    for old, new in maps.items():
        line = config.line_with(old, "plugins")
        target = text(new).partition("#")[0]
        if re.match(r"\w+:|/", text(new)) or not target:
            found.left(
                f"redirect {old} → {text(new)} leads out of the pages",
                config.path,
                line,
                "write a page with a link, or a redirect of your host's",
            )
            continue
        aliases.setdefault(target, []).append(address(old, ugly=ugly))
        found.carried(f"redirect {old} → {target}", config.path, line)
    for target, old_ones in aliases.items():
        cascade.append({"target": {"path": literal(logical_path(target))}, "aliases": old_ones})
    if aliases:
        found.set("cascade", cascade)
