"""Addresses that were published once: `urls.lock` remembers them all.

In:  the file's text, the site, what is known of its pages' texts.
Out: which addresses a build would lose, where they lead now, and the file's text after the build.

The file is committed with the site. Each address has a line of its own, and they are sorted, so
that two branches merge. Its line says which page had it and what that page's text looked like, so
that a page that moved is found again as git finds it: by its file, else by its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from sitegen import paths
from sitegen.config import Config, in_language
from sitegen.diagnostics import error, warning
from sitegen.model import Diagnostic, Page, PageFacts, PageKey, Position, Site, Struct
from sitegen.sketch import is_sketch, likeness
from sitegen.specials import SPECIALS

NAME = "urls.lock"

_HEAD = """\
# Every address that this site has published, kept by sitegen: the page that has it and a sketch of
# its text, or "->" and the page that it leads to; "?>" is the page that it seems to have become. To
# let an address go, delete its line.
"""
_LIKE = 0.5
"""The share of a text that a page must have kept to be the same: git's own."""

_STILL = 0.8
"""A sketch is renewed when the text has less in common with it: few edits change a line."""

Urls = Literal["leave", "keep", "begin"]
"""What a build does with the file: nothing; add to it, if it is there; in any case."""


class Kept(Struct, frozen=True, kw_only=True):
    """An address that was published."""

    page: str
    """The key of the page that had it, or that it leads to; empty for a page without a file."""

    leads: bool = False
    """Whether it led to that page from elsewhere."""

    sketch: str = ""
    moved: str = ""
    """The key of the page that it seems to have become, if nobody has said so yet."""


Lock = Mapping[str, Kept]
"""What the file says, by address."""


def parsed(text: str) -> tuple[dict[str, Kept], list[Diagnostic]]:
    """What a file says; an error for a line that can't be read, such as a conflict's."""
    found: dict[str, Kept] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        url, *rest = line.rstrip("\r").split("\t")
        kept = _kept(rest) if _is_address(url) else None
        if kept is None:
            conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))
            hint = "keep the lines of both sides, without the marks" if conflict else (
                "restore the line from git, or delete it to let the address go"
            )  # fmt: skip
            message = "a merge conflict" if conflict else "not a line that sitegen writes"
            position = Position(path=NAME, line=number)
            problems.append(error("bad-urls-lock", message, position, hint))
        else:
            found[url] = kept
    return found, problems


def _is_address(url: str) -> bool:
    """Whether a text may be the address of a file below the site's folder."""
    output = _output(url)
    return url.startswith("/") and "\0" not in output and paths.normalized(output) == output


def _kept(rest: list[str]) -> Kept | None:
    if len(rest) == 1 and rest[0].startswith("-> "):
        return Kept(page=rest[0][3:], leads=True)
    if rest == ["-"]:
        return Kept(page="")
    if len(rest) in (2, 3) and rest[0] and is_sketch(rest[1]):
        moved = rest[2].removeprefix("?> ") if len(rest) == 3 else ""
        return Kept(page=rest[0], sketch=rest[1], moved=moved)
    return Kept(page=rest[0]) if len(rest) == 1 and rest[0] else None


class Vanished(Struct, frozen=True, kw_only=True):
    """What became of the addresses that a site would lose."""

    by_text: bool = False
    """Whether that depends on pages' texts."""

    moved: Mapping[str, PageKey] = {}
    """Those without a redirect to the pages that seem to have taken their place."""


def with_kept(
    site: Site, lock: Lock, facts: Mapping[str, PageFacts], config: Config
) -> tuple[Site, tuple[Diagnostic, ...], Vanished]:
    """The site with redirects from addresses it would lose, if the settings want them.

    Gives a warning for each other one.
    """
    written = [page for page in site.pages.values() if page.meta.render == "always"]
    here = {page.url for page in written}
    files = {*site.statics, *site.assets.values(), *site.aliases, *(one.output for one in written)}
    files.update(path for formats in site.formats.values() for path in formats.values())
    lost = {
        url: kept for url, kept in lock.items() if url not in here and _output(url) not in files
    }
    if not lost:
        return site, (), Vanished()
    search = _Search(site, lock, lost, facts)
    redirects = config.urls_lock_redirects and config.redirected
    aliases: dict[str, PageKey] = {}
    moved: dict[str, PageKey] = {}
    problems = []
    for url in sorted(lost):
        target = search.target(lost[url])
        if target is not None and redirects:
            aliases[_output(url)] = target
        else:
            problems.append(_warning(url, lost[url], site, target, config))
            if target is not None and target != lost[url].page:
                moved[url] = target
    if aliases:
        site = msgspec.structs.replace(
            site,
            aliases=dict(sorted({**site.aliases, **aliases}.items())),
            former=dict(sorted({**site.former, **aliases}.items())),
        )
    return site, tuple(problems), Vanished(by_text=search.by_text, moved=moved)


class _Search:
    """Looks for the pages that have taken the place of others."""

    def __init__(self, site: Site, lock: Lock, lost: Lock, facts: Mapping[str, PageFacts]) -> None:
        self._site, self._facts = site, facts
        self._fresh = sorted(
            page.key for page in site.pages.values()
            if page.path and page.meta.render == "always" and page.url not in lock
        )  # fmt: skip
        self._homes = {kept.page: kept for kept in lost.values() if kept.page and not kept.leads}
        self._found: dict[str, PageKey | None] = {}
        self.by_text = False

    def target(self, kept: Kept) -> PageKey | None:
        """The page that is, or that has become, what an address showed or led to."""
        for known in filter(None, (kept.page, kept.moved)):
            page = self._site.pages.get(PageKey(known))
            if page is not None and page.meta.render == "always":
                return page.key
        moved = self._homes.get(kept.page) if kept.page else None
        if moved is not None and moved.moved and moved is not kept:
            return self.target(moved)
        if moved is None or not moved.sketch:
            return None
        if kept.page not in self._found:
            self._found[kept.page] = self._likest(moved)
        return self._found[kept.page]

    def _likest(self, kept: Kept) -> PageKey | None:
        """The new page whose text is most like one that is gone."""
        self.by_text = True
        name = kept.page.rpartition("/")[2]
        found = [
            (-share, key.rpartition("/")[2] != name, key)
            for key in self._fresh
            if (share := likeness(kept.sketch, self._facts[key].sketch)) >= _LIKE
        ]
        return min(found)[2] if found else None


def renewed(
    lock: Lock, site: Site, facts: Mapping[str, PageFacts], moved: Mapping[str, PageKey]
) -> str:
    """The file's text once the site is published: all its addresses, and those that were lost.

    What these seem to have become is remembered: the next time that page is no new one.
    """
    lines = {}
    for url, kept in lock.items():
        found = moved.get(url)
        known = kept if found is None or kept.leads else msgspec.structs.replace(kept, moved=found)
        lines[url] = _line(url, known)
    for output, key in site.aliases.items():
        kept = Kept(page=key, leads=True) if site.pages[key].path else Kept(page="")
        lines[_url(output)] = _line(_url(output), kept)
    for page in site.pages.values():
        if page.meta.render == "always" and page.kind not in SPECIALS:
            lines[page.url] = _line(page.url, _own(page, lock.get(page.url), facts))
    return _HEAD + "".join(lines[url] for url in sorted(lines))


def _own(page: Page, before: Kept | None, facts: Mapping[str, PageFacts]) -> Kept:
    if not page.path:
        return Kept(page="")
    now = facts[page.key].sketch
    same = before is not None and before.page == page.key and not before.leads
    if same and before is not None and likeness(before.sketch, now) >= _STILL:
        now = before.sketch
    return Kept(page=page.key, sketch=now)


def _line(url: str, kept: Kept) -> str:
    if kept.leads:
        return f"{url}\t-> {kept.page}\n"
    moved = f"?> {kept.moved}" if kept.moved else ""
    return "\t".join(filter(None, (url, kept.page or "-", kept.sketch, moved))) + "\n"


def _warning(
    url: str, kept: Kept, site: Site, target: PageKey | None, config: Config
) -> Diagnostic:
    position = Position(path=NAME)  # its lines move with each build, and the address names its own
    had = f'; "{kept.page}" had it' if kept.page and not kept.leads else ""
    had = f'; it led to "{kept.page}"' if kept.leads else had
    message = f'nothing has the address "{url}" any more{had}'
    gone = f"if it may go, delete its line from {NAME}"
    if target is None:
        hint = "add it to the aliases of the page that has taken its place"
        return warning("url-vanished", message, position, f"{hint}; {gone}")
    page = site.pages[target]
    root = in_language(config, page.language).language_root
    alias = f"/{paths.inside(root, paths.decoded(url).lstrip('/'))}" if root else paths.decoded(url)
    add = f'add aliases = ["{alias}"] to "{page.path or page.url}"'
    hint = f"{add}, or set urlsLock.redirects = true"
    return warning("url-vanished", message, position, f"{hint}; {gone}")


def _url(output: str) -> str:
    """The address of an output file."""
    plain = output.removesuffix("index.html") if f"/{output}".endswith("/index.html") else output
    return f"/{paths.encoded(plain)}"


def _output(url: str) -> str:
    """The output file of an address."""
    plain = paths.decoded(url).lstrip("/")
    return f"{plain}index.html" if not plain or plain.endswith("/") else plain
