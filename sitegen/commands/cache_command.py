"""`sitegen cache`."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cache import CacheDamaged, clear, one_build, stats
from sitegen.check_cache import clear_checks
from sitegen.commands.project import size_of, source_option
from sitegen.project import STATE_FOLDER


@click.group("cache")
def command() -> None:
    """Look at what builds keep for the next one, or remove it."""


@command.command("clear")
@source_option
def clear_command(source: Path) -> None:
    """Remove the cache; the next build makes everything anew."""
    state = source.resolve() / STATE_FOLDER
    if not state.is_dir():
        click.echo("There is no cache.")
        return
    with one_build(state, lambda: click.echo("Waiting for another build to end…", err=True)):
        size = clear(state) + clear_checks(state)
    click.echo(f"Removed {size_of(size)}." if size else "There is no cache.")


@command.command("stats")
@source_option
def stats_command(source: Path) -> None:
    """Show how much is kept."""
    state = source.resolve() / STATE_FOLDER
    try:
        found = stats(state)
    except CacheDamaged:
        click.echo("The cache is damaged; the next build makes it anew.")
        return
    if found is None:
        click.echo("There is no cache.")
        return
    click.echo(f"  {'Pages':<14}{found.pages:>9}")
    click.echo(f"  {'Destinations':<14}{found.destinations:>9}")
    click.echo(f"  {'Size':<14}{size_of(found.size):>9}")
