"""A repository of a deploy's own, from which the site is pushed.

In:  the built site's files, and the branch as the remote has it.
Out: trees, commits, a push.

It lies in the user's `.git`, so nobody can bring one along with a site, and it is bare: the user's
index, work tree, HEAD, branches and objects have no part in it. It remembers what was pushed last,
so the next deploy fetches nothing and packs only what is new.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from sitegen.deploy.git import Git, GitFailed
from sitegen.deploy.refusals import is_lost_race, refusal
from sitegen.deploy.worktree import Worktree
from sitegen.diagnostics import SitegenError, error
from sitegen.model import Struct

FOLDER = "sitegen-deploy"
_REMOTE = "sitegen-deploy"
_TIDY = (("gc.auto", "3000"), ("gc.autoDetach", "false"), ("gc.pruneExpire", "now"))


class Branch(Struct, frozen=True, kw_only=True):
    """The branch as the remote has it."""

    tip: str = ""
    """The commit; empty when there is no such branch yet."""

    is_default: bool = False
    """Whether it is the one that people get who clone the repository."""


class Changes(Struct, frozen=True, kw_only=True):
    """What differs between what is published and what will be: paths, in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class LostRace(Exception):
    """Somebody else has pushed in between."""


class Store:
    """The repository, and the branch that it pushes to."""

    def __init__(self, worktree: Worktree, network: Git, address: str, branch: str) -> None:
        """`network` is git as it reaches the remote at `address`; `branch` is a whole name.

        Raises SitegenError when nothing can be written there.
        """
        self._folder = worktree.shared / FOLDER
        self._hashes = worktree.hashes
        here = {"GIT_DIR": str(self._folder)}
        self._git = Git(worktree.top, variables=here)
        # by a name: an address may hold a login, and every process can read a command line
        self._network = network.with_(
            variables=here, settings=((f"remote.{_REMOTE}.url", address),)
        )
        self._shown = network.shown(address.encode("utf-8", "surrogateescape"))
        self._branch = branch
        name = hashlib.sha256(os.fsencode(f"{address}\n{branch}")).hexdigest()[:16]
        self._known = f"refs/deployed/{name}"
        self._make()

    def _make(self) -> None:
        """Have a sound repository; whatever a killed deploy left is begun anew."""
        try:
            left = [*self._folder.glob("*.lock"), *self._folder.glob("refs/**/*.lock")]
            if left or self._git.maybe("rev-parse", "--show-object-format") != self._hashes:
                self.forget()
        except OSError as problem:
            raise SitegenError(
                (error("unwritable", f'cannot write to "{self._folder}": {problem.strerror}'),)
            ) from problem
        except GitFailed as problem:
            raise SitegenError(
                (error("unwritable", f'cannot write to "{self._folder}": {problem.complaint}'),)
            ) from problem

    def forget(self) -> None:
        """Begin anew."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._git.run(
            "init", "--quiet", "--bare", "--template=", f"--object-format={self._hashes}",
            "--", str(self._folder),
        )  # fmt: skip

    # --- the remote ---------------------------------------------------------------------------

    def look(self) -> Branch:
        """The branch as it is now, with all its files here; raises SitegenError."""
        found = self._listed()
        if found.tip and not self._has(found.tip):
            # `--depth` leaves the old files out that nobody asks for
            done = self._network.attempt(
                "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--force",
                _REMOTE, f"{self._branch}:{self._known}",
            )  # fmt: skip
            if done.returncode:
                raise self._refused(done.stderr)
            tip = self._git.line("rev-parse", "--verify", self._known)
            return Branch(tip=tip, is_default=found.is_default)
        return found

    def _listed(self) -> Branch:
        done = self._network.attempt("ls-remote", "--symref", _REMOTE, "HEAD", self._branch)
        if done.returncode:
            raise self._refused(done.stderr)
        tip, is_default = "", False
        for line in os.fsdecode(done.stdout).splitlines():
            value, _, name = line.partition("\t")
            if name == self._branch and not value.startswith("ref: "):
                tip = value
            is_default = is_default or (name == "HEAD" and value == f"ref: {self._branch}")
        return Branch(tip=tip, is_default=is_default)

    def push(self, commit: str, tip: str) -> None:
        """Make a commit the branch's, if that is still at `tip`.

        Raises LostRace when it isn't, SitegenError when the remote refuses.
        """
        done = self._network.attempt(
            "push", "--quiet", "--porcelain", "--no-verify",
            f"--force-with-lease={self._branch}:{tip}", _REMOTE, f"{commit}:{self._branch}",
        )  # fmt: skip
        if done.returncode:
            told = done.stderr + b"\n" + done.stdout
            if is_lost_race(self._network.shown(told)):
                raise LostRace
            if not self._has_arrived(commit):
                raise self._refused(told)
        self._remember(commit)

    def _has_arrived(self, commit: str) -> bool:
        """Whether the push was done all the same: the connection may end before the answer."""
        try:
            return self._listed().tip == commit
        except SitegenError:
            return False

    def _refused(self, told: bytes) -> SitegenError:
        branch = self._branch.removeprefix("refs/heads/")
        return SitegenError((refusal(self._network.shown(told), self._shown, branch),))

    # --- trees and commits --------------------------------------------------------------------

    def tree_of(self, folder: Path, paths: Iterable[str], more: Mapping[str, bytes | None]) -> str:
        """Take the files of a folder in, byte for byte; gives the tree.

        `more` are files that lie elsewhere, or with None are left out. Raises GitFailed.
        """
        listed = sorted(path for path in paths if path not in more)
        names = b"".join(_quoted(os.fsencode(path)) + b"\n" for path in listed)
        told = self._git.with_(folder=folder).run(
            "hash-object", "-w", "--no-filters", "--stdin-paths", given=names
        )
        hashes = dict(zip(listed, told.decode().split(), strict=True))
        for path, content in more.items():
            if content is not None:
                hashes[path] = self._git.line("hash-object", "-w", "--stdin", given=content)
        with tempfile.TemporaryDirectory(prefix="sitegen-") as scratch:
            git = self._git.with_(variables={"GIT_INDEX_FILE": str(Path(scratch, "index"))})
            rows = [f"100644 {one}\t".encode() + os.fsencode(path) for path, one in hashes.items()]
            git.run("update-index", "-z", "--index-info", given=b"\0".join(rows) + b"\0")
            return git.line("write-tree")

    def changes(self, tip: str, tree: str) -> Changes:
        """What differs between the branch and a tree; raises GitFailed."""
        old = f"{tip}^{{tree}}" if tip else self._git.line("mktree")
        told = self._git.run(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", old, tree
        )
        fields = told.split(b"\0")
        found: dict[str, list[str]] = {"A": [], "D": [], "M": []}
        for kind, path in zip(fields[::2], fields[1::2], strict=False):
            letter = kind.decode()[-1:]
            found[letter if letter in "AD" else "M"].append(os.fsdecode(path))
        return Changes(
            added=tuple(found["A"]), changed=tuple(found["M"]), removed=tuple(found["D"])
        )

    def content(self, tip: str, path: str) -> bytes | None:
        """A file of the branch; None when it has none of that name."""
        done = self._git.attempt("cat-file", "blob", f"{tip}:{path}") if tip else None
        return done.stdout if done is not None and not done.returncode else None

    def commit(self, tree: str, parent: str, message: str, who: Mapping[str, str]) -> str:
        """Make a commit, which stays here until it is pushed; raises GitFailed."""
        above = ("-p", parent) if parent else ()
        commit = self._git.with_(variables=who).line(
            "commit-tree", "--no-gpg-sign", *above, "-F", "-", tree, given=message.encode()
        )
        # what is packed here is pushed as it is, and not compared for the differences once more
        self._git.run("update-ref", f"{self._known}-next", commit)
        self._git.with_(settings=_TIDY).attempt("gc", "--auto", "--quiet")
        return commit

    def _has(self, commit: str) -> bool:
        return self._git.maybe("rev-parse", "--verify", "--quiet", self._known) == commit

    def _remember(self, commit: str) -> None:
        """Keep the files of what was pushed, and none of what came before."""
        try:
            self._git.run("update-ref", self._known, commit)
            tips = self._git.run("for-each-ref", "--format=%(objectname)")
            (self._folder / "shallow").write_bytes(b"".join(sorted(set(tips.splitlines(True)))))
        except (GitFailed, OSError):  # it is pushed all the same
            shutil.rmtree(self._folder, ignore_errors=True)


def _quoted(path: bytes) -> bytes:
    """A path as git reads it from a line."""
    if not (path.startswith(b'"') or b"\n" in path or b"\r" in path):
        return path
    plain = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + plain.replace(b"\n", b"\\n").replace(b"\r", b"\\r") + b'"'
