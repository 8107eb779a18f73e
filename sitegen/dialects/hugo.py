"""Hugo's content folder (https://gohugo.io/content-management/page-bundles/).

Its content adapters, `_content.gotmpl`, are no content: they aren't run, and not published.
"""

from __future__ import annotations

import re

from sitegen import paths
from sitegen.dialects.dialect import Dialect, Folders, Placement, leaf, split_key

ADAPTER = re.compile(r"(?:^|/)_content(?:\.[\w-]+)?\.gotmpl$")
"""The path of a content adapter, also of one language's.

https://gohugo.io/content-management/content-adapters/
"""


def place(key: str, folders: Folders) -> Placement:
    """`_index` is a branch bundle, `index` a leaf bundle whose other files are its resources."""
    folder, name = split_key(key)
    if name == "_index":
        return Placement(kind="branch", folder=folder, name="")
    if name == "index":
        return leaf(folder) if folder else Placement(kind="branch", folder="", name="")
    inside = [up for up in (folder, *paths.parents(folder)) if up in folders.leaves and up]
    if any(up not in folders.branches for up in inside):
        return Placement(kind="resource", folder=folder, name=name)
    return Placement(kind="page", folder=folder, name=name)


HUGO = Dialect(
    name="hugo",
    place=place,
    defaults={"markup.blockids": False},
    links_in_meta=False,
    ignore=(ADAPTER.pattern,),
    markers=frozenset(f"hugo.{suffix}" for suffix in ("toml", "yaml", "yml", "json")),
)
