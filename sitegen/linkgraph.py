"""Resolve the links of a site and derive its back-links.

In:  the site, and the links found in each page's body.
Out: a LinkGraph, with one Diagnostic for each link that leads nowhere.

A link is looked for first where its author's tool would look: beside the source file, from the
content root, then as a URL. So `page.md`, `page.html`, `page/`, `/abs/url/` and `[[page]]` all work
at once, whatever URLs the site has.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

import msgspec

from sitegen import paths
from sitegen.bundles import naming_rules, resources_of
from sitegen.diagnostics import MOST_SHOWN, nearest, warning
from sitegen.languages import split_name
from sitegen.model import (
    Diagnostic,
    Link,
    LinkGraph,
    Outline,
    Page,
    PageKey,
    PageLinks,
    Site,
    Struct,
)
from sitegen.packing import fingerprint

BROKEN_REF = "broken-ref"
"""The code of a `ref` that leads nowhere; by setting it is an error."""


class Names(Struct, frozen=True, kw_only=True):
    """Everything that a link can name."""

    paths: Mapping[str, PageKey]
    """Content path in lower case, without suffix; a folder for its index: `guide/setup`."""

    urls: Mapping[str, PageKey]
    """Decoded URL without outer slashes: `guide/setup`, `guide/setup.html`."""

    words: Mapping[str, tuple[PageKey, ...]]
    """A page's file name, title or alias in lower case, for wiki links."""

    files: Mapping[str, str]
    """Content path or output path of a file to its URL: `guide/a.png` to `/guide/a.png`."""

    by_name: Mapping[str, Sequence[str]]
    """A file's last part to the keys of `files` that end in it."""

    left_out: Mapping[str, str]
    """Content path without suffix of an unpublished page, to the reason."""


class _Target(Struct, frozen=True, kw_only=True):
    """Where a link leads."""

    page: PageKey | None = None
    url: str = ""
    """The address of what is not a page; empty when nothing was found."""

    several: tuple[PageKey, ...] = ()
    """The candidates, when a wiki link fits more than one page."""

    by_word: bool = False
    """Whether it was looked for by its name, as there is nothing at its path."""


class Before(Struct, frozen=True, kw_only=True):
    """What the last build found, and what is different now."""

    graph: LinkGraph
    same_site: bool
    """Whether the pages have the addresses and names that they had."""

    rewritten: Set[PageKey]
    """Pages whose file changed."""

    anchors: Set[PageKey]
    """Pages whose headings changed, or that are new or gone."""


def link(
    site: Site,
    keys: Sequence[PageKey],
    outline_of: Callable[[PageKey], Outline],
    names: Callable[[], Names],
    base: str,
    before: Before | None = None,
) -> tuple[LinkGraph, set[PageKey]]:
    """Decide where the links of the pages lead; `base` is the base path.

    Gives the pages, too, whose links may be others than `before`.

    A page's links are looked up again when its file, an address, a name or a heading that they
    depend on has changed since `before`. `names` gives all that a link can name.
    """
    if before is not None and before.same_site:
        places, words = before.graph.places, before.graph.words
    else:
        places, words = _prints(site, names(), base)
    known = before.graph.pages if before and before.graph.places == places else {}
    same_words = before is not None and before.graph.words == words
    anchors = _Anchors(outline_of)
    found: dict[PageKey, PageLinks] = {}
    other = set()
    wrong = 0
    for key in keys:
        page = site.pages.get(key)
        if page is None:
            continue
        links = known.get(key)
        if (
            links is None
            or before is None
            or key in before.rewritten
            or not before.anchors.isdisjoint(links.anchored)
            or not (same_words or not (links.by_word or links.problems))
        ):
            links = _links_of(page, outline_of(key).links, site, names, base, anchors)
        if links.broken and not links.hints and wrong < MOST_SHOWN:
            written = outline_of(key).links
            hints = tuple(_hint(written[index], page, names()) for _, index in links.broken)
            links = msgspec.structs.replace(links, hints=hints)
        wrong += len(links.problems)
        found[key] = links
        if links is not (old := known.get(key)) and links != old:
            other.add(key)
    other |= known.keys() - found.keys()
    return LinkGraph(places=places, words=words, pages=found), other


def _prints(site: Site, names: Names, base: str) -> tuple[bytes, bytes]:
    """The fingerprints of all addresses that links can name, and of all names of pages."""
    urls = [(key, page.url) for key, page in site.pages.items()]
    found = (names.paths, names.urls, names.files, names.left_out, urls)
    places = (base, site.roots, site.formats, site.not_found, found)
    return fingerprint(places), fingerprint((names.words, names.by_name))


def link_problems(graph: LinkGraph) -> Iterator[Diagnostic]:
    """What is wrong with the links; the first ones with hints, whose search takes its time."""
    wrong = 0
    for links in graph.pages.values():
        problems = list(links.problems)
        if wrong < MOST_SHOWN:
            for (number, _), hint in zip(links.broken, links.hints, strict=True):
                problems[number] = msgspec.structs.replace(problems[number], help=hint)
        wrong += len(problems)
        yield from problems


def incoming(graph: LinkGraph) -> dict[PageKey, list[tuple[PageKey, int]]]:
    """The links that lead to each page: the linking page and the number of its link."""
    found: dict[PageKey, list[tuple[PageKey, int]]] = {}
    for key, links in graph.pages.items():
        for index, target in enumerate(links.targets):
            if target is not None:
                found.setdefault(target, []).append((key, index))
    return found


def incoming_after(
    known: Mapping[PageKey, list[tuple[PageKey, int]]],
    before: LinkGraph,
    graph: LinkGraph,
    changed: Set[PageKey],
) -> dict[PageKey, list[tuple[PageKey, int]]]:
    """The same, as `known` of the links `before`; only `changed` pages lead elsewhere now."""
    place = {key: number for number, key in enumerate(graph.pages)}
    old = [before.pages[key] for key in changed if key in before.pages]
    new = {key: graph.pages[key] for key in changed if key in graph.pages}
    found = dict(known)
    for target in {one for links in (*old, *new.values()) for one in links.targets if one}:
        sources = [one for one in known.get(target, ()) if one[0] not in changed]
        for key, links in new.items():
            sources += [(key, n) for n, one in enumerate(links.targets) if one == target]
        found[target] = sorted(sources, key=lambda one: (place[one[0]], one[1]))
    return found


class _Anchors:
    """The ids in each page, looked up when a link aims at one."""

    def __init__(self, outline_of: Callable[[PageKey], Outline]) -> None:
        self._outline_of = outline_of
        self._known: dict[PageKey, frozenset[str]] = {}

    def of(self, key: PageKey) -> frozenset[str]:
        if key not in self._known:
            self._known[key] = frozenset(self._outline_of(key).anchors)
        return self._known[key]


def _links_of(
    page: Page,
    links: Sequence[Link],
    site: Site,
    all_names: Callable[[], Names],
    base: str,
    anchors: _Anchors,
) -> PageLinks:
    if not links:
        return _NONE
    names = all_names()
    urls: list[str] = []
    targets: list[PageKey | None] = []
    anchored: dict[PageKey, None] = {}
    problems: list[Diagnostic] = []
    broken: list[tuple[int, int]] = []
    by_word = False
    for index, found in enumerate(links):
        target = _resolve(found, page, site, names, base)
        # whether a wiki link's "#" belongs to a name is told by the names there are
        by_word = by_word or target.by_word or (found.kind == "wiki" and "#" in found.target)
        ids: frozenset[str] = frozenset()
        if target.page is not None and "#" in found.target and site.pages[target.page].path:
            anchored.setdefault(target.page)
            ids = anchors.of(target.page)
        url, wrong, is_broken = _checked(found, target, page, site, names, ids)
        urls.append(url)
        problems += wrong
        if is_broken:
            broken.append((len(problems) - 1, index))
        leads = target.page if target.page != page.key and found.kind != "image" else None
        targets.append(leads)
    return PageLinks(
        urls=tuple(urls),
        targets=tuple(targets),
        anchored=tuple(anchored),
        by_word=by_word,
        problems=tuple(problems),
        broken=tuple(broken),
    )


_NONE = PageLinks()


def resolve(
    found: Link, page: Page, site: Site, names: Names, base: str
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The address of one more link of a page, made when the site is known; fragments unchecked."""
    target = _resolve(found, page, site, names, base)
    fragment = paths.split_target(found.target)[2][1:]
    url, problems, broken = _checked(found, target, page, site, names, frozenset((fragment,)))
    if broken:
        problems[-1] = msgspec.structs.replace(problems[-1], help=_hint(found, page, names))
    return url, tuple(problems)


def names_of(site: Site, extra_files: Sequence[str]) -> Names:
    """All that a link can name; `extra_files` are output paths besides pages and copied files."""
    by_path: dict[str, PageKey] = {}
    by_url: dict[str, PageKey] = {}
    words: dict[str, dict[PageKey, None]] = {}
    for key, page in site.pages.items():
        if page.meta.render == "never":
            continue
        by_url[paths.decoded(page.url).strip("/")] = key
        by_url.setdefault(page.output.removesuffix("/index.html"), key)
        if page.path:
            by_path[page.place.lower()] = key
            if key.removeprefix(page.place).count(".") > 1 or not key.startswith(page.place):
                by_path.setdefault(paths.stem(key).lower(), key)  # its language is told
            own = page.place.rpartition("/")[2].lower()
            known = (own, page.meta.title.lower(), page.meta.link_title.lower())
            for word in (*known, *(alias.lower().strip("/") for alias in page.meta.aliases)):
                if word and word not in paths.INDEX_NAMES:
                    words.setdefault(word, {}).setdefault(key)
            if own in paths.INDEX_NAMES:
                folder = paths.parent(page.place)
                by_path.setdefault(folder.lower(), key)
                name = folder.rpartition("/")[2].lower()
                if name:
                    words.setdefault(name, {}).setdefault(key)
    for folder, key in site.folders.items():
        if key in site.pages:
            by_path[folder.lower()] = key
            by_path.setdefault(f"{folder}/index".lstrip("/").lower(), key)
            by_path.setdefault(f"{folder}/_index".lstrip("/").lower(), key)
    for output, key in site.aliases.items():
        by_url.setdefault(output.removesuffix("/index.html").removesuffix(".html"), key)
    files = {
        output: f"/{paths.encoded(output)}" for output in (*sorted(site.statics), *extra_files)
    }
    files |= {output: f"/{paths.encoded(output)}" for output in site.assets.values()}
    files |= {key: f"/{paths.encoded(output)}" for key, output in site.assets.items()}
    by_name: dict[str, list[str]] = {}
    for file in files:
        by_name.setdefault(file.rpartition("/")[2], []).append(file)
    return Names(
        by_name=by_name,
        paths=by_path,
        urls=by_url,
        words={word: tuple(found) for word, found in words.items()},
        files=files,
        left_out={paths.stem(key).lower(): why for key, why in site.left_out.items()},
    )


def _resolve(found: Link, page: Page, site: Site, names: Names, base: str) -> _Target:
    path = paths.split_target(found.target)[0]
    if found.kind == "wiki" and "#" in found.target and found.target.lower() in names.words:
        return _by_word(found.target, page, names, site)  # a page named "C#"
    if paths.is_external(path):
        return _Target(url=found.target)
    if not path:
        return _Target(page=page.key)
    path = paths.decoded(path)
    if len(site.roots) > 1 and (own := _own_file(path, page, site)):
        return _Target(url=own)
    for candidate in _places(path, page, base, site.roots, found.language):
        key = _page_at(candidate, names)
        if key is not None:
            return _Target(page=key)
        if candidate in names.files:
            return _Target(url=names.files[candidate])
    if naming_rules(page):
        for one in resources_of(site, page.key):
            if one.output and path.removeprefix("./") == one.name:
                return _Target(url=f"/{paths.encoded(one.output)}")
    if found.kind in ("wiki", "ref"):
        target = _by_word(path, page, names, site, found.language)
        return msgspec.structs.replace(target, by_word=True)
    return _Target()


def _own_file(path: str, page: Page, site: Site) -> str:
    """The address of a file of the page's bundle that is named without its language."""
    for inside, asset in site.files.get(page.key, ()):
        if split_name(inside, site.roots)[1] == path.removeprefix("./"):
            return f"/{paths.encoded(site.assets[asset])}"
    return ""


def _places(
    path: str, page: Page, base: str, roots: Mapping[str, str], language: str
) -> Iterator[str]:
    """The site paths that a path as written may mean, the likeliest first.

    What the page's language has not is looked for in the default one, and as a file; but when a
    language is asked for, only there.
    """
    own = roots[page.language]
    root = roots.get(language or page.language, language)
    for candidate in _candidates(path, page, base):
        plain = paths.inside(own, candidate)
        yield paths.below(root, plain)
        if root and not language:
            yield plain


def _candidates(path: str, page: Page, base: str) -> Iterator[str]:
    if path.startswith("/"):
        if base != "/" and (path + "/").startswith(base):
            yield from _clean(path[len(base) - 1 :])
        yield from _clean(path)
        return
    folder = paths.parent(page.place) if page.path else page.section
    yield from _clean(posixpath.join("/" + folder, path))
    # as in the pretty URL, `/guide/page/`, whatever URLs the site has
    here = paths.stem(paths.decoded(page.url)).removesuffix("index").rstrip("/")
    yield from _clean(posixpath.join(f"{here}/", path))
    if not path.startswith("."):
        yield from _clean("/" + path)


def _clean(path: str) -> Iterator[str]:
    # normpath keeps ".." from leaving a path that begins with a slash
    yield posixpath.normpath("/" + path.lstrip("/")).strip("/").removeprefix(".")


def _page_at(candidate: str, names: Names) -> PageKey | None:
    if candidate in names.files and not candidate.lower().endswith(paths.PAGE_SUFFIXES):
        return None
    lowered = candidate.lower()
    key = names.paths.get(paths.stem(lowered)) or names.urls.get(candidate)
    if key is None and paths.stem(lowered).rpartition("/")[2] in paths.INDEX_NAMES:
        key = names.paths.get(paths.parent(candidate).lower())
    return key or names.urls.get(lowered) or names.urls.get(paths.stem(candidate))


def _by_word(path: str, page: Page, names: Names, site: Site, language: str = "") -> _Target:
    """A page by file name, title, alias or the end of its path, as Obsidian finds it."""
    wanted = paths.stem(path.strip("/")).lower()
    hits = names.words.get(wanted, ()) or names.words.get(path.strip("/").lower(), ())
    if not hits and "/" in wanted:
        name = wanted.rpartition("/")[2]
        named = names.words.get(name, ())
        hits = tuple(
            key for key in named if f"/{_place_of(site.pages[key])}".endswith(f"/{wanted}")
        )
    if not hits:
        named_files = names.by_name.get(path.rpartition("/")[2], ())
        ends_in = sorted(file for file in named_files if f"/{file}".endswith(f"/{path}"))
        return _Target(url=names.files[ends_in[0]]) if ends_in else _Target()
    wanted_language = language or page.language
    spoken = tuple(key for key in hits if site.pages[key].language == wanted_language)
    if language and not spoken:
        return _Target()
    hits = spoken or hits
    beside = [key for key in hits if paths.parent(key) == paths.parent(page.key)]
    if len(hits) == 1 or len(beside) == 1:
        return _Target(page=beside[0] if len(beside) == 1 else hits[0])
    others = [key for key in hits if key != page.key]
    if len(others) == 1:
        return _Target(page=others[0])
    return _Target(page=hits[0], several=hits)


def _place_of(page: Page) -> str:
    """A page's content path in lower case, without suffix; a folder for its index."""
    place = page.place.lower()
    return paths.parent(place) if place.rpartition("/")[2] in paths.INDEX_NAMES else place


def _checked(
    found: Link, target: _Target, page: Page, site: Site, names: Names, ids: frozenset[str]
) -> tuple[str, list[Diagnostic], bool]:
    """A link's address, what is wrong with it, and whether a hint may be found for the last.

    `ids` are the anchors of the page that it leads to.
    """
    path, query, fragment = paths.split_target(found.target)
    problems = []
    if target.several:
        problems.append(
            warning(
                "ambiguous-link",
                f'"{path}" fits {len(target.several)} pages',
                found.position,
                f"write the path of the one you mean: {', '.join(target.several[:4])}",
            )
        )
    if target.page is None and target.url:
        rest = "" if paths.is_external(target.url) else query + fragment
        return target.url + paths.encoded_target(rest), problems, False
    if target.page is None:
        problem = _broken(found, path, page, names)
        url = site.not_found if found.kind == "ref" else paths.encoded_target(found.target)
        return url, [*problems, problem], not problem.help
    aim = site.pages[target.page]
    if found.output and found.output != "html":
        file = site.formats.get(aim.key, {}).get(found.output)
        if file is None:
            message = f'the page "{path}" is not made as "{found.output}"'
            hint = "add it to its outputs"
            return site.not_found, [warning(BROKEN_REF, message, found.position, hint)], False
        return paths.encoded_target(f"/{file}{query}{fragment}"), problems, False
    if not fragment or fragment == "#":
        url = (aim.url if path else "") + query + fragment
        return paths.encoded_target(url), problems, False
    name, wrong = _fragment(fragment[1:], ids, found, aim, page)
    if wrong is not None:
        problems.append(wrong)
    url = paths.encoded_target((aim.url if path else "") + query + "#" + name)
    return url, problems, False


def _fragment(
    fragment: str, known: frozenset[str], found: Link, aim: Page, page: Page
) -> tuple[str, Diagnostic | None]:
    """The id that a fragment names: as it is, or as the heading it spells (`[[a#My heading]]`)."""
    plain = paths.decoded(fragment)
    if plain in known or plain.lower() == "top" or not aim.path:
        return fragment, None
    slug = paths.anchor(plain.strip())
    if found.kind in ("wiki", "ref") or plain.lower() in known:
        for candidate in (slug, plain.lower()):
            if candidate in known:
                return paths.encoded(candidate), None
    near = nearest(plain.lower(), known)
    where = "this page" if aim.key == page.key else f'"{aim.path}"'
    if near:
        hint = f'did you mean "#{near[0]}"?'
    elif known:
        some = sorted(known)[:5]
        hint = f"its headings: {', '.join('#' + name for name in some)}"
    else:
        hint = "it has no headings"
    problem = warning("broken-fragment", f'no heading "#{plain}" in {where}', found.position, hint)
    return fragment, problem


def _broken(found: Link, path: str, page: Page, names: Names) -> Diagnostic:
    """A link that leads nowhere; without a hint when the nearest name might be one."""
    code = BROKEN_REF if found.kind == "ref" else "broken-link"
    wanted = _wanted(path, page)
    reason = names.left_out.get(paths.stem(wanted).lower())
    if reason:
        why = {"draft": "a draft", "future": "dated in the future", "expired": "expired"}[reason]
        return warning(code, f'the page "{path}" is {why}', found.position,
                       "it is left out of this build, so the link leads nowhere")  # fmt: skip
    kind = "image" if found.kind == "image" else "page or file"
    return warning(code, f'no {kind} "{path}"', found.position)


def _wanted(path: str, page: Page) -> str:
    """The content path that a link as written names first."""
    plain = paths.decoded(path)
    return posixpath.normpath(posixpath.join(paths.parent(page.key), plain.lstrip("/")))


def _hint(found: Link, page: Page, names: Names) -> str:
    """The nearest right name for a broken link; empty when there is none."""
    path = paths.split_target(found.target)[0]
    if found.kind == "wiki":
        titles = nearest(paths.decoded(path).lower(), names.words)
        return f'did you mean "[[{titles[0]}]]"?' if titles else ""
    near = _nearest_path(_wanted(path, page), names)
    if near is None:
        return ""
    shown = f"/{near}" if path.startswith("/") else posixpath.relpath(
        f"/{near}", f"/{paths.parent(page.key)}"
    )  # fmt: skip
    return f'did you mean "{shown}"?'


def _nearest_path(wanted: str, names: Names) -> str | None:
    """The content path most like the wanted one; of the same name elsewhere, when there is one."""
    pages = (key for key in names.paths.values() if not key.endswith("/"))
    by_stem = {paths.stem(path).lower(): path for path in (*names.files, *pages)}
    sought = paths.stem(wanted).lower()
    name = sought.rpartition("/")[2]
    near = sorted(path for path in by_stem if path.rpartition("/")[2] == name)
    if not near:
        short: dict[str, list[str]] = {}
        for path in sorted(by_stem):
            short.setdefault(path.rpartition("/")[2], []).append(path)
        folder = paths.parent(sought)
        for likest in nearest(name, short):
            near = sorted(short[likest], key=lambda path: paths.parent(path) != folder)
    return by_stem[near[0]] if near else None
