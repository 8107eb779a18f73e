"""Resolve the links of a site and derive its back-links.

In:  the site, and the links found in each page's body.
Out: a LinkGraph, with one Diagnostic for each link that leads nowhere.

A link is looked for first where its author's tool would look: beside the source file, from the
content root, then as a URL. So `page.md`, `page.html`, `page/`, `/abs/url/` and `[[page]]` all work
at once, whatever URLs the site has. A wiki link is looked for by its name first, as in Obsidian.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import cast

import msgspec

from sitegen import paths
from sitegen.anchors import NO_ANCHORS, Anchors, by_slug, by_text
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
from sitegen.names import Named, Names, file_named, page_named, word_named
from sitegen.packing import fingerprint

BROKEN_REF = "broken-ref"
"""The code of a `ref` that leads nowhere; by setting it is an error."""


class _Target(Struct, frozen=True, kw_only=True):
    """Where a link leads."""

    page: PageKey | None = None
    url: str = ""
    """The address of what is not a page; empty when nothing was found."""

    several: tuple[str, ...] = ()
    """The candidates, when a wiki link fits more than one page or file."""

    by_word: bool = False
    """Whether it was looked for by a title or an alias, as there is no file of its name."""


class Before(Struct, frozen=True, kw_only=True):
    """What the last build found, and what is different now."""

    graph: LinkGraph
    same_site: bool
    """Whether the pages have the addresses and names that they had."""

    same_places: bool
    """Whether they have the addresses, and files have their names."""

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
    elif before is not None and before.same_places:
        places, words = before.graph.places, _words_print(names())
    else:
        places, words = _places_print(site, names(), base), _words_print(names())
    known = before.graph.pages if before and before.graph.places == places else {}
    same_words = before is not None and before.graph.words == words
    anchors = _Anchors(outline_of)
    found: dict[PageKey, PageLinks | None] = dict.fromkeys(key for key in keys if key in site.pages)
    found |= {key: known[key] for key in known if key in found}
    for key in _to_look_up(found, before, same_words):
        links = outline_of(key).links
        found[key] = _links_of(site.pages[key], links, site, names, base, anchors)
    pages = cast(dict[PageKey, PageLinks], found)
    wrong = 0
    for key, own in pages.items():
        if not own.problems:
            continue
        if own.broken and not own.hints and wrong < MOST_SHOWN:
            page, written = site.pages[key], outline_of(key).links
            hints = tuple(_hint(written[index], page, names()) for _, index in own.broken)
            pages[key] = msgspec.structs.replace(own, hints=hints)
        wrong += len(own.problems)
    other = known.keys() ^ pages.keys()
    other |= {
        key
        for key, own in pages.items()
        if own is not (old := known.get(key)) and old is not None and own != old
    }
    return LinkGraph(places=places, words=words, pages=pages), set(other)


def _to_look_up(
    found: Mapping[PageKey, PageLinks | None], before: Before | None, same_words: bool
) -> list[PageKey]:
    """The pages whose links may lead elsewhere than those that were found before."""
    if before is None:
        return list(found)
    rewritten, headings = before.rewritten, before.anchors
    return [
        key
        for key, links in found.items()
        if links is None
        or key in rewritten
        or (headings and not headings.isdisjoint(links.anchored))
        or (not same_words and (links.by_word or links.problems))
    ]


def _places_print(site: Site, names: Names, base: str) -> bytes:
    """The fingerprint of all addresses that links can name, and of what is told of others."""
    # sorted: a title may move a page in the site's order, and leads no link elsewhere
    urls = sorted((key, page.url) for key, page in site.pages.items())
    tables = (names.paths, names.urls, names.stems, names.files, names.left_out, site.formats)
    found = [sorted(table.items()) for table in tables]
    told = (site.not_found, site.unresolved_quiet)
    return fingerprint((base, site.roots, told, found, urls))


def _words_print(names: Names) -> bytes:
    """The fingerprint of all names of pages and files."""
    return fingerprint([sorted(table.items()) for table in (names.words, names.by_name)])


def link_problems(graph: LinkGraph) -> Iterator[Diagnostic]:
    """What is wrong with the links; the first ones with hints, whose search takes its time."""
    wrong = 0
    for links in graph.pages.values():
        if not links.problems:
            continue
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
) -> Mapping[PageKey, list[tuple[PageKey, int]]]:
    """The same, as `known` of the links `before`; only `changed` pages lead elsewhere now."""
    changed = {key for key in changed if _targets(before, key) != _targets(graph, key)}
    if not changed:
        return known
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


def _targets(graph: LinkGraph, key: PageKey) -> Sequence[PageKey | None]:
    return graph.pages[key].targets if key in graph.pages else ()


class _Anchors:
    """The ids and headings of each page, looked up when a link aims at one."""

    def __init__(self, outline_of: Callable[[PageKey], Outline]) -> None:
        self._outline_of = outline_of
        self._known: dict[PageKey, Anchors] = {}

    def of(self, key: PageKey) -> Anchors:
        if key not in self._known:
            outline = self._outline_of(key)
            self._known[key] = Anchors(frozenset(outline.anchors), outline.headings)
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
    embeds: list[tuple[int, PageKey, str]] = []
    by_word, unresolved = False, 0
    for index, found in enumerate(links):
        target = _resolve(found, page, site, names, base)
        # whether a wiki link's "#" belongs to a name is told by the names there are
        by_word = by_word or target.by_word or (found.kind == "wiki" and "#" in found.target)
        known = NO_ANCHORS
        if target.page is not None and "#" in found.target and site.pages[target.page].path:
            anchored.setdefault(target.page)
            known = anchors.of(target.page)
        checked = _checked(found, target, page, site, names, known)
        urls.append(checked.url)
        problems += checked.problems
        if checked.broken:
            broken.append((len(problems) - 1, index))
        if found.kind == "wiki" and not checked.url:
            unresolved += 1
        if found.embed and target.page is not None:
            embeds.append((index, target.page, checked.anchor))
        aims = target.page != page.key and found.kind not in ("image", "tag")
        targets.append(target.page if aims else None)
    return PageLinks(
        urls=tuple(urls),
        targets=tuple(targets),
        anchored=tuple(anchored),
        by_word=by_word,
        problems=tuple(problems),
        broken=tuple(broken),
        embeds=tuple(embeds),
        unresolved=unresolved,
    )


_NONE = PageLinks()


def resolve(
    found: Link, page: Page, site: Site, names: Names, base: str
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The address of one more link of a page, made when the site is known; fragments unchecked."""
    target = _resolve(found, page, site, names, base)
    fragment = _split(found)[2][1:]
    checked = _checked(found, target, page, site, names, Anchors(frozenset((fragment,)), ()))
    problems = list(checked.problems)
    if checked.broken:
        problems[-1] = msgspec.structs.replace(problems[-1], help=_hint(found, page, names))
    return checked.url, tuple(problems)


def _split(found: Link) -> tuple[str, str, str]:
    """A target as path, query and fragment; a wiki link has no query: `[[Why?]]`."""
    if found.kind != "wiki":
        return paths.split_target(found.target)
    path, mark, fragment = found.target.partition("#")
    return path.strip(), "", mark + fragment


def _resolve(found: Link, page: Page, site: Site, names: Names, base: str) -> _Target:
    path = _split(found)[0]
    wiki = found.kind == "wiki"
    if wiki and "#" in found.target:
        whole = word_named(found.target, page, site, names)
        whole = whole if whole.best else page_named(found.target, page, site, names)
        if whole.best:
            return _page(whole)  # a page named "C#"
    if paths.is_external(path) and not (wiki and page_named(path, page, site, names).best):
        return _Target(url=found.target)
    if not path:
        return _Target(page=page.key)
    path = paths.decoded(path)
    if len(site.roots) > 1 and (own := _own_file(path, page, site)):
        return _Target(url=own)
    if wiki or found.by_name:
        # with a file's ending that file is meant, without one a page
        if "." in path and (file := file_named(path, page, names)).best and not _is_page(path):
            return _file(file, names)
        if wiki and (named := page_named(path, page, site, names, found.language)).best:
            return _page(named)
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
    if wiki or found.kind == "ref":
        return _by_word(found, path, page, site, names)
    return _Target()


def _by_word(found: Link, path: str, page: Page, site: Site, names: Names) -> _Target:
    """Where a link leads that names no path: by file name, title or alias."""
    for look in (page_named, word_named) if not path.startswith("/") else (page_named,):
        named = look(path, page, site, names, found.language)
        if named.best:
            return msgspec.structs.replace(_page(named), by_word=True)
    file = file_named(path, page, names)
    target = _file(file, names) if file.best else _Target()
    return msgspec.structs.replace(target, by_word=True)


def _page(named: Named) -> _Target:
    return _Target(page=PageKey(named.best), several=named.several)


def _file(named: Named, names: Names) -> _Target:
    return _Target(url=names.files[named.best], several=named.several)


def _is_page(path: str) -> bool:
    return path.lower().endswith(paths.PAGE_SUFFIXES)


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


class _Checked(Struct, frozen=True, kw_only=True):
    """What is known of a link in the end."""

    url: str
    problems: Sequence[Diagnostic] = ()
    broken: bool = False
    """Whether a hint may be found for the last of the problems."""

    anchor: str = ""
    """The id that its fragment means."""


def _checked(
    found: Link, target: _Target, page: Page, site: Site, names: Names, known: Anchors
) -> _Checked:
    """A link's address, and what is wrong with it; `known` is of the page that it leads to."""
    path, query, fragment = _split(found)
    problems = []
    if target.several:
        kind = "pages" if target.page is not None else "files"
        problems.append(
            warning(
                "ambiguous-link",
                f'"{path}" fits {len(target.several)} {kind}',
                found.position,
                f"write the path of the one you mean: {', '.join(target.several[:4])}",
            )
        )
    if target.page is None and target.url:
        rest = "" if paths.is_external(target.url) else query + fragment
        return _Checked(url=target.url + paths.encoded_target(rest), problems=problems)
    if target.page is None:
        named = found.kind in ("wiki", "tag")
        url = site.not_found if found.kind == "ref" else paths.encoded_target(found.target)
        if found.kind == "tag" or (named and site.unresolved_quiet):
            return _Checked(url="", problems=problems)
        problem = _broken(found, path, page, names)
        problems.append(problem)
        return _Checked(url="" if named else url, problems=problems, broken=not problem.help)
    aim = site.pages[target.page]
    if found.output and found.output != "html":
        file = site.formats.get(aim.key, {}).get(found.output)
        if file is None:
            message = f'the page "{path}" is not made as "{found.output}"'
            hint = "add it to its outputs"
            problem = warning(BROKEN_REF, message, found.position, hint)
            return _Checked(url=site.not_found, problems=[problem])
        url = paths.encoded_target(f"/{file}{query}{fragment}")
        return _Checked(url=url, problems=problems)
    if not fragment.strip("# "):
        own = (aim.url if path else "") + query
        url = own + fragment if found.kind != "wiki" else own or "#"
        return _Checked(url=paths.encoded_target(url), problems=problems)
    name, wrong = _fragment(fragment[1:], known, found, aim, page)
    if wrong is not None:
        problems.append(wrong)
    url = paths.encoded_target((aim.url if path else "") + query + "#" + paths.encoded(name))
    return _Checked(
        url=url, problems=problems, anchor="" if wrong is not None else paths.decoded(name)
    )


def _fragment(
    fragment: str, known: Anchors, found: Link, aim: Page, page: Page
) -> tuple[str, Diagnostic | None]:
    """The id that a fragment names: as it is, or as the heading it spells (`[[a#My heading]]`)."""
    plain = paths.decoded(fragment).strip()
    if plain in known.ids or plain.lower() == "top" or not aim.path:
        return fragment.strip(), None
    if aim.key == page.key and page.meta.render == "never":
        return fragment.strip(), None  # its text is shown by other pages, with their headings
    if found.kind == "wiki":
        name = by_text(plain, known)
    elif found.kind == "ref" or plain.lower() in known.ids:
        name = by_slug(plain, known)
    else:
        name = None
    if name is not None:
        return name, None
    where = "this page" if aim.key == page.key else f'"{aim.path}"'
    if plain.startswith("^"):
        hint = "a block has an id when its text ends with it"
        message = f'no block "{plain}" in {where}'
        return fragment, warning("broken-fragment", message, found.position, hint)
    near = nearest(plain.lower(), known.ids)
    if near:
        hint = f'did you mean "#{near[0]}"?'
    elif known.ids:
        some = [one.id for one in known.headings if one.id][:5] or sorted(known.ids)[:5]
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
    if reason is None and found.kind == "wiki":
        end = "/" + paths.stem(path).lower()
        ends = (why for key, why in names.left_out.items() if f"/{key}".endswith(end))
        reason = next(ends, None)
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
    path = _split(found)[0]
    if found.kind == "wiki":
        titles = nearest(paths.decoded(path).lower(), names.stems.keys() | names.words.keys())
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
    by_stem = {paths.stem(path).lower(): path for path in (*sorted(names.files), *sorted(pages))}
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
