"""`sitegen check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click

from sitegen.commands.project import moment, printed, project_from, site_options
from sitegen.diagnostics import visible
from sitegen.executors import default_jobs
from sitegen.model import Diagnostic
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
@click.option("--prompts", is_flag=True, help="Prompts that readers should not be made to send.")
@click.option(
    "--graph", is_flag=True, help="How the pages hang together: orphans, dead ends, hubs, islands."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="For people, for programs, or as annotations of GitHub Actions.",
)
def command(
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    hugo: bool,
    prompts: bool,
    graph: bool,
    form: str,
) -> None:
    """Look for what needs a hand; ends with 1 when there is something.

    Without an option that names a check all are made, but for the two with reports of their own:
    --hugo, and --graph, in which nothing is wrong.
    """
    if hugo + graph + prompts > 1:
        raise click.UsageError("one check at a time")
    if hugo:
        raise SystemExit(_hugo(source, config_file, environment, form))
    if graph:
        _show_graph(project_from(source, config_file, environment), form)
        return
    from sitegen.checks import CHECKS  # noqa: PLC0415
    from sitegen.diagnostics import in_order  # noqa: PLC0415

    project = project_from(source, config_file, environment)
    wanted = {"prompts"} if prompts else {check.name for check in CHECKS}
    found = in_order(one for check in CHECKS if check.name in wanted for one in check.run(project))
    if form == "json":
        click.echo(json.dumps([_record(one) for one in found], indent=2, ensure_ascii=False))
    elif form == "github":
        for one in found:
            click.echo(_annotation(_record(one)))
    elif found:
        click.echo(printed(found, project.root))
        click.echo(f"\n{len(found)} to look at.")
    else:
        click.echo("Nothing: everything that was looked at is well.")
    raise SystemExit(1 if found else 0)


def _record(one: Diagnostic) -> dict[str, object]:
    """A finding for programs."""
    at = one.position
    return {
        "severity": one.severity.value,
        "code": one.code,
        "path": at.path if at else "",
        "line": at.line if at else 0,
        "column": at.column if at else 0,
        "message": one.message,
        "help": one.help,
    }


def _annotation(record: dict[str, object]) -> str:
    """A finding as a command of GitHub Actions.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    places = {"file": record["path"], "line": record["line"], "col": record["column"]}
    named = {**places, "title": record["code"]}
    inside = ",".join(
        f"{name}={_escaped(str(value), ':,')}" for name, value in named.items() if value
    )
    text = str(record["message"]) + (f"\n{record['help']}" if record["help"] else "")
    return f"::{record['severity']} {inside}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + more else char for char in text)


def _show_graph(project: Project, form: str) -> None:
    from sitegen.graph_check import as_lines, as_values, checked_graph  # noqa: PLC0415

    site, figures = checked_graph(project, moment(), default_jobs())
    if form == "json":
        click.echo(json.dumps(as_values(site, figures), indent=2, ensure_ascii=False))
        return
    for line in as_lines(site, figures):
        click.echo(visible(line))


def _hugo(source: Path, config_file: Sequence[Path], environment: str, form: str) -> int:
    """Tell what of a site made for Hugo needs a hand; gives the exit status."""
    import msgspec  # noqa: PLC0415

    from sitegen.hugo_check import findings  # noqa: PLC0415

    found = list(findings(project_from(source, config_file, environment)))
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(found), indent=2, ensure_ascii=False))
    elif form == "github":
        for one in found:
            record = {
                "severity": "warning", "code": one.topic, "path": one.path, "line": one.line,
                "column": 0, "message": one.what, "help": one.todo,
            }  # fmt: skip
            click.echo(_annotation(record))
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
    return 1 if found else 0
