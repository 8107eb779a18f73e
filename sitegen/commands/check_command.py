"""`sitegen check`."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import click

from sitegen.commands.project import project_from, site_options
from sitegen.diagnostics import visible

_HEADS = {
    "layouts": "Layouts",
    "shortcodes": "Shortcodes",
    "settings": "Settings",
    "content": "Content",
    "site": "The site",
}


@click.command("check")
@site_options
@click.option("--hugo", is_flag=True, help="What of a site made for Hugo needs a hand.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people or for programs.",
)
def command(
    source: Path, config_file: tuple[Path, ...], environment: str, hugo: bool, form: str
) -> None:
    """Look for what needs a hand; ends with 1 when there is something."""
    if not hugo:
        raise click.UsageError("say what to check: --hugo")
    import msgspec  # noqa: PLC0415

    from sitegen.hugo_check import findings  # noqa: PLC0415

    project = project_from(source, config_file, environment)
    found = list(findings(project))
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(found), indent=2, ensure_ascii=False))
    elif not found:
        click.echo("Nothing: everything that was looked at works as it is.")
    else:
        for topic, group in groupby(found, key=lambda one: one.topic):
            click.echo(f"\n{_HEADS[topic]}\n")
            for one in group:
                place = f"{one.path}:{one.line}" if one.line else one.path
                for line in (f"  {place}", f"    {one.what}", f"    → {one.todo}"):
                    click.echo(visible(line))
        click.echo(f"\n{len(found)} to look at; all else of the site works as it is.")
    raise SystemExit(1 if found else 0)
