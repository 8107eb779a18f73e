"""What git knows of a site's files: the last commit of each.

In:  the site's folder, which lies in a work tree.
Out: a `GitInfo` for each file, and a warning where git can't tell.

https://gohugo.io/methods/page/gitinfo/
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from sitegen.diagnostics import warning
from sitegen.model import Diagnostic, Struct

_START, _FIELD, _NAMES = "\x1e", "\x1f", "\x1d"
_FORMAT = _START + _FIELD.join(("%H", "%h", "%s", "%aN", "%aE", "%aI", "%cI", "%b")) + _NAMES
_QUIET = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
"""Nothing that a repository's configuration names is run."""


class GitInfo(Struct, frozen=True, kw_only=True):
    """The last commit of a file."""

    hash: str
    abbreviated_hash: str
    subject: str
    body: str
    author_name: str
    author_email: str
    author_date: datetime
    commit_date: datetime
    contributors: tuple[str, ...] = ()
    """The names of all who wrote the file, the last one first."""


def revision(root: Path) -> str:
    """What tells whether git would say the same again; empty where it knows nothing."""
    head = _git(root, "rev-parse", "--verify", "--quiet", "HEAD").strip()
    if not head:
        return ""
    top = _git(root, "rev-parse", "--show-toplevel").strip()
    shallow = _git(root, "rev-parse", "--git-path", "shallow").strip()
    parts = [head]
    for path in (Path(root, shallow), Path(top, ".mailmap")):
        parts.append(path.read_text("utf-8", "replace") if path.is_file() else "")
    return "\n".join(parts)


def last_commits(root: Path) -> tuple[Mapping[str, GitInfo], tuple[Diagnostic, ...]]:
    """The last commit of each file below a folder, by its path in it; merges don't count."""
    if not revision(root):
        return {}, (
            warning("no-git", '"enableGitInfo" is on, but git knows nothing of this folder',
                    help="commit the site first; on a server, let git be installed"),
        )  # fmt: skip
    problems: tuple[Diagnostic, ...] = ()
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        problems = (
            warning("shallow-git", "the work tree lacks its history, so dates by git are wrong",
                    help="fetch all of it: `fetch-depth: 0` for actions/checkout"),
        )  # fmt: skip
    log = _git(root, "log", "--name-only", "--no-merges", "--relative", f"--format={_FORMAT}")
    found: dict[str, GitInfo] = {}
    people: dict[str, dict[str, None]] = {}
    for commit in log.split(_START)[1:]:
        told, _, names = commit.partition(_NAMES)
        info = _info(told.split(_FIELD))
        for name in names.splitlines():
            if name:
                found.setdefault(name, info)
                people.setdefault(name, {}).setdefault(info.author_name)
    return {
        name: msgspec.structs.replace(info, contributors=tuple(people[name]))
        for name, info in found.items()
    }, problems


def _info(fields: Sequence[str]) -> GitInfo:
    sha, short, subject, name, email, written, committed, body = fields
    return GitInfo(
        hash=sha,
        abbreviated_hash=short,
        subject=subject,
        body=body.strip(),
        author_name=name,
        author_email=email,
        author_date=datetime.fromisoformat(written),
        commit_date=datetime.fromisoformat(committed),
    )


def _git(root: Path, *words: str) -> str:
    return git_output(root, *words).decode("utf-8", "replace")


def git_output(root: Path, *words: str) -> bytes:
    """What a git command prints in a folder; empty when it fails, and when there is no git."""
    program = shutil.which("git")
    if program is None:
        return b""
    command = [program, *_QUIET, "--no-pager", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""
