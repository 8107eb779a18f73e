"""Which pages language models are told of, and their texts in one file.

In:  the site, its links, the pages' facts.
Out: the pages of a language in reading order, by section; their texts as Markdown.

One edit remakes one page's text: a text is kept beside what it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sitegen.model import LinkGraph, OtherForms, Page, PageFacts, PageKey, PageLinks, Site, Value
from sitegen.packing import digest, fingerprint
from sitegen.page_markdown import as_markdown

Sections = tuple[tuple[PageKey | None, tuple[PageKey, ...]], ...]
"""The pages at the top, under no section, and those of each top-level section with pages."""

_NO_LINKS = PageLinks()


def told_pages(site: Site, home: PageKey | None) -> Sections:
    """The pages below a home page that are for language models; none when it is gone."""
    if home is None:
        return ()
    members = site.children.get(home, ())
    at_top = (home, *(key for key in members if site.pages[key].kind != "section"))
    found: list[tuple[PageKey | None, tuple[PageKey, ...]]] = [
        (None, tuple(key for key in at_top if is_told(site.pages[key])))
    ]
    for key in members:
        if site.pages[key].kind == "section":
            found.append((key, tuple(dict.fromkeys(_below(site, key)))))
    return tuple((section, pages) for section, pages in found if pages)


def _below(site: Site, key: PageKey) -> Iterator[PageKey]:
    """A page, if it says something, and those below it in reading order."""
    page = site.pages[key]
    if is_told(page):
        yield key
    if page.kind == "section":
        for child in site.children.get(key, ()):
            yield from _below(site, child)


def is_told(page: Page) -> bool:
    """Whether a page is one for language models: front matter `llms = false` says no."""
    meta = page.meta
    return (
        page.kind in ("home", "section", "page")
        and bool(page.path)
        and meta.render == "always"
        and meta.listing != "never"
        and meta.params.get("llms") is not False
        and not says_noindex(meta.params)
    )


def says_noindex(params: Mapping[str, Value]) -> bool:
    """Whether front matter keeps a page from search engines: `robots = "noindex, follow"`."""
    return "noindex" in str(params.get("robots", ""))


class MarkdownTexts:
    """The texts of pages as Markdown, each kept as long as what it was made from."""

    def __init__(self) -> None:
        self._prints: dict[PageKey, tuple[Page, PageLinks, bytes, bytes]] = {}
        self._texts: dict[PageKey, tuple[bytes, bytes]] = {}

    def print_of(self, page: Page, links: PageLinks, facts: PageFacts) -> bytes:
        """The fingerprint of what a page's text is made from."""
        known = self._prints.get(page.key)
        if known is not None and known[0] is page and known[1] is links and known[2] == facts.forms:
            return known[3]
        found = fingerprint((facts.forms, page.meta.title, page.url, links.urls))
        self._prints[page.key] = (page, links, facts.forms, found)
        return found

    def whole_print(
        self, keys: Iterator[PageKey], site: Site, graph: LinkGraph, facts: Mapping[str, PageFacts]
    ) -> bytes:
        """The fingerprint of several pages' texts."""
        pages, links, print_of = site.pages, graph.pages, self.print_of
        found = [
            print_of(pages[key], links.get(key, _NO_LINKS), facts[key])
            for key in keys
            if key in facts
        ]
        return digest(b"".join(found))

    def whole(
        self,
        keys: Iterator[PageKey],
        site: Site,
        graph: LinkGraph,
        facts: Mapping[str, PageFacts],
        forms: Callable[[PageKey], OtherForms],
        base_url: str,
    ) -> bytes:
        """The texts of several pages, those written in Markdown, an empty line between them."""
        found = []
        for key in keys:
            if key not in facts:
                continue
            page, links = site.pages[key], graph.pages.get(key, _NO_LINKS)
            made_from = self.print_of(page, links, facts[key])
            known = self._texts.get(key)
            if known is None or known[0] != made_from:
                parts = forms(key).markdown
                text = "" if parts is None else as_markdown(page, parts, links.urls, base_url)
                known = made_from, text.encode("utf-8", "replace")
                self._texts[key] = known
            if known[1]:
                found.append(known[1])
        return b"\n".join(found)
