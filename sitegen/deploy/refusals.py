"""What git says when a push fails, in words that tell what to do.

In:  the text of a failed git command.
Out: a `Diagnostic`.
"""

from __future__ import annotations

import re

from sitegen.diagnostics import error
from sitegen.model import Diagnostic

_LOST = re.compile(
    r"^!.*(?:stale info|fetch first|cannot lock ref|failed to update ref|reference already exists"
    r"|incorrect old value|failed to lock|but expected|remote ref (?:updated|changed))",
    re.IGNORECASE | re.MULTILINE,
)
"""Another push came first: https://git-scm.com/docs/git-push#Documentation/git-push.txt---force-with-leaserefnameexpect"""

_CAUSES: tuple[tuple[str, str, str, str], ...] = (
    (
        r"GH001|exceeds GitHub's file size limit|this exceeds .* size limit",
        "file-too-large", "a file is larger than {remote} takes",
        "keep it elsewhere, such as in a release, and link to it",
    ),
    (
        r"GH006|GH013|protected branch|repository rule violations",
        "protected-branch", 'the branch "{branch}" of {remote} is protected',
        "allow pushes to it in the repository's settings (Branches, Rules), or choose another one: "
        "--branch",
    ),
    (
        r"non-fast-forward|denying",
        "no-rewriting", '{remote} does not let the history of "{branch}" be replaced',
        "deploy without --squash, or allow it in the repository's settings",
    ),
    (
        r"branch is currently checked out|refusing to update checked out branch",
        "checked-out", '"{branch}" is checked out in {remote}, which is not a bare repository',
        "push to a bare repository, or check out another branch there",
    ),
    (
        r"hook declined|push declined|aborted by hook",
        "hook-declined", "{remote} refused the push by a hook of its own", "",
    ),
    (
        r"repository (?:'.*' )?not found|does not appear to be a git repository"
        r"|no such device or address|does not exist|no such file or directory",
        "no-remote-repository", "there is no repository at {remote}, or it is not shown to you",
        "look at its address: git remote -v; a token needs access to this repository",
    ),
    (
        r"could not read (?:username|password)|authentication failed|invalid credentials"
        r"|invalid username|terminal prompts disabled|error: 40[13]|permission (?:to .* )?denied"
        r"|access denied|host key verification failed|not have permission"
        r"|write access to repository not granted",
        "not-allowed", "{remote} does not let you push",
        "with https: a token with the right to write contents in GITHUB_TOKEN (in GitHub Actions "
        "also permissions: contents: write); with ssh: a key that may write",
    ),
    (
        r"could not resolve|unable to access|connection (?:refused|reset|closed)|timed out"
        r"|network is unreachable|no route to host|early eof|hung up|unable to look up",
        "unreachable", "{remote} cannot be reached", "try again; nothing was changed",
    ),
)  # fmt: skip

_NOISE = re.compile(
    r"hint:|To |!|Done$|Please make sure you have the correct|and the repository exists"
    r"|(?:fatal: )?Could not read from remote repository|error: failed to push some refs"
)
"""Lines that git prints whatever the matter is."""

_LEAD = re.compile(r"(?:remote:\s*)?(?:(?:fatal|error|ERROR|ssh): )?")


def is_lost_race(told: str) -> bool:
    """Whether a push failed because somebody else's came first."""
    return bool(_LOST.search(told))


def refusal(told: str, remote: str, branch: str) -> Diagnostic:
    """Why a push or a look at the remote failed."""
    said = _said(told)
    for pattern, code, message, help in _CAUSES:
        if re.search(pattern, told, re.IGNORECASE):
            text = message.format(remote=f'"{remote}"', branch=branch)
            return error(code, f"{text}: {said}" if said else text, help=help)
    return error("git-failed", f'git failed at "{remote}": {said}')


def _said(told: str) -> str:
    """What the other side said, else git's own complaint, in a line."""
    lines = [line.strip() for line in told.splitlines()]
    theirs = [line for line in lines if line.startswith("remote:")]
    own = [line for line in lines if not _NOISE.match(line)]
    picked = [_LEAD.sub("", line) for line in theirs or own]
    return " / ".join(dict.fromkeys(line for line in picked if re.search(r"\w", line)))[:500]
