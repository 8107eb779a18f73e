"""This project's own site: no warning in it, and its reference pages tell what the code does."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen import settings_table
from sitegen.build import build
from sitegen.checks import rules
from sitegen.checks.site_check import Wishes, check_site
from sitegen.config_reader import load_config
from sitegen.early import _OWN, PAGE_LATER, SITE_LATER, EarlyPage, EarlySite
from sitegen.project import load_project
from sitegen.views import PageView, SiteView
from tests.conftest import told

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "content" / "reference"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    overrides = {"publishDir": str(folder)}
    config, problems = load_config(ROOT, environment="production", overrides=overrides)
    result = build(load_project(config, problems), datetime(2027, 1, 1, tzinfo=UTC), jobs=2)
    assert told(result.diagnostics) == []
    return folder


def test_nothing_is_wrong_with_the_site_as_readers_get_it(public: Path) -> None:
    config, problems = load_config(
        ROOT, environment="production", overrides={"publishDir": str(public)}
    )
    project = load_project(config, problems)
    found = check_site(project, datetime(2027, 1, 1, tzinfo=UTC), Wishes(jobs=2))
    assert told(found.diagnostics) == [] and found.pages > 50


def test_four_dialects_link_to_each_other(public: Path) -> None:
    page = (public / "deep-learning/gradient-descent/index.html").read_text()

    panel = page[page.index('class="backlinks"') :]
    for title in ("What is deep learning?", "Neural network", "Overfitting", "Backpropagation"):
        assert title in panel


def public_names(view: type) -> set[str]:
    return {name for name in dir(view) if not name.startswith(("_", "sitegen_"))}


def test_phase_1_knows_every_name_that_phase_2_has() -> None:
    early = public_names(EarlyPage) | _OWN | PAGE_LATER
    assert early == public_names(PageView)
    site = public_names(EarlySite) | {"title", "base_url", "copyright"} | SITE_LATER
    assert site == public_names(SiteView)


def test_every_template_name_is_documented() -> None:
    text = (REFERENCE / "templates.md").read_text()

    missing = [f"page.{name}" for name in public_names(PageView) if f"page.{name}" not in text]
    missing += [f"site.{name}" for name in public_names(SiteView) if f"site.{name}" not in text]
    assert missing == []


def test_every_setting_is_documented_as_it_is() -> None:
    assert settings_table.as_markdown_table() in (REFERENCE / "configuration.md").read_text()


def test_every_check_is_documented_as_it_is() -> None:
    assert rules.as_markdown_table() in (ROOT / "content/guide/check.md").read_text()


def test_every_message_is_documented() -> None:
    text = (REFERENCE / "errors.md").read_text()
    codes = set()
    for path in (ROOT / "sitegen").rglob("*.py"):
        source = path.read_text()
        codes |= set(re.findall(r'(?:error|warning|_wrong|_refused)\(\s*"([a-z0-9-]+)",', source))

    scaffolding = {"not-empty", "exists", "bad-path", "missing-archetype", "bad-epoch"}
    internal = {"bad-output", "page-error"}
    assert {code for code in codes - scaffolding - internal if f"`{code}`" not in text} == set()


def test_every_shortcode_has_a_page() -> None:
    parts = {"tab", "tabpane", "card"}
    other_names = {"relref", "hint", "notice", "alert", "admonition"}
    shipped = {path.stem for path in (ROOT / "shortcodes").glob("*.html")} - parts - other_names

    assert {
        name for name in shipped if not (ROOT / f"content/shortcodes/{name}.md").exists()
    } == set()
