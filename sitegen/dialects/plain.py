"""The default dialect: every spelling that isn't ambiguous, from any tool."""

from __future__ import annotations

from sitegen.dialects.dialect import Dialect, Folders, Placement, leaf, split_key


def place(key: str, folders: Folders) -> Placement:
    """`_index` stands for its folder; so do `index` and README where the folder holds more pages.

    An `index` alone in its folder is a leaf bundle, as in Hugo; with other pages beside or below
    it, it is their start page, as in MkDocs and Jekyll.
    """
    folder, name = split_key(key)
    word = name.lower()
    if word == "_index":
        return Placement(kind="branch", folder=folder, name="")
    if word == "index":
        if folder in folders.branches:
            return Placement(kind="page", folder=folder, name=name)
        if folder == "" or folder in folders.busy:
            return Placement(kind="branch", folder=folder, name="")
        return leaf(folder)
    if word == "readme" and folder not in folders.branches | folders.leaves:
        return Placement(kind="branch", folder=folder, name="")
    return Placement(kind="page", folder=folder, name=name)


PLAIN = Dialect(name="plain", place=place)
