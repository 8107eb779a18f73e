"""The wheel, installed into an empty environment, makes a site."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.test_plugins import documented

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (found,) = folder.glob("*.whl")
    return found


def run(*command: object, cwd: Path | None = None) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_what_it_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "sitegen/_data/themes/default/layouts/baseof.html",
        "sitegen/_data/themes/default/static/css/main.css",
        "sitegen/_data/themes/default/i18n/en.toml",
        "sitegen/_data/themes/default/i18n/zh-tw.toml",
        "sitegen/_data/shortcodes/ask_chatgpt.html",
        "sitegen/schema.json",
        "sitegen/py.typed",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "content/", "bench/"))]


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it requires."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    found = environment / ("Scripts" if sys.platform == "win32" else "bin")
    run(found / "python", "-m", "pip", "install", "--quiet", wheel)
    return found


def test_an_empty_environment_builds_a_site_with_it(binaries: Path, tmp_path: Path) -> None:
    assert run(binaries / "sitegen", "--version").startswith("sitegen, version ")
    run(binaries / "python", "-m", "sitegen", "new", "site", "notes", cwd=tmp_path)
    printed = run(binaries / "sitegen", "build", "--strict", cwd=tmp_path / "notes")

    public = tmp_path / "notes" / "public"
    assert "Built " in printed
    assert "Hello" in (public / "index.html").read_text()
    assert "highlight" in (public / "hello" / "index.html").read_text()
    assert (public / "css" / "main.css").is_file()


def test_a_package_made_from_the_documentation_alone_works(
    binaries: Path, wheel: Path, tmp_path: Path
) -> None:
    for name, text in documented().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    # as `pip install ./sitegen-tides` does, without fetching what builds packages
    source, python = tmp_path / "sitegen-tides", binaries / "python"
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(*build, source)
    (package,) = tmp_path.glob("*.whl")
    run(python, "-m", "pip", "install", "--quiet", "--no-index", package)

    harbour = run(binaries / "sitegen", "build", "--strict", "-s", "harbour", cwd=tmp_path)
    kitchen = run(binaries / "sitegen", "build", "--strict", cwd=tmp_path)

    assert "Built " in harbour and "Built " in kitchen
    page = (tmp_path / "harbour/public/index.html").read_text()
    assert "<li>03:12</li>" in page and '<meta name="ports" content="hamburg">' in page
    assert "(3.0 cups)" in (tmp_path / "public/bread/index.html").read_text()
