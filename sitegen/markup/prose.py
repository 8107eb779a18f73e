"""What of a text names are looked for in, and what its definition lists define.

In:  a page's tokens.
Out: its blocks without headings and code, with links and code in them set apart; defined terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from sitegen.markup.headings import plain_text
from sitegen.markup.page_state import PageState
from sitegen.model import DefinedTerm
from sitegen.name_finder import marked_apart


def blocks_of(tokens: Sequence[Token], page: PageState) -> tuple[str, ...]:
    """The blocks of prose; nothing in a heading, or in the terms of a definition list."""
    found = []
    before = ""
    for token in tokens:
        if token.type == "inline" and before not in ("heading_open", "dt_open"):
            parts = _parts(token.children or (), page)
            if any(text.strip() for text, looked in parts if looked):
                found.append(marked_apart(parts))
        before = token.type
    return tuple(found)


def _parts(children: Sequence[Token], page: PageState) -> list[tuple[str, bool]]:
    """The texts of a block, each with whether names are looked for in it."""
    found: list[tuple[str, bool]] = []
    depth = 0
    for child in children:
        if child.type == "link_open":
            depth += 1
        elif child.type == "link_close":
            depth -= 1
        looked = not depth and child.type in ("text", "softbreak", "hardbreak", "text_special")
        text = page.without_placeholders(plain_text([child]))
        if text and found and found[-1][1] == looked:
            found[-1] = (found[-1][0] + text, looked)
        elif text:
            found.append((text, looked))
    return found


def defined_terms(tokens: Sequence[Token], page: PageState) -> tuple[DefinedTerm, ...]:
    """The terms of definition lists, those outside of other blocks, with their definitions."""
    return tuple(_terms(tokens, page))


def _terms(tokens: Sequence[Token], page: PageState) -> Iterator[DefinedTerm]:
    waiting: list[tuple[str, str, int]] = []
    meaning: list[str] = []
    inside = False
    for index, token in enumerate(tokens):
        if token.type == "dt_open":
            if meaning:
                yield from _defined(waiting, meaning)
                waiting, meaning = [], []
            name = page.without_placeholders(plain_text(tokens[index + 1].children or ())).strip()
            line = page.number(token.map[0]) if token.map else 0
            waiting.append((name, str(token.attrs.get("id", "")), line))
        elif token.type in ("dd_open", "dd_close"):
            inside = token.type == "dd_open"
        elif token.type == "inline" and inside:
            text = page.without_placeholders(plain_text(token.children or ()))
            meaning.append(" ".join(text.split()))
        elif token.type == "dl_close":
            yield from _defined(waiting, meaning)
            waiting, meaning = [], []


def _defined(
    waiting: Sequence[tuple[str, str, int]], meaning: Sequence[str]
) -> Iterator[DefinedTerm]:
    for name, id, line in waiting:
        if name:
            yield DefinedTerm(name=name, id=id, text=" ".join(meaning), line=line)
