"""Which pages are about the same: by links, terms and words in common.

In:  the site, its links, and each page's words.
Out: a page's nearest ones, and the pages whose nearest ones a change may concern.

What two pages have in common counts the more, the fewer pages have it, told by the number of its
binary digits only: so an edit hardly ever changes what other pages' words are worth, and what many
pages share is not looked at. Everything is read from lists of pages by what they have; no page is
compared with all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from heapq import nsmallest

from sitegen.keywords import AUTHORS
from sitegen.model import LinkGraph, Page, PageFacts, PageKey, PageLinks, Site, Struct, Value

Words = Mapping[str, tuple[PageKey, ...]]
"""A word to the pages that have it, sorted."""

Incoming = Mapping[PageKey, Sequence[tuple[PageKey, int]]]
Facts = Mapping[str, PageFacts]

_DIGITS, _DIGITS_OF_TERMS = 6, 8
_MOST, _MOST_OF_TERM = 2 ** (_DIGITS - 1), 2 ** (_DIGITS_OF_TERMS - 1)
"""What more pages have in common counts nothing."""

_WORD, _NAMED, _LINK, _TERM = 200, 400, 300, 300
"""What a digit less is worth."""
_DIRECT = 6 * _LINK // 2
"""And a link from one to the other."""

_LEAST = 800
"""With less in common pages are not related: two common words are chance."""


class Weights(Struct, frozen=True, kw_only=True):
    """What counts, in parts of a hundred, and how many pages are wanted."""

    limit: int
    newer: bool
    """Whether a page may be related to one that is newer than itself."""

    taxonomies: Mapping[str, int]
    """A taxonomy to what its terms count; those that are not named count 100."""

    keywords: int = 100
    words: int = 100
    links: int = 100


def weights(
    limit: int, newer: bool, indices: Sequence[Mapping[str, Value]], taxonomies: Iterable[str]
) -> Weights:
    """What the settings say; https://gohugo.io/configuration/related-content/#indices

    `indices` are Hugo's: they name what of the front matter counts. `words` and `links`, which are
    sitegen's own, count unless they are named with another weight.
    """
    told: dict[str, int] = {}
    for one in indices:
        name, weight = one.get("name"), one.get("weight", 0)
        if isinstance(name, str) and isinstance(weight, int) and not isinstance(weight, bool):
            told[name.lower()] = max(0, min(weight, 1000))
    rest = 0 if told.keys() - {"words", "links"} else 100
    return Weights(
        limit=max(0, limit),
        newer=newer,
        taxonomies={name: told.get(name.lower(), rest) for name in taxonomies},
        keywords=told.get("keywords", rest),
        words=told.get("words", 100),
        links=told.get("links", 100),
    )


class Kin:
    """What pages have in common, as it is at one moment."""

    def __init__(self, site: Site, graph: LinkGraph, incoming: Incoming, words: Words) -> None:
        self.site, self.graph, self.incoming, self.words = site, graph, incoming, words

    def nearest(self, key: PageKey, own_words: str, told: Weights) -> tuple[PageKey, ...]:
        """The pages that have most in common with one, best first."""
        page = self.site.pages.get(key)
        if page is None or not told.limit:
            return ()
        scores = self._scores(key, own_words, told)
        scores.pop(key, None)
        found = [(-score, other) for other, score in scores.items() if score >= _LEAST]
        wanted = told.limit
        while True:
            best = nsmallest(wanted, found)
            fit = [other for _, other in best if self._fits(other, page, told)]
            if len(fit) >= told.limit or len(best) < wanted:
                return tuple(fit[: told.limit])
            wanted *= 4

    def sharing(self, key: PageKey, own_words: str, told: Weights) -> Set[PageKey]:
        """All pages that have anything in common with one that counts."""
        return self._scores(key, own_words, told).keys()

    def _fits(self, key: PageKey, page: Page, told: Weights) -> bool:
        other = self.site.pages.get(key)
        if other is None or other.kind != "page" or other.language != page.language:
            return False
        if other.meta.listing != "always" or other.meta.render != "always":
            return False
        if told.newer or page.meta.date is None or other.meta.date is None:
            return True
        return other.meta.date <= page.meta.date

    def _scores(self, key: PageKey, own_words: str, told: Weights) -> dict[PageKey, int]:
        scores: dict[PageKey, int] = {}
        get = scores.get
        for keys, worth in self._shared(key, own_words, told):
            for other in keys:
                scores[other] = get(other, 0) + worth
        return scores

    def _shared(
        self, key: PageKey, own_words: str, told: Weights
    ) -> Iterator[tuple[Iterable[PageKey], int]]:
        """What a page has: all pages that have it, and what it counts."""
        for word in own_words.split():
            keys = self.words.get(word, ())
            if 1 < len(keys) <= _MOST:
                named = word.startswith(AUTHORS)
                per_cent = told.keywords if named else told.words
                yield keys, _worth(len(keys), _DIGITS, _NAMED if named else _WORD, per_cent)
        for taxonomy, terms in self.site.page_terms.get(key, {}).items():
            for term in terms:
                keys = self.site.children.get(term, ())
                if 1 < len(keys) <= _MOST_OF_TERM:
                    per_cent = told.taxonomies.get(taxonomy, 100)
                    yield keys, _worth(len(keys), _DIGITS_OF_TERMS, _TERM, per_cent)
        if told.links:
            yield from self._by_links(key, told.links)

    def _by_links(self, key: PageKey, per_cent: int) -> Iterator[tuple[Iterable[PageKey], int]]:
        own = self.graph.pages.get(key)
        targets = {target for target in own.targets if target is not None} if own else set()
        sources = {source for source, _ in self.incoming.get(key, ())}
        direct = _DIRECT * per_cent // 100
        if targets:
            yield targets, direct
        if sources:
            yield sources, direct
        for target in targets:
            found = self.incoming.get(target, ())
            if 1 < len(found) <= _MOST:
                worth = _worth(len(found), _DIGITS, _LINK, per_cent)
                yield {source for source, _ in found}, worth
        for source in sources:
            listed = self.graph.pages[source].targets
            if 1 < len(listed) <= _MOST:
                worth = _worth(len(listed), _DIGITS, _LINK, per_cent)
                yield {target for target in listed if target is not None}, worth


def _worth(count: int, digits: int, strength: int, per_cent: int) -> int:
    """What it counts to have in common what `count` pages have."""
    return (digits - (count - 1).bit_length()) * strength * per_cent // 100


# --- words ----------------------------------------------------------------------------------


def words_of(facts: Facts) -> dict[str, tuple[PageKey, ...]]:
    """The pages by their words."""
    found: dict[str, list[PageKey]] = {}
    for key in sorted(facts):
        for word in facts[key].keywords.split():
            found.setdefault(word, []).append(PageKey(key))
    return {word: tuple(keys) for word, keys in found.items()}


def words_after(known: Words, before: Facts, facts: Facts, keys: Iterable[str]) -> Words:
    """The same when the words of these pages only may be others than `before`."""
    changes = {
        key: (set(_keywords(before, key).split()), set(_keywords(facts, key).split()))
        for key in keys
        if _keywords(before, key) != _keywords(facts, key)
    }
    if not changes:
        return known
    found = dict(known)
    for key, (old, new) in changes.items():
        for word in old - new:
            found[word] = tuple(one for one in found.get(word, ()) if one != key)
        for word in new - old:
            found[word] = tuple(sorted({*found.get(word, ()), PageKey(key)}))
    return found


def _keywords(facts: Facts, key: str) -> str:
    page = facts.get(key)
    return page.keywords if page is not None else ""


# --- what a change concerns -----------------------------------------------------------------

_NONE = PageLinks()


def concerned(
    before: Kin,
    now: Kin,
    facts_before: Facts,
    facts: Facts,
    texts: Set[str],
    linked: Set[PageKey],
    cards: Set[PageKey],
    *,
    newer: bool,
) -> set[PageKey]:
    """The pages whose nearest ones may be others now.

    `texts` are the pages whose words may have changed, `linked` those whose links may have, and
    `cards` those whose titles, terms, dates may have; with `newer` dates don't matter.
    """
    told = Weights(limit=1, newer=newer, taxonomies={})
    found: set[PageKey] = set()
    for key in texts:
        old, new = _keywords(facts_before, key), _keywords(facts, key)
        if old == new:
            continue
        found.add(PageKey(key))
        for word in set(old.split()) ^ set(new.split()):
            _take_in(found, _MOST, before.words.get(word, ()), now.words.get(word, ()))
    for key in linked:
        old_links = before.graph.pages.get(key, _NONE).targets
        new_links = now.graph.pages.get(key, _NONE).targets
        if old_links == new_links:
            continue
        found.add(key)
        for target in {*old_links, *new_links} - {None}:
            assert target is not None
            found.add(target)
            _take_in(
                found,
                _MOST,
                [source for source, _ in before.incoming.get(target, ())],
                [source for source, _ in now.incoming.get(target, ())],
            )
    terms: set[PageKey] = set()
    for key in cards:
        for kin in (before, now):
            terms.update(term for one in kin.site.page_terms.get(key, {}).values() for term in one)
        if _card(before.site.pages.get(key), told) != _card(now.site.pages.get(key), told):
            found.add(key)
            found |= before.sharing(key, _keywords(facts_before, key), told)
            found |= now.sharing(key, _keywords(facts, key), told)
    for term in terms:
        old_keys, new_keys = before.site.children.get(term, ()), now.site.children.get(term, ())
        if set(old_keys) != set(new_keys):
            _take_in(found, _MOST_OF_TERM, old_keys, new_keys)
    return found


def _card(page: Page | None, told: Weights) -> object:
    """What of a page decides whether others are related to it."""
    if page is None:
        return None
    meta = page.meta
    day = None if told.newer else meta.date
    return (page.kind, page.language, meta.listing, meta.render, day)


def _take_in(
    found: set[PageKey], most: int, old: Sequence[PageKey], new: Sequence[PageKey]
) -> None:
    """Add the pages of a list that was or is short enough to count."""
    if min(len(old) or len(new), len(new) or len(old)) <= most:
        found.update(old)
        found.update(new)
