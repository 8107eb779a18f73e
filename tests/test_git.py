"""What git and the file system tell of pages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SiteUnderTest

LAYOUT = (
    "{{ page.date|iso }}|{{ page.lastmod|iso }}|"
    "{% if page.git_info %}{{ page.git_info.subject }}/{{ page.git_info.author_name }}/"
    "{{ page.git_info.body }}{% endif %}"
)


def git(folder: Path, *words: str, day: str = "2024-01-02") -> None:
    """Run git as nobody in particular, on a day."""
    moment = f"{day}T03:04:05+02:00"
    own = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": os.devnull}
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(
        ["git", *name, *words], cwd=folder, check=True, capture_output=True,
        env={**os.environ, **own},
    )  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> SiteUnderTest:
    site = SiteUnderTest(tmp_path / "site")
    files = {
        "sitegen.toml": 'title = "Git"\nenableGitInfo = true\n',
        "layouts/page.html": LAYOUT,
        "layouts/home.html": LAYOUT,
        "content/a.md": "---\ntitle: A\n---\n",
        "content/b.md": "---\ntitle: B\ndate: 2020-01-01\nlastmod: 2021-01-01\n---\n",
        "content/ü b.md": "---\ntitle: C\nlastmod: 2021-01-01\n---\n",
    }
    site.write(files)
    git(site.root, "init", "-q")
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "First subject\n\nThe body.")
    return site


def test_the_last_commit_tells_when_a_page_was_changed(site: SiteUnderTest) -> None:
    (site.root / "content/a.md").write_text("---\ntitle: A\n---\nmore\n")
    git(site.root, "commit", "-q", "-a", "-m", "Second", day="2024-05-02")
    (site.root / "content/new.md").write_text("---\ntitle: New\n---\n")

    assert site.build().diagnostics == ()

    assert site.read("a/index.html") == "|2024-05-02T03:04:05+02:00|Second/Ada/"
    first = "2024-01-02T03:04:05+02:00|First subject/Ada/The body."
    assert site.read("b/index.html") == f"2020-01-01|{first}"
    assert site.read("ü-b/index.html") == f"2021-01-01|{first}"
    assert site.read("new/index.html") == "||"
    assert site.read("index.html").startswith("2021-01-01|2024-05-02")


def test_a_commit_alone_is_seen_by_the_next_build(site: SiteUnderTest) -> None:
    site.build()
    git(site.root, "commit", "-q", "--amend", "-m", "Another subject")

    site.build()

    assert "Another subject" in site.read("a/index.html")


def test_rules_name_the_sources_of_dates(site: SiteUnderTest) -> None:
    rules = '[frontmatter]\ndate = [":git"]\nlastmod = ["lastmod", ":fileModTime"]\n'
    with (site.root / "sitegen.toml").open("a") as file:
        file.write(rules)
    os.utime(site.root / "content/a.md", (1_600_000_000, 1_600_000_000))
    site.build()
    first = "2024-01-02T03:04:05+02:00"
    assert site.read("a/index.html").startswith(f"{first}|2020-09-13T12:26:40+00:00")
    assert site.read("b/index.html").startswith(f"{first}|2021-01-01")

    os.utime(site.root / "content/a.md", (1_500_000_000, 1_500_000_000))
    site.build()

    assert site.read("a/index.html").startswith(f"{first}|2017-07-14T02:40:00+00:00")


def test_what_git_cannot_tell_is_warned_of(site: SiteUnderTest, tmp_path: Path) -> None:
    git(site.root, "commit", "-q", "--allow-empty", "-m", "Second")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", site.root.as_uri(), str(shallow))
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "sitegen.toml").write_text("enableGitInfo = true\n")
    (plain / "a.md").write_text("# A\n")

    codes = [one.code for one in SiteUnderTest(shallow).build().diagnostics]
    assert codes == ["shallow-git"]
    assert "no-git" in [one.code for one in SiteUnderTest(plain).build().diagnostics]
