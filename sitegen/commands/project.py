"""What commands share: options, loading the site, telling mistakes.

In:  command-line options.
Out: a `Project`, and diagnostics on the standard error stream.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from sitegen.config_reader import load_config
from sitegen.diagnostics import SitegenError, as_text, error
from sitegen.discover import line_of
from sitegen.model import Diagnostic, Value
from sitegen.project import Project, load_project

Command = TypeVar("Command", bound=Callable[..., Any])

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue", "bold": True},
    "help": {"fg": "cyan"},
    "dim": {"dim": True},
    "bold": {"bold": True},
}


_LINKS = f"{__name__}.links"

source_option = click.option(
    "-s", "--source", default=".",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The site's folder.  [default: the current one]",
)  # fmt: skip

base_url_option = click.option(
    "-b", "--base-url", help="The address the site will have: https://example.org/notes/"
)

jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Processes to use.  [default: all processors]"
)

port_option = click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=1313, show_default=True,
    help="The port; if it is taken, the next free one. 0 for any.",
)  # fmt: skip

_UNPUBLISHED = (
    click.option("-D", "--build-drafts", is_flag=True, help="Include drafts."),
    click.option("-F", "--build-future", is_flag=True, help="Include pages dated in the future."),
    click.option("-E", "--build-expired", is_flag=True, help="Include expired pages."),
)

_REACH = (
    click.option(
        "--allow-host", multiple=True, metavar="NAME",
        help="Answer to this name, too; .example.org stands for all below it.",
    ),
    click.option(
        "-O", "--open", "--open-browser", "open_it", is_flag=True, help="Open a browser."
    ),
)  # fmt: skip


def _listed_files(_context: object, _option: object, value: str | None) -> tuple[Path, ...]:
    """The files of a list with commas."""
    return tuple(Path(name.strip()) for name in (value or "").split(",") if name.strip())


def _found(file: Path, root: Path) -> Path:
    """A file named from here or from the site's folder; ends the program when there is none."""
    for place in (file.resolve(), root / file):
        if place.is_file():
            return place
    raise click.BadParameter(f"File '{file}' does not exist.", param_hint="'--config'")


def _noted_links(context: click.Context, _option: object, value: Sequence[Path]) -> None:
    """Remember the folders for `allowed_links`: nothing else in a command needs them."""
    context.meta[_LINKS] = tuple(str(folder.resolve()) for folder in value)


def allowed_links() -> tuple[str, ...]:
    """The folders of `--allow-links`, as whole paths."""
    found: tuple[str, ...] = click.get_current_context().meta.get(_LINKS, ())
    return found


def found_files(files: Sequence[Path], root: Path) -> tuple[Path, ...]:
    """Files named from here or from the site's folder; ends the program when there is none."""
    return tuple(_found(file, root) for file in files)


def unpublished_options(function: Command) -> Command:
    """The options for pages that are not published: drafts, and those of another time."""
    return _with(_UNPUBLISHED, function)


def reach_options(function: Command) -> Command:
    """The options for browsers that look at what is served."""
    return _with(_REACH, function)


def site_options(function: Command) -> Command:
    """The options of every command that reads a site."""
    return options_with("production")(function)


def options_with(environment: str) -> Callable[[Command], Command]:
    """The same options, with another environment where none is named."""
    return lambda function: _with_options(function, environment)


def _with_options(function: Command, environment: str) -> Command:
    options = (
        source_option,
        click.option(
            "--config",
            "config_file",
            metavar="FILE[,FILE]",
            callback=_listed_files,
            help="The configuration file, if it isn't sitegen.toml or one of its kin.",
        ),
        click.option(
            "-e",
            "--environment",
            default=environment,
            show_default=True,
            help="Such as production or staging.",
            envvar=["SITEGEN_ENVIRONMENT", "HUGO_ENVIRONMENT", "HUGO_ENV"],
        ),
        click.option(
            "--allow-links",
            metavar="DIRECTORY",
            multiple=True,
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            expose_value=False,
            callback=_noted_links,
            help="A folder elsewhere that symbolic links in the site may lead to.",
        ),
    )
    return _with(options, function)


def _with(options: Sequence[Callable[[Command], Command]], function: Command) -> Command:
    """A function with options, which help lists in their order."""
    for option in reversed(options):
        function = option(function)
    return function


def project_from(
    source: Path,
    config_file: Sequence[Path],
    environment: str,
    flags: Mapping[str, Value] | None = None,
) -> Project:
    """The site in a folder; ends the program with its mistakes when it can't be loaded.

    `flags` are settings that the command line gives; one that is None is not given.
    """
    root = source.resolve()
    try:
        config, problems = load_config(
            root,
            files=found_files(config_file, root),
            environment=environment,
            overrides={name: one for name, one in (flags or {}).items() if one is not None},
            variables=os.environ,
            allow_links=allowed_links(),
        )
        return load_project(config, problems)
    except SitegenError as failure:
        tell(failure.diagnostics, root)
        raise SystemExit(1) from None


def tell(diagnostics: Sequence[Diagnostic], root: Path) -> None:
    """Print diagnostics with their excerpts, in colour on a terminal."""
    if diagnostics:
        click.echo(printed(diagnostics, root, sys.stderr), err=True)


def printed(diagnostics: Sequence[Diagnostic], root: Path, stream: TextIO | None = None) -> str:
    """Diagnostics with their excerpts, in colour when the stream (stdout) is a terminal."""
    colour = (stream or sys.stdout).isatty() and not os.environ.get("NO_COLOR")

    def paint(text: str, style: str) -> str:
        return click.style(text, **_STYLES[style]) if colour else text

    return as_text(diagnostics, lambda path, line: line_of(root, path, line), paint)


def moment() -> datetime:
    """Now, or the moment that SOURCE_DATE_EPOCH names, so that builds can be repeated.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        problem = error(
            "bad-epoch",
            f'SOURCE_DATE_EPOCH is "{fixed}", not a number of seconds since 1970',
            help="unset it, or set it to what `date +%s` prints",
        )
        tell((problem,), Path())
        raise SystemExit(2) from None


def size_of(count: int) -> str:
    """A number of bytes for people: `17.2 MB`."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit != "MB" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
