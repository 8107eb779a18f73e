"""`sitegen new site`, `sitegen new content` and `sitegen new workflow`."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.commands import kebab
from sitegen.commands.project import moment, project_from, site_options, tell
from sitegen.diagnostics import SitegenError
from sitegen.scaffold import new_content, new_site
from sitegen.workflow import new_workflow


@click.group("new", context_settings={"token_normalize_func": kebab})
def command() -> None:
    """Make a new site, a new page, or the workflow that publishes."""


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Into a folder that isn't empty; replaces nothing.")
def site(folder: Path, force: bool) -> None:
    """Make a new site in FOLDER."""
    try:
        made = new_site(folder, moment(), force=force)
    except SitegenError as failure:
        tell(failure.diagnostics, folder)
        raise SystemExit(1) from None
    for path in made:
        click.echo(f"  + {path}")
    click.echo(f"\nYour site is ready. Next:\n\n  cd {folder}\n  sitegen serve\n")


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
