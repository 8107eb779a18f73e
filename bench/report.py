"""Tables and a page of the figures.

In:  the results of `compare.py`.
Out: a table for the screen; a page in Markdown whose every figure comes from the results.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from tools import LABELS, NAMES, SCENARIOS

_SCENARIO_LABELS = {
    "cold": "First build",
    "unchanged": "Nothing changed",
    "body": "A paragraph edited",
    "title": "A title edited",
    "template": "A template edited",
    "added": "A page added",
}
_COLUMNS = ["Build", "Tool", "Wall s", "min – max", "CPU s", "Wall ÷ Hugo", "CPU ÷ Hugo", "Peak MB"]
_GROWTH_COLUMNS = ["Build", "Tool", "1,000 pages s", "10,000 pages s", "Factor"]


def merged(files: list[dict[str, Any]]) -> dict[str, Any]:
    """Several results as one; of the same figure, the later file's."""
    found: dict[str, Any] = {"versions": {}, "sizes": []}
    for file in files:
        for name in ("processors", "python"):
            values = str(found.get(name, file[name])).split(" and ")
            found[name] = " and ".join(dict.fromkeys([*values, str(file[name])]))
        found["versions"] |= file["versions"]
        for size in file["sizes"]:
            same = next((one for one in found["sizes"] if _key(one) == _key(size)), None)
            if same is None:
                found["sizes"].append(size)
                continue
            for name, figures in size["tools"].items():
                same["tools"][name] = same["tools"].get(name, {}) | figures
    found["sizes"].sort(key=_key)
    return found


def _key(size: dict[str, Any]) -> tuple[bool, bool, int]:
    return size["kind"] != "mixed", size["hugo_sidebar"] == "full", size["pages"]


def console(size: dict[str, Any]) -> str:
    """A size as text."""
    return f"\n{_heading(size)}, {_page_size(size)} each\n{_text_table(_COLUMNS, _rows(size))}"


def console_growth(sizes: list[dict[str, Any]]) -> str:
    """How much longer ten times the pages take, as text; nothing if not both were measured."""
    rows = _growth(sizes)
    return f"\nTen times the pages\n{_text_table(_GROWTH_COLUMNS, rows)}\n" if rows else ""


def markdown(results: dict[str, Any]) -> str:
    """The whole page."""
    sizes = results["sizes"]
    used = [name for name in NAMES if any(name in size["tools"] for size in sizes)]
    parts = [_FRONT_MATTER]
    parts.append(_summary(sizes))
    parts.append(
        "Seconds depend on the machine; the ratios say more. A ratio below 1 means faster than Hugo."
    )
    for size in sizes:
        parts += [f"## {_heading(size)}", f"Pages of {_page_size(size)}. {_runs(size)}"]
        parts.append(_markdown_table(_COLUMNS, _rows(size)))
    if growth := _growth(sizes):
        parts += ["## Ten times the pages", _markdown_table(_GROWTH_COLUMNS, growth)]
    parts += ["## What is measured", _MEASURED]
    if {"mkdocs", "zensical"} & set(used):
        parts.append(_OTHERS)
    parts += ["## What is not measured", _NOT_MEASURED, "## Where"]
    versions = ", ".join(f"{LABELS[name]} {results['versions'].get(name, '')}" for name in used)
    parts.append(
        f"{results['processors']} processors, Python {results['python']}. Versions: {versions}."
    )
    parts += ["## Measure yourself", _RUN]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(sizes: list[dict[str, Any]]) -> str:
    lines = []
    for size in sizes:
        cold = [_wall(size, name, "cold") for name in ("sitegen", "hugo")]
        body = [_wall(size, name, "body") for name in ("sitegen", "hugo")]
        said = [
            f"{what} takes sitegen {_seconds(ours)} s and Hugo {_seconds(theirs)} s"
            for what, (ours, theirs) in (("a first build", cold), ("an edited paragraph", body))
            if ours is not None and theirs is not None
        ]
        if said:
            lines.append(f"- {_heading(size)}: {'; '.join(said)}.")
    return "\n".join(lines)


def _heading(size: dict[str, Any]) -> str:
    text = f"{size['pages']:,} pages"
    if size["kind"] == "dense":
        text += ", dense in markup"
    if size["hugo_sidebar"] == "full":
        text += ", Hugo with a full sidebar"
    return text


def _page_size(size: dict[str, Any]) -> str:
    return f"{size['page_bytes'] / 1000:.1f} KB"


def _runs(size: dict[str, Any]) -> str:
    counts: dict[int, list[str]] = {}
    for name in _tools(size):
        runs = max((len(size["tools"][name].get(what, [])) for what in SCENARIOS), default=0)
        counts.setdefault(runs, []).append(LABELS[name])
    said = "; ".join(
        f"{', '.join(names)}: {runs} {'run' if runs == 1 else 'runs'}"
        for runs, names in counts.items()
    )
    return f"Medians. {said}."


def _tools(size: dict[str, Any]) -> list[str]:
    return [name for name in NAMES if name in size["tools"]]


def _rows(size: dict[str, Any]) -> list[list[str]]:
    rows = []
    for scenario in SCENARIOS:
        label = _SCENARIO_LABELS[scenario]
        for name in _tools(size):
            runs = size["tools"][name].get(scenario)
            if not runs:
                continue
            walls = [run["wall"] for run in runs]
            peak = size["tools"][name].get("memory", {}).get(scenario)
            rows.append([
                label,
                LABELS[name],
                _seconds(median(walls)),
                f"{_seconds(min(walls))} – {_seconds(max(walls))}" if len(walls) > 1 else "",
                _seconds(_median(size, name, scenario, "cpu")),
                _ratio(size, name, scenario, "wall"),
                _ratio(size, name, scenario, "cpu"),
                f"{peak / 1e6:.0f}" if peak else "",
            ])  # fmt: skip
            label = ""
    return rows


def _growth(sizes: list[dict[str, Any]]) -> list[list[str]]:
    plain = {size["pages"]: size for size in sizes if _key(size)[:2] == (False, False)}
    rows: list[list[str]] = []
    if not {1000, 10000} <= set(plain):
        return rows
    for scenario in SCENARIOS:
        label = _SCENARIO_LABELS[scenario]
        for name in _tools(plain[10000]):
            few, many = (_wall(plain[pages], name, scenario) for pages in (1000, 10000))
            if few and many:
                rows.append(
                    [label, LABELS[name], _seconds(few), _seconds(many), f"{many / few:.1f}"]
                )
                label = ""
    return rows


def _wall(size: dict[str, Any], name: str, scenario: str) -> float | None:
    return _median(size, name, scenario, "wall")


def _median(size: dict[str, Any], name: str, scenario: str, what: str) -> float | None:
    runs = size["tools"].get(name, {}).get(scenario)
    return median(run[what] for run in runs) if runs else None


def _ratio(size: dict[str, Any], name: str, scenario: str, what: str) -> str:
    ours, theirs = (_median(size, one, scenario, what) for one in (name, "hugo"))
    return f"{ours / theirs:.2f}" if ours is not None and theirs else ""


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _text_table(columns: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in [columns, *rows]) for i in range(len(columns))]
    return "\n".join(
        "  ".join(
            f"{cell:{'<' if i < 2 else '>'}{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [columns, *rows]
    )


def _markdown_table(columns: list[str], rows: list[list[str]]) -> str:
    marks = ["---", "---", *["--:"] * (len(columns) - 2)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [columns, marks, *rows])


_FRONT_MATTER = """+++
title = "Performance"
description = "How long builds take."
weight = 6
+++"""

_MEASURED = """All tools build the same pages, made by a script: sections of twenty pages with prose, lists,
tables, code in four languages, tags, categories, dates and links to other pages. Some have a figure
and a part that opens on a click. Pages dense in markup have no blocks of code, but links, emphasis
and inline code in nearly every sentence.

Hugo uses a theme written for this comparison. It has the parts of sitegen's default theme: a sidebar
of at most 40 entries a level, breadcrumbs, table of contents, highlighted code, tags, lists, an index
of all pages, feeds and a sitemap. sitegen also checks every link and shows back-links.

- **First build**: without output and without a cache.
- **Nothing changed**: once more.
- **A paragraph edited**: the last one of a page.
- **A title edited**: of a page; lists and sidebars show it too.
- **A template edited**: one that every page uses.
- **A page added**: in a section that exists.

Each edit differs from the one before, and the HTML is checked for it after the build. The tools run
in turn, each after a warm-up. Wall seconds are those from the start of the command to its end; CPU
seconds are those of all its processes together. Peak memory is that of all its processes together,
looked at about fifty times a second in a further run."""

_OTHERS = """MkDocs Material and Zensical build the same text with their own theme. It has other parts: a sidebar
of the whole site and a search index, but no feeds, no lists of the pages with a tag and no
back-links. Figures and parts that open are plain Markdown there. So compare them roughly."""

_NOT_MEASURED = """Images to scale, style sheets to compile, content from other places, sites in many languages, and the
time a server takes to show a change in the browser."""

_RUN = """```bash
make bench
```

What it does in detail, and how to measure less or more, is written in `bench/README.md`."""
