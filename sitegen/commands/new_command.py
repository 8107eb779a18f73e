"""`sitegen new site`, `sitegen new content` and `sitegen new workflow`."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import click
import msgspec

from sitegen.commands import kebab
from sitegen.commands.project import moment, project_from, site_options, tell
from sitegen.diagnostics import SitegenError, visible
from sitegen.importing.detect import TOOLS, tool_of
from sitegen.scaffold import new_content, new_site
from sitegen.workflow import new_workflow


@click.group("new", context_settings={"token_normalize_func": kebab})
def command() -> None:
    """Make a new site, a new page, or the workflow that publishes."""


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Into a folder that isn't empty; replaces nothing.")
@click.option(
    "--from",
    "tool",
    type=click.Choice(TOOLS, case_sensitive=False),
    help="FOLDER is a project made for this tool.  [default: told by its files]",
)
@click.option("--dry-run", is_flag=True, help="Show what an import would write, and write nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The report of an import, for people or for programs.",
)
def site(folder: Path, force: bool, tool: str | None, dry_run: bool, form: str) -> None:
    """Make a new site in FOLDER, or take over a project of another tool that lies there.

    An import writes a sitegen.toml beside the old files, changes none of them, and tells what is
    left to do.
    """
    told = tool or tool_of(folder)
    if told:
        _take_over(folder, told, force=force, dry_run=dry_run, form=form)
        return
    if dry_run or form != "text":
        raise click.UsageError("no files of another tool are there to import; name it by --from")
    try:
        made = new_site(folder, moment(), force=force)
    except SitegenError as failure:
        tell(failure.diagnostics, folder)
        raise SystemExit(1) from None
    for path in made:
        click.echo(f"  + {path}")
    click.echo(f"\nYour site is ready. Next:\n\n  cd {folder}\n  sitegen serve\n")


_GROUPS = {"carried": "Carried over", "translated": "Translated", "left": "Left to do"}


def _take_over(root: Path, tool: str, *, force: bool, dry_run: bool, form: str) -> None:
    """Import a project, and show the report."""
    from sitegen.importing.plan import carry_out, plan  # noqa: PLC0415 - new sites don't need it

    if not root.is_dir():
        raise click.BadParameter(f"Directory '{root}' does not exist.", param_hint="'FOLDER'")
    try:
        planned = plan(root, tool, force=force)
        made = () if dry_run else carry_out(root, planned)
    except SitegenError as failure:
        tell(failure.diagnostics, root)
        raise SystemExit(1) from None
    if form == "json":
        found = {"made": made, **msgspec.to_builtins(planned)}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for group, items in groupby(planned.report, key=lambda item: item.group):
        click.echo(f"{_GROUPS[group]}:")
        for item in items:
            place = f"{item.path}:{item.line}" if item.line else item.path
            click.echo(f"  {visible(place)}: {visible(item.what)}")
            if item.todo:
                click.echo(f"      {visible(item.todo)}")
        click.echo("")
    if dry_run:
        for name, text in planned.files.items():
            click.echo(
                f"--- {name}{' (is there, and stays)' if name in planned.kept else ''}\n{text}"
            )
        return
    for name in made:
        click.echo(f"  + {name}")
    for name in planned.kept:
        click.echo(f"  = {name} is there already, and stays as it is")
    left = sum(item.group == "left" for item in planned.report)
    things = "nothing" if not left else "1 thing" if left == 1 else f"{left} things"
    click.echo(
        f"\nNo old file was changed; {things} left to do, above. "
        f"Next:\n\n  cd {root}\n  sitegen serve\n"
    )


@command.command("content")
@click.argument("path")
@site_options
@click.option("-k", "--kind", default="", help="The archetype to use: archetypes/KIND.md")
def content(
    path: str, source: Path, config_file: tuple[Path, ...], environment: str, kind: str
) -> None:
    """Make a new page at PATH below the content folder, such as guide/setup.md."""
    project = project_from(source, config_file, environment)
    try:
        made = new_content(project, path, kind, moment())
    except SitegenError as failure:
        tell(failure.diagnostics, project.root)
        raise SystemExit(1) from None
    click.echo(f"  + {made}")


@command.command("workflow")
@site_options
@click.option("--branch", default="", help="The branch that is published.  [default: the main one]")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def workflow(
    source: Path, config_file: tuple[Path, ...], environment: str, branch: str, force: bool
) -> None:
    """Write .github/workflows/pages.yml, which publishes the site by GitHub Actions."""
    project = project_from(source, config_file, environment)
    try:
        made = new_workflow(project, branch, force=force)
    except SitegenError as failure:
        tell(failure.diagnostics, project.root)
        raise SystemExit(1) from None
    click.echo(f"  + {made}")
    click.echo(
        "\nChoose once, in the repository on GitHub: Settings → Pages → Source: GitHub Actions.\n"
        "Then commit the file and push it."
    )
