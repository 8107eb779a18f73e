"""The sites in `tests/sites/` become what `tests/expected/` holds.

`pytest --update` writes the expectations anew; they are read in review like code.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import SiteUnderTest

HERE = Path(__file__).parent
SITES = sorted(folder.name for folder in (HERE / "expected").iterdir())
SHARED = ("css/", "js/", "favicon.svg")
"""Files of the default theme, which are not looked at here."""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", SITES)
def test_a_site_becomes_what_is_expected(
    name: str, jobs: int, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    shutil.copytree(HERE / "sites" / name, tmp_path / name)
    site = SiteUnderTest(tmp_path / name)

    result = site.build(jobs)

    assert result.diagnostics == ()
    made = {path: data for path, data in site.tree().items() if not path.startswith(SHARED)}
    folder = HERE / "expected" / name
    if pytestconfig.getoption("--update"):
        shutil.rmtree(folder, ignore_errors=True)
        SiteUnderTest(folder).write(made)
    expected = SiteUnderTest(folder)
    wanted = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(expected.root.rglob("*"))
        if path.is_file()
    }
    assert sorted(made) == sorted(wanted)
    for path, data in made.items():
        assert data.decode() == wanted[path].decode(), path
