"""`sitegen check`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click

from sitegen.commands.check_report import FORMATS, annotation, as_json, exit_status, report
from sitegen.commands.project import (
    base_url_option,
    jobs_option,
    moment,
    project_from,
    site_options,
    unpublished_options,
)
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
@click.option(
    "-d", "--destination", type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the built site.  [default: public]",
)  # fmt: skip
@base_url_option
@unpublished_options
@click.option("--no-build", is_flag=True, help="Check what lies in the folder, whoever made it.")
@click.option("--external", is_flag=True, help="Ask other sites whether what is linked is there.")
@click.option("--hugo", is_flag=True, help="What of a site made for Hugo needs a hand.")
@click.option("--prompts", is_flag=True, help="Prompts that readers should not be made to send.")
@click.option(
    "--graph", is_flag=True, help="How the pages hang together: orphans, dead ends, hubs, islands."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    help="For people, for programs, as annotations of GitHub Actions, for code scanning.",
)
@click.option("--strict", is_flag=True, help="End with 1 for warnings, too.")
@jobs_option
def command(
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    destination: Path | None,
    base_url: str | None,
    build_drafts: bool,
    build_future: bool,
    build_expired: bool,
    no_build: bool,
    external: bool,
    hugo: bool,
    prompts: bool,
    graph: bool,
    form: str,
    strict: bool,
    jobs: int | None,
) -> None:
    """Build the site and look for what is wrong with it; ends with 1 for an error.

    Links and fragments, images, ids, headings, texts for images, titles, redirects, pages that
    nobody finds, files that nobody uses, prompts. --hugo, --prompts and --graph name one check
    alone, for which nothing is built.
    """
    if hugo + graph + prompts > 1 or (external and (hugo or graph or prompts)):
        raise click.UsageError("one check at a time")
    if form == "sarif" and (hugo or graph):
        raise click.UsageError("--format sarif is for mistakes: not with --hugo or --graph")
    flags = {
        "buildDrafts": build_drafts or None,
        "buildFuture": build_future or None,
        "buildExpired": build_expired or None,
        "baseURL": base_url,
        "publishDir": str(destination.resolve()) if destination else None,
    }
    project = project_from(source, config_file, environment, flags)
    if hugo:
        raise SystemExit(_hugo(project, form))
    if graph:
        _show_graph(project, form)
        return
    if prompts:
        raise SystemExit(_prompts(project, form, strict))
    as_published = environment == "production" and not (
        build_drafts or build_future or build_expired
    )
    raise SystemExit(
        _whole(
            project, form, strict, jobs or default_jobs(), build=not no_build, external=external,
            as_published=as_published,
        )
    )  # fmt: skip


def _whole(
    project: Project, form: str, strict: bool, jobs: int, *, build: bool, external: bool,
    as_published: bool,
) -> int:  # fmt: skip
    from sitegen.checks.site_check import Wishes, check_site  # noqa: PLC0415
    from sitegen.commands.building import failures_told, progress, waiting  # noqa: PLC0415

    wishes = Wishes(
        build=build, external=external, jobs=jobs, urls="keep" if as_published else "leave"
    )
    with failures_told(project):
        found = check_site(project, moment(), wishes, progress(quiet=False), waiting)
    _print(report(found.diagnostics, form, project.root))
    if form == "text" and not found.pages:
        click.echo("The site could not be built: only its sources were looked at.")
    return exit_status(found.diagnostics, strict)


def _prompts(project: Project, form: str, strict: bool) -> int:
    from sitegen.checks.prompts import PROMPTS  # noqa: PLC0415
    from sitegen.checks.verdicts import judged  # noqa: PLC0415
    from sitegen.diagnostics import in_order  # noqa: PLC0415

    found = in_order(judged(PROMPTS.run(project), project.config))
    _print(report(found, form, project.root))
    return exit_status(found, strict)


def _print(text: str) -> None:
    if text:
        click.echo(text)


def _show_graph(project: Project, form: str) -> None:
    from sitegen.graph_check import as_lines, as_values, checked_graph  # noqa: PLC0415

    site, figures = checked_graph(project, moment(), default_jobs())
    if form == "json":
        click.echo(as_json(as_values(site, figures)))
        return
    for line in as_lines(site, figures):
        click.echo(visible(line))


def _hugo(project: Project, form: str) -> int:
    """Tell what of a site made for Hugo needs a hand; gives the exit status."""
    import msgspec  # noqa: PLC0415

    from sitegen.hugo_check import Finding, findings  # noqa: PLC0415

    found: Sequence[Finding] = list(findings(project))
    if form == "json":
        click.echo(as_json(msgspec.to_builtins(found)))
    elif form == "github":
        for one in found:
            record: dict[str, object] = {
                "severity": "warning", "code": one.topic, "path": one.path, "line": one.line,
                "column": 0, "message": one.what, "help": one.todo,
            }  # fmt: skip
            click.echo(annotation(record))
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
