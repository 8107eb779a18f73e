"""The user's repository, which a deploy reads and never changes.

In:  the site's folder.
Out: what the deploy has to know of it: where it lies, whether all is committed, its remote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from sitegen.deploy.git import Git, Setting, without_login
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Diagnostic, Struct

_OF_THE_NETWORK = re.compile(
    r"(?:http|credential|url|ssh|protocol)\.|core\.(?:sshcommand|askpass|gitproxy)\Z"
)
"""What a repository's own configuration says of reaching others: it goes with each push."""

_NEUTRAL_NAME = "sitegen"
_NEUTRAL_MAIL = "sitegen@localhost"


class Worktree(Struct, frozen=True, kw_only=True):
    """The work tree that a site lies in."""

    top: Path
    shared: Path
    """The folder `.git` that all work trees of the repository share."""

    head: str
    """The commit that is checked out; empty before the first one."""

    branch: str
    """The branch that is checked out; empty with a detached HEAD."""

    hashes: str
    """How objects are named: `sha1` or `sha256`."""

    network: tuple[Setting, ...]
    """What its own configuration says of reaching others."""


def find_worktree(site: Path) -> Worktree:
    """The work tree that the site lies in; raises SitegenError when there is none."""
    git = Git(site)
    done = git.attempt("rev-parse", "--show-toplevel")
    if done.returncode:
        raise SitegenError((_no_repository(site, git.shown(done.stderr)),))
    top = Path(os.fsdecode(done.stdout).rstrip("\r\n"))
    if not done.stdout.strip():
        raise SitegenError((_no_repository(site, "not a git repository"),))
    return Worktree(
        top=top,
        shared=(site / git.line("rev-parse", "--git-common-dir")).resolve(),
        head=git.maybe("rev-parse", "--verify", "--quiet", "HEAD"),
        branch=git.maybe("symbolic-ref", "--quiet", "--short", "HEAD"),
        hashes=git.maybe("rev-parse", "--show-object-format") or "sha1",
        network=_network(git),
    )


def _no_repository(site: Path, complaint: str) -> Diagnostic:
    if "dubious ownership" in complaint:
        return error(
            "foreign-repository",
            f'git doesn\'t trust the repository of "{site}", which belongs to somebody else',
            help=f"if it is yours: git config --global --add safe.directory {site}",
        )
    if "not a git repository" in complaint or "must be run in a work tree" in complaint:
        return error(
            "no-repository",
            f'"{site}" does not lie in a git repository, so there is no remote to push to',
            help="make one: git init, git add ., git commit, git remote add origin ADDRESS",
        )
    return error("git-failed", f"git failed: {complaint}")


def _network(git: Git) -> tuple[Setting, ...]:
    fields = git.run("config", "--list", "--show-scope", "-z").split(b"\0")
    found = []
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        key, mark, value = os.fsdecode(entry).partition("\n")
        if scope in (b"local", b"worktree") and _OF_THE_NETWORK.match(key):
            found.append((key, value if mark else "true"))
    return tuple(found)


def uncommitted(site: Path, besides: Path) -> tuple[str, ...]:
    """The site's files that are changed or new since the last commit, in git's short form.

    What lies in the folder `besides`, where the site is built to, doesn't count.
    """
    paths = ["."]
    if besides.is_relative_to(site):
        paths.append(f":(exclude,literal){besides.relative_to(site).as_posix()}")
    told = Git(site).run("status", "--porcelain", "-z", "--no-renames", "--", *paths)
    return tuple(os.fsdecode(line) for line in told.split(b"\0") if line)


def remote_address(worktree: Worktree, name: str, *, free: bool) -> str:
    """The address that a remote pushes to; raises SitegenError when there is no such remote.

    With `free` the name may be an address itself: what a person says, but not what a file says.
    """
    git = Git(worktree.top)
    if not name.startswith("-"):
        found = git.maybe("remote", "get-url", "--push", name)
        if found and not found.startswith("-"):
            return found
        if free and re.search(r"[/\\:]", name):
            return name
    known = git.maybe("remote").split()
    if not known:
        raise SitegenError(
            (error("no-remote", "the repository has no remote to push the site to",
                   help="name one: git remote add origin git@github.com:ME/SITE.git"),)
        )  # fmt: skip
    there = ", ".join(known)
    raise SitegenError(
        (error("no-remote", f'the repository has no remote "{without_login(name)}"',
               help=f"there is {there}: --remote, or deploy.remote in the configuration"),)
    )  # fmt: skip


def checked_branch(worktree: Worktree, branch: str) -> str:
    """The whole name of the branch to push to; raises SitegenError when that can't be meant."""
    whole = f"refs/heads/{branch}"
    if branch.startswith("-") or Git(worktree.top).attempt("check-ref-format", whole).returncode:
        raise SitegenError(
            (error("bad-branch", f'"{branch}" is no name for a branch',
                   help="such as gh-pages"),)
        )  # fmt: skip
    if branch == worktree.branch:
        raise SitegenError((source_branch(branch),))
    return whole


def source_branch(branch: str) -> Diagnostic:
    """The mistake of deploying over one's own work."""
    return error(
        "source-branch",
        f'"{branch}" is the branch that you work on; '
        "the built site would take the place of its files",
        help="choose another one, such as gh-pages, and the same in Settings → Pages",
    )


def identity(worktree: Worktree, variables: Mapping[str, str]) -> dict[str, str]:
    """Who makes the commit, as variables for git.

    The user, by variables or configuration; in GitHub Actions the one who started the run; else a
    name that stands for nobody.
    """
    git = Git(worktree.top)
    actor, number = variables.get("GITHUB_ACTOR", ""), variables.get("GITHUB_ACTOR_ID", "")
    name = git.maybe("config", "user.name") or actor or _NEUTRAL_NAME
    mail = git.maybe("config", "user.email")
    if not mail and actor:
        mail = f"{number}+{actor}" if number else actor
        mail += "@users.noreply.github.com"
    usual = {"NAME": name, "EMAIL": mail or _NEUTRAL_MAIL}
    return {
        f"GIT_{role}_{what}": variables.get(f"GIT_{role}_{what}") or value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in usual.items()
    }


def exists_in(worktree: Worktree, commit: str) -> bool:
    """Whether a commit belongs to the history of what is checked out."""
    if not worktree.head:
        return False
    git = Git(worktree.top)
    return not git.attempt("merge-base", "--is-ancestor", commit, worktree.head).returncode
