"""Put all pages together: sections, taxonomies, order, addresses.

In:  each page file's meta, the resources, the configuration, and which pages are left out.
Out: a `Site`, and diagnostics for pages that claim the same address.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from sitegen import paths
from sitegen.cascade import Cascade, cascaded
from sitegen.claims import alias_paths, without_collisions
from sitegen.config import Config
from sitegen.diagnostics import warning
from sitegen.dialects import DIALECTS, Folders, Placement
from sitegen.frontmatter import FrontMatter
from sitegen.menus import menus
from sitegen.meta import to_meta
from sitegen.model import (
    Diagnostic,
    Kind,
    Meta,
    Page,
    PageKey,
    PageSource,
    Position,
    Site,
    SourceFile,
    StaticFile,
    Term,
)
from sitegen.permalinks import Address, address, file_path, list_address, page_address
from sitegen.title_case import title_case


def assemble(
    sources: Sequence[PageSource],
    resources: Sequence[SourceFile],
    statics: Sequence[StaticFile],
    config: Config,
    left_out: Mapping[str, str],
    cascades: Sequence[Cascade] = (),
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The site of these pages, without those that are left out for a reason.

    A folder with pages is a section, whether it has an `_index.md` or not.
    """
    shape = Folders.of(source.key for source in sources)
    placed = [
        (source, place)
        for source in sources
        if source.key not in left_out
        and (place := DIALECTS[source.dialect].place(source.key, shape)).kind != "resource"
    ]
    draft = _Draft(config, cascades)
    for source, place in placed:
        draft.add(source, place)
    draft.add_missing_sections()
    draft.add_taxonomies()
    draft.add_specials()
    pages = {page.key: page for page in _in_order(_dated(draft.pages, draft.terms))}
    children = draft.children(pages)
    pages, problems = without_collisions(pages, {file.target for file in statics})
    aliases, alias_problems = alias_paths(pages, config)
    site_menus, menu_problems = menus(config, pages, draft.folders)
    site = Site(
        pages=pages,
        children=children,
        folders=draft.folders,
        terms={name: tuple(found) for name, found in draft.terms.items()},
        page_terms=draft.page_terms,
        menus=site_menus,
        aliases=aliases,
        assets=_assets(resources, placed, draft, left_out),
        statics=frozenset(file.target for file in statics),
        neighbours=_neighbours(draft.home, children, pages),
        recent=_recent(pages.values()),
        left_out=left_out,
    )
    return site, (*draft.problems, *problems, *alias_problems, *menu_problems)


class _Draft:
    """The site while it is being put together; seen by `assemble` only."""

    def __init__(self, config: Config, cascades: Sequence[Cascade]) -> None:
        self.config, self.cascades = config, cascades
        self.zone: tzinfo = ZoneInfo(config.time_zone) if config.time_zone else UTC
        self.pages: list[Page] = []
        self.folders: dict[str, PageKey] = {}
        self.terms: dict[str, list[Term]] = {}
        self.page_terms: dict[PageKey, dict[str, tuple[PageKey, ...]]] = {}
        self.problems: list[Diagnostic] = []
        self._by_output: dict[str, int] = {}
        self._taxonomies = tuple(config.taxonomies.values())

    @property
    def home(self) -> PageKey:
        return self.folders[""]

    def add(self, source: PageSource, place: Placement) -> None:
        """A page that has a file."""
        key = PageKey(source.key)
        if place.kind == "branch" and place.folder not in self.folders:
            self.folders[place.folder] = key
        kind = self._kind(place)
        meta = self._completed(source.meta, place, kind)
        where = page_address(
            place, meta, meta.title, self.config.permalinks, ugly=self.config.ugly_urls
        )
        if kind == "term" and not meta.url:
            where = address(file_path(place.folder), ugly=self.config.ugly_urls)
        self._append(key, kind, source.path, where, meta, place.folder)

    def add_missing_sections(self) -> None:
        """A page for each folder that holds pages but has none that stands for it."""
        folders = {""}
        for page in self.pages:
            if page.kind != "term":
                folders |= {page.section, *paths.parents(page.section)}
        for folder in sorted(folders - set(self.folders)):
            kind: Kind = "section" if folder else "home"
            where = list_address(file_path(folder), ugly=self.config.ugly_urls)
            self._generate(folder, kind, where, folder.rpartition("/")[2])

    def add_taxonomies(self) -> None:
        """A page for each taxonomy, even when nobody uses it, and for each of its terms."""
        for name in self._taxonomies:
            if "taxonomy" in self.config.disable_kinds:
                continue
            members, written = self._members(name)
            if name not in self.folders:
                self._generate(name, "taxonomy", list_address(file_path(name), ugly=False), name)
            if not members or "term" in self.config.disable_kinds:
                continue
            self.terms[name] = []
            for slug in sorted(members):
                folder = f"{name}/{slug}"
                if folder not in self.folders:
                    where = address(folder, ugly=self.config.ugly_urls)
                    self._generate(folder, "term", where, written[slug])
                key = self.folders[folder]
                self.terms[name].append(
                    Term(taxonomy=name, key=key, pages=tuple(page.key for page in members[slug]))
                )
            for page in {page.key: page for found in members.values() for page in found}.values():
                slugs = (file_path(term) for term in page.meta.terms[name])
                keys = (self.folders[f"{name}/{slug}"] for slug in slugs if slug)
                self.page_terms.setdefault(page.key, {})[name] = tuple(dict.fromkeys(keys))

    def add_specials(self) -> None:
        """The page for missing addresses and the index of everything, unless turned off."""
        for kind, key, where in (
            ("404", ":404", Address(url="/404.html", output="404.html")),
            ("index-az", ":index-az", list_address("index-az", ugly=self.config.ugly_urls)),
        ):
            if kind not in self.config.disable_kinds and where.output not in self._by_output:
                meta = Meta(title="404" if kind == "404" else "A–Z")
                special: Kind = "404" if kind == "404" else "index-az"
                self._append(PageKey(key), special, "", where, meta, "")

    def children(self, pages: Mapping[PageKey, Page]) -> dict[PageKey, tuple[PageKey, ...]]:
        """Each section's and the home page's members, each taxonomy's terms, each term's pages."""
        found: dict[PageKey, list[PageKey]] = {
            key: [] for key, page in pages.items() if page.kind in ("home", "section")
        }
        for key, page in pages.items():
            if page.meta.listing == "never":
                continue
            if page.kind in ("page", "section") and page.parent is not None:
                found.setdefault(page.parent, []).append(key)
        result = {key: tuple(members) for key, members in found.items()}
        order = {key: index for index, key in enumerate(pages)}
        for name, terms in self.terms.items():
            result[self.folders[name]] = tuple(term.key for term in terms)
            for term in terms:
                result[term.key] = tuple(sorted(term.pages, key=order.__getitem__))
        return result

    def _kind(self, place: Placement) -> Kind:
        if place.kind != "branch":
            return "page"
        top, _, rest = place.folder.partition("/")
        if top in self._taxonomies:
            return "term" if rest else "taxonomy"
        return "section" if place.folder else "home"

    def _completed(self, meta: Meta, place: Placement, kind: Kind) -> Meta:
        title = meta.title
        if not title and kind == "home":
            title = self.config.title
        elif not title:
            title = paths.title_from(place.name or place.folder.rpartition("/")[2])
        day = meta.date or meta.publish_date or meta.lastmod
        if day is None and place.date is not None:
            day = datetime.combine(place.date, time(), self.zone)
        return msgspec.structs.replace(
            meta,
            title=title,
            link_title=meta.link_title or title,
            date=day,
            lastmod=meta.lastmod or day,
            publish_date=meta.publish_date or day,
        )

    def _append(
        self, key: PageKey, kind: Kind, path: str, where: Address, meta: Meta, folder: str
    ) -> None:  # fmt: skip
        if meta.render == "never":
            where = Address(url="", output="")
        elif meta.render == "always":
            self._by_output.setdefault(where.output, len(self.pages))
        self.pages.append(
            Page(
                key=key,
                kind=kind,
                path=path,
                url=where.url,
                output=where.output,
                meta=meta,
                section=folder,
                parent=None,
                type=meta.type or folder.partition("/")[0] or "page",
            )
        )

    def _generate(self, folder: str, kind: Kind, where: Address, name: str) -> None:
        """A page for a folder that has none; a page with that very address stands for it.

        So `guide.md` stands for `guide/`, and `tags.md` for the list of tags.
        """
        own = self._by_output.get(where.output)
        if own is not None and self.pages[own].kind == "page":
            page = self.pages[own]
            self.folders[folder] = page.key
            self.pages[own] = msgspec.structs.replace(
                page,
                kind=kind,
                section=folder,
                type=page.meta.type or folder.partition("/")[0] or "page",
            )
            return
        key = PageKey(f"{folder}/")
        self.folders[folder] = key
        title = name if kind == "term" else paths.title_from(name)
        if kind in ("term", "taxonomy") and self.config.capitalize_list_titles:
            title = title_case(title, self.config.title_case_style)
        if kind == "home":
            title = self.config.title
        meta = self._inherited(folder, kind)
        link_title = meta.link_title or meta.title or title
        meta = msgspec.structs.replace(meta, title=meta.title or title, link_title=link_title)
        self._append(key, kind, "", where, meta, folder)

    def _inherited(self, folder: str, kind: Kind) -> Meta:
        """The front matter that goes down to a page without a file."""
        values = cascaded(self.cascades, folder, f"/{folder}".lower(), kind)
        if not values:
            return Meta()
        front = FrontMatter(values=values, places={}, text="", first_line=1)
        return to_meta(front, "", self._taxonomies, self.zone)[0]

    def _members(self, name: str) -> tuple[dict[str, list[Page]], dict[str, str]]:
        """A taxonomy's pages by term slug, and each slug's first spelling."""
        members: dict[str, list[Page]] = {}
        written: dict[str, str] = {}
        for page in self.pages:
            if page.kind not in ("page", "section", "home"):
                continue
            if page.meta.listing == "never" or page.meta.render == "never":
                continue
            for term in page.meta.terms.get(name, ()):
                slug = file_path(term)
                if not slug:
                    self.problems.append(
                        warning(
                            "bad-term",
                            f'no URL can be made of the term "{term}" of "{name}"',
                            Position(path=page.path, line=page.meta.lines.get(name, 0)),
                        )
                    )
                    continue
                written.setdefault(slug, term)
                found = members.setdefault(slug, [])
                if not found or found[-1] is not page:
                    found.append(page)
        return members, written


def _in_order(pages: Iterable[Page]) -> list[Page]:
    """The default order: weight (0 last), newest date, title, key; with each page's parent set.

    https://gohugo.io/quick-reference/glossary/#default-sort-order
    """
    listed = sorted(pages, key=order_key)
    folders = {page.section: page.key for page in listed if _stands_for_folder(page)}
    return [msgspec.structs.replace(page, parent=_parent(page, folders)) for page in listed]


_DATES = ("date", "lastmod", "publish_date")


def _dated(pages: Sequence[Page], terms: Mapping[str, Sequence[Term]]) -> Iterator[Page]:
    """The pages; a list without dates of its own has the newest ones of the pages below it."""
    lists = {page.section: page.key for page in pages if _stands_for_folder(page)}
    above: dict[PageKey, list[PageKey]] = {}
    for taxonomy, found in terms.items():
        for term in found:
            for key in term.pages:
                above.setdefault(key, []).extend((term.key, lists[taxonomy]))
    newest: dict[PageKey, dict[str, datetime]] = {}
    for page in pages:
        if page.kind == "page" and page.meta.date and page.meta.listing == "always":
            folders = (page.section, *paths.parents(page.section))
            sections = [lists[folder] for folder in folders if folder in lists]
            for key in (*sections, *above.get(page.key, ())):
                known = newest.setdefault(key, {})
                for name in _DATES:
                    day = getattr(page.meta, name)
                    known[name] = max(known.get(name, day), day)
    for page in pages:
        if page.key in newest and page.meta.date is None:
            meta = msgspec.structs.replace(page.meta, **newest[page.key])
            yield msgspec.structs.replace(page, meta=meta)
        else:
            yield page


def order_key(page: Page) -> tuple[bool, int, float, str, str]:
    """What pages are sorted by."""
    meta = page.meta
    day = -meta.date.timestamp() if meta.date else float("inf")
    return (meta.weight == 0, meta.weight, day, sort_text(meta.link_title), page.key)


def sort_text(text: str) -> str:
    """A text as it is sorted: case and accents aside, on every machine alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _recent(pages: Iterable[Page]) -> tuple[PageKey, ...]:
    listed = [page for page in pages if page.kind == "page" and page.meta.listing == "always"]
    return tuple(page.key for page in sorted(listed, key=lambda page: order_key(page)[2]))


def _stands_for_folder(page: Page) -> bool:
    return page.kind not in ("page", "404", "index-az")


def _parent(page: Page, folders: Mapping[str, PageKey]) -> PageKey | None:
    if page.kind == "home":
        return None
    ups = paths.parents(page.section) if _stands_for_folder(page) else (
        page.section, *paths.parents(page.section)
    )  # fmt: skip
    for folder in ups:
        if folder in folders and folders[folder] != page.key:
            return folders[folder]
    return None


def _assets(
    resources: Sequence[SourceFile],
    placed: Sequence[tuple[PageSource, Placement]],
    draft: _Draft,
    left_out: Mapping[str, str],
) -> dict[str, str]:
    """Where each resource is published: beside the page of its leaf bundle, else of its folder."""
    urls = {page.key: page.output for page in draft.pages if page.meta.render != "never"}
    bundles = {
        paths.parent(source.key): paths.parent(urls[PageKey(source.key)])
        for source, place in placed
        if place.kind in ("leaf", "branch") and PageKey(source.key) in urls
    }
    headless = (p.key for p in draft.pages if p.meta.render == p.meta.listing == "never")
    hidden = {
        paths.parent(key) for key in (*left_out, *headless) if paths.stem(key).endswith("/index")
    }
    found = {}
    for resource in resources:
        folder = paths.parent(resource.key)
        for up in (folder, *paths.parents(folder)):
            if up in hidden:
                break
            if up in bundles or not up:
                base = bundles.get(up, file_path(up))
                rest = resource.key[len(up) :].lstrip("/")
                found[resource.key] = f"{base}/{rest}".lstrip("/")
                break
    return found


def _neighbours(
    home: PageKey, children: Mapping[PageKey, tuple[PageKey, ...]], pages: Mapping[PageKey, Page]
) -> dict[PageKey, tuple[PageKey | None, PageKey | None]]:
    """Each page's previous and next one in reading order: down the tree, sections' texts first."""
    order: list[PageKey] = []
    waiting = [home]
    while waiting:
        key = waiting.pop()
        if key in pages:
            if pages[key].path and pages[key].kind in ("page", "section"):
                order.append(key)
            waiting += reversed(children.get(key, ()))
    around: list[PageKey | None] = [None, *order, None]
    return {key: (around[i], around[i + 2]) for i, key in enumerate(order)}
