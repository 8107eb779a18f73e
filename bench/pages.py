"""A documentation site of any size, the same at every run.

In:  a number of pages, a kind ("mixed" or "dense") and a dialect: for Hugo and sitegen, or plain.
Out: Markdown files in sections of twenty. "mixed": prose, lists, a table, a block of code, two links,
     tags. "dense": links, emphasis and code in nearly every sentence, lists, a table, no block of code.
     Plain means YAML front matter, links to `.md` files only, and no shortcodes.
"""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

SECTION = 20
KINDS = ("mixed", "dense")

_IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

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


def write_site(content: Path, static: Path, pages: int, kind: str, plain: bool) -> None:
    """Write `pages` pages and an index for each section below `content`, and an image in `static`."""
    for section in range(-(-pages // SECTION)):
        target = content / section_name(section)
        target.mkdir(parents=True, exist_ok=True)
        values = {"title": f"Section {section}", "weight": section + 1}
        index = target / ("index.md" if plain else "_index.md")
        index.write_text(_front_matter(values, plain) + "\n\nAbout this section.\n")
    if plain:
        (content / "index.md").write_text("# Bench\n\nA site to measure with.\n")
    for number in range(pages):
        (content / page_name(number)).write_text(page_text(number, pages, kind, plain))
    static.mkdir(parents=True, exist_ok=True)
    (static / "x.png").write_bytes(_IMAGE)


def section_name(number: int) -> str:
    """The folder of a section."""
    return f"section-{number:04}"


def page_name(number: int) -> str:
    """The path of a page's source below the content: section-0001/page-20.md."""
    return f"{section_name(number // SECTION)}/page-{number}.md"


def page_text(
    number: int, pages: int, kind: str, plain: bool, title: str = "", last: str = "Nothing more."
) -> str:
    """The source of a page with its front matter; `title` and `last` are what edits change."""
    chance = random.Random(number)
    values: dict[str, object] = {
        "title": title or f"Page {number}",
        "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
        "tags": [f"topic {number % 50}", f"kind {number % 7}"],
        "categories": [f"part {number % 5}"],
    }
    parts = [_front_matter(values, plain or number % 3 == 2)]
    write = _mixed if kind == "mixed" else _dense
    parts += write(chance, number, pages, plain)
    if number % 10 == 0:
        parts += _figure_and_details(chance, plain)
    return "\n\n".join([*parts, last]) + "\n"


def _front_matter(values: dict[str, object], yaml: bool) -> str:
    lines = []
    for name, value in values.items():
        shown = value if name == "date" else json.dumps(value)
        lines.append(f"{name}: {shown}" if yaml else f"{name} = {shown}")
    fence = "---" if yaml else "+++"
    return "\n".join([fence, *lines, fence])


def _mixed(chance: random.Random, number: int, pages: int, plain: bool) -> list[str]:
    language = list(_CODE)[number % len(_CODE)]
    beside, away = _targets(number, pages, plain)
    parts = [_sentences(chance, 4)]
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
                f"Read [the page beside]({beside}) first, then [one from afar]({away}). "
                + _sentence(chance)
            )
        if heading == 4 and number % 4 == 0:
            parts.append(_table(chance))
    return parts


def _dense(chance: random.Random, number: int, pages: int, plain: bool) -> list[str]:
    links = (*_targets(number, pages, plain), "https://example.org/a/", "https://example.org/b/")
    parts = [_dense_sentences(chance, links, 3)]
    for heading in range(5):
        parts += [f"## Part {heading} of page {number}", _dense_sentences(chance, links, 4)]
        parts.append("\n".join(f"- {_dense_sentences(chance, links, 1)}" for _ in range(4)))
        if heading == 4:
            parts.append(_table(chance))
    return parts


def _targets(number: int, pages: int, plain: bool) -> tuple[str, str]:
    """Where the two links of a page lead, in one of the forms that both dialects resolve."""
    first = number // SECTION * SECTION
    beside = first + (number + 7) % min(SECTION, pages - first)
    away = (number * 31 + 11) % pages
    near, far = f"page-{beside}.md", f"../{page_name(away)}"
    if number % 3 == 1 and not plain:
        near = f'{{{{< relref "{near}" >}}}}'
    elif number % 3 == 2:
        near += f"#part-2-of-page-{beside}"
    if number % 5 == 0:
        far += f"#part-2-of-page-{away}"
    return near, far


def _figure_and_details(chance: random.Random, plain: bool) -> list[str]:
    alt, caption, summary = (" ".join(chance.choices(_WORDS, k=4)) for _ in range(3))
    inner = _sentences(chance, 2)
    if plain:
        return [f'![{alt}](../x.png "{caption}")', f"**{summary}**", inner]
    return [
        f'{{{{< figure src="/x.png" alt="{alt}" caption="{caption}" >}}}}',
        f'{{{{< details summary="{summary}" >}}}}\n{inner}\n{{{{< /details >}}}}',
    ]


def _table(chance: random.Random) -> str:
    rows = [f"| {chance.choice(_WORDS)} | `{chance.choice(_WORDS)}` | {i} |" for i in range(4)]
    return "\n".join(["| name | value | count |", "|---|---|--:|", *rows])


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(_sentence(chance) for _ in range(count))


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(8, 16))]
    if chance.random() < 0.2:
        words[2] = f"*{words[2]}*"
    return " ".join(words).capitalize() + "."


def _dense_sentences(chance: random.Random, links: tuple[str, ...], count: int) -> str:
    return " ".join(_dense_sentence(chance, links) for _ in range(count))


def _dense_sentence(chance: random.Random, links: tuple[str, ...]) -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(10, 16))]
    words[1] = f"*{words[1]}*"
    words[3] = f"`{words[3]}`"
    words[5] = f"**{words[5]}**"
    words[7] = f"[{words[7]} {words[0]}]({chance.choice(links)})"
    return words[0].capitalize() + " " + " ".join(words[1:]) + "."
