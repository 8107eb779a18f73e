"""Fixtures: a small site that a test writes, builds and looks at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from sitegen.build import build
from sitegen.config_reader import load_config
from sitegen.model import Diagnostic
from sitegen.project import Project, load_project
from sitegen.result import BuildResult


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write tests/expected/ anew")


NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment at which tests build."""


BROWSER_FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-quic --no-first-run"
).split()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""An image in PNG with one dot."""


def note_errors(page: Page, wrong: list[str]) -> None:
    """Note what goes wrong in a page's scripts.

    When a page comes before its styles say that it fades in, Chromium gives up the fading, and says
    so like a script that failed.
    """

    def note(error: Error) -> None:
        if not str(error).startswith("Transition was "):
            wrong.append(str(error))

    page.on("pageerror", note)


class SiteUnderTest:
    """A site's folder: write files, build, read what came out."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            target.write_bytes(data)

    def project(self, **overrides: Any) -> Project:
        config, problems = load_config(self.root, environment="production", overrides=overrides)
        return load_project(config, problems)

    def build(
        self, jobs: int = 1, strict: bool = False, index: bool = False, **overrides: Any
    ) -> BuildResult:
        """Bring `public` up to date; with a search index only for tests that look at it."""
        return build(self.project(**overrides), NOW, jobs, strict=strict, index=index)

    def read(self, path: str) -> str:
        return (self.root / "public" / path).read_text()

    def exists(self, path: str) -> bool:
        return (self.root / "public" / path).exists()

    def tree(self) -> dict[str, bytes]:
        public = self.root / "public"
        return {
            path.relative_to(public).as_posix(): path.read_bytes()
            for path in sorted(public.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def site(tmp_path: Path) -> SiteUnderTest:
    """An empty site under https://example.org/docs/, whose layouts show what a test looks at."""
    found = SiteUnderTest(tmp_path / "site")
    found.write({"sitegen.toml": 'baseURL = "https://example.org/docs/"\ntitle = "Site"\n'})
    return found


@pytest.fixture
def bare(site: SiteUnderTest) -> SiteUnderTest:
    """A site with layouts that show facts as JSON, for tests that don't look at the theme."""
    shown = """{
      "title": {{ page.title|tojson }}, "url": {{ page.url|tojson }}, "kind": {{ page.kind|tojson }},
      "weight": {{ page.weight }}, "date": {{ (page.date|iso)|tojson }},
      "children": {{ page.children|map(attribute="title")|list|tojson }},
      "prev": {{ (page.prev.title if page.prev else none)|tojson }},
      "next": {{ (page.next.title if page.next else none)|tojson }},
      "ancestors": {{ page.ancestors|map(attribute="title")|list|tojson }},
      "tags": {{ page.tags|map(attribute="url")|list|tojson }},
      "backlinks": [{% for group in page.backlinks %}{% for m in group.mentions %}
        {{ [group.page.title, m.before, m.label, m.after]|tojson }}{{ "," if not loop.last }}
        {%- endfor %}{{ "," if not loop.last }}{% endfor %}],
      "summary": {{ page.summary|string|tojson }}, "truncated": {{ page.truncated|tojson }},
      "content": {{ page.content|string|tojson }}
    }"""
    kinds = ("home", "section", "page", "taxonomy", "term")
    site.write({f"layouts/{kind}.html": shown for kind in kinds})
    return site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for a module, since an event loop runs in this thread as long as it is there."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "no Chromium: run `make test`, which installs it"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield found
        found.close()


def facts(site: SiteUnderTest, path: str) -> dict[str, Any]:
    """What a page of a bare site says of itself."""
    found: dict[str, Any] = json.loads(site.read(path))
    return found


def told(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Diagnostics as `path:line:column code`."""
    lines = []
    for one in diagnostics:
        at = one.position
        where = f"{at.path}:{at.line}:{at.column} " if at else ""
        lines.append(f"{where}{one.code}")
    return lines
