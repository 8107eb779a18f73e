"""`sitegen build`."""

from __future__ import annotations

import re
import time
from pathlib import Path

import click

from sitegen.commands.building import built
from sitegen.commands.project import (
    base_url_option,
    jobs_option,
    project_from,
    site_options,
    size_of,
    tell,
    unpublished_options,
)
from sitegen.diagnostics import count_of
from sitegen.explain import explained
from sitegen.model import Severity
from sitegen.project import Project
from sitegen.result import BuildResult


@click.command("build")
@site_options
@click.option(
    "-d", "--destination", type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to.  [default: public]",
)  # fmt: skip
@base_url_option
@unpublished_options
@jobs_option
@click.option("--executor", metavar="ADDRESS", help="Work on a Dask cluster: dask://host:port.")
@click.option("--no-cache", is_flag=True, help="Use nothing of earlier builds, and keep nothing.")
@click.option("--explain", metavar="PAGE", help="Tell why a page was made anew, or that it wasn't.")
@click.option(
    "--lock-urls", is_flag=True, help="Begin urls.lock, which remembers every published address."
)
@click.option("--minify", is_flag=True, help="Write pages without blanks that nobody sees.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Name the files that changed.")
def command(  # noqa: D103 - the help is below
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    destination: Path | None,
    base_url: str | None,
    build_drafts: bool,
    build_future: bool,
    build_expired: bool,
    jobs: int | None,
    executor: str | None,
    no_cache: bool,
    explain: str | None,
    lock_urls: bool,
    minify: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    started = time.perf_counter()
    flags = {
        "buildDrafts": build_drafts or None,
        "buildFuture": build_future or None,
        "buildExpired": build_expired or None,
        "baseURL": base_url,
        "minify.minifyOutput": minify or None,
        "publishDir": str(destination.resolve()) if destination else None,
    }
    project = project_from(source, config_file, environment, flags)
    # what is built for a look only is not published
    as_published = environment == "production" and not (
        build_drafts or build_future or build_expired
    )
    result = built(
        project,
        jobs,
        quiet=quiet,
        strict=strict,
        urls="begin" if lock_urls else "keep" if as_published else "leave",
        use_cache=not no_cache,
        cluster=_cluster(executor),
    )
    errors = count_of(result.diagnostics, Severity.ERROR)
    shown = [d for d in result.diagnostics if not quiet or strict or d.severity is Severity.ERROR]
    tell(shown, project.root)
    if not quiet:
        if shown:
            click.echo()
        click.echo(_summary(result, project, errors, time.perf_counter() - started, verbose))
    if explain and result.written is not None:
        click.echo("\n" + "\n".join(explained(result.done, explain, project.config.content_dir)))
    raise SystemExit(0 if result.written is not None else 1)


command.help = "Build the site in the current folder, or the one that --source names."


def _cluster(address: str | None) -> str:
    """The scheduler's address as Dask writes it."""
    if not address:
        return ""
    if not re.fullmatch(r"dask://[^/\s]+:\d+", address):
        raise click.BadParameter(
            f'"{address}" is not like dask://host:port', param_hint="--executor"
        )
    return address.replace("dask://", "tcp://")


def _summary(
    result: BuildResult, project: Project, errors: int, seconds: float, verbose: bool
) -> str:
    warnings = count_of(result.diagnostics, Severity.WARNING)
    counts = (
        ("Pages", result.counts.pages),
        ("Sections", result.counts.sections),
        ("Terms", result.counts.terms),
        ("Static files", result.counts.static_files),
        ("Aliases", result.counts.aliases),
        ("Links", result.counts.links),
        ("Unresolved", result.counts.unresolved),
        ("Left out", result.counts.left_out),
        ("Warnings", warnings),
        ("Errors", errors),
    )
    always = {"Pages", "Sections", "Terms", "Static files", "Aliases", "Links", "Warnings"}
    lines = [f"  {name:<14}{count:>7}" for name, count in counts if count or name in always]
    written = result.written
    if written is None:
        what = "Nothing was written: " + (_plural(errors, "error") if errors else "--strict")
        lines.append(f"\n{what}; the published site stays as it was.")
        return "\n".join(lines)
    if verbose:
        lines += [f"  + {path}" for path in written.changed]
        lines += [f"  - {path}" for path in written.removed]
    try:
        where = project.destination.relative_to(Path.cwd()).as_posix() + "/"
    except ValueError:
        where = str(project.destination)
    removed = f", {len(written.removed)} removed" if written.removed else ""
    lines.append(
        f"\nBuilt {result.counts.files} files ({size_of(result.counts.size)}) in {seconds:.2f} s; "
        f"{len(written.changed)} changed{removed} in {where}"
    )
    return "\n".join(lines)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
