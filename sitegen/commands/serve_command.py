"""`sitegen serve`."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any

import click

from sitegen.commands.project import (
    allowed_links,
    found_files,
    jobs_option,
    moment,
    options_with,
    port_option,
    reach_options,
    tell,
    unpublished_options,
)
from sitegen.commands.serving import serve_until_ended
from sitegen.diagnostics import SitegenError, count_of
from sitegen.executors import default_jobs
from sitegen.model import Diagnostic, Severity
from sitegen.serve.messages import EDITORS, editor_in, editor_template
from sitegen.serve.preview import Preview, Wishes, lan_address
from sitegen.serve.server import ANYWHERE
from sitegen.serve.session import Outcome, new_ones


def _seconds(_context: object, _option: object, value: str | None) -> float:
    """`2`, `0.5`, `700ms` or `2s` as seconds; 0 when not given."""
    if value is None:
        return 0.0
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)?", value.strip())
    found = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
    if not 0.05 <= found <= 3600:
        raise click.BadParameter(f'"{value}" is not a number of seconds such as 2 or 700ms')
    return found


def _editor(_context: object, _option: object, value: str | None) -> str:
    try:
        return editor_template(value if value is not None else editor_in(os.environ))
    except ValueError:
        known = ", ".join(EDITORS)
        raise click.BadParameter(
            f'"{value}" is not one of {known}, nor an address with {{path}} in it'
        ) from None


@click.command("serve")
@options_with("development")
@click.option(
    "-b", "--base-url", help="Its path is where the site lies: https://example.org/notes/"
)
@unpublished_options
@port_option
@click.option(
    "--bind",
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen at; 0.0.0.0 shows the preview to your whole network.",
)
@reach_options
@click.option(
    "-N", "--navigate-to-changed", is_flag=True, help="Lead the browser to the page that you save."
)
@click.option(
    "--poll",
    is_flag=False,
    flag_value="1",
    callback=_seconds,
    metavar="[SECONDS]",
    help="Look at all files this often: for network file systems.",
)
@click.option(
    "--tls-cert",
    "--tls-cert-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Serve by https with this certificate.",
)
@click.option(
    "--tls-key",
    "--tls-key-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its key, if that is in a file of its own.",
)
@click.option(
    "--editor",
    callback=_editor,
    metavar="NAME",
    help=f"What opens files from the browser: {', '.join(EDITORS)}, or an address with {{path}}, "
    "{line} and {column}.",
)
@click.option("--disable-live-reload", is_flag=True, help="Send pages as they are.")
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option(
    "--disable-fast-render", "-w", "--watch", "--no-http-cache", is_flag=True, hidden=True
)
def command(  # noqa: D103 - the help is below
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    base_url: str | None,
    build_drafts: bool,
    build_future: bool,
    build_expired: bool,
    port: int,
    bind: str,
    allow_host: tuple[str, ...],
    open_it: bool,
    navigate_to_changed: bool,
    poll: float,
    tls_cert: Path | None,
    tls_key: Path | None,
    editor: str,
    disable_live_reload: bool,
    jobs: int | None,
    quiet: bool,
    **_as_always: Any,
) -> None:
    if tls_key and not tls_cert:
        raise click.UsageError("--tls-key needs --tls-cert")
    root = source.resolve()
    flags = {
        "buildDrafts": build_drafts or None,
        "buildFuture": build_future or None,
        "buildExpired": build_expired or None,
    }
    wishes = Wishes(
        root=root,
        files=found_files(config_file, root),
        environment=environment,
        overrides={name: value for name, value in flags.items() if value is not None},
        base_url=base_url,
        bind=bind,
        port=port,
        allow_hosts=allow_host,
        certificate=tls_cert,
        key=tls_key,
        poll=poll,
        jobs=jobs or default_jobs(),
        editor=editor,
        navigate=navigate_to_changed,
        allow_links=allowed_links(),
        live=not disable_live_reload,
    )
    say = _silence if quiet else click.echo
    try:
        preview = Preview(wishes, now=moment, tell=_Teller(root, quiet).tell, say=say)
    except SitegenError as failure:
        tell(failure.diagnostics, root)
        raise SystemExit(1) from None
    serve_until_ended(
        lambda: _introduce(preview, wishes, say),
        preview.start,
        preview.stop,
        preview.url if open_it else "",
    )


command.help = "Show the site in a browser, as it is while you write."


def _silence(_text: str) -> None:
    """Says nothing."""


def _introduce(preview: Preview, wishes: Wishes, say: Any) -> None:
    if wishes.port and preview.port != wishes.port:
        say(f"Port {wishes.port} is taken; this is {preview.port}.")
    say(f"{preview.url}  (Ctrl-C ends it)")
    if wishes.bind in ANYWHERE:
        found = lan_address()
        where = f": {preview.url_at(found)}" if found else ""
        say(f"Everyone in your network can see this preview, drafts included{where}")


class _Teller:
    """Prints a line for each build, and what is new of its mistakes."""

    def __init__(self, root: Path, quiet: bool) -> None:
        self._root = root
        self._quiet = quiet
        self._shown: tuple[Diagnostic, ...] = ()
        self._first = True

    def tell(self, outcome: Outcome) -> None:
        """Print what a build came to."""
        fresh = new_ones(outcome.diagnostics, self._shown)
        if self._quiet:
            fresh = tuple(one for one in fresh if one.severity is Severity.ERROR)
        with contextlib.suppress(BrokenPipeError):  # whoever read it has gone; browsers have not
            if not self._quiet:
                click.echo(self._line(outcome))
            tell(fresh, self._root)
        self._shown = outcome.diagnostics
        self._first = False

    def _line(self, outcome: Outcome) -> str:
        result = outcome.result
        took = _duration(outcome.seconds)
        errors = count_of(outcome.diagnostics, Severity.ERROR)
        if result is None or result.written is None:
            done = f"nothing written: {_plural(errors, 'error')}"
        elif self._first:
            done = f"{_plural(result.counts.pages, 'page')} in {took}"
        else:
            files = len(result.written.changed) + len(result.written.removed)
            done = f"{_plural(files, 'file')} in {took}"
        mended = " · all mended" if self._shown and not outcome.diagnostics else ""
        return f"{time.strftime('%H:%M:%S')} {self._what(outcome)} · {done}{mended}"

    def _what(self, outcome: Outcome) -> str:
        if self._first:
            return "built"
        if outcome.again:
            return "looked again"
        if outcome.changes.paths is None:
            return "files changed"
        names = sorted(_shown(path, self._root) for path in outcome.changes.paths)
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return f"{names[0]}{more} changed"


def _shown(path: str, root: Path) -> str:
    try:
        shown = Path(path).relative_to(root).as_posix()
    except ValueError:
        shown = path
    return "".join(char if char.isprintable() else "?" for char in shown)


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
