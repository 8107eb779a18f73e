"""The wheel, installed into an empty environment, makes a site."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

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


def test_an_empty_environment_builds_a_site_with_it(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    binaries = environment / ("Scripts" if sys.platform == "win32" else "bin")
    run(binaries / "python", "-m", "pip", "install", "--quiet", wheel)

    assert run(binaries / "sitegen", "--version").startswith("sitegen, version ")
    run(binaries / "python", "-m", "sitegen", "new", "site", "notes", cwd=tmp_path)
    printed = run(binaries / "sitegen", "build", "--strict", cwd=tmp_path / "notes")

    public = tmp_path / "notes" / "public"
    assert "Built " in printed
    assert "Hello" in (public / "index.html").read_text()
    assert "highlight" in (public / "hello" / "index.html").read_text()
    assert (public / "css" / "main.css").is_file()
