"""How long a first build takes, beside Hugo's on the same pages with the same parts.

    python bench/cold.py --pages 1000 --runs 5 [--hugo PATH] [--sitegen PATH] [--json FILE]

Both are run in turn; each run begins without output and without a cache. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hugo_theme import write_hugo_site
from pages import write_site


def run(command: list[str], site: Path) -> dict[str, float]:
    """One cold build: wall and processor seconds of the command with its children."""
    for name in ("public", ".sitegen", "resources"):
        shutil.rmtree(site / name, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": processor}


def content_pages(site: Path) -> int:
    """How many of the content's pages were made."""
    return len(list((site / "public").glob("section-*/page-*/index.html")))


def main() -> None:
    """Run both and print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--hugo", default="hugo")
    parser.add_argument("--sitegen", default="sitegen")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    hugo, sitegen = (
        str(Path(shutil.which(name) or name).absolute()) for name in (options.hugo, options.sitegen)
    )
    commands = {"sitegen": [sitegen, "build", "-q"], "hugo": [hugo, "build", "--quiet"]}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        sites = {name: Path(folder) / name for name in commands}
        for site in sites.values():
            write_site(site / "content", options.pages)
        (sites["sitegen"] / "sitegen.toml").write_text(
            'baseURL = "https://example.org/"\ntitle = "Bench"\n[services.rss]\nlimit = 20\n'
        )
        write_hugo_site(sites["hugo"])
        size = sum(file.stat().st_size for file in (sites["sitegen"] / "content").rglob("page-*"))
        print(f"{options.pages} pages of {size / options.pages / 1000:.1f} KB, "
              f"{os.cpu_count()} processors, {options.runs} runs each after a warm-up")  # fmt: skip
        figures: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, command in commands.items():
                measured = run(command, sites[name])
                if turn:
                    figures[name].append(measured)
        made = {name: content_pages(site) for name, site in sites.items()}
        if set(made.values()) != {options.pages}:
            sys.exit(f"not the same pages: {made}")
    report(figures, options.json)


def report(figures: dict[str, list[dict[str, float]]], target: Path | None) -> None:
    """Print a table; write it as JSON too when asked."""
    medians = {
        name: {what: statistics.median(one[what] for one in runs) for what in ("wall", "cpu")}
        for name, runs in figures.items()
    }
    print(f"{'':10}{'wall s':>10}{'(min – max)':>16}{'cpu s':>10}")
    for name, runs in figures.items():
        walls = [one["wall"] for one in runs]
        print(f"{name:10}{medians[name]['wall']:10.2f}{f'{min(walls):.2f} – {max(walls):.2f}':>16}"
              f"{medians[name]['cpu']:10.2f}")  # fmt: skip
    ratios = {what: medians["sitegen"][what] / medians["hugo"][what] for what in ("wall", "cpu")}
    print(f"{'ratio':10}{ratios['wall']:10.2f}{'':16}{ratios['cpu']:10.2f}   sitegen ÷ hugo")
    if target is not None:
        target.write_text(json.dumps({"medians": medians, "ratios": ratios}, indent=2))


if __name__ == "__main__":
    main()
