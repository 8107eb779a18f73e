"""The built site, as its checks see it.

In:  a project, the folder it was built into, what the build remembers of it.
Out: a `Built`: its files, pages and addresses.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from sitegen import paths
from sitegen.checks.addresses import Addresses, folder_of
from sitegen.checks.page_parts import BuiltPage, css_addresses
from sitegen.discover import Tree
from sitegen.past import Past
from sitegen.project import Project, discover_all

NOT_FOUND = "404.html"


class Built:
    """A built site."""

    def __init__(
        self,
        project: Project,
        folder: Path,
        files: frozenset[str],
        pages: Mapping[str, BuiltPage],
        past: Past | None,
    ) -> None:
        self.project = project
        self.folder = folder
        self.files = files
        """All its files, relative to the folder."""

        self.pages = pages
        """Its HTML files, sorted."""

        self.past = past
        """What the build that made it remembers; None for a folder that something else made."""

        self.base_url = project.config.base_url
        self.addresses = Addresses(files, self.base_url)

    @cached_property
    def tree(self) -> Tree:
        """The files that the site is made of."""
        return discover_all(self.project)

    @cached_property
    def secure(self) -> bool:
        """Whether its pages are read by `https:`; a site that doesn't say is taken to be."""
        return not self.base_url.startswith("http:")

    @cached_property
    def redirects(self) -> dict[str, str]:
        """The pages that only lead on, and the address that each one names."""
        return {file: page.redirect for file, page in self.pages.items() if page.redirect}

    @cached_property
    def led_on_by_host(self) -> Addresses:
        """The former addresses that a site leaves to its host."""
        if self.past is None:
            return Addresses(frozenset(), self.base_url)
        site = self.past.site
        former = site.aliases if self.project.config.redirected else site.former
        return Addresses(former.keys() - self.files, self.base_url)

    @cached_property
    def front_pages(self) -> tuple[str, ...]:
        """The files that a reader begins with: the home pages."""
        config = self.project.config
        roots = {"", *(own.language_root for own in config.languages.values())}
        named = (f"{root}/index.html" if root else "index.html" for root in sorted(roots))
        return tuple(one for one in named if one in self.pages)

    @cached_property
    def generated(self) -> frozenset[str]:
        """The pages without a source, such as those of terms, and the further ones of lists."""
        if self.past is None:
            return frozenset()
        pages = self.past.site.pages.values()
        own = {page.output for page in pages if page.path}
        own |= {one.target for one in self.tree.statics} | set(self.past.site.assets.values())
        return frozenset(self.pages.keys() - own)

    @cached_property
    def styles(self) -> dict[str, tuple[str, ...]]:
        """The style sheets, sorted, and the addresses that each one names."""
        return {
            file: tuple(dict.fromkeys(css_addresses(self.text_of(file))))
            for file in sorted(self.files)
            if file.endswith(".css")
        }

    def folder_for(self, file: str) -> str:
        """The folder against which the relative addresses of a page are read."""
        page = self.pages.get(file)
        if page is None or not page.base:
            return folder_of(file)
        place = self.addresses.place(page.base, folder_of(file))
        return folder_of(place.file) if place.where == "file" else folder_of(file)

    def text_of(self, file: str) -> str:
        """The text of a built file; empty when it can't be read."""
        try:
            return (self.folder / file).read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""


def built_files(folder: Path) -> Iterator[str]:
    """The files of a built site, relative to its folder, without hidden ones."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = sorted(os.scandir(folder / inside), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            path = paths.below(inside, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") or entry.name == ".well-known":
                    waiting.append(path)
            elif entry.is_file():
                yield path
