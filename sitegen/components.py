"""What the templates of components need of text: tones, steps, columns, file trees.

In:  a word, HTML or text, as an author wrote it.
Out: plain values, for filters of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

_TONES: Mapping[str, str] = {
    **dict.fromkeys("note info todo abstract summary tldr quote cite seealso blue".split(), "note"),
    **dict.fromkeys("tip success hint check done green".split(), "tip"),
    **dict.fromkeys("important question help faq example purple".split(), "important"),
    **dict.fromkeys("warning attention amber orange yellow".split(), "warning"),
    **dict.fromkeys("caution danger error bug failure fail missing red".split(), "caution"),
    **dict.fromkeys(("", "default", "neutral", "secondary", "gray", "grey"), "neutral"),
}
"""What Obsidian, Material, Docusaurus, Docsy and others call an alert, to one of five tones."""


def tone(kind: object) -> str:
    """The tone of a kind of alert or badge: `note`, `tip`, `important`, `warning`, `caution`.

    A word that isn't known is a note, as in Obsidian; none at all is `neutral`.
    """
    return _TONES.get(str(kind or "").strip().lower(), "note")


def is_alert(kind: str) -> bool:
    """Whether a word is known as a kind of alert."""
    return kind.lower() in _TONES and tone(kind) != "neutral"


_PARTING = re.compile(r"<p>&lt;(?:-|–|—|&ndash;|&mdash;)+&gt;</p>\n?")


def columns(html: object) -> Markup:
    """HTML parted at its lines `<--->`, each part in an element of its own; else as it is."""
    parts = _PARTING.split(str(html))
    if len(parts) == 1:
        return Markup(parts[0])
    return Markup("".join(f"<div>\n{part.strip()}\n</div>\n" for part in parts))


_HEADING = re.compile(r"<h([1-6])(?: class=\"([^\"]*)\")?(?=[ >])")


def steps(html: object) -> Markup:
    """HTML whose uppermost headings are marked as steps, by the class `step`."""
    text = str(html)
    top = min((match[1] for match in _HEADING.finditer(text)), default="")

    def marked(match: re.Match[str]) -> str:
        if match[1] != top:
            return match[0]
        classes = f"step {match[2] or ''}".strip()
        return f'<h{top} class="{classes}"'

    return Markup(_HEADING.sub(marked, text))


Entry = Mapping[str, object]
"""A file or folder: name (HTML), remark (Markdown), is_folder, marked, children."""

_LINE = re.compile(r"^([ \t\xa0│├└─|]*(?:`?-- )?)(?:[-*+] +)?(.*\S)\s*$")
_REMARK = re.compile(r"\s{2,}(?:#\s*)?|\s#\s+")
_MARKED = re.compile(r"(\*\*|__)(.+)\1")


def file_tree(text: object) -> Sequence[Entry]:
    """The entries of a tree: an indented list in Markdown, or what the command `tree` prints.

    >>> [folder] = file_tree("- src/\\n  - **main.py**  starts it")
    >>> folder["name"], [(one["name"], one["remark"], one["marked"]) for one in folder["children"]]
    ('src', [('main.py', 'starts it', True)])
    """
    top: list[Entry] = []
    above: list[tuple[int, list[Entry]]] = [(-1, top)]
    for line in str(text).expandtabs(4).splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        depth = len(match[1])
        while above[-1][0] >= depth:
            above.pop()
        entry, children = _entry(match[2])
        above[-1][1].append(entry)
        above.append((depth, children))
    return top


def _entry(text: str) -> tuple[Entry, list[Entry]]:
    name, *remark = _REMARK.split(text, maxsplit=1)
    marked = _MARKED.fullmatch(name)
    name = marked[2] if marked else name
    is_link = name.startswith("[") and name.endswith(")")
    if not is_link and name.startswith("`") and name.endswith("`"):
        name = name.strip("`")
    is_folder = name.endswith("/") and name != "/"
    children: list[Entry] = []
    entry = {
        "name": name if is_link else str(escape(name.rstrip("/") if is_folder else name)),
        "is_link": is_link,
        "remark": remark[0] if remark else "",
        "is_folder": is_folder,
        "marked": marked is not None,
        "children": children,
    }
    return entry, children
