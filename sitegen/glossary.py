"""The terms that a site explains, each in one place.

In:  the site, the beginnings of its pages, the definition lists of its glossaries.
Out: the definitions by name in each language, and a diagnostic for each term that is defined twice.

A term is a page in a folder called `glossary`, or stands in a definition list of a page of that
name, or of one whose front matter says `glossary: true`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sitegen import paths
from sitegen.diagnostics import warning
from sitegen.model import Diagnostic, Meta, Outline, Page, PageKey, Position, Site, Struct
from sitegen.name_finder import hashes_of, is_name

_LEAST = 2
_SHORT = re.compile(r"(.*\S)\s*\((\w*[^\W\d_a-z]\w*[^\W\d_a-z]\w*)\)")
"""A term with its short form: `Convolutional neural network (CNN)`."""


class Definition(Struct, frozen=True, kw_only=True):
    """What a term means."""

    title: str
    text: str
    page: PageKey
    """Where it is defined,"""

    url: str
    """and the site path of the very place."""


class Glossary(Struct, frozen=True, kw_only=True):
    """All definitions of a site."""

    definitions: Mapping[str, Mapping[str, Definition]]
    """By name in small letters, in each language."""

    hashes: Mapping[str, Mapping[str, frozenset[bytes]]]
    """The names with the hashes of their words."""

    problems: tuple[Diagnostic, ...]


def is_glossary(place: str, meta: Meta, name: str) -> bool:
    """Whether a page's definition lists define terms; `place` is its content path."""
    told = meta.params.get("glossary")
    if isinstance(told, bool):
        return told
    *above, own = paths.stem(place).lower().split("/")
    return own == name or (own in paths.INDEX_NAMES and above[-1:] == [name])


def glossary(
    site: Site,
    name: str,
    excerpt_of: Callable[[PageKey], str],
    outline_of: Callable[[PageKey], Outline],
) -> Glossary:
    """All definitions; `name` is that of the folder or page, in small letters."""
    found: dict[str, dict[str, Definition]] = {language: {} for language in site.roots}
    problems = []
    for page in site.pages.values():
        if not page.path or page.meta.render != "always":
            continue
        own = found[page.language]
        for names, definition, line in _defined(page, name, excerpt_of, outline_of):
            for term in dict.fromkeys(" ".join(one.lower().split()) for one in names):
                if not is_name(term, _LEAST):
                    continue
                other = own.setdefault(term, definition)
                if other is not definition:
                    problems.append(_twice(term, page, line, site.pages[other.page]))
    return Glossary(
        definitions=found,
        hashes={
            language: {term: hashes_of(term) for term in terms} for language, terms in found.items()
        },
        problems=tuple(problems),
    )


def _defined(
    page: Page,
    name: str,
    excerpt_of: Callable[[PageKey], str],
    outline_of: Callable[[PageKey], Outline],
) -> Iterator[tuple[tuple[str, ...], Definition, int]]:
    """The terms of a page: their names, what they mean, and the line."""
    meta = page.meta
    if is_glossary(page.place, meta, name):
        for term in outline_of(page.key).terms:
            short = _SHORT.fullmatch(term.name)
            names = (term.name, short[1], short[2]) if short else (term.name,)
            url = f"{page.url}#{paths.encoded(term.id)}" if term.id else page.url
            yield (
                names,
                Definition(title=term.name, text=term.text, page=page.key, url=url),
                term.line,
            )
    elif page.kind == "page" and page.section.rpartition("/")[2].lower() == name:
        text = meta.description or excerpt_of(page.key)
        aliases = (one for one in (*meta.aliases, *meta.names) if "/" not in one)
        short = _SHORT.fullmatch(meta.title)
        shorter = (short[1], short[2]) if short else ()
        names = (meta.title, meta.link_title, *shorter, *aliases)
        definition = Definition(title=meta.title, text=text, page=page.key, url=page.url)
        yield names, definition, meta.lines.get("title", 0)


def _twice(term: str, page: Page, line: int, other: Page) -> Diagnostic:
    where = "here" if other.key == page.key else f'in "{other.path}"'
    return warning(
        "term-defined-twice",
        f'the term "{term}" is defined already, {where}',
        Position(path=page.path, line=line),
        "the first definition is shown; take one of them away, or give it another name",
    )
