"""The workflow that `sitegen new workflow` writes, and the one that publishes this project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen.workflow import PLACE, workflow_text
from tests.conftest import SiteUnderTest
from tests.test_commands import call

ROOT = Path(__file__).parent.parent


def linted(file: Path) -> str:
    """What actionlint finds; nothing when all is well."""
    program = shutil.which("actionlint", path=str(Path(sys.executable).parent)) or "actionlint"
    done = subprocess.run([program, str(file)], check=False, capture_output=True, text=True)
    return done.stdout + done.stderr


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text())
    return found


def test_this_project_publishes_by_the_same_workflow() -> None:
    """But that it installs itself from its own folder."""
    assert (ROOT / PLACE).read_text() == workflow_text(install="pip install .")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"folder": "docs", "submodules": True, "install": "pip install -r ../requirements.txt"},
        {"folder": "my docs", "public": "out/site", "branch": "it's/c++"},
    ],
)  # fmt: skip
def test_actionlint_finds_nothing(tmp_path: Path, options: dict[str, Any]) -> None:
    file = tmp_path / PLACE
    file.parent.mkdir(parents=True)
    file.write_text(workflow_text(**options))
    assert linted(file) == ""
    # and it would find something
    file.write_text(file.read_text().replace("steps.pages.outputs", "steps.none.outputs"))
    assert "none" in linted(file)


def test_each_job_may_do_what_it_has_to_and_no_more() -> None:
    found = yaml.safe_load(workflow_text())
    assert found["permissions"] == {}
    assert found["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert found["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert found["jobs"]["deploy"]["if"] == "github.ref == 'refs/heads/main'"
    steps = found["jobs"]["build"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert all(step["uses"].startswith("actions/") for step in steps if "uses" in step)


def test_it_is_written_at_the_top_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "-b", "trunk")
    site = SiteUnderTest(tmp_path / "docs")
    site.write({"content/_index.md": "# Home\n", "sitegen.toml": 'publishDir = "out"\n'})
    (tmp_path / "requirements.txt").write_text("sitegen==0.1\n")

    result = call("new", "workflow", "-s", str(site.root))

    assert result.exit_code == 0, result.output
    assert "Source: GitHub Actions" in result.output
    found = read(tmp_path / PLACE)
    assert found[True]["push"]["branches"] == ["trunk"]
    build = found["jobs"]["build"]
    assert build["defaults"]["run"]["working-directory"] == "docs"
    by_name = {step.get("name"): step for step in build["steps"]}
    assert by_name["Install sitegen"]["run"] == "pip install -r ../requirements.txt"
    assert by_name["Hand over the site"]["with"]["path"] == "docs/out"


def test_a_file_that_is_there_is_not_replaced(site: SiteUnderTest) -> None:
    site.write({PLACE: "mine"})
    result = call("new", "workflow", "-s", str(site.root))
    assert result.exit_code == 1 and "--force" in result.output
    assert (site.root / PLACE).read_text() == "mine"
    assert call("new", "workflow", "-s", str(site.root), "--force").exit_code == 0
    assert (site.root / PLACE).read_text() == workflow_text()
    for branch in ("a b", "${{secrets}}", "a\n"):
        result = call("new", "workflow", "-s", str(site.root), "--force", "--branch", branch)
        assert "no name for a branch" in result.output
