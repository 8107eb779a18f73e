"""Run git, whatever its user's configuration says.

In:  the words of a git command.
Out: what it printed; a failure with what it complained about.

Configuration goes through the environment, not the command line, which every process can read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from sitegen.diagnostics import SitegenError, error

OLDEST = (2, 31)
"""The first git that takes configuration from the environment (GIT_CONFIG_COUNT)."""

Setting = tuple[str, str]

_NEUTRAL: tuple[Setting, ...] = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.quotePath", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("push.gpgSign", "false"),
    ("push.followTags", "false"),
    ("push.recurseSubmodules", "no"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.prune", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("i18n.commitEncoding", "UTF-8"),
    ("core.looseCompression", "1"),
    ("advice.pushUpdateRejected", "false"),
)
"""What people set for their work must not change what is pushed: no hook runs, nothing is signed,
nothing else is pushed along."""

_OF_A_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE", "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_DEFAULT_HASH",
)  # fmt: skip
"""Variables that tie git to a repository: they are set when a hook of git's has called us."""

_LOGIN = re.compile(r"(?<=://)[^/@\s]+@")


class GitFailed(Exception):
    """A git command ended with an error."""

    def __init__(self, complaint: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint
        """What it said, without anything secret."""


class Git:
    """Git in a folder, with settings of its own."""

    def __init__(
        self,
        folder: Path,
        settings: Iterable[Setting] = (),
        variables: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> None:
        """`secrets` are never shown. Raises SitegenError when there is no git, or one too old."""
        self._program = _program()
        self._folder = folder
        self._settings = tuple(settings)
        self._variables = dict(variables or {})
        self._secrets = tuple(secret for secret in secrets if secret)

    def with_(
        self,
        *,
        folder: Path | None = None,
        settings: Iterable[Setting] = (),
        variables: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Git:
        """The same with more."""
        return Git(
            folder or self._folder,
            (*self._settings, *settings),
            {**self._variables, **(variables or {})},
            (*self._secrets, *secrets),
        )

    def run(self, *words: str, given: bytes = b"") -> bytes:
        """What a command prints; raises GitFailed."""
        done = self.attempt(*words, given=given)
        if done.returncode:
            raise GitFailed(self.shown(done.stderr))
        return done.stdout

    def line(self, *words: str, given: bytes = b"") -> str:
        """What a command prints, as a line of text; raises GitFailed."""
        return os.fsdecode(self.run(*words, given=given)).rstrip("\r\n")

    def maybe(self, *words: str) -> str:
        """The same, empty when the command fails."""
        done = self.attempt(*words)
        return "" if done.returncode else os.fsdecode(done.stdout).rstrip("\r\n")

    def attempt(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command, however it ends."""
        return subprocess.run(
            [self._program, "--no-pager", *words],
            cwd=self._folder,
            env=self._environment(),
            input=given,
            capture_output=True,
            check=False,
        )

    def shown(self, told: bytes) -> str:
        """What git said, with nothing secret in it."""
        text = without_login(told.decode("utf-8", "replace"))
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text.strip()

    def _environment(self) -> dict[str, str]:
        found = {
            name: value
            for name, value in os.environ.items()
            if name not in _OF_A_REPOSITORY and not name.startswith(("GIT_TRACE", "GIT_CURL"))
        }
        found |= {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"}
        if not sys.stdin or not sys.stdin.isatty():
            found["GIT_TERMINAL_PROMPT"] = "0"
        count = found.get("GIT_CONFIG_COUNT", "0")
        first = int(count) if count.isdigit() else 0
        settings = (*_NEUTRAL, *self._settings)
        for number, (key, value) in enumerate(settings, first):
            found[f"GIT_CONFIG_KEY_{number}"] = key
            found[f"GIT_CONFIG_VALUE_{number}"] = value
        found["GIT_CONFIG_COUNT"] = str(first + len(settings))
        return found | self._variables


def without_login(text: str) -> str:
    """A text without the names and passwords that addresses in it may hold."""
    return _LOGIN.sub("", text)


def _program() -> str:
    program = shutil.which("git")
    if program is None:
        raise SitegenError(
            (error("no-git", "deploying needs git, and there is none on this machine",
                   help="install it: https://git-scm.com/downloads"),)
        )  # fmt: skip
    _look_at(program)
    return program


@cache
def _look_at(program: str) -> None:
    """Once for each program, not for each use of it; raises SitegenError when it is too old."""
    told = subprocess.run([program, "version"], capture_output=True, check=False).stdout
    match = re.search(rb"(\d+)\.(\d+)", told)
    if match and (int(match[1]), int(match[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        this = told.decode("utf-8", "replace").removeprefix("git version ").strip()
        raise SitegenError(
            (error("old-git", f"deploying needs git {oldest} or newer, this is {this}",
                   help="install a newer one: https://git-scm.com/downloads"),)
        )  # fmt: skip
