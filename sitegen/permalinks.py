"""From a page's place and front matter to its URL and its file.

In:  a placement, meta and the site's settings.
Out: the URL path (percent-encoded, without the base path) and the output path.

The rules are Hugo's: https://gohugo.io/content-management/urls/
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from sitegen import paths
from sitegen.dialects import Placement
from sitegen.model import Meta, Struct
from sitegen.paths import PathStyle, file_path, slug_path
from sitegen.patterns import Named, expanded


class Address(Struct, frozen=True, kw_only=True):
    """Where a page is found, and the file that answers there."""

    url: str
    output: str


def patterned(pattern: str, named: Named, style: PathStyle, *, ugly: bool) -> Address:
    """The address that a pattern makes: https://gohugo.io/configuration/permalinks/"""
    return address(expanded(pattern, named, style), ugly=ugly)


def page_address(
    placement: Placement, folder: str, meta: Meta, style: PathStyle, *, ugly: bool
) -> Address:
    """The address of a page that has a file by its path; `folder` is that of its folder."""
    if placement.kind == "branch":
        return list_address(folder, ugly=ugly)
    slug = slug_path(meta.slug, style)
    name = slug or file_path(placement.name, style)
    return address(f"/{folder}/{name}/", ugly=ugly)


def list_address(folder: str, *, ugly: bool) -> Address:
    """The address of a section, taxonomy or the home page, for its path without outer slashes."""
    output = f"{folder}/index.html" if folder else "index.html"
    return Address(
        url=paths.encoded(f"/{output}" if ugly else f"/{folder}/".replace("//", "/")), output=output
    )


def in_folder(where: Address, folder: str) -> Address:
    """An address below a folder of the site; nothing changes for an empty one or no address."""
    if not folder or not where.output:
        return where
    return Address(url=f"/{folder}{where.url}", output=f"{folder}/{where.output}")


@lru_cache(maxsize=1 << 16)
def address(path: str, *, ugly: bool) -> Address:
    """The address for a path as written, such as `/a/b/`, `a/b` or `/a/b.html`.

    A path whose last part has a suffix of pages names a file; every other one a folder.
    """
    clean = re.sub(r"/{2,}", "/", "/" + paths.decoded(path).strip("/"))
    if clean == "/":
        return Address(url="/", output="index.html")
    if posixpath.splitext(clean)[1].lower() in (".html", ".htm", ".xml", ".txt", ".json"):
        return Address(url=paths.encoded(clean), output=clean[1:])
    if ugly:
        return Address(url=paths.encoded(f"{clean}.html"), output=f"{clean[1:]}.html")
    return Address(url=paths.encoded(f"{clean}/"), output=f"{clean[1:]}/index.html")
