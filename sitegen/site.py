"""Put all pages together: sections, taxonomies, order, addresses.

In:  each page file's meta, the resources, the configuration, and which pages are left out.
Out: a `Site`, and diagnostics for pages that claim the same address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, time

import msgspec

from sitegen import paths
from sitegen.bundles import Bundle, Owned, owned
from sitegen.cascade import Cascade, cascaded, logical_path
from sitegen.claims import aliases_of, without_collisions
from sitegen.config import Config, each_language, in_language, time_zone
from sitegen.diagnostics import warning
from sitegen.dialects import DIALECTS, Folders, Placement
from sitegen.frontmatter import FrontMatter
from sitegen.globs import matches
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
from sitegen.output_kinds import FEEDS, LISTS, output_kinds, output_names, output_path
from sitegen.paths import file_path, slug_path
from sitegen.patterns import Named
from sitegen.permalinks import (
    Address,
    address,
    in_folder,
    list_address,
    page_address,
    patterned,
)
from sitegen.plural import plural
from sitegen.site_order import dated, in_order, neighbours, recent, translations
from sitegen.specials import specials
from sitegen.title_case import title_case


def assemble(
    sources: Sequence[PageSource],
    resources: Sequence[SourceFile],
    statics: Sequence[StaticFile],
    config: Config,
    left_out: Mapping[str, str],
    cascades: Sequence[Cascade] = (),
    prompted: Set[str] = frozenset(),
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The site of these pages, without those that are left out for a reason.

    A folder with pages is a section, whether it has an `_index.md` or not. `prompted` are the
    languages in which a page has prompt cards.
    """
    shape = Folders.of(source.place for source in sources)
    everywhere = [(one, DIALECTS[one.dialect].place(one.place, shape)) for one in sources]
    placed = [one for one in everywhere if one[1].kind != "resource" and one[0].key not in left_out]
    texts = _texts(everywhere, left_out)
    draft = _Draft(config, cascades)
    for source, place in placed:
        draft.note_list(source, place)
    for source, place in placed:
        draft.add(source, place)
    sections = {page.key: page.section for page in draft.pages} if texts else {}
    for source, place in everywhere:
        owner = texts.get(PageKey(source.key))
        if owner is not None:
            draft.add_text(source, place, sections[owner])
    draft.add_missing_sections()
    draft.add_taxonomies()
    draft.add_specials(prompted)
    pages = {page.key: page for page in in_order(dated(draft.pages, draft.terms))}
    for key, owner in texts.items():
        pages[key] = msgspec.structs.replace(pages[key], parent=owner)
    children = draft.children(pages)
    pages, problems = without_collisions(pages, {file.target for file in statics})
    aliases = aliases_of(pages, config)
    pages |= {key: _led_on(pages[key], pages[target]) for key, target in aliases.giving_way.items()}
    entrances = _entrances(config, draft.folders, pages)
    found_menus = {own.language: menus(own, pages, draft.folders) for own in each_language(config)}
    menu_problems = tuple(problem for _, wrong in found_menus.values() for problem in wrong)
    files = _owned(resources, placed, draft, left_out)
    site = Site(
        pages=pages,
        children=children,
        folders=draft.folders,
        terms={name: tuple(found) for name, found in draft.terms.items()},
        page_terms=draft.page_terms,
        menus={language: found for language, (found, _) in found_menus.items()},
        aliases=entrances | {**aliases.written},
        former=entrances | {**aliases.former},
        assets=files.assets,
        files=files.files,
        on_demand=frozenset(
            asset
            for key, found in files.files.items()
            for _, asset in found
            if key in pages and not pages[key].meta.publish_resources
        ),
        texts=_by_owner(pages, texts),
        statics=frozenset(file.target for file in statics),
        neighbours=neighbours(
            [draft.folders[root] for root in draft.roots.values()], children, pages
        ),
        recent=recent(pages.values()),
        left_out=left_out,
        roots=draft.roots,
        formats={key: found for key, page in pages.items() if (found := _formats(page, config))},
        not_found=config.ref_links_not_found_url,
        unresolved_quiet=config.unresolved_links == "quiet",
        translations=translations(pages, draft.roots),
    )
    return site, (*draft.problems, *problems, *aliases.problems, *menu_problems)


def _led_on(page: Page, target: Page) -> Page:
    """A list at whose address a redirect lies: links to it take the aim's."""
    meta = msgspec.structs.replace(page.meta, render="link")
    return msgspec.structs.replace(page, meta=meta, url=target.url)


class _Draft:
    """The site while it is being put together; seen by `assemble` only."""

    def __init__(self, config: Config, cascades: Sequence[Cascade]) -> None:
        self.cascades = cascades
        self.configs = {own.language: own for own in each_language(config)}
        self.default = config.language
        self.roots = {own.language: own.language_folder for own in self.configs.values()}
        self._languages = {root: language for language, root in self.roots.items()}
        self.pages: list[Page] = []
        self.folders: dict[str, PageKey] = {}
        self.terms: dict[str, list[Term]] = {}
        self.page_terms: dict[PageKey, dict[str, tuple[PageKey, ...]]] = {}
        self.problems: list[Diagnostic] = []
        self._by_output: dict[str, int] = {}
        self._slugs: dict[tuple[str, str], str] = {}
        self._branches: set[tuple[str, str]] = set()
        self._titles: dict[tuple[str, str], str] = {}
        self._for_hugo = False

    def note_list(self, source: PageSource, place: Placement) -> None:
        """Note what a list page means for those below it: its slug stands in their addresses."""
        own_index = paths.stem(source.place).rpartition("/")[2] == "_index"
        self._for_hugo = self._for_hugo or own_index or source.dialect == "hugo"
        if place.kind == "branch" and place.folder:
            self._branches.add((source.language, place.folder))
            self._titles[source.language, place.folder] = source.meta.title
            style = self.configs[source.language].path_style
            if slug := slug_path(source.meta.slug, style):
                self._slugs[source.language, place.folder] = slug

    def _path(self, folder: str, config: Config) -> str:
        """The path of a folder in addresses; `folder` is that in the content folder."""
        if not self._slugs:
            return file_path(folder, config.path_style)
        parts = [
            self._slugs.get((config.language, up))
            or file_path(up.rpartition("/")[2], config.path_style)
            for up in reversed((folder, *paths.parents(folder)))
        ]
        return "/".join(part for part in parts if part)

    def _named(self, folder: str, title: str, kind: Kind, config: Config) -> Named:
        """What a pattern can name of a page in a folder, besides its own front matter."""
        if kind == "term":
            folder = folder.partition("/")[0]
        # in Hugo a folder below the top is a section only by a page of its own
        while kind == "page" and "/" in folder and (config.language, folder) not in self._branches:
            folder = paths.parent(folder)
        ups = [up for up in reversed((folder, *paths.parents(folder))) if up]
        return Named(
            sections=tuple(up.rpartition("/")[2] for up in ups),
            slugs=tuple(self._section_slug(up, config) for up in ups),
            title=title,
        )

    def _elsewhere(self, where: Address, name: str, config: Config) -> Address:
        """The address of a page that isn't made as HTML: that of its first format."""
        kind = output_kinds(config.output_formats, config.media_types).get(name)
        path = where.output if kind is None else output_path(where.output, kind)
        return Address(url=f"/{paths.encoded(path)}", output=where.output)

    def _section_slug(self, folder: str, config: Config) -> str:
        """What `:sectionslugs` has for a section: its slug, else its title."""
        slug = self._slugs.get((config.language, folder))
        title = self._titles.get((config.language, folder), "")
        return slug or slug_path(title, config.path_style) or self._path(folder, config)

    def _list_address(self, folder: str, kind: Kind, title: str, config: Config) -> Address:
        """The address of a list without a file; `folder` is that in the content folder."""
        deep = kind == "section" and "/" in folder  # in Hugo such a folder is none
        pattern = "" if deep else _pattern(kind, folder, config)
        if pattern:
            named = self._named(folder, title, kind, config)
            where = patterned(pattern, named, config.path_style, ugly=config.ugly_urls)
        elif kind == "term":
            where = address(self._path(folder, config), ugly=config.ugly_urls)
        else:
            where = list_address(self._path(folder, config), ugly=config.ugly_urls)
        return in_folder(where, config.language_root)

    def add(self, source: PageSource, place: Placement) -> None:
        """A page that has a file."""
        key, config = PageKey(source.key), self.configs[source.language]
        root = config.language_folder
        folder = paths.below(root, place.folder)
        if place.kind == "branch" and folder not in self.folders:
            self.folders[folder] = key
        kind = self._kind(place, config)
        lenient = DIALECTS[source.dialect].lenient and kind == "page" and not source.meta.url
        if lenient and not file_path(place.name, config.path_style):
            # a name of nothing but pictures
            name = "-".join(f"{ord(char):x}" for char in place.name)
            place = msgspec.structs.replace(place, name=name)
        meta = self._completed(source.meta, place, kind, config)
        path = self._path(place.folder, config)
        pattern = _pattern(kind, place.folder, config)
        if meta.url:
            where = address(meta.url, ugly=False)
        elif pattern:
            named = self._named(place.folder, meta.title, kind, config)
            named = msgspec.structs.replace(
                named,
                slug=meta.slug,
                file=place.name,
                date=meta.date,
                categories=meta.terms.get("categories", ()),
            )
            where = patterned(pattern, named, config.path_style, ugly=config.ugly_urls)
        elif kind == "term":
            where = address(path, ugly=config.ugly_urls)
        else:
            where = page_address(place, path, meta, config.path_style, ugly=config.ugly_urls)
        if meta.outputs and "html" not in meta.outputs:
            where = self._elsewhere(where, meta.outputs[0], config)
        if not meta.url.startswith("/"):
            where = in_folder(where, config.language_root)
        if lenient:
            where = self._free(where)
        place_in_all = paths.below(root, paths.stem(source.place))
        self._append(key, kind, source.path, where, meta, folder, place_in_all)

    def _free(self, where: Address) -> Address:
        """An address that no page has yet: `/a-2/` beside `/a/`."""
        found, number = where, 1
        while found.output in self._by_output:
            number += 1
            found = Address(
                url=_numbered(where.url, number), output=_numbered(where.output, number)
            )
        return found

    def add_text(self, source: PageSource, place: Placement, section: str) -> None:
        """A page that is a resource of another one: it is not published, and no list has it."""
        config = self.configs[source.language]
        meta = msgspec.structs.replace(
            self._completed(source.meta, place, "page", config),
            title=source.meta.title,
            link_title=source.meta.link_title or source.meta.title,
            render="never",
            listing="never",
        )
        nowhere = Address(url="", output="")
        place_in_all = paths.below(config.language_folder, paths.stem(source.place))
        key = PageKey(source.key)
        self._append(key, "page", source.path, nowhere, meta, section, place_in_all)

    def add_missing_sections(self) -> None:
        """A page for each folder that holds pages but has none that stands for it."""
        folders = set(self.roots.values())
        for page in self.pages:
            if page.kind != "term":
                folders |= {page.section, *paths.parents(page.section)}
        missing = folders - set(self.folders)
        for folder in sorted(missing, key=lambda one: (one not in self._languages, one)):
            if self._in_a_language(folder):
                kind: Kind = "home" if folder in self._languages else "section"
                config, name = self._config_of(folder), folder.rpartition("/")[2]
                plain = paths.inside(config.language_folder, folder)
                title = self._title(name, folder, kind, config)
                where = self._list_address(plain, kind, title, config)
                self._generate(folder, kind, where, name)

    def add_taxonomies(self) -> None:
        """A page for each taxonomy, even when nobody uses it, and for each of its terms."""
        for config in self.configs.values():
            for name in config.taxonomies.values():
                self._add_taxonomy(name, config)

    def _add_taxonomy(self, name: str, config: Config) -> None:
        members, written = self._members(name, config)
        own = paths.below(config.language_folder, name)
        if own not in self.folders and "taxonomy" not in config.disable_kinds:
            where = self._list_address(name, "taxonomy", name, config)
            self._generate(own, "taxonomy", where, name)
        if not members or "term" in config.disable_kinds:
            return
        self.terms[own] = []
        for slug in sorted(members):
            folder = f"{own}/{slug}"
            if folder not in self.folders:
                where = self._list_address(f"{name}/{slug}", "term", written[slug], config)
                self._generate(folder, "term", where, written[slug])
            key = self.folders[folder]
            # a page that stands for a term may carry it, but is no member of itself
            pages = tuple(page.key for page in members[slug] if page.key != key)
            self.terms[own].append(Term(taxonomy=name, key=key, pages=pages))
        for page in {page.key: page for found in members.values() for page in found}.values():
            slugs = (file_path(term, config.path_style) for term in page.meta.terms[name])
            keys = (self.folders[f"{own}/{slug}"] for slug in slugs if slug)
            self.page_terms.setdefault(page.key, {})[name] = tuple(dict.fromkeys(keys))

    def add_specials(self, prompted: Set[str]) -> None:
        """The pages that sitegen makes once for each language; `prompted` ones have prompts."""
        for config in self.configs.values():
            root = config.language_folder
            for kind, special in specials(config, prompted=config.language in prompted):
                plain = Address(url="/404.html", output="404.html")
                if special.path:
                    plain = list_address(special.path, ugly=config.ugly_urls)
                where = in_folder(plain, config.language_root)
                if where.output not in self._by_output:
                    key = PageKey(paths.below(root, f":{kind}"))
                    self._append(key, kind, "", where, Meta(title=special.title), root)

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
            if name in self.folders:
                result[self.folders[name]] = tuple(term.key for term in terms)
            for term in terms:
                result[term.key] = tuple(sorted(term.pages, key=order.__getitem__))
        return result

    def _in_a_language(self, folder: str) -> bool:
        """Whether a folder is a home page's or below it."""
        return "" in self._languages or folder.partition("/")[0] in self._languages

    def _config_of(self, folder: str) -> Config:
        """The settings in the language of a folder."""
        top = folder.partition("/")[0]
        return self.configs[self._languages.get(top) or self._languages.get("", self.default)]

    def _kind(self, place: Placement, config: Config) -> Kind:
        if place.kind != "branch":
            return "page"
        top, _, rest = place.folder.partition("/")
        if top in config.taxonomies.values():
            return "term" if rest else "taxonomy"
        return "section" if place.folder else "home"

    def _completed(self, meta: Meta, place: Placement, kind: Kind, config: Config) -> Meta:
        title = meta.title
        if not title and kind == "home":
            title = config.title
        elif not title:
            title = paths.title_from(place.name or place.folder.rpartition("/")[2])
        day = meta.date
        if day is None and not meta.dates_by_rule:
            day = meta.publish_date
        if day is None and place.date is not None:
            day = datetime.combine(place.date, time(), time_zone(config))
        if day is None and not meta.dates_by_rule:
            day = meta.lastmod
        return msgspec.structs.replace(
            meta,
            title=title,
            link_title=meta.link_title or title,
            date=day,
            lastmod=meta.lastmod or day,
            publish_date=meta.publish_date or day,
        )

    def _append(
        self,
        key: PageKey,
        kind: Kind,
        path: str,
        where: Address,
        meta: Meta,
        folder: str,
        place: str = "",
    ) -> None:
        config = self._config_of(folder)
        if kind in ("page", "section", "home") and kind in config.disable_kinds:
            listing = "always" if kind == "home" else "never"
            meta = msgspec.structs.replace(meta, render="link", listing=listing)
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
                type=meta.type or file_path(self._top(folder)) or "page",
                language=config.language,
                place=place,
            )
        )

    def _top(self, folder: str) -> str:
        """The top-level section of a folder."""
        return paths.inside(self._config_of(folder).language_folder, folder).partition("/")[0]

    def _generate(self, folder: str, kind: Kind, where: Address, name: str) -> None:
        """A page for a folder that has none; a page with that very address stands for it.

        So `guide.md` stands for `guide/`, and `tags.md` for the list of tags.
        """
        own = self._by_output.get(where.output)
        if own is not None and self.pages[own].kind == "page" and kind != "home":
            page = self.pages[own]
            self.folders[folder] = page.key
            self.pages[own] = msgspec.structs.replace(
                page,
                kind=kind,
                section=folder,
                type=page.meta.type or file_path(self._top(folder)) or "page",
            )
            return
        key = PageKey(f"{folder}/")
        self.folders[folder] = key
        config = self._config_of(folder)
        if DIALECTS[config.dialect].lenient and kind != "home":
            where, own = self._free(where), None
        title = config.title if kind == "home" else self._title(name, folder, kind, config)
        meta = self._inherited(paths.inside(config.language_folder, folder), kind, config)
        link_title = meta.link_title or meta.title or title
        if kind == "section" and own is not None:
            # the folder is called like a language, whose home page has the address
            meta = msgspec.structs.replace(meta, render="link")
        meta = msgspec.structs.replace(meta, title=meta.title or title, link_title=link_title)
        self._append(key, kind, "", where, meta, folder)

    def _title(self, name: str, folder: str, kind: Kind, config: Config) -> str:
        """The title of a list without a file.

        In content written for Hugo, which has `_index` files, a top-level section has its folder's
        name in the plural. https://gohugo.io/configuration/all/#pluralizelisttitles
        """
        top = "/" not in paths.inside(config.language_folder, folder)
        if kind == "section" and not (top and self._for_hugo):
            return paths.title_from(name)
        if kind == "section" and config.pluralize_list_titles:
            name = plural(name)
        return title_case(name, config.title_case_style) if config.capitalize_list_titles else name

    def _inherited(self, folder: str, kind: Kind, config: Config) -> Meta:
        """The front matter that goes down to a page without a file."""
        path = logical_path(f"{folder}/_index.md")
        values = cascaded(self.cascades, folder, path, kind, config.language)
        if not values:
            return Meta()
        front = FrontMatter(values=values, places={}, text="", first_line=1)
        return to_meta(front, "", tuple(config.taxonomies.values()), time_zone(config))[0]

    def _members(self, name: str, config: Config) -> tuple[dict[str, list[Page]], dict[str, str]]:
        """A taxonomy's pages by term slug, and each slug's first spelling."""
        members: dict[str, list[Page]] = {}
        written: dict[str, str] = {}
        for page in self.pages:
            if page.kind not in ("page", "section", "home") or page.language != config.language:
                continue
            if page.meta.listing == "never" or page.meta.render == "never":
                continue
            for term in page.meta.terms.get(name, ()):
                slug = file_path(term, config.path_style)
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


def _numbered(path: str, number: int) -> str:
    """A page's address or output path with a number in its name."""
    for end in ("/index.html", "/", ".html"):
        if path.endswith(end):
            return f"{path.removesuffix(end)}-{number}{end}"
    return f"{path}-{number}"


def _pattern(kind: Kind, folder: str, config: Config) -> str:
    """The pattern of a page's address; empty when the site has none for it."""
    table = config.permalinks.get(kind)
    if not table or not folder:
        return ""
    plain = folder.lower()
    for up in (plain, *paths.parents(plain)):
        if up in table:
            return table[up]
    return next((found for glob, found in table.items() if matches(glob, plain)), "")


def _formats(page: Page, config: Config) -> dict[str, str]:
    """The files besides HTML that a page is made as: name and output path."""
    own = in_language(config, page.language)
    names = [name for name in output_names(page, own.outputs) if name != "html"]
    if not names or page.meta.render != "always":
        return {}
    kinds = output_kinds(own.output_formats, own.media_types)
    return {
        name: output_path(page.output, kinds[name])
        for name in names
        if name in kinds
        if name not in FEEDS or (page.kind in LISTS and name not in own.disable_kinds)
    }


def _entrances(
    config: Config, folders: Mapping[str, PageKey], pages: Mapping[PageKey, Page]
) -> dict[str, PageKey]:
    """The redirect between the root and the default language's folder.

    https://gohugo.io/configuration/all/#disabledefaultlanguageredirect
    """
    root = config.language_root
    if config.no_language_redirect or not (config.languages or root):
        return {}
    if config.ugly_urls and not root:
        return {}
    path = "index.html" if root else f"{config.language}/index.html"
    taken = {page.output for page in pages.values()}
    return {} if path in taken else {path: folders[config.language_folder]}


def _texts(
    everywhere: Sequence[tuple[PageSource, Placement]], left_out: Mapping[str, str]
) -> dict[PageKey, PageKey]:
    """The pages that are resources, each with the page whose they are."""
    owners = {
        (paths.parent(source.place), source.language): PageKey(source.key)
        for source, place in everywhere
        if place.kind == "leaf" and source.key not in left_out
    }
    found = {}
    for source, place in everywhere:
        if place.kind == "resource":
            folder = paths.parent(source.place)
            ups = ((up, source.language) for up in (folder, *paths.parents(folder)))
            owner = next((owners[up] for up in ups if up in owners), None)
            if owner is not None:
                found[PageKey(source.key)] = owner
    return found


def _by_owner(
    pages: Mapping[PageKey, Page], texts: Mapping[PageKey, PageKey]
) -> dict[PageKey, tuple[PageKey, ...]]:
    found: dict[PageKey, list[PageKey]] = {}
    for key in pages if texts else ():
        if key in texts:
            found.setdefault(texts[key], []).append(key)
    return {owner: tuple(keys) for owner, keys in found.items()}


def _owned(
    resources: Sequence[SourceFile],
    placed: Sequence[tuple[PageSource, Placement]],
    draft: _Draft,
    left_out: Mapping[str, str],
) -> Owned:
    """The files of the content folder in their bundles."""
    pages = {page.key: page for page in draft.pages}
    bundles: dict[str, dict[str, Page]] = {}
    hidden = {
        paths.parent(key)
        for key in left_out
        if paths.stem(key).rpartition("/")[2].partition(".")[0] == "index"
    }
    for folder, key in draft.folders.items():
        page = pages[key]
        if page.kind in ("home", "section"):
            plain = paths.inside(draft.roots[page.language], folder)
            bundles.setdefault(plain, {})[page.language] = page
    for source, place in placed:
        page = pages[PageKey(source.key)]
        if place.kind in ("leaf", "branch"):
            bundles.setdefault(paths.parent(source.place), {})[page.language] = page
    listed = [Bundle(folder=folder, pages=found) for folder, found in bundles.items()]
    style = draft.configs[draft.default].path_style
    roots = {own.language: own.language_root for own in draft.configs.values()}
    return owned(resources, listed, hidden - {""}, roots, draft.default, style)
