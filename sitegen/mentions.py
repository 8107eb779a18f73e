"""Pages that name others without a link.

In:  the site, its pages' texts in blocks, and what was found before.
Out: each page's mentions of others, with the sentence around each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import chain

from sitegen.markup.links import context
from sitegen.model import Mention, Outline, Page, PageKey, Site, Struct
from sitegen.name_finder import Finder, hashes_of, is_name, may_hold, pieces, shown

MOST = 3
"""Mentions of one page by another that are kept."""

_MANY = 50
"""With so many other names all pages are looked through at once."""

Mentions = Mapping[PageKey, tuple[Mention, ...]]


class PageNames:
    """What pages are called, in each language."""

    def __init__(self, site: Site, least: int) -> None:
        """`least` is the length of the shortest names that are looked for."""
        found: dict[str, dict[str, list[PageKey]]] = {language: {} for language in site.roots}
        for page in site.pages.values():
            for name in dict.fromkeys(_names(page)):
                if is_name(name, least):
                    found[page.language].setdefault(name, []).append(page.key)
        self.names: Mapping[str, Mapping[str, tuple[PageKey, ...]]] = {
            language: {name: tuple(keys) for name, keys in names.items()}
            for language, names in found.items()
        }
        self._finders: dict[str, Finder[tuple[PageKey, ...]]] = {}

    def finder(self, language: str) -> Finder[tuple[PageKey, ...]]:
        """What finds the names of pages in a language."""
        if language not in self._finders:
            self._finders[language] = Finder(self.names.get(language, {}))
        return self._finders[language]


def _names(page: Page) -> Iterator[str]:
    """A page's titles, and its aliases that are no addresses."""
    meta = page.meta
    if page.path and page.kind in ("page", "section") and meta.render == "always":
        for name in (meta.title, meta.link_title, *meta.aliases, *meta.names):
            if "/" not in name:
                yield " ".join(name.lower().split())


class Before(Struct, frozen=True, kw_only=True):
    """What was found when the pages were last looked through."""

    mentions: Mentions
    names: PageNames
    rewritten: Set[PageKey]
    """The pages whose texts are others now."""


def mentions(
    keys: Sequence[PageKey],
    site: Site,
    names: PageNames,
    outline_of: Callable[[PageKey], Outline],
    vocabulary_of: Callable[[PageKey], bytes],
    before: Before | None,
) -> dict[PageKey, tuple[Mention, ...]]:
    """The pages that each page mentions; those that mention none are left out."""
    other = _other_names(before.names, names) if before is not None else {}
    found = {}
    for key in keys:
        page = site.pages.get(key)
        if page is None or not page.path:
            continue
        if before is None or key in before.rewritten:
            listed = _mentioned(page, names, outline_of(key))
        else:
            listed = before.mentions.get(key, ())
            if wanted := other.get(page.language):
                holds = may_hold(vocabulary_of(key))
                if len(wanted) > _MANY or any(map(holds, wanted)):
                    listed = _mentioned(page, names, outline_of(key))
        if listed:
            found[key] = listed
    return found


def _other_names(before: PageNames, now: PageNames) -> dict[str, list[frozenset[bytes]]]:
    """The words of the names that mean something else now, in each language."""
    if before is now:
        return {}
    found = {}
    for language in before.names.keys() | now.names.keys():
        old, new = before.names.get(language, {}), now.names.get(language, {})
        changed = {name for name in chain(old, new) if old.get(name) != new.get(name)}
        found[language] = [hashes_of(name) for name in sorted(changed)]
    return found


def _mentioned(page: Page, names: PageNames, outline: Outline) -> tuple[Mention, ...]:
    finder = names.finder(page.language)
    found = []
    counts: dict[PageKey, int] = {}
    for block in outline.prose:
        text = shown(block)
        for at, piece in pieces(block):
            for start, end, keys in finder.find(piece):
                for key in keys:
                    counts[key] = counts.get(key, 0) + 1
                    if key != page.key and counts[key] <= MOST:
                        before, label, after = context(text, at + start, at + end)
                        found.append(Mention(target=key, before=before, label=label, after=after))
    return tuple(found)


def mentioning(found: Mentions) -> dict[PageKey, list[tuple[PageKey, Mention]]]:
    """Each page's mentions by others."""
    result: dict[PageKey, list[tuple[PageKey, Mention]]] = {}
    for source, listed in found.items():
        for one in listed:
            result.setdefault(one.target, []).append((source, one))
    return result
