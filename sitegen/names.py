"""What links can name, and which page or file a name means.

In:  the site, and a name as an author wrote it.
Out: `Names`; pages and files, the likeliest first.

Names are looked for as in Obsidian, whose order is: the path from the root, then what lies in the
folder of the note or below it, then the shortest path (`getFirstLinkpathDest`, as people have
found it out; https://help.obsidian.md/links says only that a name will do). Titles and aliases,
which Obsidian puts into links while they are typed, come after file names.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from sitegen import paths
from sitegen.model import Page, PageKey, Site, Struct


class Names(Struct, frozen=True, kw_only=True):
    """Everything that a link can name."""

    paths: Mapping[str, PageKey]
    """Content path in lower case, without suffix; a folder for its index: `guide/setup`."""

    urls: Mapping[str, PageKey]
    """Decoded URL without outer slashes: `guide/setup`, `guide/setup.html`."""

    stems: Mapping[str, tuple[PageKey, ...]]
    """A file's name without suffix, as `folded`, to the pages that are called so."""

    words: Mapping[str, tuple[PageKey, ...]]
    """The same for the other names of a page: titles, the folder it stands for, and aliases."""

    aliases: Mapping[str, tuple[PageKey, ...]]
    """Those of these names that are aliases, also where they are another page's title."""

    files: Mapping[str, str]
    """Content path or output path of a file to its URL: `guide/a.png` to `/guide/a.png`."""

    by_name: Mapping[str, Sequence[str]]
    """A file's last part, as `folded`, to the keys of `files` that end in it."""

    left_out: Mapping[str, str]
    """Content path without suffix of an unpublished page, to the reason."""


class Named(Struct, frozen=True, kw_only=True):
    """What a name means."""

    best: str = ""
    """A page's key, or one of `Names.files`; empty when there is nothing of that name."""

    several: tuple[str, ...] = ()
    """All that it may mean, when nothing tells that the best one is meant."""


NOTHING = Named()


def folded(name: str) -> str:
    """A name as it is compared: in lower case, its accents written in one way."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).lower()


def names_of(site: Site, extra_files: Sequence[str]) -> Names:
    """All that a link can name; `extra_files` are output paths besides pages and copied files."""
    by_path: dict[str, PageKey] = {}
    by_url: dict[str, PageKey] = {}
    stems: dict[str, dict[PageKey, None]] = {}
    titles: dict[str, dict[PageKey, None]] = {}
    others: dict[str, dict[PageKey, None]] = {}
    for key, page in sorted(site.pages.items()):
        if page.meta.render == "never":
            continue
        plain = paths.decoded(page.url).strip("/")
        if page.meta.render == "always":
            by_url[plain] = key
        else:  # it may have the address of one that is written
            by_url.setdefault(plain, key)
        by_url.setdefault(page.output.removesuffix("/index.html"), key)
        if page.path:
            by_path[page.place.lower()] = key
            if key.removeprefix(page.place).count(".") > 1 or not key.startswith(page.place):
                by_path.setdefault(paths.stem(key).lower(), key)  # its language is told
            own = folded(page.place.rpartition("/")[2])
            stems.setdefault(own, {}).setdefault(key)
            for word in _titles(page):
                titles.setdefault(folded(word), {}).setdefault(key)
            for word in _other_names(page):
                others.setdefault(folded(word), {}).setdefault(key)
            if own in paths.INDEX_NAMES:
                folder = paths.parent(page.place)
                by_path.setdefault(folder.lower(), key)
    for folder, key in site.folders.items():
        if key in site.pages:
            by_path[folder.lower()] = key
            by_path.setdefault(f"{folder}/index".lstrip("/").lower(), key)
            by_path.setdefault(f"{folder}/_index".lstrip("/").lower(), key)
    # whoever leaves the redirects to the host has links to former addresses all the same
    for output, key in site.former.items():
        by_url.setdefault(output.removesuffix("/index.html").removesuffix(".html"), key)
    files = {
        output: f"/{paths.encoded(output)}" for output in (*sorted(site.statics), *extra_files)
    }
    files |= {output: f"/{paths.encoded(output)}" for output in site.assets.values()}
    files |= {key: f"/{paths.encoded(output)}" for key, output in site.assets.items()}
    by_name: dict[str, list[str]] = {}
    for file in files:
        by_name.setdefault(folded(file.rpartition("/")[2]), []).append(file)
    return Names(
        by_name=by_name,
        paths=by_path,
        urls=by_url,
        stems={word: tuple(found) for word, found in stems.items()},
        words={word: tuple(found) for word, found in (others | titles).items() if word},
        aliases={word: tuple(found) for word, found in others.items()},
        files=files,
        left_out={paths.stem(key).lower(): why for key, why in site.left_out.items()},
    )


def names_after(names: Names, before: Site, site: Site, edited: Iterable[PageKey]) -> Names:
    """The same when nothing but the titles of some `edited` pages differ from the site `before`."""
    affected = {
        folded(word)
        for key in edited
        for page in (before.pages[key], site.pages[key])
        for word in _titles(page)
    }
    tables = (names.words, names.aliases)
    concerned = {key for word in affected for table in tables for key in table.get(word, ())}
    titles: dict[str, dict[PageKey, None]] = {}
    for key in sorted(concerned.union(edited)):
        page = site.pages[key]
        if page.path and page.meta.render != "never":
            for word in affected.intersection(map(folded, _titles(page))):
                titles.setdefault(word, {}).setdefault(key)
    words = dict(names.words)
    for word in affected - {""}:
        found = tuple(titles.get(word, ())) or names.aliases.get(word)
        if found:
            words[word] = found
        else:
            words.pop(word, None)
    return msgspec.structs.replace(names, words=words)


def _titles(page: Page) -> Iterator[str]:
    """What a page is called, besides its file: its titles, and the folder that it stands for."""
    yield page.meta.title
    yield page.meta.link_title
    if folded(page.place.rpartition("/")[2]) in paths.INDEX_NAMES:
        yield paths.parent(page.place).rpartition("/")[2]


def _other_names(page: Page) -> Iterator[str]:
    yield from (word.strip("/") for word in (*page.meta.aliases, *page.meta.names))


def page_named(path: str, page: Page, site: Site, names: Names, language: str = "") -> Named:
    """The page that a file name, or the end of a path, means in a page."""
    wanted = folded(paths.stem(path.rstrip("/")))
    relative = wanted.startswith(("./", "../"))
    rooted = wanted.startswith("/")
    wanted = wanted.lstrip("/")
    hits = names.stems.get(wanted.rpartition("/")[2], ())
    hits = _in_language(hits, page, site, language)
    if not hits:
        return NOTHING
    places: dict[str, str] = {key: folded(site.pages[key].place) for key in hits}
    folder = folded(paths.parent(page.place))
    if relative:
        there = posixpath.normpath(posixpath.join(folder, wanted))
        found = next((key for key, place in places.items() if place == there), None)
        if found is not None:
            return Named(best=found)
        wanted = wanted.replace("../", "").replace("./", "")
    for key, place in places.items():
        if place == paths.below(site.roots[site.pages[PageKey(key)].language], wanted):
            return Named(best=key)
    return NOTHING if rooted else _nearest(places, wanted, folder)


def word_named(path: str, page: Page, site: Site, names: Names, language: str = "") -> Named:
    """The page that a title, an alias or a folder's name means in a page."""
    word = path.strip("/")
    hits = names.words.get(folded(paths.stem(word))) or names.words.get(folded(word), ())
    hits = _in_language(hits, page, site, language)
    beside = [key for key in hits if paths.parent(key) == paths.parent(page.key)]
    others = [key for key in hits if key != page.key]
    for choice in (hits, beside, others):
        if len(choice) == 1:
            return Named(best=choice[0])
    return Named(best=hits[0], several=hits) if hits else NOTHING


def file_named(path: str, page: Page, names: Names) -> Named:
    """The file that is no page which a name, or the end of a path, means in a page."""
    folder = folded(paths.parent(page.key))
    wanted = folded(path)
    if wanted.startswith("."):
        wanted = posixpath.normpath(posixpath.join(folder, wanted))
    wanted = wanted.lstrip("/")
    name = wanted.rpartition("/")[2]
    for suffix in ("", ".svg", ".png") if name.endswith(".excalidraw") else ("",):
        # a drawing is shown by the picture that the plug-in keeps beside it
        found_there = names.by_name.get(name + suffix, ())
        hits = list({names.files[file]: file for file in found_there}.values())
        if hits:
            places = {file: folded(file) for file in hits}
            exact = next((file for file in hits if places[file] == wanted + suffix), None)
            if exact is not None:
                return Named(best=exact)
            return _nearest(places, wanted + suffix, folder)
    return NOTHING


def _nearest(places: Mapping[str, str], wanted: str, folder: str) -> Named:
    """Of the things whose place ends in a path: those below the folder first, then the shortest."""
    ends = [key for key, place in places.items() if f"/{place}".endswith(f"/{wanted}")]
    below = f"{folder}/" if folder else ""
    ends.sort(key=lambda key: (not places[key].startswith(below), len(places[key]), places[key]))
    beside = [key for key in ends if paths.parent(places[key]) == folder]
    sure = len(ends) < 2 or (len(beside) == 1 and beside[0] == ends[0])
    return Named(best=ends[0] if ends else "", several=() if sure else tuple(ends))


def _in_language(
    hits: Sequence[PageKey], page: Page, site: Site, language: str
) -> tuple[PageKey, ...]:
    """Of several pages those in the language of the link, if there are any."""
    wanted = language or page.language
    spoken = tuple(key for key in hits if site.pages[key].language == wanted)
    return spoken if spoken or language else tuple(hits)
