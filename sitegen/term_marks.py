"""Terms in a page's HTML: each becomes a link to its definition, which pops up beside it.

In:  HTML, the terms that may stand in it, and what they mean.
Out: HTML with links in its prose, and behind it a note for each term.

Without a script it is a link. With `js/terms.js` the note, a popover, shows while the link is
pointed at or has the focus; https://html.spec.whatwg.org/multipage/popover.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from sitegen.glossary import Definition
from sitegen.name_finder import Finder, plain

_PIECE = re.compile(
    r"<!--.*?-->|<(/?)([a-zA-Z][\w:-]*)(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+|<", re.DOTALL
)
_APART = frozenset(
    """a abbr audio button code dfn dt h1 h2 h3 h4 h5 h6 iframe kbd math object option pre samp
    script select style summary svg template textarea title video""".split()
)
"""Elements in which no term is marked: links, code, headings, what can be pressed."""


def with_terms(
    html: str,
    names: Iterable[str],
    meaning: Callable[[str], Definition | None],
    address: Callable[[str], str],
    ids: str,
    script: str,
    *,
    every: bool,
) -> str:
    """The HTML with its terms marked, the first use of each or `every` one.

    `meaning` gives None for a name that is not to be marked. `ids` is what the notes' ids begin
    with, `script` the address of what shows them.
    """
    text = plain(html).replace("\n", " ")
    there = {escape(name, quote=False): name for name in names}
    there = {written: name for written, name in there.items() if plain(written) in text}
    if not there:
        return html
    finder = Finder(there)
    notes: dict[str, tuple[Definition, str]] = {}
    found: list[str] = []
    open_in: list[str] = []
    for piece in _PIECE.finditer(html):
        text, tag = piece[0], piece[2]
        if tag is not None:
            tag = tag.lower()
            if tag in _APART and not text.endswith("/>"):
                if not piece[1]:
                    open_in.append(tag)
                elif tag in open_in:
                    while open_in.pop() != tag:
                        pass
        elif not open_in and text[0] != "<":
            text = _marked(text, finder, meaning, address, ids, notes, every=every)
        found.append(text)
    if not notes:
        return html
    shown = "".join(
        f'<div popover role="tooltip" class="term-note" id="{id}">'
        f'<p><a href="{escape(address(one.url))}" tabindex="-1">{escape(one.title)}</a></p>'
        f"<p>{escape(one.text)}</p></div>\n"
        for one, id in notes.values()
    )
    return (
        f'{"".join(found)}\n<div class="term-notes" data-pagefind-ignore>\n{shown}</div>\n'
        f'<script defer src="{escape(script)}"></script>\n'
    )


def _marked(
    text: str,
    finder: Finder[str],
    meaning: Callable[[str], Definition | None],
    address: Callable[[str], str],
    ids: str,
    notes: dict[str, tuple[Definition, str]],
    *,
    every: bool,
) -> str:
    pieces = []
    past = 0
    for start, end, name in finder.find(text):
        definition = meaning(name)
        if definition is None or (definition.url in notes and not every):
            continue
        _, id = notes.setdefault(definition.url, (definition, f"{ids}-{len(notes) + 1}"))
        url = escape(address(definition.url))
        pieces += [
            text[past:start],
            f'<a class="term" href="{url}" aria-describedby="{id}" data-no-preview>'
            f"{text[start:end]}</a>",
        ]
        past = end
    return "".join((*pieces, text[past:])) if pieces else text
