"""A deploy from the built site to the remote's branch.

In:  a `Plan`: which site, which branch of which remote, how.
Out: an `Outcome`: what was published, or would be.

The branch moves in one step, by git's own push: to the whole new site, or not at all. What somebody
else pushes in between is seen, and not overwritten unseen.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from sitegen import __version__
from sitegen.deploy.address import misfit, pages_address
from sitegen.deploy.git import Git, GitFailed
from sitegen.deploy.site_files import CNAME, NO_JEKYLL, SiteFiles, site_files
from sitegen.deploy.store import Branch, Changes, LostRace, Store
from sitegen.deploy.token import token_settings
from sitegen.deploy.worktree import (
    Worktree,
    checked_branch,
    exists_in,
    find_worktree,
    identity,
    remote_address,
    source_branch,
)
from sitegen.diagnostics import SitegenError, error, warning
from sitegen.model import Diagnostic, Struct

PUSHES = 4
"""How often it is tried when others push at the same time."""

LOCK = "sitegen-deploy.lock"

DEFAULT_MESSAGE = "Deploy {commit} with sitegen {version}"


class Plan(Struct, frozen=True, kw_only=True):
    """What to deploy, and where to."""

    folder: Path
    """The built site."""

    base_url: str
    remote: str = "origin"
    free_remote: bool = False
    """Whether the remote may be an address instead of a name."""

    branch: str = "gh-pages"
    message: str = ""
    """`{commit}` and `{version}` stand for the site's commit and the version of sitegen."""

    cname: str | None = None
    """The domain; None for the one that is there, empty for none."""

    squash: bool = False
    dry_run: bool = False
    dirty: bool = False
    """Whether it is known that files were not committed."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a deploy did, or with a dry run would do."""

    commit: str = ""
    """What was pushed; empty when nothing was."""

    changes: Changes
    sizes: Mapping[str, int]
    """The bytes of each file that is published."""

    first: bool
    """Whether the branch is new."""

    address: str
    """Where GitHub Pages shows it; empty for other hosts."""

    diagnostics: tuple[Diagnostic, ...] = ()


class Target(Struct, frozen=True, kw_only=True):
    """The branch that a plan leads to, found before anything is built."""

    worktree: Worktree
    address: str
    branch: str
    """Its whole name: `refs/heads/gh-pages`."""


def target_of(site: Path, plan: Plan) -> Target:
    """Where a plan leads; raises SitegenError when that can't be meant."""
    worktree = find_worktree(site)
    address = remote_address(worktree, plan.remote, free=plan.free_remote)
    return Target(worktree=worktree, address=address, branch=checked_branch(worktree, plan.branch))


@contextlib.contextmanager
def one_deploy(worktree: Worktree) -> Iterator[None]:
    """Let one deploy at a time work in a repository; a killed process lets go by itself.

    Raises SitegenError when there is another one.
    """
    file = worktree.shared / LOCK
    lock = None
    try:
        lock = sqlite3.connect(file, isolation_level=None, timeout=0)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as problem:
        if lock is not None:
            lock.close()
        if "locked" in str(problem):
            found = error("deploy-under-way", "another deploy from this repository is under way",
                          help="wait until it has ended")  # fmt: skip
        else:
            found = error("unwritable", f'cannot write to "{file}": {problem}')
        raise SitegenError((found,)) from problem
    try:
        yield
    finally:
        lock.close()


def deploy(plan: Plan, target: Target, variables: Mapping[str, str]) -> Outcome:
    """Publish a built site; raises SitegenError, and then the branch is as it was."""
    files = site_files(plan.folder)
    settings, secrets = token_settings(target.address, variables)
    own = target.worktree.network
    logins = [value.split()[-1] for key, value in own if key.endswith("extraheader") and value]
    network = Git(target.worktree.top, (*own, *settings), secrets=(*secrets, *logins))
    store = Store(target.worktree, network, target.address, target.branch)
    try:
        return _tries(plan, target, files, store, variables)
    except GitFailed:
        # what git keeps for us may be damaged, and nothing is lost with it
        try:
            store.forget()
            return _tries(plan, target, files, store, variables)
        except (GitFailed, OSError) as again:
            raise SitegenError((error("git-failed", f"git failed: {again}"),)) from again


def _tries(
    plan: Plan, target: Target, files: SiteFiles, store: Store, variables: Mapping[str, str]
) -> Outcome:
    for _ in range(PUSHES):
        branch = store.look()
        if branch.is_default and branch.tip and exists_in(target.worktree, branch.tip):
            raise SitegenError((source_branch(plan.branch),))
        try:
            return _once(plan, target, files, store, branch, variables)
        except LostRace:
            if plan.squash:
                raise SitegenError(
                    (error("lost-race", f'somebody else has pushed to "{plan.branch}" meanwhile; '
                           "with --squash, that would be lost",
                           help="look at what it is, then deploy again"),)
                ) from None  # fmt: skip
    raise SitegenError(
        (error("lost-race", f'others push to "{plan.branch}" all the time: each of {PUSHES} tries '
               "came too late", help="look at who does, then deploy again"),)
    )  # fmt: skip


def _once(
    plan: Plan,
    target: Target,
    files: SiteFiles,
    store: Store,
    branch: Branch,
    variables: Mapping[str, str],
) -> Outcome:
    """One try on the branch as it is; raises LostRace when it isn't any more."""
    told = list(files.diagnostics)
    more: dict[str, bytes | None] = {}
    if NO_JEKYLL not in files.sizes:
        more[NO_JEKYLL] = b""
    own = (plan.folder / CNAME).read_bytes() if CNAME in files.sizes else None
    domain = own if own is not None else store.content(branch.tip, CNAME)
    if plan.cname is not None:
        domain = f"{plan.cname}\n".encode() if plan.cname else None
        if own is not None and own.split() != (domain or b"").split():
            told.append(
                warning("two-domains", f'the site has a file "{CNAME}" of its own, which is not '
                        "published: the configuration says something else",
                        help="remove one of the two")
            )  # fmt: skip
    if domain != own:
        more[CNAME] = domain
    shown = (domain or b"").decode("ascii", "ignore").strip()
    if (problem := misfit(plan.base_url, target.address, shown)) is not None:
        told.append(problem)

    tree = store.tree_of(plan.folder, files.sizes, more)
    changes = store.changes(branch.tip, tree)
    new = {path: len(content) for path, content in more.items() if content is not None}
    kept = {path: size for path, size in files.sizes.items() if path not in more}
    outcome = Outcome(
        changes=changes,
        sizes={**kept, **new},
        first=not branch.tip,
        address=pages_address(target.address, shown),
        diagnostics=tuple(told),
    )
    if plan.dry_run or changes == Changes():
        return outcome
    commit = store.commit(
        tree,
        "" if plan.squash else branch.tip,
        _message(plan, target.worktree),
        identity(target.worktree, variables),
    )
    store.push(commit, branch.tip)
    return msgspec.structs.replace(outcome, commit=commit)


def _message(plan: Plan, worktree: Worktree) -> str:
    commit = worktree.head[:10] or "the first draft"
    if plan.dirty:
        commit += " and what is not committed"
    text = plan.message or DEFAULT_MESSAGE
    return text.replace("{commit}", commit).replace("{version}", __version__) + "\n"
