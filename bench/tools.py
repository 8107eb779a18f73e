"""The programs compared: how each one's site is laid out, built, edited and checked.

In:  paths of the programs.
Out: tools that write a site into a folder, edit it, and name what must stand in the HTML afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hugo_theme
from pages import SECTION, page_name, page_text, section_name, write_site

SCENARIOS = ("cold", "unchanged", "body", "title", "template", "added")
NAMES = ("sitegen", "hugo", "mkdocs", "zensical")
LABELS = {
    "sitegen": "sitegen",
    "hugo": "Hugo",
    "mkdocs": "MkDocs Material",
    "zensical": "Zensical",
}
SLOW = ("mkdocs", "zensical")

_THEME = Path(__file__).parent.parent / "themes" / "default"
_SITEGEN_CONFIG = """baseURL = "https://example.org/"
title = "Bench"
[services.rss]
limit = 20
"""
_MKDOCS_CONFIG = """site_name: Bench
site_url: https://example.org/
theme:
  name: material
  custom_dir: overrides
plugins:
  - search
  - tags
markdown_extensions:
  - attr_list
  - tables
  - toc:
      permalink: true
  - pymdownx.highlight
  - pymdownx.superfences
"""
_MKDOCS_PARTIAL = """<div class="md-copyright">{marker}</div>
"""


@dataclass(frozen=True)
class Tool:
    """A program, and what its sites look like."""

    name: str
    command: list[str]
    content: str
    static: str
    output: str
    made: tuple[str, ...]
    """What is moved away before a cold run."""

    plain: bool
    template: str
    template_text: Callable[[str], str]

    def write(self, site: Path, pages: int, kind: str, sidebar: str) -> None:
        """Write its site of so many pages."""
        write_site(site / self.content, site / self.static, pages, kind, self.plain)
        if self.name == "sitegen":
            (site / "sitegen.toml").write_text(_SITEGEN_CONFIG)
        elif self.name == "hugo":
            hugo_theme.write(site, sidebar)
        else:
            (site / "mkdocs.yml").write_text(_MKDOCS_CONFIG)
        self._write_template(site, "Bench")

    def edit(self, site: Path, pages: int, kind: str, scenario: str, marker: str) -> list[str]:
        """Make the edit of a scenario; return the HTML files in which the marker must then stand."""
        content = site / self.content
        if scenario == "body":
            number = pages // 3
            text = page_text(number, pages, kind, self.plain, last=f"The last word is {marker}.")
            (content / page_name(number)).write_text(text)
            return [_html(page_name(number))]
        if scenario == "title":
            number = pages // 2
            text = page_text(number, pages, kind, self.plain, title=f"Page {number} {marker}")
            (content / page_name(number)).write_text(text)
            return [_html(page_name(number)), f"{section_name(number // SECTION)}/index.html"]
        if scenario == "template":
            self._write_template(site, marker)
            return ["index.html", _html(page_name(0)), _html(page_name(pages - 1))]
        if scenario == "added":
            section = section_name(pages // 2 // SECTION)
            text = page_text(pages // 2, pages, kind, self.plain, title=f"Added {marker}")
            (content / section / f"{marker}.md").write_text(text)
            return [f"{section}/{marker}/index.html", f"{section}/index.html"]
        return []

    def check(self, site: Path, files: list[str], marker: str) -> None:
        """End the program unless the marker stands in the HTML."""
        for name in files:
            file = site / self.output / name
            if not file.exists() or marker not in file.read_text():
                sys.exit(f"{self.name}: {marker} is not in {self.output}/{name} after the build")

    def count(self, site: Path) -> int:
        """How many of the content's pages were made."""
        return len(list((site / self.output).glob("section-*/page-*/index.html")))

    def _write_template(self, site: Path, marker: str) -> None:
        target = site / self.template
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.template_text(marker))


def find(name: str, path: str) -> Tool:
    """The tool of a name, with its program at `path` or in PATH."""
    program = shutil.which(path)
    if program is None:
        sys.exit(f"{name}: there is no program {path}; name its path by --{name}")
    program = str(Path(program).absolute())
    if name == "sitegen":
        return Tool(
            name=name,
            command=[program, "build", "-q"],
            content="content",
            static="static",
            output="public",
            made=("public", ".sitegen"),
            plain=False,
            template="layouts/partials/footer.html",
            template_text=_sitegen_footer,
        )
    if name == "hugo":
        return Tool(
            name=name,
            command=[_without_wrapper(program), "build", "--quiet"],
            content="content",
            static="static",
            output="public",
            made=("public", "resources"),
            plain=False,
            template=hugo_theme.FOOTER,
            template_text=hugo_theme.footer,
        )
    return Tool(
        name=name,
        command=[program, "build", "-q"] if name == "mkdocs" else [program, "build"],
        content="docs",
        static="docs",
        output="site",
        made=("site", ".cache"),
        plain=True,
        template="overrides/partials/copyright.html",
        template_text=lambda marker: _MKDOCS_PARTIAL.format(marker=marker),
    )


def version(tool: Tool) -> str:
    """What the program says of its version."""
    option = "version" if tool.name == "hugo" else "--version"
    done = subprocess.run([tool.command[0], option], capture_output=True, text=True, check=False)
    words = done.stdout.replace(",", " ").replace("-", " ").split()
    found = next((word.lstrip("v") for word in words if word.lstrip("v")[:1].isdecimal()), "")
    if tool.name == "mkdocs":
        question = "import importlib.metadata as m; print(m.version('mkdocs-material'))"
        python = str(Path(tool.command[0]).parent / "python")
        done = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
        found = f"{done.stdout.strip()} (MkDocs {found})"
    return found


def _sitegen_footer(marker: str) -> str:
    text = (_THEME / "layouts" / "partials" / "footer.html").read_text()
    return text.replace("</ul>", f"<li>{marker}</li>\n</ul>", 1)


def _without_wrapper(program: str) -> str:
    """Hugo itself, if the program is the Python script of the `hugo` package, which costs a start."""
    folder = Path(program).parent.parent
    return str(next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo"), program))


def _html(source: str) -> str:
    return source.removesuffix(".md") + "/index.html"
