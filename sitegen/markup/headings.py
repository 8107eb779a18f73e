"""Headings: their ids, and what a table of contents shows of them.

In:  block tokens after inline parsing.
Out: an `id` on each heading, unique in the page, and `Heading` values.

Ids are made as on GitHub, unless the site says otherwise:
https://gohugo.io/configuration/markup/#parserautoheadingidtype
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen import paths
from sitegen.markup.attribute_syntax import heading_attributes, safe
from sitegen.markup.emoji import ICON
from sitegen.markup.page_state import PageState
from sitegen.model import Heading


def take_attributes(state: StateCore) -> None:
    """A core rule before inline parsing: braces at a heading's end become its attributes."""
    if "{" not in state.src:
        return
    page: PageState = state.env["page"]
    if not page.options.attribute_title:
        return
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[index + 1]
            inline.content, found = heading_attributes(
                inline.content, lists=page.options.attribute_lists
            )
            for name, value in safe(found).items():
                token.attrSet(name, value)


def give_ids(tokens: Sequence[Token], md: MarkdownIt, page: PageState) -> None:
    """Set ids and note the headings; explicit ids are kept even when they stand twice."""
    terms = page.options.definition_id
    opened = [
        (i, token)
        for i, token in enumerate(tokens)
        if token.type == "heading_open" or (terms and token.type == "dt_open")
    ]
    page.ids.update(str(token.attrs["id"]) for _, token in opened if "id" in token.attrs)
    if page.options.attribute_lists:
        page.ids.update(_given(tokens))
    # Hugo's id of a heading with a shortcode in it is another one: it takes none from the rest
    for index, token in sorted(opened, key=lambda one: _has_shortcode(tokens[one[0] + 1], page)):
        inline = tokens[index + 1]
        wanted = plain_text(_named_by(inline.children or [], page))
        python = page.options.heading_id_type in _PYTHON_KINDS
        if python:
            wanted = without_icons(wanted)
        if _has_shortcode(inline, page) or any(c.info == "auto" for c in inline.children or ()):
            wanted = page.without_placeholders(wanted).strip()
        if token.type == "dt_open":
            if "id" in token.attrs:
                continue
            token.attrSet("id", page.free_id(_anchor(wanted, page) or "term"))
        elif (
            "id" not in token.attrs
            and page.options.auto_heading_id
            and inline.content
            # Python-Markdown counts those without a word, too
            and (python or wanted or page.placeholder or _has_sign(inline))
        ):
            anchor = _anchor(wanted, page)
            free = free_counted(anchor, page) if python else page.free_id(anchor or "heading")
            token.attrSet("id", free)
    if page.options.tab_ids:
        _tell_tabs(tokens)
    for index, token in opened:
        children = tokens[index + 1].children or []
        if token.type == "heading_open":
            name = str(token.attrs.get("id", ""))
            text = page.without_placeholders(plain_text(children)).strip()
            shown = _html(children, md, page)
            if name and page.options.heading_id_type in _PYTHON_KINDS:
                # a picture alone: a link to it needs a text
                shown = shown or escape(text)
            page.headings.append(
                Heading(
                    level=int(token.tag[1]),
                    id=name,
                    html=shown,
                    text=text,
                    written=tokens[index + 1].content if _has_link(children) else "",
                )
            )


def _given(tokens: Sequence[Token]) -> Iterator[str]:
    """The ids that blocks, and elements in their lines, have by attributes."""
    for token in tokens:
        if token.attrs and "id" in token.attrs:
            yield str(token.attrs["id"])
        if token.children:
            yield from _given(token.children)


def free_counted(wanted: str, page: PageState) -> str:
    """A free id as Python-Markdown counts: `a`, `a_1`, `a_2`; `_1` where nothing is wanted."""
    found = wanted
    while not found or found in page.ids:
        match = _COUNTED.fullmatch(found)
        stem, number = (match[1], int(match[2])) if match else (found, 0)
        last = page.last_numbers.get(stem, 0)
        if number <= last + 1:
            page.last_numbers[stem] = number = max(number, last)
        found = f"{stem}_{number + 1}"
    page.ids.add(found)
    return found


_COUNTED = re.compile(r"(.*)_([0-9]{1,9})")


def _tell_tabs(tokens: Sequence[Token]) -> None:
    """Note the id of the heading above at each group of tabs, one that stands in no block before.

    Headings of a tab or of a quote are above what stands in it, not above what follows.
    """
    above = [""]
    """Of each block around the last heading in it, the outermost first."""
    for token in tokens:
        if token.type == "heading_open":
            above[-1] = str(token.attrs.get("id", ""))
        if token.type == "tabs_open":
            token.meta["above"] = next(filter(None, reversed(above)), "")
        if token.nesting == 1:
            above.append("")
        elif token.nesting == -1 and len(above) > 1:
            above.pop()


def _has_link(children: Sequence[Token]) -> bool:
    return any(child.type == "link_open" for child in children)


def _has_sign(inline: Token) -> bool:
    return any("sign" in child.meta for child in inline.children or ())


def _has_shortcode(inline: Token, page: PageState) -> bool:
    return page.placeholder is not None and page.placeholder.search(inline.content) is not None


def _anchor(text: str, page: PageState) -> str:
    return _ANCHORS.get(page.options.heading_id_type, paths.anchor)(text)


def _ascii(text: str) -> str:
    found = paths.anchor(unicodedata.normalize("NFD", text))
    return "".join(char for char in found if char.isascii())


def _hyphenated(text: str) -> str:
    """Blackfriday's ids: whatever is no letter or digit becomes one hyphen between those."""
    letters = (
        char if char.isalpha() or unicodedata.category(char)[0] == "N" else "-" for char in text
    )
    return re.sub(r"-{2,}", "-", "".join(letters)).strip("-").lower()


def _as_python_markdown(text: str) -> str:
    """The ids of MkDocs: https://python-markdown.github.io/extensions/toc/ (`slugify`)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _words(plain)


def _words(text: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def as_pymdownx(text: str) -> str:
    """As pymdownx makes ids in lower case.

    https://facelessuser.github.io/pymdown-extensions/extras/slugs/
    """
    plain = _TAG.sub("", unicodedata.normalize("NFC", text)).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


_TAG = re.compile(r"<[^<>]*>")
_PYTHON = "python-markdown"
_ANCHORS = {
    "github-ascii": _ascii,
    "blackfriday": _hyphenated,
    _PYTHON: _as_python_markdown,
    f"{_PYTHON}-unicode": _words,
    "pymdownx": as_pymdownx,
}
_PYTHON_KINDS = frozenset((_PYTHON, f"{_PYTHON}-unicode", "pymdownx"))
"""Ids of Python-Markdown, whose functions differ and whose numbers do not."""


def without_icons(text: str) -> str:
    """A text without the icons of Material for MkDocs: `:octicons-image-16: Image`.

    https://squidfunk.github.io/mkdocs-material/reference/icons-emojis/
    """
    return ICON.sub("", text).strip() if ":" in text else text


def plain_text(children: Sequence[Token]) -> str:
    """The text of inline tokens, images by their description, line ends as blanks."""
    pieces = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special", "emoji", "formula_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "image":
            pieces.append(plain_text(child.children or []))
    return "".join(pieces)


def _named_by(children: Sequence[Token], page: PageState) -> Sequence[Token]:
    """The inline tokens that make an id: the last line's, without bare addresses, as in Hugo."""
    if page.options.heading_id_type in _PYTHON_KINDS:
        return [child for child in children if child.type not in ("image", "emoji")]
    kept: list[Token] = []
    inside = False
    depth = cut = 0
    for child in children:
        depth += child.nesting
        if depth < cut:
            cut = 0
        if cut:
            continue
        if depth and child.type == "text" and "sign" in child.meta:
            # inside of emphasis Hugo takes the text up to the first typographic sign
            kept.append(Token("text", "", 0, content=child.content[: child.meta["sign"]]))
            cut = depth
        elif child.info == "auto":
            inside = child.type == "link_open"
        elif child.type in ("softbreak", "hardbreak"):
            kept = []
        elif child.type == "emoji":
            kept.append(Token("text", "", 0, content=child.markup))
        elif not inside:
            kept.append(child)
    return kept


def _html(children: Sequence[Token], md: MarkdownIt, page: PageState) -> str:
    """The heading's inline HTML for a table of contents: no links, no footnotes."""
    kept = [
        child
        for child in children
        if child.type not in ("link_open", "link_close", "footnote_ref", "html_inline", "image")
    ]
    inline = Token("inline", "", 0, children=kept)
    rendered = str(md.renderer.render([inline], md.options, {"page": page}))
    return page.without_placeholders(rendered).strip()
