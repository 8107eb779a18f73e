"""`sitegen ask`."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from sitegen.commands.project import moment, project_from, site_options, tell
from sitegen.diagnostics import has_errors, visible
from sitegen.discover import shown_path

_USUAL = "https://api.openai.com/v1"
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command("ask")
@click.argument(
    "pages", nargs=-1, required=True, metavar="PAGE...", type=click.Path(path_type=Path)
)
@site_options
@click.option(
    "--model", envvar="OPENAI_MODEL", default="", help="Which model to ask; else OPENAI_MODEL."
)
@click.option("--system", default="", help="What the model is told before each prompt.")
@click.option("--timeout", default=120.0, type=click.FloatRange(1, 3600), show_default=True,
              help="Seconds to wait for an answer.")  # fmt: skip
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def command(
    pages: tuple[Path, ...],
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    model: str,
    system: str,
    timeout: float,
    yes: bool,
    dry_run: bool,
) -> None:
    """Fill in the answers that the prompts of a PAGE lack.

    Asks the server of OPENAI_BASE_URL, with the key of OPENAI_API_KEY if there is one; any server
    that speaks the OpenAI chat API will do. What has an answer is left alone. Nothing is written
    before you have seen it.
    """
    from sitegen import ask, chat  # noqa: PLC0415
    from sitegen.model import Diagnostic  # noqa: PLC0415
    from sitegen.prompt_source import WrittenPrompt  # noqa: PLC0415

    server = chat.Server(url=_address(), key=_key(), model=model.strip(), timeout=timeout)
    if not server.model:
        raise click.UsageError("say which model to ask: --model NAME, or set OPENAI_MODEL")
    project = project_from(source, config_file, environment)
    try:
        files = list(dict.fromkeys(ask.page_file(project, one, Path.cwd()) for one in pages))
    except ValueError as problem:
        raise click.BadParameter(visible(str(problem)), param_hint="PAGE") from None
    _warn_of_plain_http(server)
    problems: list[Diagnostic] = []
    asked = written = 0

    def answer(prompt: WrittenPrompt) -> chat.Reply:
        nonlocal asked
        asked += 1
        at = prompt.position
        first = " ".join(prompt.text.split())[:60]
        click.echo(visible(f"Asking {server.model}: {at.path}:{at.line}: {first}"), err=True)
        return chat.ask(server, prompt.text, system)

    for file in files:
        shown = shown_path(project.root, file)
        try:
            raw = file.read_bytes()
            found = ask.answered(raw, shown, project.config.markup, answer, moment().date())
            tell(found.problems, project.root)
            problems += found.problems
            if not found.changed:
                continue
            _show(found.before.decode(), found.after.decode(), shown)
            if dry_run or not (yes or click.confirm(f"Write this to {visible(shown)}?", err=True)):
                continue
            ask.replace_file(file, found.before, found.after)
            written += 1
        except (OSError, ValueError) as problem:
            raise click.ClickException(visible(f"{shown}: {problem}")) from None
    pages_written = f"{written} page{'s' if written != 1 else ''} written"
    if not asked:
        click.echo("No prompt lacks an answer." if not problems else "Nothing was asked.", err=True)
    else:
        click.echo("Nothing written: --dry-run." if dry_run else f"{pages_written}.", err=True)
    raise SystemExit(1 if has_errors(problems) else 0)


def _address() -> str:
    """The server's address by OPENAI_BASE_URL."""
    url = os.environ.get("OPENAI_BASE_URL", "").strip().rstrip("/") or _USUAL
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise click.UsageError(
            "OPENAI_BASE_URL is not an address such as https://api.openai.com/v1 or "
            "http://localhost:11434/v1"
        )
    return url


def _key() -> str:
    """The key by OPENAI_API_KEY; a server of one's own may want none."""
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key and not os.environ.get("OPENAI_BASE_URL", "").strip():
        raise click.UsageError(
            "set OPENAI_API_KEY to your key, or OPENAI_BASE_URL to a server that wants none"
        )
    if not key.isascii() or not key.isprintable():
        raise click.UsageError("OPENAI_API_KEY has characters that no key has")
    return key


def _warn_of_plain_http(server: object) -> None:
    url, key = getattr(server, "url", ""), getattr(server, "key", "")
    host = urlsplit(url).hostname or ""
    near = host in ("localhost", "::1") or host.startswith("127.")
    if key and url.startswith("http://") and not near:
        click.echo(f"warning: the key goes to {visible(host)} without encryption (http)", err=True)


def _show(before: str, after: str, path: str) -> None:
    """Print what would change, as a unified diff."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm=""
    )
    for line in lines:
        style = _COLOURS.get(line[:1]) if colour else None
        click.echo(click.style(visible(line), fg=style) if style else visible(line))
