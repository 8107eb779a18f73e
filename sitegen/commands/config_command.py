"""`sitegen config`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sitegen.commands.project import project_from, site_options, tell


@click.command("config")
@site_options
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--schema", is_flag=True, help="The JSON Schema of the configuration, for editors.")
def command(
    source: Path, config_file: tuple[Path, ...], environment: str, as_json: bool, schema: bool
) -> None:
    """Show every setting with the value in force."""
    from sitegen import config_text, settings_table  # noqa: PLC0415

    if schema:
        click.echo(json.dumps(settings_table.json_schema(), indent=2, ensure_ascii=False))
        return
    project = project_from(source, config_file, environment)
    tell(project.diagnostics, project.root)
    values = config_text.effective(project.config)
    click.echo(json.dumps(values, indent=2, ensure_ascii=False, default=str) if as_json
               else config_text.as_toml(values))  # fmt: skip
