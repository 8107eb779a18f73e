"""The workflow that publishes a site by GitHub Actions.

In:  where the site lies in its repository.
Out: the file `.github/workflows/pages.yml` at the top of the repository, where GitHub looks for it.

The actions are GitHub's own, in the order of
https://docs.github.com/en/pages/getting-started-with-github-pages/using-custom-workflows-with-github-pages
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from sitegen.diagnostics import SitegenError, error
from sitegen.gitinfo import git_output
from sitegen.project import STATE_FOLDER, Project

PLACE = ".github/workflows/pages.yml"
INSTALL = "pip install sitegen"

_NO_BRANCH = re.compile(r"[\s~^:?*\[\\\x00-\x1f\x7f]|^-|\.\.|\$\{\{")
"""https://git-scm.com/docs/git-check-ref-format, and what GitHub would take for an expression."""

_TEXT = """\
# Written by `sitegen new workflow`; it is yours to change.
#
# Once, in the repository's Settings → Pages, choose "GitHub Actions" as the source.
# If a run says that the branch "is not allowed to deploy to github-pages": Settings →
# Environments → github-pages → Deployment branches and tags, and add @BRANCH@.
name: Pages

on:
  push:
    branches: [@BRANCHES@]
  pull_request:
  workflow_dispatch:

permissions: {}

concurrency:
  group: pages-${{ github.event.pull_request.number || github.ref }}
  # a newer commit of a pull request ends the run of the older one; what is being published goes on
  cancel-in-progress: ${{ github.event_name == 'pull_request' }}

jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: read # for the site's address
@DEFAULTS@    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 0 # the dates of pages may come from the history
          persist-credentials: false
@SUBMODULES@      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - name: Install sitegen
        run: @INSTALL@
      - name: Ask for the site's address
        id: pages
        if: @PUBLISHES@
        uses: actions/configure-pages@v6
      - name: Bring back what earlier runs have built
        uses: actions/cache@v5
        with:
          path: |
            @FOLDER@@STATE@
            @FOLDER@@PUBLIC@
          key: sitegen-${{ github.ref_name }}-${{ github.run_id }}-${{ github.run_attempt }}
          restore-keys: |
            sitegen-${{ github.ref_name }}-
            sitegen-@BRANCH@-
      - name: Build
        env:
          ADDRESS: ${{ steps.pages.outputs.base_url }}
        run: sitegen build --strict ${ADDRESS:+--base-url "${ADDRESS%/}/"}
      - name: Check
        env:
          ADDRESS: ${{ steps.pages.outputs.base_url }}
        run: sitegen check --format github ${ADDRESS:+--base-url "${ADDRESS%/}/"}
      - name: Keep the site of a pull request, to be looked at
        if: @PREVIEWS@
        uses: actions/upload-artifact@v7
        with:
          name: site
          path: @FOLDER@@PUBLIC@
          include-hidden-files: true
          retention-days: 7
      - name: Hand over the site
        if: @PUBLISHES@
        uses: actions/upload-pages-artifact@v5
        with:
          path: @FOLDER@@PUBLIC@
          include-hidden-files: true # such as .well-known/

  deploy:
    needs: build
    if: @PUBLISHES@
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
"""


def workflow_text(
    *,
    folder: str = "",
    public: str = "public",
    branch: str = "main",
    install: str = INSTALL,
    submodules: bool = False,
) -> str:
    """The workflow as YAML.

    `folder` is the site's, seen from the top of the repository, empty for the top itself; `public`
    is the folder that it is built to, seen from there.
    """
    ref = "'refs/heads/{}'".format(branch.replace("'", "''"))
    inside = f"    defaults:\n      run:\n        working-directory: {_scalar(folder)}\n"
    values = {
        "BRANCHES": json.dumps(re.sub(r"([+!])", r"\\\1", branch), ensure_ascii=False),
        "BRANCH": branch,
        "PUBLISHES": f"github.ref == {ref}",
        "PREVIEWS": f"github.ref != {ref}",
        "DEFAULTS": inside if folder else "",
        "SUBMODULES": "          submodules: recursive\n" if submodules else "",
        "INSTALL": install,
        "FOLDER": f"{folder}/" if folder else "",
        "STATE": STATE_FOLDER,
        "PUBLIC": public,
    }
    return re.sub("@([A-Z]+)@", lambda match: values[match[1]], _TEXT)


def new_workflow(project: Project, branch: str = "", *, force: bool = False) -> Path:
    """Write the workflow of a site; gives its path.

    Without a `branch` it is the one that the repository's clones begin with. Raises SitegenError
    when there is such a file already, unless `force` says that it is replaced.
    """
    root = project.root
    top = Path(_git(root, "rev-parse", "--show-toplevel") or root)
    inside = root.resolve().is_relative_to(top.resolve())
    folder = root.resolve().relative_to(top.resolve()).as_posix() if inside else ""
    folder = "" if folder == "." else folder
    public = project.config.publish_dir
    if Path(public).is_absolute():
        raise _refused("bad-path", f'"publishDir" is "{public}", which is no folder of the site',
                       "the workflow needs one below the site, such as public")  # fmt: skip
    branch = branch or _main_branch(root)
    if _NO_BRANCH.search(branch):
        raise _refused("bad-branch", f'"{branch}" is no name for a branch', "such as main")
    target = top / PLACE
    if os.path.lexists(target) and not force:
        raise _refused("exists", f'"{target}" exists already', "--force replaces it")
    text = workflow_text(
        folder=folder,
        public=public.strip("/"),
        branch=branch,
        install=_install(root, top),
        submodules=(top / ".gitmodules").is_file(),
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise _refused(
            "unwritable", f'cannot write "{target}": {problem.strerror}', ""
        ) from problem
    return target


def _install(root: Path, top: Path) -> str:
    """How the site's own list of packages is installed, if it names sitegen; else sitegen alone."""
    for folder in (root, top):
        file = folder / "requirements.txt"
        try:
            names = re.search(r"^\s*sitegen\b", file.read_text("utf-8", "replace"), re.MULTILINE)
        except OSError:
            continue
        if names:
            return f"pip install -r {Path(os.path.relpath(file, root)).as_posix()}"
    return INSTALL


def _main_branch(root: Path) -> str:
    origin = _git(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    return (
        origin.removeprefix("origin/")
        or _git(root, "symbolic-ref", "-q", "--short", "HEAD")
        or "main"
    )


def _git(root: Path, *words: str) -> str:
    # the names of folders and branches need not be UTF-8
    return os.fsdecode(git_output(root, *words)).strip()


def _scalar(text: str) -> str:
    return text if re.fullmatch(r"[\w./-]+", text) else json.dumps(text, ensure_ascii=False)


def _refused(code: str, message: str, help: str) -> SitegenError:
    return SitegenError((error(code, message, help=help),))
