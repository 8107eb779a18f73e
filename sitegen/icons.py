"""Icons: small drawings in the text, as SVG in the page itself.

In:  a name; the text of a site's own SVG file, if it has one by that name.
Out: the `<svg>` element, or None.

Those that ship are in icons.json: line drawings of Lucide and marks of Simple Icons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

_SVG = "{http://www.w3.org/2000/svg}"
_FROM_FILE = (
    "viewBox fill stroke stroke-width stroke-linecap stroke-linejoin fill-rule clip-rule".split()
)
_LINES = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)
_NUMBER = re.compile(r"\s*([0-9.]+)(?:px)?\s*")
_LEFT_OUT = frozenset({"script", "foreignObject", "a", "use", "style", "title", "metadata"})
_NOT_KEPT = frozenset({"href", "id", "style"})


@lru_cache(maxsize=1)
def _shipped() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What is drawn by each name, and other names to those."""
    found = json.loads(Path(__file__).with_name("icons.json").read_text(encoding="utf-8"))
    return found["drawings"], found["same"]


def shipped_names() -> tuple[str, ...]:
    """The names of the icons that ship, sorted."""
    drawings, same = _shipped()
    return tuple(sorted({*drawings, *same}))


def shipped_drawing(name: str) -> str | None:
    """What stands in the `<svg>` of an icon that ships; None when there is none."""
    drawings, same = _shipped()
    return drawings.get(same.get(name, name))


def element(drawing: str, name: str, label: str = "", style: str = "") -> str:
    """The `<svg>` of a drawing that ships. With a label it is an image, else it is decoration."""
    return f"<svg {_attributes(name, label, style)} {_LINES}>{drawing}</svg>"


def element_of_file(text: str, name: str, label: str = "", style: str = "") -> str:
    """The `<svg>` of a file; raises ValueError when it is none.

    Scripts, links and what acts on events are left out; ids too, which would stand twice in a page.
    """
    from xml.etree import ElementTree  # noqa: PLC0415 - few sites have icons of their own

    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as problem:
        raise ValueError(f"it is no XML: {problem}") from None
    if root.tag.removeprefix(_SVG) != "svg":
        raise ValueError("it is no SVG")
    if "viewBox" not in root.attrib:
        sizes = [_NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
        if sizes[0] and sizes[1]:
            root.set("viewBox", f"0 0 {sizes[0][1]} {sizes[1][1]}")
    shown = "".join(
        f' {key}="{escape(root.attrib[key])}"' for key in _FROM_FILE if key in root.attrib
    )
    return f"<svg {_attributes(name, label, style)}{shown}>{_children(root)}</svg>"


def _attributes(name: str, label: str, style: str) -> str:
    classes = escape(f"icon {style}".strip())
    meaning = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return f'class="{classes}" data-icon="{escape(name)}" width="24" height="24" {meaning}'


def _children(parent: Any) -> str:
    pieces = [escape((parent.text or "").strip())]
    for child in parent:
        tag = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if tag and tag not in _LEFT_OUT and "{" not in tag:
            shown = "".join(
                f' {key}="{escape(value)}"'
                for key, value in child.attrib.items()
                if "{" not in key and not key.lower().startswith("on") and key not in _NOT_KEPT
            )
            pieces.append(f"<{tag}{shown}>{_children(child)}</{tag}>")
        pieces.append(escape((child.tail or "").strip()))
    return "".join(pieces)
