"""How long builds take, beside other static site generators on the same pages.

    python bench/compare.py --pages 100,1000 --tools sitegen,hugo [--json FILE] [--markdown FILE]
    python bench/compare.py --from-json FILE [FILE...] --markdown FILE

The tools run in turn. Every edit differs, and the HTML must show it afterwards. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import hugo_theme
import report
from measure import peak_memory_of, time_of
from pages import KINDS
from tools import LABELS, NAMES, SCENARIOS, SLOW, Tool, find, version


class Bench:
    """The sites of all tools at one size, in one folder."""

    def __init__(self, folder: Path, tools: list[Tool], options: argparse.Namespace, pages: int):
        self.pages, self.kind, self.options, self.tools = pages, options.kind, options, tools
        self.sites = {tool.name: folder / tool.name for tool in tools}
        self.trash = folder / "trash"
        self.trash.mkdir()
        for tool in tools:
            tool.write(self.sites[tool.name], pages, self.kind, options.hugo_sidebar)

    def measure(self) -> dict[str, Any]:
        """All scenarios of all tools: seconds of each run, and peak memory."""
        found: dict[str, dict[str, Any]] = {tool.name: {} for tool in self.tools}
        for tool in self.tools:
            self.run(tool, "cold", "warm-up", time_of)
        self._check_counts()
        for scenario in SCENARIOS:
            if scenario not in self.options.scenarios:
                continue
            for turn in range(self.options.runs):
                for tool in self.tools if turn % 2 == 0 else reversed(self.tools):
                    if tool.name in SLOW and turn >= self.options.slow_runs:
                        continue
                    marker = f"{scenario}-edit-{turn}"
                    measured = self.run(tool, scenario, marker, time_of)
                    found[tool.name].setdefault(scenario, []).append(measured)
            say(f"{self.pages} pages, {scenario}: done")
        for tool in self.tools:
            found[tool.name]["memory"] = {
                scenario: self.run(tool, scenario, f"{scenario}-edit-memory", peak_memory_of)
                for scenario in ("cold", "body")
            }
        self._check_counts()
        first = self.tools[0]
        sources = (self.sites[first.name] / first.content).glob("section-*/page-*.md")
        return {
            "pages": self.pages,
            "kind": self.kind,
            "hugo_sidebar": self.options.hugo_sidebar,
            "page_bytes": sum(file.stat().st_size for file in sources) / self.pages,
            "tools": found,
        }

    def run(self, tool: Tool, scenario: str, marker: str, measure: Any) -> Any:
        """Prepare the site for a scenario, build it, and check what was made."""
        site = self.sites[tool.name]
        if scenario == "cold":
            self._move_away(tool)
        files = tool.edit(site, self.pages, self.kind, scenario, marker)
        os.sync()  # what the run before has written is not to be counted to this one
        measured = measure(tool.command, site)
        tool.check(site, files, marker)
        return measured

    def _check_counts(self) -> None:
        """End the program unless every tool has made each of the pages."""
        made = {tool.name: tool.count(self.sites[tool.name]) for tool in self.tools}
        if set(made.values()) != {self.pages}:
            sys.exit(f"not the same pages: {made}, and {self.pages} were written")

    def _move_away(self, tool: Tool) -> None:
        """Move what was made into the trash; it is removed at the end.

        On some file systems, files are made much slower right after thousands have been removed.
        """
        target = self.trash / str(len(list(self.trash.iterdir())))
        target.mkdir()
        for name in tool.made:
            if (self.sites[tool.name] / name).exists():
                (self.sites[tool.name] / name).rename(target / name)


def main() -> None:
    """Measure, or take saved results; print them and write what is asked for."""
    options = arguments()
    if options.from_json:
        results = report.merged([json.loads(file.read_text()) for file in options.from_json])
    else:
        results = measured(options)
    for one in results["sizes"]:
        print(report.console(one))
    print(report.console_growth(results["sizes"]), end="")
    if options.markdown:
        options.markdown.write_text(report.markdown(results))


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """The results of all sizes; saved after each one."""
    tools = [find(name, getattr(options, name)) for name in options.tools]
    if (load := os.getloadavg()[0]) > 0.5:
        say(f"this machine is not idle (load {load:.1f}); seconds may be too many")
    results: dict[str, Any] = {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": load,
        "versions": {tool.name: version(tool) for tool in tools},
        "sizes": [],
    }
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for pages in options.pages:
            fit = [t for t in tools if t.name not in SLOW or pages <= options.slow_pages_limit]
            if not fit:
                say(f"{pages} pages: more than --slow-pages-limit, left out")
                continue
            target = Path(folder) / str(pages)
            target.mkdir()
            results["sizes"].append(Bench(target, fit, options, pages).measure())
            if options.json:
                options.json.write_text(json.dumps(results, indent=2))
        say("removing what was made")
    return results


def arguments() -> argparse.Namespace:
    """The options of the command line, checked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", default="1000", help="sizes of the site: 100,1000")
    parser.add_argument("--kind", choices=KINDS, default="mixed", help="what the pages hold")
    parser.add_argument("--runs", type=int, default=5, help="of each scenario, after a warm-up")
    parser.add_argument("--tools", default="sitegen,hugo", help=f"of {','.join(NAMES)}")
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), help="all unless given")
    for name in NAMES:
        parser.add_argument(f"--{name}", default=name, help=f"the program of {LABELS[name]}")
    parser.add_argument("--hugo-sidebar", choices=hugo_theme.SIDEBARS, default="capped")
    parser.add_argument("--slow-runs", type=int, default=1, help=f"runs of {' and '.join(SLOW)}")
    parser.add_argument(
        "--slow-pages-limit", type=int, default=1000, help="leave those two out of larger sites"
    )
    parser.add_argument("--json", type=Path, help="a file for all figures")
    parser.add_argument("--markdown", type=Path, help="a file for a page about them")
    parser.add_argument("--from-json", type=Path, nargs="+", help="take saved figures; run nothing")
    options = parser.parse_args()
    options.pages = sorted({int(size) for size in options.pages.split(",")})
    options.tools = _known(parser, options.tools, NAMES)
    options.scenarios = _known(parser, options.scenarios, SCENARIOS)
    if min(options.runs, options.slow_runs, *options.pages) < 1:
        parser.error("sizes and numbers of runs begin at 1")
    return options


def _known(parser: argparse.ArgumentParser, given: str, names: tuple[str, ...]) -> list[str]:
    wanted = given.split(",")
    if unknown := [name for name in wanted if name not in names]:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(names)}")
    return [name for name in names if name in wanted]


def say(text: str) -> None:
    """Tell how far it is, beside the results."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
