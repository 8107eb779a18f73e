"""`sitegen list`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from sitegen.commands.project import moment, project_from, site_options, tell
from sitegen.diagnostics import visible
from sitegen.listing import KINDS, listed_pages


@click.command("list")
@click.argument("kind", default="all", type=click.Choice(KINDS))
@site_options
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(
    kind: str, source: Path, config_file: tuple[Path, ...], environment: str, as_json: bool
) -> None:
    """List pages of one KIND; `all` shows every page with its state."""
    project = project_from(source, config_file, environment)
    found, problems = listed_pages(project, kind, moment())
    tell(problems, project.root)
    if as_json:
        records = [msgspec.to_builtins(page) for page in found]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    width = max((len(page.path) for page in found), default=0)
    for page in found:
        day = page.date[:10] or "-"
        click.echo(visible(f"{page.path:<{width}}  {page.state:<9}  {day:<10}  {page.title}"))
