"""The commands that a site's plug-ins add: `sitegen NAME`.

In:  the words of a command line.
Out: commands by name; a plug-in's failure is told at its line.

The site is the one in the current folder, or in the one that `--source` names. Plug-ins are looked
for only when a command is called that sitegen has not, and for `sitegen --help`.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from sitegen.commands.project import tell
from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError
from sitegen.model import PluginRef
from sitegen.plugin_files import find_plugins
from sitegen.plugin_loading import failure, load_plugins
from sitegen.project import inside_of


def plugin_commands(words: Sequence[str]) -> Mapping[str, click.Command]:
    """The commands of the site's plug-ins; ends the program when one of these can't be loaded."""
    root = _folder(words).resolve()
    try:
        config, _ = load_config(root, environment="production", overrides={}, variables=os.environ)
    except (SitegenError, OSError):
        return {}  # whatever was typed, it is no command
    if not config.plugins:
        return {}
    try:
        refs = find_plugins(root, config.plugins, config.file, inside_of(config))
        found = load_plugins(refs).all
    except SitegenError as wrong:
        tell(wrong.diagnostics, root)
        raise SystemExit(1) from None
    return {
        command.name: _told(command, refs, root)
        for plugin in found
        for command in plugin.commands
        if command.name
    }


def _folder(words: Sequence[str]) -> Path:
    """The folder that `-s` or `--source` names among the words."""
    for word, following in pairwise((*words, "")):
        if word in ("-s", "--source"):
            return Path(following or ".")
        if word.startswith("--source="):
            return Path(word.partition("=")[2] or ".")
    return Path()


def _told(command: click.Command, refs: tuple[PluginRef, ...], root: Path) -> click.Command:
    """A command whose failures are told as those of a build."""
    run: Callable[..., Any] | None = command.callback
    if run is None:
        return command

    def callback(*arguments: Any, **named: Any) -> Any:
        try:
            return run(*arguments, **named)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except SitegenError as problem:
            tell(problem.diagnostics, root)
        except Exception as problem:
            found = failure(problem, refs, root)
            if found is None:
                raise
            tell((found,), root)
        raise SystemExit(1)

    guarded = copy.copy(command)
    guarded.callback = callback
    return guarded
