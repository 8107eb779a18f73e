"""`sitegen check`."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import click

from sitegen.commands.project import moment, project_from, site_options
from sitegen.diagnostics import visible
from sitegen.executors import default_jobs
from sitegen.project import Project

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
    "--graph", is_flag=True, help="How the pages hang together: orphans, dead ends, hubs, islands."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people or for programs.",
)
def command(
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    hugo: bool,
    graph: bool,
    form: str,
) -> None:
    """Look for what needs a hand; with --hugo it ends with 1 when there is something."""
    if hugo == graph:
        raise click.UsageError("say what to check: --hugo or --graph")
    project = project_from(source, config_file, environment)
    if graph:
        _show_graph(project, form)
    else:
        _show_hugo(project, form)


def _show_graph(project: Project, form: str) -> None:
    from sitegen.graph_check import as_lines, as_values, checked_graph  # noqa: PLC0415

    site, figures = checked_graph(project, moment(), default_jobs())
    if form == "json":
        click.echo(json.dumps(as_values(site, figures), indent=2, ensure_ascii=False))
        return
    for line in as_lines(site, figures):
        click.echo(visible(line))


def _show_hugo(project: Project, form: str) -> None:
    import msgspec  # noqa: PLC0415

    from sitegen.hugo_check import findings  # noqa: PLC0415

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
