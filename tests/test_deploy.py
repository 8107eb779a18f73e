"""`sitegen deploy` against a bare repository on disk: a clone of the branch is the built site."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sitegen.deploy import cycle
from sitegen.deploy.address import is_domain, misfit, pages_address
from sitegen.deploy.refusals import refusal
from sitegen.deploy.site_files import site_files
from sitegen.deploy.store import Store
from sitegen.deploy.token import token_settings
from tests.conftest import SiteUnderTest
from tests.test_commands import call

PATIENCE = 30.0
BRANCH = "refs/heads/gh-pages"


class Deployed:
    """A site in a work tree, and the bare repository that it is deployed to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = SiteUnderTest(folder / "work")
        self.remote = folder / "remote.git"
        self.site.root.mkdir()
        self.git("init", "--quiet", "--template=", "--bare", str(self.remote), at=folder)
        self.git("config", "core.logAllRefUpdates", "true", at=self.remote)
        self.git("init", "--quiet", "--template=", "-b", "main")
        self.git("remote", "add", "origin", str(self.remote))
        self.site.write(
            {
                "sitegen.toml": 'baseURL = "https://example.org/"\ntitle = "T"\ndisableKinds = ["search"]\n',
                "content/_index.md": "# Home\n\n[A](a.md)\n",
                "content/a.md": "# A\n",
                "layouts/baseof.html": "{{ page.title }} {{ page.content }}",
                ".gitignore": "public/\n.sitegen/\n",
            }
        )
        self.save()

    def git(self, *words: str, at: Path | None = None) -> str:
        """Run git as somebody else than the deploy."""
        name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        done = subprocess.run(
            ["git", *name, *words], cwd=at or self.site.root, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def save(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "more")

    def deploy(self, *words: str, status: int = 0) -> str:
        """Deploy from the command line; gives what it printed."""
        result = call("deploy", "-s", str(self.site.root), *words)
        assert result.exit_code == status, result.output
        return result.output

    def tip(self) -> str:
        return self.git("for-each-ref", "--format=%(objectname)", BRANCH, at=self.remote)

    def subjects(self) -> list[str]:
        return self.git("log", "--format=%s", BRANCH, at=self.remote).splitlines()

    def published(self) -> dict[str, bytes]:
        """What a clone of the branch holds."""
        return self.held_by(self.tip())

    def held_by(self, commit: str) -> dict[str, bytes]:
        clone = self.folder / f"clone-{commit}"
        if not clone.exists():
            self.git(
                "clone", "--quiet", "--no-checkout", str(self.remote), str(clone), at=self.folder
            )
            self.git("checkout", "--quiet", commit, at=clone)
        files = (path for path in clone.rglob("*") if path.is_file())
        found = {path.relative_to(clone).as_posix(): path.read_bytes() for path in files}
        return {path: content for path, content in found.items() if not path.startswith(".git/")}

    def ever_held(self) -> list[dict[str, bytes]]:
        """What the branch held at any time."""
        log = (self.remote / "logs" / BRANCH).read_text().splitlines()
        return [self.held_by(line.split()[1]) for line in log]

    def built(self) -> dict[str, bytes]:
        return {**self.site.tree(), ".nojekyll": b""}

    def hook(self, text: str) -> None:
        """A hook of the remote that is asked before each push is taken."""
        hook = self.remote / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{text}\n")
        hook.chmod(0o755)

    def somebody_pushes(self, files: Mapping[str, str]) -> str:
        """Another commit on the branch, from elsewhere."""
        clone = self.folder / f"other-{time.monotonic_ns()}"
        self.git("clone", "--quiet", "-b", "gh-pages", str(self.remote), str(clone), at=self.folder)
        SiteUnderTest(clone).write(files)
        self.git("add", ".", at=clone)
        self.git("commit", "--quiet", "-m", "by somebody else", at=clone)
        self.git("push", "--quiet", at=clone)
        return self.tip()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git without anybody's configuration, and no variables of GitHub's."""
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "GH_", "GIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def deployed(tmp_path: Path, alone: None) -> Deployed:
    return Deployed(tmp_path)


def test_a_site_is_deployed_changed_and_pruned(deployed: Deployed) -> None:
    """The whole cycle, with a clone after each step."""
    assert "(GitHub" not in deployed.deploy()
    assert deployed.published() == deployed.built()

    deployed.site.write({"content/a.md": "# A\n\nnew\n", "content/b.md": "# B\n"})
    deployed.save()
    assert "3 added" not in (told := deployed.deploy())
    assert "Published to gh-pages of origin" in told
    assert "b/index.html" in deployed.published()
    assert deployed.published() == deployed.built()

    (deployed.site.root / "content/b.md").unlink()
    deployed.save()
    deployed.deploy()
    assert "b/index.html" not in deployed.published()
    assert deployed.published() == deployed.built()

    head = deployed.git("rev-parse", "--short=10", "HEAD")
    assert len(deployed.subjects()) == 3
    assert deployed.subjects()[0].startswith(f"Deploy {head} with sitegen")
    assert deployed.git("log", "-1", "--format=%an <%ae>", BRANCH, at=deployed.remote) == (
        "sitegen <sitegen@localhost>"
    )


def test_nothing_new_is_not_pushed(deployed: Deployed) -> None:
    deployed.deploy()
    tip = deployed.tip()

    assert "Nothing to publish" in deployed.deploy()
    assert "Nothing to publish" in deployed.deploy("--squash")
    assert deployed.tip() == tip


def test_the_users_repository_is_not_touched(deployed: Deployed) -> None:
    deployed.site.write({"staged.txt": "x", "content/a.md": "# A\n\nunsaved\n"})
    deployed.git("add", "staged.txt")
    git = deployed.site.root / ".git"

    def state() -> dict[str, bytes]:
        return {
            str(path.relative_to(git)): path.read_bytes()
            for path in git.rglob("*")
            if path.is_file() and not path.relative_to(git).parts[0].startswith("sitegen-deploy")
        }

    before, files = state(), deployed.git("status", "--porcelain")
    deployed.deploy("--allow-dirty")
    deployed.deploy("--allow-dirty", "--squash", "-m", "again {commit}")

    assert state() == before
    assert deployed.git("status", "--porcelain") == files
    assert "and what is not committed" in deployed.subjects()[-1]


def test_a_dirty_tree_or_a_failing_build_is_refused(deployed: Deployed) -> None:
    deployed.site.write({"content/new.md": "# New\n"})
    told = deployed.deploy(status=1)
    assert "error[not-committed]" in told and "content/new.md" in told

    deployed.site.write({"content/new.md": "{{< nothing >}}\n"})
    deployed.save()
    told = deployed.deploy(status=1)
    assert "error[failed-build]" in told and "nothing was pushed" in told
    assert deployed.tip() == ""


def test_a_dry_run_tells_what_would_change(deployed: Deployed) -> None:
    deployed.deploy()
    tip = deployed.tip()
    (deployed.site.root / "content/a.md").unlink()
    deployed.site.write({"content/_index.md": "# Home\n", "content/c.md": "# C\n"})

    told = deployed.deploy("--dry-run")

    assert "warning[not-committed]" in told
    assert "  + c/index.html\n" in told
    assert "  ~ index.html\n" in told
    assert "  - a/index.html\n" in told
    assert "1 removed" in told and "Nothing was pushed." in told
    assert deployed.tip() == tip


def test_the_domain_is_kept_written_and_removed(deployed: Deployed) -> None:
    deployed.deploy()
    deployed.somebody_pushes({"CNAME": "docs.ada.org"})
    deployed.site.write({"content/a.md": "# A\n\nnew\n"})
    deployed.save()

    told = deployed.deploy()
    assert deployed.published() == {**deployed.built(), "CNAME": b"docs.ada.org"}
    assert 'GitHub Pages shows this site at "https://docs.ada.org/"' in told

    config = deployed.site.root / "sitegen.toml"
    config.write_text(config.read_text() + '[deploy]\ncname = "www.ada.org"\n')
    deployed.save()
    deployed.deploy()
    assert deployed.published()["CNAME"] == b"www.ada.org\n"

    deployed.deploy("--cname", "")
    assert deployed.published() == deployed.built()
    assert "is not a domain" in deployed.deploy("--cname", "https://x.org", status=2)


def test_squash_leaves_one_commit(deployed: Deployed) -> None:
    deployed.deploy()
    deployed.site.write({"content/b.md": "# B\n"})
    deployed.save()

    deployed.deploy("--squash")

    assert len(deployed.subjects()) == 1
    assert deployed.published() == deployed.built()


# --- others at the same time ----------------------------------------------------------------------


def in_between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], times: int = 1) -> None:
    """Do something just before the first pushes."""
    push, left = Store.push, [times]

    def late(store: Store, commit: str, tip: str) -> None:
        if left[0]:
            left[0] -= 1
            act()
        push(store, commit, tip)

    monkeypatch.setattr(Store, "push", late)


def test_what_somebody_pushes_in_between_stays_in_the_history(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.deploy()
    deployed.site.write({"content/b.md": "# B\n"})
    deployed.save()
    in_between(monkeypatch, lambda: deployed.somebody_pushes({"CNAME": "x.org", "o.txt": "o"}))

    deployed.deploy()

    assert deployed.published() == {**deployed.built(), "CNAME": b"x.org"}
    assert deployed.subjects()[1] == "by somebody else"


def test_a_race_that_cannot_be_won_is_reported(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.deploy()
    deployed.site.write({"content/b.md": "# B\n"})
    deployed.save()
    numbers = iter(range(100))
    in_between(monkeypatch, lambda: deployed.somebody_pushes({"o": str(next(numbers))}), 99)

    assert "error[lost-race]" in deployed.deploy(status=1)
    assert deployed.subjects().count("by somebody else") == cycle.PUSHES

    assert "would be lost" in deployed.deploy("--squash", status=1)
    assert deployed.subjects()[0] == "by somebody else"


def test_the_first_deploys_of_two_people_meet(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = deployed.folder / "second"
    deployed.git("clone", "--quiet", str(deployed.site.root), str(other))
    deployed.git("remote", "set-url", "origin", str(deployed.remote), at=other)
    push = Store.push
    done: list[str] = []

    def theirs() -> None:
        monkeypatch.setattr(Store, "push", push)
        done.append(call("deploy", "-s", str(other), "-m", "theirs").output)

    in_between(monkeypatch, theirs)
    told = deployed.deploy("-m", "mine")

    assert "Published" in done[0]
    assert "Nothing to publish" in told
    assert deployed.subjects() == ["theirs"]


def test_two_deploys_of_a_repository_are_not_made_at_once(deployed: Deployed) -> None:
    from sitegen.deploy.worktree import find_worktree

    with cycle.one_deploy(find_worktree(deployed.site.root)):
        assert "error[deploy-under-way]" in deployed.deploy(status=1)
    deployed.deploy()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("everything", [False, True], ids=["sitegen", "with git"])
def test_a_killed_deploy_leaves_a_whole_site(deployed: Deployed, everything: bool) -> None:
    """`kill -9` in the middle of a push, of sitegen alone and of all that it has started."""
    deployed.deploy()
    old = deployed.built()
    deployed.site.write({f"content/p{number}.md": f"# {number}\n" for number in range(20)})
    deployed.save()
    reached, go, over = (deployed.folder / name for name in ("reached", "go", "over"))
    deployed.hook(
        f"touch {reached}; trap 'touch {over}' EXIT\n"
        f"for i in $(seq 300); do [ -e {go} ] && exit 0; sleep 0.1; done"
    )

    def until(done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end
            time.sleep(0.02)

    process = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "deploy", "-s", str(deployed.site.root)],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(reached.exists)
        assert deployed.published() == old
        if everything:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        assert deployed.published() == old
        new = deployed.built()
        go.touch()
        if everything:
            assert deployed.published() == old
        else:
            until(lambda: deployed.published() == new)  # git goes on alone
    finally:
        go.touch()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    deployed.site.write({"content/last.md": "# Last\n"})
    deployed.save()
    deployed.deploy()

    assert deployed.published() == deployed.built()
    assert all(held in (old, new, deployed.built()) for held in deployed.ever_held())


# --- whatever git is told -------------------------------------------------------------------------


def test_configuration_of_git_does_not_change_what_is_pushed(deployed: Deployed) -> None:
    root = deployed.site.root
    for scope, at in (("--local", root), ("--global", root)):
        for key, value in {
            "core.autocrlf": "true",
            "core.hooksPath": str(deployed.folder / "hooks"),
            "core.excludesFile": str(deployed.folder / "ignore"),
            "core.fileMode": "true",
            "commit.gpgSign": "true",
            "push.gpgSign": "true",
            "gpg.program": "/bin/false",
            "filter.lfs.clean": "sed s/./X/g",
            "filter.lfs.required": "true",
            "user.useConfigOnly": "true",
            "push.default": "nothing",
            "core.safecrlf": "true",
            "i18n.commitEncoding": "latin1",
        }.items():
            deployed.git("config", scope, key, value, at=at)
    hooks = deployed.folder / "hooks"
    hooks.mkdir()
    # the other side is this very user's, too, but on a server of its own it would not be
    deployed.git("config", "core.hooksPath", "hooks", at=deployed.remote)
    for name in ("pre-push", "pre-commit", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {deployed.folder}/ran-{name}\nexit 1\n")
        (hooks / name).chmod(0o755)
    (deployed.folder / "ignore").write_text("*.pdf\nassets/\n")
    odd = {
        "static/crlf.txt": b"a\r\nb\nc\r\n", "static/lf.txt": b"a\nb\n", "static/x.pdf": b"%PDF\x00\r\n",
        "static/assets/_under/a.bin": bytes(range(256)), "static/é ü/–.txt": "é".encode(),
        "static/.well-known/security.txt": b"Contact: x\r\n", "static/with\nnewline.txt": b"n",
        'static/"quoted"\\.txt': b"q", "static/run.sh": b"#!/bin/sh\n",
        "public/.gitattributes": b"*.pdf filter=lfs\n*.txt text eol=crlf\n* ident\n",
        "public/.gitignore": b"*\n",
    }  # fmt: skip
    deployed.site.write(odd)
    (root / "static/run.sh").chmod(0o755)
    deployed.site.write({"public/.git/config": b"[core]\n", "public/.sitegen-1-x/half.html": b"x"})

    deployed.deploy("--allow-dirty")

    # what git's filters make of files at a checkout is nobody's but the cloner's affair
    tree = deployed.git("ls-tree", "-r", "-z", "--name-only", BRANCH, at=deployed.remote)
    found = {}
    for path in tree.split("\0")[:-1]:
        found[path] = subprocess.run(
            ["git", "cat-file", "blob", f"{BRANCH}:{path}"], cwd=deployed.remote,
            check=True, capture_output=True,
        ).stdout  # fmt: skip
    built = {
        path: content for path, content in deployed.built().items()
        if not path.startswith((".git/", ".sitegen-"))
    }  # fmt: skip
    assert built.keys() >= {path.partition("/")[2] for path in odd}
    assert found == built
    assert not list(deployed.folder.glob("ran-*"))


def test_a_hook_of_git_may_call_it(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git tells its hooks by variables which repository and index they are for."""
    monkeypatch.setenv("GIT_INDEX_FILE", str(deployed.folder / "index"))
    monkeypatch.setenv("GIT_DIR", str(deployed.folder / "elsewhere"))
    told = deployed.deploy("--allow-dirty")
    assert "Published" in told
    assert not (deployed.folder / "index").exists()


@pytest.mark.parametrize("kind", ["worktree", "shallow", "subfolder", "detached", "sha256"])
def test_every_kind_of_work_tree_will_do(deployed: Deployed, kind: str) -> None:
    deployed.deploy()
    site = deployed.site
    other = deployed.folder / "elsewhere"
    if kind == "worktree":
        deployed.git("worktree", "add", "--quiet", str(other), "-b", "more")
        site = SiteUnderTest(other)
    elif kind == "shallow":
        site.write({"content/b.md": "# B\n"})
        deployed.save()
        deployed.git("clone", "--quiet", "--depth=1", site.root.as_uri(), str(other))
        deployed.git("remote", "set-url", "origin", str(deployed.remote), at=other)
        site = SiteUnderTest(other)
    elif kind == "subfolder":
        deployed.git("init", "--quiet", str(other))
        deployed.git("remote", "add", "origin", "../remote.git", at=other)
        SiteUnderTest(other).write({"code.py": "unsaved = 1\n"})
        site = SiteUnderTest(other / "docs/notes")
        for path in ("sitegen.toml", "content/_index.md", "content/a.md", ".gitignore"):
            site.write({path: (deployed.site.root / path).read_bytes()})
        deployed.git("add", "docs", at=other)
        deployed.git("commit", "--quiet", "-m", "docs", at=other)
    elif kind == "detached":
        deployed.git("checkout", "--quiet", "--detach")
    elif kind == "sha256":
        far = deployed.folder / "far.git"
        deployed.git("init", "--quiet", "--bare", "--object-format=sha256", str(far))
        deployed.git("init", "--quiet", "--object-format=sha256", str(other))
        deployed.git("remote", "add", "origin", str(far), at=other)
        site = SiteUnderTest(other)
        site.write({"content/_index.md": "# Home\n"})
        deployed.remote = far
    site.write({"content/more.md": "# More\n"})

    result = call("deploy", "-s", str(site.root), "--allow-dirty")

    assert result.exit_code == 0, result.output
    assert deployed.published() == {**site.tree(), ".nojekyll": b""}
    assert "more/index.html" in deployed.published()


def test_what_git_keeps_for_us_may_be_damaged(deployed: Deployed) -> None:
    deployed.deploy()
    store = deployed.site.root / ".git/sitegen-deploy"
    for number, damage in enumerate((
        (store / "shallow.lock").touch,
        lambda: [path.unlink() for path in (store / "objects").rglob("*") if path.is_file()],
        lambda: (store / "HEAD").write_text("nonsense"),
        (store / "config").unlink,
    )):  # fmt: skip
        damage()
        deployed.site.write({"content/a.md": f"# {number}\n"})
        deployed.save()
        deployed.deploy()
        assert deployed.published() == deployed.built()
    assert len(deployed.subjects()) == 5


# --- what can be wrong ----------------------------------------------------------------------------


def test_without_git_repository_or_remote_the_way_is_told(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "there is origin" in deployed.deploy("--remote", "upstream", status=1)
    assert "is no name for a branch" in deployed.deploy("--branch", "a b", status=1)
    assert "is no name for a branch" in deployed.deploy("--branch", "--force", status=1)
    assert "error[source-branch]" in deployed.deploy("--branch", "main", status=1)
    missing = str(tmp_path / "none.git")
    assert "error[no-remote-repository]" in deployed.deploy("--remote", missing, status=1)
    deployed.git("remote", "remove", "origin")
    assert "git remote add origin" in deployed.deploy(status=1)
    plain = SiteUnderTest(tmp_path / "plain")
    plain.write({"content/_index.md": "# Home\n"})
    result = call("deploy", "-s", str(plain.root))
    assert result.exit_code == 1 and "error[no-repository]" in result.output
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "error[no-git]" in deployed.deploy(status=1)


def test_an_address_in_the_configuration_is_not_pushed_to(deployed: Deployed) -> None:
    """A site may be somebody else's: only a person says where it goes."""
    config = deployed.site.root / "sitegen.toml"
    config.write_text(config.read_text() + f'[deploy]\nremote = "{deployed.remote}"\n')
    deployed.save()
    assert "has no remote" in deployed.deploy(status=1)
    assert "Published" in deployed.deploy("--remote", str(deployed.remote))


def test_the_branch_of_the_source_is_not_overwritten(deployed: Deployed) -> None:
    """Not even from a detached HEAD, as CI has it."""
    deployed.git("push", "--quiet", "origin", "main")
    deployed.git("symbolic-ref", "HEAD", "refs/heads/main", at=deployed.remote)
    deployed.git("checkout", "--quiet", "--detach")
    assert "error[source-branch]" in deployed.deploy("--branch", "main", status=1)


def test_a_refusal_of_the_remote_is_shown(deployed: Deployed) -> None:
    deployed.hook("echo 'error: GH006: Protected branch update failed.' >&2; exit 1")
    told = deployed.deploy(status=1)
    assert "error[protected-branch]" in told and "GH006" in told
    deployed.hook("echo 'only on Fridays' >&2; exit 1")
    told = deployed.deploy(status=1)
    assert "error[hook-declined]" in told and "only on Fridays" in told
    deployed.hook("exit 0")
    deployed.deploy()
    deployed.git("config", "receive.denyNonFastForwards", "true", at=deployed.remote)
    deployed.site.write({"content/b.md": "# B\n"})
    deployed.save()
    assert "error[no-rewriting]" in deployed.deploy("--squash", status=1)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("remote: Permission to a/b.git denied to c.\nfatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403", "not-allowed"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "not-allowed"),
        ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", "not-allowed"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "no-remote-repository"),
        ("remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found", "no-remote-repository"),
        ("fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com", "unreachable"),
        ("ssh: connect to host github.com port 22: Connection timed out", "unreachable"),
        ("remote: error: GH001: Large files detected.\n! [remote rejected] x -> y (pre-receive hook declined)", "file-too-large"),
        ("remote: error: GH013: Repository rule violations found for refs/heads/gh-pages.", "protected-branch"),
    ],
)  # fmt: skip
def test_what_git_says_becomes_advice(told: str, code: str) -> None:
    found = refusal(told, "https://github.com/a/b", "gh-pages")
    assert found.code == code and found.help
    assert "Could not read from" not in found.message and "remote:" not in found.message


def test_a_link_a_large_file_and_a_lack_of_pages_are_told(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    public = tmp_path / "public"
    public.mkdir()
    (public / "a.txt").write_text("a")
    (public / "link.txt").symlink_to(tmp_path / "secret")
    (public / "folder").symlink_to(tmp_path)
    with (public / "large.bin").open("wb") as file:
        file.truncate(1_100_000_000)

    found = site_files(public)

    assert found.sizes.keys() == {"a.txt", "large.bin"}
    codes = [one.code for one in found.diagnostics]
    assert codes == ["no-home-page", "link-left-out", "file-too-large", "site-too-large"]


# --- addresses, tokens, names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Ada/notes.git", "https://ada.github.io/notes/"),
        ("https://github.com/ada/notes", "https://ada.github.io/notes/"),
        ("https://x:token@github.com/ada/Notes.js.git/", "https://ada.github.io/Notes.js/"),
        ("ssh://git@ssh.github.com:443/ada/ada.github.io.git", "https://ada.github.io/"),
        ("https://gitlab.com/ada/notes.git", ""),
        ("/srv/github.com/ada/notes.git", ""),
        ("git@github.com.evil.org:ada/notes.git", ""),
    ],
)
def test_the_address_of_a_repository_on_github(remote: str, address: str) -> None:
    assert pages_address(remote) == address


@pytest.mark.parametrize(
    ("base_url", "domain", "code"),
    [
        ("https://ada.github.io/notes/", "", None),
        ("/notes/", "", "base-url"),
        ("https://ada.github.io/", "", "base-url"),
        ("https://example.org/notes/", "", "base-url"),
        ("https://ada.org/notes/", "", None),
        ("https://docs.ada.org/", "docs.ada.org", None),
        ("https://ada.github.io/notes/", "docs.ada.org", "base-url"),
    ],
)
def test_a_base_url_that_does_not_fit_is_told(base_url: str, domain: str, code: str | None) -> None:
    found = misfit(base_url, "git@github.com:ada/notes.git", domain)
    assert (found.code if found else None) == code


def test_a_domain_that_github_does_not_know_is_told() -> None:
    found = misfit("https://ada.org/", "git@github.com:ada/ada.github.io.git", "")
    assert found is not None and found.code == "no-domain"
    assert is_domain("docs.example.org") and not is_domain("docs.example.org/x")


@pytest.mark.parametrize(
    "remote",
    [
        "https://evil.org/github.com/a",
        "http://github.com/a/b",
        "git@github.com:a/b",
        "https://github.com.evil.org/a/b",
    ],
)
def test_a_token_goes_to_its_own_server_only(remote: str) -> None:
    assert token_settings(remote, {"GITHUB_TOKEN": "secret"}) == ((), ())
    settings, secrets = token_settings("https://github.com/a/b", {"GITHUB_TOKEN": "secret"})
    assert next(value for _, value in settings) == ""
    assert "secret" in secrets


def test_the_token_is_sent_once_and_never_shown(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64
    import http.server
    import threading

    seen: list[list[str]] = []

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get_all("Authorization") or [])
            self.send_response(403)
            self.end_headers()
            self.wfile.write(b"Permission to notes denied: " + seen[-1][0].encode())

        def log_message(self, *_: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("GITHUB_SERVER_URL", origin)
        # as actions/checkout leaves it
        deployed.git("config", f"http.{origin}/.extraheader", "AUTHORIZATION: basic b3RoZXI=")
        deployed.git("remote", "set-url", "origin", f"{origin}/ada/notes.git")
        left = deployed.deploy(status=1)
        monkeypatch.setenv("GITHUB_TOKEN", "t0ps3cret")
        told = deployed.deploy(status=1)
        mine = origin.replace("//", "//ada:p4ss@") + "/ada/notes.git"
        other = deployed.deploy("--remote", mine, status=1)
        server.shutdown()

    login = base64.b64encode(b"x-access-token:t0ps3cret").decode()
    assert seen[:2] == [["basic b3RoZXI="], [f"basic {login}"]]
    assert "127.0.0.1" in other and "p4ss" not in other
    assert "error[not-allowed]" in left and "b3RoZXI=" not in left
    assert "error[not-allowed]" in told
    assert "t0ps3cret" not in told and login not in told


def test_in_actions_the_one_who_started_the_run_commits(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    monkeypatch.setenv("GITHUB_ACTOR_ID", "12")
    deployed.deploy()
    assert deployed.git("log", "-1", "--format=%cn %ce", BRANCH, at=deployed.remote) == (
        "ada 12+ada@users.noreply.github.com"
    )
