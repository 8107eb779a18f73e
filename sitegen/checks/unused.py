"""Files that are published and that nothing uses.

In:  a built site, and the files it was made of.
Out: a finding for each file of the site's own that no page, style, script or source names.

A script may put a name together, so a file counts as used as soon as its name stands in any text.
Files of a theme are left alone: they are there for whoever may want them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sitegen import paths
from sitegen.checks.addresses import folder_of
from sitegen.checks.built import Built
from sitegen.checks.finding import Finding

_KNOWN_BY_NAME = re.compile(
    r"""(?:^|/)(?:\.|_headers$|_redirects$|CNAME$|LICENSE|robots\.txt$|humans\.txt$|security\.txt$
    |ads\.txt$|app-ads\.txt$|llms.*\.txt$|favicon\.|apple-touch-icon|browserconfig\.xml$
    |sitemap|google[0-9a-f]+\.html$|BingSiteAuth\.xml$|crossdomain\.xml$|sw\.js$|service-?worker
    |manifest\.|site\.webmanifest$|404\.|opensearch|.*\.map$)""",
    re.VERBOSE | re.IGNORECASE,
)
"""What others look for without a link: browsers, search engines, hosts."""

_NAME = re.compile(r"[^\s\"'`()<>\[\]{}=,;|?#/\\*:]+\.[A-Za-z0-9]{1,8}")
_TEXTS = (".css", ".js", ".mjs", ".json", ".xml", ".txt", ".webmanifest", ".md", ".svg", ".html")
_LARGEST = 5_000_000


def unused(built: Built) -> Iterator[Finding]:
    """The files; only of a site whose sources are known."""
    if built.past is None:
        return
    sources = _candidates(built)
    left = set(sources) - _named_by_pages(built)
    if left:
        names = _all_names(built)
        left = {one for one in left if one.rpartition("/")[2].lower() not in names}
    for file in sorted(left):
        yield Finding(code="unused-asset", file=file, seek="file", message=f'nothing uses "{file}"')


def _candidates(built: Built) -> list[str]:
    root = str(built.project.root) + "/"
    own = {str(built.project.root / folder) + "/" for folder in built.project.config.static_dir}
    found = [
        one.target
        for one in built.tree.statics
        if one.source.startswith(root) and one.source.startswith(tuple(own))
    ]
    assert built.past is not None
    found += built.past.site.assets.values()
    pages = built.pages
    return [
        one
        for one in found
        if one in built.files and one not in pages and not _KNOWN_BY_NAME.search(one)
    ]


def _named_by_pages(built: Built) -> set[str]:
    used = set()
    for file, page in built.pages.items():
        folder = built.folder_for(file)
        for ref in page.refs:
            place = built.addresses.place(ref[1:], folder)
            if place.file:
                used.add(place.file)
    for file, addresses in built.styles.items():
        for address in addresses:
            used.add(built.addresses.place(address, folder_of(file)).file)
    return used


def _all_names(built: Built) -> set[str]:
    """Everything that looks like a file's name in the texts of the site and its sources."""
    names: set[str] = set()
    root = built.project.root
    sources = [root / one.path for one in built.tree.pages]
    sources += [Path(one.path) for one in built.project.theme.files()]
    sources += [root / built.project.config.file] if built.project.config.file else []
    texts = [
        built.folder / one
        for one in built.files
        if one.endswith(_TEXTS) and not one.startswith("pagefind/") and one not in built.pages
    ]
    for place in dict.fromkeys([*sources, *texts]):
        try:
            if place.stat().st_size > _LARGEST:
                continue
            text = place.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        found = set(_NAME.findall(text))
        own = place.name.lower()
        names |= {one.lower() for one in found if one.lower() != own}
        names |= {paths.decoded(one).lower() for one in found if "%" in one}
    return names
