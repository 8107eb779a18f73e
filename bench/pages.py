"""A documentation site of any size, the same at every run.

In:  a number of pages.
Out: Markdown files in sections of twenty: prose, lists, a table, a block of code, two links, tags.
"""

from __future__ import annotations

import random
from pathlib import Path

SECTION = 20

_WORDS = """build cache change check code compare config content copy data default deploy draft each
edit error every fast field file find first folder format from function graph guide header image
index input keep key language last layout lead line link list local make many map measure menu
merge name nest next note number often order output page parse part path place plain point print
query quick range read record result right root rule scan section server set shape short show side
site size small sort source split stage start state step store table tag test text theme time title
tree type value view walk watch weight when which while with word work write""".split()

_CODE = {
    "python": """def settle(items: list[Item], limit: int = {n}) -> dict[str, int]:
    \"\"\"Count what is left.\"\"\"
    left = {{}}
    for item in sorted(items, key=lambda one: one.weight)[:limit]:
        left[item.name] = left.get(item.name, 0) + item.size * {n}
    return left  # in order of weight""",
    "go": """func settle(items []Item, limit int) map[string]int {{
	left := make(map[string]int, {n})
	for i, item := range items {{
		if i >= limit {{
			break // enough
		}}
		left[item.Name] += item.Size * {n}
	}}
	return left
}}""",
    "javascript": """export function settle(items, limit = {n}) {{
  const left = new Map();
  for (const item of items.toSorted((a, b) => a.weight - b.weight).slice(0, limit)) {{
    left.set(item.name, (left.get(item.name) ?? 0) + item.size); // in order
  }}
  return `${{left.size}} of {n}`;
}}""",
    "bash": """#!/bin/sh
set -eu
for file in content/*.md; do
    if [ "$(wc -c < "$file")" -gt {n} ]; then
        echo "large: $file" >&2   # told, not stopped
    fi
done""",
}


def write_site(folder: Path, pages: int) -> None:
    """Write `pages` pages, and an index for each section, below `folder`."""
    sections = -(-pages // SECTION)
    for section in range(sections):
        target = folder / _section(section)
        target.mkdir(parents=True, exist_ok=True)
        (target / "_index.md").write_text(
            f'+++\ntitle = "Section {section}"\nweight = {section + 1}\n+++\n\nAbout this section.\n'
        )
    for number in range(pages):
        target = folder / _section(number // SECTION) / f"page-{number}.md"
        target.write_text(_page(number, pages))


def _section(number: int) -> str:
    return f"section-{number:04}"


def _page(number: int, pages: int) -> str:
    chance = random.Random(number)
    language = list(_CODE)[number % len(_CODE)]
    first = number // SECTION * SECTION
    beside = first + (number + 7) % min(SECTION, pages - first)
    away = (number * 31 + 11) % pages
    parts = [
        f'+++\ntitle = "Page {number}"\ndate = 2024-{1 + number % 12:02}-{1 + number % 28:02}\n'
        f'tags = ["topic {number % 50}", "kind {number % 7}"]\ncategories = ["part {number % 5}"]\n+++',
        _sentences(chance, 4),
    ]
    for heading in range(5):
        parts += [
            f"## Part {heading} of page {number}",
            _sentences(chance, 6),
            _sentences(chance, 5),
        ]
        if heading == 1:
            parts.append(
                "\n".join(f"- **{chance.choice(_WORDS)}**: {_sentence(chance)}" for _ in range(5))
            )
        if heading == 2:
            parts.append(f"```{language}\n{_CODE[language].format(n=number)}\n```")
        if heading == 3:
            parts.append(
                f"Read [the page beside](page-{beside}.md) first, then "
                f"[one from afar](../{_section(away // SECTION)}/page-{away}.md)."
            )
        if heading == 4 and number % 4 == 0:
            rows = [
                f"| {chance.choice(_WORDS)} | `{chance.choice(_WORDS)}` | {i} |" for i in range(4)
            ]
            parts.append("\n".join(["| name | value | count |", "|---|---|--:|", *rows]))
    return "\n\n".join(parts) + "\n"


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(_sentence(chance) for _ in range(count))


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(8, 16))]
    if chance.random() < 0.2:
        words[2] = f"*{words[2]}*"
    return " ".join(words).capitalize() + "."
