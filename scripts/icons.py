"""Make sitegen/icons.json anew from two unpacked npm packages: `npm pack lucide-static simple-icons`.

python scripts/icons.py LUCIDE/package SIMPLE/package
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

LINES = """
arrow-down arrow-left arrow-right arrow-up at-sign badge-check bell book book-open bookmark bot box brain bug
calculator calendar camera chart-column check circle-alert circle-check circle-question-mark circle-x clipboard
clock cloud code compass copy cpu credit-card database download external-link eye file file-code file-text flag
flask-conical folder folder-open gauge gift git-branch git-merge git-pull-request globe graduation-cap hash heart
history house image info key keyboard languages laptop layers layout-grid leaf lightbulb link list list-checks lock
mail map map-pin menu message-circle message-square monitor moon music network newspaper octagon-alert package
palette paperclip pencil play plug plus printer puzzle quote refresh-cw rocket rss save scale search server settings
share-2 shield sliders-horizontal smartphone sparkles star sun table tag target terminal thumbs-up timer trash
triangle-alert trophy upload user users video workflow wrench x zap
""".split()
"""Drawn in lines, from Lucide."""

BRANDS = """
bluesky codeberg discord git github gitlab hugo javascript jupyter markdown mastodon matrix npm obsidian orcid python
reddit stackoverflow telegram wikipedia youtube
""".split()
"""Filled, from Simple Icons."""

OWN = {
    "linkedin": '<path fill="currentColor" stroke="none" d="M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1'
    "-2-2V4a2 2 0 0 1 2-2zm1.2 7.7V19h3V9.7zm1.5-4.7a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 "
    '0-3.4zM10 9.7V19h3v-5c0-2.2 3-2.4 3 0v5h3v-6c0-4.4-4.5-4.3-6-2.1V9.7z"/>',
}

SAME = {
    "academic-cap": "graduation-cap", "close": "x", "cog": "settings", "document-text": "file-text",
    "edit": "pencil", "email": "mail", "error": "circle-x", "exclamation": "triangle-alert",
    "external": "external-link", "help": "circle-question-mark", "home": "house", "information-circle": "info",
    "question": "circle-question-mark", "success": "circle-check", "tip": "lightbulb", "translate": "languages",
    "twitter": "x-twitter", "warning": "triangle-alert", "danger": "octagon-alert", "note": "info",
}  # fmt: skip
"""Other names that people try, to those of the drawings."""


def inside(path: Path) -> str:
    """What stands in an SVG file, in one line."""
    text = re.sub(r"(?s)<!--.*?-->|<title>.*?</title>", "", path.read_text())
    text = re.sub(r"(?s)^.*?<svg[^>]*>|</svg>\s*$", "", text)
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", text.strip()))


def main(lucide: Path, simple: Path) -> None:
    """Write the file."""
    drawings = {name: inside(lucide / "icons" / f"{name}.svg") for name in LINES}
    for name in [*BRANDS, "x"]:
        shape = inside(simple / "icons" / f"{name}.svg")
        own = "x-twitter" if name == "x" else name
        drawings[own] = shape.replace("<path ", '<path fill="currentColor" stroke="none" ')
    drawings |= OWN
    license = {
        "lines": "Lucide, ISC License; those that come from Feather, MIT License: see icons-license.txt",
        "brands": "Simple Icons, CC0 1.0; the marks belong to their owners",
    }
    found = {"license": license, "same": SAME, "drawings": dict(sorted(drawings.items()))}
    target = Path(__file__).parent.parent / "sitegen" / "icons.json"
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    shutil.copy(lucide / "LICENSE", target.with_name("icons-license.txt"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
