"""`sitegen deploy`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from sitegen.cache import one_build
from sitegen.commands.building import built
from sitegen.commands.project import jobs_option, project_from, site_options, size_of, tell
from sitegen.deploy.address import is_domain
from sitegen.deploy.cycle import Outcome, Plan, Target, deploy, one_deploy, target_of
from sitegen.deploy.git import GitFailed, without_login
from sitegen.deploy.worktree import uncommitted
from sitegen.diagnostics import SitegenError, error, visible
from sitegen.model import Diagnostic, Severity
from sitegen.project import Project

MOST_NAMED = 20
"""Files of a kind that a dry run names."""


def _domain(_context: object, _option: object, value: str | None) -> str | None:
    if value and not is_domain(value):
        raise click.BadParameter(f'"{value}" is not a domain such as docs.example.org')
    return value.lower() if value is not None else None


@click.command("deploy")
@site_options
@click.option(
    "-d", "--destination", type=click.Path(path_type=Path, file_okay=False),
    help="The folder that is built to and published.  [default: public]",
)  # fmt: skip
@click.option(
    "-b", "--base-url", help="The address the site will have: https://me.github.io/notes/"
)
@click.option("--remote", metavar="NAME", help="The git remote, or an address.  [default: origin]")
@click.option("--branch", metavar="NAME", help="The branch to push to.  [default: gh-pages]")
@click.option(
    "-m", "--message", help="The commit's message; {commit} and {version} stand for their values."
)
@click.option(
    "--cname", metavar="DOMAIN", callback=_domain,
    help='The site\'s own domain; "" for none.  [default: the one that is published]',
)  # fmt: skip
@click.option(
    "--squash/--keep-history", default=None,
    help="Publish as one commit without history, or on top of what was published before.",
)  # fmt: skip
@click.option("--no-build", is_flag=True, help="Publish what has been built already.")
@click.option("--allow-dirty", is_flag=True, help="Publish although files are not committed.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and push nothing.")
@click.option("--strict", is_flag=True, help="Treat the build's warnings as errors.")
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but warnings and errors.")
def command(  # noqa: D103 - the help is below
    source: Path,
    config_file: tuple[Path, ...],
    environment: str,
    destination: Path | None,
    base_url: str | None,
    remote: str | None,
    branch: str | None,
    message: str | None,
    cname: str | None,
    squash: bool | None,
    no_build: bool,
    allow_dirty: bool,
    dry_run: bool,
    strict: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    flags = {
        "baseURL": base_url,
        "publishDir": str(destination.resolve()) if destination else None,
    }
    project = project_from(source, config_file, environment, flags)
    config = project.config
    plan = Plan(
        folder=project.destination,
        base_url=config.base_url,
        remote=remote or config.deploy_remote,
        free_remote=remote is not None,
        branch=branch or config.deploy_branch,
        message=message or config.deploy_message,
        cname=cname if cname is not None else config.deploy_cname.lower() or None,
        squash=config.deploy_squash if squash is None else squash,
        dry_run=dry_run,
    )
    try:
        _check(plan)
        target = target_of(project.root, plan)
        with one_deploy(target.worktree):
            changed = uncommitted(project.root, project.destination)
            if changed and not allow_dirty:
                if not dry_run:
                    raise SitegenError((_dirty(changed),))
                tell((msgspec.structs.replace(_dirty(changed), severity=Severity.WARNING),),
                     project.root)  # fmt: skip
            plan = msgspec.structs.replace(plan, dirty=bool(changed))
            if not no_build:
                _build(project, jobs, strict=strict, quiet=quiet)
            if not quiet and sys.stderr.isatty():
                click.echo(f"Looking at {plan.branch} of {without_login(plan.remote)}…", err=True)
            # a build that begins meanwhile waits until all files are taken in
            with one_build(project.state, lambda: None):
                outcome = deploy(plan, target, os.environ)
    except SitegenError as failure:
        tell(failure.diagnostics, project.root)
        raise SystemExit(1) from None
    except GitFailed as failure:
        tell((error("git-failed", f"git failed: {failure}"),), project.root)
        raise SystemExit(1) from None
    tell(outcome.diagnostics, project.root)
    if not quiet:
        click.echo("\n".join(visible(line) for line in _report(plan, target, outcome)))


command.help = """Build the site and push it to a branch of a git remote.

The branch gets the whole new site in one step or stays as it was; your work tree, index and
branches are not touched."""


def _check(plan: Plan) -> None:
    if plan.cname and not is_domain(plan.cname):
        raise SitegenError(
            (error("bad-domain", f'"deploy.cname" is "{plan.cname}", not a domain',
                   help="such as docs.example.org"),)
        )  # fmt: skip


def _dirty(changed: Sequence[str]) -> Diagnostic:
    shown = ", ".join(f'"{one[3:]}"' for one in changed[:3])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return error(
        "not-committed",
        f"there is what is not committed: {shown}{more}",
        help="commit it, so that what is published can be told; or --allow-dirty",
    )


def _build(project: Project, jobs: int | None, *, strict: bool, quiet: bool) -> None:
    """Build, and end the program when there is nothing to publish."""
    as_published = project.config.environment == "production"
    result = built(
        project, jobs, quiet=quiet, strict=strict, urls="keep" if as_published else "leave"
    )
    tell(result.diagnostics, project.root)
    if result.written is None:
        what = "the build has errors" if not strict else "the build has errors or warnings"
        tell((error("failed-build", f"{what}, so nothing was pushed"),), project.root)
        raise SystemExit(1)
    if not quiet:
        click.echo(f"Built {result.counts.files} files ({size_of(result.counts.size)}).")


def _report(plan: Plan, target: Target, outcome: Outcome) -> list[str]:
    """What was done, or would be."""
    changes = outcome.changes
    where = f"{plan.branch} of {without_login(plan.remote)}"
    if not (changes.added or changes.changed or changes.removed):
        return [f"Nothing to publish: {where} has this very site."]
    counts = []
    for paths, what in (
        (changes.added, "added"), (changes.changed, "changed"), (changes.removed, "removed")
    ):  # fmt: skip
        if paths:
            size = sum(outcome.sizes.get(path, 0) for path in paths)
            shown = f" ({size_of(size)})" if what != "removed" else ""
            counts.append(f"{len(paths)} {what}{shown}")
    if not plan.dry_run:
        lines = [f"Published to {where}: {', '.join(counts)}.", f"  commit {outcome.commit[:10]}"]
        if outcome.address:
            lines.append(f"  {outcome.address}  (GitHub takes a minute or two)")
        if outcome.first and "github.com" in target.address:
            lines.append(
                f"  Choose the branch once: Settings → Pages → Deploy from a branch → {plan.branch}"
            )
        return lines
    lines = [f"A deploy would publish to {where}: {', '.join(counts)}."]
    for sign, paths in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
        lines += [f"  {sign} {path}" for path in paths[:MOST_NAMED]]
        if len(paths) > MOST_NAMED:
            lines.append(f"  {sign} … and {len(paths) - MOST_NAMED} more")
    return [*lines, "Nothing was pushed."]
